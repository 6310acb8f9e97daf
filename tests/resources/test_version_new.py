"""A new file of a published work waits for review; readers find the old one until then."""

import pytest
from django.core.files.storage import default_storage

from resources import actions, version_actions
from resources.models import Document, Resource, WaitingDocument
from tests import make
from tests.resources.sending import errors, file
from tests.resources.test_review import at_once, said

pytestmark = pytest.mark.django_db
QUEUE = "/admin/resources/waitingdocument/"
Status = Resource.Status
NEWER = b"Wheelbarrow: the second edition."


@pytest.fixture
def work(amina, run_jobs):
    work = make.make_resource("A toolkit", by=amina)
    make.make_document(work, b"Handcart: the first edition.", name="toolkit.txt")
    run_jobs()
    return work


@pytest.fixture
def waiting(work):
    return make.make_waiting_document(work, NEWER, replaces=work.documents.get())


def address(work) -> str:
    return f"/resources/{work.pk}-{work.slug}/versions/new/"


def send_to(client, work, **told):
    return client.post(address(work), {"file": file(NEWER, "newer.txt")} | told)


def decide(client, action, *chosen, **words):
    form = {"action": action, "_selected_action": [one.pk for one in chosen]} | words
    return client.post(QUEUE, form, follow=True)


def names(work) -> list[tuple[str, int]]:
    newest = work.documents.newest().order_by("number")
    return list(newest.values_list("name", "version"))


def found(client, word) -> int:
    return client.get("/resources/", {"q": word}).context["found"].total


def test_the_form_says_which_file_a_new_version_replaces(work, client_of, amina):
    page = client_of(amina).get(address(work)).content.decode()
    assert "A new version of toolkit.txt (English)" in page


def test_what_she_sends_waits_and_the_page_stays_as_it_is(
    work, client_of, amina, visitor, run_jobs
):
    old = work.documents.get()
    response = send_to(client_of(amina), work, replaces=old.pk, note="New figures")
    assert response.status_code == 302
    waiting = WaitingDocument.objects.get()
    assert (waiting.replaces, waiting.language, waiting.sent_by) == (old, "en", amina)
    run_jobs()
    assert names(work) == [("toolkit.txt", 1)]
    assert "newer.txt" not in client_of(visitor).get(work.get_absolute_url()).content.decode()
    assert found(client_of(visitor), "wheelbarrow") == 0
    assert "newer.txt" in client_of(amina).get(work.get_absolute_url()).content.decode()
    assert "waits for review" in client_of(amina).get("/resources/mine/").content.decode()


def test_staff_read_the_language_and_the_size_in_words(work, waiting, client_of, bintou):
    page = client_of(bintou).get(f"{QUEUE}{waiting.pk}/change/").content.decode()
    assert f'<a href="{work.get_absolute_url()}">A toolkit</a>' in page
    assert ">English<" in page
    assert f">{waiting.size}\N{NO-BREAK SPACE}bytes<" in page


def test_staff_take_it_in_and_readers_find_the_newest_first(
    work, waiting, client_of, bintou, visitor, run_jobs
):
    response = decide(client_of(bintou), "take_in_chosen", waiting)
    assert "Readers find “newer.txt” now." in said(response)
    run_jobs()
    assert names(work) == [("newer.txt", 2)]
    page = client_of(visitor).get(work.get_absolute_url())
    assert [one["name"] for one in page.context["files"]] == ["newer.txt"]
    assert [one["name"] for one in page.context["earlier_files"]] == ["toolkit.txt"]
    reader = client_of(visitor)
    assert (found(reader, "wheelbarrow"), found(reader, "handcart")) == (1, 0)
    download = reader.get(page.context["files"][0]["url"])
    assert b"".join(download) == NEWER
    assert not WaitingDocument.objects.exists()
    steps = list(work.review_steps.values_list("deed", "status_after"))
    assert steps == [("file_sent", "published"), ("file_added", "published")]


def test_the_same_work_in_another_language_stands_beside_it(work, client_of, amina, bintou):
    assert send_to(client_of(amina), work, language="fr").status_code == 302
    decide(client_of(bintou), "take_in_chosen", WaitingDocument.objects.get())
    assert names(work) == [("toolkit.txt", 1), ("newer.txt", 1)]
    work.refresh_from_db()
    assert work.languages == ["en", "fr"]


def test_what_is_declined_is_gone_and_she_reads_why(
    work, waiting, client_of, bintou, amina, django_capture_on_commit_callbacks
):
    path = waiting.file.name
    page = decide(client_of(bintou), "decline_chosen", waiting)
    assert 'name="reason"' in page.content.decode()
    assert WaitingDocument.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        decide(client_of(bintou), "decline_chosen", waiting, reason="Page 4 is missing.")
    assert not WaitingDocument.objects.exists()
    assert not default_storage.exists(path)
    assert "Page 4 is missing." in client_of(amina).get("/resources/mine/").content.decode()
    assert names(work) == [("toolkit.txt", 1)]


