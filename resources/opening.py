"""Files whose day has come: called by the worker, never by a page."""

from django.db import transaction

from . import search
from .models import Resource
from .models.resources import today
from .oai import history


def open_due_files() -> None:
    """Of all works whose day has come, each in a transaction of its own."""
    due = Resource.objects.filter(files_open_on__lte=today()).order_by("pk")
    for number in list(due.values_list("pk", flat=True)):
        open_files(number=number)


@transaction.atomic
def open_files(*, number: int) -> None:
    """The day has come for the files of this work: searches, feeds and harvests know from now on.

    Who asks for a file is let in by the date itself, and need not wait for this.
    """
    fresh = Resource.objects.select_for_update().filter(pk=number).first()
    if fresh is None or fresh.files_open_on is None or fresh.files_are_held_back:
        return
    fresh.files_open_on = None
    fresh.save(update_fields=["files_open_on", "updated_at"])
    search.index([fresh])
    history.note([fresh.pk])
