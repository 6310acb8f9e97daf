"""A forum: its threads by last activity, page by page, narrowed."""

import datetime as dt
import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums import thread_list
from forums.models import Label, Thread
from tests import make

pytestmark = pytest.mark.django_db
LIGHT = 12 * 1024


def read(client, forum, asked="", status=200):
    response = client.get(f"{forum.get_absolute_url()}{asked}")
    assert response.status_code == status
    return response


def titles(response):
    return [thread.title for thread in response.context["listed"].rows]


@pytest.fixture
def many(forum, amina):
    """60 threads, a minute apart; the youngest is number 59."""
    start = timezone.now() - dt.timedelta(hours=2)
    return [
        make.make_thread(forum, amina, title=f"Number {n}", at=start + dt.timedelta(minutes=n))
        for n in range(60)
    ]


def test_only_who_may_read_the_forum_finds_it(forum, amina, chidi, client, client_of):
    assert read(client_of(amina), forum)
    assert client_of(chidi).get("/forums/keys/").status_code == 404
    assert client_of(chidi).get("/forums/nowhere/").status_code == 404
    assert client.get("/forums/keys/").status_code == 404


def test_the_last_written_in_comes_first_and_the_pinned_before_all(forum, amina, client_of):
    old, middle = (make.make_thread(forum, amina, title=title) for title in ("old", "middle"))
    make.make_thread(forum, amina, title="new")
    assert titles(read(client_of(amina), forum)) == ["new", "middle", "old"]
    make.make_post(middle, amina)
    assert titles(read(client_of(amina), forum)) == ["middle", "new", "old"]
    Thread.objects.filter(pk=old.pk).update(pinned_at=timezone.now())
    page = read(client_of(amina), forum)
    assert titles(page) == ["old", "middle", "new"]
    assert "pinned" in page.content.decode()


def test_older_and_newer_lead_through_all_of_them_and_back(many, forum, amina, client_of):
    client = client_of(amina)
    Thread.objects.filter(pk=many[0].pk).update(pinned_at=timezone.now())
    first = read(client, forum)
    assert titles(first) == ["Number 0", *(f"Number {n}" for n in range(59, 34, -1))]
    second = read(client, forum, first.context["listed"].older)
    assert titles(second) == [f"Number {n}" for n in range(34, 9, -1)]
    third = read(client, forum, second.context["listed"].older)
    assert titles(third) == [f"Number {n}" for n in range(9, 0, -1)]
    assert third.context["listed"].older == ""
    back = read(client, forum, third.context["listed"].newer)
    assert titles(back) == titles(second)
    assert titles(read(client, forum, back.context["listed"].newer))[1:] == titles(first)[1:]


def test_threads_of_one_moment_are_neither_lost_nor_shown_twice(
    many, forum, amina, client_of, monkeypatch
):
    monkeypatch.setattr(thread_list, "PAGE_SIZE", 7)
    Thread.objects.update(last_post_at=timezone.now())
    client, asked, found = client_of(amina), "", []
    while True:
        page = read(client, forum, asked)
        found += titles(page)
        asked = page.context["listed"].older
        if not asked:
            break
    assert sorted(found) == sorted(thread.title for thread in many)


@pytest.mark.parametrize(
    "asked",
    [
        *("?before=x", "?before=1-", "?after=9999999999999999999-1", "?before=99999999999999999-1"),
        *("?kind=x", "?theme=%00", "?unread=x", "?before=%D9%A1-%D9%A2", "?after=0-0", "?theme=x"),
    ],
)
def test_nothing_that_is_asked_breaks_it(forum, amina, client_of, client, asked):
    make.make_thread(forum, amina)
    read(client_of(amina), forum, asked)


def test_every_page_asks_as_little(many, forum, amina, client_of):
    client, asked, counts = client_of(amina), "", []
    while True:
        with CaptureQueriesContext(connection) as captured:
            page = read(client, forum, asked)
        counts.append(len(captured))
        assert len(gzip.compress(page.content)) <= LIGHT
        asked = page.context["listed"].older
        if not asked:
            break
    assert len(counts) == 3
    assert max(counts) <= 10
    assert len(set(counts)) == 1


