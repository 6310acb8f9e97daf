"""What the pages of the roof show of the forums: each person her own."""

import datetime as dt

import pytest
from django.utils import timezone

from forums.models import Label, Thread
from members.models import Group, Member, Visibility
from tests import make
from tests.cast import client_of


@pytest.fixture
def announced(bintou: Member) -> Thread:
    forum = make.make_forum(visibility=Visibility.PUBLIC)
    kind = Thread.Kind.ANNOUNCEMENT
    return make.make_thread(forum, bintou, kind=kind, title="We meet in May")


@pytest.fixture
def whispered(africa: Group, amina: Member) -> Thread:
    """In the group that only its own people know of."""
    forum = make.make_forum(africa, visibility=Visibility.GROUP, name="Under the tree")
    return make.make_thread(forum, amina, title="What the chief said")


def page(person: Member | None, address: str) -> str:
    return client_of(person).get(address).content.decode()


def test_everybody_reads_public_announcements_on_the_first_page(
    announced: Thread, chidi: Member
) -> None:
    for person in (None, chidi):
        assert announced.title in page(person, "/")
    Thread.objects.update(label=Label.MEMBERS)
    assert announced.title not in page(None, "/")
    assert announced.title in page(chidi, "/")


def test_an_announcement_is_news_for_two_months(announced: Thread) -> None:
    Thread.objects.update(opened_at=timezone.now() - dt.timedelta(days=61))
    assert announced.title not in page(None, "/")


def test_her_groups_threads_meet_her_on_the_first_page(
    whispered: Thread, amina: Member, chidi: Member
) -> None:
    make.make_post(whispered, amina)
    assert whispered.title in page(amina, "/")
    assert whispered.title not in page(chidi, "/")


def test_a_group_shows_its_forums_to_whoever_may_read_them(
    whispered: Thread, africa: Group, amina: Member, europe: Group, chidi: Member
) -> None:
    other = make.make_thread(make.make_forum(europe, name="Round table"), title="Tea first")
    assert whispered.title in page(amina, africa.get_absolute_url())
    assert "Under the tree" in page(amina, africa.get_absolute_url())
    for title in (other.title, "Round table"):
        assert title in page(chidi, europe.get_absolute_url())
    Thread.objects.filter(pk=other.pk).update(label=Label.GROUP)
    assert other.title not in page(chidi, europe.get_absolute_url())


def test_a_person_shows_the_threads_that_she_opened_by_her_name(
    amina: Member, chidi: Member, whispered: Thread
) -> None:
    forum = make.make_forum(allows_nameless=True)
    make.make_thread(forum, amina, title="Said aloud")
    make.make_thread(forum, amina, title="Said softly", nameless=True)
    make.make_thread(forum, amina, title="Not for the minutes", label=Label.NOT_QUOTED)
    for reader in (chidi, amina):
        shown = page(reader, amina.get_absolute_url())
        assert "Said aloud" in shown
        assert "Said softly" not in shown
        assert "Not for the minutes" not in shown
    assert whispered.title not in page(chidi, amina.get_absolute_url())
