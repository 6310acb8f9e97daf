"""A question to an applicant, her answer, and again; and who may apply once more."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members import actions, application_actions
from members.access import APPLY_AGAIN_AFTER
from members.models import Application, ApplicationQuestion, Member, Organization
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

URL = "/me/application/"


def decide(person: Member, application: Application, **facts: str) -> str:
    path = f"/admin/members/application/{application.pk}/decide/"
    return client_of(person).post(path, facts, follow=True).content.decode()


@pytest.fixture
def asked(application: Application, efua: Member) -> ApplicationQuestion:
    return application_actions.ask(application=application, by=efua, text="Since <when>?")


def test_efua_asks_and_dara_reads_it_where_she_stands(
    efua: Member, dara: Member, application: Application
) -> None:
    decide(efua, application, ask="Ask", question="Since <when>?")
    page = client_of(dara).get(URL).content.decode()
    assert "There is a question for you" in page
    assert "Since &lt;when&gt;?" in page
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("applicant_asked", dara)
    assert "Since <when>?" in letter.text


@pytest.mark.parametrize("question", ["", "  ", "x" * 5001])
def test_a_question_needs_words_and_what_was_typed_is_kept(
    efua: Member, application: Application, question: str
) -> None:
    page = decide(efua, application, ask="Ask", question=question)
    assert "errorlist" in page
    assert question.strip() in page
    assert not application.questions.exists()


def test_dara_answers_and_who_asked_is_told(
    dara: Member, efua: Member, asked: ApplicationQuestion
) -> None:
    facts = {"question": asked.pk, "answer": "Since 2019."}
    response = client_of(dara).post(URL, facts, follow=True)
    assert "Since 2019." in response.content.decode()
    asked.refresh_from_db()
    assert asked.answer == "Since 2019."
    letter = Letter.objects.get(kind="applicant_answered")
    assert letter.recipient == efua
    assert "Since 2019." in letter.text


def test_several_rounds_are_kept_in_their_order(
    dara: Member, efua: Member, application: Application, asked: ApplicationQuestion
) -> None:
    application_actions.answer(question=asked, text="Since 2019.")
    second = application_actions.ask(application=application, by=efua, text="With whom?")
    application_actions.answer(question=second, text="Alone.")
    said = client_of(efua).get(f"/admin/members/application/{application.pk}/change/")
    page = said.content.decode()
    places = [page.index(word) for word in ("Since 2019.", "With whom?", "Alone.")]
    assert places == sorted(places)


def test_an_empty_answer_is_refused_beside_its_field(
    dara: Member, asked: ApplicationQuestion
) -> None:
    response = client_of(dara).post(URL, {"question": asked.pk, "answer": " "})
    assert response.status_code == 422
    assert "Please write an answer." in response.content.decode()


def test_nobody_asks_twice_before_she_has_answered(
    bintou: Member, application: Application, asked: ApplicationQuestion
) -> None:
    page = decide(bintou, application, ask="Ask", question="Another?")
    assert "has been answered already; nothing was changed" in page
    assert application.questions.count() == 1


def test_an_answer_after_the_decision_is_given_back_to_her(
    dara: Member, bintou: Member, application: Application, asked: ApplicationQuestion
) -> None:
    actions.decline(application=application, by=bintou, reason="No.")
    facts = {"question": asked.pk, "answer": "My long words."}
    page = client_of(dara).post(URL, facts, follow=True).content.decode()
    assert "My long words." in page
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_efua_cannot_ask_where_she_cannot_decide(efua: Member, europe: object) -> None:
    elsewhere = make.make_application(organization=make.make_organization(country="AT"))
    path = f"/admin/members/application/{elsewhere.pk}/decide/"
    response = client_of(efua).post(path, {"ask": "Ask", "question": "Why?"})
    assert response.status_code == 404
    assert not elsewhere.questions.exists()


def test_nobody_answers_for_another(amina: Member, asked: ApplicationQuestion) -> None:
    other = make.make_member(status=Member.Status.APPLIED)
    mine = make.make_application(other)
    own = application_actions.ask(application=mine, by=asked.asked_by, text="And you?")
    client_of(other).post(URL, {"question": asked.pk, "answer": "Words"})
    for one in (asked, own):
        one.refresh_from_db()
        assert one.answered_at is None


def test_the_database_keeps_one_question_waiting(asked: ApplicationQuestion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.application.questions.create(text="More?", asked_by=asked.asked_by)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_ask_and_decide_at_once_one_is_first() -> None:
    make.make_community()
    staff = [make.make_member(is_staff=True) for _number in range(4)]
    application = make.make_application()

    def ask(by: Member) -> str:
        try:
            application_actions.ask(application=application, by=by, text="Why?")
        except application_actions.AlreadyAsked:
            return "late"
        finally:
            connection.close()
        return "asked"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(ask, staff)) == ["asked", "late", "late", "late"]
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_sent_twice_is_kept_once() -> None:
    asker = make.make_member(is_staff=True)
    application = make.make_application()
    question = application_actions.ask(application=application, by=asker, text="Why?")

    def answer(text: str) -> str:
        try:
            application_actions.answer(question=question, text=text)
        except application_actions.AlreadyAnswered:
            return "late"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(answer, ["a", "b", "c"])) == ["kept", "late", "late"]
    assert Letter.objects.filter(kind="applicant_answered").count() == 1


# Applying again.


@pytest.fixture
def declined(application: Application, bintou: Member) -> Application:
    actions.decline(application=application, by=bintou, reason="We could not see why.")
    application.refresh_from_db()
    return application


def long_ago(application: Application) -> None:
    then = timezone.now() - APPLY_AGAIN_AFTER - dt.timedelta(minutes=1)
    Application.objects.filter(pk=application.pk).update(decided_at=then)


def request_again(organization: Organization, **kw: object) -> dict[str, object]:
    return {"organization": organization.pk, "country": "BF", "why": "Now I see."} | kw


def test_before_the_days_are_over_she_is_told_from_when_on(
    dara: Member, declined: Application, organization_a: Organization
) -> None:
    page = client_of(dara).get(URL).content.decode()
    assert "on you may apply again" in page
    assert "<textarea" not in page
    client_of(dara).post(URL, request_again(organization_a))
    assert dara.applications.count() == 1


def test_after_ninety_days_she_applies_again(
    dara: Member, declined: Application, organization_b: Organization
) -> None:
    long_ago(declined)
    response = client_of(dara).post(URL, request_again(organization_b), follow=True)
    assert "Your request is being read" in response.content.decode()
    assert dara.applications.open().get().organization == organization_b
    assert Member.objects.get(pk=dara.pk).status == Member.Status.APPLIED


def test_she_accepts_the_charter_in_force_if_she_has_not(
    dara: Member, declined: Application, organization_a: Organization
) -> None:
    version = make.make_charter()
    long_ago(declined)
    refused = client_of(dara).post(URL, request_again(organization_a))
    assert refused.status_code == 422
    assert "Now I see." in refused.content.decode()
    client_of(dara).post(URL, request_again(organization_a, charter="on"))
    assert dara.acceptances.get().version == version


def test_staff_let_her_apply_earlier_and_say_why(
    dara: Member, bintou: Member, declined: Application
) -> None:
    decide(bintou, declined, again="x", why="It was our mistake.")
    declined.refresh_from_db()
    assert (declined.again_by, declined.again_why) == (bintou, "It was our mistake.")
    letter = Letter.objects.get(kind="may_apply_again")
    assert "our mistake" not in letter.text
    assert "<textarea" in client_of(dara).get(URL).content.decode()
    assert "It was our mistake." in (
        client_of(bintou).get(f"/admin/members/application/{declined.pk}/change/").content.decode()
    )


def test_a_facilitator_cannot_let_her_apply_earlier(efua: Member, declined: Application) -> None:
    decide(efua, declined, again="x", why="I like her.")
    declined.refresh_from_db()
    assert declined.again_at is None


def test_staff_who_say_no_why_are_asked_again(bintou: Member, declined: Application) -> None:
    assert "Please write why, for the record." in decide(bintou, declined, again="x", why="")


@pytest.mark.django_db(transaction=True)
def test_who_sends_it_twice_at_once_has_applied_once() -> None:
    staff = make.make_member(is_staff=True)
    application = make.make_application()
    actions.decline(application=application, by=staff, reason="No.")
    long_ago(application)
    organization = make.make_organization()

    def again(_number: int) -> str:
        try:
            application_actions.apply_again(
                member=application.member, organization=organization, why="!", charter=None
            )
        except application_actions.NotNow:
            return "late"
        finally:
            connection.close()
        return "applied"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(again, range(3))) == ["applied", "late", "late"]
