"""With a virus scanner, nobody opens, reads or finds a file before it was found clean."""

import datetime as dt
import io

import pytest
from django.core import checks
from django.core.files.storage import default_storage
from django.utils import timezone

from cop_portal.checks import virus_scanner
from members.notices.models import Letter
from members.scanning import LONGEST_PAUSE
from resources import actions, drawing, fixity, reading, search, tasks, version_actions
from resources.models import Document, WaitingDocument
from tests import make
from tests.scanner import NAME, VIRUS, running

pytestmark = pytest.mark.django_db
Scan, Trouble = Document.Scan, Document.Trouble
CLEAN = b"A wheelbarrow stands in the yard."


@pytest.fixture
def scanner(settings):
    with running() as one:
        settings.CLAMD_URL = one.url
        yield one


@pytest.fixture
def work(amina):
    return make.make_resource("A toolkit", by=amina, status="published")


def again_now() -> None:
    """As if the pause were over."""
    for model in (Document, WaitingDocument):
        rows = model.objects.filter(scan=Scan.WAITING)
        rows.update(scan_due_at=timezone.now() - dt.timedelta(seconds=1))
    tasks.scan_due.func(timestamp=0)


def page(client, work) -> str:
    return client.get(work.get_absolute_url()).content.decode()


def found(client) -> int:
    return client.get("/resources/", {"q": "wheelbarrow"}).context["found"].total


def test_without_a_scanner_files_are_open_at_once_and_staff_are_told(
    work, client_of, visitor, bintou, run_jobs
):
    document = make.make_document(work, CLEAN)
    assert document.scan == Scan.UNSCANNED
    assert client_of(visitor).get(document.get_absolute_url()).status_code == 200
    run_jobs()
    assert found(client_of(visitor)) == 1
    listed = client_of(bintou).get("/admin/resources/document/").content.decode()
    assert "No virus scanner is set" in listed


@pytest.mark.parametrize(
    ("person", "knows"),
    [("visitor", False), ("chidi", False), ("efua", False), ("amina", True), ("bintou", True)],
)
def test_what_waits_is_known_to_its_sender_and_staff_and_opened_by_nobody(
    person, knows, scanner, work, client_of, request
):
    client = client_of(request.getfixturevalue(person))
    document = make.make_document(work, CLEAN, name="yard.txt")
    said = page(client, work)
    assert ("yard.txt" in said) is knows
    assert ("waits for the virus scan" in said) is knows
    for address in (document.get_absolute_url(), f"{document.get_absolute_url()}picture/"):
        assert client.get(address).status_code == 404
    assert "can open its files" not in said
    assert found(client) == 0


def test_what_waits_is_neither_read_nor_drawn_nor_found(scanner, work, client_of, visitor):
    document = make.make_document(work, CLEAN)
    reading.read(document.pk)
    drawing.draw(document.pk)
    drawing.draw_missing()
    search.index([work])
    document.refresh_from_db()
    assert (document.extraction, document.drawn_at, document.pages.count()) == ("waiting", None, 0)
    assert found(client_of(visitor)) == 0


def test_what_is_clean_is_read_and_found_by_itself(scanner, work, client_of, visitor, run_jobs):
    document = make.make_document(work, CLEAN)
    run_jobs()
    document.refresh_from_db()
    assert (document.scan, document.extraction) == (Scan.CLEAN, Document.Extraction.READ)
    assert document.scanned_at
    assert scanner.heard == [CLEAN]
    assert client_of(visitor).get(document.get_absolute_url()).status_code == 200
    assert found(client_of(visitor)) == 1


def test_a_virus_is_deleted_and_the_sender_and_staff_read_its_name(
    scanner, work, amina, bintou, client_of, run_jobs, django_capture_on_commit_callbacks
):
    document = make.make_document(work, VIRUS, name="yard.txt")
    path = document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    assert not default_storage.exists(path)
    document.refresh_from_db()
    assert (document.scan, document.scan_found, document.file.name) == (Scan.INFECTED, NAME, "")
    letters = Letter.objects.filter(kind="file_infected")
    assert {one.recipient for one in letters} == {amina, bintou}
    assert all(NAME in one.text and "yard.txt" in one.html for one in letters)
    assert document.pages.count() == 0
    assert "a virus was found" in page(client_of(amina), work)
    listed = client_of(bintou).get("/admin/resources/document/?scan__exact=infected")
    assert list(listed.context["cl"].result_list) == [document]
    shown = client_of(bintou).get(f"/admin/resources/document/{document.pk}/change/")
    assert NAME in shown.content.decode()
    fixity.check_files()
    document.refresh_from_db()
    assert document.keeping == Document.Keeping.WHOLE
    actions.erase(resource=work)


