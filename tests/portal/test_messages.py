"""Every sentence of the house is translated, and the compiled catalogues say what the texts say.

Read without gettext's tools, which the machines that run the portal do not have.
"""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

HOUSE = settings.BASE_DIR
ROOMS = ("cop_portal", "members", "resources", "forums", "events")
ASKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
CATALOGUES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
EVERY_CATALOGUE = pytest.mark.parametrize(
    "catalogue", CATALOGUES, ids=[one.parts[-3] for one in CATALOGUES]
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+")
# What templatize makes of {% translate %} and {% blocktranslate %}: Python's way to write a text.
TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ASKED_IN_TEMPLATE = re.compile(rf"\b(?:_|n?gettext)\(\s*{TEXT}")


def read(catalogue: Path) -> list[dict[str, str]]:
    """The entries of a .po file: what stands behind each key word, `flags` among them."""
    entries = []
    for block in catalogue.read_text(encoding="utf-8").split("\n\n"):
        entry: dict[str, str] = {"flags": ""}
        word = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] += line
            elif line and not line.startswith("#"):
                if not line.startswith('"'):
                    word, line = line.split(" ", 1)
                entry[word] = entry.get(word, "") + ast.literal_eval(line)
        if "msgid" in entry:
            entries.append(entry)
    return entries


def translations(entry: dict[str, str]) -> list[str]:
    return [text for word, text in entry.items() if word.startswith("msgstr")]


def asked_in_code(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            text = node.args[0]
            if name in ASKS and isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def asked_in_template(source: Path) -> Iterator[str]:
    for text in ASKED_IN_TEMPLATE.findall(templatize(source.read_text(encoding="utf-8"))):
        yield ast.literal_eval(text)


def asked_by_the_house() -> dict[str, str]:
    """Every sentence that a page or a letter may ask for, and one place that does."""
    asked = {}
    for room in ROOMS:
        for source in (HOUSE / room).rglob("*.py"):
            if "migrations" not in source.parts:
                asked |= dict.fromkeys(asked_in_code(source), str(source))
    for source in (HOUSE / "templates").rglob("*.*"):
        asked |= dict.fromkeys(asked_in_template(source), str(source))
    return asked


def test_sentences_are_found_in_code_and_in_templates() -> None:
    asked = asked_by_the_house()
    assert "Admitted." in asked
    assert "Search the library" in asked
    assert "%(n)s page" in asked
    assert len(asked) > 500


def test_every_language_that_we_offer_has_a_catalogue() -> None:
    offered = {code for code, _name in settings.LANGUAGES} - {"en"}
    assert offered <= {catalogue.parts[-3] for catalogue in CATALOGUES}


@EVERY_CATALOGUE
def test_every_sentence_of_the_house_is_in_the_catalogue(catalogue: Path) -> None:
    known = {entry["msgid"] for entry in read(catalogue)}
    missing = {text: place for text, place in asked_by_the_house().items() if text not in known}
    assert not missing, "Run `make messages` and translate."


@EVERY_CATALOGUE
def test_every_sentence_is_translated(catalogue: Path) -> None:
    entries = read(catalogue)
    assert not [entry["msgid"] for entry in entries if not all(translations(entry))]
    assert not [entry["msgid"] for entry in entries if "fuzzy" in entry["flags"]]


@EVERY_CATALOGUE
def test_what_is_filled_in_is_the_same_in_both_languages(catalogue: Path) -> None:
    different = []
    for entry in read(catalogue):
        texts = [entry["msgid"], entry.get("msgid_plural", entry["msgid"])]
        # "One person waits …" may do without the number that another language names.
        expected = set().union(*(PLACEHOLDER.findall(text) for text in texts))
        needed = set(PLACEHOLDER.findall(texts[0])) & set(PLACEHOLDER.findall(texts[1]))
        for text in translations(entry):
            if entry["msgid"] and not needed <= set(PLACEHOLDER.findall(text)) <= expected:
                different.append(text)
    assert not different


@EVERY_CATALOGUE
def test_the_compiled_catalogue_says_what_the_text_says(catalogue: Path) -> None:
    said = {}
    for entry in read(catalogue):
        if "msgid_plural" in entry:
            forms = (word for word in entry if word.startswith("msgstr["))
            said |= {(entry["msgid"], int(word[7:-1])): entry[word] for word in forms}
        else:
            # A word that means several things is told apart by what it is said of.
            spoken_of = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
            said[spoken_of + entry["msgid"]] = entry["msgstr"]
    with catalogue.with_suffix(".mo").open("rb") as compiled:
        kept = dict(gettext.GNUTranslations(compiled)._catalog)  # type: ignore[attr-defined]
    kept.pop("", None)
    said.pop("", None)
    assert kept == said, "Run `make messages`, and commit the .mo file too."


def test_french_signs_do_not_stand_alone_at_the_beginning_of_a_line() -> None:
    """An unbreakable space before : ; ? ! and inside « »."""
    loose = re.compile(r" [:;?!»]|« |\w[;?!](?:\s|$)")
    french = [one for one in CATALOGUES if one.parts[-3] == "fr"]
    texts = [text for one in french for entry in read(one)[1:] for text in translations(entry)]
    assert texts
    assert not [text for text in texts if loose.search(text)]
