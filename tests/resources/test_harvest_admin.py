"""Staff add another library, ask it, and look at what came of it."""

from collections.abc import Iterator

import pytest

from members.models import Member
from resources import actions
from resources.models import HarvestRun, Resource, Source, SourceRecord
from tests import make
from tests.cast import client_of

from .other_library import OtherLibrary, make_source, other_library

pytestmark = pytest.mark.django_db
SOURCES, RUNS, RECORDS = (
    f"/admin/resources/{name}/" for name in ("source", "harvestrun", "sourcerecord")
)
NO_THEMES = {f"themes-{size}_FORMS": "0" for size in ("TOTAL", "INITIAL")}


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherLibrary]:
    with other_library(monkeypatch) as other:
        yield other


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_staff_add_a_library_and_are_told_what_it_is(library, bintou, run_jobs) -> None:
    client = client_of(bintou)
    page = client.post(f"{SOURCES}add/", {"url": library.url, "visibility": "public"}, follow=True)
    source = Source.objects.get()
    assert (source.added_by, source.is_weekly) == (bintou, False)
    assert "It has not answered yet." in page.content.decode()
    run_jobs()
    page = client.get(f"{SOURCES}{source.pk}/change/").content.decode()
    assert "It answers, and has 1 part." in page
    assert "Gender &amp; work (gender)" in page
    form = {"url": library.url, "visibility": "members", "set_spec": "gender"}
    client.post(f"{SOURCES}{source.pk}/change/", form | NO_THEMES)
    source.refresh_from_db()
    assert (source.set_spec, source.visibility) == ("gender", "members")


@pytest.mark.parametrize("url", ["", "nowhere", "ftp://x.example.org/", "javascript:alert(1)"])
def test_what_is_no_address_is_said_beside_the_field(url, bintou) -> None:
    response = client_of(bintou).post(f"{SOURCES}add/", {"url": url, "visibility": "public"})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["url"]
    assert not Source.objects.exists()


def test_no_library_is_for_a_group(bintou) -> None:
    form = {"url": "https://x.example.org/oai", "visibility": "group"}
    response = client_of(bintou).post(f"{SOURCES}add/", form)
    assert response.context["adminform"].form.errors["visibility"]


def test_staff_harvest_and_watch_it(library, bintou, run_jobs) -> None:
    for n in range(3):
        library.add(f"oai:x:{n}")
    source = make_source(library, by=bintou, visibility="members")
    client = client_of(bintou)
    page = client.post(f"{SOURCES}{source.pk}/ask/", {"deed": "harvest"}, follow=True)
    assert page.headers["Refresh"]
    assert "Stop here" in page.content.decode()
    again = client.post(f"{SOURCES}{source.pk}/ask/", {"deed": "harvest"}, follow=True)
    assert "It is being harvested already." in said(again)
    run_jobs()
    run = HarvestRun.objects.get()
    page = client.get(f"{RUNS}{run.pk}/change/")
    assert "Refresh" not in page.headers
    assert "Stop here" not in page.content.decode()
    assert (run.state, run.new, run.asked_by) == ("done", 3, bintou)
    queue = client.get("/admin/resources/resource/?status__exact=submitted").content.decode()
    assert "Work oai:x:2" in queue
    assert set(Resource.objects.values_list("visibility", flat=True)) == {"members"}
    records = client.get(f"{RECORDS}?source__id__exact={source.pk}").content.decode()
    assert "Work oai:x:1" in records


def test_staff_stop_a_harvest(library, bintou, run_jobs) -> None:
    source = make_source(library, by=bintou)
    client = client_of(bintou)
    client.post(f"{SOURCES}{source.pk}/ask/", {"deed": "anew"})
    run = HarvestRun.objects.get()
    client.post(f"{RUNS}{run.pk}/stop/")
    client.post(f"{RUNS}{run.pk}/stop/")
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.trouble, library.asked) == ("stopped", "by_hand", [])
    assert "Stopped by hand." in client.get(f"{RUNS}{run.pk}/change/").content.decode()


@pytest.mark.parametrize("person", ["amina", "efua", "dara", "visitor"])
def test_only_staff_ask_and_stop(person, library, bintou, request) -> None:
    source = make_source(library, by=bintou)
    run = HarvestRun.objects.create(source=source)
    client = client_of(request.getfixturevalue(person))
    for address in (f"{SOURCES}{source.pk}/ask/", f"{RUNS}{run.pk}/stop/", f"{SOURCES}add/"):
        form = {"deed": "harvest", "url": "https://x.example.org/", "visibility": "public"}
        assert client.post(address, form).status_code in (302, 403)
    run.refresh_from_db()
    assert run.state == "running"
    assert (Source.objects.count(), HarvestRun.objects.count()) == (1, 1)


@pytest.mark.parametrize("deed", ["", "delete", "begin", None])
def test_a_deed_that_is_none_asks_nobody(deed, bintou) -> None:
    source = make.make_source(by=bintou)
    form = {} if deed is None else {"deed": deed}
    assert client_of(bintou).post(f"{SOURCES}{source.pk}/ask/", form).status_code == 405
    assert not HarvestRun.objects.exists()


def decide(client, action: str, record: SourceRecord) -> str:
    form = {"action": action, "_selected_action": [record.pk]}
    return said(client.post(RECORDS, form, follow=True))


def test_staff_see_what_changed_there_and_decide(library, bintou, run_jobs) -> None:
    entry = library.add("oai:x:1", "First <title>")
    source = make_source(library, by=bintou)
    client = client_of(bintou)
    client.post(f"{SOURCES}{source.pk}/ask/", {"deed": "harvest"})
    run_jobs()
    work = Resource.objects.get()
    actions.publish(resource=work, by=bintou)
    entry.said["title"] = "Second <title>"
    client.post(f"{SOURCES}{source.pk}/ask/", {"deed": "anew"})
    run_jobs()
    record = SourceRecord.objects.get()
    page = client.get(f"{RECORDS}{record.pk}/change/").content.decode()
    assert "First &lt;title&gt;" in page
    assert "Second &lt;title&gt;" in page
    assert "changed there: please look" in client.get(RECORDS).content.decode()
    assert client.get(SOURCES).context["cl"].result_list[0].needs_a_look == 1
    assert "Done for 1 record." in decide(client, "take_over", record)
    assert "it stays as it is" in decide(client, "take_over", record)
    assert "it stays as it is" in decide(client, "leave_ours", record)
    assert "it stays as it is" in decide(client, "take_as_new", record)
    work.refresh_from_db()
    assert work.title == "Second <title>"


@pytest.mark.parametrize("person", ["amina", "efua"])
def test_nobody_else_decides_about_records(person, bintou, request) -> None:
    record = make.make_source_record(make.make_source(by=bintou))
    form = {"action": "take_as_new", "_selected_action": [record.pk]}
    client = client_of(request.getfixturevalue(person))
    assert client.post(RECORDS, form).status_code in (302, 403)
    record.refresh_from_db()
    assert record.standing == "known"


def test_the_address_of_a_library_stays_when_works_have_come_from_it(bintou: Member) -> None:
    source = make.make_source(by=bintou)
    make.make_source_record(source)
    form = {"url": "https://other.example.org/", "visibility": "public"}
    client_of(bintou).post(f"{SOURCES}{source.pk}/change/", form | NO_THEMES)
    url = source.url
    source.refresh_from_db()
    assert source.url == url
