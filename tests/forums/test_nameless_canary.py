"""Who wrote a nameless post is found nowhere: in no row, page, feed, list, log line or copy."""

from __future__ import annotations

import datetime as dt
import io
import logging
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cop_portal import privacy
from forums import actions, unsealing
from forums.models import Forum, Post, Seal, Thread, ThreadMark
from members.models import DataCopy, Group, Member, Membership, Organization
from members.notices import outbox
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

from .everywhere import (
    HER_NUMBER,
    every_path,
    hear,
    marks_of,
    rows_with,
    transactions_of,
    transactions_of_posts,
)

TITLE, BODY, REPLY, EDIT = "zqvtitle", "zqvbody", "zqvreply", "zqvedit"
WORDS = (TITLE, BODY, REPLY, EDIT)


@pytest.fixture
def nana(africa: Group, community: Group, organization_a: Organization) -> Member:
    """She writes. Her name, handle and number are like nobody else's."""
    member = make.make_member(
        "Nanazqx", pk=HER_NUMBER, handle="nanazqx", organization=organization_a
    )
    for group in (africa, community):
        make.make_membership(member, group)
    member.created_at -= dt.timedelta(days=100)
    member.save()
    return member


@pytest.fixture
def forum(africa: Group, efua: Member, amina: Member, bintou: Member) -> Forum:
    return make.make_forum(africa, visibility="group", allows_nameless=True)


@pytest.fixture
def inside(nana: Member) -> Client:
    """Nana's browser, in which she has been on the pages where one writes."""
    return client_of(nana)


def open_thread(client: Client, forum: Forum, *, nameless: bool) -> Thread:
    path = reverse("forums:thread_new", args=[forum.slug])
    page = client.get(path)
    sent = {"title": TITLE, "body": BODY, "kind": "discussion", "label": "group"}
    sent |= hidden_in(page.content.decode()) | ({"nameless": "on"} if nameless else {})
    kept = client.post(path, sent | {"preview": "1"})
    assert kept.status_code == 200, kept.content.decode()
    assert client.post(path, sent).status_code == 302
    return Thread.objects.get(title=TITLE)


def answer(client: Client, thread: Thread, *, nameless: bool) -> Post:
    page = client.get(thread.get_absolute_url()).content.decode()
    sent = hidden_in(page.partition('id="reply"')[2]) | {"body": REPLY}
    sent |= {"nameless": "on"} if nameless else {}
    path = reverse("forums:thread_reply", args=[thread.pk])
    assert client.post(path, sent | {"preview": "1"}).status_code == 200
    answered = client.post(path, sent)
    assert answered.status_code == 302, answered.content.decode()
    client.get(answered.headers["Location"].partition("#")[0])
    # The script of the page has still been on its way.
    client.post(reverse("forums:draft_save"), sent | {"thread": str(thread.pk)})
    return thread.posts.get(body=REPLY)


def edit(client: Client, post: Post) -> None:
    path = reverse("forums:post_edit", args=[post.pk])
    page = client.get(path).content.decode()
    sent = hidden_in(page.partition("<main")[2]) | {"body": f"{REPLY} {EDIT}"}
    answered = client.post(path, sent)
    assert answered.status_code == 302, answered.content.decode()


