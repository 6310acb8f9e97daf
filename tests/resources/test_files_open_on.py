"""Files may be held back until a day; it comes by itself, and no other door opens before."""

import datetime as dt

import pytest

from resources import opening, search
from resources.models import Document, HarvestRecord, Resource
from resources.models.resources import today
from tests import make
from tests.resources.sending import edit_address, errors, only_draft_of, send
from tests.resources.test_review import QUEUE, fields_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORDS = b"A wheelbarrow stands in this file."


@pytest.fixture
def held_back(amina, run_jobs):
    work = make.make_resource("Held back", by=amina, files_open_on=today() + 7 * DAY)
    make.make_document(work, WORDS)
    run_jobs()
    return work


def comes(work, day) -> None:
    """As time would bring it: nothing is saved or indexed anew."""
    Resource.objects.filter(pk=work.pk).update(files_open_on=day)


def download(client, work) -> int:
    return client.get(f"/resources/{work.pk}/documents/1/").status_code


def found(client) -> int:
    return client.get("/resources/", {"q": "wheelbarrow"}).context["found"].total


@pytest.mark.parametrize(
    ("person", "opens"),
    [("visitor", False), ("chidi", False), ("efua", False), ("amina", True), ("bintou", True)],
)
def test_until_its_day_only_the_sender_and_staff_open_a_file(
    person, opens, held_back, client_of, request
):
    client = client_of(request.getfixturevalue(person))
    page = client.get(held_back.get_absolute_url())
    assert bool(page.context["files"]) == opens
    expected = "Others can open these files from" if opens else "Its files open on"
    assert expected in page.content.decode()
    assert download(client, held_back) == (200 if opens else 404)


def test_nothing_tells_a_visitor_of_the_file_before(held_back, client_of, visitor):
    client = client_of(visitor)
    assert found(client) == 0
    page = client.get(held_back.get_absolute_url())
    assert "documents/1" not in page.content.decode() + page["Link"]
    harvest = "/resources/oai/?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:"
    assert "text/plain" not in client.get(f"{harvest}{held_back.pk}").content.decode()
    assert "wheelbarrow" not in client.get("/resources/feed/").content.decode()


def test_the_day_opens_the_file_by_itself(held_back, client_of, visitor):
    comes(held_back, today())
    assert download(client_of(visitor), held_back) == 200
    assert (
        "Its files open"
        not in client_of(visitor).get(held_back.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("files_visibility", ["members", "group"])
def test_the_day_opens_it_to_those_for_whom_it_is_and_no_others(
    files_visibility, client_of, amina, chidi, efua, africa, visitor
):
    work = make.make_resource(by=amina, files_visibility=files_visibility, groups=[africa])
    make.make_document(work)
    for day, efua_opens in ((today() + DAY, 404), (today(), 200)):
        comes(work, day)
        assert download(client_of(visitor), work) == 404
        assert download(client_of(efua), work) == efua_opens
    assert download(client_of(chidi), work) == (200 if files_visibility == "members" else 404)


def test_searches_and_harvests_learn_of_it_from_the_worker(held_back, client_of, visitor):
    client = client_of(visitor)
    before = Resource.objects.get(pk=held_back.pk).updated_at
    HarvestRecord.objects.update(datestamp=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    opening.open_due_files()
    assert found(client) == 0
    comes(held_back, today())
    opening.open_due_files()
    held_back.refresh_from_db()
    assert (found(client), held_back.files_open_on) == (1, None)
    assert held_back.updated_at > before
    assert HarvestRecord.objects.get(number=held_back.pk).datestamp.year > 2020


def test_what_is_not_published_is_not_found_when_its_day_comes(client_of, amina, bintou):
    work = make.make_resource(by=amina, status="submitted", files_open_on=today())
    opening.open_due_files()
    assert Resource.objects.get(pk=work.pk).files_open_on is None
    assert client_of(bintou).get("/resources/").context["found"].total == 0


def test_whatever_the_index_says_the_date_is_asked(held_back, client_of, visitor):
    comes(held_back, None)
    search.index([Resource.objects.get(pk=held_back.pk)])
    comes(held_back, today() + DAY)
    page = client_of(visitor).get("/resources/", {"q": "wheelbarrow"})
    assert "documents/1" not in page.content.decode()


def test_staff_hold_files_back_at_once(client_of, bintou, amina, visitor, run_jobs):
    work = make.make_resource("Open", by=amina)
    make.make_document(work, WORDS)
    run_jobs()
    assert found(client_of(visitor)) == 1
    form = fields_of(work, files_open_on=(today() + DAY).isoformat())
    assert client_of(bintou).post(f"{QUEUE}{work.pk}/change/", form).status_code == 302
    assert found(client_of(visitor)) == 0
    assert not Document.objects.visible_to(None).exists()


def test_she_says_the_day_when_she_sends_it_in(client_of, amina):
    day = today() + 30 * DAY
    assert send(client_of(amina), files_open_on=day.isoformat()).status_code == 302
    assert only_draft_of(amina).files_open_on == day


@pytest.mark.parametrize("wrong", ["2020-01-01", "today", "in spring", "20277-01-01", "\0"])
def test_a_day_that_cannot_be_is_said_beside_its_field(wrong, client_of, amina):
    typed = today().isoformat() if wrong == "today" else wrong
    response = send(client_of(amina), files_open_on=typed)
    assert response.status_code == 422
    assert list(errors(response)) == ["files_open_on"]
    assert only_draft_of(amina).files_open_on is None


def test_a_day_that_came_while_she_wrote_is_no_mistake(client_of, amina):
    draft = make.make_resource(by=amina, status="draft", files_open_on=today())
    page = client_of(amina).get(edit_address(draft)).content.decode()
    assert f'value="{today().isoformat()}"' in page
    response = send(client_of(amina), edit_address(draft), files_open_on=today().isoformat())
    assert response.status_code == 302
