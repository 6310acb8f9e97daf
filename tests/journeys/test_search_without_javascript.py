"""Everything that the library's search can do, it does without a script."""

import pytest
from playwright.sync_api import Locator, Page, expect

from members.models import Member
from members.search import labels, vocabulary
from resources.models import Resource
from tests import make

KINDS = (Resource.Kind.STUDY, Resource.Kind.TOOLKIT)


def put_library(by: Member) -> None:
    violence = make.make_theme("gbv", en="Gender-based violence", fr="Violence basée sur le genre")
    labels.reindex_labels()
    for n in range(1, 25):
        make.make_resource(
            f"Orchard book {n:02}",
            by=by,
            kind=KINDS[n % 2],
            issued=2000 + n,
            languages=["en", "fr"] if n % 4 == 0 else ["en"],
            abstract="What a harvest is worth to those who pick it.",
        )
    make.make_resource(
        "La violence basée sur le genre au travail", by=by, languages=["fr"], themes=[violence]
    )
    vocabulary.refresh()


def titles(page: Page) -> Locator:
    return page.locator("ol.items h2")


def search(page: Page, words: str) -> None:
    page.locator("main input[name=q]").fill(words)
    page.locator("main form.search button").click()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_search_without_javascript(page: Page, amina: Member) -> None:
    put_library(amina)
    page.goto("/")
    search(page, "harvest")
    expect(page.locator("main")).to_contain_text("Library (24)")
    expect(titles(page)).to_have_count(20)
    page.goto("/resources/")
    search(page, "harvest")
    expect(page.locator("main")).to_contain_text("24 works")
    expect(titles(page)).to_have_count(20)

    narrow = page.get_by_role("complementary", name="Narrow the list")
    narrow.get_by_role("link", name="Toolkit").click()
    expect(page.locator("main")).to_contain_text("12 works")
    page.get_by_role("link", name="Title", exact=True).click()
    expect(titles(page).first).to_have_text("Orchard book 01")
    expect(page.locator("main")).to_contain_text("12 works")
    page.get_by_role("link", name="Remove: Toolkit").click()
    expect(page.locator("main")).to_contain_text("24 works")

    page.get_by_role("link", name="Next").click()
    expect(titles(page)).to_have_count(4)
    expect(titles(page).first).to_have_text("Orchard book 21")
    page.get_by_role("link", name="Orchard book 21").click()
    expect(page.locator("h1")).to_have_text("Orchard book 21")

    page.goto("/resources/")
    search(page, "harvset")
    page.locator("main").get_by_role("link", name="harvest", exact=True).click()
    expect(page.locator("main")).to_contain_text("24 works")

    search(page, "gender-based violence")
    expect(titles(page)).to_have_text(["La violence basée sur le genre au travail"])
    page.get_by_role("link", name="Search exactly these words").click()
    expect(page.locator("main")).to_contain_text("Exactly these words")
    expect(page.get_by_text("Nothing found").or_(titles(page).first)).to_be_visible()
    page.get_by_role("link", name="Search translations too").click()
    expect(titles(page)).to_have_text(["La violence basée sur le genre au travail"])
