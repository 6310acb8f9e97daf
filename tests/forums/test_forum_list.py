"""Where one may read and write."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.models import Forum, Label, Thread
from members.models import Group, Visibility
from tests import make

pytestmark = pytest.mark.django_db
LIGHT = 12 * 1024


def read(client, asked=""):
    response = client.get(f"/forums/{asked}")
    assert response.status_code == 200
    return response


def clusters(response):
    return [
        (one.group.name, one.is_hers, [forum.name for forum in one.forums])
        for one in response.context["clusters"]
    ]


def test_hers_come_first_then_what_else_she_may_read(
    forum, square, amina, chidi, client, client_of
):
    open_group = make.make_group("Open", seen_by=Group.SeenBy.EVERYONE)
    make.make_forum(open_group, name="Fair", visibility=Visibility.PUBLIC)
    make.make_forum(open_group, name="Kitchen", visibility=Visibility.GROUP)
    whole = ("The whole community", True, ["Square"])
    assert clusters(read(client_of(amina))) == [
        whole,
        ("Africa", True, ["Keys"]),
        ("Open", False, ["Fair"]),
    ]
    assert clusters(read(client_of(chidi))) == [whole, ("Open", False, ["Fair"])]
    assert clusters(read(client)) == [
        ("The whole community", False, ["Square"]),
        ("Open", False, ["Fair"]),
    ]


def test_a_forum_says_what_happened_last_of_what_she_sees(square, amina, client, client_of):
    make.make_thread(square, amina, title="for all", label=Label.PUBLIC)
    make.make_thread(square, amina, title="inside", label=Label.MEMBERS)
    assert "inside" in read(client_of(amina)).content.decode()
    body = read(client).content.decode()
    assert "for all" in body
    assert "inside" not in body


def test_what_is_new_for_her_is_marked_until_she_has_read_it(square, forum, amina, efua, client_of):
    thread = make.make_thread(square, amina)
    client = client_of(efua)

    def news():
        found = read(client).context["clusters"]
        return {forum.name: forum.has_new for one in found for forum in one.forums}

    assert news() == {"Square": True, "Keys": False}
    client.get(thread.get_absolute_url())
    assert news() == {"Square": False, "Keys": False}
    make.make_post(thread, amina)
    assert news() == {"Square": True, "Keys": False}


def test_what_she_may_not_read_is_never_new_to_her(square, amina, client_of):
    make.make_thread(square, amina, label=Label.GROUP)
    outsider = make.make_member()
    (cluster,) = read(client_of(outsider)).context["clusters"]
    assert not cluster.forums[0].has_new
    assert cluster.forums[0].newest is None


def test_a_guest_finds_the_discussion_but_not_its_forum(forum, efua, chidi, client_of):
    today = timezone.localdate()
    days = {"opens_on": today, "closes_on": today}
    kind = Thread.Kind.E_DISCUSSION
    make.make_thread(forum, efua, title="Hearing", kind=kind, guests=[chidi, efua], **days)
    body = read(client_of(chidi)).content.decode()
    assert "Hearing" in body
    assert "Africa" not in body
    assert "You are a guest here" not in read(client_of(efua)).content.decode()


def test_it_asks_as_often_for_two_hundred_groups(amina, forum, client_of):
    client = client_of(amina)
    with CaptureQueriesContext(connection) as few:
        read(client)
    for _number in range(200):
        group = make.make_group()
        make.make_membership(amina, group)
        Forum.objects.bulk_create(
            [Forum(group=group, name=f"F {n}", slug=f"{group.slug}-{n}") for n in (1, 2)]
        )
    read(client)
    for asked in ("", "?page=5", "?page=999", "?page=x"):
        with CaptureQueriesContext(connection) as many:
            page = read(client, asked)
        assert len(many) <= max(len(few), 9)
        assert len(gzip.compress(page.content)) <= LIGHT


def test_a_visitor_with_nothing_to_read_is_told_kindly(client, community):
    assert "Nothing is open to everybody at present" in read(client).content.decode()
