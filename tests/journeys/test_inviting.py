"""A focal point invites three colleagues: one registers, one is known, one address is malformed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from members.models import Group, Invitation, Member, Organization
from members.notices.models import Letter
from tests import make

from .test_newcomer import log_in

LINK = re.compile(r"(/invitations/[\w-]{30,}/)")
PASSWORD = "a-lantern-for-every-door"


def link_to(address: str) -> str:
    letter = Letter.objects.filter(address=address).latest("pk")
    found = LINK.search(letter.text)
    assert found, letter.text
    return found[1]


def invite_three(page: Page, known: Member) -> None:
    page.goto("/me/")
    page.get_by_role("link", name="My invitations").click()
    page.get_by_role("link", name="Invite people").click()
    page.get_by_label("E-mail addresses").fill(
        f"Nadia Benali <Nadia@Example.org>; {known.email}\nfatou@@example.org"
    )
    page.get_by_label("A personal word").fill("Come and sit with us.")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_role("heading", name="2 invitations are on their way.")).to_be_visible()
    expect(page.get_by_text("There is more than one @ in it.")).to_be_visible()
    box = page.get_by_label("E-mail addresses")
    expect(box).to_have_value("fatou@@example.org")
    box.fill("fatou@example.org")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("1 invitation is on its way.")).to_be_visible()
    for address in ("nadia@example.org", known.email, "fatou@example.org"):
        expect(page.get_by_role("heading", name=address)).to_be_visible()


def come_in(page: Page) -> None:
    page.goto(link_to("nadia@example.org"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina invites you")
    expect(page.get_by_text("Come and sit with us.")).to_be_visible()
    expect(page.get_by_text("We listen first.")).to_be_visible()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Please look at this again")).to_be_visible()
    page.get_by_label("Your name").fill("Nadia Benali")
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_label("The country you work in").select_option("MA")
    page.get_by_label("I have read the charter and accept it.").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Nadia Benali")


def accept_as_a_member(page: Page, known: Member) -> None:
    page.goto(link_to(known.email))
    page.get_by_role("link", name="Log in", exact=True).last.click()
    page.fill("input[name=login]", known.email)
    page.fill("input[name=password]", make.PASSWORD)
    page.locator("main form button").first.click()
    expect(
        page.get_by_text("So far you are here as somebody who works for Büro B.")
    ).to_be_visible()
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_text("You belong to “Association A” now.")).to_be_visible()


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(on, marks=pytest.mark.browser_context_args(java_script_enabled=on))
        for on in (True, False)
    ],
    ids=["with scripts", "without scripts"],
)
def test_a_focal_point_invites_three_colleagues(
    new_browser: Callable[[], Page],
    run_jobs: Callable[[], int],
    community: Group,
    amina: Member,
    chidi: Member,
    organization_a: Organization,
    scripts: bool,
) -> None:
    make.make_charter(en="We *listen* first.")
    make.make_focal_point(amina)
    focal, newcomer, member = (new_browser() for _n in range(3))

    log_in(focal, amina.email, make.PASSWORD)
    invite_three(focal, chidi)
    run_jobs()

    come_in(newcomer)
    accept_as_a_member(member, chidi)

    focal.goto("/invitations/")
    expect(focal.get_by_role("link", name="Accepted (2)")).to_be_visible()
    focal.get_by_role("link", name="Not answered yet (1)").click()
    expect(focal.get_by_role("heading", name="nadia@example.org")).to_have_count(0)
    focal.get_by_role("button", name="Take back").click()
    expect(focal.get_by_text("opens nothing any more")).to_be_visible()

    nadia = Member.objects.get(email="nadia@example.org")
    assert nadia.organization == organization_a
    assert Member.objects.get(pk=chidi.pk).organization == organization_a
    assert Invitation.objects.get(address="fatou@example.org").status == "revoked"
    newcomer.goto(link_to("nadia@example.org"))
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("This invitation does not open")
