"""Whoever sent a new file takes it back, as long as it waits."""

import pytest
from django.core.files.storage import default_storage

from members.notices.models import Letter
from resources import version_actions
from resources.models import Document, WaitingDocument
from tests import make
from tests.resources.test_review import at_once, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(amina):
    return make.make_resource("A toolkit", by=amina)


@pytest.fixture
def waiting(work):
    return make.make_waiting_document(work, b"Wheelbarrow.")


def address(waiting) -> str:
    return f"/resources/{waiting.resource_id}/waiting/{waiting.pk}/take-back/"


def test_she_takes_it_back_and_nothing_is_left_of_it(
    work, waiting, client_of, amina, django_capture_on_commit_callbacks
):
    client = client_of(amina)
    assert address(waiting) in client.get(work.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address(waiting), follow=True)
    assert "You have taken the file back." in said(response)
    page = response.content.decode()
    assert "newer.txt" not in page
    assert "wait for review" not in page
    assert not default_storage.exists(waiting.file.name)
    steps = list(work.review_steps.values_list("deed", "by__name"))
    assert steps == [("file_sent", "Amina"), ("file_taken_back", "Amina")]
    assert not Letter.objects.exists()
    assert "waits for review" not in client.get("/resources/mine/").content.decode()
    again = make.make_waiting_document(work, b"Wheelbarrow.")
    assert WaitingDocument.objects.get() == again


@pytest.mark.parametrize(
    ("person", "code"),
    [("amina", 302), ("bintou", 403), ("chidi", 404), ("efua", 404), ("dara", 302)],
)
def test_only_who_sent_it_takes_it_back(person, code, waiting, client_of, request):
    client = client_of(request.getfixturevalue(person))
    assert client.post(address(waiting)).status_code == code
    assert WaitingDocument.objects.exists() == (person != "amina")


def test_staff_have_no_button_for_what_others_sent(work, waiting, client_of, bintou):
    page = client_of(bintou).get(work.get_absolute_url()).content.decode()
    assert "newer.txt" in page
    assert address(waiting) not in page


@pytest.mark.parametrize("deed", ["take_in", "decline", "take_back"])
def test_who_comes_too_late_is_told_kindly(deed, work, waiting, client_of, amina, bintou):
    if deed == "take_in":
        version_actions.take_in(waiting=waiting, by=bintou)
    elif deed == "decline":
        version_actions.decline_version(waiting=waiting, by=bintou, reason="Page 4 is missing.")
    else:
        version_actions.take_back(waiting=waiting)
    before = work.review_steps.count()
    response = client_of(amina).post(address(waiting), follow=True)
    assert "does not wait any more" in said(response)
    assert work.review_steps.count() == before


def test_a_file_is_not_taken_back_by_the_address_of_another_work(waiting, client_of, amina):
    other = make.make_resource(by=amina)
    client = client_of(amina)
    assert client.post(f"/resources/{other.pk}/waiting/{waiting.pk}/take-back/").status_code == 404
    assert client.post(f"/resources/999999/waiting/{waiting.pk}/take-back/").status_code == 404
    assert WaitingDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_taken_back_and_taken_in_at_one_moment_is_one_of_them(work, waiting, bintou):
    seen = [WaitingDocument.objects.get(pk=waiting.pk) for _ in range(3)]
    ends = at_once(
        lambda: version_actions.take_back(waiting=seen[0]),
        lambda: version_actions.take_in(waiting=seen[1], by=bintou),
        lambda: version_actions.take_back(waiting=seen[2]),
    )
    assert ends == ["done", "not now", "not now"]
    assert work.review_steps.count() == 2
    documents = Document.objects.filter(resource=work)
    taken_in = documents.exists()
    assert Letter.objects.filter(kind="file_taken_in").count() == int(taken_in)
    if taken_in:
        assert default_storage.exists(documents.get().file.name)
