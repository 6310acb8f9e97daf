"""Going on with a draft, or answering a question; nobody else's, and never behind a reviewer."""

import threading

import pytest
from django.db import connection, transaction

from resources import actions
from resources.models import Abstract, Document, Resource
from tests import make
from tests.resources.sending import answers, edit_address, errors, file, send

pytestmark = pytest.mark.django_db
Status = Resource.Status


@pytest.fixture
def draft(amina):
    return make.make_resource("A draft", by=amina, status=Status.DRAFT)


@pytest.fixture
def returned(amina, bintou):
    resource = make.make_resource("A question came", by=amina, status=Status.SUBMITTED)
    actions.give_back(resource=resource, by=bintou, reason="Which year is it?")
    return resource


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("amina", 200),
        ("chidi", 404),
        ("efua", 404),
        ("bintou", 404),
        ("dara", 302),
        ("visitor", 302),
    ],
)
def test_a_draft_is_changed_by_the_person_who_began_it(person, code, draft, client_of, request):
    client = client_of(request.getfixturevalue(person))
    assert client.get(edit_address(draft)).status_code == code
    response = send(client, edit_address(draft), title="Changed")
    draft.refresh_from_db()
    assert (draft.title == "Changed") == (person == "amina")
    assert response.status_code == (302 if person == "amina" else code)


def test_staff_see_what_was_sent_in_but_do_not_write_in_it(returned, client_of, bintou):
    response = client_of(bintou).get(edit_address(returned))
    assert response.status_code == 403
    assert "Only the person who sent it in" in response.content.decode()


@pytest.mark.parametrize("status", ["submitted", "declined", "published", "withdrawn"])
def test_what_is_out_of_her_hands_is_not_changed(status, amina, client_of):
    resource = make.make_resource("Done", by=amina, status=status)
    assert client_of(amina).get(edit_address(resource)).status_code == 403
    assert send(client_of(amina), edit_address(resource), title="Mine").status_code == 403
    resource.refresh_from_db()
    assert (resource.title, resource.status) == ("Done", status)


def test_she_reads_the_question_and_sends_it_in_again(returned, client_of, amina):
    client = client_of(amina)
    assert "Which year is it?" in client.get(edit_address(returned)).content.decode()
    assert "Which year is it?" in client.get("/resources/mine/").content.decode()
    assert send(client, edit_address(returned), issued="2019").status_code == 302
    returned.refresh_from_db()
    assert (returned.status, returned.issued) == (Status.SUBMITTED, 2019)


def test_a_returned_resource_keeps_its_title(returned, client_of, amina):
    response = send(client_of(amina), edit_address(returned), intent="keep", title=" ")
    assert list(errors(response)) == ["title"]
    returned.refresh_from_db()
    assert returned.title == "A question came"


def test_texts_in_other_languages_stay_when_one_is_changed(returned, client_of, amina):
    returned.languages = ["fr"]
    returned.save()
    for language in ("fr", "es", "en"):
        Abstract.objects.create(resource=returned, language=language, text=f"in {language}")
    send(
        client_of(amina), edit_address(returned), languages=["fr"], abstract="mieux", english="new"
    )
    said = {one.language: one.text for one in returned.abstracts.all()}
    assert said == {"fr": "mieux", "es": "in es", "en": "new"}


def test_a_text_moves_with_the_language_of_the_work(draft, client_of, amina):
    Abstract.objects.create(resource=draft, language="en", text="Un texte.")
    send(
        client_of(amina),
        edit_address(draft),
        intent="keep",
        languages=["fr"],
        abstract="Un texte.",
        english="A text.",
    )
    said = {one.language: one.text for one in draft.abstracts.all()}
    assert said == {"fr": "Un texte.", "en": "A text."}


def test_a_second_file_has_a_number_of_its_own(draft, client_of, amina):
    client = client_of(amina)
    for name in ("one", "two"):
        send(client, edit_address(draft), intent="keep", file=file(name.encode(), f"{name}.txt"))
    assert list(draft.documents.values_list("number", "name")) == [(1, "one.txt"), (2, "two.txt")]


def test_a_file_is_taken_away_and_leaves_the_disk(
    draft, client_of, amina, django_capture_on_commit_callbacks
):
    document = make.make_document(draft)
    with django_capture_on_commit_callbacks(execute=True):
        send(
            client_of(amina), edit_address(draft), intent="keep", take_away=["1"], publisher="Kept"
        )
    draft.refresh_from_db()
    assert draft.publisher == "Kept"
    assert not draft.documents.exists()
    assert not document.file.storage.exists(document.file.name)


@pytest.mark.parametrize("numbers", [["2"], ["x"], ["-1"], ["1\0"], [""]])
def test_a_file_that_is_not_there_cannot_be_taken_away(numbers, draft, client_of, amina):
    make.make_document(draft)
    send(client_of(amina), edit_address(draft), intent="keep", take_away=numbers)
    assert draft.documents.exists()


@pytest.mark.parametrize("person", ["chidi", "bintou", "dara", "visitor"])
def test_nobody_else_takes_a_file_away(person, draft, client_of, request):
    make.make_document(draft)
    send(client_of(request.getfixturevalue(person)), edit_address(draft), take_away=["1"])
    assert draft.documents.exists()


@pytest.mark.django_db(transaction=True)
def test_what_she_writes_meanwhile_does_not_undo_a_decision(client_of, amina, bintou):
    """Staff decline while her page is open in its last moment."""
    resource = make.make_resource("Waiting", by=amina, status=Status.SUBMITTED)
    actions.give_back(resource=resource, by=bintou, reason="Which year?")
    answer = {}

    def write() -> None:
        answer["page"] = send(client_of(amina), edit_address(resource), title="Too late")
        connection.close()

    writing = threading.Thread(target=write)
    with transaction.atomic():
        actions.decline(resource=resource, by=bintou, reason="It is here already.")
        writing.start()
        writing.join(0.7)
        assert writing.is_alive()
    writing.join()
    resource.refresh_from_db()
    assert answer["page"]["Location"] == "/resources/mine/"
    assert (resource.status, resource.title) == (Status.DECLINED, "Waiting")


def test_no_file_is_added_to_what_was_decided(returned, client_of, amina, bintou):
    actions.decline(resource=returned, by=bintou, reason="No.")
    client_of(amina).post(edit_address(returned), answers() | {"file": file()})
    assert not Document.objects.exists()
