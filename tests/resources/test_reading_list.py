"""A reading list is its owner's alone; its link opens it no wider than the reader sees herself."""

import re

import pytest
from django.test import Client

from members.models import Member
from resources import actions
from resources.models import ReadingListItem, ReadingListLink
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/resources/reading-list/"
SHARED = "/resources/reading-list/shared/"


def put(client, resource, **fields):
    return client.post(f"/resources/{resource.pk}/reading-list/add/", fields)


def take_off(client, resource, **fields):
    return client.post(f"/resources/{resource.pk}/reading-list/remove/", fields)


def link_of(client) -> str:
    page = client.post(f"{LIST}share/").content.decode()
    return re.search(rf'href="http://testserver({SHARED}\?key=[\w-]+)"', page).group(1)


def test_she_puts_a_work_there_and_takes_it_off(client_of, amina):
    work = make.make_resource("To be read", by=amina)
    client = client_of(amina)
    assert put(client, work)["Location"] == work.get_absolute_url()
    assert put(client, work).status_code == 302
    assert ReadingListItem.objects.count() == 1
    assert "To be read" in client.get(LIST).content.decode()
    assert "Take it off the list" in client.get(work.get_absolute_url()).content.decode()
    assert take_off(client, work, from_list="1")["Location"] == LIST
    assert "To be read" not in client.get(LIST).content.decode()
    assert take_off(client, work)["Location"] == work.get_absolute_url()


def test_a_link_alone_does_nothing(client_of, amina):
    work = make.make_resource(by=amina)
    client = client_of(amina)
    put(client, work)
    for path in (
        f"/resources/{work.pk}/reading-list/add/",
        f"/resources/{work.pk}/reading-list/remove/",
        f"{LIST}share/",
        f"{LIST}unshare/",
    ):
        assert client.get(path).status_code == 405
    assert ReadingListItem.objects.count() == 1
    assert not ReadingListLink.objects.exists()


@pytest.mark.parametrize("person", ["visitor", "dara", "femi"])
def test_only_active_members_have_one(person, client_of, request, amina):
    work = make.make_resource(by=amina)
    client = client_of(request.getfixturevalue(person))
    for response in (put(client, work), client.post(f"{LIST}share/"), client.get(LIST)):
        assert response.status_code == 302
    assert not ReadingListItem.objects.exists()
    assert "reading list" not in client.get(work.get_absolute_url()).content.decode()


def test_what_she_may_not_see_cannot_be_put_there(client_of, amina, chidi, africa):
    hidden = [
        make.make_resource(by=amina, status="draft"),
        make.make_resource(by=amina, visibility="group", groups=[africa]),
    ]
    client = client_of(chidi)
    for work in hidden:
        assert put(client, work).status_code == take_off(client, work).status_code == 404
    assert client.post("/resources/999999/reading-list/add/").status_code == 404
    assert not ReadingListItem.objects.exists()


def test_nobody_else_sees_it(client_of, amina, chidi, bintou):
    work = make.make_resource("To be read", by=chidi)
    put(client_of(amina), work)
    put(client_of(amina), work, note="Ask Efua about it.")
    for person in (chidi, bintou):
        client = client_of(person)
        assert "To be read" not in client.get(LIST).content.decode()
        assert "Put it on my reading list" in client.get(work.get_absolute_url()).content.decode()
        take_off(client, work)
    assert ReadingListItem.objects.get().note == "Ask Efua about it."


def test_a_note_is_kept_and_only_text(client_of, amina):
    work = make.make_resource(by=amina)
    client = client_of(amina)
    put(client, work, note="<b>Read</b> the annex\0\n!")
    assert ReadingListItem.objects.get().note == "<b>Read</b> the annex !"
    assert "<b>Read" not in client.get(LIST).content.decode()
    put(client, work, note="n" * 301)
    assert ReadingListItem.objects.get().note.startswith("<b>Read")
    put(client, work, note="")
    assert ReadingListItem.objects.get().note == ""


def test_what_is_closed_to_her_later_is_gone_from_it(client_of, chidi, amina, africa):
    work = make.make_resource("Soon closed", by=amina)
    client = client_of(chidi)
    put(client, work)
    work.visibility = work.files_visibility = "group"
    work.save()
    assert "Soon closed" not in client.get(LIST).content.decode()


def test_whoever_has_the_link_finds_what_she_may_see(
    client_of, amina, chidi, efua, visitor, dara, africa, bintou
):
    client = client_of(amina)
    for title, facts in (
        ("Open work", {}),
        ("Inside work", {"visibility": "members"}),
        ("Group work", {"visibility": "group", "groups": [africa]}),
        ("Later withdrawn", {}),
    ):
        work = make.make_resource(title, by=amina, **facts)
        put(client, work)
        put(client, work, note="My own note.")
    actions.withdraw(resource=work, by=bintou, reason="The figures were wrong.")
    link = link_of(client)
    for person, seen in (
        (visitor, {"Open"}),
        (dara, {"Open"}),
        (chidi, {"Open", "Inside"}),
        (efua, {"Open", "Inside", "Group"}),
    ):
        response = client_of(person).get(link)
        page = response.content.decode()
        for name in ("Open", "Inside", "Group"):
            assert (f"{name} work" in page) == (name in seen), (person, name)
        assert "My own note." not in page
        assert "Later withdrawn" not in page
        # Her name is for members.
        assert ("Amina" in page) == (person in (chidi, efua))
        assert 'content="noindex"' in page
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["Cache-Control"] == "private, no-store"


def test_only_a_digest_is_kept(client_of, amina):
    link = link_of(client_of(amina))
    token = link.partition("key=")[2]
    assert len(token) >= 32
    assert token not in str(list(ReadingListLink.objects.values()))
    assert token not in client_of(amina).get(LIST).content.decode()


def test_a_closed_or_renewed_link_opens_nothing(client_of, amina):
    client = client_of(amina)
    first = link_of(client)
    second = link_of(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post(f"{LIST}unshare/")
    assert Client().get(second).status_code == 404


def test_the_link_of_who_is_suspended_opens_nothing(client_of, amina):
    link = link_of(client_of(amina))
    Member.objects.filter(pk=amina.pk).update(status="suspended")
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "\0", "\ud800", "é" * 5000, "' OR 1=1 --"])
def test_a_made_up_key_opens_nothing(key, client_of, amina):
    link_of(client_of(amina))
    assert Client().get(SHARED, {"key": key.encode(errors="surrogatepass")}).status_code == 404


def test_a_long_list_costs_as_many_queries(client_of, amina, django_assert_max_num_queries):
    theme = make.make_theme(en="Care")
    client = client_of(amina)
    for _number in range(25):
        put(client, make.make_resource(by=amina, abstract="About.", themes=[theme]))
    link = link_of(client)
    for path in (LIST, link):
        client.get(path)
        with django_assert_max_num_queries(11):
            assert client.get(path).context["items"]
