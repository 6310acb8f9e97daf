"""Thanks: one kind, once from each, never from oneself."""

import threading

import pytest
from django.db import connection

from forums import reader_actions
from forums.models import Forum, Label, Post, Thanks
from members.models import Member, Visibility
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(forum: Forum, amina: Member, efua: Member) -> Post:
    return make.make_post(make.make_thread(forum, efua), amina)


def thank(client, post: Post, **said: str):
    return client.post(f"/forums/posts/{post.pk}/thank/", said)


def count(post: Post) -> int:
    post.refresh_from_db()
    assert post.thanks_count == Thanks.objects.filter(post=post).count()
    return post.thanks_count


def names(client, post: Post):
    return client.get(f"/forums/posts/{post.pk}/thanks/")


def test_she_thanks_and_takes_it_back(client_of, efua, post) -> None:
    client = client_of(efua)
    response = thank(client, post)
    assert response.status_code == 302
    assert response["Location"].endswith(f"#post-{post.pk}")
    assert count(post) == 1
    thank(client, post)
    assert count(post) == 0


def test_a_button_pressed_twice_thanks_once(client_of, efua, post) -> None:
    client = client_of(efua)
    page = client.get(post.thread.get_absolute_url()).content.decode()
    assert f'name="on" value="1" formaction="/forums/posts/{post.pk}/thank/"' in page
    for _time in range(2):
        thank(client, post, on="1")
    assert count(post) == 1
    page = client.get(post.thread.get_absolute_url()).content.decode()
    assert f'name="on" value="0" formaction="/forums/posts/{post.pk}/thank/"' in page
    for _time in range(2):
        thank(client, post, on="0")
    assert count(post) == 0


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 403), ("efua", 302), ("bintou", 302), ("chidi", 404)]
)
def test_who_reads_it_thanks_but_not_herself(who, status, request, client_of, post) -> None:
    assert thank(client_of(request.getfixturevalue(who)), post).status_code == status
    assert count(post) == (status == 302)


def test_a_visitor_is_asked_to_log_in_and_a_link_does_nothing(client_of, efua, post) -> None:
    assert "/login/" in thank(client_of(), post)["Location"]
    assert client_of(efua).get(f"/forums/posts/{post.pk}/thank/").status_code == 405
    assert count(post) == 0


def test_a_nameless_post_is_thanked_for_but_not_by_herself(client_of, amina, efua, forum) -> None:
    post = make.make_post(make.make_thread(forum, efua), amina, nameless=True)
    assert thank(client_of(efua), post).status_code == 302
    assert thank(client_of(amina), post).status_code == 403
    assert count(post) == 1


def test_for_what_is_hidden_nobody_thanks(client_of, efua, post) -> None:
    Post.objects.filter(pk=post.pk).update(hidden_at=post.created_at, hidden_why="So.")
    assert thank(client_of(efua), post).status_code == 403


def test_members_read_who_thanked(client_of, efua, bintou, amina, chidi, post) -> None:
    for person in (efua, bintou):
        thank(client_of(person), post)
    page = names(client_of(amina), post).content.decode()
    assert "<bdi>Efua</bdi>" in page
    assert "<bdi>Bintou</bdi>" in page
    assert names(client_of(chidi), post).status_code == 404
    assert f"/forums/posts/{post.pk}/thanks/" in (
        client_of(amina).get(post.thread.get_absolute_url()).content.decode()
    )


def test_a_visitor_reads_how_many_and_not_who(client_of, community, efua, bintou) -> None:
    square = make.make_forum(community, visibility=Visibility.PUBLIC)
    post = make.make_post(make.make_thread(square, bintou), bintou)
    thank(client_of(efua), post)
    page = client_of().get(post.thread.get_absolute_url()).content.decode()
    assert "1 thanks" in page
    assert "/thanks/" not in page
    assert "/login/" in names(client_of(), post)["Location"]


def test_where_nobody_is_quoted_nobody_who_thanks_is_named(client_of, efua, amina, post) -> None:
    thank(client_of(efua), post)
    post.thread.label = Label.NOT_QUOTED
    post.thread.save()
    assert names(client_of(amina), post).status_code == 403
    page = client_of(amina).get(post.thread.get_absolute_url()).content.decode()
    assert "1 thanks" in page
    assert "/thanks/" not in page


@pytest.mark.django_db(transaction=True)
def test_thanks_at_one_moment_are_all_counted_and_each_once(efua, bintou, post) -> None:
    others = [make.make_writer(post.thread.forum) for _number in range(3)]

    def press(person: Member) -> None:
        reader_actions.thank(post=post, by=person, on=True)
        connection.close()

    at_once = [threading.Thread(target=press, args=[one]) for one in (efua, efua, bintou, *others)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert count(post) == 5
