"""What the library holds already is told before it is sent in again; to each what she may read."""

import hashlib
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources import known
from resources.identifiers import doi_in, isbn_forms, isbn_in, link_in
from resources.models import Resource
from tests import make
from tests.resources.sending import NEW, answers, edit_address, errors, only_draft_of, send

pytestmark = pytest.mark.django_db
PAGE = "/resources/known/"
Status = Resource.Status
TITLE = "Unpaid care work and the economy of small towns"


def held(client, **asked) -> list[str]:
    """The titles that the page names."""
    return [one.resource.title for one in client.get(PAGE, asked).context["known"]]


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/report.pdf",
        "http://example.org/report.pdf",
        "https://www.example.org/report.pdf",
        "HTTPS://WWW.Example.ORG/report.pdf",
        "https://example.org/report.pdf/",
        "https://example.org/report.pdf#page=3",
        "www.example.org/report.pdf",
    ],
)
def test_one_link_is_written_in_many_ways(link, client_of, amina):
    make.make_resource("Held", source_url="https://example.org/report.pdf")
    make.make_resource("Other", source_url="https://example.org/report.pdf?page=2")
    assert held(client_of(amina), q=link) == ["Held"]


@pytest.mark.parametrize(
    "doi",
    [
        "10.1234/AB.c-5",
        "doi:10.1234/ab.c-5",
        "DOI: 10.1234/ab.c-5",
        "https://doi.org/10.1234/ab.c-5",
        "http://dx.doi.org/10.1234/ab.c-5",
    ],
)
def test_a_doi_is_recognized_in_its_own_field_and_in_a_link(doi, client_of, amina):
    make.make_resource("By field", doi="10.1234/ab.c-5")
    make.make_resource("By address", doi="https://doi.org/10.1234/AB.C-5")
    make.make_resource("By link", source_url="https://doi.org/10.1234/ab.c-5")
    make.make_resource("Longer", doi="10.1234/ab.c-55")
    assert sorted(held(client_of(amina), q=doi)) == ["By address", "By field", "By link"]


@pytest.mark.parametrize("isbn", ["978-0-306-40615-7", "0306406152", "ISBN 0-306-40615-2"])
@pytest.mark.parametrize("stored", ["9780306406157", "0-306-40615-2"])
def test_both_kinds_of_isbn_are_one(isbn, stored, client_of, amina):
    make.make_resource("Held", isbn=stored)
    make.make_resource("Other", isbn="9780306406158")
    assert held(client_of(amina), q=isbn) == ["Held"]


def test_what_is_no_identifier_is_none():
    assert isbn_in("978-0-306-40615-8") == isbn_in("0306406153") == isbn_in("12") == ""
    assert isbn_in("080442957X") == "9780804429573"
    assert isbn_forms("9780804429573") == ["9780804429573", "080442957X"]
    assert isbn_forms("9791034304622") == ["9791034304622"]
    assert doi_in("10.12/x") == doi_in("see 10.1234/x") == ""
    assert link_in("example.org") == link_in("www. example") == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (TITLE, True),
        (TITLE.upper(), True),
        ("Unpaid care work and the economy of smal towns", True),
        ("Unpayd care work and the economy of small town", True),
        ("Únpaid  càre work and the economy of small towns", True),
        ("Unpaid care work and the economy of large towns", False),
    ],
)
def test_a_title_within_two_edits_is_the_same(typed, found, client_of, amina):
    make.make_resource(TITLE)
    assert held(client_of(amina), q=typed) == ([TITLE] if found else [])


def test_whichever_two_letters_differ_the_title_is_recognized(amina):
    """Also where one stands at the beginning and the other at the end."""
    make.make_resource(TITLE)
    dice = random.Random(5)
    for _time in range(60):
        letters = list(TITLE.lower())
        for _edit in range(2):
            place = dice.choice([dice.randrange(len(letters)), dice.randrange(5), -2])
            deed = dice.choice(["change", "drop", "add"])
            if deed == "add":
                letters.insert(place, "q")
            elif deed == "drop":
                letters.pop(place)
            else:
                letters[place] = "q"
        typed = "".join(letters).strip()
        assert known.alike(known.Clues(title=typed), reader=amina), typed


