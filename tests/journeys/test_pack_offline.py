"""A pack is downloaded, unpacked on a stick, opened there by hand and searched, with no server."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from members.models import Member
from tests import make

SHOWN = "ol.items > li:visible"


def put_library(by: Member) -> None:
    care = make.make_theme("care", en="Care work", fr="Travail de soin")
    for title, language, abstract in (
        ("Counting unpaid care", "en", "Who cooks, who fetches water."),
        ("L’égalité au travail", "fr", "Ce que coûte une journée."),
        ("العمل في الرعاية", "ar", "من يعتني بمن."),
        ("<script>document.title = 'broken'</script>", "en", "A hostile title."),
    ):
        work = make.make_resource(
            title, by=by, themes=[care], languages=[language], abstract=abstract
        )
        make.make_document(work, f"Inside {title}".encode(), name=f"{title[:9]}.txt")


def take_along(page: Page, folder: Path) -> str:
    """The address of the pack's first page on the disk."""
    page.goto("/resources/?theme=care")
    page.get_by_role("link", name="Take this theme with you").click()
    page.get_by_label("Up to 5 MB").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the pack").click()
    path = waiting.value.path()
    with zipfile.ZipFile(path) as pack:
        pack.extractall(folder)
    return (folder / "index.html").as_uri()


def test_a_pack_is_searched_from_a_stick(page: Page, amina: Member, tmp_path: Path) -> None:
    put_library(amina)
    page.goto(take_along(page, tmp_path))
    expect(page.get_by_role("heading", level=1)).to_have_text("Care work")
    expect(page).not_to_have_title("broken")
    expect(page.locator(SHOWN)).to_have_count(4)

    box = page.get_by_label("Search in this pack")
    for words, title in (
        ("EGAL trav", "L’égalité au travail"),
        ("water cooks", "Counting unpaid care"),
        ("الرعايه"[:5], "العمل في الرعاية"),
        ("document title", "<script>"),
    ):
        box.fill(words)
        expect(page.get_by_role("status")).to_have_text("1 of 4 works")
        expect(page.locator(SHOWN)).to_have_count(1)
        expect(page.locator(SHOWN)).to_contain_text(title)
    box.fill("nothing of the kind")
    expect(page.get_by_role("status")).to_contain_text("No work here has all these words")

    page.get_by_text("All titles").click()
    page.locator("details.contents").get_by_role("link", name="Counting").click()
    expect(page.locator(SHOWN)).to_have_count(4)

    page.locator("ol.items").get_by_role("link", name="العمل").click()
    expect(page.locator("body")).to_contain_text("Inside العمل")


@pytest.mark.browser_context_args(java_script_enabled=False, viewport={"width": 390, "height": 800})
def test_a_pack_is_read_without_javascript_on_a_phone(
    page: Page, amina: Member, tmp_path: Path
) -> None:
    put_library(amina)
    page.goto(take_along(page, tmp_path))
    expect(page.locator(SHOWN)).to_have_count(4)
    expect(page.get_by_role("search")).to_be_hidden()
    page.get_by_text("All titles").click()
    page.locator("details.contents").get_by_role("link", name="Counting").click()
    assert "#w" in page.url
    widest = page.locator("html").bounding_box()
    assert widest is not None
    assert widest["width"] <= 390
