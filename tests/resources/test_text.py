"""From bytes to clean characters, and long texts in parts. Pure functions, many inputs."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from members.files.text import NotText, decoded, parts, tidy

FRENCH = "Étude sur l'égalité des genres, créée à Ouagadougou"
RUSSIAN = "Гендерное равенство и права женщин, отчёт"
ARABIC = "المساواة بين الجنسين وحقوق المرأة في العمل"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        (FRENCH, "latin-1"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-16"),
        (ARABIC, "cp1256"),
        (f"Gender equality: {ARABIC}, said in English too", "cp1256"),
        ("“Quotes” – and a dash", "cp1252"),
    ],
)
def test_encodings_are_told_apart(text, encoding):
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfea", bytes(range(1, 32)), b"\xff\xfe\0\xd8a\0"])
def test_what_is_no_text_is_said_to_be_none(data):
    with pytest.raises(NotText):
        decoded(data)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("ﺍﻟﻤﺮﺃﺓ", "المرأة"),
        ("e\ufb03cient o\ufb03ce", "efficient office"),
        ("a\0b\x1bc", "abc"),
        ("wo\u00ad\nmen", "women"),
        ("gen\ufffe\r\nder", "gender"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202eabc\u202c", "abc"),
        ("\ud800lone", "lone"),
        ("a\u00a0b \t c", "a b c"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\n \n\n\n two", "one\n\ntwo"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("  \n ", ""),
    ],
)
def test_text_is_made_clean(raw, clean):
    assert tidy(raw) == clean


@given(some.text())
def test_cleaning_twice_changes_nothing_and_leaves_nothing_a_database_refuses(raw):
    clean = tidy(raw)
    assert tidy(clean) == clean
    assert "\0" not in clean
    clean.encode("utf-8")


@given(some.text(alphabet="ab .\n", max_size=400), some.integers(5, 60))
def test_parts_are_short_and_lose_nothing(raw, size):
    clean = tidy(raw)
    pieces = list(parts(clean, size))
    assert all(piece.strip() and len(piece) <= size for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(clean.split())


def test_parts_end_where_paragraphs_end():
    paragraphs = ["word " * 200, "other " * 200, "third " * 250]
    clean = tidy("\n\n".join(paragraphs))
    assert [part.split()[0] for part in parts(clean)] == ["word", "third"]


def test_a_text_without_any_space_is_still_cut():
    assert [len(part) for part in parts("x" * 7000)] == [3000, 3000, 1000]
