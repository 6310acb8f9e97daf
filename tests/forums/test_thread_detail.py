"""The page of a thread: twenty posts, what is new, what one may do there."""

import datetime as dt
import gzip

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums import reading
from forums.models import Label, Post, Thread, ThreadMark
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db
LIGHT = 14 * 1024


def read(client, thread, asked=""):
    response = client.get(f"{thread.get_absolute_url()}{asked}")
    assert response.status_code == 200
    return response


def numbers(response):
    return [post.number for post in response.context["page"].posts]


@pytest.fixture
def long(forum, amina):
    """45 posts on three pages."""
    thread = make.make_thread(forum, amina)
    for _number in range(44):
        make.make_post(thread, amina)
    thread.refresh_from_db()
    return thread


def test_amina_reads_a_thread_of_her_group_and_chidi_does_not(forum, amina, chidi, client_of):
    thread = make.make_thread(forum, amina, body="Who holds the *keys*?")
    assert "<em>keys</em>" in read(client_of(amina), thread).content.decode()
    foreign = client_of(chidi).get(thread.get_absolute_url())
    missing = client_of(chidi).get("/forums/keys/999999-thread/")
    assert foreign.status_code == missing.status_code == 404


def test_each_page_holds_twenty_posts_by_their_number(long, amina, client_of):
    client = client_of(amina)
    assert numbers(read(client, long)) == list(range(1, 21))
    assert numbers(read(client, long, "?page=2")) == list(range(21, 41))
    assert numbers(read(client, long, "?page=3")) == list(range(41, 46))


@pytest.mark.parametrize(
    ("asked", "first"), [("0", 1), ("-3", 1), ("x", 1), ("4", 41), ("9" * 80, 41), ("%00", 1)]
)
def test_a_page_that_is_not_there_is_the_nearest(long, amina, client_of, asked, first):
    assert numbers(read(client_of(amina), long, f"?page={asked}"))[0] == first


def test_every_page_of_a_long_thread_asks_as_little(long, amina, client_of):
    client = client_of(amina)
    counts = []
    for page in (1, 2, 3, 1):
        read(client, long, f"?page={page}")  # her mark has moved then
        with CaptureQueriesContext(connection) as captured:
            response = read(client, long, f"?page={page}")
        counts.append(len(captured))
        assert len(gzip.compress(response.content)) <= LIGHT
    assert len(set(counts)) == 1
    assert counts[0] <= 10


def test_what_is_new_is_marked_and_reading_moves_the_mark(long, amina, efua, client_of):
    client = client_of(efua)
    assert all(post.is_new for post in read(client, long).context["page"].posts)
    assert not any(post.is_new for post in read(client, long).context["page"].posts)
    assert read(client, long).context["page"].new_count == 25
    assert all(post.is_new for post in read(client, long, "?page=3").context["page"].posts)
    assert read(client, long).context["page"].new_count == 0
    make.make_post(long, amina)
    assert [post.is_new for post in read(client, long, "?page=3").context["page"].posts[-2:]] == [
        False,
        True,
    ]


def test_a_mark_never_moves_back(long, efua, client_of):
    client = client_of(efua)
    read(client, long, "?page=3")
    read(client, long)
    assert ThreadMark.objects.get(member=efua).read_to == long.last_post_at


