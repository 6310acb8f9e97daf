"""The worker reads what was sent in; what cannot be read stays, and says so."""

import threading

import pytest
from django.db import connection, transaction

from members.models import ThemeLabel
from resources import actions, reading
from resources.files import extract
from resources.models import Document, Resource
from tests import made_files as made
from tests import make

pytestmark = pytest.mark.django_db
WORD = "xylophone"
INSIDE = f"Deep inside stands the word {WORD} and little else."

READABLE = {
    "study.pdf": made.pdf("First page.", INSIDE),
    "notes.docx": made.docx("A line.", INSIDE),
    "talk.pptx": made.pptx("First slide.", INSIDE),
    "notes.odt": made.odt("A line.", INSIDE),
    "plain.txt": INSIDE.encode(),
    "plain.md": f"# Title\n\n{INSIDE}".encode(),
    "table.csv": f"a,b\n1,{INSIDE}\n".encode(),
    "old.rtf": b"{\\rtf1 " + INSIDE.encode() + b"}",
    "book.epub": made.epub("A chapter.", INSIDE),
}


@pytest.fixture
def resource(amina):
    return make.make_resource("A work", by=amina)


def search(client):
    return client.get("/resources/", {"q": WORD})


@pytest.mark.parametrize("name", READABLE)
def test_a_word_inside_is_found_once_the_worker_has_read(
    name, resource, run_jobs, client_of, visitor
):
    document = make.make_document(resource, READABLE[name], name=name)
    client = client_of(visitor)
    assert search(client).context["found"].total == 0
    assert run_jobs() == 1
    document.refresh_from_db()
    assert document.extraction == Document.Extraction.READ
    page = search(client)
    assert [item["title"] for item in page.context["items"]] == ["A work"]
    assert f"<mark>{WORD}</mark>" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "pages", "where", "link"),
    [
        ("study.pdf", 2, "page 2", "?inline#page=2"),
        ("talk.pptx", 2, "slide 2", ""),
        ("notes.docx", None, "notes.docx", ""),
        ("plain.txt", None, "plain.txt", ""),
    ],
)
def test_only_what_has_pages_speaks_of_them(
    name, pages, where, link, resource, run_jobs, client_of, visitor
):
    document = make.make_document(resource, READABLE[name], name=name)
    run_jobs()
    document.refresh_from_db()
    assert document.page_count == pages
    (item,) = search(client_of(visitor)).context["items"]
    assert item["snippets"][0][0] == where
    assert item["snippets"][0][2] == document.get_absolute_url() + link
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    assert ("2 pages" in page) == (pages == 2)


