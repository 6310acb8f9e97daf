"""A case study from the questions of the guide to the library, without JavaScript."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from members.models import Member
from resources.models import Resource
from tests import make

from .test_newcomer import log_in

BEFORE = "Nobody kept books."


def begin(page: Page) -> None:
    """She is called away after the second question."""
    page.goto("/resources/practices/new/")
    page.get_by_label("What would you call it, in one line?").fill("Books in pencil")
    page.get_by_label("How were things before?").fill(BEFORE)
    page.get_by_role("button", name="Keep it, I go on later (What happened)").click()
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()


def go_on(page: Page) -> None:
    page.goto("/resources/mine/")
    page.get_by_role("link", name="Go on with it Books in pencil").click()
    expect(page.get_by_label("How were things before?")).to_have_value(BEFORE)
    page.get_by_label("What did you do?").fill("They began in pencil.")
    page.get_by_role("button", name="Send in").click()
    expect(page.get_by_role("heading", name="Please look at this again")).to_be_visible()
    page.get_by_label("What came of it, and how do you know?").fill("The books balance.")
    page.get_by_label("A new section").fill("Money")
    page.get_by_label("Its sub-theme").fill("Credit")
    page.locator("select[name=visibility]").select_option("public")
    page.get_by_role("button", name="Send in").click()
    expect(page.get_by_text("It is with the people who review now.")).to_be_visible()


def test_a_case_study_from_the_guide_to_the_library(
    new_context: Callable[..., BrowserContext],
    new_browser: Callable[[], Page],
    amina: Member,
    bintou: Member,
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, amina.email, make.PASSWORD)
    begin(page)
    go_on(page)

    staff = new_browser()
    log_in(staff, bintou.email, make.PASSWORD)
    work = Resource.objects.get()
    staff.goto(f"/admin/resources/resource/{work.pk}/change/")
    staff.get_by_role("button", name="Publish").click()
    expect(staff.get_by_text("Done for 1 resource.")).to_be_visible()

    reader = new_context(java_script_enabled=False).new_page()
    reader.goto("/resources/")
    reader.get_by_role("link", name="Promising practices").click()
    reader.locator("summary", has_text="Books in pencil").click()
    expect(reader.get_by_text("They began in pencil.")).to_be_visible()
    expect(reader.get_by_text("Association A · Burkina Faso")).to_be_visible()
    reader.get_by_role("link", name="Its own page").click()
    expect(reader.get_by_role("heading", name="Books in pencil")).to_be_visible()