@pytest.mark.parametrize(
    "headers",
    [{"sec-purpose": "prefetch"}, {"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}],
)
def test_to_fetch_in_advance_is_not_to_read(long, efua, client_of, headers):
    client_of(efua).get(long.get_absolute_url(), headers=headers)
    client_of(efua).head(long.get_absolute_url())
    assert not ThreadMark.objects.exists()


def test_a_visitor_leaves_no_mark(square, bintou, client):
    thread = make.make_thread(square, bintou, label=Label.PUBLIC)
    assert "?unread" not in read(client, thread).content.decode()
    assert not ThreadMark.objects.exists()


def test_unread_leads_to_the_first_new_post_on_its_page(long, amina, efua, client_of):
    client = client_of(efua)
    first = long.posts.get(number=1)
    address = long.get_absolute_url()
    assert client.get(f"{address}?unread")["Location"] == f"{address}#post-{first.pk}"
    read(client, long)
    there = long.posts.get(number=21)
    assert client.get(f"{address}?unread")["Location"] == f"{address}?page=2#post-{there.pk}"
    read(client, long, "?page=3")
    last = long.posts.get(number=45)
    assert client.get(f"{address}?unread")["Location"] == f"{address}?page=3#post-{last.pk}"


def test_nothing_is_new_that_is_older_than_a_month_before_she_came(forum, amina, efua, client_of):
    long_ago = timezone.now() - dt.timedelta(days=40)
    thread = make.make_thread(forum, amina, at=long_ago)
    make.make_post(thread, amina)
    posts = read(client_of(efua), thread).context["page"].posts
    assert [post.is_new for post in posts] == [False, True]


@pytest.mark.parametrize("wrong", ["other/{pk}-{slug}", "keys/{pk}-other", "keys/{pk}-"])
def test_a_wrong_word_in_the_address_leads_to_the_right_one(forum, amina, client_of, wrong):
    thread = make.make_thread(forum, amina)
    path = wrong.format(pk=thread.pk, slug=thread.slug)
    response = client_of(amina).get(f"/forums/{path}/?page=1")
    assert response.status_code == 301
    assert response["Location"] == f"{thread.get_absolute_url()}?page=1"
    # It may move again, and back: no browser is to lead on by itself.
    assert response["Cache-Control"] == "no-store"


def test_a_wrong_word_tells_chidi_nothing(forum, amina, chidi, client_of):
    thread = make.make_thread(forum, amina)
    assert client_of(chidi).get(f"/forums/keys/{thread.pk}-x/").status_code == 404


def merge(thread, into):
    thread.refresh_from_db()
    into.refresh_from_db()
    number, count = F("number") + into.post_count, into.post_count + thread.post_count
    Post.objects.filter(thread=thread).update(thread=into, number=number)
    Thread.objects.filter(pk=thread.pk).update(merged_into=into, post_count=0, last_post=None)
    Thread.objects.filter(pk=into.pk).update(post_count=count)


def test_a_merged_thread_leads_to_where_its_posts_are(forum, amina, chidi, client_of):
    first, second, third = (make.make_thread(forum, amina) for _number in range(3))
    merge(first, second)
    merge(second, third)
    response = client_of(amina).get(first.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, third.get_absolute_url())
    assert client_of(chidi).get(first.get_absolute_url()).status_code == 404


def test_threads_that_were_merged_in_a_circle_lead_nowhere(forum, amina, client_of):
    first, second = (make.make_thread(forum, amina) for _number in range(2))
    Thread.objects.filter(pk=first.pk).update(merged_into=second, post_count=0)
    Thread.objects.filter(pk=second.pk).update(merged_into=first, post_count=0)
    assert client_of(amina).get(first.get_absolute_url()).status_code == 404


def test_a_removed_post_leaves_its_number_and_nothing_else(forum, amina, efua, client_of):
    thread = make.make_thread(forum, efua)
    post = make.make_post(thread, amina, body="kettle")
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now(), body="", html="")
    page = read(client_of(efua), thread)
    body = page.content.decode()
    assert numbers(page) == [1, 2]
    assert "Removed by its author." in body
    assert "Amina" not in body


def test_a_hidden_post_is_read_by_its_author_and_who_looks_after_the_group(
    forum, amina, efua, client_of
):
    reader = make.make_writer(forum)
    thread = make.make_thread(forum, efua)
    post = make.make_post(thread, amina, body="kettle")
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now(), hidden_why="A name in it.")
    for person, is_read in ((amina, True), (efua, True), (reader, False)):
        body = read(client_of(person), thread).content.decode()
        assert ("kettle" in body) is is_read
        assert ("<bdi>Amina</bdi>" in body.partition("<main")[2]) is is_read
        assert "A name in it." in body


def test_of_two_nameless_posts_nothing_tells_who_wrote_which(forum, amina, efua, client_of):
    thread = make.make_thread(forum, efua)
    make.make_post(thread, amina, nameless=True)
    make.make_post(thread, efua, nameless=True)
    reader = make.make_writer(forum)
    body = read(client_of(reader), thread).content.decode()
    assert body.count("<bdi>A member of this group</bdi>") == 2
    assert "Amina" not in body
    assert "written by you" not in body
    assert read(client_of(amina), thread).content.decode().count("written by you") == 1


def test_her_organization_stands_beside_her_name_if_she_shows_it(forum, amina, efua, client_of):
    thread = make.make_thread(forum, amina)
    assert "Association A" in read(client_of(efua), thread).content.decode()
    for kept in ({"for_groups": ["organization"]}, {"for_nobody": ["organization"]}):
        Member.objects.filter(pk=amina.pk).update(**{"for_groups": [], "for_nobody": []} | kept)
        assert "Association A" not in read(client_of(efua), thread).content.decode()


def test_a_visitor_reads_names_but_opens_nobodys_page(square, amina, client, client_of):
    thread = make.make_thread(square, amina, label=Label.PUBLIC)
    body = read(client, thread).content.decode()
    assert "<bdi>Amina</bdi>" in body
    assert amina.get_absolute_url() not in body
    assert "Association A" not in body
    assert amina.get_absolute_url() in read(client_of(make.make_member()), thread).content.decode()


