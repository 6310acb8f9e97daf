"""Makes the measured database, or brings it up to date. Only the command imports it."""

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from forums.models import Thread
from members.search import vocabulary
from members.search.models import Word
from tests.performance import community, discussions, library, marks, people, words

Say = Callable[[str], object]
PROCESSES = min(2, os.cpu_count() or 1)
EVERY = 20.0  # seconds between two words about how far it is


def fill(scale: float, say: Say) -> None:
    """Everything that is not there yet: people, works, their index, the count of words."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _put_file()
    if community.make(scale):
        say("  people, groups and meetings are there")
    resources = round(library.RESOURCES * scale)
    if missing := library.missing_chunks(resources):
        _fill_library(missing, resources, say)
    library.tell_harvesters()
    told = people.tell()
    people.index()
    talked = _fill_forums(scale, say)
    if not (missing or told or talked) and _is_counted():
        return
    say("  counting words, and letting Postgres look at its tables")
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")  # all words of a language at once
    vocabulary.refresh()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _fill_forums(scale: float, say: Say) -> bool:
    """Whether there was anything to fill."""
    there = Thread.objects.count()
    plan = discussions.fill(scale, say)
    return marks.make(scale, plan) or there < plan.size


def _is_counted() -> bool:
    """Whether no earlier filling was interrupted before its end."""
    return Word.objects.exists()


def _put_file() -> None:
    """The one file that every document of the measured library is."""
    path = Path(settings.MEDIA_ROOT) / library.FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7\n" + b"0" * (library.FILE_SIZE - 9))


def _fill_library(missing: list[int], resources: int, say: Say) -> None:
    for language in words.LANGUAGES:
        words.tongue(language)  # before forking, so that the processes share it
    words.labels_of_themes()
    connections.close_all()
    started = told = time.monotonic()
    works = pages = 0
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as pool:
        tasks = [pool.submit(library.make_chunk, chunk, resources) for chunk in missing]
        for done in as_completed(tasks):
            pages += done.result()
            works += library.CHUNK
            now = time.monotonic()
            if now - told > EVERY:
                told = now
                left = len(missing) * library.CHUNK - works
                speed = works / (now - started)
                say(f"  {works:,} works made, {left / speed / 60:.0f} min left")
    taken = time.monotonic() - started
    say(f"  {works:,} works with {pages:,} pages made in {taken:.0f} s")
