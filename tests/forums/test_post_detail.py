"""The stable address of a post."""

import pytest
from django.utils import timezone

from forums.models import Forum, Label, Post
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db


def test_it_leads_to_the_page_on_which_the_post_stands(forum: Forum, amina: Member, client_of):
    thread = make.make_thread(forum, amina)
    posts = [make.make_post(thread, amina) for _number in range(21)]
    client = client_of(amina)
    response = client.get(posts[0].get_absolute_url())
    assert response.status_code == 302
    assert response["Location"] == f"{thread.get_absolute_url()}#post-{posts[0].pk}"
    response = client.get(posts[20].get_absolute_url())
    assert response["Location"] == f"{thread.get_absolute_url()}?page=2#post-{posts[20].pk}"


def test_of_a_removed_or_hidden_post_it_leads_to_the_trace(forum: Forum, amina: Member, client_of):
    thread = make.make_thread(forum, amina)
    post = make.make_post(thread, amina)
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now(), body="", html="")
    assert client_of(amina).get(post.get_absolute_url()).status_code == 302


def test_what_chidi_may_not_read_is_not_there(forum, square, amina, chidi, client, client_of):
    closed = make.make_post(make.make_thread(forum, amina), amina)
    of_members = make.make_post(make.make_thread(square, amina, label=Label.MEMBERS), amina)
    assert client_of(chidi).get(closed.get_absolute_url()).status_code == 404
    assert client_of(chidi).get("/forums/posts/999999/").status_code == 404
    assert client_of(chidi).get(of_members.get_absolute_url()).status_code == 302
    assert client.get(of_members.get_absolute_url()).status_code == 404