UNREADABLE = {
    "scan.pdf": (made.pdf_of_streams([b""]), "no_text"),
    "broken.pdf": (b"%PDF-1.4\nnothing that a reader could follow", "damaged"),
    "broken.rtf": (b"{\\rtf1", None),
    "photo.png": (made.png(), "not_text"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_kept_and_says_so(name, resource, run_jobs, client_of, visitor):
    content, state = UNREADABLE[name]
    document = make.make_document(resource, content, name=name)
    run_jobs()
    document.refresh_from_db()
    client = client_of(visitor)
    assert b"".join(client.get(document.get_absolute_url())) == content
    page = client.get(resource.get_absolute_url()).content.decode()
    assert document.name in page
    if state:
        assert document.extraction == state
        assert ("text could not be read" in page) == (state != "not_text")


def test_a_locked_pdf_is_kept_and_says_that_it_is_locked(resource, run_jobs, client_of, visitor):
    make.make_document(resource, made.locked_pdf(INSIDE, to_open="secret"), name="locked.pdf")
    run_jobs()
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    assert "locked with a password" in page


def test_a_pdf_that_asks_for_too_much_suffers_alone(
    resource, run_jobs, monkeypatch, client_of, visitor
):
    small = extract.Limits(memory=300 * 1024**2, seconds=5, wall=10)
    monkeypatch.setattr(extract, "Limits", lambda: small)
    make.make_document(resource, made.pdf_bomb(), name="bomb.pdf")
    make.make_document(resource, INSIDE.encode(), name="after.txt")
    assert run_jobs() == 2
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    assert "text could not be read" in page
    assert search(client_of(visitor)).context["found"].total == 1


def test_a_file_that_was_taken_away_meanwhile_is_no_error(amina, run_jobs):
    draft = make.make_resource(by=amina, status=Resource.Status.DRAFT)
    document = make.make_document(draft)
    actions.detach(document=document)
    assert run_jobs() == 1


def test_reading_twice_changes_nothing(resource, run_jobs):
    document = make.make_document(resource, READABLE["study.pdf"], name="study.pdf")
    run_jobs()
    first = list(document.pages.values_list("number", "text"))
    reading.read(document.pk)
    assert list(document.pages.values_list("number", "text")) == first


def test_a_draft_is_read_but_not_found_before_it_is_published(
    amina, bintou, run_jobs, client_of, visitor
):
    draft = make.make_resource("A work", by=amina, status=Resource.Status.SUBMITTED)
    make.make_document(draft, INSIDE.encode())
    run_jobs()
    for person in (amina, bintou, visitor):
        assert search(client_of(person)).context["found"].total == 0
    actions.publish(resource=draft, by=bintou)
    assert search(client_of(visitor)).context["found"].total == 1


def test_a_new_version_takes_the_place_of_the_old_one(
    resource, amina, run_jobs, client_of, visitor
):
    old = make.make_document(resource, INSIDE.encode())
    new = make.make_document(resource, b"Said in other words.", name="new.txt")
    old.replaced_by = new
    old.save()
    run_jobs()
    assert search(client_of(visitor)).context["found"].total == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_published_while_it_is_read_is_found(amina, bintou, client_of):
    resource = make.make_resource("A work", by=amina, status=Resource.Status.SUBMITTED)
    document = make.make_document(resource)

    def keep() -> None:
        reading.keep_text(document_id=document.pk, state="read", pages=[INSIDE])
        connection.close()

    keeping = threading.Thread(target=keep)
    with transaction.atomic():
        actions.publish(resource=resource, by=bintou)
        keeping.start()
        keeping.join(0.7)
    keeping.join()
    assert search(client_of(amina)).context["found"].total == 1


def test_a_theme_is_found_by_its_new_name_at_once(resource, bintou, client_of):
    theme = make.make_theme("gbv", en="Gender-based violence")
    resource.themes.add(theme)
    make.make_resource("Violence against women in three towns", by=bintou)
    label = theme.labels.get()
    form = {
        "position": "0",
        "labels-TOTAL_FORMS": "2",
        "labels-INITIAL_FORMS": "1",
        "labels-0-id": str(label.pk),
        "labels-0-theme": str(theme.pk),
        "labels-0-language": "en",
        "labels-0-text": label.text,
        "labels-0-kind": "preferred",
        "labels-1-theme": str(theme.pk),
        "labels-1-language": "en",
        "labels-1-text": "violence against women",
        "labels-1-kind": "alternative",
    }
    client = client_of(bintou)
    asked = {"q": "gender-based violence"}
    found = client.get("/resources/", asked).context["found"]
    assert "violence against women" not in found.also_searched
    response = client.post(f"/admin/members/theme/{theme.pk}/change/", form)
    assert response.status_code == 302, response.context["errors"]
    page = client.get("/resources/", asked)
    assert "violence against women" in page.context["found"].also_searched
    titles = [item["title"] for item in page.context["items"]]
    assert "Violence against women in three towns" in titles
    gone = form | {"labels-INITIAL_FORMS": "2", "labels-1-DELETE": "on"}
    added = ThemeLabel.objects.get(text="violence against women")
    client.post(f"/admin/members/theme/{theme.pk}/change/", gone | {"labels-1-id": str(added.pk)})
    page = client.get("/resources/", asked)
    assert page.context["found"].also_searched == []
