"""The public history of works: every deed that may change what everybody sees notes it here."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from members.models import Theme, Visibility
from resources.models import HarvestRecord, Resource

BATCH = 1000


@transaction.atomic
def note(numbers: Iterable[int]) -> None:
    """Write down how these works stand now; the last thing that a deed does in its transaction.

    A work that is public is told anew, one that was public is told as deleted, and nothing is said
    of the others. The rows of the works are read again and locked: what the caller holds may have
    been overtaken.
    """
    asked = sorted(set(numbers))
    works = Resource.objects.select_for_update().filter(pk__in=asked).order_by("pk")
    kinds = {
        pk: kind
        for pk, kind, status, visibility in works.values_list("pk", "kind", "status", "visibility")
        if status == Resource.Status.PUBLISHED and visibility == Visibility.PUBLIC
    }
    datestamp = _second_to_come()
    sets = _sets(kinds)
    HarvestRecord.objects.bulk_create(
        (HarvestRecord(number=pk, datestamp=datestamp, sets=sets[pk]) for pk in kinds),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["datestamp", "deleted", "sets"],
    )
    closed = [pk for pk in asked if pk not in kinds]
    HarvestRecord.objects.live().filter(number__in=closed).update(deleted=True, datestamp=datestamp)


def _second_to_come() -> dt.datetime:
    """Rounded up. Others see a deed when its transaction ends: had they asked just before, and
    were it stamped with the second in which it began, their next question would begin after it.
    """
    return timezone.now().replace(microsecond=0) + dt.timedelta(seconds=1)


def _sets(kinds: dict[int, str]) -> dict[int, list[str]]:
    found = {pk: [f"kind:{kind}"] for pk, kind in kinds.items()}
    slugs = dict(Theme.objects.values_list("pk", "slug"))
    chosen = Resource.themes.through.objects.filter(resource__in=kinds).order_by("theme")
    for pk, theme in chosen.values_list("resource", "theme"):
        found[pk].append(f"theme:{slugs[theme]}")
    return found
