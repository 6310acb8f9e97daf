"""Answers of other libraries, well meant and not, and Dublin Core as people use it."""

import time
from typing import Any

import pytest

from resources.harvest import wire, words
from resources.harvest.dublin_core import facts_of
from resources.models.sources import Fault

from .other_library import OtherLibrary, other_library
from .other_servers import answering

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>"""
STRANGER = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        STRANGER,
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        b"<a>&x;</a>",
        b"<a>" * 100 + b"</a>" * 100,
        b"<a>" + b"<b/>" * 400_000 + b"</a>",
        b"<a",
        b"",
        b"\xff\xfe\x00",
        b"<a></b>",
    ],
)
def test_an_answer_that_is_a_trap_or_nonsense_is_refused_at_once(content: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(wire.Failed) as caught:
        wire.read(content)
    assert caught.value.fault == Fault.NOT_OAI
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "content",
    [
        b"<a>one\x0btwo</a>",
        b"<a>one&#11;two</a>",
        b"<a>one&#xB;two</a>",
        b"<a>one&#99999999;two</a>",
        b"<a>onetwo\xed\xa0\x80</a>",
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a>one&#0;two</a>',
    ],
)
def test_signs_that_xml_forbids_are_left_out(content: bytes) -> None:
    text = wire.read(content).text or ""
    assert text.replace("\ufffd", "") == "onetwo"


def test_other_encodings_are_read() -> None:
    content = '<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9tude</a>'.encode("latin-1")
    assert wire.read(content).text == "étude"


def test_more_than_a_page_should_hold_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 1000)
    with other_library(monkeypatch) as library:
        library.add("oai:x:1", "x" * 2000)
        with pytest.raises(wire.NotFetched) as caught:
            wire.list_records(library.url)
    assert caught.value.trouble == "too_large"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), (" 7 ", 7), ("soon", None), ("", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_how_long_to_wait_is_read(
    header: str, seconds: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with other_library(monkeypatch) as library:
        library.answers = [answering(b"", status=503, Retry_After=header)]
        with pytest.raises(wire.Busy) as caught:
            wire.list_records(library.url)
    assert caught.value.wait == seconds


def test_a_library_without_parts_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain(OtherLibrary):
        def _sets(self, asked: dict[str, str]) -> str:
            return '<error code="noSetHierarchy"/>'

    plain = Plain()
    with other_library(monkeypatch) as library:
        library.answer = plain.answer  # type: ignore[method-assign]
        assert wire.identify(library.url).sets == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("en", "en"), ("ENG", "en"), ("en_US", "en"), ("English", "en"), ("fr-CA", "fr")),
        *(
            ("fre", "fr"),
            ("fra", "fr"),
            ("Français", "fr"),
            ("chi", "zh-hans"),
            ("zh-hans", "zh-hans"),
        ),
        *(("per", "fa"), ("swh", "sw"), ("mul", ""), ("zxx", ""), ("", ""), ("Klingon", "")),
    ],
)
def test_languages_are_known_by_code_and_by_name(said: str, code: str) -> None:
    assert words.language(said) == code


@pytest.mark.parametrize(
    ("rights", "license_", "terms"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", "cc_by", ""),
        ("https://creativecommons.org/licenses/by-nc/4.0/deed.fr", "cc_by_nc", ""),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "public_domain", ""),
        ("https://creativecommons.org/licenses/by/3.0/", "other", None),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "other", None),
        ("All rights reserved.", "all_rights", None),
        ("info:eu-repo/semantics/openAccess", "other", None),
        ("", "unknown", ""),
    ],
)
def test_licenses_are_ours_only_where_they_say_the_same(
    rights: str, license_: str, terms: str | None
) -> None:
    expected = rights if terms is None else terms
    assert words.license_of([rights] if rights else []) == (license_, expected)


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ({"date": ["2019-03-02T00:00:00Z", "2017"]}, "issued", 2017),
        ({"date": ["2019-03-02T00:00:00Z"]}, "issued", 2019),
        ({"date": ["c. 1998", "9999"]}, "issued", 1998),
        ({"date": ["soon"]}, "issued", None),
        (
            {"identifier": ["https://doi.org/10.1000/182"]},
            "source_url",
            "https://doi.org/10.1000/182",
        ),
        ({"identifier": ["info:doi/10.1000/A%3C1%3E"]}, "doi", "10.1000/A<1"),
        ({"identifier": ["javascript:alert(1)", "nothing"]}, "source_url", ""),
        ({"identifier": ["URN:ISBN:0-306-40615-X"]}, "isbn", "030640615X"),
        ({"type": ["Text", "Thesis", "Policy Brief"]}, "kind", "fact_sheet"),
        ({"type": ["Sculpture"]}, "kind", "other"),
        ({"language": ["eng; fra", "eng"]}, "languages", ["en", "fr"]),
        ({"coverage": ["Kenya", "Éthiopie", "The Sahel"]}, "countries", ["ET", "KE"]),
        ({"title": ["A\u202e title \n of two  lines", "Other"]}, "title", "A title of two lines"),
        ({"description": ["<p>One &amp; two</p>"]}, "abstracts", {"en": "One & two"}),
        ({"creator": ["Sow, A.", "Sow, A.", " "]}, "creators", ["Sow, A."]),
    ],
)
def test_what_people_write_is_understood(said: dict[str, list[str]], name: str, value: Any) -> None:
    told = {element: [[text, ""] for text in texts] for element, texts in said.items()}
    assert facts_of(told, [], otherwise="en")[name] == value  # type: ignore[literal-required]


def test_a_long_description_is_cut_between_words() -> None:
    said = {"description": [["word " * 3000, ""]]}
    text = facts_of(said, [], otherwise="fr")["abstracts"]["fr"]
    assert len(text) <= 6000
    assert text.endswith("word …")