@pytest.mark.parametrize(
    ("manner", "trouble"),
    [("breaks off", Trouble.AWAY), ("error", Trouble.AWAY), ("too large", Trouble.TOO_LARGE)],
)
def test_what_could_not_be_scanned_stays_held_and_is_tried_after_growing_pauses(
    manner, trouble, scanner, work, bintou, client_of, run_jobs
):
    document = make.make_document(work, CLEAN)
    scanner.manner = manner
    run_jobs()
    pauses = []
    for _ in range(3):
        again_now()
        document.refresh_from_db()
        assert (document.scan, document.scan_trouble) == (Scan.WAITING, trouble)
        pauses.append(document.scan_due_at - timezone.now())
    assert pauses == sorted(pauses)
    assert pauses[-1] < LONGEST_PAUSE
    listed = client_of(bintou).get(f"/admin/resources/document/?scan_trouble__exact={trouble}")
    assert list(listed.context["cl"].result_list) == [document]
    scanner.manner = "honest"
    again_now()
    run_jobs()
    document.refresh_from_db()
    assert (document.scan, document.scan_trouble) == (Scan.CLEAN, "")
    assert document.extraction == Document.Extraction.READ


def test_what_waits_goes_on_waiting_while_no_scanner_is_set(scanner, work, settings, run_jobs):
    document = make.make_document(work, CLEAN)
    settings.CLAMD_URL = ""
    run_jobs()
    again_now()
    document.refresh_from_db()
    assert document.scan == Scan.WAITING


def test_a_missing_file_is_told_apart_from_a_scanner_that_is_away(scanner, work, run_jobs):
    document = make.make_document(work, CLEAN)
    default_storage.delete(document.file.name)
    run_jobs()
    document.refresh_from_db()
    assert (document.scan, document.scan_trouble) == (Scan.WAITING, Trouble.UNREADABLE)


def test_readers_keep_the_version_before_until_the_new_one_is_clean(
    scanner, work, client_of, visitor, amina, run_jobs
):
    old = make.make_document(work, CLEAN, name="old.txt")
    run_jobs()
    new = actions.attach(
        resource=work, upload=io_file(VIRUS, "new.txt"), language="en", by=amina, replaces=old
    )
    shown = client_of(visitor).get(work.get_absolute_url())
    assert [one["name"] for one in shown.context["files"]] == ["old.txt"]
    assert shown.context["earlier_files"] == []
    search.index([work])
    assert found(client_of(visitor)) == 1
    run_jobs()
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.scan, old.replaced_by) == (Scan.INFECTED, None)


def test_staff_open_and_take_in_a_new_file_only_when_it_is_clean(
    scanner, work, amina, bintou, client_of, run_jobs
):
    waiting = make.make_waiting_document(work, CLEAN)
    for person in (amina, bintou):
        assert client_of(person).get(waiting.get_absolute_url()).status_code == 404
        assert "waits for the virus scan" in page(client_of(person), work)
    with pytest.raises(actions.NotNow):
        version_actions.take_in(waiting=waiting, by=bintou)
    listed = client_of(bintou).post(
        "/admin/resources/waitingdocument/",
        {"action": "take_in_chosen", "_selected_action": waiting.pk},
        follow=True,
    )
    assert "before a virus scan" in listed.content.decode()
    run_jobs()
    assert client_of(amina).get(waiting.get_absolute_url()).status_code == 200
    taken = version_actions.take_in(waiting=waiting, by=bintou)
    assert taken.scan == Scan.CLEAN
    run_jobs()
    assert scanner.heard == [CLEAN]
    assert found(client_of(amina)) == 1


def test_a_new_file_with_a_virus_can_only_be_declined(
    scanner, work, bintou, run_jobs, django_capture_on_commit_callbacks
):
    waiting = make.make_waiting_document(work, VIRUS)
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    waiting.refresh_from_db()
    assert (waiting.scan, waiting.file.name) == (Scan.INFECTED, "")
    assert Letter.objects.filter(kind="file_infected").count() == 2
    with pytest.raises(actions.NotNow):
        version_actions.take_in(waiting=waiting, by=bintou)
    with django_capture_on_commit_callbacks(execute=True):
        version_actions.decline_version(waiting=waiting, by=bintou, reason="It has a virus.")
    assert not WaitingDocument.objects.exists()


def test_a_file_that_came_before_there_was_a_scanner_is_scanned_when_it_is_taken_in(
    work, bintou, settings
):
    waiting = make.make_waiting_document(work, CLEAN)
    with running() as scanner:
        settings.CLAMD_URL = scanner.url
        taken = version_actions.take_in(waiting=waiting, by=bintou)
    assert taken.scan == Scan.WAITING


def test_whoever_goes_live_without_a_scanner_is_told(settings):
    settings.PORTAL_DEMO = False
    (told,) = virus_scanner()
    assert told.level == checks.INFO
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    assert virus_scanner() == []


def io_file(content: bytes, name: str):
    stream = io.BytesIO(content)
    return actions.File(stream, name=name)
