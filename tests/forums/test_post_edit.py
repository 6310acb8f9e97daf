"""Saying a post in other words: it keeps what it said, and nothing that was typed is lost."""

import re
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from forums import actions, drafts_of_edits, post_actions
from forums.models import Draft, Forum, Post, PostRevision, Thread
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(forum: Forum, amina: Member, efua: Member) -> Post:
    """Amina's reply in a thread of Efua's."""
    thread = make.make_thread(forum, efua, title="Keys")
    return make.make_post(thread, amina, body="Three women hold them.")


def address(post: Post) -> str:
    return f"/forums/posts/{post.pk}/edit/"


def said(post: Post, body: str, **more: str) -> dict[str, str]:
    """What the form sends when it was opened now."""
    post.refresh_from_db()
    return {"body": body, "since": post_actions.edition(post)} | more


def jobs() -> list[list[int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->'numbers' FROM procrastinate_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_she_says_it_in_other_words_and_the_former_ones_are_kept(client_of, amina, post) -> None:
    client = client_of(amina)
    page = client.get(address(post))
    assert "Three women hold them." in page.content.decode()
    response = client.post(address(post), said(post, "Two women *hold* them."))
    assert response.status_code == 302
    assert response["Location"] == f"{post.thread.get_absolute_url()}#post-{post.pk}"
    post.refresh_from_db()
    assert post.body == "Two women *hold* them."
    assert "<em>hold</em>" in post.html
    assert post.edited_at
    revision = PostRevision.objects.get(post=post)
    assert (revision.body, revision.written_at) == ("Three women hold them.", post.created_at)
    assert jobs()[-1] in ([2], "[2]")
    there = client.get(post.thread.get_absolute_url()).content.decode()
    assert f"/forums/posts/{post.pk}/history/" in there


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("efua", 403), ("bintou", 403), ("chidi", 404), ("dara", 302), ("femi", 302)],
)
def test_only_who_wrote_it_edits_it(who, status, request, client_of, post) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(address(post)).status_code == status
    sent = client.post(address(post), said(post, "Nobody holds them."))
    assert sent.status_code == (302 if who == "amina" else status)
    post.refresh_from_db()
    assert (post.body == "Nobody holds them.") is (who == "amina")


def test_a_foreign_post_answers_like_a_missing_one(client_of, chidi, post) -> None:
    client = client_of(chidi)
    missing = post.pk + 1
    answers = [client.get(f"/forums/posts/{pk}/edit/") for pk in (post.pk, missing)]
    pages = [re.sub(r'value="\w{64}"|/\d+/', "", one.content.decode()) for one in answers]
    assert [one.status_code for one in answers] == [404, 404]
    assert pages[0] == pages[1]


def test_where_she_may_not_reply_any_more_she_does_not_edit_either(client_of, amina, post) -> None:
    Thread.objects.filter(pk=post.thread_id).update(locked_at=post.created_at, locked_why="Rest.")
    response = client_of(amina).get(address(post))
    assert response.status_code == 403
    assert "This thread is locked." in response.content.decode()


def test_a_hidden_post_is_not_changed_until_it_is_shown_again(client_of, amina, post) -> None:
    Post.objects.filter(pk=post.pk).update(hidden_at=post.created_at, hidden_why="It names her.")
    response = client_of(amina).get(address(post))
    assert response.status_code == 403
    assert "Your post is hidden." in response.content.decode()


def test_the_same_words_again_leave_no_trace(client_of, amina, post) -> None:
    client_of(amina).post(address(post), said(post, "  Three women hold them.\r\n"))
    post.refresh_from_db()
    assert post.edited_at is None
    assert not PostRevision.objects.exists()


def test_a_form_sent_twice_makes_one_revision(client_of, amina, post) -> None:
    client, sent = client_of(amina), said(post, "Two women hold them.")
    assert [client.post(address(post), sent).status_code for _time in range(2)] == [302, 302]
    assert PostRevision.objects.count() == 1


def test_nothing_typed_and_too_much_are_refused_kindly_and_kept(client_of, amina, post) -> None:
    client = client_of(amina)
    empty = client.post(address(post), said(post, " \n\0 "))
    assert empty.status_code == 422
    long = "word " * 11_000
    response = client.post(address(post), said(post, long))
    assert response.status_code == 422
    assert long.strip() in response.content.decode()
    post.refresh_from_db()
    assert post.body == "Three women hold them."


def test_a_second_page_is_told_sees_both_texts_and_then_saves_its_own(
    client_of, amina, post
) -> None:
    client, begun_before = client_of(amina), said(post, "From the telephone.")
    client.post(address(post), said(post, "From the laptop."))
    response = client.post(address(post), begun_before)
    page = response.content.decode()
    assert response.status_code == 422
    assert "The post was changed after you began" in page
    assert "From the telephone.</textarea>" in page
    assert ">From the laptop.</p>" in page
    assert ">telephone.</ins>" in page
    post.refresh_from_db()
    assert post.body == "From the laptop."
    since = response.context["form"]["since"].value()
    client.post(address(post), begun_before | {"since": since})
    post.refresh_from_db()
    assert post.body == "From the telephone."
    former = list(PostRevision.objects.order_by("pk").values_list("body", flat=True))
    assert former == ["Three women hold them.", "From the laptop."]


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_one_moment_one_holds_and_the_other_is_told(amina, post) -> None:
    since, outcomes = post_actions.edition(post), []

    def edit(body: str) -> None:
        try:
            post_actions.edit(post=post, by=amina, body=body, since=since)
            outcomes.append("done")
        except post_actions.Changed:
            outcomes.append("told")
        finally:
            connection.close()

    at_once = [threading.Thread(target=edit, args=[body]) for body in ("This.", "That.", "Those.")]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert sorted(outcomes) == ["done", "told", "told"]
    assert PostRevision.objects.get().body == "Three women hold them."


