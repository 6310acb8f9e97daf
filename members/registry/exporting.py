"""People and organizations as tables that can be read back in, by the columns of `columns`.

A profile's fields that a person shows to nobody are hers: they stay empty, and an empty cell
changes nothing when the list comes back. Her address, name, standing, organization and groups are
there always: they are what the secretariat keeps the register for.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from members.models import Affiliation, Member, Membership, Organization

from .columns import ORGANIZATIONS, PEOPLE

CHUNK = 500
THEMES = ("themes", "offers", "asks")
# Of a profile: left out where she shows it to nobody.
HERS = ("country", "languages", "time_zone", "pronouns", "job_title", "about", *THEMES)


def organizations(rows: QuerySet[Organization]) -> Iterator[list[str]]:
    """The names of the columns, then a row for each."""
    yield list(ORGANIZATIONS)
    everything = rows.select_related("region").prefetch_related("domains")
    for one in everything.iterator(chunk_size=CHUNK):
        facts = {
            "country": str(one.country),
            "region": one.region.code if one.region else "",
            "member_since": str(one.member_since or ""),
            "domains": "; ".join(sorted(domain.domain for domain in one.domains.all())),
        }
        yield [facts[name] if name in facts else str(getattr(one, name)) for name in ORGANIZATIONS]


def people(rows: QuerySet[Member]) -> Iterator[list[str]]:
    """Likewise."""
    yield list(PEOPLE)
    current = Affiliation.objects.current().select_related("organization")
    active = Membership.objects.active().select_related("group")
    everything = rows.prefetch_related(
        *THEMES,
        Prefetch("affiliations", current, to_attr="current"),
        Prefetch("memberships", active, to_attr="active"),
    )
    for one in everything.iterator(chunk_size=CHUNK):
        facts = _facts(one) | {name: "" for name in HERS if name in one.for_nobody}
        yield [facts[name] for name in PEOPLE]


def _facts(member: Member) -> dict[str, str]:
    affiliation = next(iter(getattr(member, "current", [])), None)
    groups = [one.group.slug for one in getattr(member, "active", [])]
    facts = {
        "organization": affiliation.organization.slug if affiliation else "",
        "role": affiliation.role if affiliation else "",
        "since": affiliation.since.isoformat() if affiliation else "",
        "groups": "; ".join(sorted(groups)),
        "country": str(member.country),
        "languages": "; ".join(member.languages),
    }
    facts |= {name: "; ".join(t.slug for t in getattr(member, name).all()) for name in THEMES}
    return facts | {name: str(getattr(member, name)) for name in PEOPLE if name not in facts}
