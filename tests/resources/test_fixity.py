"""Every file is compared once a month with what came in; staff see what is damaged."""

import datetime as dt
import logging
import tracemalloc
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from resources import fixity
from resources.models import Document
from tests import make

pytestmark = pytest.mark.django_db
Keeping = Document.Keeping


@pytest.fixture
def document(amina):
    return make.make_document(make.make_resource("With a file", by=amina))


def damage(document: Document, how: str) -> None:
    path = Path(document.file.path)
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"!")


def states() -> list[str]:
    return list(Document.objects.order_by("pk").values_list("keeping", flat=True))


def test_a_whole_file_is_whole_and_nobody_is_told(document, caplog):
    fixity.check_files()
    document.refresh_from_db()
    assert document.keeping == Keeping.WHOLE
    assert document.checked_at
    assert caplog.text == ""


@pytest.mark.parametrize("how", ["missing", "changed"])
def test_what_is_damaged_is_noted_logged_and_left_as_it_is(
    how, document, caplog, bintou, client_of
):
    damage(document, how)
    fixity.check_files()
    document.refresh_from_db()
    assert document.keeping == how
    (line,) = caplog.records
    assert line.levelno == logging.ERROR
    assert document.file.name in line.getMessage()
    assert Path(document.file.path).exists() is (how == "changed")
    client = client_of(bintou)
    listed = client.get(f"/admin/resources/document/?keeping__exact={how}")
    assert list(listed.context["cl"].result_list) == [document]
    page = client.get(f"/admin/resources/resource/{document.resource_id}/change/")
    assert document.get_keeping_display() in page.content.decode()


def test_a_disk_that_cannot_read_is_told_apart(document, monkeypatch, caplog):
    def broken(*args: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(fixity, "sha256", broken)
    fixity.check_files()
    assert states() == [Keeping.UNREADABLE]


def test_what_was_brought_back_is_whole_again(document):
    content = Path(document.file.path).read_bytes()
    damage(document, "changed")
    fixity.check_files()
    Path(document.file.path).write_bytes(content)
    fixity.check(Document.objects.get())
    assert states() == [Keeping.WHOLE]


def test_each_file_is_read_once_a_month_the_longest_ago_first(document, amina, monkeypatch):
    other = make.make_document(document.resource, b"Other words.")
    third = make.make_document(document.resource, b"Third words.")
    now = timezone.now()
    for one, days in ((document, 31), (other, 45), (third, 29)):
        Document.objects.filter(pk=one.pk).update(checked_at=now - dt.timedelta(days=days))
    checked: list[int] = []
    monkeypatch.setattr(fixity, "check", lambda one: checked.append(one.pk))
    fixity.check_files()
    assert checked == [other.pk, document.pk]
    monkeypatch.setattr(fixity, "PATIENCE", -1.0)
    fixity.check_files()
    assert checked == [other.pk, document.pk, other.pk], "One at least, however short the time."


def test_a_document_that_was_taken_away_meanwhile_is_no_damage(document, caplog):
    damage(document, "missing")
    Document.objects.all().delete()
    fixity.check(document)
    assert caplog.text == ""


def test_a_large_file_is_read_in_pieces(document):
    Path(document.file.path).write_bytes(bytes(30_000_000))
    tracemalloc.start()
    try:
        fixity.check_files()
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert states() == [Keeping.CHANGED]


def test_a_damage_has_its_moment(document):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(keeping=Keeping.MISSING)
