"""The short questions that lists ask find what the one door `visible_to` lets through."""

import itertools

import pytest
from django.utils import timezone

from forums.models import Forum, Label, Thread
from members.models import Group, Member, Visibility
from tests import make

PEOPLE = ("visitor", "amina", "chidi", "efua", "bintou")


@pytest.fixture
def forums(africa: Group, europe: Group, amina: Member) -> list[Forum]:
    """Of an open and a hidden group, as wide as can be and closed; every label in each."""
    Group.objects.filter(pk=europe.pk).update(seen_by=Group.SeenBy.EVERYONE)
    made = []
    for group, visibility in itertools.product((africa, europe), Visibility):
        forum = make.make_forum(group, visibility=visibility)
        made.append(forum)
        writer = make.make_writer(forum)
        for label in Label:
            first = make.make_thread(forum, writer)
            hidden = make.make_thread(forum, writer)
            Thread.objects.filter(pk__in=(first.pk, hidden.pk)).update(label=label)
            Thread.objects.filter(pk=hidden.pk).update(
                hidden_at=timezone.now(), hidden_why="It harms somebody."
            )
    return made


@pytest.fixture
def guest(forums: list[Forum], chidi: Member) -> Member:
    """Chidi, asked into a closed thread of an open group."""
    closed = Thread.objects.filter(forum=forums[-2], label=Label.GROUP, hidden_at=None).get()
    closed.guests.add(chidi)
    return chidi


@pytest.mark.parametrize("name", PEOPLE)
def test_a_forum_shows_what_the_door_lets_through(
    request: pytest.FixtureRequest, forums: list[Forum], guest: Member, name: str
) -> None:
    person = None if name == "visitor" else request.getfixturevalue(name)
    seen = list(Forum.objects.visible_to(person))
    assert seen
    through = Thread.objects.visible_to(person)
    for forum in seen:
        assert set(Thread.objects.visible_in(forum, person)) == set(through.filter(forum=forum))
    shown = set(through.shown().filter(forum__in=seen))
    assert set(Thread.objects.visible_in_each(seen, person).filter(forum__in=seen)) == shown
