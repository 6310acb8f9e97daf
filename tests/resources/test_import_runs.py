"""All of it or nothing, whatever happens in the midst: cancelled, killed, or two at one time."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from members.lists.deeds import Elsewhere
from resources.importing import deeds, runs
from resources.models import Document, Import, Resource
from tests.made_files import zipped

from .importing_lists import GOOD, counts, decide, send, table

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [GOOD | {"title": f"Study {n}", "file": f"{n}.txt"} for n in range(5)]
PARCEL = zipped({"list.csv": table(*ROWS), **{f"{n}.txt": f"Text {n}".encode() for n in range(5)}})
# A worker that is killed when it has written the works and two of their files.
WORKER = """
import os, signal, sys
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.MEDIA_ROOT = sys.argv[2:4]
import django
django.setup()
from resources import actions
from resources.importing import runs
kept, attach = [], actions.attach
def attach_and_die(**facts):
    kept.append(attach(**facts))
    if len(kept) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
actions.attach = attach_and_die
runs.bring_in(int(sys.argv[1]))
"""


@pytest.fixture
def client(client_of, bintou):
    """Bintou's browser."""
    return client_of(bintou)


@pytest.fixture
def agreed(client):
    """A ZIP of five works with a file each, waiting to be brought in."""
    return agree(client)


def agree(client) -> Import:
    one = send(client, PARCEL, "works.zip")
    runs.preview(one.pk)
    return decide(client, one, "agree")


def documents_on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).glob("documents/**/*") if path.is_file()]


def nothing_came_in(before: list[Path]) -> bool:
    return not Resource.objects.exists() and documents_on_disk() == before


class Worker(threading.Thread):
    """Does something on a connection of its own, and keeps what it raised."""

    def __init__(self, deed, *args, **kwargs):
        super().__init__()
        self.deed, self.facts = deed, (args, kwargs)
        self.raised = None

    def run(self):
        try:
            self.deed(*self.facts[0], **self.facts[1])
        except Exception as raised:
            self.raised = raised
        finally:
            connections.close_all()


@pytest.fixture
def halt(monkeypatch):
    """Lets `runs.<name>` be done, and then wait until the test says `go`."""

    def at(name):
        there, go = threading.Event(), threading.Event()
        usual = getattr(runs, name)

        def halting(*args, **kwargs):
            done = usual(*args, **kwargs)
            there.set()
            assert go.wait(20)
            return done

        monkeypatch.setattr(runs, name, halting)
        return there, go

    return at


def test_who_cancels_in_the_midst_finds_nothing_half_done(client, agreed, halt):
    before = documents_on_disk()
    there, go = halt("write")
    worker = Worker(runs.bring_in, agreed.pk)
    worker.start()
    assert there.wait(20)
    assert len(documents_on_disk()) == len(before) + 5
    page = client.get(agreed.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' in page
    assert decide(client, agreed, "cancel").status == "cancelled"
    go.set()
    worker.join(20)
    agreed.refresh_from_db()
    assert (agreed.status, agreed.kept_paths, worker.raised) == ("cancelled", [], None)
    assert nothing_came_in(before)
    assert 'http-equiv="refresh"' not in client.get(agreed.get_absolute_url()).content.decode()


def test_who_cancels_too_late_is_told_so(agreed, halt):
    there, go = halt("_end")
    worker, late = Worker(runs.bring_in, agreed.pk), Worker(deeds.cancel, one=agreed)
    worker.start()
    assert there.wait(20)
    late.start()
    late.join(0.5)
    assert late.is_alive()  # neither yes nor no before the works are in or not
    go.set()
    worker.join(20)
    late.join(20)
    agreed.refresh_from_db()
    assert agreed.status == "done"
    assert isinstance(late.raised, Elsewhere)
    assert Resource.objects.count() == Document.objects.count() == 5


def test_progress_is_seen_while_the_transaction_is_open(client, agreed, halt):
    there, go = halt("_write_all")
    worker = Worker(runs.bring_in, agreed.pk)
    worker.start()
    assert there.wait(20)
    page = client.get(agreed.get_absolute_url()).content.decode()
    go.set()
    worker.join(20)
    assert "5 of 5 rows" in page
    assert 'max="5" value="5"' in page


def test_a_worker_that_is_killed_leaves_nothing_and_another_begins_anew(client, agreed):
    before = documents_on_disk()
    facts = [str(agreed.pk), connection.settings_dict["NAME"], str(settings.MEDIA_ROOT)]
    command = [sys.executable, "-c", WORKER, *facts]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    agreed.refresh_from_db()
    assert agreed.status == "bringing"
    assert not Resource.objects.exists()
    left = set(documents_on_disk()) - set(before)
    assert len(left) == 2
    sent = Path(agreed.file.path)
    runs.bring_in(agreed.pk)
    agreed.refresh_from_db()
    assert (agreed.status, counts(agreed)) == ("done", (5, 0, 0, 0))
    assert not agreed.file
    assert not sent.exists()
    now = set(documents_on_disk()) - set(before)
    assert len(now) == Document.objects.count() == 5
    assert not now & left


def test_what_a_killed_worker_left_of_a_cancelled_import_is_cleared(client, agreed):
    path = Path(settings.MEDIA_ROOT, "documents", "zz", "left")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"Half done.")
    Import.objects.update(status="bringing", kept_paths=["documents/zz/left"])
    decide(client, agreed, "cancel")
    runs.clear()
    agreed.refresh_from_db()
    assert not path.exists()
    assert agreed.kept_paths == []


def test_two_of_the_same_at_one_time_come_in_once(client, agreed):
    other = agree(client)
    workers = [Worker(runs.bring_in, one.pk) for one in (agreed, other)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    found = []
    for one in (agreed, other):
        one.refresh_from_db()
        found.append((one.status, counts(one)))
    assert sorted(found) == [("done", (0, 0, 5, 0)), ("done", (5, 0, 0, 0))]
    assert Resource.objects.count() == Document.objects.count() == 5


def test_what_fails_on_our_side_is_said_and_leaves_nothing(client, agreed, monkeypatch):
    before = documents_on_disk()

    def broken(*_facts):
        raise ValueError

    monkeypatch.setattr(runs, "_remember", broken)
    runs.bring_in(agreed.pk)
    agreed.refresh_from_db()
    assert agreed.status == "failed"
    assert "on our side" in client.get(agreed.get_absolute_url()).content.decode()
    assert nothing_came_in(before)


def test_a_preview_that_is_cancelled_stays_so(client, halt):
    one = send(client, PARCEL, "works.zip")
    there, go = halt("_keep")
    worker = Worker(runs.preview, one.pk)
    worker.start()
    assert there.wait(20)
    decide(client, one, "cancel")
    go.set()
    worker.join(20)
    one.refresh_from_db()
    assert (one.status, counts(one)) == ("cancelled", (0, 0, 0, 0))
    decide(client, one, "read_again")
    runs.preview(one.pk)
    one.refresh_from_db()
    assert (one.status, counts(one)) == ("read", (5, 0, 0, 0))


def test_what_nobody_went_on_with_goes_after_a_month(client, agreed):
    decide(client, agreed, "cancel")
    path = Path(agreed.file.path)
    runs.clear()
    assert path.exists()
    Import.objects.update(begun_at="2020-01-01T00:00Z")
    runs.clear()
    assert not path.exists()
    assert not Import.objects.exists()