@pytest.mark.django_db(transaction=True)
def test_an_edit_waits_for_who_locks_the_thread_and_then_is_refused(amina, post) -> None:
    since, outcomes, locked = post_actions.edition(post), [], threading.Event()

    def edit() -> None:
        locked.wait()
        try:
            post_actions.edit(post=post, by=amina, body="Too late.", since=since)
        except actions.NotNow:
            outcomes.append("refused")
        finally:
            connection.close()

    other = threading.Thread(target=edit)
    other.start()
    with transaction.atomic():
        fresh = post_actions.locked(post)
        locked.set()
        Thread.objects.filter(pk=fresh.thread.pk).update(
            locked_at=timezone.now(), locked_why="Rest."
        )
    other.join()
    assert outcomes == ["refused"]
    post.refresh_from_db()
    assert post.body == "Three women hold them."


def test_a_thread_locked_meanwhile_says_so_and_keeps_what_was_typed(
    client_of, amina, post, monkeypatch
) -> None:
    def refuse(**_said: object) -> None:
        raise actions.NotNow

    monkeypatch.setattr(post_actions, "edit", refuse)
    response = client_of(amina).post(address(post), said(post, "Typed for an hour."))
    assert response.status_code == 422
    assert "Typed for an hour." in response.content.decode()
    assert Draft.objects.get(post=post).body == "Typed for an hour."


def test_a_preview_shows_it_keeps_it_and_changes_nothing(client_of, amina, post) -> None:
    client = client_of(amina)
    response = client.post(address(post), said(post, "Two **women**.", preview="1"))
    assert response.status_code == 200
    assert "<strong>women</strong>" in response.content.decode()
    post.refresh_from_db()
    assert post.body == "Three women hold them."
    again = client.get(address(post)).content.decode()
    assert "Two **women**.</textarea>" in again
    assert "this is how far you came" in again
    client.post(address(post), {"discard": "1"})
    assert "Three women hold them.</textarea>" in client.get(address(post)).content.decode()
    assert not Draft.objects.exists()


def test_what_was_begun_before_the_post_was_changed_is_compared_with_it(
    client_of, amina, post
) -> None:
    client = client_of(amina)
    client.post(address(post), said(post, "Begun on Monday.", preview="1"))
    draft = Draft.objects.get()
    client.post(address(post), said(post, "Said on Tuesday."))
    assert not Draft.objects.exists()
    draft.pk = None
    draft.save(force_insert=True)
    form = client.get(address(post)).context["form"]
    sent = {"body": form["body"].value(), "since": form["since"].value()}
    assert client.post(address(post), sent).status_code == 422


def test_who_opened_the_thread_changes_its_title_too(client_of, efua, amina, post) -> None:
    first = post.thread.posts.get(number=1)
    sent = said(first, first.body, title="Keys  of the store")
    assert client_of(efua).post(address(first), sent).status_code == 302
    thread = Thread.objects.get(pk=post.thread_id)
    assert (thread.title, thread.sort_title) == ("Keys of the store", "keys of the store")
    revision = PostRevision.objects.get(post=first)
    assert (revision.title, revision.body) == ("Keys", first.body)
    assert jobs()[-1] in ([], "[]")
    client_of(amina).post(address(post), said(post, "Hers.", title="Taken over"))
    thread.refresh_from_db()
    assert thread.title == "Keys of the store"


def test_a_title_is_asked_for_and_not_too_long(client_of, efua, post) -> None:
    first = post.thread.posts.get(number=1)
    for title in ("", "t" * 201):
        sent = said(first, "Other words.", title=title)
        assert client_of(efua).post(address(first), sent).status_code == 422
    assert Thread.objects.get(pk=post.thread_id).title == "Keys"


def test_that_details_are_changed_is_said_without_a_revision(client_of, amina, post) -> None:
    sent = said(post, post.body, details_changed="on")
    client_of(amina).post(address(post), sent)
    post.refresh_from_db()
    assert post.details_changed
    assert not PostRevision.objects.exists()


def test_her_nameless_post_is_edited_and_nothing_says_by_whom(
    client_of, amina, efua, forum
) -> None:
    thread = make.make_thread(forum, efua)
    post = make.make_post(thread, amina, nameless=True, body="It happened to me.")
    client = client_of(amina)
    assert client_of(efua).get(address(post)).status_code == 403
    assert client.post(address(post), said(post, "It", preview="1")).status_code == 200
    assert client.post(address(post), said(post, "")).status_code == 422
    drafts_of_edits.keep(amina, post, {"body": "It"})
    assert not Draft.objects.exists()
    assert client.post(address(post), said(post, "It happened to us.")).status_code == 302
    post.refresh_from_db()
    assert (post.body, post.author) == ("It happened to us.", None)
    assert PostRevision.objects.get().body == "It happened to me."


def test_who_is_called_by_name_follows_the_words(client_of, post, amina, efua) -> None:
    client = client_of(amina)
    client.post(address(post), said(post, "Ask @efua, and nobody else."))
    post.refresh_from_db()
    assert efua.get_absolute_url() in post.html
    assert post.mentions.get().member == efua
    client.post(address(post), said(post, "Ask anybody."))
    assert not post.mentions.exists()
    page = client.post(address(post), said(post, " ".join(f"@member-{n}" for n in range(11))))
    assert page.status_code == 422
