"""Two things at one time: each has one clear outcome, and no words are lost."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from forums.models import Draft, Forum, Post, Thread
from members.models import Group, Member
from tests import make

from .writing import TEXT, carried, here_for_long, new_address, opened, reply_address

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _known(amina: Member, efua: Member) -> None:
    here_for_long(amina, efua)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    outcomes: list[object] = [None] * len(deeds)

    def run(n: int) -> None:
        try:
            outcomes[n] = deeds[n]()
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=[n]) for n in range(len(deeds))]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return outcomes


def while_it_is(change: Callable[[], None], send: Callable[[], HttpResponse]) -> HttpResponse:
    """`send` arrives when `change` has the lock of the thread, and is not yet done."""
    has_lock, came = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            list(Thread.objects.select_for_update())
            has_lock.set()
            came.wait(5)
            waits(5)
            change()

    def waits(seconds: float) -> None:
        """Until somebody stands at the lock."""
        for _n in range(int(seconds * 50)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    return
            threading.Event().wait(0.02)

    def come() -> HttpResponse:
        has_lock.wait(5)
        came.set()
        return send()

    _changed, response = at_once(slowly, come)
    assert isinstance(response, HttpResponse)
    return response


@pytest.fixture
def send(thread: Thread, amina: Member, client_of: Callable[..., Client]):
    """Amina presses, having opened the thread before."""
    client = client_of(amina)
    told = carried(opened(client, thread)) | {"body": TEXT}
    return lambda: client.post(reply_address(thread), told)


def test_four_presses_make_one_post(thread, amina, client_of):
    told = carried(opened(client_of(amina), thread)) | {"body": TEXT}
    clients = [client_of(amina) for _n in range(4)]
    answers = at_once(*(lambda c=c: c.post(reply_address(thread), told) for c in clients))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert thread.posts.count() == 2


def test_four_presses_open_one_thread(forum, amina, client_of):
    told = carried(client_of(amina).get(new_address(forum)))
    told |= {"title": "Keys", "body": TEXT, "kind": "discussion", "label": "group"}
    clients = [client_of(amina) for _n in range(4)]
    answers = at_once(*(lambda c=c: c.post(new_address(forum), told) for c in clients))
    assert {answer.status_code for answer in answers} == {302}
    assert (Thread.objects.count(), Post.objects.count()) == (1, 1)


def test_a_reply_into_a_thread_that_is_being_locked(thread, send):
    response = while_it_is(lambda: Thread.objects.update(locked_at=timezone.now()), send)
    assert response.status_code == 403
    assert "This thread is locked." in response.content.decode()
    kept(response)


def test_a_reply_into_a_thread_that_is_being_hidden(thread, send):
    hide = {"hidden_at": timezone.now(), "hidden_why": "Names"}
    response = while_it_is(lambda: Thread.objects.update(**hide), send)
    assert response.status_code == 404
    kept(response)


def test_a_reply_into_a_thread_that_is_being_moved(thread: Thread, africa: Group, send):
    there = make.make_forum(africa)
    response = while_it_is(lambda: Thread.objects.update(forum=there), send)
    assert response.status_code == 302
    assert thread.posts.get(number=2).body == TEXT


def test_a_reply_into_a_thread_that_is_being_moved_out_of_her_reach(thread, europe, send):
    there = make.make_forum(europe, visibility="group")
    response = while_it_is(lambda: Thread.objects.update(forum=there), send)
    assert response.status_code == 404
    kept(response)


def test_a_reply_into_a_thread_that_is_being_merged(thread: Thread, forum: Forum, efua, send):
    other = make.make_thread(forum, efua, title="All about keys")

    def merge() -> None:
        Post.objects.filter(thread=thread).update(thread=other, number=2)
        Thread.objects.filter(pk=other.pk).update(post_count=2)
        Thread.objects.filter(pk=thread.pk).update(merged_into=other, post_count=0)

    response = while_it_is(merge, send)
    assert response.status_code == 422
    assert "All about keys" in response.content.decode()
    kept(response)
    assert Draft.objects.get().thread == other


def test_the_transaction_of_a_nameless_post_has_touched_no_row_of_its_author(
    thread, forum, efua, client_of
):
    """A newcomer with a draft, whose posts are counted one by one."""
    grace = make.make_writer(forum)
    client = client_of(grace)
    told = carried(opened(client, thread)) | {"body": TEXT, "nameless": "on"}
    seen = client.post(reply_address(thread), told | {"preview": "1"})
    client.post(reply_address(thread), carried(seen) | {"body": TEXT, "nameless": "on"})
    assert not Draft.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM forums_post WHERE is_nameless")
        (written,) = cursor.fetchone()
        cursor.execute(
            "SELECT xmin::text, xmax::text FROM members_member WHERE id = %s", [grace.pk]
        )
        assert written not in cursor.fetchone()


def kept(response: HttpResponse) -> None:
    assert TEXT in response.content.decode()
    assert Draft.objects.get().body == TEXT
    assert not Post.objects.filter(body=TEXT).exists()


def test_two_savings_of_one_draft_at_once_leave_one(thread, amina, client_of):
    told = carried(opened(client_of(amina), thread)) | {"thread": thread.pk}
    clients = [client_of(amina) for _n in range(4)]
    answers = at_once(
        *(
            lambda c=c, n=n: c.post("/forums/drafts/save/", told | {"body": f"Word {n}"})
            for n, c in enumerate(clients)
        )
    )
    assert [answer.status_code for answer in answers] == [200] * 4
    assert Draft.objects.get().body.startswith("Word ")
