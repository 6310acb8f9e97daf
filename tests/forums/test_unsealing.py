"""A seal is opened by two people of different houses, for a while, and its author is told."""

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from forums import sealing, unsealing
from forums.models import Post, Seal, Unsealing
from members.models import Affiliation, Group, Member, Organization, Term
from members.moderation.models import Decision
from members.notices import outbox
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

WHY = "Somebody may be in danger."


@pytest.fixture
def post(africa: Group, amina: Member, efua: Member) -> Post:
    """Amina's, without her name, in the group that Efua facilitates."""
    forum = make.make_forum(africa, visibility="group", allows_nameless=True)
    thread = make.make_thread(forum, efua)
    return make.make_post(thread, amina, nameless=True, body="He locks the door at night.")


@pytest.fixture
def efua_of_b(efua: Member, organization_b: Organization) -> Member:
    Affiliation.objects.create(member=efua, organization=organization_b, since=dt.date(2020, 1, 1))
    return efua


@pytest.fixture
def question(post: Post, efua_of_b: Member) -> Unsealing:
    """Efua's."""
    return unsealing.ask(post=post, by=efua_of_b, why=WHY)


@pytest.fixture
def gina(africa: Group, organization_a: Organization) -> Member:
    """Facilitates the group as well, for Amina's organization."""
    member = make.make_member("Gina", organization=organization_a)
    make.make_term(member, africa)
    return member


def again(member: Member) -> Member:
    """As another request would find her."""
    return Member.objects.get(pk=member.pk)


def sees(member: Member) -> bool:
    return Unsealing.objects.visible_to(again(member)).exists()


def path(question: Unsealing) -> str:
    return f"/forums/unsealing/{question.pk}/"


def answer(client: Client, question: Unsealing, verb: str = "agree") -> int:
    sent = {"words": "It is as she says.", verb: "1"}
    return client.post(path(question), sent).status_code


# Asking ---


def test_efua_asks_with_a_reason_and_nothing_is_opened(post: Post, efua_of_b: Member) -> None:
    client = client_of(efua_of_b)
    assert "He locks the door" in client.get(f"/forums/posts/{post.pk}/unseal/").content.decode()
    client.post(f"/forums/posts/{post.pk}/unseal/", {"why": WHY})
    asked = Unsealing.objects.get(post=post)
    assert (asked.asked_by, asked.why, asked.is_waiting) == (efua_of_b, WHY, True)
    assert not Letter.objects.exists()
    assert not Decision.objects.exists()


def test_without_a_reason_she_is_asked_for_one(post: Post, efua_of_b: Member) -> None:
    answered = client_of(efua_of_b).post(f"/forums/posts/{post.pk}/unseal/", {"why": " "})
    assert answered.status_code == 422
    assert "Please write why" in answered.content.decode()
    assert not Unsealing.objects.exists()


def test_who_asks_needs_an_organization_that_is_known(
    post: Post, efua: Member, organization_b: Organization
) -> None:
    client = client_of(efua)
    assert client.get(f"/forums/posts/{post.pk}/unseal/").status_code == 403
    Affiliation.objects.create(member=efua, organization=organization_b, since="2020-01-01")
    assert client.get(f"/forums/posts/{post.pk}/unseal/").status_code == 200
    Organization.objects.filter(pk=organization_b.pk).update(status="proposed")
    assert client.get(f"/forums/posts/{post.pk}/unseal/").status_code == 403


def test_the_secretariat_is_a_house(post: Post, bintou: Member) -> None:
    assert client_of(bintou).get(f"/forums/posts/{post.pk}/unseal/").status_code == 200


def test_others_of_the_group_cannot_ask_and_strangers_find_nothing(
    post: Post, africa: Group, chidi: Member
) -> None:
    client = client_of(chidi)
    assert client.get(f"/forums/posts/{post.pk}/unseal/").status_code == 404
    make.make_membership(chidi, africa)
    assert client.get(f"/forums/posts/{post.pk}/unseal/").status_code == 403
    assert client.get("/forums/unsealing/").status_code == 403