def test_why_a_file_was_declined_is_not_why_the_work_was_withdrawn(
    work, waiting, client_of, bintou, visitor
):
    actions.withdraw(resource=work, by=bintou, reason="Its authors asked.")
    version_actions.decline_version(waiting=waiting, by=bintou, reason="Between us.")
    page = client_of(visitor).get(work.get_absolute_url()).content.decode()
    assert "Its authors asked." in page
    assert "Between us." not in page


@pytest.mark.parametrize(
    ("person", "code"),
    [("amina", 302), ("bintou", 302), ("chidi", 403), ("efua", 403), ("dara", 302)],
)
def test_who_sent_the_work_in_and_staff_send_new_versions(person, code, work, client_of, request):
    client = client_of(request.getfixturevalue(person))
    assert send_to(client, work, language="en").status_code == code
    assert WaitingDocument.objects.exists() == (person in {"amina", "bintou"})


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "declined", "withdrawn"])
def test_only_a_published_work_takes_new_versions(status, client_of, amina):
    work = make.make_resource(by=amina, status=status)
    assert send_to(client_of(amina), work, language="en").status_code == 403
    assert not WaitingDocument.objects.exists()


@pytest.mark.parametrize(
    ("person", "code"),
    [("amina", 200), ("bintou", 200), ("chidi", 404), ("efua", 404), ("visitor", 302)],
)
def test_a_file_that_waits_is_handed_to_nobody_else(person, code, waiting, client_of, request):
    response = client_of(request.getfixturevalue(person)).get(waiting.get_absolute_url())
    assert response.status_code == code
    if code == 200:
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"language": ""}, "language"),
        ({"language": "xx"}, "language"),
        ({"replaces": "999999", "language": "en"}, "replaces"),
        ({"replaces": "x\0", "language": "en"}, "replaces"),
        ({"language": "en", "file": ""}, "file"),
        ({"language": "en", "file": file(b"MZ\x90", "virus.exe")}, "file"),
        ({"language": "en", "note": "n" * 301}, "note"),
    ],
    ids=str,
)
def test_a_wrong_answer_is_said_beside_its_field(told, field, work, client_of, amina):
    response = send_to(client_of(amina), work, **told)
    assert response.status_code == 422
    assert list(errors(response)) == [field]
    assert not WaitingDocument.objects.exists()


def test_a_file_of_another_work_is_not_replaced(work, client_of, amina, chidi):
    other = make.make_document(make.make_resource(by=chidi), b"Another's.")
    response = send_to(client_of(amina), work, replaces=other.pk)
    assert list(errors(response)) == ["replaces"]


def test_the_same_file_is_not_taken_twice(work, waiting, client_of, amina):
    client = client_of(amina)
    assert list(errors(send_to(client, work, language="en"))) == ["file"]
    again = file(b"Handcart: the first edition.")
    assert list(errors(send_to(client, work, language="en", file=again))) == ["file"]
    assert WaitingDocument.objects.count() == 1


def test_two_new_versions_of_one_file_follow_each_other(work, waiting, bintou):
    other = make.make_waiting_document(work, b"The third.", replaces=work.documents.get())
    for one in (waiting, other):
        version_actions.take_in(waiting=one, by=bintou)
    assert names(work) == [("newer.txt", 3)]
    assert Document.objects.filter(resource=work).count() == 3


def test_nothing_is_taken_into_a_work_that_was_withdrawn(work, waiting, client_of, bintou):
    actions.withdraw(resource=work, by=bintou, reason="Its authors asked.")
    assert "nothing was changed" in said(decide(client_of(bintou), "take_in_chosen", waiting))
    assert Document.objects.filter(resource=work).count() == 1
    assert WaitingDocument.objects.exists()


@pytest.mark.parametrize("person", ["amina", "chidi", "efua"])
def test_only_staff_decide(person, waiting, client_of, request):
    client = client_of(request.getfixturevalue(person))
    for action in ("take_in_chosen", "decline_chosen"):
        assert decide(client, action, waiting, reason="Mine.").status_code in (200, 403)
    assert WaitingDocument.objects.exists()


def test_what_waits_is_erased_with_its_work(
    work, waiting, bintou, django_capture_on_commit_callbacks
):
    path = waiting.file.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(resource=work)
    assert not default_storage.exists(path)


def test_the_page_of_a_work_in_the_administration_names_what_waits(waiting, client_of, bintou):
    client = client_of(bintou)
    page = client.get(f"/admin/resources/resource/{waiting.resource_id}/change/").content.decode()
    assert "1 new file waits for review" in page
    filtered = client.get(QUEUE, {"resource__id__exact": waiting.resource_id})
    assert filtered.context["cl"].result_count == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_one_moment_one_is_taken(work, waiting, bintou):
    seen = [WaitingDocument.objects.get(pk=waiting.pk) for _ in range(3)]
    ends = at_once(
        lambda: version_actions.take_in(waiting=seen[0], by=bintou),
        lambda: version_actions.take_in(waiting=seen[1], by=bintou),
        lambda: version_actions.decline_version(waiting=seen[2], by=bintou, reason="No."),
    )
    assert ends == ["done", "not now", "not now"]
    assert work.review_steps.count() == 2
