"""A member sends a file on a slow line that breaks; nothing that she typed is lost."""

from playwright.sync_api import Page, expect

from members.models import Member
from resources.models import Resource
from tests import make

from .test_newcomer import log_in

FILE = b"Handcart and wheelbarrow. " * 60_000


def test_a_file_on_a_slow_line(page: Page, amina: Member) -> None:
    make.make_resource("How water committees share the work", by=amina)
    log_in(page, amina.email, make.PASSWORD)
    page.goto("/resources/new/")
    form = page.locator("form[enctype]")

    form.get_by_label("Title").fill("How water comittees share the work")
    form.locator("select[name=kind]").focus()
    expect(form.get_by_text("nearly the same title")).to_be_visible()
    form.get_by_label("Title").fill("Carrying water, counting hours")
    form.locator("select[name=kind]").focus()
    expect(form.get_by_text("nearly the same title")).to_have_count(0)

    form.locator("input[type=file]").set_input_files(
        {"name": "hours.txt", "mimeType": "text/plain", "buffer": FILE}
    )
    page.route("**/resources/new/", lambda route: route.abort("connectionreset"))
    form.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("The line broke.")).to_be_visible()
    expect(form.get_by_label("Title")).to_have_value("Carrying water, counting hours")
    assert Resource.objects.count() == 1

    page.unroute("**/resources/new/")
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    expect(page.get_by_text("hours.txt").first).to_be_visible()
    draft = Resource.objects.get(title="Carrying water, counting hours")
    assert draft.documents.get().size == len(FILE)

    refused = page.locator("form[enctype]")
    refused.locator("input[type=file]").set_input_files(
        {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" + FILE}
    )
    refused.get_by_role("button", name="Send in").click()
    expect(page.get_by_text("Please look at this again")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Carrying water, counting hours")
