"""Counts that are only approximate, kept for a minute in each process. Only `counting` imports it.

To count the first 5,000 rows of a long list takes up to half of a page's time, and whoever narrows
a list asks for the same rows once more for every facet whose own filter is lifted.

The rule: a count is kept under the very statement that it answers, the keys of the asker among its
values, so that nobody is told a number that is another's; it is forgotten after a minute, and
nothing else renews it. What is exact is never kept.
"""

from __future__ import annotations

import threading
import time
from typing import Any

SECONDS = 60.0
MOST = 128  # counts, of some tens of kilobytes each

_counts: dict[str, tuple[float, Any]] = {}
_writing = threading.Lock()  # the threads of a process share what is kept


def of(question: str) -> Any | None:
    """What was kept under this question within the last minute."""
    until, count = _counts.get(question, (0.0, None))
    return count if until > time.monotonic() else None


def keep(question: str, count: Any) -> None:
    """The oldest gives way."""
    with _writing:
        _counts.pop(question, None)
        while len(_counts) >= MOST:
            del _counts[next(iter(_counts))]
        _counts[question] = (time.monotonic() + SECONDS, count)


def forget() -> None:
    with _writing:
        _counts.clear()
