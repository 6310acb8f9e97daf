"""Whoever has harvested a work learns of everything that becomes of it."""

import ast
import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction

from resources import actions, importing
from resources.models import HarvestRecord, Resource
from resources.oai import history
from tests import make

from .harvesting import NAMES, ask, error, records, standing, texts

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
INLINES = ("abstracts", "documents", "practice", "review_steps")


@pytest.fixture
def work(amina):
    """Public, and harvested long ago."""
    work = make.make_resource("A study of care", by=amina, themes=[make.make_theme("care")])
    HarvestRecord.objects.update(datestamp=LONG_AGO)
    return work


def told_since() -> dict[int, bool]:
    return standing(records(from_="2024-01-02"))


def nothing_told_since() -> bool:
    return error(records(from_="2024-01-02")) == "noRecordsMatch"


def save_in_admin(client, work, **changes):
    form = {f"{one}-{size}_FORMS": "0" for one in INLINES for size in ("TOTAL", "INITIAL")}
    names = ("title", "kind", "languages", "license", "visibility", "files_visibility")
    form |= {name: getattr(work, name) for name in names} | changes
    response = client.post(f"/admin/resources/resource/{work.pk}/change/", form)
    assert response.status_code == 302, response.context["errors"]


def test_a_work_that_is_published_is_told(amina, bintou):
    waiting = make.make_resource(by=amina, status="submitted")
    assert error(records()) == "noRecordsMatch"
    actions.publish(resource=waiting, by=bintou)
    assert standing(records()) == {waiting.pk: True}


@pytest.mark.parametrize("deed", ["withdraw", "reopen"])
def test_a_work_that_is_taken_back_is_told_as_deleted(work, bintou, deed):
    words = {"reason": "Its authors asked."} if deed == "withdraw" else {}
    getattr(actions, deed)(resource=work, by=bintou, **words)
    told = records(from_="2024-01-02")
    assert standing(told) == {work.pk: False}
    assert told.find(".//o:metadata", NAMES) is None
    assert texts(told, ".//o:setSpec") == ["kind:study", "theme:care"]
    assert "study of care" not in "".join(told.itertext())


def test_a_deleted_record_comes_back_with_the_work(work, bintou):
    actions.withdraw(resource=work, by=bintou, reason="A mistake.")
    actions.publish(resource=work, by=bintou)
    assert told_since() == {work.pk: True}


def test_a_work_that_is_erased_stays_told_as_deleted(work):
    number = work.pk
    actions.erase(resource=work)
    assert told_since() == {number: False}
    asked = {"identifier": f"oai:testserver:{number}"}
    assert standing(ask(verb="GetRecord", metadataPrefix="oai_dc", **asked)) == {number: False}
    assert error(ask(verb="ListMetadataFormats", **asked)) == "noMetadataFormats"


@pytest.mark.parametrize("visibility", ["members", "group"])
def test_a_work_that_becomes_narrower_is_told_as_deleted(
    work, bintou, africa, client_of, visibility
):
    narrow = {"visibility": visibility, "files_visibility": visibility, "groups": [africa.pk]}
    save_in_admin(client_of(bintou), work, **narrow)
    assert told_since() == {work.pk: False}


def test_a_work_that_becomes_wider_is_told(amina, bintou, client_of):
    closed = make.make_resource(by=amina, visibility="members")
    assert error(records()) == "noRecordsMatch"
    save_in_admin(client_of(bintou), closed, visibility="public", files_visibility="public")
    assert standing(records()) == {closed.pk: True}


def test_a_correction_is_told(work, bintou, client_of):
    save_in_admin(client_of(bintou), work, title="A better title", kind="guide")
    told = records(from_="2024-01-02")
    assert texts(told, ".//dc:title") == ["A better title"]
    assert "kind:guide" in texts(told, ".//o:setSpec")


def test_what_was_never_public_is_never_told(amina, bintou):
    closed = make.make_resource(by=amina, visibility="members")
    waiting = make.make_resource(by=amina, status="submitted")
    actions.withdraw(resource=closed, by=bintou, reason="Too old.")
    actions.decline(resource=waiting, by=bintou, reason="Not ours.")
    actions.erase(resource=waiting)
    assert not HarvestRecord.objects.exists()


def test_a_deleted_record_is_not_told_a_second_time(work, bintou):
    actions.withdraw(resource=work, by=bintou, reason="Its authors asked.")
    HarvestRecord.objects.update(datestamp=LONG_AGO)
    actions.erase(resource=work)
    assert nothing_told_since()


def test_works_that_staff_bring_in_from_a_list_are_told(bintou):
    row = {"title": "A study", "language": "en", "issued": "2019", "publisher": "Association A"}
    importing.bring_in_rows([row], by=bintou, publish=True)
    assert standing(records()) == {Resource.objects.get().pk: True}
    HarvestRecord.objects.update(datestamp=LONG_AGO)
    importing.bring_in_rows([row | {"publisher": "Association B"}], by=bintou)
    assert texts(records(from_="2024-01-02"), ".//dc:publisher") == ["Association B"]


def test_a_deed_that_fails_leaves_no_trace(work, bintou):
    with transaction.atomic():
        actions.withdraw(resource=work, by=bintou, reason="Its authors asked.")
        transaction.set_rollback(True)
    assert nothing_told_since()


def test_a_work_is_closed_whatever_its_record_says(work):
    """The record is one lock, what everybody may see is the second."""
    Resource.objects.update(visibility="members", files_visibility="members")
    assert standing(records()) == {work.pk: False}
    told = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert standing(told) == {work.pk: False}


def test_a_deed_is_stamped_with_the_second_to_come(work):
    """A harvester that asked while the deed was under way asks for that second again."""
    before = ask(verb="Identify").findtext("o:responseDate", namespaces=NAMES)
    history.note([work.pk])
    told = records(from_=before)
    assert standing(told) == {work.pk: True}
    assert texts(told, ".//o:datestamp") > [before]


def test_many_works_are_noted_with_few_questions(amina, django_assert_max_num_queries):
    works = [make.make_resource(by=amina) for _n in range(12)]
    with django_assert_max_num_queries(8):
        history.note(one.pk for one in works)


def test_whoever_changes_what_is_found_also_notes_it():
    """Reading a file changes what is found in it, and nothing that other libraries are told."""
    for path in (settings.BASE_DIR / "resources").rglob("*.py"):
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        }
        if calls & {"search.index", "search.forget"} and path.name != "reading.py":
            assert "history.note" in calls, path


def test_the_migration_begins_with_what_is_public(amina):
    public = make.make_resource(by=amina, themes=[make.make_theme("care")])
    make.make_resource(by=amina, visibility="members")
    withdrawn = make.make_resource(by=amina, status="withdrawn")
    before = HarvestRecord.objects.get(number=public.pk)
    HarvestRecord.objects.all().delete()
    migration = import_module("resources.migrations.0003_harvest_begins")
    for _twice in range(2):
        migration.begin(apps, None)
    assert standing(records()) == {public.pk: True}
    assert withdrawn.pk not in standing(records())
    assert HarvestRecord.objects.get(number=public.pk).sets == before.sets
