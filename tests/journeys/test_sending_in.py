"""A member sends a document, and staff publish it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from members.models import Member
from resources.models import Resource
from tests import make

from .test_newcomer import log_in

FILE = "Les tontines de karité financent la coopérative.".encode()
SHORT = "How women's saving circles pay for a cooperative."


def write_draft(page: Page) -> None:
    page.goto("/resources/new/")
    page.get_by_label("Title").fill("La coopérative et ses tontines")
    page.locator("input[type=file]").set_input_files(
        {"name": "tontines.txt", "mimeType": "text/plain", "buffer": FILE}
    )
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    expect(page.get_by_text("tontines.txt").first).to_be_visible()


def send_in(page: Page) -> None:
    """With too long a description first: nothing that was typed is lost."""
    page.get_by_role("checkbox", name="French", exact=True).check()
    page.locator("select[name=kind]").select_option("case_study")
    page.locator("select[name=visibility]").select_option("public")
    page.locator("summary", has_text="More about it").click()
    page.locator("select[name=files_visibility]").select_option("public")
    english = page.locator("[name=english]")
    english.fill("word " * 103)
    expect(page.get_by_text("Words: 103 of 100. Please take out 3.")).to_be_visible()
    page.get_by_role("button", name="Send in").click()
    expect(page.get_by_text("That is 103 words.").first).to_be_visible()
    expect(english).to_have_value("word " * 103)
    english.fill(SHORT)
    page.get_by_role("button", name="Send in").click()
    expect(page.get_by_text("It is with the people who review now.")).to_be_visible()
    expect(page.get_by_text("Waiting for review")).to_be_visible()


def test_a_member_sends_a_document_and_staff_publish_it(
    page: Page,
    new_browser: Callable[[], Page],
    run_jobs: Callable[[], int],
    amina: Member,
    bintou: Member,
) -> None:
    log_in(page, amina.email, make.PASSWORD)
    write_draft(page)
    visitor = new_browser()
    work = Resource.objects.get()
    visitor.goto(f"/resources/{work.pk}-x/")
    expect(visitor.locator("h1")).not_to_contain_text("tontines")
    send_in(page)
    run_jobs()
    visitor.goto("/resources/?q=tontines")
    expect(visitor.get_by_text("Nothing found")).to_be_visible()

    staff = new_browser()
    log_in(staff, bintou.email, make.PASSWORD)
    staff.goto("/admin/resources/resource/?status__exact=submitted")
    staff.get_by_role("link", name="La coopérative et ses tontines").click()
    expect(staff.get_by_role("link", name="tontines.txt")).to_be_visible()
    staff.get_by_role("button", name="Publish").click()
    expect(staff.get_by_text("Done for 1 resource.")).to_be_visible()

    visitor.goto("/")
    visitor.locator("main input[name=q]").fill("karite")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("mark")).to_have_text("karité")
    visitor.get_by_role("link", name="La coopérative et ses tontines").click()
    expect(visitor.get_by_text(SHORT)).to_be_attached()
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="Download tontines.txt").click()
    assert download.value.path().read_bytes() == FILE
    page.goto("/resources/mine/")
    expect(page.get_by_text("Published")).to_be_visible()
