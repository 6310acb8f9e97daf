"""A facilitator's term begins, she moderates, it ends."""

import datetime as dt
import re
from collections.abc import Callable

from django.db.models import F
from playwright.sync_api import Page, expect

from members import terms
from members.models import Application, Group, Member, Term
from members.notices.models import Letter
from tests import make

HANDOVER = re.compile(r"https?://[^/\s]+(/groups/\S+)")


def log_in(page: Page, member: Member) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", member.email)
    page.fill("input[name=password]", make.PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/")


def choose(page: Page, field: str, name: str) -> None:
    """In a field that suggests."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option", has_text=name).click()


def propose(page: Page, group: Group) -> None:
    """For three hundred days, from tomorrow on."""
    page.goto("/admin/")
    page.get_by_role("link", name="Terms of office").first.click()
    page.locator(".addlink").first.click()
    choose(page, "member", "Amina")
    choose(page, "group", group.name)
    page.get_by_label("First day").fill(str(group.today + dt.timedelta(1)))
    page.get_by_label("Last day").fill(str(group.today + dt.timedelta(300)))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def days_pass(number: int) -> None:
    """The calendar cannot be hurried, so the term comes towards us."""
    days = dt.timedelta(number)
    Term.objects.update(starts_on=F("starts_on") - days, ends_on=F("ends_on") - days)


def read_handover(page: Page) -> None:
    page.goto("/me/")
    page.get_by_role("link", name="Africa", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Africa")
    applicants = page.get_by_role("region", name="Applicants of its region")
    expect(applicants.get_by_text("Dara")).to_be_visible()


def moderate(page: Page) -> None:
    """She admits an applicant, and says anew what her group is for."""
    page.goto("/groups/africa/handover/")
    page.get_by_role("link", name="Read the requests").click()
    page.get_by_role("link", name="Dara").click()
    page.get_by_role("button", name="Admit").click()
    expect(page.get_by_text("person has been admitted")).to_be_visible()
    page.goto("/admin/members/group/")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.locator("#result_list").get_by_role("link", name="Africa").click()
    page.get_by_label("Purpose").fill("We train savings groups, and learn from them.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def test_a_facilitators_term_begins_she_moderates_and_it_ends(
    page: Page,
    new_browser: Callable[[], Page],
    bintou: Member,
    amina: Member,
    africa: Group,
    europe: Group,
    application: Application,
) -> None:
    staff = new_browser()
    log_in(staff, bintou)
    propose(staff, africa)
    assert Letter.objects.get(recipient=amina).kind == "term_proposed"

    log_in(page, amina)
    read_handover(page)
    page.goto("/admin/")
    expect(page.get_by_text("for the secretariat and for facilitators")).to_be_visible()

    days_pass(1)
    moderate(page)
    assert Member.objects.get(handle="dara").status == Member.Status.ACTIVE
    assert "savings" in Group.objects.get(slug="africa").purpose

    days_pass(293)
    terms.tell_of_coming_ends()
    letter = Letter.objects.filter(recipient=amina, kind="term_ends").get()
    found = HANDOVER.search(letter.text)
    assert found, letter.text
    page.goto(found[1])
    expect(page.get_by_text("Nobody has been proposed yet.")).to_be_visible()

    days_pass(7)
    page.goto("/admin/members/group/")
    expect(page.get_by_text("for the secretariat and for facilitators")).to_be_visible()
    page.goto(found[1])
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Africa")
