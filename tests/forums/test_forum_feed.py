"""What is new in the forums, for feed readers."""

import io
import logging

import feedparser
import pytest
from django.utils import timezone
from django.utils.http import http_date

from forums.models import FeedKey, Label, Post, Thread
from members.models import Group, Member, Visibility
from tests import make

pytestmark = pytest.mark.django_db
ALL = "/forums/feed/"


def read(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def titles(client, path):
    return [entry.title for entry in read(client, path).entries]


@pytest.fixture
def inside(community):
    """Of the whole community, for its members."""
    return make.make_forum(community, name="Inside", slug="inside", visibility=Visibility.MEMBERS)


def key_address(client, slug):
    response = client.post(f"/forums/{slug}/feed/key/")
    assert response.status_code == 200
    return response.context["link"].removeprefix("http://testserver")


def test_the_feed_of_a_public_forum_holds_its_public_posts_the_newest_first(
    square, amina, client, client_of
):
    for label in Label:
        make.make_thread(square, amina, title=label.value, label=label)
    post = make.make_post(Thread.objects.get(title="public"), amina, body="A *walk*.")
    for one in (client, client_of(amina)):
        feed = read(one, "/forums/square/feed/")
        assert [entry.title for entry in feed.entries] == ["public (answer 2)", "public"]
    newest = feed.entries[0]
    assert newest.link == f"http://testserver/forums/posts/{post.pk}/"
    assert newest.author == "Amina"
    assert "<em>walk</em>" in newest.summary


def test_other_forums_have_no_feed(forum, inside, amina, bintou, client, client_of):
    for path in ("/forums/keys/feed/", "/forums/inside/feed/", "/forums/nowhere/feed/"):
        for one in (client, client_of(amina), client_of(bintou)):
            assert one.get(path).status_code == 404


def test_the_feed_of_all_holds_what_was_opened_for_everybody(
    square, forum, inside, bintou, amina, client
):
    facts = {"label": Label.PUBLIC, "kind": Thread.Kind.ANNOUNCEMENT}
    thread = make.make_thread(square, bintou, title="We meet", **facts)
    make.make_post(thread, amina)
    make.make_thread(inside, bintou, title="Inside", kind=Thread.Kind.ANNOUNCEMENT)
    make.make_thread(forum, amina, title="Keys")
    assert titles(client, ALL) == ["We meet"]
    square.visibility = Visibility.MEMBERS
    square.save()
    assert titles(client, ALL) == []


def test_what_is_removed_or_hidden_stands_in_no_feed(square, amina, client):
    thread = make.make_thread(square, amina, title="Walk", label=Label.PUBLIC)
    for gone in (
        {"removed_at": timezone.now(), "body": "", "html": ""},
        {"hidden_at": timezone.now(), "hidden_why": "A name."},
    ):
        post = make.make_post(thread, amina)
        Post.objects.filter(pk=post.pk).update(**gone)
    assert titles(client, "/forums/square/feed/") == ["Walk"]
    Thread.objects.update(hidden_at=timezone.now(), hidden_why="A name.")
    assert titles(client, "/forums/square/feed/") == titles(client, ALL) == []


def test_a_nameless_author_is_a_member_of_the_group(square, amina, client):
    make.make_thread(square, amina, label=Label.PUBLIC, nameless=True)
    response = client.get("/forums/square/feed/")
    assert b"A member of this group" in response.content
    assert b"Amina" not in response.content


def test_nothing_that_is_written_breaks_it(square, amina, client):
    nasty = "100% </title><script>alert(1)</script> & “x” \x01\ufffe\u202e حقوق المرأة"
    make.make_thread(square, amina, title=nasty, body=nasty, label=Label.PUBLIC)
    assert "حقوق" in titles(client, "/forums/square/feed/")[0]


@pytest.mark.parametrize("path", [ALL, "/forums/square/feed/"])
def test_who_has_it_already_is_told_so(square, amina, client, path):
    thread = make.make_thread(square, amina, label=Label.PUBLIC)
    first = client.get(path)
    same = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(path, headers={"if-modified-since": http_date()}).status_code == 304
    Post.objects.filter(thread=thread).update(html="<p>Other words.</p>")
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_pages_name_their_feeds(square, inside, amina, client, client_of):
    assert f'href="{ALL}"' in client.get("/forums/").content.decode()
    assert 'href="/forums/square/feed/"' in client.get("/forums/square/").content.decode()
    body = client_of(amina).get("/forums/inside/").content.decode()
    assert 'href="/forums/inside/feed/"' not in body
    assert "A feed of your own" in body


def test_amina_follows_what_all_members_may_read(inside, amina, client, client_of):
    for label in (Label.MEMBERS, Label.GROUP, Label.NOT_QUOTED):
        make.make_thread(inside, amina, title=label.value, label=label)
    address = key_address(client_of(amina), "inside")
    assert titles(client, address) == ["members"]
    response = client.get(address)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "private" in response["Cache-Control"]
    assert address.encode() not in response.content
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_only_its_digest_is_kept_of_a_key(inside, amina, client_of):
    address = key_address(client_of(amina), "inside")
    key = address.rstrip("/").rpartition("/")[2]
    assert len(key) >= 32
    assert key not in str(FeedKey.objects.values().get())
    page = client_of(amina).get("/forums/inside/").content.decode()
    assert key not in page
    assert "has had an address since" in page


def test_a_new_address_closes_the_former_one_and_she_may_close_it(inside, amina, client, client_of):
    hers = client_of(amina)
    first = key_address(hers, "inside")
    second = key_address(hers, "inside")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    hers.post("/forums/inside/feed/key/", {"revoke": "1"})
    assert client.get(second).status_code == 404


def test_a_key_opens_one_forum_for_one_member_while_she_may_read_it(
    inside, square, amina, client, client_of
):
    address = key_address(client_of(amina), "inside")
    assert client.get(address.replace("inside", "square")).status_code == 404
    assert client.get("/forums/inside/feed/nothing/").status_code == 404
    inside.visibility = Visibility.GROUP
    inside.save()
    assert client.get(address).status_code == 404
    inside.visibility = Visibility.MEMBERS
    inside.save()
    for status in (Member.Status.SUSPENDED, Member.Status.LEFT):
        Member.objects.filter(pk=amina.pk).update(status=status)
        assert client.get(address).status_code == 404


def test_what_a_hidden_group_says_has_no_feed(forum, community, amina, chidi, client_of):
    for one in (amina, chidi):
        client_of(one).post("/forums/keys/feed/key/")
    below = make.make_group(parent=forum.group, seen_by=Group.SeenBy.MEMBERS)
    make.make_membership(amina, below)
    make.make_forum(below, slug="below", visibility=Visibility.MEMBERS)
    client_of(amina).post("/forums/below/feed/key/")
    assert not FeedKey.objects.exists()


def test_the_log_tells_no_key(inside, amina, client_of):
    address = key_address(client_of(amina), "inside")
    key = address.rstrip("/").rpartition("/")[2]
    heard = io.StringIO()
    ours = [one for one in logging.getLogger().handlers if getattr(one, "name", "") == "console"]
    before = ours[0].setStream(heard)
    try:
        logging.getLogger("cop_portal.views").error("Error at %s", address)
    finally:
        ours[0].setStream(before)
    assert "/forums/inside/feed/…" in heard.getvalue()
    assert key not in heard.getvalue()
