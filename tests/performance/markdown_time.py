"""What the worst posts cost: `python -m tests.performance.markdown_time`, by hand.

Each line is a post of at most `MOST_BYTES` that asks for as much as it can; times are of the
processor, the median of some runs. Nothing may cost more than `BUDGET`, refused or not.
"""

import random
import statistics
import string
import sys
import time
from collections.abc import Callable, Iterator

from django.conf import settings

from forums import markdown

BUDGET = 200.0  # milliseconds
RUNS = 3
FULL = markdown.MOST_BYTES


def filled(part: str, start: str = "", end: str = "") -> str:
    room = FULL - len((start + end).encode())
    return start + part * (room // len(part.encode("utf-8", "replace"))) + end


def words(chance: random.Random, letters: str, marks: str) -> str:
    text = "".join(chance.choices(letters + " " * (len(letters) // 6), k=FULL))
    signs = "".join(
        mark if chance.random() < 0.02 else " " for mark in chance.choices(marks, k=FULL)
    )
    mixed = "".join(s if s != " " else t for s, t in zip(signs, text, strict=True))
    return mixed.encode()[:FULL].decode("utf-8", "ignore")


def posts() -> Iterator[tuple[str, str]]:
    """Everything that has been found to be dear, by name."""
    chance = random.Random("one")
    yield "prose", words(chance, string.ascii_lowercase, ".,*_\n")
    yield "Arabic prose", words(chance, "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "،.*\n")
    yield "noise of signs", "".join(chance.choices("[]()*_`<>!&|~#@:\\\n\t ab-", k=FULL))
    yield (
        "noise of lines",
        "".join(chance.choices(["> ", "- ", "1. ", "\n", "  ", "a", "# ", "```\n"], k=FULL // 3)),
    )
    for name, sign in {
        "quotes": "> ",
        "tight quotes": ">",
        "bullets": "- ",
        "numbers": "1. ",
        "brackets": "[",
        "closed brackets": "]",
        "pictures": "![",
        "parentheses": "[a](",
        "angles": "<",
        "stars": "*",
        "spaced stars": "* a",
        "words in stars": "*a* ",
        "open stars": "*a ",
        "closing stars": "a* ",
        "star underscore": "*_",
        "mixed strong": "**a *b_ ",
        "underscores": "_a_ ",
        "tildes": "~~a",
        "strikes": "~~a~~ ",
        "backticks": "`",
        "growing": "` `` ``` ```` ",
        "code": "`a` ",
        "entities": "&amp;",
        "broken entities": "&a",
        "numbers of signs": "&#1;",
        "backslashes": "\\",
        "escapes": "\\*",
        "links": "[a](/b) ",
        "links and titles": "[a](/b 'c') ",
        "open titles": '[a](b "c ',
        "open links": "[a](<b ",
        "nested links": "[a [b](c) ",
        "pictures in pictures": "![a](b)",
        "autolinks": "<http://a.b>",
        "open autolinks": "<http://a ",
        "mail autolinks": "<a@b.c>",
        "bare addresses": "http://a.b ",
        "bare www": "www.a ",
        "one address": "http://a.b/(",
        "closing address": "http://a.b)",
        "mailboxes": "a@b.c ",
        "half mailboxes": "a@",
        "dots": "a.a@",
        "people": "@a ",
        "signs of people": "@",
        "comments": "<!--",
        "tags": "<a ",
        "declarations": "<!A ",
        "instructions": "<?",
        "html": "<b>",
        "hard breaks": "a\\\n",
        "lines": "a\n",
        "empty lines": "\n",
        "paragraphs": "a\n\n",
        "spaces": " ",
        "tabs": "\t",
        "tabs and lines": "\ta\n",
        "no-break": "\u00a0",
        "rulers": "---\n",
        "headings": "# a\n",
        "underlined": "a\n=\n",
        "fences": "```\n",
        "fences of tildes": "~~~a\n",
        "indented": "    a\n\n",
        "points": "- a\n",
        "loose points": "- a\n\n",
        "points with lines": "- a\nb\n",
        "numbered": "1. a\n",
        "changing points": "- a\n* a\n",
        "quoted lines": "> a\n",
        "lazy lines": "> a\nb\n",
        "quotes apart": "> a\n\n",
        "references": "[a]: b\n",
        "references with titles": "[a]: b 'c'\n",
        "open titles of references": "[a]: b '\n",
        "broken references": "[a]: <\n",
        "escaped labels": "[\\",
        "colons": "[a]:",
        "labels": "[a][b]",
        "collapsed": "[a][]",
        "pipes": "|",
        "cells": "|a",
        "rows": "|a|b|\n",
        "escaped pipes": "\\|",
        "emoji": "👩‍👩‍👧 ",
        "zero width": "\u200c",
        "bidi": "\u202e",
        "NUL": "\0",
        "surrogates": "\ud800",
        "long word": "a",
        "long number": "1",
    }.items():
        yield name, filled(sign)
    yield from deep()
    yield from tables()
    yield from defined()


def deep() -> Iterator[tuple[str, str]]:
    yield "quotes in each line, deeper and deeper", "\n".join(">" * n + " a" for n in range(310))
    yield "quotes just allowed", filled(">" * (markdown.MOST_NESTED - 1) + " a\n")
    yield "points in points", "\n".join("  " * n + "- a" for n in range(215))
    yield "points just allowed", filled("".join("  " * n + "- a\n" for n in range(9)))
    yield "points and quotes", filled("> - " * 6 + "a\n")
    yield "points in one line, many lines", filled("- " * 9 + "a\n")
    yield "brackets closed", "[" * (FULL // 2) + "]" * (FULL // 2)
    yield "brackets closed as links", filled("[", end="](a)" * 5_000)
    yield "pictures closed", filled("![", end="](a)" * 8_000)
    yield "pictures nested", "![" * 7_000 + "a" + "](b)" * 7_000
    yield "pictures nested just allowed", filled("![" * 11 + "a" + "](b)" * 11 + " ")
    yield "stars around", "*" * (FULL // 2 - 1) + "a" + "*" * (FULL // 2 - 1)
    yield "stars nested", "*a " * 8_000 + "b*" * 8_000
    yield "strong nested", "**a " * 6_000 + "b**" * 6_000
    yield "stars and links", "[" + "*a" * 20_000 + "](b)"
    yield "backticks of all lengths", " ".join("`" * n for n in range(310))
    yield "backticks of all lengths in brackets", "[".join("`" * n for n in range(310))
    yield "fence without end", filled("*a* ", "```\n")
    yield "fences in points", filled("- ```\n")
    yield "HTML blocks", filled("<div>\n")


def tables() -> Iterator[tuple[str, str]]:
    for columns in (1, 3, 10, 100, 1_000):
        head = "|a" * columns + "|\n" + "|-" * columns + "|\n"
        yield f"table of {columns}, filled", filled("|a" * columns + "|\n", head)
        yield f"table of {columns}, empty", filled("|\n", head)
        yield (
            f"table of {columns}, of words",
            filled("|*a* `b` <b> [c](/d)" * columns + "|\n", head),
        )
    yield "small tables", filled("|a|\n|-|\n|b|\n\n")
    yield "heads without bodies", filled("|a|\n|-|\n")
    yield "one long row", filled("|a", "|a|\n|-|\n")
    yield "almost tables", filled("a|b\n-|x\n")
    yield "long line below", "a\n" + "-" * (FULL - 4)
    yield "long line of columns below", "a\n" + "-|" * (FULL // 2 - 4)


def defined() -> Iterator[tuple[str, str]]:
    yield "used again and again", filled("[a]", "[a]: /" + "b" * 1_000 + "\n\n")
    yield "used in pictures", filled("![a]", "[a]: /" + "b" * 1_000 + " 'c'\n\n")
    yield "many defined, all used", "".join(f"[{n}]: /{n}\n\n[{n}]\n\n" for n in range(2_200))
    yield "many defined", "".join(f"[{n}]: /{n}\n" for n in range(3_500))
    yield "long label", "[" + "a" * 20_000 + "]: /b\n\n[" + "a" * 20_000 + "]"
    yield "label over lines", filled("a\n", "[")
    yield "labels over lines", filled("[a\n")
    yield "escapes in label", filled("\\a", "[")


def cost(deed: Callable[[str], object], post: str) -> tuple[float, str]:
    times = []
    said = "done"
    for _ in range(RUNS):
        started = time.process_time()
        try:
            deed(post)
        except markdown.TooMuch:
            said = "refused"
        times.append((time.process_time() - started) * 1_000)
    return statistics.median(times), said


def main() -> int:
    settings.configure(USE_I18N=False)
    worst = []
    for name, post in posts():
        post = post[:FULL]
        took, said = cost(markdown.rendered, post)
        quoting = max(
            cost(deed, post)[0]
            for deed in (markdown.plain, lambda post: markdown.quoted(post, "A"))
        )
        worst.append((max(took, quoting), name, said, took, quoting))
    print(f"{'post':<42}{'':<9}{'rendered':>9}{'plain, quoted':>15}  (ms, process)")
    for _, name, said, took, quoting in sorted(worst, reverse=True)[
        : None if "--all" in sys.argv else 40
    ]:
        print(f"{name:<42}{said:<9}{took:>9.1f}{quoting:>15.1f}")
    print(f"{len(worst)} posts, {sum(said == 'refused' for _, _, said, *_ in worst)} refused")
    return int(worst and max(worst)[0] > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