def test_who_has_left_is_a_former_member(forum, amina, efua, client_of):
    thread = make.make_thread(forum, amina)
    Member.objects.filter(pk=amina.pk).update(status=Member.Status.LEFT)
    body = read(client_of(efua), thread).content.decode()
    assert "Former member" in body
    assert "Amina" not in body


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        (Label.PUBLIC, "Everyone may read this"),
        (Label.MEMBERS, "All members of the community may read this"),
        (Label.GROUP, "Only the group reads this"),
        (Label.NOT_QUOTED, "tell nobody who said it"),
    ],
)
def test_the_label_is_said_with_what_it_means(square, amina, client_of, label, meaning):
    thread = make.make_thread(square, amina, label=label)
    assert meaning in read(client_of(amina), thread).content.decode()


def test_a_label_never_promises_more_than_the_forum(square, amina, client_of):
    thread = make.make_thread(square, amina, label=Label.PUBLIC)
    square.visibility = "members"
    square.save()
    body = read(client_of(amina), thread).content.decode()
    assert "All members of the community may read this" in body
    assert '<meta name="robots" content="noindex">' in body


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"locked_at": timezone.now(), "locked_why": "It turns."}, "This thread is locked."),
        ({"closed": True}, "This forum is closed"),
    ],
)
def test_who_cannot_answer_is_told_why(forum, amina, client_of, facts, reason):
    thread = make.make_thread(forum, amina)
    if facts.pop("closed", None):
        forum.closed_at = timezone.now()
        forum.save()
    Thread.objects.filter(pk=thread.pk).update(**facts)
    page = read(client_of(amina), thread)
    assert not page.context["page"].may_reply
    assert reason in page.content.decode()


def test_who_does_not_belong_is_told_who_writes(square, amina, client, client_of, africa):
    of_africa = make.make_forum(africa, visibility="members")
    africa.seen_by = "members"
    africa.save()
    thread = make.make_thread(of_africa, amina, label=Label.MEMBERS)
    page = read(client_of(make.make_member()), thread)
    assert page.context["page"].reason == "Only the members of the group write here."
    public = make.make_thread(square, amina, label=Label.PUBLIC)
    assert "Please log in" in read(client, public).context["page"].reason


def test_under_a_question_stands_what_helped(forum, amina, efua, client_of):
    thread = make.make_thread(forum, amina, kind=Thread.Kind.QUESTION)
    post = make.make_post(thread, efua)
    Thread.objects.filter(pk=thread.pk).update(helped_by=post)
    body = read(client_of(amina), thread).content.decode()
    assert "This helped: #2 by Efua" in body
    assert f'href="/forums/posts/{post.pk}/"' in body
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now(), hidden_why="A name in it.")
    reader = make.make_writer(forum)
    assert "by Efua" not in read(client_of(reader), thread).content.decode()


def e_discussion(forum, by, **kw):
    today = timezone.localdate()
    facts = {
        "kind": Thread.Kind.E_DISCUSSION,
        "opens_on": today - dt.timedelta(days=1),
        "closes_on": today + dt.timedelta(days=5),
        "guiding_questions": "1. What *worked*?",
    } | kw
    return make.make_thread(forum, by, **facts)


def test_an_e_discussion_says_its_days_questions_and_guests(forum, efua, chidi, client_of):
    thread = e_discussion(forum, efua, guests=[chidi])
    page = read(client_of(efua), thread)
    body = page.content.decode()
    assert "What <em>worked</em>?" in body
    assert "<bdi>Chidi</bdi>" in body
    assert thread.closes_on.strftime("%Y") in body


def test_a_guest_reads_and_learns_nothing_of_where_it_stands(forum, efua, chidi, client_of):
    thread = e_discussion(forum, efua, guests=[chidi])
    page = read(client_of(chidi), thread)
    body = page.content.decode()
    assert page.context["page"].may_reply
    assert "You are here as a guest." in body
    assert "Africa" not in body.partition("<main")[2]
    assert ">Keys<" not in body
    assert client_of(chidi).get(forum.get_absolute_url()).status_code == 404


def test_an_e_discussion_that_is_over_takes_no_answer(forum, efua, amina, client_of):
    today = timezone.localdate()
    long_ago = {"opens_on": today - dt.timedelta(days=9), "closes_on": today - dt.timedelta(days=2)}
    thread = make.make_thread(forum, efua)
    Thread.objects.filter(pk=thread.pk).update(kind="e_discussion", **long_ago)
    page = read(client_of(amina), thread)
    assert "This e-discussion is over." in page.context["page"].reason


def test_the_themes_lead_to_what_else_the_forum_has_on_them(forum, amina, client_of):
    theme = make.make_theme("care", en="Care work", fr="Soins")
    thread = make.make_thread(forum, amina, themes=[theme])
    body = read(client_of(amina), thread).content.decode()
    assert '<a class="tag" href="/forums/keys/?theme=care">Care work</a>' in body


def test_the_page_of_a_post_comes_of_its_number():
    assert [reading.page_of_post(number) for number in (1, 20, 21, 40, 41)] == [1, 1, 2, 2, 3]
