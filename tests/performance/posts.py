"""What people write in the measured forums. Only `discussions` and its tests import it.

A few hundred texts are made into HTML once; every post says some words of its own in one of them,
so that looking for a rare word finds few.
"""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from forums import markdown
from forums.models import Forum, Label, Thread
from tests.performance import words

BODIES = 300
GAP = "Qqgapqq"  # in a text, where a post says words of its own
OWN_WORDS = 12
DAY = dt.timedelta(days=1)
# Shares of posts, and of the posts of forums that allow it.
REMOVED, HIDDEN, EDITED, THANKED, ANSWERS, ATTACHED = 0.01, 0.005, 0.03, 0.15, 0.3, 0.01
NAMELESS = 0.03
MOST_THANKS = 6


@dataclass
class Said:
    """A post before it has a number in the table."""

    at: dt.datetime
    thread: int
    number: int
    author: int
    is_nameless: bool
    body: str
    html: str
    answers: int | None  # the number in its thread
    edited: bool
    removed: bool
    hidden: bool
    thanks: Sequence[int]
    form_key: uuid.UUID
    pk: int = field(default=0)

    @property
    def is_open(self) -> bool:
        return not (self.removed or self.hidden)


@cache
def bodies() -> list[tuple[str, str, str]]:
    """Language, Markdown and its HTML."""
    chance = random.Random("bodies")
    made = []
    for _ in range(BODIES):
        language = chance.choices(list(words.LANGUAGES), list(words.LANGUAGES.values()))[0]
        body = "\n\n".join(_pieces(chance, language))
        made.append((language, body, markdown.rendered(body)))
    return made


def _pieces(chance: random.Random, language: str) -> list[str]:
    labels = [label for one in words.labels_of_themes().values() for label in one.get(language, ())]
    pieces = [
        words.prose(chance, language, chance.randint(12, 70), labels)
        for _ in range(chance.choices((1, 2, 3, 5), (45, 30, 18, 7))[0])
    ]
    pieces[-1] += f" {GAP}."
    if chance.random() < 0.15:
        pieces.insert(0, "> " + words.prose(chance, language, 20, labels))
    if chance.random() < 0.12:
        points = (words.prose(chance, language, 9, labels) for _ in range(3))
        pieces.insert(1, "\n".join(f"- {one}" for one in points))
    if chance.random() < 0.2:
        pieces.append(f"[{words.sentence(words.text(chance, language, 3))}](https://a.example/b)")
    return pieces


def conversation(
    chance: random.Random, *, number: int, length: int, starts: dt.datetime, forum: Forum,
    writers: Sequence[int],
) -> list[Said]:  # fmt: skip
    """The posts of a thread. Most follow within days; now and then it rests for months."""
    said: list[Said] = []
    at = starts
    pace = dt.timedelta(hours=1) if length > 500 else DAY * chance.choice((0.2, 1, 4))
    for place in range(1, length + 1):
        said.append(_post(chance, number, place, at, forum, writers))
        at += pace * chance.expovariate(1) + dt.timedelta(seconds=1)
        if chance.random() < 0.01 and length < 100:
            at += DAY * chance.randint(30, 150)
    return said


def _post(
    chance: random.Random, thread: int, number: int, at: dt.datetime, forum: Forum,
    writers: Sequence[int],
) -> Said:  # fmt: skip
    language, body, html = chance.choice(bodies())
    own = words.sentence(words.text(chance, language, OWN_WORDS))
    removed = chance.random() < REMOVED
    thanks: set[int] = set()
    if chance.random() < THANKED and not removed:
        thanks = {chance.choice(writers) for _ in range(chance.randint(1, MOST_THANKS))}
    return Said(
        at=at,
        thread=thread,
        number=number,
        # A few write much, and most little.
        author=writers[int(len(writers) * chance.random() ** 2)],
        is_nameless=forum.allows_nameless and chance.random() < NAMELESS,
        body="" if removed else body.replace(GAP, own),
        html="" if removed else html.replace(GAP, own),
        answers=chance.randint(1, number - 1) if number > 1 and chance.random() < ANSWERS else None,
        edited=chance.random() < EDITED,
        removed=removed,
        hidden=not removed and chance.random() < HIDDEN,
        thanks=sorted(thanks),
        form_key=uuid.UUID(int=chance.getrandbits(128), version=4),
    )


def kind_of(chance: random.Random, forum: Forum) -> Thread.Kind:
    if forum.opened_by == Forum.OpenedBy.FACILITATORS:
        return Thread.Kind.ANNOUNCEMENT
    return chance.choices(
        (Thread.Kind.DISCUSSION, Thread.Kind.QUESTION, Thread.Kind.E_DISCUSSION), (70, 28, 2)
    )[0]


def label_of(chance: random.Random, labels: Sequence[Label]) -> Label:
    """Mostly the usual one of its forum, which is the first."""
    return chance.choices(labels, (80, 8, 8, 4)[: len(labels)])[0]
