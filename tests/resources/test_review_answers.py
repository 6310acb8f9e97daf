"""A question comes back to the person who sent a work in; she answers, and who asked is told."""

import pytest

from members.models import Member
from members.notices.models import Letter
from resources import actions
from resources.models import Resource
from tests import make
from tests.resources.sending import edit_address, send
from tests.resources.test_review import QUEUE, at_once, review, said

pytestmark = pytest.mark.django_db
Status = Resource.Status
ANSWER = "It is of 2019; page <3> says so."


@pytest.fixture
def waiting(amina):
    return make.make_resource("Waiting", by=amina, status=Status.SUBMITTED)


@pytest.fixture
def returned(waiting, bintou):
    actions.give_back(resource=waiting, by=bintou, reason="Which year is it?")
    return waiting


def letters() -> list[tuple[str, str]]:
    return list(
        Letter.objects.filter(kind="resource_answered").values_list("recipient__name", "language")
    )


def test_the_answer_reaches_who_asked(returned, client_of, amina, bintou):
    client = client_of(amina)
    form = client.get(edit_address(returned))
    assert "Which year is it?" in form.content.decode()
    assert send(client, edit_address(returned), answer=ANSWER).status_code == 302
    step = returned.review_steps.last()
    assert (step.deed, step.by, step.reason) == ("submitted", amina, ANSWER)
    letter = Letter.objects.get(kind="resource_answered")
    assert (letter.recipient, letter.address) == (bintou, bintou.email)
    assert ANSWER in letter.text
    assert "page &lt;3&gt; says so" in letter.html
    assert f"/admin/resources/resource/{returned.pk}/change/" in letter.text
    page = client_of(bintou).get(f"{QUEUE}{returned.pk}/change/").content.decode()
    assert "page &lt;3&gt; says so" in page
    assert Resource.objects.get(pk=returned.pk).answer == ""


def test_her_answer_is_not_shown_as_the_word_of_staff(returned, client_of, amina):
    send(client_of(amina), edit_address(returned), answer=ANSWER)
    returned.refresh_from_db()
    page = client_of(amina).get(returned.get_absolute_url()).content.decode()
    assert "The answer:" in page
    assert "Their word:" not in page
    assert "says so" not in client_of(amina).get("/resources/mine/").content.decode()


def test_an_answer_is_kept_until_it_is_sent(returned, client_of, amina, bintou):
    client = client_of(amina)
    send(client, edit_address(returned), intent="keep", answer=ANSWER)
    assert client.get(edit_address(returned)).context["form"]["answer"].value() == ANSWER
    assert (returned.review_steps.count(), letters()) == (1, [])
    response = send(client, edit_address(returned), answer="x" * 5001)
    assert response.status_code == 422
    assert Resource.objects.get(pk=returned.pk).answer == ANSWER


def test_who_only_puts_it_right_needs_no_words(returned, client_of, amina, bintou):
    send(client_of(amina), edit_address(returned), issued="2019")
    assert returned.review_steps.last().reason == ""
    assert letters() == [("Bintou", "en")]


def test_a_practice_is_answered_for_as_well(client_of, amina, bintou, organization_a):
    practice = make.make_practice(by=amina, status=Status.SUBMITTED)
    actions.give_back(resource=practice.resource, by=bintou, reason="Who paid?")
    page = client_of(amina).get(edit_address(practice.resource)).content.decode()
    assert "Who paid?" in page
    assert 'name="answer"' in page


def test_a_draft_that_nobody_asked_about_has_no_answer(client_of, amina):
    draft = make.make_resource("Mine", by=amina, status=Status.DRAFT)
    assert "answer" not in client_of(amina).get(edit_address(draft)).context["form"].fields
    send(client_of(amina), edit_address(draft), answer=ANSWER)
    assert draft.review_steps.get().reason == ""
    assert letters() == []


def test_the_letter_goes_to_who_has_claimed_it_since(returned, client_of, amina):
    clerk = make.make_member("Clerk", is_staff=True, interface_language="fr")
    actions.claim(resource=returned, by=clerk)
    send(client_of(amina), edit_address(returned), answer=ANSWER)
    assert letters() == [("Clerk", "fr")]


@pytest.mark.parametrize("change", [{"is_staff": False}, {"status": Member.Status.SUSPENDED}])
def test_who_reviews_no_longer_gets_no_letter(change, waiting, client_of, amina):
    clerk = make.make_member("Clerk", is_staff=True)
    actions.give_back(resource=waiting, by=clerk, reason="Year?")
    Member.objects.filter(pk=clerk.pk).update(**change)
    send(client_of(amina), edit_address(waiting), answer=ANSWER)
    assert letters() == []


def test_a_title_cannot_write_into_the_head_of_a_letter(returned, client_of, amina):
    Resource.objects.filter(pk=returned.pk).update(title="One\r\nBcc: all@example.org")
    send(client_of(amina), edit_address(returned), title="One\r\nBcc: all@example.org")
    assert "\n" not in Letter.objects.get(kind="resource_answered").subject


def test_a_reviewer_says_that_she_is_looking_at_it(waiting, client_of, bintou):
    client = client_of(bintou)
    assert 'value="claim"' in client.get(f"{QUEUE}{waiting.pk}/change/").content.decode()
    review(client, waiting, "claim")
    waiting.refresh_from_db()
    assert (waiting.reviewer, waiting.status) == (bintou, Status.SUBMITTED)
    page = client.get(f"{QUEUE}{waiting.pk}/change/").content.decode()
    assert 'value="release"' in page
    assert 'value="claim"' not in page
    for asked, count in (("me", 1), ("nobody", 0), ("others", 0)):
        assert client.get(QUEUE, {"reviewed": asked}).context["cl"].result_count == count
    review(client, waiting, "release")
    waiting.refresh_from_db()
    assert waiting.reviewer is None


def test_what_a_colleague_looks_at_is_not_claimed_again(waiting, client_of, bintou):
    clerk = make.make_member("Clerk", is_staff=True)
    actions.claim(resource=waiting, by=clerk)
    response = review(client_of(bintou), waiting, "claim")
    assert "Clerk is looking at “Waiting” already." in said(response)
    waiting.refresh_from_db()
    assert waiting.reviewer == clerk


def test_who_decides_looks_at_it_no_longer(waiting, client_of, bintou):
    actions.claim(resource=waiting, by=bintou)
    review(client_of(bintou), waiting, "publish")
    waiting.refresh_from_db()
    assert waiting.reviewer is None
    assert "is not where" in said(review(client_of(bintou), waiting, "claim"))


@pytest.mark.parametrize("person", ["amina", "chidi", "efua"])
def test_only_staff_claim(person, waiting, client_of, request):
    client = client_of(request.getfixturevalue(person))
    response = client.post(f"{QUEUE}{waiting.pk}/review/", {"deed": "claim"})
    assert response.status_code in (302, 403)
    waiting.refresh_from_db()
    assert waiting.reviewer is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_one_moment_one_has_it(waiting, bintou):
    clerks = [bintou, *(make.make_member(is_staff=True) for _ in range(3))]
    ends = at_once(
        *(lambda clerk=clerk: actions.claim(resource=waiting, by=clerk) for clerk in clerks)
    )
    assert ends == ["done", "not now", "not now", "not now"]
    waiting.refresh_from_db()
    assert waiting.reviewer in clerks
