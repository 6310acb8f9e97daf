"""In her first month a member writes so much a day and no more; it is said kindly, nothing lost."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from forums import limits, sending
from forums.models import Draft, Post, Thread
from members.models import Application, Member
from tests import make

from .writing import TEXT, errors, here_for_long, open_thread, opened, reply

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def written(by: Member, thread: Thread, number: int, ago: dt.timedelta) -> None:
    """So many replies of hers, a second apart, the newest that long ago."""
    for n in range(number):
        post = make.make_post(thread, by)
        moment = timezone.now() - ago - dt.timedelta(seconds=n)
        Post.objects.filter(pk=post.pk).update(created_at=moment)


def test_the_sixteenth_reply_of_a_newcomers_day_waits_with_its_text(thread, amina, client_of):
    written(amina, thread, 15, 2 * HOUR)
    refused = reply(client_of(amina), thread)
    assert refused.status_code == 422
    (said,) = errors(refused)["__all__"]
    assert "at most 15 replies in a day" in said
    assert "21\xa0hours, 59\xa0minutes" in said
    assert TEXT in refused.content.decode()
    assert Draft.objects.get(member=amina).body == TEXT
    assert thread.posts.count() == 16


def test_who_is_here_for_a_month_is_not_counted(thread, amina, client_of):
    written(amina, thread, 15, HOUR)
    here_for_long(amina)
    assert reply(client_of(amina), thread).status_code == 302


def test_what_is_older_than_a_day_does_not_count(thread, amina, client_of):
    written(amina, thread, 15, 25 * HOUR)
    assert reply(client_of(amina), thread).status_code == 302


def test_who_was_admitted_this_month_is_new_however_long_ago_she_registered(
    amina, efua, organization_a
):
    here_for_long(amina, efua)
    assert not limits.is_new(amina)
    make.make_application(amina, organization_a)
    Application.objects.filter(member=amina).update(
        decision="admitted", decided_at=timezone.now(), decided_by=efua
    )
    assert limits.is_new(amina)


def test_the_sixth_thread_of_a_newcomers_day_waits(forum, amina, client_of):
    for _n in range(5):
        make.make_thread(forum, amina)
    Post.objects.update(created_at=timezone.now() - HOUR)
    refused = open_thread(client_of(amina), forum)
    assert "at most 5 threads in a day" in errors(refused)["__all__"][0]
    assert Thread.objects.count() == 5
    reply_waits_not = reply(client_of(amina), Thread.objects.first())
    assert reply_waits_not.status_code == 302


def test_a_newcomer_takes_a_breath_between_two_posts(thread, amina, client_of):
    client = client_of(amina)
    assert reply(client, thread, "One.").status_code == 302
    refused = reply(client, thread, "Two.")
    assert "only seconds old" in errors(refused)["__all__"][0]
    Post.objects.update(created_at=timezone.now() - dt.timedelta(seconds=4))
    assert reply(client, thread, "Two.", began_with=refused).status_code == 302


def test_the_same_form_sent_twice_is_not_told_to_wait(thread, amina, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    first = reply(client, thread, began_with=page)
    assert reply(client, thread, began_with=page)["Location"] == first["Location"]


def test_a_newcomer_may_post_links_from_day_one(thread, amina, client_of):
    assert reply(client_of(amina), thread, "See https://example.org/").status_code == 302


def test_nameless_posts_count_too_and_the_cache_names_nobody(thread, amina, client_of):
    written(amina, thread, 13, HOUR)
    client = client_of(amina)
    for n in range(2):
        assert reply(client, thread, f"Nameless {n}.", nameless="on").status_code == 302
    refused = reply(client, thread, "By name.")
    assert "at most 15 replies" in errors(refused)["__all__"][0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, expires FROM portal_cache WHERE cache_key LIKE '%limit%'")
        rows = cursor.fetchall()
    assert len(rows) == 1
    key, ends = rows[0]
    assert "amina" not in key
    assert (ends.minute, ends.hour) in ((0, 0), (59, 23))


def test_a_day_of_nameless_posts_ends_with_the_day(thread, amina, client_of, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REPLIES", 1)
    client = client_of(amina)
    reply(client, thread, "One.", nameless="on")
    assert "__all__" in errors(reply(client, thread, "Two.", nameless="on"))
    later = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert limits._nameless(amina, later, opening=False) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_pass(thread, amina, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REPLIES", 1)
    monkeypatch.setattr(limits, "PAUSE", dt.timedelta())
    outcomes = []

    def send(n: int) -> None:
        try:
            sending.send_reply(
                thread=thread,
                by=amina,
                form_key=uuid.uuid4(),
                body=f"Post {n}",
                nameless=n % 2 == 0,
            )
            outcomes.append("written")
        except limits.Wait:
            outcomes.append("wait")
        finally:
            connection.close()

    at_once = [threading.Thread(target=send, args=[n]) for n in range(4)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert sorted(outcomes) == ["wait", "wait", "wait", "written"]
    assert thread.posts.count() == 2
