"""Which listed organizations a proposed one may be, under another name or with other accents."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from .models import Organization, fold

ALIKE = 86  # of 100; two names of six words that differ in one reach about 85
MOST = 5
SHORTEST_ACRONYM = 2
_MARKS = re.compile(r"[^\w\s]")


def resembling(organization: Organization) -> list[Organization]:
    """The likeliest first. Where it lies counts for nothing: people misread that field."""
    name, acronym = _bare(organization.name), _bare(organization.acronym)
    said = {name, acronym, *name.split()} - {""}
    others = Organization.objects.listed().exclude(pk=organization.pk)
    scores: dict[int, float] = {}
    for pk, other_name, other_acronym in others.values_list("pk", "name", "acronym"):
        known, short = _bare(other_name), _bare(other_acronym)
        score = fuzz.token_sort_ratio(name, known)
        if len(short) >= SHORTEST_ACRONYM and short in said:
            score = max(score, 95.0)
        if len(acronym) >= SHORTEST_ACRONYM and acronym in known.split():
            score = max(score, 90.0)
        if score >= ALIKE:
            scores[pk] = score
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:MOST]
    found = Organization.objects.in_bulk(best)
    return [found[pk] for pk in best]


def _bare(text: str) -> str:
    return " ".join(_MARKS.sub(" ", fold(text)).split())
