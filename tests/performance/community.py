"""The people, groups and meetings of the measured database. Only `fill` imports it."""

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Iterator

from allauth.account.models import EmailAddress
from django.db import transaction

from cop_portal.demo import people
from events.models import Event
from members.models import (
    Acceptance,
    Affiliation,
    CharterVersion,
    Group,
    Member,
    Membership,
    Organization,
    Region,
    Visibility,
)
from members.search import labels

# At full scale, which is scale 1.
MEMBERS, EVENTS, ORGANIZATIONS = 150_000, 20_000, 2_000
# As many at every scale: rights are what a request has to know first.
GROUPS = 700
ASKER, JOINER = "asker", "joiner"  # of 12 groups, of 200 groups
GROUPS_OF = {ASKER: 12, JOINER: 200}  # beside the whole community
SECRETARY = "secretary"
FIRST_DAY = dt.datetime(2020, 1, 1, 9, tzinfo=dt.UTC)
CAME_IN = FIRST_DAY  # all of them: what the forums say may be new to everybody
YEARS = 20  # meetings are spread over, so that some are always to come
COUNTRIES = (
    *("BF", "KE", "SN", "GH", "NG", "ET", "TZ", "UG", "ML", "NE", "IN", "NP", "BD", "PK", "KH"),
    *("PH", "ID", "MX", "PE", "BO", "CO", "GT", "HN", "CA", "FR", "DE"),
)
BATCH = 5_000


@transaction.atomic
def make(scale: float) -> bool:
    """Everything but the library; whether there was anything to make."""
    if Member.objects.filter(handle=JOINER).exists():
        _let_everybody_in()
        return False
    chance = random.Random("community")
    people.seed_vocabulary()
    labels.reindex_labels()
    people.seed_charter()
    organizations = _organizations(max(60, round(ORGANIZATIONS * scale)))
    groups = _groups()
    members = _members(max(1_500, round(MEMBERS * scale)))
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in members),
        batch_size=BATCH,
    )
    Affiliation.objects.bulk_create(
        (
            Affiliation(member=one, organization=chance.choice(organizations), since=FIRST_DAY)
            for one in members
        ),
        batch_size=BATCH,
    )
    Membership.objects.bulk_create(_memberships(chance, members, groups), batch_size=BATCH)
    Event.objects.bulk_create(
        _events(chance, max(200, round(EVENTS * scale)), groups), batch_size=BATCH
    )
    _let_everybody_in()
    return True


def _let_everybody_in() -> None:
    """Years ago, to the whole community, and under its charter, without which the things of their
    groups are closed to them. One of them works for the secretariat."""
    Member.objects.filter(created_at__gt=CAME_IN).update(created_at=CAME_IN)
    Member.objects.get_or_create(
        handle=SECRETARY,
        defaults={
            "email": f"{SECRETARY}@bench.example",
            "name": "Secretary",
            "status": Member.Status.ACTIVE,
            "is_staff": True,
            "is_superuser": True,
            "created_at": CAME_IN,
        },
    )
    root = Group.objects.get(parent=None)
    outside = Member.objects.exclude(memberships__group=root).only("pk")
    Membership.objects.bulk_create(
        (Membership(member=one, group=root) for one in outside), batch_size=BATCH
    )
    version = CharterVersion.objects.get()
    waiting = Member.objects.filter(acceptances=None).only("pk")
    Acceptance.objects.bulk_create(
        (Acceptance(member=one, version=version, language="en") for one in waiting),
        batch_size=BATCH,
    )


def _organizations(count: int) -> list[Organization]:
    kinds = itertools.cycle(Organization.Kind.values)
    countries = itertools.cycle(COUNTRIES)
    return Organization.objects.bulk_create(
        Organization(
            name=f"Organization {number}",
            slug=f"organization-{number}",
            kind=kind,
            country=country,
            website=f"https://organization-{number}.example/",
        )
        for number, kind, country in zip(range(count), kinds, countries, strict=False)
    )


def _groups() -> list[Group]:
    root = Group.objects.create(name="Community", slug="community", kind=Group.Kind.COMMUNITY)
    regions = itertools.cycle(Region.objects.all())
    branches = Group.objects.bulk_create(
        Group(
            name=f"Branch {number}",
            slug=f"branch-{number}",
            kind=Group.Kind.REGIONAL,
            region=next(regions),
            parent=root,
        )
        for number in range(20)
    )
    parents = itertools.cycle(branches)
    return Group.objects.bulk_create(
        Group(name=f"Group {number}", slug=f"group-{number}", parent=next(parents))
        for number in range(GROUPS - len(branches) - 1)
    )


def _members(count: int) -> list[Member]:
    handles = [*(f"member-{number}" for number in range(count - 2)), ASKER, JOINER]
    countries = itertools.cycle(COUNTRIES)
    return Member.objects.bulk_create(
        (
            Member(
                email=f"{handle}@bench.example",
                handle=handle,
                name=handle.replace("-", " ").capitalize(),
                password="!",  # nobody logs in by password here
                status=Member.Status.ACTIVE,
                country=next(countries),
                languages=["en", "fr"],
            )
            for handle in handles
        ),
        batch_size=BATCH,
    )


def _memberships(
    chance: random.Random, members: Iterable[Member], groups: list[Group]
) -> Iterator[Membership]:
    for member in members:
        for group in chance.sample(groups, GROUPS_OF.get(member.handle, 3)):
            yield Membership(member=member, group=group)


def _events(chance: random.Random, count: int, groups: list[Group]) -> Iterator[Event]:
    step = dt.timedelta(days=365 * YEARS) / count
    for number in range(count):
        start = FIRST_DAY + number * step
        yield Event(
            title=f"Meeting {number}",
            kind=Event.Kind.WEBINAR,
            group=chance.choice(groups),
            starts_at=start,
            ends_at=start + dt.timedelta(minutes=90),
            time_zone="Africa/Nairobi",
            mode=Event.Mode.ONLINE,
            visibility=chance.choices(Visibility.values, (3, 3, 4))[0],
        )
