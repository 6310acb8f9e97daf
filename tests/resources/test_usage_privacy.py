"""Nobody can be found in what is kept of how the library is used."""

from __future__ import annotations

import datetime as dt
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.test import Client

from members.models import Member
from resources.models import EmptySearch, MonthlyUse, Resource, Salt, SearchTally, UseEvent
from resources.usage import sessions
from resources.usage.rollup import roll_up
from tests import make
from tests.cast import BROWSER, client_of

from .using import Clock, look, open_file

OURS = (UseEvent, MonthlyUse, EmptySearch, SearchTally, Salt)
RAW = (UseEvent, SearchTally, Salt)
ADDRESS = "192.0.2.177"

pytestmark = pytest.mark.django_db


def everything_kept() -> str:
    kept = [str(row) for model in OURS for row in model.objects.values_list()]
    return "\n".join(kept)


def test_no_column_leads_to_a_person() -> None:
    people = {"auth", "members", "sessions", "account"}
    for model in OURS:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                assert field.related_model._meta.app_label not in people, field
            assert not isinstance(field, models.GenericIPAddressField | models.TextField)


def test_neither_address_nor_browser_nor_member_nor_session_is_kept(
    amina: Member, clock: Clock
) -> None:
    work = make.make_resource(by=amina)
    make.make_document(work)
    visitor = Client(REMOTE_ADDR=ADDRESS)
    hers = client_of(amina)
    for client in (visitor, hers):
        look(client, work)
        open_file(client, work)
        client.get("/resources/?q=nothing+of+the+kind", headers={"user-agent": BROWSER})
    session = hers.cookies[settings.SESSION_COOKIE_NAME].value
    kept = everything_kept()
    assert UseEvent.objects.count() == 4
    assert SearchTally.objects.count() == 1
    for word in (ADDRESS, BROWSER, "Firefox", session, amina.email, amina.handle, "nothing of"):
        assert word not in kept
    assert not any(
        value == amina.pk and name not in {"id", "number"}
        for row in UseEvent.objects.values()
        for name, value in row.items()
    )


def test_two_works_of_one_reader_cannot_be_brought_together(amina: Member, clock: Clock) -> None:
    client = client_of(amina)
    for _n in range(2):
        look(client, make.make_resource(by=amina))
    assert UseEvent.objects.values("key").distinct().count() == 2


def test_a_new_day_has_a_new_salt(client: Client, amina: Member, clock: Clock) -> None:
    work = make.make_resource(by=amina)
    look(client, work)
    clock.set(12, day=13)
    look(client, work)
    assert UseEvent.objects.values("key").distinct().count() == 2
    assert Salt.objects.count() == 2


def test_all_processes_of_a_day_use_one_salt(client: Client, amina: Member, clock: Clock) -> None:
    work = make.make_resource(by=amina)
    look(client, work)
    sessions._kept.clear()  # as another process, which knows nothing yet
    look(client, work)
    assert UseEvent.objects.values("key").distinct().count() == 1


def test_salts_are_thrown_away_when_their_time_is_over(
    client: Client, amina: Member, clock: Clock
) -> None:
    look(client, make.make_resource(by=amina))
    client.get("/resources/?q=nothing+of+the+kind", headers={"user-agent": BROWSER})
    assert set(Salt.objects.values_list("period", flat=True)) == {"day 2026-05-12", "month 2026-05"}
    clock.set(0, 5, day=13)
    roll_up()
    assert Salt.objects.get().period == "month 2026-05"
    clock.now = dt.datetime(2026, 6, 1, 0, 5, tzinfo=dt.UTC)
    roll_up()
    assert not Salt.objects.exists()
    assert not SearchTally.objects.exists()


def test_a_process_forgets_the_salts_of_yesterday(
    client: Client, amina: Member, clock: Clock
) -> None:
    work = make.make_resource(by=amina)
    look(client, work)
    clock.set(9, day=13)
    look(client, work)
    assert list(sessions._kept) == ["day 2026-05-13"]


def test_raw_rows_are_gone_after_their_hour(client: Client, amina: Member, clock: Clock) -> None:
    look(client, make.make_resource(by=amina))
    clock.set(13, 5)
    roll_up()
    assert not UseEvent.objects.exists()


@pytest.mark.parametrize("model", RAW)
def test_raw_material_is_in_no_log_of_the_database(model: type[models.Model]) -> None:
    """Unlogged tables are written to no log, and so to no replica and no archive."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = %s", [model._meta.db_table]
        )
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db(transaction=True)
def test_raw_material_is_in_no_backup(clock: Clock, tmp_path: Path) -> None:
    work = make.make_resource("A title that is kept")
    look(Client(), work)
    key = UseEvent.objects.get().key
    target = tmp_path / "backup.tar"
    call_command("backup", str(target))
    with tarfile.open(target) as tar:
        tar.extractall(tmp_path / "taken", filter="data")
    call_command("restore", str(target), "--yes")
    assert Resource.objects.get().title == "A title that is kept"
    assert not UseEvent.objects.exists()
    assert not Salt.objects.exists()
    dumped = b"".join(
        path.read_bytes() for path in (tmp_path / "taken").rglob("*") if path.is_file()
    )
    assert str(key).encode() not in dumped


def test_nothing_personal_is_logged(
    client: Client, amina: Member, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="resources")
    look(Client(REMOTE_ADDR=ADDRESS), make.make_resource(by=amina))
    assert ADDRESS not in caplog.text
