"""Opening a thread and replying, before any page."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from forums import actions, sealing
from forums.models import Forum, Label, Post, Seal, Thread
from members.models import Group, Member, Visibility
from tests import make


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, visibility=Visibility.GROUP, allows_nameless=True)


def test_a_thread_has_its_first_post(forum: Forum, amina: Member) -> None:
    thread = actions.open_thread(forum=forum, by=amina, title="Keys", body="Who holds them?")
    assert (thread.label, thread.post_count, thread.opened_by) == (Label.GROUP, 1, amina)
    assert thread.last_post == Post.objects.get(thread=thread, number=1, author=amina)


def test_who_does_not_belong_to_the_group_opens_and_answers_nothing(
    forum: Forum, amina: Member, chidi: Member
) -> None:
    thread = make.make_thread(forum, amina)
    with pytest.raises(actions.NotNow):
        make.make_thread(forum, chidi)
    with pytest.raises(actions.NotNow):
        make.make_post(thread, chidi)
    assert make.make_post(thread, amina).number == 2


def test_one_form_makes_one_post(forum: Forum, amina: Member) -> None:
    key, again = uuid.uuid4(), uuid.uuid4()
    thread = make.make_thread(forum, amina, form_key=key)
    assert make.make_thread(forum, amina, form_key=key) == thread
    post = make.make_post(thread, amina, form_key=again)
    assert make.make_post(thread, amina, form_key=again) == post
    assert list(thread.posts.in_order().values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_replies_at_one_time_are_numbered_without_a_gap(forum: Forum, amina: Member) -> None:
    thread, key = make.make_thread(forum, amina), uuid.uuid4()

    def answer(form_key: uuid.UUID | None) -> None:
        make.make_post(thread, amina, form_key=form_key)
        connection.close()

    at_once = [threading.Thread(target=answer, args=[k]) for k in (key, key, None, None)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    posts = list(thread.posts.in_order())
    assert [post.number for post in posts] == [1, 2, 3, 4]
    assert [post.created_at for post in posts] == sorted({post.created_at for post in posts})
    thread.refresh_from_db()
    assert (thread.post_count, thread.last_post) == (4, posts[-1])


def test_a_nameless_post_keeps_its_author_sealed(forum: Forum, amina: Member, efua: Member) -> None:
    post = make.make_post(make.make_thread(forum, efua), amina, nameless=True)
    seal = Seal.objects.get(post=post)
    assert post.author is None
    assert f"{amina.pk:020d}".encode() not in bytes(seal.sealed)
    assert sealing.author_id(seal) == amina.pk
    assert sealing.hers_among(amina, [post]) == {post.pk}
    assert sealing.hers_among(efua, [post]) == frozenset()


def test_two_seals_of_one_person_have_nothing_in_common(forum: Forum, amina: Member) -> None:
    thread = make.make_thread(forum, amina, nameless=True)
    make.make_post(thread, amina, nameless=True)
    first, second = (bytes(seal.sealed) for seal in Seal.objects.order_by("pk"))
    assert first != second


def test_only_where_the_forum_allows_it_are_posts_nameless(amina: Member, africa: Group) -> None:
    thread = make.make_thread(make.make_forum(africa), amina)
    with pytest.raises(actions.NotNow):
        make.make_post(thread, amina, nameless=True)


def test_a_removed_post_keeps_no_words_in_the_database(forum: Forum, amina: Member) -> None:
    post = make.make_post(make.make_thread(forum, amina), amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(removed_at=post.created_at)
    assert Thread.objects.visible_to(amina).get().posts.visible_to(amina).count() == 2
