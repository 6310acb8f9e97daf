"""Files that cannot be taken, sent through the form: each is refused in words, at no cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.files import archives, types
from resources.models import Document, Resource
from tests import made_files as made
from tests import make
from tests.resources.sending import (
    TEXT,
    edit_address,
    errors,
    file,
    only_draft_of,
    send,
    send_named,
)

pytestmark = pytest.mark.django_db
Status = Resource.Status
SECRET_TITLE = "A work that Chidi cannot see"

REFUSED = {
    "empty.pdf": (b"", "empty"),
    "program.pdf": (b"MZ\x90\0\3\0\0\0" * 50, "By its name this is: PDF document"),
    "page.pdf": (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
    "study.docx": (made.pdf("a study"), "By its name this is: Word document"),
    "notes.pdf": (made.docx("notes"), "By its content it is: Word document"),
    "picture.png": (made.jpeg(), "By its name"),
    "notes.txt": (b"\0\1\2\3" * 100, "By its name"),
    "page.html": (b"<p>hello", "cannot be taken"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be taken"),
    "tool.exe": (b"MZ", "cannot be taken"),
    "archive.zip": (made.zipped({"a.txt": "text"}), "cannot be taken"),
    "noending": (b"text", "has no ending"),
    "study.pdf.exe": (made.pdf("a"), "cannot be taken"),
    "locked.docx": (made.compound("Root Entry", "EncryptedPackage"), "locked with a password"),
    "broken.docx": (made.docx("notes")[:-40], "damaged"),
    "cut.odt": (made.odt("notes")[:100], "damaged"),
    "macros.docx": (
        made.zipped(made.docx_members("notes") | {"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "entities.docx": (
        made.zipped(
            made.docx_members("notes")
            | {"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'}
        ),
        "declarations",
    ),
    "both.pdf": (made.pdf("a") + made.zipped({"a.txt": "text"}), "archive is hidden"),
    "slip.docx": (
        made.zipped(made.docx_members("notes") | {"../../evil.txt": "x"}),
        "points outside",
    ),
    "large.png": (made.png(20_000, 20_000), "million dots"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_in_words_and_nothing_typed_is_lost(name, client_of, amina):
    content, word = REFUSED[name]
    response = send(
        client_of(amina), source_url="", abstract="What I wrote.", file=file(content, name)
    )
    assert response.status_code == 422
    assert list(errors(response)) == ["file"]
    assert word in errors(response)["file"][0]
    page = response.content.decode()
    assert "What I wrote." in page
    assert 'value="Books in pencil"' in page
    draft = only_draft_of(amina)
    assert (draft.status, draft.title) == (Status.DRAFT, "Books in pencil")
    assert draft.abstracts.get().text == "What I wrote."
    assert not Document.objects.exists()


def test_after_a_bad_file_a_good_one_is_sent_with_the_same_draft(client_of, amina):
    client = client_of(amina)
    send(client, source_url="", file=file(b"MZ", "tool.exe"))
    draft = only_draft_of(amina)
    response = send(client, edit_address(draft), source_url="", file=file())
    assert response.status_code == 302
    assert only_draft_of(amina).documents.get().name == "notes.txt"


def test_a_file_beyond_the_limit_is_refused_by_its_size(client_of, amina, monkeypatch):
    monkeypatch.setattr(types, "LIMIT", 1000)
    response = send(client_of(amina), file=file(b"a" * 1001))
    assert "larger than" in errors(response)["file"][0]
    assert send(client_of(amina), file=file(b"a" * 1000)).status_code == 302


def test_a_bomb_is_refused_before_it_is_opened(client_of, amina, monkeypatch):
    opened = []
    monkeypatch.setattr(archives, "read_start", lambda *a, **k: opened.append(a) or b"")
    bomb = made.zipped(made.docx_members("notes") | {"word/media/x.bin": b"\0" * 50 * 1024**2})
    assert len(bomb) < 100_000
    response = send(client_of(amina), file=file(bomb, "bomb.docx"))
    assert "far larger than it looks" in errors(response)["file"][0]
    assert opened == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("n" * 300 + ".txt", "n" * 146 + ".txt"),
        ("../../../etc/notes.txt", "notes.txt"),
        ("..\\..\\notes.txt", "notes.txt"),
        ("/etc/notes.txt", "notes.txt"),
        (".txt", "document.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ("مذكرة.txt", "مذكرة.txt"),
        ("étude 🌍 (2).txt", "étude 🌍 (2).txt"),
        ("<script>.txt", "<script>.txt"),
        ("NOTES.TXT", "NOTES.TXT"),
    ],
)
def test_any_name_is_kept_for_display_only(given, kept, client_of, amina):
    assert send_named(client_of(amina), given).status_code == 302
    document = Document.objects.get()
    assert document.name == kept
    assert document.file.name.startswith("documents/")
    page = client_of(amina).get(document.resource.get_absolute_url()).content.decode()
    assert "<script>." not in page


@pytest.mark.parametrize("name", ["..", ".", "/", "a/..", "   ", "\0"])
def test_a_name_that_is_none_is_no_file(name, client_of, amina):
    response = send_named(client_of(amina), name, source_url="")
    assert response.status_code == 422
    assert list(errors(response)) == ["file"]
    assert not Document.objects.exists()


def test_a_false_content_type_makes_no_difference(client_of, amina):
    upload = SimpleUploadedFile("notes.txt", TEXT, content_type="text/html")
    send(client_of(amina), file=upload)
    assert Document.objects.get().media_type == "text/plain"


# The same document twice


def test_she_is_told_which_resource_has_it_when_she_may_see_it(client_of, amina, chidi):
    known = make.make_resource("The <b>known</b> work", by=amina)
    make.make_document(known, TEXT)
    response = send(client_of(chidi), source_url="", file=file())
    (said,) = errors(response)["file"]
    assert "The library already has this very file" in said
    assert f"href=&#x27;{known.get_absolute_url()}&#x27;" not in response.content.decode()
    assert f"<a href='{known.get_absolute_url()}'>" in response.content.decode()
    assert "The &lt;b&gt;known&lt;/b&gt; work" in response.content.decode()
    assert not only_draft_of(chidi).documents.exists()


@pytest.mark.parametrize(
    ("status", "visibility", "files"),
    [
        ("draft", "public", "public"),
        ("submitted", "public", "public"),
        ("returned", "public", "public"),
        ("withdrawn", "public", "public"),
        ("published", "group", "group"),
        ("published", "public", "group"),
    ],
)
def test_she_is_told_nothing_of_a_resource_that_she_may_not_read(
    status, visibility, files, client_of, amina, chidi, africa
):
    hidden = make.make_resource(
        SECRET_TITLE, by=amina, status=status, visibility=visibility, files_visibility=files,
        groups=[africa],
    )  # fmt: skip
    make.make_document(hidden, TEXT)
    response = send(client_of(chidi), source_url="", file=file())
    assert response.status_code == 302
    assert only_draft_of(chidi).documents.count() == 1


def test_staff_are_told_of_all_but_drafts(client_of, amina, bintou):
    waiting = make.make_resource("Waiting", by=amina, status=Status.SUBMITTED, visibility="members")
    make.make_document(waiting, TEXT)
    response = send(client_of(bintou), source_url="", file=file())
    assert "Waiting" in errors(response)["file"][0]


def test_what_was_declined_may_be_sent_again(client_of, amina):
    declined = make.make_resource(by=amina, status=Status.DECLINED)
    make.make_document(declined, TEXT)
    assert send(client_of(amina), source_url="", file=file()).status_code == 302


def test_ones_own_draft_without_a_title_is_named_all_the_same(client_of, amina):
    client = client_of(amina)
    send(client, intent="keep", title="", file=file())
    response = send(client, source_url="", file=file())
    assert "Without a title yet" in errors(response)["file"][0]
