"""How a thread and its posts become entries of the index, and when they are written anew."""

from __future__ import annotations

from collections.abc import Collection

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from .models import Thread

INDEXING = "forums.index_thread"  # the job, by its name


def index_later(thread: Thread, numbers: Collection[int] = ()) -> None:
    """Have the worker write these posts of it anew, or all that is known of it.

    Asked for in the transaction of the deed, as the last thing.
    """
    wanted: list[JSONValue] = [*sorted(numbers)]
    app.configure_task(INDEXING).defer(thread_id=thread.pk, numbers=wanted)
