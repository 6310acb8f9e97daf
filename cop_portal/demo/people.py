"""The demo's regions, themes, organizations, groups, members, charter and meetings."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from events.models import Event
from members import organization_index
from members.models import (
    Acceptance,
    Affiliation,
    Application,
    CharterText,
    CharterVersion,
    Group,
    Member,
    Membership,
    Organization,
    OrganizationDomain,
    Region,
    RegionCountry,
    Suspension,
    Term,
    Theme,
    ThemeLabel,
)

from .data import FOLDER, load

PASSWORD = "gender-in-practice"  # noqa: S105 - of invented people, printed on the log-in page
CHARTER_TITLES = {"en": "Collaboration charter", "fr": "Charte de collaboration"}


def seed_vocabulary() -> None:
    for position, one in enumerate(load("regions")):
        region, _made = Region.objects.get_or_create(
            code=one["code"], defaults={"names": one["name"], "position": position}
        )
        RegionCountry.objects.bulk_create(
            [RegionCountry(region=region, country=code) for code in one["countries"]],
            ignore_conflicts=True,
        )
    themes: dict[str, Theme] = {}
    for position, one in enumerate(load("themes")):
        themes[one["slug"]], _made = Theme.objects.get_or_create(
            slug=one["slug"],
            defaults={"parent": themes.get(one["parent"]), "position": position},
        )
    ThemeLabel.objects.bulk_create(
        [
            ThemeLabel(theme=themes[one["slug"]], language=language, text=text, kind=kind)
            for one in load("themes")
            for language, labels in one["labels"].items()
            for kind, texts in labels.items()
            for text in ([texts] if isinstance(texts, str) else texts)
        ],
        ignore_conflicts=True,
    )


def seed_organizations() -> None:
    for one in load("organizations"):
        organization, made = Organization.objects.get_or_create(
            slug=one["slug"],
            defaults={
                "name": one["name"],
                "acronym": one["acronym"],
                "kind": one["kind"],
                "country": one["country"],
                "website": one["website"],
                "description": one["description"]["text"],
                "description_language": one["description"]["language"],
                "member_since": one["member_since"],
            },
        )
        if made:
            OrganizationDomain.objects.bulk_create(
                OrganizationDomain(organization=organization, domain=domain)
                for domain in one["domains"]
            )
    organization_index.renew()


def seed_groups() -> None:
    for one in load("groups"):
        Group.objects.get_or_create(
            slug=one["slug"],
            defaults={
                "parent": Group.objects.filter(slug=one["parent"]).first(),
                "name": one["name"],
                "kind": one["kind"],
                "region": Region.objects.filter(code=one["region"]).first(),
                "purpose": one["purpose"],
                "languages": one["languages"],
                "seen_by": one["seen_by"],
                "joining": one["joining"],
                "content_visibility": one["content_visibility"],
                "notice_days": one["notice_days"],
            },
        )


def seed_charter() -> CharterVersion:
    version, _made = CharterVersion.objects.get_or_create(
        number=1, defaults={"in_force_on": timezone.localdate() - dt.timedelta(days=400)}
    )
    for path in sorted((FOLDER / "charter").glob("1.*.md")):
        language = path.suffixes[0].removeprefix(".")
        CharterText.objects.get_or_create(
            version=version,
            language=language,
            defaults={"title": CHARTER_TITLES[language], "body": _read(path)},
        )
    return version


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def seed_members(charter: CharterVersion) -> None:
    """One password for all: hashing sixty would take longer than the rest of the seed."""
    password = make_password(PASSWORD)
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    for number, one in enumerate(load("members")):
        member, made = Member.objects.get_or_create(
            email=one["email"],
            defaults={
                "password": password,
                "handle": one["handle"],
                "name": one["name"],
                "status": one["status"],
                "status_reason": one.get("status_reason", ""),
                "is_staff": one["staff"],
                "is_superuser": one["superuser"],
                "created_at": timezone.now() - dt.timedelta(days=30 + 11 * number),
                **{
                    name: one[name]
                    for name in (
                        *("pronouns", "job_title", "country", "languages", "time_zone"),
                        *("interface_language", "about"),
                    )
                },
            },
        )
        if made:
            _settle(member, one, charter, themes)


def _settle(
    member: Member, one: dict[str, Any], charter: CharterVersion, themes: dict[str, Theme]
) -> None:
    """What belongs to a member that has just been made."""
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    for name in ("themes", "offers", "asks"):
        getattr(member, name).set(themes[slug] for slug in one[name])
    Acceptance.objects.create(
        member=member, version=charter, language="fr" if one["languages"][:1] == ["fr"] else "en"
    )
    organization = Organization.objects.get(slug=one["organization"])
    if one["status"] in {Member.Status.APPLIED, Member.Status.DECLINED}:
        declined = one["status"] == Member.Status.DECLINED
        Application.objects.create(
            member=member,
            organization=organization,
            why=one["why"],
            decision=Application.Decision.DECLINED if declined else Application.Decision.OPEN,
            reason=one.get("status_reason", "") if declined else "",
            decided_at=timezone.now() if declined else None,
        )
        return
    if one["status"] == Member.Status.SUSPENDED:
        Suspension.objects.create(member=member, reason=member.status_reason)
    Affiliation.objects.create(
        member=member,
        organization=organization,
        role=one["role"],
        is_focal_point=one["focal_point"],
        since=member.created_at.date(),
    )
    groups = Group.objects.filter(slug__in=one["groups"])
    Membership.objects.bulk_create(Membership(member=member, group=group) for group in groups)


def seed_terms() -> None:
    today = timezone.localdate()
    for one in load("terms"):
        Term.objects.get_or_create(
            member=Member.objects.get(email=one["member"]),
            group=Group.objects.get(slug=one["group"]),
            role=one["role"],
            defaults={
                "starts_on": today + dt.timedelta(days=int(one["starts"].removesuffix("d"))),
                "ends_on": today + dt.timedelta(days=int(one["ends"].removesuffix("d"))),
            },
        )


def seed_meetings() -> None:
    for one in load("meetings"):
        zone = zoneinfo.ZoneInfo(one["time_zone"])
        day = timezone.localdate() + dt.timedelta(days=one["in_days"])
        starts_at = dt.datetime.combine(day, dt.time(one["hour"]), tzinfo=zone)
        Event.objects.get_or_create(
            title=one["title"],
            group=Group.objects.get(slug=one["group"]),
            defaults={
                "kind": one["kind"],
                "description": one["description"],
                "starts_at": starts_at,
                "ends_at": starts_at + dt.timedelta(minutes=one["minutes"]),
                "time_zone": one["time_zone"],
                "mode": one["mode"],
                "place": one["place"],
                "visibility": one["visibility"],
            },
        )
