"""Links, DOIs and ISBNs as people write them. Pure text."""

from __future__ import annotations

import re

from .citations import bare_doi

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LINK = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


def doi_in(text: str) -> str:
    """The DOI that this text is, however it was written; "" if it is none."""
    doi = bare_doi(text)
    return doi if _DOI.fullmatch(doi) else ""


def known_doi(doi: str, link: str = "") -> str:
    """By which a work is known, in small letters: its DOI, else the one that its link is."""
    return (bare_doi(doi) or doi_in(link)).lower()


def are_other_dois(one: str, another: str) -> bool:
    """Another DOI is another work, whatever else is the same. None says nothing."""
    return bool(one and another and one != another)


def link_in(text: str) -> str:
    """The web address that this text is, or ""."""
    found = _LINK.fullmatch(text.strip())
    if not found:
        return ""
    return text.strip() if found[1].lower() != "www." else f"https://{text.strip()}"


def isbn_in(text: str) -> str:
    """The thirteen digits of an ISBN of either kind whose check digit is right; else ""."""
    bare = re.sub(r"^ISBN(-1[03])?:?", "", text.strip().upper()).strip()
    signs = re.sub(r"[\s\-‐‑–]", "", bare)
    if re.fullmatch(r"97[89]\d{10}", signs, re.ASCII):
        return signs if _check_of_13(signs[:12]) == signs[12] else ""
    if re.fullmatch(r"\d{9}[\dX]", signs, re.ASCII) and _check_of_10(signs[:9]) == signs[9]:
        return f"978{signs[:9]}{_check_of_13('978' + signs[:9])}"
    return ""


def isbn_forms(isbn: str) -> list[str]:
    """All ways to write these thirteen digits without hyphens: a catalogue may hold either."""
    if not isbn.startswith("978"):
        return [isbn]
    return [isbn, isbn[3:12] + _check_of_10(isbn[3:12])]


def _check_of_13(digits: str) -> str:
    """ISO 2108: weights 1 and 3 in turn."""
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return str(-total % 10)


def _check_of_10(digits: str) -> str:
    """Weights from 10 down to 2; ten is written X."""
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return "X" if check == 10 else str(check)