def test_who_wrote_it_does_not_ask(post: Post, africa: Group, amina: Member, gina: Member) -> None:
    make.make_term(amina, africa)
    assert client_of(gina).get(f"/forums/posts/{post.pk}/unseal/").status_code == 200
    refused = client_of(amina).get(f"/forums/posts/{post.pk}/unseal/")
    assert refused.status_code == 403
    assert "You wrote this yourself" in refused.content.decode()


def test_a_post_with_a_name_has_no_seal(post: Post, efua_of_b: Member) -> None:
    named = Post.objects.get(thread=post.thread, number=1)
    assert client_of(efua_of_b).get(f"/forums/posts/{named.pk}/unseal/").status_code == 404


def test_what_she_has_removed_is_not_asked_about(post: Post, efua_of_b: Member) -> None:
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now(), body="", html="")
    assert client_of(efua_of_b).get(f"/forums/posts/{post.pk}/unseal/").status_code == 404


def test_one_question_at_a_time(question: Unsealing, post: Post, gina: Member) -> None:
    with pytest.raises(unsealing.AskedAlready):
        unsealing.ask(post=post, by=gina, why="I, too.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Unsealing.objects.create(post=post, asked_by=gina, why="I, too.")


# Who may answer ---


def test_somebody_of_another_house_finds_the_question(
    question: Unsealing, efua_of_b: Member, bintou: Member, gina: Member, chidi: Member
) -> None:
    assert [sees(one) for one in (efua_of_b, bintou, gina, chidi)] == [True, True, True, False]
    assert answer(client_of(efua_of_b), question) == 403
    assert answer(client_of(chidi), question) == 403
    assert answer(client_of(bintou), question) == 302


def test_somebody_of_the_same_house_does_not(
    question: Unsealing, gina: Member, organization_b: Organization
) -> None:
    assert sees(gina)
    gina.affiliations.update(organization=organization_b)
    assert not sees(gina)
    assert answer(client_of(gina), question) == 404


def test_two_of_the_secretariat_are_one_voice(post: Post, bintou: Member) -> None:
    other = make.make_member(is_staff=True)
    asked = unsealing.ask(post=post, by=bintou, why=WHY)
    assert not sees(other)
    Affiliation.objects.create(
        member=other, organization=make.make_organization(), since="2020-01-01"
    )
    assert answer(client_of(other), asked) == 302


def test_the_author_does_not_learn_that_somebody_asks(
    question: Unsealing, africa: Group, amina: Member, gina: Member
) -> None:
    """She facilitates as well, and everything is as if nobody had asked."""
    make.make_term(amina, africa)
    hers, other = client_of(amina), client_of(gina)
    assert WHY in other.get("/forums/unsealing/").content.decode()
    assert "Nothing waits for you" in hers.get("/forums/unsealing/").content.decode()
    missing = hers.get("/forums/unsealing/999999/")
    assert hers.get(path(question)).status_code == missing.status_code == 404
    assert answer(hers, question) == 404
    question.refresh_from_db()
    assert question.is_waiting


def test_no_page_says_who_could_answer(
    question: Unsealing, africa: Group, amina: Member, gina: Member, efua_of_b: Member
) -> None:
    """Whether the only other is the author or somebody else, who asked reads the same."""
    page = client_of(efua_of_b).get(path(question)).content.decode()
    make.make_term(amina, africa)
    after = client_of(efua_of_b).get(path(question)).content.decode()
    assert "Gina" not in page + after
    assert "Amina" not in page + after


@pytest.mark.parametrize("number", [1, 12])
def test_the_pages_ask_the_database_as_often_for_many(
    number: int,
    question: Unsealing,
    efua_of_b: Member,
    amina: Member,
    bintou: Member,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    for _time in range(number - 1):
        post = make.make_post(question.post.thread, amina, nameless=True)
        unsealing.ask(post=post, by=efua_of_b, why=WHY)
    client = client_of(bintou)
    for address in ("/forums/unsealing/", path(question)):
        client.get(address)
        with django_assert_max_num_queries(10):
            client.get(address)


# Agreeing ---


def test_only_when_both_agree_is_the_name_shown_and_each_look_written_down(
    question: Unsealing, amina: Member, efua_of_b: Member, bintou: Member
) -> None:
    asker, second = client_of(efua_of_b), client_of(bintou)
    for client in (asker, second):
        assert client.post(path(question), {"look": "1"}).status_code == 403
    answer(second, question)
    for client in (asker, second):
        assert "Amina" not in client.get(path(question)).content.decode()
        assert "Amina" in client.post(path(question), {"look": "1"}).content.decode()
    deeds = list(Decision.objects.order_by("pk").values_list("deed", "by", "together_with"))
    e, b = efua_of_b.pk, bintou.pk
    assert deeds == [
        ("ask_to_unseal", e, b),
        ("agree_to_unseal", b, e),
        ("look_behind_seal", e, b),
        ("look_behind_seal", b, e),
    ]


def test_a_third_person_sees_nothing_of_it(
    question: Unsealing, bintou: Member, gina: Member
) -> None:
    assert sees(gina)
    answer(client_of(bintou), question)
    assert not sees(gina)
    assert client_of(gina).post(path(question), {"look": "1"}).status_code == 404


def test_after_thirty_days_it_is_closed_again(
    question: Unsealing, bintou: Member, efua_of_b: Member
) -> None:
    answer(client_of(bintou), question)
    assert client_of(efua_of_b).post(path(question), {"look": "1"}).status_code == 200
    Unsealing.objects.update(answered_at=F("answered_at") - dt.timedelta(days=30))
    assert client_of(efua_of_b).post(path(question), {"look": "1"}).status_code == 403
    assert "closed again" in client_of(efua_of_b).get(path(question)).content.decode()


def test_whose_term_has_ended_looks_no_more(
    question: Unsealing, bintou: Member, efua_of_b: Member
) -> None:
    answer(client_of(bintou), question)
    assert sees(efua_of_b)
    Term.objects.update(ends_on=timezone.localdate() - dt.timedelta(2))
    assert not sees(efua_of_b)
    assert client_of(efua_of_b).post(path(question), {"look": "1"}).status_code == 403


def test_the_author_is_told_and_nothing_of_the_letter_stays(
    question: Unsealing, amina: Member, bintou: Member
) -> None:
    answer(client_of(bintou), question)
    letter = Letter.objects.get()
    assert (letter.recipient, letter.address) == (None, amina.email)
    assert "seal" not in letter.subject.lower()
    assert client_of(bintou).get(f"/admin/notices/letter/{letter.pk}/change/").status_code == 302
    assert outbox.send(letter.pk)
    (sent,) = mail.outbox
    assert sent.to == [amina.email]
    for words in ("Efua", "Bintou", WHY, "It is as she says.", question.post.get_absolute_url()):
        assert words in sent.body
    assert not Letter.objects.exists()


def test_who_has_left_is_not_written_to(question: Unsealing, amina: Member, bintou: Member) -> None:
    Member.objects.filter(pk=amina.pk).update(status="left")
    assert answer(client_of(bintou), question) == 302
    assert not Letter.objects.exists()


def test_of_two_who_answer_at_once_one_is_heard(
    question: Unsealing, bintou: Member, gina: Member, transactional_db: None
) -> None:
    heard = []

    def speak(member: Member) -> None:
        try:
            unsealing.agree(unsealing=question, by=again(member), words="Yes.")
            heard.append(member.pk)
        except unsealing.IsOver:
            pass
        finally:
            connection.close()

    at_once = [threading.Thread(target=speak, args=[one]) for one in (bintou, gina)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert len(heard) == 1
    assert Unsealing.objects.get().answered_by_id == heard[0]
    assert Letter.objects.count() == 1


def test_if_the_term_of_who_asked_has_ended_the_question_ends(
    question: Unsealing, bintou: Member
) -> None:
    Term.objects.update(ends_on=timezone.localdate() - dt.timedelta(2))
    assert unsealing.agree(unsealing=question, by=bintou, words="Yes.") is False
    question.refresh_from_db()
    assert question.lapsed_at
    assert not Letter.objects.exists()
    assert Decision.objects.get().after["end"] == "ended by itself"


def test_if_both_work_for_one_house_meanwhile_she_may_not(
    question: Unsealing, gina: Member, organization_b: Organization
) -> None:
    stale = again(gina)
    assert sees(stale)
    gina.affiliations.update(organization=organization_b)
    with pytest.raises(unsealing.MayNot):
        unsealing.agree(unsealing=question, by=stale, words="Yes.")


def test_without_the_key_nothing_is_agreed(question: Unsealing, bintou: Member) -> None:
    Seal.objects.update(sealed=b"of a key that is lost")
    page = client_of(bintou).post(path(question), {"words": "Yes.", "agree": "1"})
    assert "its key is lost" in page.content.decode()
    question.refresh_from_db()
    assert question.is_waiting


# Declining, and waiting ---


def test_she_declines_with_words_and_the_author_hears_nothing(
    question: Unsealing, bintou: Member, efua_of_b: Member
) -> None:
    assert client_of(bintou).post(path(question), {"words": "", "decline": "1"}).status_code == 422
    answer(client_of(bintou), question, "decline")
    assert not Letter.objects.exists()
    assert [one.deed for one in Decision.objects.order_by("pk")] == [
        "ask_to_unseal",
        "decline_to_unseal",
    ]
    assert client_of(efua_of_b).post(path(question), {"look": "1"}).status_code == 403


def test_after_two_weeks_it_ends_by_itself_and_may_be_asked_again(
    question: Unsealing, post: Post, bintou: Member, efua_of_b: Member
) -> None:
    assert unsealing.end_due() == 0
    Unsealing.objects.update(asked_at=F("asked_at") - dt.timedelta(days=14))
    assert answer(client_of(bintou), question) == 404
    assert unsealing.end_due() == 1
    assert (Decision.objects.get().deed, Letter.objects.count()) == ("ask_to_unseal", 0)
    assert unsealing.ask(post=post, by=efua_of_b, why="Again.").is_waiting


def test_whoever_asks_first_after_two_weeks_ends_the_old_one(
    question: Unsealing, post: Post, gina: Member
) -> None:
    Unsealing.objects.update(asked_at=F("asked_at") - dt.timedelta(days=14))
    unsealing.ask(post=post, by=gina, why="Again.")
    question.refresh_from_db()
    assert question.lapsed_at


def test_the_database_wants_two_people(question: Unsealing, efua_of_b: Member) -> None:
    alone = {"answered_by": efua_of_b, "answered_at": timezone.now(), "agreed": True, "answer": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Unsealing.objects.update(**alone)


# The seals themselves ---


def test_a_seal_says_nothing_under_another_post(post: Post, amina: Member, efua: Member) -> None:
    """Whoever writes into the database puts nobody's words into another's mouth."""
    other = make.make_post(post.thread, efua, nameless=True)
    hers, others = Seal.objects.get(post=post), Seal.objects.get(post=other)
    assert (sealing.author_id(hers), sealing.author_id(others)) == (amina.pk, efua.pk)
    hers.sealed = others.sealed
    assert sealing.author_id(hers) is None


def test_a_new_key_of_the_portal_takes_over_the_seals(post: Post, amina: Member, settings) -> None:
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert sealing.author_id(Seal.objects.get()) is None
    assert sealing.seal_anew() == 0
    settings.SECRET_KEY_FALLBACKS = [former]
    assert (sealing.seal_anew(), sealing.seal_anew()) == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.author_id(Seal.objects.get()) == amina.pk


def test_all_that_she_wrote_without_a_name_is_found_for_her_leaving(
    post: Post, amina: Member, efua: Member
) -> None:
    make.make_post(post.thread, efua, nameless=True)
    opened = make.make_thread(post.thread.forum, amina, nameless=True)
    assert sealing.posts_of(amina) == [post.pk, opened.posts.get().pk]


def test_the_seal_of_what_is_gone_goes_after_a_while(
    post: Post, efua_of_b: Member, question: Unsealing
) -> None:
    gone = {"removed_at": timezone.now(), "body": "", "html": ""}
    Post.objects.filter(pk=post.pk).update(**gone)
    assert sealing.forget_old() == 0
    Post.objects.update(removed_at=F("removed_at") - dt.timedelta(days=31))
    assert sealing.forget_old() == 0  # somebody's question waits
    Unsealing.objects.update(lapsed_at=timezone.now())
    assert sealing.forget_old() == 1
