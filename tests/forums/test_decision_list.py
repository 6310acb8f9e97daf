"""What was decided, for those who look after groups, and what each may know of it."""

import pytest
from django.test import Client

from forums.care import places, posts, threads
from forums.models import Forum, Thread
from members.models import Group, Member
from members.moderation.models import Decision
from tests import make
from tests.cast import client_of

PATH = "/forums/decisions/"


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, visibility="group", allows_nameless=True)


@pytest.fixture
def thread(forum: Forum, amina: Member) -> Thread:
    return make.make_thread(forum, amina, title="Keys of the office")


def page(client: Client, **asked: object) -> str:
    response = client.get(PATH, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_for_those_who_look_after_a_group(
    amina: Member, efua: Member, bintou: Member, thread: Thread
) -> None:
    threads.lock(thread=thread, by=efua, why="Enough was said.")
    assert client_of(amina).get(PATH).status_code == 403
    assert client_of().get(PATH).status_code == 302
    for person in (efua, bintou):
        shown = page(client_of(person))
        assert "Enough was said." in shown
        assert "Thread locked" in shown
        assert thread.get_absolute_url() in shown


def test_a_facilitator_reads_nothing_of_other_groups(
    efua: Member, bintou: Member, europe: Group
) -> None:
    other = make.make_thread(make.make_forum(europe), title="Of Europe")
    threads.lock(thread=other, by=bintou, why="Not for Efua.")
    shown = page(client_of(efua))
    assert "Of Europe" not in shown
    assert "Not for Efua." not in shown
    assert client_of(efua).get(PATH, {"before": Decision.objects.get().pk}).status_code == 200


def test_a_move_does_not_name_the_forum_that_she_does_not_see(
    efua: Member, bintou: Member, community: Group, africa: Group
) -> None:
    """From her group's forum into one of a hidden group, by staff."""
    africa.seen_by = Group.SeenBy.MEMBERS
    africa.save()
    hidden = make.make_group(seen_by=Group.SeenBy.GROUP)
    secret = make.make_forum(hidden, name="Secret forum", visibility="members")
    here = make.make_forum(africa, name="Open talk", visibility="members")
    thread = make.make_thread(here, efua, title="Wandering", label="members")
    places.move(thread=thread, forum=secret, by=bintou, why="It is theirs.")
    shown = page(client_of(efua))
    assert "Open talk" in shown
    assert "another forum" in shown
    assert "Secret forum" not in shown
    assert "Secret forum" in page(client_of(bintou))


def test_of_one_thread_all_that_was_done_with_it_its_posts_and_what_was_merged_into_it(
    efua: Member, forum: Forum, thread: Thread
) -> None:
    other = make.make_thread(forum, efua, title="Once more, keys")
    apart = make.make_thread(forum, efua, title="Apart")
    post = make.make_post(thread, efua)
    posts.hide(post=post, by=efua, why="Hidden why.")
    places.merge(thread=other, into=thread, by=efua, why="Merged why.")
    threads.pin(thread=apart, by=efua, why="Pinned why.")
    shown = page(client_of(efua), thread=thread.pk)
    for told in ("Hidden why.", "Merged why.", "Once more, keys"):
        assert told in shown
    assert "Pinned why." not in shown


def test_of_a_thread_that_she_does_not_see_nothing_is_told(
    efua: Member, bintou: Member, europe: Group
) -> None:
    other = make.make_thread(make.make_forum(europe, visibility="group"))
    threads.lock(thread=other, by=bintou, why="Why.")
    for number in (other.pk, 9999999):
        assert client_of(efua).get(PATH, {"thread": number}).status_code == 404


@pytest.mark.parametrize("word", ["", "x", "-1", "1e9", "٣", "9" * 40, "\0"])
def test_nonsense_asks_for_nothing(efua: Member, word: str) -> None:
    for name in ("thread", "before"):
        assert client_of(efua).get(PATH, {name: word}).status_code == 200


def test_it_costs_the_same_for_many_and_goes_on_page_by_page(
    efua: Member, forum: Forum, thread: Thread, django_assert_max_num_queries
) -> None:
    for n in range(30):
        threads.lock(thread=thread, by=efua, why=f"Why {n}!")
        threads.unlock(thread=thread, by=efua, why=f"Not {n}!")
        post = make.make_post(thread, efua, nameless=n % 2 == 0)
        posts.hide(post=post, by=efua, why=f"Hide {n}!")
    client = client_of(efua)
    client.get(PATH)
    with django_assert_max_num_queries(10):
        response = client.get(PATH)
    found: list[int] = []
    for _n in range(10):
        found += [told.decision.pk for told in response.context["told"]]
        if not (older := response.context["older"]):
            break
        response = client.get(PATH, {"before": older})
    assert found == list(Decision.objects.values_list("pk", flat=True))
    assert len(found) == 90


def test_a_decision_about_a_nameless_post_names_who_decided_and_nobody_else(
    efua: Member, amina: Member, thread: Thread
) -> None:
    post = make.make_post(thread, amina, nameless=True)
    posts.hide(post=post, by=efua, why="It hurts.")
    shown = page(client_of(efua))
    assert "Amina" not in shown
