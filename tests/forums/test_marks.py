"""Marking as read what one does not want to open; marks that move at once."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from forums import read_marks
from forums.models import ForumMark, ThreadMark
from tests import make

pytestmark = pytest.mark.django_db


def unread(client, forum):
    page = client.get(f"{forum.get_absolute_url()}?unread=1")
    return [thread.title for thread in page.context["listed"].rows]


def test_she_marks_a_forum_as_read(forum, square, amina, efua, client_of):
    client = client_of(efua)
    make.make_thread(forum, amina, title="keys")
    make.make_thread(square, amina, title="walk")
    response = client.post("/forums/keys/read/")
    assert response["Location"] == "/forums/keys/"
    assert unread(client, forum) == []
    assert unread(client, square) == ["walk"]


def test_what_came_after_her_page_was_made_stays_new(forum, amina, efua, client_of):
    client = client_of(efua)
    make.make_thread(forum, amina, title="seen")
    seen_to = client.get("/forums/keys/").context["seen_to"]
    make.make_thread(forum, amina, title="unseen")
    client.post("/forums/keys/read/", {"to": seen_to})
    assert unread(client, forum) == ["unseen"]


@pytest.mark.parametrize("to", ["x", "9" * 17 + "-1", "9" * 30, "-1", "", "0-0"])
def test_a_moment_that_is_none_marks_nothing_that_is_to_come(forum, efua, client_of, to):
    client_of(efua).post("/forums/keys/read/", {"to": to})
    assert ForumMark.objects.get(member=efua).read_to <= timezone.now()


def test_she_marks_all_forums_that_she_reads_and_no_other(forum, square, amina, chidi, client_of):
    make.make_thread(square, amina, title="walk")
    make.make_thread(forum, amina, title="keys")
    client_of(chidi).post("/forums/read/")
    assert {mark.forum for mark in ForumMark.objects.filter(member=chidi)} == {square}
    assert unread(client_of(chidi), square) == []


def test_the_marks_of_threads_that_it_covers_are_let_go(forum, square, amina, efua, client_of):
    client = client_of(efua)
    for place in (forum, square):
        client.get(make.make_thread(place, amina).get_absolute_url())
    client.post("/forums/keys/read/")
    assert [mark.thread.forum for mark in ThreadMark.objects.filter(member=efua)] == [square]


def test_chidi_cannot_mark_what_he_may_not_read(forum, chidi, client, client_of):
    assert client_of(chidi).post("/forums/keys/read/").status_code == 404
    assert client_of(chidi).post("/forums/nowhere/read/").status_code == 404
    assert "/account/login/" in client.post("/forums/keys/read/")["Location"]
    assert not ForumMark.objects.exists()


@pytest.mark.parametrize("path", ["/forums/keys/read/", "/forums/read/"])
def test_a_link_marks_nothing(forum, amina, client_of, path):
    assert client_of(amina).get(path).status_code == 405
    assert not ForumMark.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_marks_that_are_moved_at_once_the_latest_stays(forum, amina):
    thread = make.make_thread(forum, amina)
    moments = [timezone.now() + dt.timedelta(minutes=n) for n in (3, 1, 8, 2, 5, 7)]

    def move(to):
        read_marks.move_thread_mark(amina, thread, to)
        read_marks.mark_forums_read(amina, [forum], to)
        connection.close()

    at_once = [threading.Thread(target=move, args=[to]) for to in moments]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert ForumMark.objects.get(member=amina).read_to == max(moments)
    read_marks.move_thread_mark(amina, thread, max(moments))
    read_marks.move_thread_mark(amina, thread, min(moments))
    assert ThreadMark.objects.get(member=amina).read_to == max(moments)
