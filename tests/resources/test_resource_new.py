"""Sending in: kept from the first moment, nothing typed is lost, nobody gets what is not hers."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client

from resources.models import Resource
from tests import make
from tests.resources.sending import NEW, answers, edit_address, errors, file, only_draft_of, send

pytestmark = pytest.mark.django_db
Status = Resource.Status

HUNDRED = " ".join(["word"] * 100)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% load x %}",
    "a\0b",
    "\u202eevil\u202c \u2066x\u2069",
    "' OR 1=1 --",
    "عنوان بالعربية 🌍 \u200f",
    "\ud7ff\ufffe\U0010ffff",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "\r\nBcc: everybody@example.org",
    "../../etc/passwd",
    "%s%n%00",
]


def test_the_empty_form_opens_and_begins_no_draft(client_of, amina):
    page = client_of(amina).get(NEW)
    assert page.status_code == 200
    assert uuid.UUID(page.context["draft_key"].hex)
    assert not Resource.objects.exists()


def test_a_member_sends_in_a_link(client_of, amina):
    response = send(client_of(amina))
    assert response.status_code == 302
    sent = only_draft_of(amina)
    assert sent.status == Status.SUBMITTED
    assert (sent.title, sent.kind, sent.languages) == ("Books in pencil", "study", ["en"])
    assert [step.deed for step in sent.review_steps.all()] == ["submitted"]


def test_a_member_sends_in_a_file(client_of, amina):
    send(client_of(amina), source_url="", file=file())
    document = only_draft_of(amina).documents.get()
    assert (document.name, document.media_type) == ("notes.txt", "text/plain")
    assert document.file.read().startswith(b"Savings groups")


def test_the_five_first_answers_are_enough(client_of, amina):
    first = answers(files_visibility=None, license=None)
    assert client_of(amina).post(NEW, first).status_code == 302
    assert only_draft_of(amina).status == Status.SUBMITTED


@pytest.mark.parametrize("person", ["visitor", "dara", "femi"])
def test_only_active_members_send_in(person, client_of, request):
    response = send(client_of(request.getfixturevalue(person)))
    assert response.status_code == 302
    assert not Resource.objects.exists()


def test_everything_typed_stands_in_the_draft_and_in_the_page(client_of, amina, africa):
    theme = make.make_theme("care", en="Care")
    typed = {
        "creators": "Diallo, Awa\nTraoré, Fanta",
        "publisher": "Association A",
        "issued": "2021",
        "themes": [str(theme.pk)],
        "countries": ["BF", "KE"],
        "license": "cc_by",
        "license_terms": "name us",
        "abstract": "How groups\nkeep books.",
        "visibility": "group",
        "groups": [str(africa.pk)],
    }
    make.make_region("africa", "BF", "KE")
    send(client_of(amina), intent="keep", **typed)
    draft = only_draft_of(amina)
    assert draft.creators == ["Diallo, Awa", "Traoré, Fanta"]
    assert (draft.publisher, draft.issued, draft.license) == ("Association A", 2021, "cc_by")
    assert [country.code for country in draft.countries] == ["BF", "KE"]
    assert list(draft.themes.all()) == [theme]
    assert (draft.visibility, draft.files_visibility) == ("group", "group")
    assert list(draft.groups.all()) == [africa]
    page = client_of(amina).get(edit_address(draft)).content.decode()
    for shown in ("Diallo, Awa", "Association A", 'value="2021"', "name us", "How groups"):
        assert shown in page


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", ""),
        ("title", "t" * 1201),
        ("source_url", "not an address"),
        ("source_url", "javascript:alert(1)"),
        ("source_url", "ftp://example.org/x"),
        ("source_url", "https://example.org/" + "x" * 1000),
        ("kind", ""),
        ("kind", "novel"),
        ("languages", []),
        ("languages", ["xx"]),
        ("visibility", "everybody"),
        ("visibility", "group"),
        ("files_visibility", "nobody"),
        ("files_visibility", "group"),
        ("abstract", "a" * 6001),
        ("publisher", "p" * 301),
        ("issued", "in spring"),
        ("issued", "1200"),
        ("issued", "99999"),
        ("issued", "-5"),
        ("issued", "9" * 400),
        ("license", "mine"),
        ("license_terms", "l" * 501),
        ("creators", "c" * 301),
        ("countries", ["XX"]),
        ("themes", ["999999999999999999999999"]),
        ("themes", ["no\0ne"]),
        ("groups", ["1\0"]),
    ],
)
@pytest.mark.parametrize("intent", ["send", "keep"])
def test_a_wrong_answer_is_said_beside_its_field_and_costs_nothing_else(
    field, wrong, intent, client_of, amina
):
    mistakes = {"title": "A good title", "publisher": "Good publisher", field: wrong}
    response = send(
        client_of(amina),
        intent=intent,
        abstract=mistakes.pop("abstract", "Good."),
        file=file(),
        **mistakes,
    )
    draft = only_draft_of(amina)
    assert draft.status == Status.DRAFT
    assert draft.documents.count() == 1
    may_wait = intent == "keep" and wrong in ("", [])
    assert response.status_code == (302 if may_wait else 422)
    if may_wait:
        return
    assert list(errors(response)) == [field]
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    for other, kept in (("title", "A good title"), ("publisher", "Good publisher")):
        if other != field:
            assert getattr(draft, other) == kept
            assert f'value="{kept}"' in page
    if isinstance(wrong, str) and wrong.isalnum() and field in {"title", "publisher", "abstract"}:
        assert wrong in page


def test_what_was_kept_survives_a_later_wrong_answer(client_of, amina):
    send(client_of(amina), intent="keep", abstract="Kept.", publisher="Kept", issued="2020")
    draft = only_draft_of(amina)
    send(
        client_of(amina), edit_address(draft), abstract="a" * 6001, publisher="p" * 301, issued="1"
    )
    draft.refresh_from_db()
    assert (draft.publisher, draft.issued) == ("Kept", 2020)
    assert draft.abstracts.get().text == "Kept."


def test_a_form_with_no_answer_at_all_is_a_draft(client_of, amina):
    assert client_of(amina).post(NEW, {"intent": "keep"}).status_code == 302
    blank = dict.fromkeys(answers(languages=None), "") | {"intent": "keep"}
    assert client_of(amina).post(NEW, blank).status_code == 302
    assert {one.status for one in Resource.objects.all()} == {Status.DRAFT}
    assert client_of(amina).get("/resources/mine/").status_code == 200


def test_sending_nothing_names_every_answer_that_is_missing(client_of, amina):
    response = client_of(amina).post(NEW, {"intent": "send"})
    assert response.status_code == 422
    assert set(errors(response)) == {"title", "kind", "visibility", "languages", "file"}
    assert only_draft_of(amina).status == Status.DRAFT


def test_the_same_form_twice_is_one_resource(client_of, amina):
    form = answers(source_url="")
    for _time in range(2):
        response = client_of(amina).post(NEW, form | {"file": file()})
        assert response["Location"] == "/resources/mine/"
    sent = only_draft_of(amina)
    assert sent.documents.count() == 1
    assert [step.deed for step in sent.review_steps.all()] == ["submitted"]


def test_the_same_draft_twice_is_one_draft_with_one_file(client_of, amina):
    form = answers(intent="keep")
    for title in ("First", "Second"):
        client_of(amina).post(NEW, form | {"title": title, "file": file()})
    draft = only_draft_of(amina)
    assert (draft.title, draft.documents.count()) == ("Second", 1)


def test_the_key_of_anothers_form_leads_to_a_draft_of_ones_own(client_of, amina, chidi):
    form = answers(intent="keep", title="Amina's")
    client_of(amina).post(NEW, form)
    client_of(chidi).post(NEW, form | {"title": "Chidi's"})
    assert only_draft_of(amina).title == "Amina's"
    assert only_draft_of(chidi).title == "Chidi's"


@pytest.mark.parametrize("key", ["", "x", "\0", "1" * 5000, None])
def test_a_strange_key_does_no_harm(key, client_of, amina):
    assert send(client_of(amina), draft_key=key).status_code == 302
    assert only_draft_of(amina).status == Status.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_four_times_at_once_is_one_resource(client_of, amina):
    form = answers(source_url="")
    clients = [client_of(amina) for _ in range(4)]
    codes = []

    def press(client: Client) -> None:
        codes.append(client.post(NEW, form | {"file": file()}).status_code)
        connection.close()

    presses = [threading.Thread(target=press, args=(client,)) for client in clients]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert codes == [302] * 4
    sent = only_draft_of(amina)
    assert (sent.status, sent.documents.count()) == (Status.SUBMITTED, 1)
    assert [step.deed for step in sent.review_steps.all()] == ["submitted"]


def test_added_fields_change_nothing(client_of, amina, bintou, chidi):
    send(
        client_of(amina),
        intent="keep",
        status="published",
        submitted_by=str(bintou.pk),
        reviewer=str(bintou.pk),
        published_at="2020-01-01",
        submitted_at="2020-01-01",
        created_at="2000-01-01",
        pk="777777",
        id="777777",
        sort_title="aaa",
        regions="1",
    )
    draft = only_draft_of(amina)
    assert draft.pk != 777777
    assert (draft.status, draft.reviewer, draft.published_at) == (Status.DRAFT, None, None)
    assert (draft.sort_title, draft.created_at.year > 2000) == ("books in pencil", True)
    assert client_of(chidi).get(draft.get_absolute_url()).status_code == 404


def test_a_group_of_others_cannot_be_chosen(client_of, chidi, africa):
    response = send(client_of(chidi), visibility="group", groups=[str(africa.pk)])
    assert response.status_code == 422
    assert not only_draft_of(chidi).groups.exists()
    assert f'name="groups" value="{africa.pk}"' not in response.content.decode()


def test_who_belongs_to_no_group_is_not_offered_any(client_of, db):
    loner = make.make_member("Loner")
    page = client_of(loner).get(NEW).content.decode()
    assert "chosen groups" not in page
    response = send(client_of(loner), visibility="group")
    assert list(errors(response)) == ["visibility"]


@pytest.mark.parametrize(
    ("record", "files", "kept"),
    [
        ("public", "", "public"),
        ("public", "members", "members"),
        ("members", "public", "members"),
        ("members", "", "members"),
    ],
)
def test_files_are_never_open_wider_than_their_record(record, files, kept, client_of, amina):
    send(client_of(amina), visibility=record, files_visibility=files)
    sent = only_draft_of(amina)
    assert (sent.visibility, sent.files_visibility) == (record, kept)


@pytest.mark.parametrize(
    ("said", "code"),
    [("", 422), ("one", 302), (HUNDRED, 302), (HUNDRED + " more", 422), (" … — ! ", 422)],
)
def test_a_work_in_french_is_described_in_english_in_1_to_100_words(said, code, client_of, amina):
    response = send(client_of(amina), languages=["fr"], english=said)
    assert response.status_code == code
    if code == 422:
        assert list(errors(response)) == ["english"]
        assert only_draft_of(amina).status == Status.DRAFT


def test_one_word_too_many_is_counted_for_her(client_of, amina):
    response = send(client_of(amina), languages=["fr"], english=HUNDRED + " two more")
    assert "102 words" in errors(response)["english"][0]
    assert "two more</textarea>" in response.content.decode()


@pytest.mark.parametrize("languages", [["en"], ["en", "fr"]])
def test_a_work_in_english_needs_no_other_description(languages, client_of, amina):
    assert send(client_of(amina), languages=languages, english="").status_code == 302


def test_a_long_english_description_may_wait_in_a_draft(client_of, amina):
    response = send(client_of(amina), intent="keep", languages=["fr"], english=HUNDRED + " more")
    assert response.status_code == 302
    assert only_draft_of(amina).abstracts.get().text.endswith("more")


def test_both_texts_of_a_draft_are_kept_before_its_language_is_told(client_of, amina):
    client = client_of(amina)
    send(client, intent="keep", languages=[], abstract="Le texte.", english="The text.")
    draft = only_draft_of(amina)
    form = client.get(edit_address(draft)).context["form"]
    assert (form["abstract"].value(), form["english"].value()) == ("Le texte.", "The text.")
    send(client, edit_address(draft), languages=["fr"], abstract="Le texte.", english="The text.")
    said = {one.language: one.text for one in draft.abstracts.all()}
    assert said == {"fr": "Le texte.", "en": "The text."}


def test_a_file_or_a_link_is_needed(client_of, amina):
    response = send(client_of(amina), source_url="")
    assert list(errors(response)) == ["file"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_is_only_text(text, client_of, amina):
    every = dict.fromkeys(
        ("title", "publisher", "abstract", "english", "creators", "license_terms"), text
    )
    response = send(client_of(amina), languages=["fr"], **every)
    assert response.status_code in (302, 422)
    draft = only_draft_of(amina)
    for page in (draft.get_absolute_url(), "/resources/mine/"):
        shown = client_of(amina).get(page).content.decode()
        for raw in ("<script>alert", "<img src=x", "\0", "\u202e", "\u2066"):
            assert raw not in shown
    assert "\n" not in draft.title
    assert client_of(amina).post(NEW, dict.fromkeys(answers(), text)).status_code in (302, 422)


def test_huge_fields_get_an_answer(client_of, amina):
    long = "word " * 100_000
    every = dict.fromkeys(("title", "publisher", "abstract", "english", "source_url"), long)
    response = send(client_of(amina), **every)
    assert response.status_code == 422
    assert set(errors(response)) == set(every)


def test_too_many_values_get_an_answer(client_of, amina):
    client = client_of(amina)
    assert send(client, languages=["en"] * 900).status_code == 302
    assert send(client, themes=["1"] * 2000).status_code == 400
    assert send(client, creators="\n".join(f"Author {n}" for n in range(2000))).status_code == 422


def test_a_draft_is_seen_by_nobody_else(client_of, amina, chidi, efua, bintou, visitor):
    send(client_of(amina), intent="keep", title="Quiet thoughts")
    address = only_draft_of(amina).get_absolute_url()
    for person in (chidi, efua, bintou, visitor):
        assert client_of(person).get(address).status_code == 404
    assert client_of(amina).get(address).status_code == 200


def test_files_are_for_the_people_who_see_the_work(client_of, amina):
    page = client_of(amina).get(NEW)
    assert page.context["form"]["files_visibility"].value() == ""
    send(client_of(amina), visibility="public", files_visibility="")
    assert only_draft_of(amina).files_visibility == "public"


def test_a_script_is_told_where_to_go_and_the_message_waits_there(client_of, amina):
    client = client_of(amina)
    by_script = {"X-Requested-With": "XMLHttpRequest"}
    response = client.post(NEW, answers(), headers=by_script)
    assert (response.status_code, response["Location"]) == (201, "/resources/mine/")
    assert "with the people who review" in client.get(response["Location"]).content.decode()
    assert client.post(NEW, answers(title=""), headers=by_script).status_code == 422
