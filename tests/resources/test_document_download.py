"""A document leaves the house by one door, whole, harmless, and only for those who may have it."""

import gzip
import re

import pytest

from resources import actions
from resources.models import Resource
from tests import made_files as made
from tests import make

pytestmark = pytest.mark.django_db
Status = Resource.Status
TEXT = b"Some plain words. " * 200


@pytest.fixture
def resource(amina):
    return make.make_resource("With a file", by=amina)


@pytest.fixture
def document(resource):
    return make.make_document(resource, TEXT)


def test_it_comes_whole_and_runs_nothing(document, client_of, visitor):
    response = client_of(visitor).get(document.get_absolute_url())
    assert response.status_code == 200
    assert b"".join(response) == TEXT
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert int(response["Content-Length"]) == len(TEXT)


def test_a_pdf_opens_in_the_browser_and_a_text_never_does(resource, client_of, visitor):
    pdf = make.make_document(resource, made.pdf("Words on a page."), name="paper.pdf")
    text = make.make_document(resource, TEXT)
    browser = client_of(visitor)
    assert browser.get(pdf.get_absolute_url())["Content-Disposition"].startswith("attachment")
    opened = browser.get(pdf.reading_url)
    assert opened["Content-Disposition"] == 'inline; filename="paper.pdf"'
    assert opened["Content-Security-Policy"].startswith("default-src 'none'; object-src 'self'")
    assert text.reading_url == ""
    forced = browser.get(f"{text.get_absolute_url()}?inline")
    assert forced["Content-Disposition"].startswith("attachment")
    assert forced["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_it_is_not_packed_again_and_says_how_long_it_is(document, client_of, visitor):
    response = client_of(visitor).get(
        document.get_absolute_url(), headers={"accept-encoding": "gzip"}
    )
    assert "Content-Encoding" not in response
    assert int(response["Content-Length"]) == len(TEXT)


def test_pages_are_packed(client_of, visitor, document):
    response = client_of(visitor).get("/resources/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert b"With a file" in gzip.decompress(response.content)


def test_head_says_the_same_without_the_file(document, client_of, visitor):
    client = client_of(visitor)
    asked, got = (getattr(client, verb)(document.get_absolute_url()) for verb in ("head", "get"))
    assert asked.status_code == 200
    assert asked.headers == got.headers
    assert b"".join(asked) == b""


def test_nothing_is_posted_to_a_document(document, client_of, amina):
    assert client_of(amina).post(document.get_absolute_url()).status_code == 405


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ('a "quoted" name.txt', r'filename="a \"quoted\" name.txt"'),
        ("étude;x=1.txt", "filename*=utf-8''%C3%A9tude%3Bx%3D1.txt"),
        ("تقرير.txt", "filename*=utf-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.txt"),
        ("../../etc/passwd.txt", 'filename="passwd.txt"'),
        ("C:\\Users\\awa\\notes.txt", 'filename="notes.txt"'),
        ("a\r\nSet-Cookie: b.txt", 'filename="a Set-Cookie: b.txt"'),
        ("\u202etxt.exe.txt", 'filename="txt.exe.txt"'),
        ("n" * 300 + ".txt", f'filename="{"n" * 146}.txt"'),
    ],
)
def test_its_name_is_only_a_name(given, shown, resource, client_of, visitor):
    document = make.make_document(resource, TEXT, name=given)
    response = client_of(visitor).get(document.get_absolute_url())
    assert response["Content-Disposition"] == f"attachment; {shown}"
    assert document.file.name.startswith("documents/")
    assert "txt" not in document.file.name


def test_a_foreign_document_and_a_missing_one_answer_alike(amina, chidi, client_of):
    draft = make.make_resource(by=amina, status=Status.DRAFT)
    document = make.make_document(draft)
    client = client_of(chidi)
    foreign = client.get(document.get_absolute_url())
    missing = client.get(f"/resources/{draft.pk}/documents/2/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.headers == missing.headers
    told = [re.sub(rb'value="[^"]*"', b"", page.content) for page in (foreign, missing)]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "address",
    [
        "/resources/0/documents/1/",
        "/resources/99999999999999999999999/documents/1/",
        "/resources/1/documents/99999999999999999999999/",
        f"/resources/{'9' * 5000}/documents/1/",
    ],
)
def test_numbers_beyond_all_numbers_are_missing(address, client_of, visitor):
    assert client_of(visitor).get(address).status_code == 404


def test_there_is_no_other_way_to_the_file(document, client_of, amina):
    for start in ("/", "/media/", "/static/", "/var/media/"):
        assert client_of(amina).get(start + document.file.name).status_code == 404


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "declined", "withdrawn"])
def test_what_is_not_published_is_for_the_sender_and_for_staff(
    status, amina, chidi, efua, bintou, visitor, client_of
):
    resource = make.make_resource(by=amina, status=status)
    address = make.make_document(resource).get_absolute_url()
    assert client_of(amina).get(address).status_code == 200
    assert client_of(bintou).get(address).status_code == (404 if status == "draft" else 200)
    for person in (chidi, efua, visitor):
        assert client_of(person).get(address).status_code == 404


@pytest.mark.parametrize(
    ("files", "readers"),
    [
        ("public", {"visitor", "dara", "chidi", "efua", "amina", "bintou"}),
        ("members", {"chidi", "efua", "amina", "bintou"}),
        ("group", {"efua", "amina", "bintou"}),
    ],
)
def test_files_may_be_closed_while_their_record_is_open(files, readers, africa, client_of, request):
    sender = make.make_member("Sender")
    resource = make.make_resource(by=sender, files_visibility=files, groups=[africa])
    address = make.make_document(resource).get_absolute_url()
    for person in ("visitor", "dara", "chidi", "efua", "amina", "bintou"):
        client = client_of(request.getfixturevalue(person))
        assert client.get(resource.get_absolute_url()).status_code == 200
        expected = 200 if person in readers else 404
        assert client.get(address).status_code == expected, person


def test_a_suspended_member_reads_nothing(document, client_of, femi):
    assert client_of(femi).get(document.get_absolute_url()).status_code == 302


def test_withdrawing_takes_the_file_back_at_once(document, resource, client_of, chidi, bintou):
    client = client_of(chidi)
    assert client.get(document.get_absolute_url()).status_code == 200
    actions.withdraw(resource=resource, by=bintou, reason="The publisher asked for it.")
    assert client.get(document.get_absolute_url()).status_code == 404


def test_web_pages_never_come_as_pages(resource, client_of, visitor):
    document = make.make_document(resource, made.pdf("x"), name="x.pdf")
    document.media_type = "text/html"
    document.save()
    response = client_of(visitor).get(document.get_absolute_url())
    assert response["Content-Disposition"].startswith("attachment")