@pytest.mark.parametrize(("held_title", "typed"), [("Care", "Core"), ("Water", "Wat")])
def test_short_titles_that_differ_are_different(held_title, typed, client_of, amina):
    make.make_resource(held_title)
    assert held(client_of(amina), q=typed) == []
    assert held(client_of(amina), q=held_title) == [held_title]


def test_a_file_is_recognized_by_its_checksum_before_it_is_sent(client_of, amina):
    make.make_document(make.make_resource("Held"), b"The very same.")
    checksum = hashlib.sha256(b"The very same.").hexdigest()
    assert held(client_of(amina), sha256=checksum) == ["Held"]
    assert held(client_of(amina), sha256=checksum[:-1]) == []


@pytest.mark.parametrize(
    ("person", "found"),
    [
        ("amina", {"public", "members", "group", "submitted"}),
        ("chidi", {"public", "members"}),
        ("efua", {"public", "members", "group"}),
        ("bintou", {"public", "members", "group", "submitted"}),
    ],
)
def test_each_is_told_of_what_she_may_read(person, found, client_of, amina, africa, request):
    facts = {"doi": "10.1234/same", "by": amina}
    make.make_resource("public", **facts)
    make.make_resource("members", visibility="members", **facts)
    make.make_resource("group", visibility="group", groups=[africa], **facts)
    make.make_resource("submitted", status=Status.SUBMITTED, **facts)
    make.make_resource("draft", status=Status.DRAFT, **facts)
    client = client_of(request.getfixturevalue(person))
    for piece in ({}, {"piece": "1"}):
        assert set(held(client, q="10.1234/same", **piece)) == found


@pytest.mark.parametrize("files_visibility", ["members", "group"])
def test_a_closed_file_is_known_to_those_who_may_open_it(
    files_visibility, client_of, amina, chidi, africa
):
    work = make.make_resource(by=amina, files_visibility=files_visibility, groups=[africa])
    make.make_document(work, b"Closed.")
    checksum = hashlib.sha256(b"Closed.").hexdigest()
    assert held(client_of(amina), sha256=checksum) == [work.title]
    told = held(client_of(chidi), sha256=checksum)
    assert told == ([work.title] if files_visibility == "members" else [])


@pytest.mark.parametrize(
    "asked", ["", " ", "\0", "%", "'", "x" * 9000, "<b>", "\u202e", "10.1234/"]
)
@pytest.mark.parametrize("but", ["", "x", "-1", "9" * 30, "²"])
def test_whatever_is_asked_is_answered(asked, but, client_of, amina):
    make.make_resource(TITLE)
    client = client_of(amina)
    for name in ("q", "sha256"):
        assert client.get(PAGE, {name: asked, "but": but}).status_code == 200


def test_the_piece_holds_what_was_found_and_no_page(client_of, amina):
    make.make_resource("A <b>bold</b> title, long enough")
    piece = client_of(amina).get(PAGE, {"q": "A <b>bold</b> title, long enough", "piece": "1"})
    text = piece.content.decode()
    assert "A &lt;b&gt;bold&lt;/b&gt; title" in text
    assert "<html" not in text
    assert client_of(amina).get(PAGE, {"q": "else", "piece": "1"}).content.strip() == b""


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("A new title altogether", "title", "A new title altogether"),
        ("www.example.org/new", "source_url", "https://www.example.org/new"),
        ("doi:10.1234/new", "doi", "10.1234/new"),
        ("0-306-40615-2", "isbn", "9780306406157"),
    ],
)
def test_what_was_looked_for_in_vain_stands_in_the_form(typed, field, value, client_of, amina):
    client = client_of(amina)
    page = client.get(PAGE, {"q": typed})
    form = client.get(page.context["send_url"]).context["form"]
    assert form[field].value() == value
    assert not Resource.objects.exists()