def test_one_can_go_back_to_a_month(forum, amina, client_of):
    for month in (1, 2, 3):
        at = dt.datetime(2025, month, 28, tzinfo=dt.UTC)
        make.make_thread(forum, amina, title=f"Month {month}", at=at)
    page = read(client_of(amina), forum, "?month=2025-02")
    assert titles(page) == ["Month 2", "Month 1"]
    assert titles(read(client_of(amina), forum, "?month=2024-12")) == []


@pytest.mark.parametrize("month", ["2025", "2025-13", "02/2025", "0000-01", "9999-12", "x"])
def test_a_month_that_is_none_is_said_kindly_and_kept(forum, amina, client_of, month):
    make.make_thread(forum, amina, title="There")
    page = read(client_of(amina), forum, f"?month={month}", status=422)
    body = page.content.decode()
    assert "such as 2025-03" in body
    assert f'value="{month}"' in body
    assert titles(page) == ["There"]


def test_it_is_narrowed_by_kind_theme_and_what_waits_for_an_answer(forum, amina, client_of):
    theme = make.make_theme("care", en="Care work")
    asked = make.make_thread(forum, amina, title="asked", kind=Thread.Kind.QUESTION)
    solved = make.make_thread(forum, amina, title="solved", kind=Thread.Kind.QUESTION)
    Thread.objects.filter(pk=solved.pk).update(helped_by=make.make_post(solved, amina))
    make.make_thread(forum, amina, title="told", themes=[theme])
    client = client_of(amina)
    assert set(titles(read(client, forum, "?kind=question"))) == {asked.title, solved.title}
    assert titles(read(client, forum, "?kind=unanswered")) == ["asked"]
    assert titles(read(client, forum, "?theme=care")) == ["told"]
    assert titles(read(client, forum, "?theme=care&kind=question")) == []
    assert "answered" in read(client, forum).content.decode()


def test_what_is_new_is_counted_and_linked(forum, amina, efua, client_of):
    thread = make.make_thread(forum, amina, title="walk")
    other = make.make_thread(forum, amina, title="keys")
    client = client_of(efua)
    client.get(thread.get_absolute_url())
    make.make_post(thread, amina)
    make.make_post(thread, amina)
    page = read(client, forum)
    body = page.content.decode()
    assert f'<a href="{thread.get_absolute_url()}?unread">2 new posts' in body
    assert f'<a href="{other.get_absolute_url()}?unread">1 new post' in body
    client.get(other.get_absolute_url())
    assert titles(read(client, forum, "?unread=1")) == ["walk"]


def test_a_visitor_finds_what_is_public_and_nothing_of_the_rest(square, amina, client, client_of):
    for label in Label:
        make.make_thread(square, amina, title=f"{label.value} one", label=label)
    page = read(client, square)
    assert titles(page) == ["public one"]
    assert "new post" not in page.content.decode()
    assert set(titles(read(client_of(make.make_member()), square))) == {
        "public one",
        "members one",
    }


def test_who_looks_after_the_group_finds_hidden_threads_too(forum, amina, efua, client_of):
    thread = make.make_thread(forum, amina, title="gone")
    Thread.objects.filter(pk=thread.pk).update(hidden_at=timezone.now(), hidden_why="A name.")
    assert titles(read(client_of(amina), forum)) == []
    page = read(client_of(efua), forum)
    assert titles(page) == ["gone"]
    assert "hidden" in page.content.decode()


def test_the_last_word_is_hers_who_wrote_it_unless_it_is_gone(forum, amina, efua, client_of):
    thread = make.make_thread(forum, amina)
    post = make.make_post(thread, efua)
    assert "last: \u2068Efua\u2069" in read(client_of(amina), forum).content.decode()
    thread.posts.filter(pk=post.pk).update(hidden_at=timezone.now(), hidden_why="A name.")
    assert "Efua" not in read(client_of(amina), forum).content.decode()


def test_a_nameless_opener_is_a_member_of_the_group(forum, amina, efua, client_of):
    make.make_thread(forum, amina, nameless=True)
    assert "A member of this group" in read(client_of(efua), forum).content.decode()


def test_an_empty_forum_says_so(forum, amina, client_of):
    assert "No thread yet" in read(client_of(amina), forum).content.decode()


def test_a_closed_forum_says_so(forum, amina, client_of):
    forum.closed_at = timezone.now()
    forum.save()
    assert "This forum is closed" in read(client_of(amina), forum).content.decode()
