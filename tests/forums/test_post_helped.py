"""What helped: said by who asked, or by who looks after the group."""

import threading

import pytest
from django.db import connection

from forums import reader_actions
from forums.models import Forum, Post, Thread
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(forum: Forum, amina: Member) -> Thread:
    """Amina's, with two answers."""
    thread = make.make_thread(forum, amina, kind=Thread.Kind.QUESTION)
    for _number in range(2):
        make.make_post(thread)
    return thread


def say(client, thread: Thread, number: int, **said: str):
    return client.post(f"/forums/posts/{thread.posts.get(number=number).pk}/helped/", said)


def helped(thread: Thread) -> int | None:
    thread.refresh_from_db()
    return thread.helped_by.number if thread.helped_by else None


def test_who_asked_says_what_helped_and_thinks_better_of_it(client_of, amina, question) -> None:
    client = client_of(amina)
    page = client.get(question.get_absolute_url()).content.decode()
    second = question.posts.get(number=2)
    assert f'name="on" value="1" formaction="/forums/posts/{second.pk}/helped/"' in page
    assert say(client, question, 2)["Location"].endswith(f"#post-{second.pk}")
    assert helped(question) == 2
    assert "This helped: #2" in client.get(question.get_absolute_url()).content.decode()
    say(client, question, 3, on="1")
    assert helped(question) == 3
    say(client, question, 3)
    assert helped(question) is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 302), ("efua", 302), ("bintou", 302), ("writer", 403), ("chidi", 404)],
)
def test_nobody_else_says_it(who, status, request, client_of, forum, question) -> None:
    person = make.make_writer(forum) if who == "writer" else request.getfixturevalue(who)
    assert say(client_of(person), question, 2).status_code == status
    assert helped(question) == (2 if status == 302 else None)


def test_who_answers_finds_no_button(client_of, forum, question) -> None:
    client = client_of(make.make_writer(forum))
    assert "/helped/" not in client.get(question.get_absolute_url()).content.decode()


def test_who_asked_without_her_name_says_it_too(client_of, amina, efua, forum) -> None:
    thread = make.make_thread(forum, amina, kind=Thread.Kind.QUESTION, nameless=True)
    make.make_post(thread, efua)
    client = client_of(amina)
    assert "/helped/" in client.get(thread.get_absolute_url()).content.decode()
    assert say(client, thread, 2).status_code == 302
    assert helped(thread) == 2
    assert say(client_of(make.make_writer(forum)), thread, 2).status_code == 403


def test_the_question_itself_and_what_is_gone_do_not_help(client_of, amina, question) -> None:
    client = client_of(amina)
    say(client, question, 1)
    assert helped(question) is None
    second = question.posts.filter(number=2)
    second.update(hidden_at=question.opened_at, hidden_why="So.")
    assert say(client, question, 2).status_code == 404
    assert say(client_of(make.make_member(is_staff=True)), question, 2).status_code == 302
    assert helped(question) is None


def test_only_of_a_question(client_of, amina, forum) -> None:
    thread = make.make_thread(forum, amina)
    make.make_post(thread)
    assert say(client_of(amina), thread, 2).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_moment_one_stays(amina, efua, question) -> None:
    answers = list(Post.objects.filter(thread=question, number__gt=1).order_by("number"))

    def press(post: Post, by: Member) -> None:
        reader_actions.say_what_helped(post=post, by=by, on=True)
        connection.close()

    pairs = zip(answers, (amina, efua), strict=True)
    at_once = [threading.Thread(target=press, args=pair) for pair in pairs]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert helped(question) in (2, 3)