def test_she_is_warned_when_she_sends_and_may_say_that_it_is_another(client_of, amina):
    make.make_resource("Books in pencil")
    client, form = client_of(amina), answers(source_url="https://example.org/elsewhere")
    response = client.post(NEW, form)
    assert response.status_code == 422
    assert list(errors(response)) == ["another"]
    page = response.content.decode()
    assert "nearly the same title" in page
    assert 'id="id_another"' in page
    draft = only_draft_of(amina)
    assert draft.status == Status.DRAFT
    assert client.post(edit_address(draft), form | {"another": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_a_draft_is_kept_without_a_question_and_shows_what_is_alike(client_of, amina):
    make.make_resource("Held", source_url="http://www.example.org/books/")
    assert send(client_of(amina), intent="keep").status_code == 302
    page = client_of(amina).get(edit_address(only_draft_of(amina))).content.decode()
    assert "the same link" in page


def test_nobody_is_warned_of_what_she_may_not_see(client_of, amina, chidi):
    make.make_resource("Books in pencil", by=amina, status=Status.SUBMITTED)
    assert send(client_of(chidi)).status_code == 302
    assert only_draft_of(chidi).status == Status.SUBMITTED


def test_what_staff_returned_is_not_asked_about_again(client_of, amina, bintou):
    make.make_resource("Books in pencil")
    mine = make.make_resource("Books in pencil", by=amina, status=Status.RETURNED)
    assert send(client_of(amina), edit_address(mine)).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("doi", "https://doi.org/10.1234/Ab", "10.1234/Ab"),
        ("doi", "ten point one", None),
        ("doi", "10.1234/" + "x" * 140, None),
        ("isbn", "0-306-40615-2", "9780306406157"),
        ("isbn", "0-306-40615-3", None),
    ],
)
def test_a_doi_and_an_isbn_are_kept_in_one_form(field, typed, kept, client_of, amina):
    response = send(client_of(amina), **{field: typed})
    assert response.status_code == (302 if kept else 422)
    assert getattr(only_draft_of(amina), field) == (kept or "")
    assert kept or list(errors(response)) == [field]


def test_every_question_is_answered_by_an_index(bintou):
    """A library of a hundred thousand works is not read through."""
    clues = known.Clues(TITLE, "https://example.org", "10.1234/x", "9780306406157", "a" * 64)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as captured:
            known.alike(clues, reader=bintou)
        plans = ""
        for query in captured.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans += "\n".join(line for (line,) in cursor.fetchall())
    for name in ("like_link", "like_doi", "like_isbn", "title_"):
        assert f"resource_{name}" in plans, name
    assert "Seq Scan on resources_resource" not in plans


def test_many_dois_at_once_are_two_questions_and_answered_by_an_index():
    """As a list that is brought in asks."""
    works = [
        make.make_resource(doi="10.1234/Field"),
        make.make_resource(doi="https://doi.org/10.1234/address"),
        make.make_resource(source_url="https://dx.doi.org/10.1234/LINK"),
    ]
    make.make_resource(doi="10.1234/other", source_url="https://doi.org/")
    dois = {f"10.1234/{n}" for n in range(200)} | {"10.1234/FIELD", "10.1234/Address"}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as captured:
            found = known.numbers_with_dois(Resource.objects.all(), dois | {"10.1234/Link"})
        assert found == {one.pk for one in works}
        assert len(captured) == 2
        for query, name in zip(captured.captured_queries, ("like_doi", "like_link"), strict=True):
            cursor.execute(f"EXPLAIN {query['sql']}")
            assert f"resource_{name}" in str(cursor.fetchall())
