"""Locking, pinning, hiding and closing threads: who may, what it asks, and what it leaves."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.utils import timezone

from forums import access
from forums.care import threads
from forums.models import Forum, Thread
from members.models import Group, Member, Term
from members.moderation.models import Decision
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

# Each deed, the one before it that it needs, and the column that it writes.
DEEDS = {
    "lock": ("", "locked_at", True),
    "unlock": ("lock", "locked_at", False),
    "pin": ("", "pinned_at", True),
    "unpin": ("pin", "pinned_at", False),
    "hide": ("", "hidden_at", True),
    "restore": ("hide", "hidden_at", False),
    "close": ("", "closed_at", True),
}
VERBS = (*DEEDS, "move", "merge", "split")
WHY = "It goes round in circles."


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, visibility="group", allows_nameless=True)


@pytest.fixture
def thread(forum: Forum, efua: Member, amina: Member) -> Thread:
    """An e-discussion, since that is all that a thread can be; with a reply of Amina's."""
    today = timezone.localdate()
    days = {"opens_on": today - dt.timedelta(1), "closes_on": today + dt.timedelta(9)}
    thread = make.make_thread(forum, efua, kind="e_discussion", **days)
    make.make_post(thread, amina)
    return thread


def post(person: Member, thread: Thread, verb: str, **sent: object) -> HttpResponse:
    return client_of(person).post(f"/forums/threads/{thread.pk}/{verb}/", {"why": WHY} | sent)


@pytest.mark.parametrize("verb", DEEDS)
def test_who_facilitates_does_it_with_a_reason_and_leaves_a_decision(
    efua: Member, thread: Thread, verb: str
) -> None:
    first, column, is_set = DEEDS[verb]
    if first:
        getattr(threads, first)(thread=thread, by=efua, why="First.")
    assert client_of(efua).get(f"/forums/threads/{thread.pk}/{verb}/").status_code == 200
    assert post(efua, thread, verb).status_code == 302
    thread.refresh_from_db()
    assert (getattr(thread, column) is not None) is is_set
    decision = Decision.objects.about(thread).filter(deed=verb).get()
    assert (decision.by, decision.why, decision.group) == (efua, WHY, thread.forum.group)


@pytest.mark.parametrize("verb", VERBS)
def test_a_reader_is_refused_and_to_others_there_is_no_such_thread(
    amina: Member, chidi: Member, bintou: Member, thread: Thread, verb: str
) -> None:
    assert post(amina, thread, verb).status_code == 403
    assert post(chidi, thread, verb).status_code == 404
    path = f"/forums/threads/{thread.pk}/{verb}/"
    assert client_of(amina).get(path).status_code == 403
    assert client_of(chidi).get(path).status_code == 404
    assert client_of(chidi).get(path.replace(str(thread.pk), "9999999")).status_code == 404
    assert client_of(bintou).get(path).status_code in (200, 302)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_the_day_after_her_term_she_may_no_longer(efua: Member, thread: Thread, verb: str) -> None:
    yesterday = thread.forum.group.today - dt.timedelta(1)
    Term.objects.filter(member=efua).update(ends_on=yesterday)
    assert post(efua, thread, verb).status_code == 403
    thread.guests.clear()
    make.make_membership(make.make_member(), thread.forum.group)
    efua.memberships.filter(group=thread.forum.group).delete()
    assert post(efua, thread, verb).status_code == 404
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_without_a_reason_nothing_happens(efua: Member, thread: Thread, verb: str) -> None:
    make.make_forum(thread.forum.group)
    if first := DEEDS.get(verb, ("",))[0]:
        getattr(threads, first)(thread=thread, by=efua, why="First.")
    response = post(efua, thread, verb, why=" ")
    assert response.status_code == 422
    assert "Please write a reason." in response.content.decode()
    assert not Decision.objects.filter(deed=verb).exists()


