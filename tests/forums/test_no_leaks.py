"""Label × forum × group × person × place: nobody finds a thread that is not for her, anywhere.

Every thread carries words of its own in its title, its first post and an answer. Who reads it is
said once, by `readers`; each way to it is held against that.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from forums.models import Attachment, Forum, Label, Post, Thread
from members.models import Group, Member, Visibility
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db

PEOPLE = ("visitor", "dara", "femi", "amina", "chidi", "efua", "bintou", "guest")
WIDTHS = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.GROUP)
# Who reads what is for everybody, for members, for the group. Femi is suspended: he reads nothing.
PUBLIC = frozenset(("visitor", "dara", "amina", "chidi", "efua", "bintou", "guest"))
MEMBERS = frozenset(("amina", "chidi", "efua", "bintou", "guest"))
GROUP = frozenset(("amina", "efua", "bintou"))
CARE = frozenset(("efua", "bintou"))
BY_LABEL = {
    Label.PUBLIC: PUBLIC,
    Label.MEMBERS: MEMBERS,
    Label.GROUP: GROUP,
    Label.NOT_QUOTED: GROUP,
}
BY_FORUM = {Visibility.PUBLIC: PUBLIC, Visibility.MEMBERS: MEMBERS, Visibility.GROUP: GROUP}
BY_GROUP = {
    Group.SeenBy.EVERYONE: PUBLIC,
    Group.SeenBy.MEMBERS: MEMBERS,
    Group.SeenBy.GROUP: GROUP,
}


@pytest.fixture
def guest(community: Group) -> Member:
    member = make.make_member("Gloria", handle="guest")
    make.make_membership(member, community)
    return member


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Client]:
    known = {name: request.getfixturevalue(name) for name in PEOPLE}
    return {name: client_of(person) for name, person in known.items()}


@pytest.fixture(params=list(Group.SeenBy))
def forums(request: pytest.FixtureRequest, africa: Group, amina: Member, efua: Member):
    """A forum of each width in Efua's group, with a thread of each label.

    The labels and widths are as a group may have left them that has become narrower: wider than
    what holds them.
    """
    africa.seen_by = request.param
    africa.save()
    made = [make.make_forum(africa, slug=f"f-{width}", visibility=width) for width in WIDTHS]
    for forum in made:
        for label in Label:
            _thread(forum, amina, label)
    return made


def _thread(forum: Forum, by: Member, label: Label, *more: str) -> Thread:
    words = "-".join((forum.visibility, label.value.replace("_", ""), *more))
    thread = make.make_thread(forum, by, title=f"title-{words}-end", body=f"first-{words}-end")
    make.make_post(thread, by, body=f"answer-{words}-end")
    Thread.objects.filter(pk=thread.pk).update(label=label)
    thread.refresh_from_db()
    return thread


def readers(thread: Thread) -> frozenset[str]:
    """By the narrowest of its label, its forum and its group."""
    forum = thread.forum
    found = BY_LABEL[Label(thread.label)] & BY_FORUM[Visibility(forum.visibility)]
    return found & BY_GROUP[Group.SeenBy(forum.group.seen_by)]


def marks_of(thread: Thread) -> tuple[str, str, str]:
    words = thread.title.removeprefix("title")
    return thread.title, f"first{words}", f"answer{words}"


def ways_to(thread: Thread) -> Iterator[tuple[str, int]]:
    """Addresses that are about this thread alone."""
    yield thread.get_absolute_url(), 200
    yield f"/forums/{thread.forum.slug}/{thread.pk}-other/", 301
    yield thread.posts.get(number=2).get_absolute_url(), 302


def lists(forum: Forum) -> Iterator[str]:
    for asked in ("", "?unread=1", "?after=0-0"):
        yield f"/forums/{forum.slug}/{asked}"
    yield f"/forums/{forum.slug}/feed/"


def test_a_thread_and_its_posts_open_to_its_readers_alone(forums, people) -> None:
    wrong = []
    for thread in Thread.objects.select_related("forum__group"):
        for address, opened in ways_to(thread):
            for name, client in people.items():
                status = client.get(address).status_code
                expected = opened if name in readers(thread) else 404
                if name == "femi":
                    expected = 302  # led to where he reads why
                if status != expected:
                    wrong.append(f"{name} at {address}: {status} and not {expected}")
    assert wrong == []


def test_no_list_and_no_feed_names_it_to_anybody_else(forums, people) -> None:
    wrong = []
    threads = list(Thread.objects.select_related("forum__group"))
    everywhere = ["/forums/", "/forums/feed/", *(one for forum in forums for one in lists(forum))]
    for address in everywhere:
        for name, client in people.items():
            said = client.get(address).content.decode()
            for thread in threads:
                if name not in readers(thread) and any(word in said for word in marks_of(thread)):
                    wrong.append(f"{name} reads {thread} at {address}")
    assert wrong == []


def test_its_readers_find_it_in_the_list_of_its_forum(forums, people) -> None:
    for thread in Thread.objects.select_related("forum__group"):
        for name in readers(thread) - {"femi"}:
            page = people[name].get(f"/forums/{thread.forum.slug}/")
            assert thread.title in page.content.decode(), f"{name}, {thread}"


def test_a_page_speaks_as_if_what_is_closed_were_not_there(forums, people, amina) -> None:
    """Neither number, nor last activity, nor a mark of what is new, nor its place among pages."""
    wide = forums[0]
    for name in ("visitor", "chidi", "guest", "dara"):
        client = people[name]
        addresses = ("/forums/", f"/forums/{wide.slug}/", f"/forums/{wide.slug}/feed/")
        before = {address: _without_tokens(client, address) for address in addresses}
        for number in range(3):
            _thread(wide, amina, Label.NOT_QUOTED, name, str(number))
            _thread(wide, amina, Label.GROUP, name, str(number))
        Thread.objects.filter(label=Label.GROUP).update(pinned_at=timezone.now())
        for address in addresses:
            assert _without_tokens(client, address) == before[address], f"{name} at {address}"


def _without_tokens(client: Client, address: str) -> list[str]:
    """A line of the page with a token or the moment in it differs every time."""
    lines = client.get(address).content.decode().splitlines()
    return [line for line in lines if "csrf" not in line]


def test_a_feed_holds_what_a_visitor_may_read_whoever_asks(forums, people) -> None:
    for forum in forums:
        address = f"/forums/{forum.slug}/feed/"
        theirs = {name: people[name].get(address) for name in PEOPLE if name != "femi"}
        assert len({(one.status_code, _entries(one)) for one in theirs.values()}) == 1
        assert "Federation" not in _entries(theirs["bintou"])


def _entries(response) -> str:
    return response.content.decode().partition("<entry>")[2]


def test_a_feed_by_key_never_carries_what_is_for_the_group(forums, people) -> None:
    for forum in forums:
        response = people["amina"].post(f"/forums/{forum.slug}/feed/key/")
        if response.status_code != 200:
            continue
        address = response.context["link"].removeprefix("http://testserver")
        said = people["visitor"].get(address).content.decode()
        for thread in Thread.objects.select_related("forum__group"):
            for_all = readers(thread) >= MEMBERS and thread.forum == forum
            assert (marks_of(thread)[1] in said) is for_all, f"{thread} in the feed of {forum.slug}"


def test_a_hidden_thread_is_there_for_who_looks_after_the_group(forums, people) -> None:
    Thread.objects.update(hidden_at=timezone.now(), hidden_why="It names somebody.")
    for thread in Thread.objects.select_related("forum__group"):
        for name, client in people.items():
            if name == "femi":
                continue
            status = client.get(thread.get_absolute_url()).status_code
            assert status == (200 if name in CARE else 404), f"{name}, {thread}"
            said = client.get(f"/forums/{thread.forum.slug}/").content.decode()
            assert (thread.title in said) is (name in CARE), f"{name}, {thread}"


def test_hidden_and_removed_words_are_read_by_nobody_else(forums, people, amina) -> None:
    """Their author reads what is hidden; what she has removed is gone for all."""
    for thread in Thread.objects.all():
        hidden, removed = (make.make_post(thread, amina, body=f"{w} word") for w in ("hid", "rem"))
        changed = {"hidden_at": timezone.now(), "hidden_why": "It names somebody."}
        Post.objects.filter(pk=hidden.pk).update(**changed)
        Post.objects.filter(pk=removed.pk).update(removed_at=timezone.now(), body="", html="")
    for thread in Thread.objects.select_related("forum__group"):
        for name in readers(thread):
            said = people[name].get(thread.get_absolute_url()).content.decode()
            assert ("hid word" in said) is (name in CARE | {"amina"}), f"{name}, {thread}"
            assert "rem word" not in said


def test_a_guest_reads_her_one_thread_and_nothing_beside_it(forums, people, guest) -> None:
    narrow = forums[-1]
    invited = Thread.objects.filter(forum=narrow, label=Label.NOT_QUOTED)[:1].get()
    today = timezone.localdate()
    days = {"kind": Thread.Kind.E_DISCUSSION, "opens_on": today, "closes_on": today}
    Thread.objects.filter(pk=invited.pk).update(**days)
    invited.guests.add(guest)
    assert people["guest"].get(invited.get_absolute_url()).status_code == 200
    assert people["chidi"].get(invited.get_absolute_url()).status_code == 404
    for thread in Thread.objects.filter(forum=narrow).exclude(pk=invited.pk):
        assert people["guest"].get(thread.get_absolute_url()).status_code == 404
    assert people["guest"].get(f"/forums/{narrow.slug}/").status_code == 404
    said = people["guest"].get("/forums/").content.decode()
    assert invited.title in said
    assert narrow.name not in said


def test_who_owes_the_charter_her_word_reads_what_all_members_read(forums, people, amina) -> None:
    make.make_charter()
    thread = Thread.objects.get(forum=forums[-1], label=Label.GROUP)
    hers = client_of(Member.objects.get(pk=amina.pk))
    assert hers.get(thread.get_absolute_url()).status_code == 404
    assert hers.get(f"/forums/{forums[-1].slug}/").status_code == 404


def test_who_left_the_group_reads_no_more_of_it(forums, people, amina, africa) -> None:
    thread = Thread.objects.get(forum=forums[-1], label=Label.GROUP)
    assert people["amina"].get(thread.get_absolute_url()).status_code == 200
    amina.memberships.filter(group=africa).update(status="left")
    assert people["amina"].get(thread.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("place", ["/search/", "/forums/search/"])
def test_no_search_finds_or_counts_it_for_anybody_else(forums, people, run_jobs, place) -> None:
    run_jobs()
    threads = list(Thread.objects.select_related("forum__group"))
    for name in set(PEOPLE) - {"femi"}:
        response = people[name].get(place, {"q": "answer", "kind": "thread"})
        said = response.content.decode()
        found = {thread.title for thread in threads if thread.title in said}
        hers = {thread.title for thread in threads if name in readers(thread)}
        assert found == hers, f"{name} at {place}"
        assert response.context["found"].total == len(hers), f"{name} at {place}"


def test_a_file_is_as_closed_as_the_thread_of_its_post(forums, people) -> None:
    for thread in Thread.objects.select_related("forum__group"):
        held = Attachment.objects.create(
            post=thread.posts.get(number=1),
            file=ContentFile(b"Rows of figures.", name="figures.txt"),
            name="figures.txt",
            media_type="text/plain",
            size=16,
            sha256="0" * 64,
        )
        for name in set(PEOPLE) - {"femi"}:
            status = people[name].get(f"/forums/attachments/{held.pk}/").status_code
            assert status == (200 if name in readers(thread) else 404), f"{name}, {thread}"


def test_only_who_may_read_it_is_called_by_name(forums, people, amina, chidi, efua) -> None:
    for thread in Thread.objects.select_related("forum__group"):
        post = make.make_post(thread, amina, body="Ask @chidi and @efua.")
        called = {member.handle for member in (chidi, efua) if member.handle in readers(thread)}
        assert {one.member.handle for one in post.mentions.all()} == called, str(thread)
        for member in (chidi, efua):
            assert (member.get_absolute_url() in post.html) is (member.handle in called)
