"""A member asks to join a group, is let in, and another is invited: each in her own browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from members.models import Group, Member
from members.notices.models import Letter
from tests import make

from .test_newcomer import log_in

LINK = re.compile(r"https?://[^/\s]+(/groups/\S+)")


def path_in(kind: str, reader: Member) -> str:
    letter = Letter.objects.get(kind=kind, recipient=reader)
    found = LINK.search(letter.text)
    assert found, letter.text
    return found[1]


def test_a_member_joins_a_group_and_another_is_invited_to_it(
    page: Page,
    new_browser: Callable[[], Page],
    amina: Member,
    chidi: Member,
    europe: Group,
) -> None:
    gudrun = make.make_member("Gudrun", handle="gudrun")
    make.make_membership(gudrun, europe)
    make.make_term(gudrun, europe)
    make.make_resource("Minutes of our winter", groups=[europe], visibility="group")

    log_in(page, chidi.email, make.PASSWORD)
    page.get_by_role("link", name="Groups", exact=True).click()
    page.get_by_role("link", name="Europe").click()
    expect(page.get_by_text("Nothing has been sent in for this group yet.")).to_be_visible()
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_text("Please write a sentence or two.").first).to_be_visible()
    page.get_by_label("Why would you like to join?").fill("We start next year.")
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("button", name="Take my request back")).to_be_visible()

    facilitator = new_browser()
    log_in(facilitator, gudrun.email, make.PASSWORD)
    expect(facilitator.get_by_role("heading", level=1)).to_contain_text("Gudrun")
    facilitator.goto(path_in("group_request", gudrun))
    expect(facilitator.get_by_text("We start next year.")).to_be_visible()
    facilitator.get_by_role("button", name="Let in").click()
    expect(facilitator.get_by_text("Chidi belongs to the group now")).to_be_visible()
    facilitator.get_by_role("link", name="Invite people").click()
    facilitator.get_by_label("A name, or a part of it").fill("amin")
    facilitator.keyboard.press("Enter")
    facilitator.get_by_label("Amina").check()
    facilitator.get_by_label("A word to them").fill("Do come.")
    facilitator.get_by_role("button", name="Invite").click()
    expect(facilitator.get_by_role("heading", name="Who is invited")).to_be_visible()

    page.goto(path_in("group_let_in", chidi))
    expect(page.get_by_role("link", name="Minutes of our winter")).to_be_visible()
    page.get_by_text("You belong to this group.").click()
    page.get_by_role("button", name="Leave the group").click()
    expect(page.get_by_text("You have left the group.")).to_be_visible()
    expect(page.get_by_text("Minutes of our winter")).to_have_count(0)

    invited = new_browser()
    log_in(invited, amina.email, make.PASSWORD)
    invited.get_by_role("link", name="Look at the groups").click()
    invited.get_by_role("link", name="Europe").click()
    invited.get_by_role("button", name="Accept").click()
    expect(invited.get_by_text("You belong to this group now.")).to_be_visible()
    expect(invited.get_by_role("link", name="Minutes of our winter")).to_be_visible()
