"""Two at once: of deeds and replies there is one clear outcome, and no text is lost."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from forums.care import places, posts, threads
from forums.models import Forum, Post, Thread
from members.models import Group, Member
from members.moderation.models import Decision
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, visibility="group")


@pytest.fixture
def beside(africa: Group) -> Forum:
    return make.make_forum(africa, visibility="group")


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Each in a connection of its own, begun together; how each ended."""
    ends = ["?"] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(n: int, deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            ends[n] = "done"
        except Exception as refusal:
            ends[n] = type(refusal).__name__
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return ends


def whole(thread: Thread) -> None:
    """Numbered without a gap, and what it says of itself is so."""
    thread.refresh_from_db()
    numbers = list(thread.posts.in_order().values_list("number", flat=True))
    assert numbers == list(range(1, thread.post_count + 1))
    last = thread.posts.in_order().last()
    assert (thread.last_post, thread.last_post_at) == (last, last and last.created_at)


def test_of_two_who_lock_one_locks(efua: Member, bintou: Member, forum: Forum) -> None:
    thread = make.make_thread(forum, efua)
    ends = at_once(
        lambda: threads.lock(thread=thread, by=efua, why="Hers."),
        lambda: threads.lock(thread=thread, by=bintou, why="Also hers."),
    )
    assert sorted(ends) == ["NotNow", "done"]
    thread.refresh_from_db()
    assert Decision.objects.get().why == thread.locked_why


@pytest.mark.parametrize("_again", range(3))
def test_replies_meet_a_merger(amina: Member, efua: Member, forum: Forum, _again: int) -> None:
    """Whatever is said to be written stands in the one thread that is left, or was refused."""
    one, other = (make.make_thread(forum, amina) for _n in range(2))
    replies = [
        lambda thread=thread, n=n: make.make_post(thread, amina, body=f"reply {n}")
        for n, thread in enumerate((one, other, one, other))
    ]
    merger = [lambda: places.merge(thread=one, into=other, by=efua, why="The same.")]
    ends = at_once(*replies, *merger)
    assert set(ends) <= {"done", "NotNow"}
    assert ends[-1] == "done"
    said = {f"reply {n}" for n, end in enumerate(ends[:-1]) if end == "done"}
    assert set(other.posts.filter(body__startswith="reply").values_list("body", flat=True)) == said
    whole(other)
    assert not Post.objects.filter(thread=one).exists()


def test_two_mergers_across_each_other_leave_one_thread(
    efua: Member, bintou: Member, forum: Forum
) -> None:
    one, other = (make.make_thread(forum, efua) for _n in range(2))
    ends = at_once(
        lambda: places.merge(thread=one, into=other, by=efua, why="This way."),
        lambda: places.merge(thread=other, into=one, by=bintou, why="That way."),
    )
    assert sorted(ends) == ["NotNow", "done"]
    left = Thread.objects.get(merged_into=None)
    assert left.post_count == 2
    whole(left)


def held(seconds: float, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """What the deed calls last takes so long that the others come while it holds the thread."""
    real = getattr(module, name)

    def slow(*args: Any, **kwargs: Any) -> Any:
        time.sleep(seconds)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, slow)


def test_a_reply_that_waited_for_a_move_stands_in_the_moved_thread(
    amina: Member, efua: Member, forum: Forum, beside: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = make.make_thread(forum, amina)
    held(0.6, monkeypatch, places, "note")

    def late() -> None:
        time.sleep(0.3)
        make.make_post(thread, amina, body="Late.")

    ends = at_once(lambda: places.move(thread=thread, forum=beside, by=efua, why="There."), late)
    assert ends == ["done", "done"]
    whole(thread)
    assert (thread.forum, thread.last_post.body) == (beside, "Late.")


def test_a_reply_that_waited_for_a_lock_is_refused(
    amina: Member, efua: Member, forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = make.make_thread(forum, amina)
    held(0.6, monkeypatch, threads, "note")

    def late() -> None:
        time.sleep(0.3)
        make.make_post(thread, amina)

    ends = at_once(lambda: threads.lock(thread=thread, by=efua, why="Enough."), late)
    assert ends == ["done", "NotNow"]
    whole(thread)


def test_a_post_is_split_off_while_it_is_hidden(
    amina: Member, efua: Member, bintou: Member, forum: Forum
) -> None:
    thread = make.make_thread(forum, amina)
    post = make.make_post(thread, amina)
    make.make_post(thread, amina)
    ends = at_once(
        lambda: places.split(thread=thread, posts=[post], title="Apart", by=efua, why="Apart."),
        lambda: posts.hide(post=post, by=bintou, why="It hurts."),
    )
    assert ends == ["done", "done"]
    apart = Thread.objects.get(title="Apart")
    for one in (thread, apart):
        whole(one)
    assert apart.posts.get().hidden_why == "It hurts."


def test_of_two_who_split_off_the_same_post_one_does(
    amina: Member, efua: Member, bintou: Member, forum: Forum
) -> None:
    thread = make.make_thread(forum, amina)
    post = make.make_post(thread, amina)
    ends = at_once(
        lambda: places.split(thread=thread, posts=[post], title="One", by=efua, why="Apart."),
        lambda: places.split(thread=thread, posts=[post], title="Two", by=bintou, why="Apart."),
    )
    assert sorted(ends) == ["NotNow", "done"]
    assert Thread.objects.filter(title__in=("One", "Two")).count() == 1
    whole(thread)


def test_a_thread_that_moves_away_meets_a_merger(
    efua: Member, bintou: Member, forum: Forum, beside: Forum
) -> None:
    one, other = (make.make_thread(forum, efua) for _n in range(2))
    ends = at_once(
        lambda: places.move(thread=one, forum=beside, by=efua, why="There."),
        lambda: places.merge(thread=one, into=other, by=bintou, why="The same."),
    )
    assert ends[1] == "done"
    assert ends[0] in ("done", "NotNow")
    whole(other)
    assert other.post_count == 2
