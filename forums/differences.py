"""What differs between two texts, word by word. Pure: it knows no post.

The way of E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): the shortest list
of words taken out and put in. It costs as much as there are changes, and how much it may cost is
bounded: texts that have little in common are shown one after the other. (The standard library's
way has no such bound: it needs minutes for two long texts of one word.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["same", "removed", "added"]
# White space, a sign of a script without blanks between its words, or a word.
_TOKEN = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")
MOST_CHANGES = 500
MOST_STEPS = 300_000
# Of words that are the same, how many are shown beside a change.
SHOWN_BESIDE = 40


@dataclass(frozen=True)
class Part:
    """Words that stayed, went or came. `is_cut`: some of what stayed is left out before them."""

    kind: Kind
    text: str
    is_cut: bool = False


def parts(before: str, after: str) -> list[Part]:
    """All of both texts, what went before what came in its place."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    script = [("same", word) for word in old[:start]]
    script += _script(old[start:old_end], new[start:new_end])
    script += [("same", word) for word in old[old_end:]]
    return _gathered(script)


def shortened(found: Sequence[Part]) -> list[Part]:
    """With no more than some words of what stayed beside each change."""
    shown: list[Part] = []
    for place, part in enumerate(found):
        if part.kind != "same":
            shown.append(part)
            continue
        words = _TOKEN.findall(part.text)
        first = words[:SHOWN_BESIDE] if place else []
        last = words[-SHOWN_BESIDE:] if place < len(found) - 1 else []
        if len(first) + len(last) >= len(words):
            shown.append(part)
            continue
        shown += [Part("same", "".join(first))] if first else []
        shown.append(Part("same", "".join(last), is_cut=True))
    return shown


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _script(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    rounds = _rounds(old, new)
    if rounds is None:
        return [("removed", word) for word in old] + [("added", word) for word in new]
    return _way_back(old, new, rounds)


def _rounds(old: Sequence[str], new: Sequence[str]) -> list[dict[int, int]] | None:
    """How far one comes on each diagonal with 0, 1, 2 … changes; None if that takes too long."""
    reached, rounds, steps = {1: 0}, [], 0
    for changes in range(min(len(old) + len(new), MOST_CHANGES) + 1):
        rounds.append(dict(reached))
        for diagonal in range(-changes, changes + 1, 2):
            x = _best(reached, diagonal, changes)
            y = x - diagonal
            begun = x
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            steps += 1 + x - begun
            reached[diagonal] = x
            if x >= len(old) and y >= len(new):
                return rounds
        if steps > MOST_STEPS:
            return None
    return None


def _best(reached: dict[int, int], diagonal: int, changes: int) -> int:
    """From the neighbour that has come further: down, a word put in; or right, one taken out."""
    if diagonal == -changes:
        return reached[diagonal + 1]
    if diagonal != changes and reached[diagonal - 1] < reached[diagonal + 1]:
        return reached[diagonal + 1]
    return reached[diagonal - 1] + 1


def _way_back(
    old: Sequence[str], new: Sequence[str], rounds: list[dict[int, int]]
) -> list[tuple[str, str]]:
    x, y = len(old), len(new)
    script: list[tuple[str, str]] = []
    for changes in range(len(rounds) - 1, 0, -1):
        reached, diagonal = rounds[changes], x - y
        start = _best(reached, diagonal, changes)
        came_down = diagonal == -changes or (
            diagonal != changes and reached[diagonal - 1] < reached[diagonal + 1]
        )
        while x > start:
            x, y = x - 1, y - 1
            script.append(("same", old[x]))
        if came_down:
            y -= 1
            script.append(("added", new[y]))
        else:
            x -= 1
            script.append(("removed", old[x]))
    script += [("same", old[place]) for place in range(x - 1, -1, -1)]
    return script[::-1]


def _gathered(script: Sequence[tuple[str, str]]) -> list[Part]:
    """Neighbouring changes as one: a blank that stayed between two changed words goes with them."""
    runs: list[tuple[str, list[tuple[str, str]]]] = []
    for is_same, group in groupby(script, key=lambda step: step[0] == "same"):
        run = list(group)
        blank = is_same and all(word.isspace() and "\n" not in word for _kind, word in run)
        within = blank and runs and runs[-1][0] == "changed"
        kind = "changed" if within or not is_same else "same"
        if runs and runs[-1][0] == kind:
            runs[-1][1].extend(run)
        else:
            runs.append((kind, run))
    found: list[Part] = []
    for kind, run in runs:
        if kind == "same":
            found.append(Part("same", "".join(word for _kind, word in run)))
            continue
        went = "".join(word for step, word in run if step != "added")
        came = "".join(word for step, word in run if step != "removed")
        found += [Part("removed", went)] if went else []
        found += [Part("added", came)] if came else []
    return found
