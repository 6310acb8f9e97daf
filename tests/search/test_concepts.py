"""Names of themes meet in all languages, abbreviations too."""

import pytest

from members.search.labels import Name
from tests.search.made_entries import LABELS, ask, ids, make_entry, make_index, make_labels

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    make_labels()
    make_index(
        make_entry(1, "Ending GBV in schools"),
        make_entry(2, "Étude", language="fr", body="Rien.|Les violences basées sur le genre."),
        make_entry(3, "Contra la violencia de género", language="es"),
        make_entry(4, "Gender and violence at work"),
        make_entry(5, "Guide VBG", language="fr"),
    )


@pytest.mark.parametrize(
    "words",
    [
        "GBV",
        "gbv",
        "VBG",
        "violence basée sur le genre",
        "VIOLENCES basees sur le genre ",
        "gender-based violence",
    ],
)
@pytest.mark.usefixtures("library")
def test_all_names_of_a_theme_find_all_of_them(words):
    found = ask(words)
    assert {1, 2, 3, 5} <= {hit.object_id for hit in found.hits}
    assert "violencia de género" in found.also_searched


@pytest.mark.usefixtures("library")
def test_quotes_exactly_and_minus_keep_their_sense():
    assert ids('"GBV"') == ids("GBV", exactly=True) == [1]
    assert ids("GBV -schools ") == [5, 3, 2] or set(ids("GBV -schools ")) == {2, 3, 5}
    assert set(ids("GBV guide ")) == {5}
    assert 1 not in ids("VBG -GBV ")


@pytest.mark.usefixtures("library")
def test_the_theme_is_marked_in_the_passage():
    hit = next(hit for hit in ask("GBV").hits if hit.object_id == 2)
    assert hit.snippet.page == 2
    assert next(text for text, found in hit.snippet.pieces if found) == "violences"


def test_an_abbreviation_is_never_stemmed():
    make_labels(
        [Name("aids", "en", "AIDS", "abbreviation"), Name("aids", "fr", "sida", "preferred")]
    )
    make_index(make_entry(1, "Le sida", language="fr"), make_entry(2, "He aided her"))
    assert ids("AIDS") == [1]
    assert ask("aid ").also_searched == []


def test_a_label_that_came_later_is_found_in_what_was_there():
    make_index(
        make_entry(1, "Ending GBV in schools"),
        make_entry(2, "Étude", language="fr", body="Les violences basées sur le genre."),
        make_entry(3, "Violence, basée ailleurs, sur un genre", language="fr"),
    )
    assert ids("VBG") == []
    assert make_labels() == 2
    assert set(ids("VBG")) == {1, 2}
    assert make_labels() == 0
    assert make_labels([name for name in LABELS if name.text != "GBV"]) == 1
    assert ids("VBG") == [2]
    make_labels([])
    assert ids("VBG") == []


def test_a_mended_title_counts_as_a_title():
    make_index(
        make_entry(1, "Report", body="intégration du genre", language="fr"),
        make_entry(2, "Intégration du genre", language="fr"),
    )
    make_labels()
    assert ids("gender mainstreaming ") == [2, 1]


def test_names_in_the_readers_languages_are_told_first():
    make_labels([*LABELS, Name("gender-based-violence", "ar", "العنف", "preferred")])
    make_index(make_entry(1, "Ending GBV in schools"))
    languages = {label.text: label.language for label in LABELS}
    told = [
        languages.get(name, "ar") for name in ask("GBV", languages=["es-MX", "fr"]).also_searched
    ]
    assert told == ["es", "fr", "fr", "en", "ar"]
