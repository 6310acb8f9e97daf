"""Bookmarks: hers alone, and only of what she may still read."""

import pytest

from forums.models import Bookmark, Forum, Post, Thread
from members.models import Member, Membership
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/forums/bookmarks/"


@pytest.fixture
def post(forum: Forum, efua: Member) -> Post:
    thread = make.make_thread(forum, efua, title="Keys")
    return make.make_post(thread, efua, body="Three *women* hold them.\n\n<b>So</b> it is.")


def keep(client, post: Post, **said: str):
    return client.post(f"/forums/posts/{post.pk}/bookmark/", said)


def test_she_keeps_a_post_and_finds_it_again(client_of, amina, efua, post) -> None:
    client = client_of(amina)
    assert keep(client, post, on="1")["Location"].endswith(f"#post-{post.pk}")
    keep(client, post, on="1")
    page = client.get(LIST).content.decode()
    assert page.count(">Keys</a>") == 1
    assert "Three women hold them. &lt;b&gt;So&lt;/b&gt; it is." in page
    assert "#2 by Efua" in page
    assert f'href="/forums/posts/{post.pk}/"' in page
    assert "Keys" not in client_of(efua).get(LIST).content.decode()


def test_pressed_again_it_is_taken_away_from_the_thread_or_the_list(client_of, amina, post) -> None:
    client = client_of(amina)
    keep(client, post)
    keep(client, post)
    assert not Bookmark.objects.exists()
    keep(client, post)
    assert keep(client, post, on="0", from_list="1")["Location"] == LIST
    assert not Bookmark.objects.exists()


def test_what_she_may_not_read_cannot_be_kept(client_of, chidi, post) -> None:
    assert keep(client_of(chidi), post).status_code == 404
    assert "/login/" in keep(client_of(), post)["Location"]
    assert not Bookmark.objects.exists()


@pytest.mark.parametrize("way", ["leaves", "hidden post", "removed", "hidden thread"])
def test_what_is_closed_to_her_meanwhile_is_not_in_the_list(way, client_of, amina, post) -> None:
    client, now = client_of(amina), post.created_at
    keep(client, post)
    assert "Keys" in client.get(LIST).content.decode()
    if way == "leaves":
        Membership.objects.filter(member=amina, group=post.thread.forum.group).delete()
    elif way == "hidden post":
        Post.objects.filter(pk=post.pk).update(hidden_at=now, hidden_why="So.")
    elif way == "removed":
        Post.objects.filter(pk=post.pk).update(removed_at=now, body="", html="")
    else:
        Thread.objects.update(hidden_at=now, hidden_why="So.")
    page = client.get(LIST).content.decode()
    assert "Keys" not in page
    assert "No bookmarks yet" in page


def test_a_nameless_post_stays_nameless_in_it(client_of, amina, efua, forum) -> None:
    post = make.make_post(make.make_thread(forum, efua), amina, nameless=True)
    client = client_of(efua)
    keep(client, post)
    assert "by A member of this group" in client.get(LIST).content.decode()


def test_twenty_a_page_the_latest_first(client_of, amina, post) -> None:
    posts = [make.make_post(post.thread) for _number in range(21)]
    Bookmark.objects.bulk_create(Bookmark(member=amina, post=one) for one in posts)
    client = client_of(amina)
    page = client.get(LIST).content.decode()
    assert page.count('<article class="item"') == 20
    assert "#23 by" in page
    assert client.get(LIST, {"page": "2"}).content.decode().count('<article class="item"') == 1
