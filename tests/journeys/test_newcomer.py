"""A newcomer applies, is admitted, and finds a document by a word inside it."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from members.models import Group, Member, Organization
from members.notices.models import Letter
from tests import make

LINK = re.compile(r"https?://[^/\s]+(/\S+)")
PASSWORD = "a-lantern-for-every-door"


def log_in(page: Page, login: str, password: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.locator("main form button").first.click()


def register(page: Page, organization: Organization) -> None:
    page.goto("/")
    page.get_by_role("link", name="Join", exact=True).click()
    page.get_by_label("Your name").fill("Wanjiru Kamau")
    page.get_by_label("Your e-mail address").fill("wanjiru@example.org")
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_label("Your organization").select_option(organization.name)
    page.get_by_label("The country you work in").select_option("BF")
    page.get_by_label("Why would you like to join?").fill("We start a savings group.")
    page.locator("summary", has_text="Read the charter").click()
    expect(page.get_by_text("We listen first.")).to_be_visible()
    page.get_by_label("I have read the charter and accept it.").check()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")


def confirm(page: Page) -> None:
    letter = Letter.objects.get(address="wanjiru@example.org")
    found = LINK.search(letter.text)
    assert found, letter.text
    page.goto(found[1])
    page.get_by_role("button", name="Yes, it is mine").click()
    log_in(page, "wanjiru@example.org", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is being read")


def test_a_newcomer_is_admitted_and_finds_a_document_by_a_word_inside_it(
    page: Page,
    new_browser: Callable[[], Page],
    run_jobs: Callable[[], int],
    africa: Group,
    efua: Member,
    organization_a: Organization,
) -> None:
    make.make_charter(en="We *listen* first.")
    organization_a.region = africa.region
    organization_a.save()
    work = make.make_resource("Savings in common", visibility="members")
    make.make_document(work, b"The cashbox has three locks.", name="savings.txt")
    run_jobs()

    register(page, organization_a)
    confirm(page)

    facilitator = new_browser()
    log_in(facilitator, efua.email, make.PASSWORD)
    facilitator.get_by_role("link", name="Read the requests").click()
    facilitator.get_by_role("link", name="Wanjiru Kamau").click()
    expect(facilitator.get_by_text("We start a savings group.")).to_be_visible()
    facilitator.get_by_role("button", name="Admit").click()
    expect(
        facilitator.get_by_text("One person has been admitted").or_(
            facilitator.get_by_text("1 person has been admitted")
        )
    ).to_be_visible()
    assert Letter.objects.filter(kind="admitted", address="wanjiru@example.org").exists()

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wanjiru Kamau")
    page.locator("main input[name=q]").fill("cashbox")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("cashbox")
    page.get_by_role("link", name="Savings in common").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download savings.txt").click()
    assert download.value.suggested_filename == "savings.txt"
    assert Path(download.value.path()).read_bytes() == b"The cashbox has three locks."
