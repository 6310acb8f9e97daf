"""A member finds a peer who offers what she looks for, on a phone, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from members import person_search
from members.models import Group, Member
from tests import make


def put_people(viewer: Member) -> None:
    """Many who offer something else, one who offers it to all, one to her groups only."""
    make.make_region("africa", "BF", "KE", "SN", en="Africa")
    budgets = make.make_theme(
        "budgets", en="Gender budgeting", fr="Budgétisation sensible au genre"
    )
    care = make.make_theme("care", en="Care work")
    viewer.asks.add(budgets)
    for number in range(22):
        make.make_member(f"Person {number:02}").offers.add(care)
    facts = {"country": "SN", "languages": ["fr", "wo"], "job_title": "Conseillère genre"}
    peer = make.make_member("Awa Ñdiaye", handle="awa", about="Budgets, since 2009.", **facts)
    peer.offers.add(budgets, care)
    closed = make.make_group("Closed circle", seen_by=Group.SeenBy.GROUP)
    shy = make.make_member("Shy Sister", handle="shy", for_groups=["offers"])
    shy.offers.add(budgets)
    for one in (viewer, shy):
        make.make_membership(one, closed)
    person_search.renew()


def log_in(page: Page, member: Member) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(member.email)
    page.locator("input[name=password]").fill(make.PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("/")


def people(page: Page) -> list[str]:
    return page.locator(".items h2 a").all_inner_texts()


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(on, marks=pytest.mark.browser_context_args(java_script_enabled=on))
        for on in (True, False)
    ],
    ids=["with scripts", "without"],
)
def test_a_member_finds_a_peer(page: Page, amina: Member, chidi: Member, scripts: bool) -> None:
    put_people(amina)
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, amina)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    expect(page.locator("h1")).to_have_text("People")
    page.get_by_role("link", name="Who offers what I look for").click()
    assert people(page) == ["Awa Ñdiaye", "Shy Sister"]
    narrow_to(page, "Country", "Senegal")
    assert people(page) == ["Awa Ñdiaye"]
    page.get_by_role("link", name="Remove: Senegal").click()
    assert people(page) == ["Awa Ñdiaye", "Shy Sister"]
    box = page.get_by_role("searchbox", name="Search people")
    box.fill("conseillere")
    box.press("Enter")
    assert people(page) == ["Awa Ñdiaye"]
    wide = page.evaluate("document.documentElement.scrollWidth") if scripts else 390
    assert wide <= 390
    page.get_by_role("link", name="Awa Ñdiaye").click()
    page.wait_for_url("/members/awa/")
    expect(page.locator("main")).to_contain_text("Budgets, since 2009.")
    expect(page.locator("main")).to_contain_text("Gender budgeting")


def test_somebody_else_finds_one_of_them(page: Page, amina: Member, chidi: Member) -> None:
    """What a person shows to her groups only, a stranger neither finds nor counts."""
    put_people(amina)
    log_in(page, chidi)
    page.goto("/members/?offers=budgets")
    assert people(page) == ["Awa Ñdiaye"]
    expect(page.locator("main")).to_contain_text("1 person.")
    page.goto("/members/?q=shy")
    assert people(page) == ["Shy Sister"]


def narrow_to(page: Page, facet: str, value: str) -> None:
    side = page.get_by_role("complementary", name="Narrow the list")
    side.get_by_text("Narrow the list", exact=True).click()
    group = side.locator("details.facet", has_text=facet).filter(
        has=page.locator("summary", has_text=facet)
    )
    chosen = group.first
    if chosen.get_attribute("open") is None:
        chosen.locator("summary").first.click()
    chosen.get_by_role("link", name=value).click()
