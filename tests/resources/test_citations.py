"""What is written for other programs says what was meant, whatever the words are."""

import json
import re

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    SeparateCoAuthors,
    SplitNameParts,
)
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from resources.citations import (
    FORMATS,
    TYPES,
    Creator,
    Work,
    bare_doi,
    bibtex,
    creator,
    csl,
    csl_json,
    line,
    one_line,
    ris,
)
from resources.models import Resource

ADDRESS = "https://portal.example.org/resources/12-counting-care/"
ANY_TEXT = st.text(min_size=1, max_size=60) | st.text(
    "ab {}\\$%&#_^~`'\"-,<>?!@=\n\r\u2028é", min_size=1
)
NASTY = (
    "100% of {women} & \\men: $5 #1_a ^b ~c `d'",
    "}, title = {Other}}\n@book{x, title = {Mine}",
    "ER  - \r\nTY  - BOOK\r\nTI  - Mine",
    "</script><script>alert(1)</script>",
    "حقوق المرأة في العمل",
    "Женщины и микрофинансирование",
    "女性の経済的エンパワーメント",
    "“Since the market is closed – there is nothing we can do” 👩🏾‍🌾",
    "``Quoted'' -- and --- dashed <<ici>> ?`",
)


def made(title="Counting care", **facts):
    return Work(12, facts.pop("kind", "study"), one_line(title), ADDRESS, **facts)


def full():
    return made(
        creators=(Creator("Diallo", "Awa"), Creator("Association of Banks and Savings")),
        publisher="Büro B & Co",
        year=2019,
        languages=("fr", "en"),
        abstract="What care costs.",
        keywords=("Care work", "Work, paid"),
        doi="10.1000/ab_c(1)",
        isbn="9789223198251",
    )


def read_bibtex(text):
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    [entry] = library.entries
    return entry


def circumflex(text):
    """The parser takes the sign for a circumflex without a letter."""
    return text.replace("\u02c6", "^")


@given(ANY_TEXT.filter(one_line))
def test_bibtex_says_any_text_as_it_is(text):
    entry = read_bibtex(bibtex(made(text, abstract=one_line(text), publisher=one_line(text))))
    for field in ("title", "abstract", "institution"):
        assert circumflex(entry[field]) == circumflex(one_line(text))
    assert entry["url"] == ADDRESS


@given(ANY_TEXT.filter(one_line))
def test_ris_says_any_text_as_it_is(text):
    one = one_line(text)
    [entry] = rispy.loads(ris(made(text, abstract=one, creators=(Creator(one),))))
    assert (entry["title"], entry["abstract"], entry["authors"]) == (one, one, [one])


@given(ANY_TEXT.filter(one_line))
def test_csl_says_any_text_as_it_is(text):
    [entry] = json.loads(csl_json(made(text)))
    assert entry["title"] == one_line(text)


@pytest.mark.parametrize("title", NASTY)
def test_one_work_is_one_entry_however_it_is_called(title):
    work = made(title, creators=(creator(title),), abstract=one_line(title))
    assert circumflex(read_bibtex(bibtex(work))["title"]) == one_line(title)
    [entry] = rispy.loads(ris(work))
    assert entry["title"] == one_line(title)
    assert csl(work)[0]["title"] == one_line(title)


@pytest.mark.parametrize("title", NASTY)
def test_braces_stay_in_pairs(title):
    """Programs older than the parsers here count them, and know no escapes."""
    text = bibtex(made(title, publisher=one_line(title)))
    assert text.count("{") == text.count("}")
    assert not re.search(r"\\[{}]", text)


def test_what_is_known_of_a_work_is_said_in_bibtex():
    entry = read_bibtex(bibtex(full()))
    assert (entry.entry_type, entry.key) == ("techreport", "diallo2019-12")
    assert entry["author"] == "Diallo, Awa and Association of Banks and Savings"
    assert entry["institution"] == "Büro B & Co"
    assert (entry["year"], entry["language"]) == ("2019", "fr, en")
    assert (entry["doi"], entry["isbn"]) == ("10.1000/ab_c(1)", "9789223198251")
    assert entry["keywords"] == "Care work, Work, paid"


