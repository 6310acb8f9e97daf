"""Taking back one's words: they are gone, their place stays."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from forums import post_actions, reader_actions
from forums.models import (
    Attachment,
    Bookmark,
    Draft,
    Forum,
    Mention,
    Post,
    PostRevision,
    Seal,
    Thanks,
    Thread,
)
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(forum: Forum, amina: Member, efua: Member) -> Post:
    """Amina's answer to Efua's question."""
    thread = make.make_thread(forum, efua, title="Keys", kind=Thread.Kind.QUESTION)
    return make.make_post(thread, amina, body="Koudougou holds them.")


def address(post: Post) -> str:
    return f"/forums/posts/{post.pk}/remove/"


def everything() -> str:
    """All words of all rows of the room."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("forums_"):
                cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - names of ours
                found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_her_words_are_gone_and_their_place_stays(client_of, amina, efua, post) -> None:
    post_actions.edit(
        post=post, by=amina, body="Zogona holds them.", since=post_actions.edition(post)
    )
    post.refresh_from_db()
    client = client_of(amina)
    page = client.get(address(post)).content.decode()
    assert "Zogona holds them." in page
    assert "What others have quoted of it stays in their posts." in page
    response = client.post(address(post))
    assert response.status_code == 302
    assert response["Location"].endswith(f"#post-{post.pk}")
    rows = everything()
    assert "Koudougou" not in rows
    assert "Zogona" not in rows
    there = client_of(efua).get(post.thread.get_absolute_url()).content.decode()
    assert "Removed by its author" in there
    assert f'id="post-{post.pk}"' in there


def test_all_that_hung_on_it_goes_with_it(
    client_of, amina, efua, post, django_capture_on_commit_callbacks
) -> None:
    path = default_storage.save("forums/some-file", ContentFile(b"words"))
    facts = {"media_type": "text/plain", "size": 5, "sha256": "0" * 64}
    Attachment.objects.create(post=post, file=path, name="words.txt", **facts)
    Mention.objects.create(post=post, member=efua)
    Draft.objects.create(member=amina, post=post, body="Otherwise")
    reader_actions.thank(post=post, by=efua)
    reader_actions.bookmark(post=post, by=efua)
    reader_actions.say_what_helped(post=post, by=efua)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(amina).post(address(post))
    for model in (Attachment, Mention, Draft, Thanks, Bookmark, PostRevision):
        assert not model.objects.exists(), model
    assert not default_storage.exists(path)
    post.refresh_from_db()
    assert post.thanks_count == 0
    assert Thread.objects.get(pk=post.thread_id).helped_by is None


def test_what_others_quoted_stays(client_of, amina, efua, post) -> None:
    answer = make.make_post(post.thread, efua, body="> Koudougou holds them.\n\nSo be it.")
    client_of(amina).post(address(post))
    answer.refresh_from_db()
    assert "Koudougou" in answer.body


@pytest.mark.parametrize(
    ("who", "status"), [("efua", 403), ("bintou", 403), ("chidi", 404), ("dara", 302)]
)
def test_nobody_else_removes_it(who, status, request, client_of, post) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(address(post)).status_code == status
    assert client.post(address(post)).status_code == status
    post.refresh_from_db()
    assert post.removed_at is None


def test_her_words_are_hers_in_a_locked_thread_and_hidden_too(client_of, amina, post) -> None:
    now = post.created_at
    Thread.objects.filter(pk=post.thread_id).update(locked_at=now, locked_why="Rest.")
    Post.objects.filter(pk=post.pk).update(hidden_at=now, hidden_why="It names a person.")
    assert client_of(amina).post(address(post)).status_code == 302
    assert "Koudougou" not in everything()


def test_asked_by_a_link_nothing_is_removed(client_of, amina, post) -> None:
    client_of(amina).get(address(post))
    post.refresh_from_db()
    assert post.removed_at is None


def test_removed_twice_is_removed_once(client_of, amina, post) -> None:
    client = client_of(amina)
    client.post(address(post))
    post.refresh_from_db()
    moment = post.removed_at
    assert client.post(address(post)).status_code == 302
    assert client.get(address(post)).status_code == 302
    post.refresh_from_db()
    assert post.removed_at == moment


def test_of_the_first_post_the_title_stays_or_is_changed(client_of, efua, amina, post) -> None:
    first = post.thread.posts.get(number=1)
    client = client_of(efua)
    assert 'value="Keys"' in client.get(address(first)).content.decode()
    assert client.post(address(first), {"title": ""}).status_code == 422
    client.post(address(first), {"title": "A question"})
    thread = Thread.objects.get(pk=post.thread_id)
    assert thread.title == "A question"
    assert thread.posts.shown().count() == 1
    client_of(amina).post(address(post), {"title": "Mine"})
    thread.refresh_from_db()
    assert thread.title == "A question"


def test_her_nameless_post_is_hers_to_remove(client_of, amina, efua, forum) -> None:
    post = make.make_post(make.make_thread(forum, efua), amina, nameless=True, body="Koudougou.")
    Post.objects.filter(pk=post.pk).update(hidden_at=post.created_at, hidden_why="Too near.")
    assert client_of(efua).post(address(post)).status_code == 403
    assert client_of(amina).post(address(post)).status_code == 302
    assert "Koudougou" not in everything()
    assert Post.objects.get(pk=post.pk).author is None
    assert Seal.objects.filter(post=post).exists()


@pytest.mark.django_db(transaction=True)
def test_thanked_for_edited_and_removed_at_one_moment_it_is_gone(amina, efua, post) -> None:
    since, outcomes = post_actions.edition(post), []

    def attempt(deed, **said) -> None:
        try:
            deed(post=post, **said)
        except (post_actions.NotNow, post_actions.Changed) as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    at_once = [
        threading.Thread(target=attempt, args=[deed], kwargs=said)
        for deed, said in (
            (post_actions.remove, {"by": amina}),
            (post_actions.edit, {"by": amina, "body": "Koudougou, or not.", "since": since}),
            (reader_actions.thank, {"by": efua}),
            (reader_actions.say_what_helped, {"by": efua}),
        )
    ]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert set(outcomes) <= {"NotNow"}
    assert "Koudougou" not in everything()
    post.refresh_from_db()
    assert (post.body, post.thanks_count) == ("", 0)
    assert not Thanks.objects.exists()
    assert Thread.objects.get(pk=post.thread_id).helped_by is None
