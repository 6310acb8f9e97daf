"""Makers: each makes one thing that is complete, and takes by name what a test cares about."""

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.models import Event
from members.models import (
    Affiliation,
    Application,
    CharterText,
    CharterVersion,
    Group,
    Member,
    Membership,
    Organization,
    Region,
    RegionCountry,
    Term,
    Theme,
    ThemeLabel,
)
from resources import actions, search
from resources.models import Abstract, Document, Resource

_numbers = itertools.count(1)


def region(code: str, name: str, countries: Sequence[str] = ()) -> Region:
    made, _new = Region.objects.get_or_create(code=code, defaults={"names": {"en": name}})
    for country in countries:
        RegionCountry.objects.get_or_create(country=country, defaults={"region": made})
    return made


def theme(slug: str, parent: Theme | None = None, **labels: str) -> Theme:
    """`theme("gbv", en="Gender-based violence", fr="…")`."""
    made = Theme.objects.create(slug=slug, parent=parent)
    for language, text in (labels or {"en": slug.replace("-", " ").capitalize()}).items():
        ThemeLabel.objects.create(theme=made, language=language, text=text)
    return made


def organization(**facts: Any) -> Organization:
    number = next(_numbers)
    defaults = {"name": f"Organization {number}", "slug": f"organization-{number}", "country": "CA"}
    return Organization.objects.create(**defaults | facts)


def group(**facts: Any) -> Group:
    number = next(_numbers)
    defaults = {"name": f"Group {number}", "slug": f"group-{number}", "kind": Group.Kind.WORKING}
    return Group.objects.create(**defaults | facts)


def member(
    handle: str = "",
    *,
    organization: Organization | None = None,
    groups: Sequence[Group] = (),
    password: str = "gender-in-practice",
    confirmed: bool = True,
    **facts: Any,
) -> Member:
    """With a confirmed address at demo.example; active unless a status is given."""
    handle = handle or f"member-{next(_numbers)}"
    defaults = {
        "email": f"{handle}@demo.example",
        "handle": handle,
        "name": handle.capitalize(),
        "status": Member.Status.ACTIVE,
    }
    made = Member(**defaults | facts)
    made.set_password(password)
    made.save()
    EmailAddress.objects.create(user=made, email=made.email, verified=confirmed, primary=True)
    if organization:
        Affiliation.objects.create(
            member=made, organization=organization, since=timezone.localdate()
        )
    Membership.objects.bulk_create(Membership(member=made, group=one) for one in groups)
    return made


def application(**facts: Any) -> Application:
    """Somebody's, from some organization, unless said whose."""
    if "member" not in facts:
        facts["member"] = member(status=Member.Status.APPLIED)
    if "organization" not in facts:
        facts["organization"] = organization()
    return Application.objects.create(**{"why": "To learn from others."} | facts)


def membership(member: Member, group: Group, **facts: Any) -> Membership:
    return Membership.objects.create(member=member, group=group, **facts)


def term(member: Member, group: Group, **facts: Any) -> Term:
    """In office since a month ago, for a month more."""
    today = timezone.localdate()
    days = {"starts_on": today - dt.timedelta(days=30), "ends_on": today + dt.timedelta(days=30)}
    return Term.objects.create(member=member, group=group, **days | facts)


def event(**facts: Any) -> Event:
    """A public meeting on line, in a week, for two hours. Needs the group."""
    starts_at = facts.setdefault("starts_at", timezone.now() + dt.timedelta(days=7))
    defaults = {
        "title": f"Meeting {next(_numbers)}",
        "ends_at": starts_at + dt.timedelta(hours=2),
        "mode": Event.Mode.ONLINE,
        "visibility": "public",
    }
    return Event.objects.create(**defaults | facts)


def charter(
    body: str = "We keep what is said in the room.", *, fr: str = "", **facts: Any
) -> CharterVersion:
    made = CharterVersion.objects.create(
        **{"number": 1, "in_force_on": timezone.localdate()} | facts
    )
    CharterText.objects.create(version=made, language="en", title="Charter", body=body)
    if fr:
        CharterText.objects.create(version=made, language="fr", title="Charte", body=fr)
    return made


def resource(
    *,
    by: Member,
    abstract: str = "",
    themes: Sequence[Theme] = (),
    groups: Sequence[Group] = (),
    **facts: Any,
) -> Resource:
    """Published and public unless said otherwise; it stands in the index if it is published."""
    defaults: dict[str, Any] = {
        "title": f"Work {next(_numbers)}",
        "kind": Resource.Kind.STUDY,
        "languages": ["en"],
        "visibility": "public",
        "status": Resource.Status.PUBLISHED,
        "submitted_by": by,
    }
    facts = defaults | facts
    facts.setdefault("files_visibility", facts["visibility"])
    if facts["status"] != Resource.Status.DRAFT:
        facts.setdefault("submitted_at", timezone.now())
    if facts["status"] in Resource.SHOWN:
        facts.setdefault("published_at", timezone.now())
    made = Resource.objects.create(**facts)
    made.themes.set(themes)
    made.groups.set(groups)
    if abstract:
        Abstract.objects.create(resource=made, language=made.languages[0], text=abstract)
    search.index([made])
    return made


def document(
    resource: Resource,
    content: bytes = b"Some plain words in a file.",
    *,
    name: str = "notes.txt",
    by: Member | None = None,
) -> Document:
    """As if it had been sent in; the worker has not read it yet."""
    return actions.attach(
        resource=resource,
        upload=SimpleUploadedFile(name, content),
        language=resource.languages[0],
        by=by or resource.submitted_by,
    )
