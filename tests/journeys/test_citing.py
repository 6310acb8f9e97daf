"""A reader cites a work: the line, the files for her reference manager, and what the page says.

The same with and without a script, because none of it needs one.
"""

import json
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from playwright.sync_api import Page, expect

from members.models import Member
from tests import make

TITLE = "Le prix du soin & qui le paie : 100 % « invisible »"
FORMATS = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}


def put_work(by: Member) -> str:
    """The address of its page."""
    work = make.make_resource(
        TITLE,
        by=by,
        creators=["Ouédraogo, Awa", "Ministry of Health, Labour and Care"],
        publisher="Banks & Co",
        issued=2019,
        languages=["fr"],
        doi="10.1234/Soin_5",
        isbn="9780306406157",
        abstract="Ce que coûte le soin.",
    )
    make.make_resource("Another work", by=by)
    return work.get_absolute_url()


def meta(page: Page, name: str) -> list[str]:
    found = page.locator(f'head meta[name="{name}"]').all()
    return [one.get_attribute("content") or "" for one in found]


def copied(page: Page) -> str:
    """What she gets where she pastes the line: here, in the box of the search."""
    page.locator("p.citation").click(click_count=3)
    page.keyboard.press("ControlOrMeta+c")
    box = page.locator("input[name=q]").first
    box.click()
    page.keyboard.press("ControlOrMeta+v")
    return box.input_value().strip()


def downloaded(page: Page, label: str) -> tuple[str, str]:
    """The name of the file, and its text."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=label, exact=True).click()
    file = waiting.value
    return file.suggested_filename, Path(file.path()).read_text(encoding="utf-8")


def check_files(files: dict[str, tuple[str, str]], address: str) -> None:
    """All three name the same work by the same people."""
    for label, (name, _text) in files.items():
        assert name.startswith("ouedraogo2019-")
        assert name.endswith(f".{FORMATS[label]}")
    library = bibtexparser.parse_string(files["BibTeX"][1])
    assert not library.failed_blocks
    [entry] = library.entries
    said: dict[str, Any] = {field.key: field.value for field in entry.fields}
    assert said["title"].strip("{}").replace("\\", "") == TITLE
    assert "Ouédraogo, Awa" in said["author"]
    assert (said["year"], said["doi"].replace("\\", "")) == ("2019", "10.1234/Soin_5")
    [record] = rispy.loads(files["RIS"][1])
    assert (record["title"], record["authors"][0]) == (TITLE, "Ouédraogo, Awa")
    assert (record["year"], record["doi"]) == ("2019", "10.1234/Soin_5")
    [item] = json.loads(files["CSL-JSON"][1])
    assert (item["title"], item["DOI"]) == (TITLE, "10.1234/Soin_5")
    assert item["author"][0] == {"family": "Ouédraogo", "given": "Awa"}
    assert item["author"][1] == {"literal": "Ministry of Health, Labour and Care"}
    assert item["issued"]["date-parts"] == [[2019]]
    for _name, text in files.values():
        assert address in text


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(on, marks=pytest.mark.browser_context_args(java_script_enabled=on))
        for on in (True, False)
    ],
    ids=["with scripts", "without"],
)
def test_a_reader_cites(page: Page, amina: Member, scripts: bool) -> None:
    path = put_work(amina)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/resources/")
    page.get_by_role("link", name=TITLE).click()
    line = page.locator("p.citation")
    expect(line).to_be_hidden()
    page.get_by_text("Cite this", exact=True).click()
    expect(line).to_be_visible()
    expect(line).to_contain_text("Ouédraogo")
    expect(line).to_contain_text("https://doi.org/10.1234/Soin_5")
    assert copied(page) == line.inner_text().strip()

    files = {label: downloaded(page, label) for label in FORMATS}
    check_files(files, address := f"http://testserver{path}")

    assert meta(page, "citation_title") == [TITLE]
    assert meta(page, "citation_author") == [
        "Ouédraogo, Awa",
        "Ministry of Health, Labour and Care",
    ]
    assert meta(page, "citation_publication_date") == ["2019"]
    assert meta(page, "citation_publisher") == ["Banks & Co"]
    assert meta(page, "citation_doi") == ["10.1234/Soin_5"]
    assert meta(page, "citation_isbn") == ["9780306406157"]
    assert meta(page, "citation_abstract_html_url") == [address]
