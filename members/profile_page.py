"""What the ground says of a person to a viewer. The roof adds what its rooms hold."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from . import portraits
from .languages import language_name
from .models import (
    Affiliation,
    Group,
    Member,
    Membership,
    Organization,
    ProfileField,
    Term,
    ThemeLabel,
    language_in_use,
)
from .showing import shown_fields

THEME_LISTS = ("themes", "offers", "asks")
MOST_TERMS = 12


def whole(members: QuerySet[Member]) -> QuerySet[Member]:
    """With all that `facts` tells, in the statement that fetches her."""
    works_at = Affiliation.objects.current().filter(
        member=OuterRef("pk"), organization__status=Organization.Status.LISTED
    )
    belongs = Membership.objects.active().within_groups().filter(member=OuterRef("pk"))
    told = JSONObject(
        name="organization__name",
        acronym="organization__acronym",
        slug="organization__slug",
        role="role",
    )
    return members.annotate(
        her_groups=ArraySubquery(belongs.values("group_id")),
        held=_terms(),
        works_at=Subquery(works_at.values(json=told)[:1]),
        **{f"{name}_chosen": _chosen(name) for name in THEME_LISTS},
    )


def _chosen(name: str) -> ArraySubquery:
    """The keys of a list of themes."""
    chosen = getattr(Member, name).through.objects.filter(member=OuterRef("pk"))
    return ArraySubquery(chosen.values("theme_id"))


def facts(member: Any, viewer: Member) -> dict[str, Any]:
    """Everything that her page draws, but for the rooms' part, of a member read by `whole`."""
    seen = shown_fields(member, viewer)
    groups, terms = _places(member, viewer, seen)
    return {
        "person": member,
        "is_herself": member.pk == viewer.pk,
        "picture": portraits.address(member) if ProfileField.PICTURE in seen else "",
        "initials": portraits.initials(member.name),
        "pronouns": member.pronouns if ProfileField.PRONOUNS in seen else "",
        "job_title": member.job_title if ProfileField.JOB_TITLE in seen else "",
        "about": member.about if ProfileField.ABOUT in seen else "",
        "organization": _organization(member) if ProfileField.ORGANIZATION in seen else None,
        "facts": _lines(member, seen),
        "person_email": member.email if ProfileField.EMAIL in seen else "",
        "lists": _lists(member, seen),
        "groups": groups,
        "terms": terms,
    }


def _headings() -> dict[str, str]:
    return {
        "offers": _("Offers company in"),
        "asks": _("Looks for company in"),
        "themes": _("Knows well"),
    }


def _organization(member: Any) -> dict[str, str] | None:
    found: dict[str, str] | None = member.works_at
    if found is None:
        return None
    name, acronym = found["name"], found["acronym"]
    return found | {"title": f"{name} ({acronym})" if acronym else name}


def _lines(member: Any, seen: frozenset[str]) -> list[tuple[str, str]]:
    """Names and values; what is empty is left out where they are drawn."""
    spoken = ", ".join(language_name(code) for code in member.languages)
    lines = [
        (ProfileField.COUNTRY, _("Country"), str(member.country.name)),
        (ProfileField.LANGUAGES, _("Reads and writes"), spoken),
        (ProfileField.TIME_ZONE, _("Time there"), _time_there(member.time_zone)),
    ]
    return [(name, value) for field, name, value in lines if field in seen]


def _time_there(zone: str) -> str:
    """In the reader's way of writing; the zone by its city."""
    try:
        now = timezone.now().astimezone(zoneinfo.ZoneInfo(zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zone
    place = zone.rpartition("/")[2].replace("_", " ")
    return _("%(time)s (%(place)s)") % {"time": time_format(now, "H:i"), "place": place}


def _lists(member: Any, seen: frozenset[str]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """By field the heading, and slug and name of each theme in the reader's words."""
    chosen = {name: set(getattr(member, f"{name}_chosen")) for name in THEME_LISTS if name in seen}
    wanted = set().union(*chosen.values())
    if not wanted:
        return {}
    reads = language_in_use()
    labels = ThemeLabel.objects.filter(
        theme__in=wanted, kind=ThemeLabel.Kind.PREFERRED, language__in={"en", reads}
    ).order_by("theme__position", "theme__slug")
    named: dict[int, tuple[str, str]] = {}
    for pk, slug, language, text in labels.values_list("theme", "theme__slug", "language", "text"):
        if pk not in named or language == reads:
            named[pk] = (slug, text)
    return {
        name: (heading, [named[pk] for pk in named if pk in chosen[name]])
        for name, heading in _headings().items()
        if chosen.get(name)
    }


def _places(
    member: Any, viewer: Member, seen: frozenset[str]
) -> tuple[list[Group], list[dict[str, Any]]]:
    """The groups she belongs to, and her offices, of groups that the viewer may know of.

    An office is held before all who may know of the group, whatever else she shows.
    """
    belongs = member.her_groups if ProfileField.GROUPS in seen else []
    wanted = {*belongs, *(term["group"] for term in member.held)}
    if not wanted:
        return [], []
    known = Group.objects.visible_to(viewer).filter(pk__in=wanted).only("name", "slug")
    groups = {group.pk: group for group in known}
    terms = [_told(term, groups[term["group"]]) for term in member.held if term["group"] in groups]
    return [group for pk, group in groups.items() if pk in set(belongs)], terms


def _told(term: dict[str, Any], group: Group) -> dict[str, Any]:
    days = {day: dt.date.fromisoformat(term[day]) for day in ("starts_on", "ends_on")}
    return {"role": Term.Role(term["role"]).label, "group": group, "runs": term["runs"]} | days


def _terms() -> ArraySubquery:
    """Those that run and those that are over, the newest first."""
    running = Exists(Term.objects.current().filter(pk=OuterRef("pk")))
    held = Term.objects.filter(member=OuterRef("pk")).annotate(is_running=running)
    begun = held.filter(Q(is_running=True) | Q(ends_on__lte=timezone.now().date()))
    told = JSONObject(
        role="role", group="group_id", starts_on="starts_on", ends_on="ends_on", runs="is_running"
    )
    newest = begun.order_by("-is_running", "-starts_on")
    return ArraySubquery(newest.values(json=told)[:MOST_TERMS])
