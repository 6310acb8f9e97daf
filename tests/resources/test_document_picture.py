"""The first page as a picture: drawn by the worker, shown to those who may open the document."""

import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from resources import actions, drawing
from resources.files import first_page
from resources.files.first_page import Picture
from resources.models import Document, Resource
from tests import made_files as made
from tests import make

pytestmark = pytest.mark.django_db
Status = Resource.Status
PDF = made.pdf("Savings groups keep their books in pencil.", "Second")


@pytest.fixture
def resource(amina):
    return make.make_resource("With a file", by=amina)


@pytest.fixture
def document(resource):
    return make.make_document(resource, PDF, name="study.pdf")


def pictures() -> set[str]:
    kept = Path(settings.MEDIA_ROOT, "pictures")
    return {path.name for path in kept.rglob("*") if path.is_file()}


def names_of(*documents: Document) -> set[str]:
    return {Path(one.picture.name).name for one in documents}


def test_the_worker_draws_it_and_the_page_shows_it(
    document, resource, run_jobs, client_of, visitor
):
    client = client_of(visitor)
    assert document.picture_url == ""
    assert "<img" not in client.get(resource.get_absolute_url()).content.decode()
    run_jobs()
    document.refresh_from_db()
    page = client.get(resource.get_absolute_url()).content.decode()
    assert f'<a class="page" href="{document.get_absolute_url()}?inline">' in page
    assert f'<img src="{document.picture_url}" width="320" height="415" loading="lazy"' in page
    assert 'alt="What study.pdf looks like"' in page
    answer = client.get(document.picture_url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert len(answer.content) <= first_page.HEAVIEST
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Content-Encoding" not in answer


def test_what_browsers_cannot_open_is_downloaded_from_its_picture(resource, client_of, visitor):
    document = make.make_picture(make.make_document(resource))
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    assert f'<a class="page" href="{document.get_absolute_url()}">' in page


def test_what_has_no_picture_answers_that_there_is_none(resource, run_jobs, client_of, visitor):
    document = make.make_document(resource)
    run_jobs()
    document.refresh_from_db()
    assert document.drawn_at
    client = client_of(visitor)
    assert client.get(f"{document.get_absolute_url()}picture/").status_code == 404
    assert "<img" not in client.get(resource.get_absolute_url()).content.decode()


def test_a_picture_that_the_disk_has_lost_is_missing_and_no_error(document, client_of, visitor):
    make.make_picture(document)
    Path(document.picture.path).unlink()
    assert client_of(visitor).get(document.picture_url).status_code == 404


def test_a_browser_that_has_it_is_not_sent_it_again(document, client_of, visitor):
    make.make_picture(document)
    client = client_of(visitor)
    etag = client.get(document.picture_url)["ETag"]
    again = client.get(document.picture_url, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(document.picture_url, headers={"if-none-match": '"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({}, "public, max-age=3600"),
        ({"files_visibility": "members"}, "private, no-cache"),
        ({"visibility": "members"}, "private, no-cache"),
        ({"status": "submitted"}, "private, no-cache"),
        ({"status": "withdrawn"}, "private, no-cache"),
    ],
)
def test_only_what_is_public_may_be_kept_by_others(facts, kept, amina, client_of):
    document = make.make_picture(make.make_document(make.make_resource(by=amina, **facts)))
    client = client_of(amina)
    assert client.get(document.picture_url)["Cache-Control"] == kept


def test_who_may_no_longer_see_it_is_not_told_that_it_is_unchanged(
    document, resource, bintou, chidi, client_of
):
    make.make_picture(document)
    client = client_of(chidi)
    etag = client.get(document.picture_url)["ETag"]
    actions.withdraw(resource=resource, by=bintou, reason="The publisher asked for it.")
    again = client.get(document.picture_url, headers={"if-none-match": etag})
    assert again.status_code == 404


def test_nothing_is_posted_to_a_picture(document, client_of, amina):
    make.make_picture(document)
    assert client_of(amina).post(document.picture_url).status_code == 405


def test_it_goes_with_its_document(amina):
    draft = make.make_resource(by=amina, status=Status.DRAFT)
    stale = make.make_document(draft)
    kept = make.make_document(draft, b"Other words.")
    for one in (stale, kept):
        drawing.keep_picture(document_id=one.pk, picture=Picture(b"dots", 3, 4))
    kept.refresh_from_db()
    going = names_of(Document.objects.get(pk=stale.pk))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda deed: deed())
        actions.detach(document=stale)  # which does not know yet that it has a picture
    assert not going & pictures()
    assert names_of(kept) <= pictures()


def test_it_goes_with_its_resource(document, resource, monkeypatch):
    make.make_picture(document)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deed: deed())
    assert names_of(document) <= pictures()
    actions.erase(resource=resource)
    assert not names_of(document) & pictures()


def test_a_document_that_was_taken_away_meanwhile_leaves_no_picture(document):
    before = pictures()
    Document.objects.all().delete()
    drawing.draw(document.pk)
    drawing.keep_picture(document_id=document.pk, picture=Picture(b"dots", 3, 4))
    assert pictures() == before


@pytest.mark.django_db(transaction=True)
def test_two_who_draw_the_same_keep_one_picture(document):
    before = pictures()

    def draw() -> None:
        drawing.keep_picture(document_id=document.pk, picture=Picture(b"dots", 3, 4))
        connection.close()

    threads = [threading.Thread(target=draw) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    document.refresh_from_db()
    assert pictures() - before == names_of(document)


def test_what_came_in_before_there_were_pictures_is_drawn_later(document, resource, run_jobs):
    run_jobs()
    lost = make.make_document(resource, made.pdf("Lost"), name="lost.pdf")
    waiting = make.make_document(resource, made.pdf("Waiting"), name="waiting.pdf")
    Document.objects.update(picture="", picture_width=None, picture_height=None, drawn_at=None)
    Document.objects.filter(pk=lost.pk).update(extraction="read")
    Path(lost.file.path).unlink()
    drawing.draw_missing()
    for one in (document, lost, waiting):
        one.refresh_from_db()
    assert document.picture
    assert (bool(lost.picture), bool(lost.drawn_at)) == (False, True)
    assert waiting.drawn_at is None, "It is drawn when it has been read."
    assert list(Document.objects.without_a_drawing()) == []


def test_the_worker_turns_to_other_things_after_a_while(document, run_jobs, monkeypatch):
    run_jobs()
    Document.objects.update(picture="", picture_width=None, picture_height=None, drawn_at=None)
    monkeypatch.setattr(drawing, "PATIENCE", -1.0)
    drawing.draw_missing()
    assert Document.objects.without_a_drawing().count() == 1
