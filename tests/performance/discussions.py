"""The forums of the measured database: threads and posts, in chunks, by COPY.

Which thread stands in which forum and how long it is follows from the scale alone, so that an
interrupted filling goes on where it was. Only `fill` and the tests of this package import it.
"""

import datetime as dt
import hashlib
import itertools
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, models, transaction

from forums import sealing
from forums.access import labels_in
from forums.models import Attachment, Forum, Post, PostRevision, Thanks, Thread
from members.models import Group, Member, Membership, Theme, Visibility, fold
from tests.performance import posts, words
from tests.performance.community import FIRST_DAY
from tests.performance.posts import DAY, Said

THREADS, FORUMS = 100_000, 1_000  # at scale 1; as many forums at every scale
LONGEST, SHORTEST_LONGEST = 5_000, 100  # posts of the longest thread
# The forums of the whole community, with their shares of all threads.
SQUARE, NEWS = "square", "news"
SHARES = {SQUARE: 0.22, NEWS: 0.02}
YEARS = 6
CHUNK = 1_000
# Shares of threads.
MERGED, HIDDEN, LOCKED, HELPED = 0.003, 0.003, 0.01, 0.5


@dataclass(frozen=True)
class Plan:
    """By the number of a thread, from 1: its forum, its length, the thread it was merged into."""

    forums: Sequence[Forum]
    lengths: Sequence[int]
    merged: Mapping[int, int]
    posts_before: Sequence[int]

    @property
    def size(self) -> int:
        return len(self.lengths) - 1

    @property
    def long(self) -> int:
        """The number of the longest thread."""
        return self.size * 9 // 10

    def opened_at(self, number: int) -> dt.datetime:
        return FIRST_DAY + number * (DAY * 365 * YEARS / self.size)


@dataclass(frozen=True)
class Around:
    """What threads and posts refer to."""

    writers: Mapping[int, Sequence[int]]  # by group
    themes: Sequence[int]

    @classmethod
    def read(cls) -> "Around":
        writers = defaultdict(list)
        belonging = Membership.objects.active().order_by("-member")
        for group, member in belonging.values_list("group", "member"):
            writers[group].append(member)
        everybody = list(Member.objects.active().order_by("-pk").values_list("pk", flat=True))
        writers = {
            group: writers.get(group) or everybody
            for group in Group.objects.values_list("pk", flat=True)
        }
        return cls(writers, list(Theme.objects.order_by("slug").values_list("pk", flat=True)))


def fill(scale: float, say: Callable[[str], object]) -> Plan:
    """Every forum, thread and post that is not there yet."""
    plan = make_plan(round(THREADS * scale), _forums())
    there = Thread.objects.filter(pk__lte=plan.size).count()
    if there >= plan.size:
        return plan
    started = time.monotonic()
    around = Around.read()
    posts.bodies()
    for start in range(there + 1, plan.size + 1, CHUNK):
        _make_chunk(range(start, min(start + CHUNK, plan.size + 1)), plan, around)
    _move_sequences()
    taken = time.monotonic() - started
    say(f"  {plan.size - there:,} threads with {plan.posts_before[-1]:,} posts in {taken:.0f} s")
    return plan


def _forums() -> list[Forum]:
    """The two of the whole community, one of each group, a second of some."""
    if not Forum.objects.exists():
        root = Group.objects.get(parent=None)
        groups = list(Group.objects.exclude(pk=root.pk).order_by("slug"))
        news = Forum(
            name="News",
            visibility=Visibility.PUBLIC,
            group=root,
            slug=NEWS,
            opened_by=Forum.OpenedBy.FACILITATORS,
        )
        square = Forum(name="Square", visibility=Visibility.MEMBERS, group=root, slug=SQUARE,
                       allows_nameless=True, position=2)  # fmt: skip
        widths = itertools.cycle((Visibility.GROUP, Visibility.MEMBERS, Visibility.GROUP))
        others = (
            Forum(
                name=f"Forum {number}",
                slug=f"forum-{number}",
                purpose="What we try, what we find, and what we ask one another.",
                group=groups[number % len(groups)],
                position=1 + number // len(groups),
                visibility=next(widths),
                allows_nameless=number % 10 == 0,
            )
            for number in range(FORUMS - 2)
        )
        Forum.objects.bulk_create([news, square, *others])
    return list(Forum.objects.order_by("pk").select_related("group"))


