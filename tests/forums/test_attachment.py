"""Files that come with posts: checked, kept with the draft, seen with the thread, never run."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from forums import attachments, scanning
from forums.models import Attachment, Draft, Thread
from members.models import Member
from tests import make
from tests.made_files import pdf
from tests.members import pictures
from tests.scanner import NAME, VIRUS, running

from .writing import TEXT, errors, here_for_long, open_thread, opened, reply

pytestmark = pytest.mark.django_db
NOTES = b"Savings groups keep their books in pencil."


@pytest.fixture(autouse=True)
def _known(amina: Member, efua: Member) -> None:
    here_for_long(amina, efua)


def file(content: bytes = NOTES, name: str = "notes.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent(client, thread, *files, **more) -> Attachment:
    assert reply(client, thread, attached=[*files], **more).status_code == 302
    return Attachment.objects.latest("pk")


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_comes_with_the_post_and_is_taken_away_from_there(thread, amina, efua, client_of):
    one = sent(client_of(amina), thread, file(name="../Our notes\u202e.txt"))
    assert (one.post.author, one.draft, one.name) == (amina, None, "Our notes.txt")
    assert "notes" not in one.file.name
    page = opened(client_of(efua), thread).content.decode()
    assert f'href="/forums/attachments/{one.pk}/"' in page
    response = client_of(efua).get(one.get_absolute_url())
    assert content_of(response) == NOTES
    assert response["Content-Disposition"] == 'attachment; filename="Our notes.txt"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_it_is_seen_with_its_thread_and_by_nobody_else(
    thread, amina, chidi, efua, bintou, visitor, client_of
):
    one = sent(client_of(amina), thread, file())
    address = one.get_absolute_url()
    assert client_of(chidi).get(address).status_code == 404
    assert client_of(visitor).get(address).status_code == 404
    assert client_of(bintou).get(address).status_code == 200
    one.post.hidden_at, one.post.hidden_why = thread.opened_at, "Names"
    one.post.save()
    make.make_membership(chidi, thread.forum.group)
    assert client_of(chidi).get(address).status_code == 404
    assert client_of(efua).get(address).status_code == 200
    assert address not in opened(client_of(chidi), thread).content.decode()


def test_a_file_of_a_public_thread_is_public(amina, community, visitor, client_of):
    forum = make.make_forum(community, visibility="public")
    thread = make.make_thread(forum, amina, label="public")
    one = sent(client_of(amina), thread, file())
    assert client_of(visitor).get(one.get_absolute_url()).status_code == 200
    Thread.objects.update(label="members")
    assert client_of(visitor).get(one.get_absolute_url()).status_code == 404


def test_a_file_waits_in_the_draft_for_its_owner_alone(thread, amina, efua, bintou, client_of):
    client = client_of(amina)
    refused = reply(client, thread, "", attached=[file()])
    one = Attachment.objects.get()
    assert refused.status_code == 422
    assert one.draft.member == amina
    assert "notes.txt" in refused.content.decode()
    assert client.get(one.get_absolute_url()).status_code == 200
    for other in (efua, bintou):
        assert client_of(other).get(one.get_absolute_url()).status_code == 404
    reply(client, thread, began_with=refused)
    one.refresh_from_db()
    assert (one.post, one.draft) == (thread.posts.get(number=2), None)


def test_what_she_takes_away_is_gone_from_the_disk(
    thread, amina, client_of, django_capture_on_commit_callbacks
):
    client = client_of(amina)
    seen = reply(client, thread, attached=[file()], preview="1")
    one = Attachment.objects.get()
    path = one.file.name
    with django_capture_on_commit_callbacks(execute=True):
        reply(client, thread, began_with=seen, take_away=[str(one.pk), "x", "9" * 30])
    assert not Attachment.objects.exists()
    assert not default_storage.exists(path)


def test_nobody_takes_away_what_is_not_hers(thread, amina, efua, client_of):
    reply(client_of(amina), thread, "", attached=[file()])
    one = Attachment.objects.get()
    reply(client_of(efua), thread, take_away=[str(one.pk)])
    assert Attachment.objects.filter(pk=one.pk).exists()


def test_a_draft_that_is_deleted_takes_its_files_along(
    thread, amina, client_of, django_capture_on_commit_callbacks
):
    client = client_of(amina)
    reply(client, thread, attached=[file()], preview="1")
    path = Attachment.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/forums/drafts/{Draft.objects.get().pk}/delete/")
    assert not default_storage.exists(path)


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (("run.exe", b"MZ\x90"), "cannot be taken"),
        (("notes.pdf", NOTES), "plain text"),
        (("empty.txt", b""), "empty"),
        (("page.txt", b"<html><script>alert(1)</script>"), "web page"),
        (("broken.jpg", pictures.photo()[:300]), "damaged"),
        (("moving.webp", pictures.moving()), "moves"),
    ],
)
def test_what_the_house_does_not_take_is_refused_by_name_and_the_text_kept(
    thread, amina, client_of, upload, said
):
    name, content = upload
    refused = reply(client_of(amina), thread, attached=[file(content, name), file()])
    assert refused.status_code == 422
    (words,) = errors(refused)["attached"]
    assert words.startswith(f"{name}: ")
    assert said in words
    assert TEXT in refused.content.decode()
    assert [one.name for one in Attachment.objects.all()] == ["notes.txt"]
    assert thread.posts.count() == 1


def test_a_file_of_more_than_25_megabytes_is_refused(thread, amina, client_of, monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST", 10)
    refused = reply(client_of(amina), thread, attached=[file()])
    assert "larger than 25 MB" in errors(refused)["attached"][0]


def test_five_files_come_with_a_post_and_not_six(thread, amina, client_of):
    files = [file(NOTES + bytes([65 + n]), f"{n}.txt") for n in range(6)]
    refused = reply(client_of(amina), thread, attached=files)
    assert errors(refused)["attached"] == ["5.txt: At most 5 files come with a post."]
    assert reply(client_of(amina), thread, began_with=refused).status_code == 302
    assert thread.posts.get(number=2).attachments.count() == 5


def test_the_same_file_twice_is_there_once(thread, amina, client_of):
    sent(client_of(amina), thread, file(), file(name="again.txt"))
    assert [one.name for one in Attachment.objects.all()] == ["notes.txt"]


def test_a_photo_does_not_say_where_it_was_taken(thread, amina, client_of):
    content = pictures.photo_with_a_place(turned=6)
    one = sent(client_of(amina), thread, file(content, "market.jpg"))
    kept = content_of(client_of(amina).get(one.get_absolute_url()))
    assert pictures.SECRET_PLACE.encode() not in kept
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (300, 400), {})
    assert one.size == len(kept)


def test_files_and_no_name_do_not_go_together(
    thread, amina, client_of, django_capture_on_commit_callbacks
):
    client = client_of(amina)
    refused = reply(client, thread, attached=[file(pdf("A"), "a.pdf")], nameless="on")
    assert refused.status_code == 422
    assert "carry the name of who made them" in errors(refused)["attached"][0]
    assert TEXT in refused.content.decode()
    one = Attachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        reply(client, thread, began_with=refused, nameless="on", take_away=[str(one.pk)])
    post = thread.posts.get(number=2)
    assert post.is_nameless
    assert not Attachment.objects.exists()
    assert not Draft.objects.exists()


def test_a_new_thread_brings_its_files(forum, amina, client_of):
    assert open_thread(client_of(amina), forum, attached=[file()]).status_code == 302
    assert Attachment.objects.get().post == Thread.objects.get().posts.get()


def test_a_full_disk_leaves_no_row(thread, amina, client_of, monkeypatch):
    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    refused = reply(client_of(amina), thread, attached=[file()])
    assert "disk is full" in errors(refused)["attached"][0]
    assert not Attachment.objects.exists()


def test_with_a_scanner_nobody_opens_it_before_it_is_clean(
    thread, amina, efua, client_of, settings
):
    with running() as scanner:
        settings.CLAMD_URL = scanner.url
        one = sent(client_of(amina), thread, file())
        assert "Waits for the virus scan." in opened(client_of(efua), thread).content.decode()
        for person in (amina, efua):
            assert client_of(person).get(one.get_absolute_url()).status_code == 404
        scanning.scan_attachment.func(number=one.pk)
    assert client_of(efua).get(one.get_absolute_url()).status_code == 200


def test_an_infected_file_is_deleted_and_its_row_says_so(
    thread, amina, client_of, settings, django_capture_on_commit_callbacks
):
    with running() as scanner, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMD_URL = scanner.url
        one = sent(client_of(amina), thread, file(VIRUS + NOTES))
        path = one.file.name
        scanning.scan_attachment.func(number=one.pk)
    one.refresh_from_db()
    assert (one.scan, one.scan_found, one.file.name) == ("infected", NAME, "")
    assert not default_storage.exists(path)
    assert "A virus was found in it" in opened(client_of(amina), thread).content.decode()
    assert client_of(amina).get(one.get_absolute_url()).status_code == 404


def test_what_the_scanner_did_not_answer_for_is_tried_again(thread, amina, client_of, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    one = sent(client_of(amina), thread, file())
    scanning.scan_attachment.func(number=one.pk)
    one.refresh_from_db()
    assert (one.scan, one.scan_tries) == ("waiting", 1)
    with running() as scanner:
        settings.CLAMD_URL = scanner.url
        Attachment.objects.update(scan_due_at=thread.opened_at)
        scanning.scan_due_attachments.func(timestamp=0)
    one.refresh_from_db()
    assert one.scan == "clean"


def test_files_of_a_page_cost_one_statement_however_many(thread, amina, client_of):
    client = client_of(amina)
    sent(client, thread, file())
    opened(client, thread)
    with CaptureQueriesContext(connection) as few:
        opened(client, thread)
    for n in range(3):
        sent(client, thread, file(NOTES + bytes([65 + n])))
    opened(client, thread)
    with CaptureQueriesContext(connection) as many:
        opened(client, thread)
    assert len(many) == len(few)