def hidden_in(page: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser would send them."""
    fields = {}
    for piece in page.partition("</form>")[0].split("<input")[1:]:
        tag = piece.partition(">")[0]
        if 'type="hidden"' in tag:
            name = tag.partition('name="')[2].partition('"')[0]
            fields[name] = tag.partition('value="')[2].partition('"')[0]
    return fields


def write(client: Client, forum: Forum, *, nameless: bool) -> Thread:
    thread = open_thread(client, forum, nameless=nameless)
    edit(client, answer(client, thread, nameless=nameless))
    thread.refresh_from_db()
    return thread


def looked_around(client: Client, forum: Forum) -> None:
    """What she would leave behind by reading alone has been left."""
    for path in ("/", "/forums/", forum.get_absolute_url()):
        client.get(path)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("newcomer", [True, False])
def test_writing_without_a_name_leaves_no_row_about_her_and_changes_none(
    nana: Member, inside: Client, forum: Forum, run_jobs: Callable[[], int], newcomer: bool
) -> None:
    """Not even which transaction has touched a row of hers last."""
    if newcomer:
        Member.objects.filter(pk=nana.pk).update(created_at=timezone.now())
    looked_around(inside, forum)
    before = rows_with(*marks_of(nana))
    thread = open_thread(inside, forum, nameless=True)
    assert not transactions_of_posts() & transactions_of(*marks_of(nana))
    post = answer(inside, thread, nameless=True)
    assert not transactions_of_posts() & transactions_of(*marks_of(nana))
    edit(inside, post)
    run_jobs()
    assert not transactions_of_posts() & transactions_of(*marks_of(nana))
    assert Seal.objects.count() == 2
    assert rows_with(*marks_of(nana)) - before == set()
    for table, text in rows_with(*WORDS):
        assert not [mark for mark in marks_of(nana) if mark in text], table


@pytest.mark.django_db(transaction=True)
def test_the_same_by_name_is_found_in_the_rows(
    nana: Member, inside: Client, forum: Forum, run_jobs: Callable[[], int]
) -> None:
    looked_around(inside, forum)
    before = rows_with(*marks_of(nana))
    thread = open_thread(inside, forum, nameless=False)
    assert transactions_of_posts() & transactions_of(*marks_of(nana))
    answer(inside, thread, nameless=False)
    run_jobs()
    found = {table for table, _text in rows_with(*marks_of(nana)) - before}
    assert {"forums_post", "forums_thread"} <= found


@pytest.mark.django_db(transaction=True)
def test_opening_the_seal_leaves_no_row_about_her(
    nana: Member, inside: Client, forum: Forum, efua: Member, bintou: Member, organization_b
) -> None:
    thread = make.make_thread(forum, nana, nameless=True)
    efua.affiliations.create(organization=organization_b, since="2020-01-01")
    before = rows_with(*marks_of(nana))
    asked = unsealing.ask(post=thread.posts.get(), by=efua, why="Somebody is in danger.")
    assert unsealing.agree(unsealing=asked, by=bintou, words="It is so.")
    assert unsealing.look(unsealing=asked_again(asked), by=efua) == nana
    left = {table for table, _text in rows_with(*marks_of(nana)) - before}
    assert left == {"notices_letter"}  # until it is sent
    send_letters()
    assert rows_with(*marks_of(nana)) == before


def asked_again(asked: unsealing.Unsealing) -> unsealing.Unsealing:
    return unsealing.Unsealing.objects.get(pk=asked.pk)


def send_letters() -> None:
    for pk in Letter.objects.values_list("pk", flat=True):
        assert outbox.send(pk)


@pytest.fixture
def everybody(
    amina: Member, chidi: Member, efua: Member, bintou: Member, dara: Member, femi: Member
) -> dict[str, Client]:
    people = {"visitor": None, "amina": amina, "chidi": chidi, "efua": efua, "bintou": bintou}
    return {
        name: client_of(person) for name, person in (people | {"dara": dara, "femi": femi}).items()
    }


def pages_that_tell(clients: dict[str, Client], thread: Thread, nana: Member) -> list[str]:
    """Where what she wrote and who she is come together."""
    telling = []
    for name, client in clients.items():
        for path in every_path(thread, nana, WORDS):
            text = hear(client, path)
            asked = [word for word in marks_of(nana) if word in path]
            if any(word in strip(text, path) for word in WORDS):
                marks = [mark for mark in marks_of(nana) if mark in text and mark not in asked]
                telling += [f"{name} at {path}: {mark}" for mark in marks]
    return telling


def strip(text: str, path: str) -> str:
    """Without the words that she asked for herself."""
    for word in WORDS:
        if word in path:
            text = text.replace(f'value="{word}"', "")
    return text


@pytest.mark.django_db
def test_no_page_names_her_beside_what_she_wrote_without_her_name(
    nana: Member,
    inside: Client,
    forum: Forum,
    everybody: dict[str, Client],
    run_jobs: Callable[[], int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        thread = write(inside, forum, nameless=True)
        run_jobs()
    lines = [record.getMessage() for record in caplog.records]
    assert not [line for line in lines if any(mark in line for mark in marks_of(nana))]
    assert pages_that_tell(everybody, thread, nana) == []
    assert not any(word in hear(inside, nana.get_absolute_url()) for word in WORDS)


@pytest.mark.django_db
def test_pages_name_her_beside_what_she_wrote_by_name(
    nana: Member,
    inside: Client,
    forum: Forum,
    everybody: dict[str, Client],
    run_jobs: Callable[[], int],
) -> None:
    thread = write(inside, forum, nameless=False)
    run_jobs()
    telling = " ".join(pages_that_tell(everybody, thread, nana))
    for name in ("amina", "efua", "bintou"):
        assert f"{name} at {thread.get_absolute_url()}" in telling
    assert "chidi at" not in telling
    assert "visitor at" not in telling


@pytest.mark.django_db(transaction=True)  # the draft of a nameless post goes once it is there
@pytest.mark.parametrize("nameless", [True, False])
def test_the_copy_of_her_data_holds_only_what_she_wrote_by_name(
    nana: Member, inside: Client, forum: Forum, nameless: bool
) -> None:
    write(inside, forum, nameless=nameless)
    copy = privacy.ask_for_copy(nana)
    privacy.make_copy(copy.pk)
    with default_storage.open(DataCopy.objects.get().file.name) as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode("latin-1")
    assert any(word in everything for word in WORDS) is not nameless


@pytest.mark.django_db
def test_her_first_look_writes_no_mark_and_later_ones_do(
    nana: Member, inside: Client, forum: Forum, amina: Member
) -> None:
    """Else the first who has a mark would be the author."""
    thread = make.make_thread(forum, amina)
    other = client_of(amina)
    for client in (inside, other):
        client.get(thread.get_absolute_url())
    before = set(marks_in(thread))
    post = make.make_post(thread, nana, nameless=True)
    make.make_post(thread, amina)
    for client in (inside, other):
        client.get(thread.get_absolute_url())
    assert set(marks_in(thread)) == before
    Post.objects.filter(pk=post.pk).update(created_at=post.created_at - dt.timedelta(hours=1))
    for client in (inside, other):
        client.get(thread.get_absolute_url())
    thread.refresh_from_db()
    assert {read_to for _member, read_to in marks_in(thread)} == {thread.last_post_at}


def marks_in(thread: Thread) -> list[tuple[int, dt.datetime]]:
    return list(ThreadMark.objects.filter(thread=thread).values_list("member", "read_to"))


# Where few may write, that it is one of these would say too much ------------------------------


@pytest.mark.django_db
def test_only_who_belongs_to_the_group_writes_as_one_of_it(
    forum: Forum, bintou: Member, amina: Member
) -> None:
    assert make.make_thread(forum, amina, nameless=True).opened_by is None
    with pytest.raises(actions.NotNow):
        make.make_thread(forum, bintou, nameless=True)


@pytest.mark.django_db
def test_nobody_announces_without_a_name(forum: Forum, efua: Member) -> None:
    make.make_thread(forum, efua, kind=Thread.Kind.ANNOUNCEMENT)
    with pytest.raises(actions.NotNow):
        make.make_thread(forum, efua, kind=Thread.Kind.ANNOUNCEMENT, nameless=True)


@pytest.mark.django_db
def test_nobody_has_a_last_word_without_a_name(forum: Forum, amina: Member, efua: Member) -> None:
    thread = make.make_thread(forum, amina)
    Thread.objects.filter(pk=thread.pk).update(locked_at=timezone.now(), locked_why="Enough.")
    assert make.make_post(thread, efua).number == 2
    with pytest.raises(actions.NotNow):
        make.make_post(thread, efua, nameless=True)


@pytest.mark.django_db
def test_where_only_facilitators_open_threads_they_do_so_by_name(
    forum: Forum, efua: Member
) -> None:
    Forum.objects.update(opened_by=Forum.OpenedBy.FACILITATORS)
    forum.refresh_from_db()
    make.make_thread(forum, efua)
    with pytest.raises(actions.NotNow):
        make.make_thread(forum, efua, nameless=True)


@pytest.mark.django_db
def test_who_has_left_the_group_writes_nothing_more_as_one_of_it(
    forum: Forum, amina: Member, africa: Group
) -> None:
    Membership.objects.filter(member=amina, group=africa).update(status="left")
    with pytest.raises(actions.NotNow):
        make.make_thread(forum, Member.objects.get(pk=amina.pk), nameless=True)