@pytest.mark.parametrize("verb", DEEDS)
def test_what_is_done_already_is_not_done_again(efua: Member, thread: Thread, verb: str) -> None:
    first, _column, _is_set = DEEDS[verb]
    if first:
        getattr(threads, first)(thread=thread, by=efua, why="First.")
    getattr(threads, verb)(thread=thread, by=efua, why="Then.")
    response = post(efua, thread, verb)
    assert response.status_code == 302
    assert Decision.objects.filter(deed=verb).count() == 1


def test_all_who_read_a_locked_thread_read_why_and_none_replies(
    amina: Member, efua: Member, thread: Thread
) -> None:
    threads.lock(thread=thread, by=efua, why=WHY)
    seen = Thread.objects.visible_to(amina).get(pk=thread.pk)
    assert seen.locked_why == WHY
    assert not access.can_reply(amina, seen)
    assert access.can_reply(efua, seen)


def test_a_hidden_thread_is_there_for_those_who_look_after_it_and_its_opener_gets_a_letter(
    amina: Member, efua: Member, bintou: Member, forum: Forum
) -> None:
    thread = make.make_thread(forum, amina, title="Names of survivors")
    threads.hide(thread=thread, by=efua, why=WHY)
    assert not Thread.objects.visible_to(amina).contains(thread)
    for person in (efua, bintou):
        assert Thread.objects.visible_to(person).contains(thread)
    letter = Letter.objects.get(recipient=amina, kind="post_hidden")
    assert WHY in letter.text
    assert f"/groups/{forum.group.slug}/" in letter.text
    threads.restore(thread=thread, by=bintou, why="It was a misunderstanding.")
    assert Thread.objects.visible_to(amina).contains(thread)
    letter = Letter.objects.get(recipient=amina, kind="post_restored")
    assert "It was a misunderstanding." in letter.text


def test_nobody_is_told_of_a_thread_that_was_opened_without_a_name(
    amina: Member, efua: Member, forum: Forum
) -> None:
    thread = make.make_thread(forum, amina, nameless=True)
    threads.hide(thread=thread, by=efua, why=WHY)
    assert not Letter.objects.exists()
    assert not Decision.objects.filter(by=amina).exists()


def test_nobody_restores_her_own_thread_that_another_has_hidden(
    efua: Member, bintou: Member, forum: Forum
) -> None:
    thread = make.make_thread(forum, efua)
    threads.hide(thread=thread, by=bintou, why=WHY)
    response = post(efua, thread, "restore")
    assert response.status_code == 403
    assert "about yourself" in response.content.decode()
    assert post(bintou, thread, "restore").status_code == 302


def test_she_restores_what_she_hid_herself(efua: Member, bintou: Member, forum: Forum) -> None:
    thread = make.make_thread(forum, efua)
    threads.hide(thread=thread, by=efua, why=WHY)
    assert post(efua, thread, "restore").status_code == 302


def test_a_closed_e_discussion_is_over_for_everybody(
    amina: Member, efua: Member, thread: Thread
) -> None:
    threads.close(thread=thread, by=efua, why=WHY)
    thread.refresh_from_db()
    assert thread.is_over
    assert not access.can_reply(amina, thread)
    assert not access.can_reply(efua, thread)


def test_a_discussion_without_days_is_not_closed(efua: Member, forum: Forum) -> None:
    thread = make.make_thread(forum, efua)
    assert post(efua, thread, "close").status_code == 302
    assert not Decision.objects.exists()


def test_a_hidden_thread_is_restored_before_anything_else(
    efua: Member, bintou: Member, forum: Forum
) -> None:
    thread = make.make_thread(forum, efua)
    threads.hide(thread=thread, by=bintou, why=WHY)
    for verb in ("pin", "move", "merge", "split"):
        assert post(efua, thread, verb).status_code == 302
    assert Decision.objects.count() == 1


def test_a_link_does_nothing(efua: Member, thread: Thread) -> None:
    for verb in VERBS:
        client_of(efua).get(f"/forums/threads/{thread.pk}/{verb}/", {"why": WHY})
    assert not Decision.objects.exists()
