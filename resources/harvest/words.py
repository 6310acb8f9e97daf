"""What other libraries call languages, countries, kinds and licenses, and what we call them."""

from __future__ import annotations

import re
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils import translation
from django_countries import Countries

from members.languages import CODES
from members.models import fold
from resources.models import Resource

Kind, License = Resource.Kind, Resource.License

# ISO 639-2, terminological and bibliographic, and 639-3 where it differs.
_LONG = {
    "ar": "ara arb",
    "az": "aze azj",
    "bg": "bul",
    "bn": "ben",
    "bs": "bos",
    "cs": "ces cze",
    "de": "deu ger",
    "en": "eng",
    "es": "spa",
    "fa": "fas per pes prs",
    "fr": "fra fre",
    "hi": "hin",
    "hr": "hrv",
    "hu": "hun",
    "hy": "hye arm",
    "id": "ind",
    "it": "ita",
    "ja": "jpn",
    "ka": "kat geo",
    "kk": "kaz",
    "km": "khm",
    "ky": "kir",
    "mn": "mon khk",
    "my": "mya bur",
    "ne": "nep npi",
    "nl": "nld dut",
    "pl": "pol",
    "pt": "por",
    "ro": "ron rum",
    "ru": "rus",
    "sq": "sqi alb als",
    "sr": "srp",
    "sv": "swe",
    "sw": "swa swh",
    "ta": "tam",
    "tg": "tgk",
    "th": "tha",
    "tr": "tur",
    "uk": "ukr",
    "ur": "urd",
    "uz": "uzb uzn",
    "vi": "vie",
    "zh-hans": "zh zho chi cmn",
}
# By folded word; the first that fits counts, so the more telling ones stand first.
_KINDS = {
    Kind.FACT_SHEET: "fact sheet, factsheet, policy brief, brief, infographic",
    Kind.TOOLKIT: "toolkit, tool kit",
    Kind.TRAINING_KIT: "training kit, training material, training manual, course, learningobject",
    Kind.GUIDE: "guide, guideline, guidelines, manual, handbook",
    Kind.POLICY: "policy, policy document, strategy",
    Kind.LAW_OR_CONVENTION: "law or convention, law, legislation, convention, treaty",
    # Ours has a form of its own that no other library fills in.
    Kind.CASE_STUDY: "case study, promising practice, good practice, best practice",
    Kind.WEBINAR: "webinar or recording, webinar, recording, movingimage, video, sound, audio",
    Kind.PRESENTATION: "presentation, lecture, conferenceobject, conference object, slides",
    Kind.DATASET: "dataset, data set",
    Kind.REPORT: "report, technical report, workingpaper, working paper, annual report",
    Kind.STUDY: "study, article, journal article, research paper, thesis, doctoralthesis,"
    " masterthesis, book, bookpart, book chapter, monograph, preprint",
}
_CC = re.compile(r"creativecommons\.org/(?:licenses/([a-z-]+)/([0-9.]+)|(publicdomain)/)", re.I)
_CC_4 = {"by": License.CC_BY, "by-sa": License.CC_BY_SA, "by-nc": License.CC_BY_NC}


@cache
def _languages() -> dict[str, str]:
    """By code of two or three letters, and by name in English and in itself."""
    known = {long: code for code, longs in _LONG.items() for long in longs.split()}
    known |= {code: code for code in CODES}
    for code in CODES:
        info = LANG_INFO.get(code, {})
        names = (info.get("name", ""), info.get("name_local", ""))
        known |= {fold(name): code for name in names if name}
    return known


def language(text: str) -> str:
    """Ours; empty where we have none. What stands after the code ("en_US") does not count."""
    word = fold(text)
    known = _languages()
    return known.get(word) or known.get(re.split(r"[-_]", word)[0], "")


@cache
def _countries() -> dict[str, str]:
    """By folded name, in the languages in which most libraries describe."""
    known: dict[str, str] = {}
    for language in ("en", "fr", "es"):
        with translation.override(language):
            known |= {fold(name): code for code, name in Countries()}
    return known


def country(text: str) -> str:
    """Its code; empty where it is none."""
    return _countries().get(fold(text), "")


@cache
def _kinds() -> dict[str, Resource.Kind]:
    return {
        word.strip(): kind for kind, words in reversed(_KINDS.items()) for word in words.split(",")
    }


def kind_in(sets: list[str], texts: list[str]) -> Resource.Kind:
    """By the sets of a portal like ours ("kind:study"), else by the types of a work, of which the
    last word counts where they are addresses (info:eu-repo/semantics/article).
    """
    told = {one.removeprefix("kind:") for one in sets if one.startswith("kind:")}
    if Kind.PROMISING_PRACTICE in told:
        return Kind.CASE_STUDY
    for kind in Kind:
        if kind.value in told:
            return kind
    known = _kinds()
    words = [fold(text.rpartition("/")[2]) for text in texts]
    found = [known[word] for word in words if word in known]
    return min(found, key=list(_KINDS).index, default=Kind.OTHER)


def license_of(texts: list[str]) -> tuple[Resource.License, str]:
    """With the terms in words where none of ours says the same."""
    words = "; ".join(texts)
    if found := _CC.search(words):
        if found[3]:
            return License.PUBLIC_DOMAIN, ""
        if found[2] == "4.0" and found[1].lower() in _CC_4:
            return _CC_4[found[1].lower()], ""
        return License.OTHER, words[:500]
    folded = fold(words)
    if not folded or folded.startswith("not stated"):
        return License.UNKNOWN, ""
    if folded.startswith("all rights reserved"):
        return License.ALL_RIGHTS, words[:500]
    return License.OTHER, words[:500]
