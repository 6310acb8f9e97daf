"""Telling a practice: kept from the first answer, complete by its words, reviewed like the rest."""

import uuid
from typing import Any

import pytest

from resources import actions
from resources.models import Practice, Resource
from tests import make
from tests.resources.sending import edit_address, errors, file, only_draft_of

pytestmark = pytest.mark.django_db
NEW = "/resources/practices/new/"
Status = Resource.Status


def told(own: object, /, **changes: Any) -> dict[str, Any]:
    usual = {
        "draft_key": str(uuid.uuid4()),
        "intent": "send",
        "title": "Books in pencil",
        "organization": str(getattr(own, "pk", "")),
        "section": "Money",
        "subtheme": "Credit",
        "languages": "en",
        "context": "Nobody kept books.",
        "done": "They began in pencil.",
        "evidence": "The books balance.",
        "visibility": "public",
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def test_the_empty_guide_opens_with_her_own_organization(client_of, amina, organization_a):
    page = client_of(amina).get(NEW)
    assert page.status_code == 200
    assert f'value="{organization_a.pk}" selected' in page.content.decode()
    assert not Resource.objects.exists()


@pytest.mark.parametrize("person", ["visitor", "dara", "femi"])
def test_only_active_members_tell(person, client_of, request, organization_a):
    response = client_of(request.getfixturevalue(person)).post(NEW, told(organization_a))
    assert response.status_code == 302
    assert not Resource.objects.exists()


def test_from_the_guide_to_the_library(client_of, amina, bintou, visitor, organization_a):
    other = make.make_organization("Partner B")
    answers = told(
        organization_a,
        partners="Partner B",
        money="Forty pencils.",
        resistance="The treasurer laughed.",
        evidence_strength="measured",
        countries=["BF"],
    )
    make.make_region("africa", "BF")
    response = client_of(amina).post(NEW, answers)
    assert (response.status_code, response["Location"]) == (302, "/resources/mine/")
    sent = only_draft_of(amina)
    assert (sent.status, sent.kind) == (Status.SUBMITTED, "promising_practice")
    assert (sent.languages, sent.publisher) == (["en"], "Association A; Partner B")
    assert set(sent.practice.organizations.all()) == {organization_a, other}
    assert sent.practice.evidence_strength == "measured"
    assert client_of(bintou).get(sent.get_absolute_url()).status_code == 200
    assert client_of(visitor).get("/resources/practices/").context["total"] == 0
    actions.publish(resource=sent, by=bintou)
    page = client_of(visitor).get("/resources/practices/").content.decode()
    for shown in ("Money", "Credit", "Books in pencil", "They began in pencil.", "Partner B"):
        assert shown in page
    assert client_of(visitor).get("/resources/?q=pencils").context["found"].total == 1


def test_a_single_answer_is_kept(client_of, amina, chidi, organization_a):
    client = client_of(amina)
    response = client.post(NEW, {"intent": "keep", "context": "Before, nobody\nkept books."})
    draft = only_draft_of(amina)
    assert response["Location"] == edit_address(draft)
    assert draft.practice.context == "Before, nobody\nkept books."
    page = client.get(edit_address(draft)).content.decode()
    assert "Before, nobody\nkept books.</textarea>" in page
    assert "What did you do?" in page
    assert client_of(chidi).get(edit_address(draft)).status_code == 404


def test_every_answer_stands_in_the_draft_and_in_the_page(client_of, amina, organization_a):
    texts = {name: f"What she says of {name}." for name in make.PRACTICE_TEXTS}
    client = client_of(amina)
    client.post(NEW, told(organization_a, intent="keep", languages="fr", **texts))
    draft = only_draft_of(amina)
    page = client.get(edit_address(draft)).content.decode()
    for name, text in texts.items():
        assert getattr(draft.practice, name) == text
        assert text in page
    assert 'value="Money"' in page
    assert 'value="fr" selected' in page


@pytest.mark.parametrize("field", ["title", "organization", "context", "done", "evidence"])
def test_what_is_missing_is_asked_again_and_the_rest_is_kept(
    field, client_of, amina, organization_a
):
    response = client_of(amina).post(NEW, told(organization_a, **{field: ""}))
    assert response.status_code == 422
    assert list(errors(response)) == [field]
    draft = only_draft_of(amina)
    assert draft.status == Status.DRAFT
    assert draft.practice.subtheme == "Credit"


@pytest.mark.parametrize(
    ("section", "subtheme", "wrong"),
    [("", "", "section"), ("Money", "", "subtheme"), ("", "Credit", "section")],
)
def test_it_has_a_place(section, subtheme, wrong, client_of, amina, organization_a):
    answers = told(organization_a, section=section, subtheme=subtheme)
    assert list(errors(client_of(amina).post(NEW, answers))) == [wrong]


def test_a_known_place_is_chosen(client_of, amina, organization_a):
    make.make_practice(section="Money", subtheme="Credit")
    client = client_of(amina)
    answers = told(organization_a, section="", subtheme="", place="Money › Credit")
    assert client.post(NEW, answers | {"place": ""}).status_code == 422
    assert client.post(NEW, answers | {"draft_key": str(uuid.uuid4())}).status_code == 302
    sent = Practice.objects.get(resource__status=Status.SUBMITTED)
    assert (sent.section, sent.subtheme) == ("Money", "Credit")


def test_places_of_what_she_may_not_see_are_not_offered(client_of, chidi, africa, bintou):
    make.make_practice(section="Secret", visibility="group", groups=[africa], by=bintou)
    make.make_practice(section="Draft", status="draft", by=bintou)
    page = client_of(chidi).get(NEW).content.decode()
    assert "Secret" not in page
    assert "Draft ›" not in page


def test_an_organization_is_known_by_its_name_or_short_name(client_of, amina, organization_a):
    names = [make.make_organization("Réseau du Fleuve"), make.make_organization("X", acronym="RDF")]
    client_of(amina).post(NEW, told(organization_a, partners="reseau du fleuve\nrdf\n"))
    assert {*names, organization_a} == set(only_draft_of(amina).practice.organizations.all())


def test_an_unknown_organization_is_said_with_what_resembles_it(client_of, amina, organization_a):
    make.make_organization("Volta Loom Collective")
    make.make_organization("Volta Unseen", status="proposed")
    client = client_of(amina)
    said = errors(client.post(NEW, told(organization_a, partners="Volta")))["partners"][0]
    assert "“Volta Loom Collective”" in said
    assert "Unseen" not in said
    page = client.post(NEW, told(organization_a, partners="<b>Nobody</b>")).content.decode()
    assert "&lt;b&gt;Nobody&lt;/b&gt;" in page
    assert "<b>Nobody" not in page


def test_a_proposed_organization_cannot_be_chosen(client_of, amina):
    proposed = make.make_organization("Unseen", status="proposed")
    response = client_of(amina).post(NEW, told(proposed))
    assert list(errors(response)) == ["organization"]


def test_a_practice_in_french_is_described_in_english(client_of, amina, organization_a):
    response = client_of(amina).post(NEW, told(organization_a, languages="fr"))
    assert list(errors(response)) == ["english"]
    answers = told(organization_a, languages="fr", english="How groups keep books.")
    assert client_of(amina).post(NEW, answers).status_code == 302
    sent = Resource.objects.get(submitted_by=amina, status=Status.SUBMITTED)
    said = {one.language: one.text for one in sent.abstracts.all()}
    assert said == {"fr": "Nobody kept books.", "en": "How groups keep books."}


def test_a_picture_may_come_along(client_of, amina, organization_a):
    client_of(amina).post(NEW, told(organization_a, file=file()))
    assert only_draft_of(amina).documents.count() == 1


def test_the_same_form_sent_twice_is_one_practice(client_of, amina, organization_a):
    answers = told(organization_a)
    client = client_of(amina)
    client.post(NEW, answers)
    assert client.post(NEW, answers).status_code == 302
    assert Practice.objects.count() == Resource.objects.count() == 1


def test_added_fields_change_nothing(client_of, amina, bintou, organization_a):
    added = {"status": "published", "submitted_by": bintou.pk, "kind": "study", "publisher": "Me"}
    client_of(amina).post(NEW, told(organization_a, intent="keep", **added))
    draft = only_draft_of(amina)
    assert (draft.status, draft.kind) == (Status.DRAFT, "promising_practice")
    assert draft.publisher == "Association A"


def test_a_question_of_the_reviewer_is_answered(client_of, amina, bintou, organization_a):
    client = client_of(amina)
    client.post(NEW, told(organization_a))
    sent = only_draft_of(amina)
    actions.give_back(resource=sent, by=bintou, reason="How many groups?")
    page = client.get(edit_address(sent)).content.decode()
    assert "How many groups?" in page
    assert (
        client.post(edit_address(sent), told(organization_a, done="Nine groups did.")).status_code
        == 302
    )
    sent.refresh_from_db()
    assert (sent.status, sent.practice.done) == (Status.SUBMITTED, "Nine groups did.")


def test_after_it_is_sent_in_it_stays(client_of, amina, organization_a):
    client = client_of(amina)
    client.post(NEW, told(organization_a))
    sent = only_draft_of(amina)
    assert client.post(edit_address(sent), told(organization_a, done="Other")).status_code == 403


@pytest.mark.parametrize("text", ["a\0b", "\u202eevil", "<script>alert(1)</script>", "{{ 7*7 }}"])
def test_hostile_text_in_every_answer_is_only_text(text, client_of, amina, organization_a):
    every = dict.fromkeys((*make.PRACTICE_TEXTS, "title", "section", "subtheme", "partners"), text)
    client = client_of(amina)
    assert client.post(NEW, told(organization_a, **every)).status_code in (302, 422)
    page = client.get(only_draft_of(amina).get_absolute_url()).content.decode()
    for raw in ("<script>alert", "\0", "\u202e"):
        assert raw not in page


def test_answers_that_are_too_long_are_said(client_of, amina, organization_a):
    every = dict.fromkeys((*make.PRACTICE_TEXTS, "section", "subtheme"), "word " * 10_000)
    response = client_of(amina).post(NEW, told(organization_a, **every))
    assert response.status_code == 422
    assert set(errors(response)) == set(every)
