"""Hiding and restoring posts: the trace that all see, the letter, and who may not."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from forums import actions, search
from forums.care import posts
from forums.models import Forum, Post, Thread
from members.models import Group, Member, Term
from members.moderation.models import Decision
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

WHY = "It names a survivor."


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, visibility="group", allows_nameless=True)


@pytest.fixture
def post(forum: Forum, amina: Member) -> Post:
    return make.make_post(make.make_thread(forum, amina), amina, body="Her name is …")


def ask(person: Member, post: Post, verb: str, **sent: object) -> HttpResponse:
    return client_of(person).post(f"/forums/posts/{post.pk}/{verb}/", {"why": WHY} | sent)


def seen_by(member: Member, post: Post) -> Post:
    return Post.objects.with_traces_for(member).get(pk=post.pk)


def test_a_hidden_post_leaves_its_trace_and_the_reason(
    efua: Member, forum: Forum, post: Post, amina: Member
) -> None:
    reader = make.make_writer(forum)
    assert client_of(efua).get(f"/forums/posts/{post.pk}/hide/").status_code == 200
    assert ask(efua, post, "hide").status_code == 302
    trace = seen_by(reader, post)
    assert (trace.is_open, trace.shown_html, trace.hidden_why) == (False, "", WHY)
    for person in (amina, efua):
        assert "Her name" in seen_by(person, post).shown_html
    decision = Decision.objects.about(post).get()
    assert (decision.deed, decision.by, decision.why) == ("hide", efua, WHY)


def test_its_author_gets_a_letter_with_the_reason_and_how_to_answer(
    efua: Member, post: Post, amina: Member
) -> None:
    amina.interface_language = "fr"
    amina.save()
    posts.hide(post=post, by=efua, why=WHY)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient, letter.language) == ("post_hidden", amina, "fr")
    assert WHY in letter.text
    assert "Her name" not in letter.text + letter.html
    assert f"/forums/posts/{post.pk}/" in letter.text
    posts.restore(post=post, by=efua, why="We talked.")
    assert "We talked." in Letter.objects.get(kind="post_restored").text
    assert seen_by(make.make_writer(post.thread.forum), post).is_open


def test_nobody_is_written_to_about_a_nameless_post(
    efua: Member, forum: Forum, amina: Member
) -> None:
    """A letter, or a decision that names her, would say whose it is."""
    nameless = make.make_post(make.make_thread(forum, efua), amina, nameless=True)
    posts.hide(post=nameless, by=efua, why=WHY)
    posts.restore(post=nameless, by=efua, why="We talked.")
    assert not Letter.objects.exists()
    assert set(Decision.objects.values_list("by", flat=True)) == {efua.pk}
    assert not Decision.objects.exclude(together_with=None).exists()


def test_who_did_it_herself_or_has_left_gets_no_letter(
    efua: Member, forum: Forum, post: Post, amina: Member
) -> None:
    posts.hide(post=make.make_post(post.thread, efua), by=efua, why=WHY)
    Member.objects.filter(pk=amina.pk).update(status=Member.Status.LEFT)
    posts.hide(post=post, by=efua, why=WHY)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("verb", ["hide", "restore"])
def test_a_reader_is_refused_and_to_others_there_is_no_such_post(
    amina: Member, chidi: Member, efua: Member, post: Post, verb: str
) -> None:
    assert ask(amina, post, verb).status_code == 403
    assert ask(chidi, post, verb).status_code == 404
    yesterday = post.thread.forum.group.today - dt.timedelta(1)
    Term.objects.filter(member=efua).update(ends_on=yesterday)
    assert ask(efua, post, verb).status_code == 403
    assert not Decision.objects.exists()


def test_whoever_wrote_it_does_not_restore_what_another_has_hidden(
    efua: Member, bintou: Member, forum: Forum
) -> None:
    thread = make.make_thread(forum, efua)
    for nameless in (False, True):
        post = make.make_post(thread, efua, nameless=nameless)
        posts.hide(post=post, by=bintou, why=WHY)
        response = ask(efua, post, "restore")
        assert response.status_code == 403
        assert "about yourself" in response.content.decode()
        with pytest.raises(actions.NotNow):
            posts.restore(post=post, by=efua, why=WHY)
        assert ask(bintou, post, "restore").status_code == 302


def test_where_nobody_else_can_decide_she_may(efua: Member, bintou: Member, forum: Forum) -> None:
    post = make.make_post(make.make_thread(forum, efua), efua)
    posts.hide(post=post, by=bintou, why=WHY)
    Member.objects.filter(pk=bintou.pk).update(status=Member.Status.LEFT)
    assert ask(efua, post, "restore").status_code == 302


def test_a_reason_is_asked_for(efua: Member, post: Post) -> None:
    response = ask(efua, post, "hide", why="")
    assert response.status_code == 422
    assert "Please write a reason." in response.content.decode()
    assert Post.objects.get(pk=post.pk).hidden_at is None


def test_a_removed_post_has_nothing_to_hide(efua: Member, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(removed_at=timezone.now(), body="", html="")
    assert ask(efua, post, "hide").status_code == 404
    with pytest.raises(actions.NotNow):
        posts.hide(post=post, by=efua, why=WHY)


def test_the_index_is_asked_for_anew_in_the_transaction_of_the_deed(
    efua: Member, post: Post
) -> None:
    jobs = ProcrastinateJob.objects.filter(task_name=search.INDEXING)
    before = jobs.count()
    posts.hide(post=post, by=efua, why=WHY)
    assert jobs.count() == before + 1


def test_the_thread_knows_its_hidden_posts_by_their_numbers(
    efua: Member, post: Post, forum: Forum
) -> None:
    posts.hide(post=post, by=efua, why=WHY)
    thread = Thread.objects.get(pk=post.thread_id)
    assert thread.post_count == 2
    assert make.make_post(thread, efua).number == 3