def test_an_organization_is_no_person_to_bibtex():
    people = (Creator("Cruz", "María de la"), Creator("Women and Men United"))
    library = bibtexparser.parse_string(
        bibtex(made(creators=people)), append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    person, organization = library.entries[0]["author"]
    assert (person.last, person.first) == (["Cruz"], ["María", "de", "la"])
    assert (organization.last, organization.first) == (["{Women and Men United}"], [])


def test_what_is_known_of_a_work_is_said_in_ris():
    text = ris(full())
    assert text.startswith("TY  - RPRT\r\n")
    assert text.endswith("ER  - \r\n")
    [entry] = rispy.loads(text)
    assert entry["type_of_reference"] == "RPRT"
    assert entry["authors"] == ["Diallo, Awa", "Association of Banks and Savings"]
    assert entry["publisher"] == "Büro B & Co"
    assert (entry["year"], entry["language"]) == ("2019", "fr, en")
    assert (entry["doi"], entry["issn"]) == ("10.1000/ab_c(1)", "9789223198251")
    assert entry["keywords"] == ["Care work", "Work, paid"]
    assert entry["urls"] == [ADDRESS]


def test_what_is_known_of_a_work_is_said_in_csl():
    [entry] = csl(full())
    assert entry["author"] == [
        {"family": "Diallo", "given": "Awa"},
        {"literal": "Association of Banks and Savings"},
    ]
    assert entry["issued"] == {"date-parts": [[2019]]}
    assert (entry["type"], entry["DOI"], entry["URL"]) == ("report", "10.1000/ab_c(1)", ADDRESS)


def test_what_is_not_known_is_not_said():
    for written in FORMATS.values():
        text = written.write(made(kind="other"))
        assert "None" not in text
        assert "null" not in text
        assert "{}" not in text
    assert set(csl(made())[0]) == {"id", "type", "title", "URL"}


def test_every_kind_has_its_types():
    assert set(TYPES) == set(Resource.Kind.values)
    known = set(rispy.config.TYPE_OF_REFERENCE_MAPPING)
    assert {types.ris for types in TYPES.values()} <= known


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Diallo, Awa", "Diallo", "Awa"),
        ("Cruz, María de la", "Cruz", "María de la"),
        ("Jansen, Henrica A. F. M.", "Jansen", "Henrica A. F. M."),
        ("Demirgüç-Kunt,Asli", "Demirgüç-Kunt", "Asli"),
        ("UN Women", "UN Women", ""),
        ("Ministry of Women, Family and Children", "Ministry of Women, Family and Children", ""),
        ("Banks & Savings, Ltd.", "Banks & Savings, Ltd.", ""),
        ("Family, Given, Jr.", "Family, Given, Jr.", ""),
        (", Awa", ", Awa", ""),
        ("Diallo,", "Diallo,", ""),
    ],
)
def test_people_are_told_from_organizations(text, family, given):
    assert creator(text) == (family, given)


@pytest.mark.parametrize(
    "text",
    ["10.1/a", "doi:10.1/a", "DOI: 10.1/a", "https://doi.org/10.1/a", "http://dx.doi.org/10.1/a"],
)
def test_a_doi_is_known_however_it_was_written(text):
    assert bare_doi(text) == "10.1/a"


def test_the_address_of_a_doi_can_stand_in_a_header():
    work = made(doi='10.1/é<a>"b c#d')
    assert work.doi_address == "https://doi.org/10.1/%C3%A9%3Ca%3E%22b%20c%23d"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {"creators": (Creator("Diallo", "Awa"), Creator("Okoro", "Ngozi")), "year": 2019},
            f"Diallo, Awa; Okoro, Ngozi (2019). Counting care. {ADDRESS}",
        ),
        (
            {"creators": (Creator("UN Women"),), "publisher": "UN Women", "doi": "10.1/a"},
            "UN Women (no date). Counting care. https://doi.org/10.1/a",
        ),
        (
            {"publisher": "Banks Inc.", "creators": (Creator("Diallo", "Awa"),)},
            f"Diallo, Awa (no date). Counting care. Banks Inc. {ADDRESS}",
        ),
        ({"publisher": "Banks", "year": 2001}, f"Banks (2001). Counting care. {ADDRESS}"),
        ({"title": "Who counts?", "year": 2001}, f"Who counts? (2001). {ADDRESS}"),
    ],
)  # fmt: skip
def test_a_line_to_copy(facts, text):
    assert "".join(line(made(**facts))) == text


def test_a_line_to_copy_in_french():
    with translation.override("fr"):
        assert "(s.\u00a0d.)" in line(made(publisher="A")).before


@pytest.mark.parametrize("name", ["Иванова", "", "'; rm -rf", "a" * 500])
def test_a_key_can_be_the_name_of_a_file(name):
    key = made(creators=(Creator(name, "X"),) if name else ()).key
    assert re.fullmatch(r"[a-z0-9]{1,34}-12", key)