def make_plan(size: int, forums: Sequence[Forum]) -> Plan:
    chance = random.Random("threads")
    left = 1 - sum(SHARES.values())
    # Some groups talk ten times as much as others.
    lively = [0 if one.slug in SHARES else 1 / (3 + place % 40) for place, one in enumerate(forums)]
    weights = [
        SHARES.get(one.slug, weight * left / sum(lively))
        for one, weight in zip(forums, lively, strict=True)
    ]
    of = [forums[0], *chance.choices(forums, weights, k=size)]
    lengths = [0, *(_length(chance) for _ in range(size))]
    merged: dict[int, int] = {}
    latest: dict[int, int] = {}
    long = size * 9 // 10
    of[long] = next(one for one in forums if one.slug == SQUARE)
    for number in range(1, size + 1):
        before = latest.get(of[number].pk)
        if before and number != long and chance.random() < MERGED:
            merged[number] = before
            lengths[number] = 0
        else:
            latest[of[number].pk] = number
    lengths[long] = max(LONGEST * size // THREADS, SHORTEST_LONGEST)
    return Plan(of, lengths, merged, list(itertools.accumulate(lengths)))


def _length(chance: random.Random) -> int:
    if chance.random() < 0.01:
        return chance.randint(21, 120)
    return chance.choice((1, 2)) if chance.random() < 0.17 else chance.randint(3, 20)


def _make_chunk(numbers: range, plan: Plan, around: Around) -> None:
    chance = random.Random(f"thread {numbers[0]}")
    talks = {
        number: posts.conversation(
            chance,
            number=number,
            length=plan.lengths[number],
            starts=plan.opened_at(number),
            forum=plan.forums[number],
            writers=around.writers[plan.forums[number].group_id],
        )
        for number in numbers
    }
    # Written in the order of time, as they would have come.
    said = sorted(itertools.chain.from_iterable(talks.values()), key=lambda one: one.at)
    for pk, one in enumerate(said, start=plan.posts_before[numbers[0] - 1] + 1):
        one.pk = pk
    with transaction.atomic():
        copy(Thread, THREAD, (_thread(chance, n, plan, talks[n]) for n in numbers))
        copy(Post, POST, (_post(one, talks) for one in said))
        _write_what_hangs_on(chance, said)
        _write_themes(chance, numbers, plan, around)


THREAD = (
    *("id", "forum_id", "kind", "title", "sort_title", "label", "language", "opened_by_id"),
    *("opened_at", "post_count", "last_post_at", "last_post_id", "helped_by_id", "pinned_at"),
    *("locked_at", "locked_why", "merged_into_id", "opens_on", "closes_on", "closed_at"),
    *("guiding_questions", "guiding_questions_html", "hidden_at", "hidden_why"),
)


def _thread(
    chance: random.Random, number: int, plan: Plan, talk: Sequence[Said]
) -> tuple[object, ...]:
    forum, opened_at = plan.forums[number], plan.opened_at(number)
    merged = plan.merged.get(number)
    kind, label = posts.kind_of(chance, forum), posts.label_of(chance, labels_in(forum))
    language = chance.choices(list(words.LANGUAGES), list(words.LANGUAGES.values()))[0]
    title = words.sentence(words.text(chance, language, chance.randint(5, 12)))[:200]
    last = talk[-1] if talk else None
    # Of those that end alike.
    pinned = not merged and chance.random() < 3 / max(10, plan.size * SHARES.get(forum.slug, 1e-3))
    locked, hidden = (chance.random() < share and number != plan.long for share in (LOCKED, HIDDEN))
    helped = next((one.pk for one in talk[1:] if one.is_open and chance.random() < HELPED), None)
    discussed = kind == Thread.Kind.E_DISCUSSION
    first_day = opened_at.date()
    return (
        *(number, forum.pk, kind, title, fold(title)[:200], label, language),
        None if not talk or talk[0].is_nameless else talk[0].author,
        *(opened_at, len(talk), last.at if last else opened_at, last.pk if last else None),
        helped if kind == Thread.Kind.QUESTION else None,
        opened_at + DAY if pinned else None,
        opened_at + DAY if locked else None,
        "It has been answered." if locked else "",
        merged,
        first_day if discussed else None,
        first_day + 21 * DAY if discussed else None,
        None,
        *(("What did you try?", "<p>What did you try?</p>") if discussed else ("", "")),
        *((opened_at + DAY, "It names people.") if hidden else (None, "")),
    )


POST = (
    *("id", "thread_id", "number", "author_id", "is_nameless", "body", "html", "answers_id"),
    *("details_changed", "created_at", "edited_at", "removed_at", "thanks_count", "form_key"),
    *("hidden_at", "hidden_why"),
)


def _post(one: Said, talks: Mapping[int, Sequence[Said]]) -> tuple[object, ...]:
    soon = one.at + dt.timedelta(minutes=5)
    return (
        *(one.pk, one.thread, one.number, None if one.is_nameless else one.author),
        *(one.is_nameless, one.body, one.html),
        talks[one.thread][one.answers - 1].pk if one.answers else None,
        *(one.is_nameless, one.at, soon if one.edited else None, soon if one.removed else None),
        *(len(one.thanks), one.form_key),
        *((soon, "It names people.") if one.hidden else (None, "")),
    )


def _write_what_hangs_on(chance: random.Random, said: Sequence[Said]) -> None:
    thanks = ((one.pk, member, one.at + DAY) for one in said for member in one.thanks)
    copy(Thanks, ("post_id", "member_id", "at"), thanks)
    former = ((one.pk, one.body, one.at, None, "") for one in said if one.edited and one.body)
    copy(PostRevision, ("post_id", "body", "written_at", "hidden_at", "hidden_why"), former)
    columns = ("post_id", "draft_id", "file", "name", "media_type", "size", "sha256", "added_at")
    attached = (
        (one.pk, None, "forums/minutes.pdf", "minutes.pdf", "application/pdf", 90_000,
         hashlib.sha256(str(one.pk).encode()).hexdigest(), one.at)
        for one in said
        if not one.removed and chance.random() < posts.ATTACHED
    )  # fmt: skip
    copy(Attachment, columns, attached)
    for one in said:
        if one.is_nameless:
            sealing.seal(Post(pk=one.pk), Member(pk=one.author))


def _write_themes(
    chance: random.Random, numbers: Iterable[int], plan: Plan, around: Around
) -> None:
    """Up to two themes of each; and some guests of those that have days."""
    themes = (
        (number, theme)
        for number in numbers
        for theme in chance.sample(around.themes, chance.choice((0, 1, 1, 2)))
    )
    copy(Thread.themes.through, ("thread_id", "theme_id"), themes)
    everybody = around.writers[next(one.group_id for one in plan.forums if one.slug == SQUARE)]
    discussed = Thread.objects.filter(pk__in=numbers, kind=Thread.Kind.E_DISCUSSION)
    guests = (
        (number, member)
        for number in discussed.order_by("pk").values_list("pk", flat=True)
        for member in chance.sample(everybody, 2)
    )
    copy(Thread.guests.through, ("thread_id", "member_id"), list(guests))


def copy(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    table = model._meta.db_table
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as lines,
    ):
        for row in rows:
            lines.write_row(row)


def _move_sequences() -> None:
    """The next thread and post that somebody writes come after these."""
    with connection.cursor() as cursor:
        for model in (Thread, Post):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            )
