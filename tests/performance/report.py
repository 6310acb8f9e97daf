"""The table, what is over its budget, and the record that the next run is compared with."""

import dataclasses
import datetime as dt
import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from tests.performance.asked import FLOOR_B, FLOOR_C, Page
from tests.performance.measure import Measured
from tests.performance.over_http import MIXED

RECORD = Path(__file__).with_name("last_run.json")
# From a tenth of the scale to the whole, no page may grow by more.
GROWTH, GROWTH_OF_SEARCH = 1.5, 3.0
SPREAD = 3.0  # p95 by the median, in a quiet run
MEMORY = 200  # megabytes of a web worker
COLUMNS = (
    *("page", "median ms", "min", "p95", "× floor", "≤", "last", "growth"),
    *("SQL", "again", "≤", "KB gz", "≤", "KB raw", "CPU py", "CPU pg", "1 SQL ms"),
)

Run = dict[str, Any]


def read_record() -> dict[str, Run]:
    """Scale → the last run at that scale."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def make_run(measured: Sequence[Measured], http: Mapping[str, Any], resources: int) -> Run:
    return {
        "on": dt.date.today().isoformat(),
        "machine": {
            "processors": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            "postgres": connection.pg_version // 10_000,
        },
        "resources": resources,
        "pages": {one.name: _rounded(dataclasses.asdict(one)) for one in measured},
        "http": {name: _rounded(figures) for name, figures in http.items()},
    }


def write_record(scale: str, run: Run, record: dict[str, Run]) -> None:
    ordered = dict(sorted((record | {scale: run}).items(), key=lambda pair: float(pair[0])))
    RECORD.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n")


def tell(
    pages: Sequence[Page], run: Run, scale: str, record: Mapping[str, Run],
    say: Callable[[str], object],
) -> None:  # fmt: skip
    """The table, then requests a second, then what is over its budget."""
    last, smaller = record.get(scale), record.get(f"{float(scale) / 10:g}")
    rows = [_row(page, run["pages"][page.name], last, smaller) for page in pages]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
    for row in (COLUMNS, *rows):
        first, *others = (
            cell.ljust(w) if not n else cell.rjust(w)
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        say("  ".join((first, *others)).rstrip())
    _tell_http(run["http"], (last or {}).get("http", {}), say)
    over = over_budget(pages, run, smaller if float(scale) == 1 else None)
    for line in over:
        say(f"over budget: {line}")
    say("Everything is within its budget." if not over else f"{len(over)} over budget.")


def over_budget(pages: Sequence[Page], run: Run, smaller: Run | None) -> list[str]:
    """A line for every budget that is not kept."""
    lines = []
    for page in pages:
        figures = run["pages"][page.name]
        for what, value, limit in (
            ("× floor c", figures["times"], page.times),
            ("SQL statements", figures["statements"], page.statements),
            ("KB compressed", figures["compressed"] / 1024, page.kilobytes),
            ("× its size at a tenth", _growth(page.name, figures, smaller), _growth_limit(page)),
        ):
            if value is not None and limit is not None and value > limit:
                lines.append(f"{page.name}: {value:.1f} {what}, at most {limit:g}")
    http = run["http"]
    if http and http[MIXED]["requests_a_second"] < http[FLOOR_C]["requests_a_second"] / 2:
        lines.append("mixed traffic: less than half the requests a second of floor c")
    if http and http["memory"]["megabytes"] > MEMORY:
        lines.append(f"a web worker holds more than {MEMORY} MB")
    lines += [f"{name}: {one['errors']:.0f} errors" for name, one in http.items()
              if one.get("errors")]  # fmt: skip
    return lines


def _row(page: Page, figures: Run, last: Run | None, smaller: Run | None) -> tuple[str, ...]:
    before = (last or {}).get("pages", {}).get(page.name)
    growth = _growth(page.name, figures, smaller)
    postgres = figures["postgres"]
    return (
        page.name,
        f"{figures['median']:.1f}",
        f"{figures['least']:.1f}",
        f"{figures['p95']:.1f}" + ("!" if figures["p95"] > SPREAD * figures["median"] else ""),
        _against(figures["times"], page.times, ".2f"),
        f"{page.times:g}" if page.times else "",
        f"{before['times']:.2f}" if before else "",
        f"{growth:.2f}" if growth else "",
        _against(figures["statements"], page.statements, "d"),
        str(figures["repeats"] or ""),
        str(page.statements or ""),
        _against(figures["compressed"] / 1024, page.kilobytes, ".1f"),
        str(page.kilobytes or ""),
        f"{figures['raw'] / 1024:.1f}",
        f"{figures['python']:.1f}",
        f"{postgres:.1f}" if postgres is not None else "",
        f"{figures['slowest_statement']:.1f}",
    )


def _tell_http(http: Run, last: Run, say: Callable[[str], object]) -> None:
    for name, one in http.items():
        if "requests_a_second" not in one:
            continue
        share = one["requests_a_second"] / http[FLOOR_C]["requests_a_second"]
        before = last.get(name, {}).get("requests_a_second")
        say(
            f"over HTTP, {name}: {one['requests_a_second']:.0f} requests/s"
            f" ({share:.2f} of floor c), p95 {one['p95']:.0f} ms"
            + (f", last {before:.0f} requests/s" if before else "")
        )


def _against(value: float, limit: float | None, form: str) -> str:
    return format(value, form) + ("!" if limit is not None and value > limit else "")


def _growth(name: str, figures: Run, smaller: Run | None) -> float | None:
    """How many times the page takes, by the floor, of what it took at a tenth of the scale."""
    before = (smaller or {}).get("pages", {}).get(name)
    if not before or name in {FLOOR_B, FLOOR_C}:
        return None
    return figures["times"] / before["times"]


def _growth_limit(page: Page) -> float:
    return GROWTH_OF_SEARCH if page.name.startswith("search") else GROWTH


def _rounded(figures: Mapping[str, Any]) -> Run:
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in figures.items()
        if name != "name"
    }
