"""The Markdown of posts, made into safe HTML once, when they are written. Only forums/ asks here.

CommonMark with tables, strikethrough and bare addresses, and these rules of our own: HTML is shown
as text; headings start at the third level; a picture is a link to it; a link that may not lead
where it wants to is its words alone; every block reads in the direction of its own words.

What a post may ask of the machine is bounded by counting: bytes, nesting, steps of the parser,
cells of its tables. tests/performance/markdown_time.py says what the worst cost.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unicodedata import bidirectional

import nh3
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import RuleOptionsType, Ruler
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from members.tidy import tidy

from .addresses import SCHEMES, allowed, named

MOST_BYTES = 50_000
MOST_NESTED = 20
MOST_STEPS = 8_000
MOST_CELLS = 3_000
# Reading an address takes as long as some steps.
STEPS_OF_ADDRESS = 4
MOST_QUOTED = 1_200
QUOTES_IN_QUOTES = 1

# The page has the first two for itself.
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
ALIGNMENTS = {"right": "number", "center": "middle"}
WITH_WORDS = {"p", "h3", "h4", "h5", "h6", "th", "td"}
WITH_BLOCKS = {"blockquote", "ul", "ol", "li", "table"}


class TooMuch(Exception):
    """It is too long, or asks for too much. Its words are for who wrote it."""


def rendered(source: str, people: Mapping[str, str] | None = None) -> str:
    """HTML. `people`: by handle, the page of those who may be mentioned. Raises `TooMuch`."""
    env: dict[str, Any] = {"people": people or {}}
    tokens = _parsed(source, env)
    # Entities such as `&#8238;` bring back what was taken out of the source.
    return _cleaner.clean(tidy(_markdown.renderer.render(tokens, _markdown.options, env)))


def mentioned(source: str) -> list[str]:
    """Handles in lower case, in their order; none from code, quotations, links, addresses.

    Raises `TooMuch`.
    """
    env: dict[str, Any] = {}
    _parsed(source, env)
    return list(dict.fromkeys(env["mentioned"]))


def plain(source: str) -> str:
    """Its words: a line for each paragraph, point, row of a table. Raises `TooMuch`."""
    lines: list[str] = []
    row: list[str] | None = None
    for token in _parsed(source, {}):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            lines.append(" ".join(row))
            row = None
        elif token.type in ("inline", "fence", "code_block"):
            words = " ".join(tidy(_words(token)).split())
            (lines if row is None else row).append(words)
    return "\n".join(filter(None, lines))


def quoted(source: str, by: str) -> str:
    """Markdown that begins a reply to this text of `by`: the start of it, as a quotation."""
    kept = _shortened(_without_old_quotations(source))
    said = gettext("%(name)s wrote:") % {"name": f"**{_literally(by)}**"}
    return "".join(f"> {line}".rstrip() + "\n" for line in [said, "", *kept]) + "\n"


# What parsing may cost


def _parsed(source: str, env: dict[str, Any]) -> list[Token]:
    # Half of a surrogate pair is no text; neither Postgres nor a browser would take it.
    sent = source.encode("utf-8", "ignore")
    if len(sent) > MOST_BYTES:
        raise TooMuch(
            gettext("This is too long for one post. Please part it in two, or attach it as a file.")
        )
    env |= {"steps": 0, "cells": 0, "mentioned": []}
    return _markdown.parse(tidy(sent.decode()), env)


def _tangled() -> TooMuch:
    return TooMuch(
        gettext(
            "This has more links, signs, cells or nested parts than one post can show. "
            "Please make it simpler, or attach it as a file."
        )
    )


def _spend(env: Any, steps: int = 1) -> None:
    env["steps"] += steps
    if env["steps"] > MOST_STEPS:
        raise _tangled()


def _block_step(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Stands before all rules for blocks, so that it sees every attempt, and takes none."""
    _spend(state.env)
    if state.level >= MOST_NESTED:
        # The parser would leave out what is deeper, without a word.
        raise _tangled()
    return False


def _inline_step(state: StateInline, silent: bool) -> bool:
    if state.pos == 0:
        # The parser takes a run of them in one step, and pairs them afterwards.
        _spend(state.env, sum(map(state.src.count, "*_~")))
    _spend(state.env, STEPS_OF_ADDRESS if state.src[state.pos] == "<" else 1)
    return False


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's rule, but for tables that fill up short rows by the thousand."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    header = state.src[state.bMarks[start] : state.eMarks[start]]
    rows = next((n for n in range(start, end) if state.isEmpty(n)), end) - start
    state.env["cells"] += rows * (header.count("|") + 1)
    if state.env["cells"] > MOST_CELLS:
        raise _tangled()
    return table(state, start, end, False)


# What it becomes


def _finish(state: StateCore) -> None:
    """Headings one page deeper; links, pictures, addresses and people as our rules have it."""
    quotations = 0
    for token in state.tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            quotations += token.nesting
        elif token.tag in HEADINGS:
            token.tag = HEADINGS[token.tag]
        elif token.type in ("th_open", "td_open"):
            aligned = str(token.attrs.pop("style", "")).removeprefix("text-align:")
            if aligned in ALIGNMENTS:
                token.attrSet("class", ALIGNMENTS[aligned])
        elif token.type == "inline":
            token.children = list(_linked(token.children or [], state.env, quotations > 0))


def _linked(tokens: Sequence[Token], env: Any, in_quotation: bool) -> Iterator[Token]:
    """These tokens; each link leads where it may and shows something to click on."""
    href: str | None = None
    is_empty = False
    for token in tokens:
        if token.type == "link_open":
            href, is_empty = allowed(str(token.attrs["href"])), True
            if href:
                token.attrSet("href", href)
                yield token
        elif token.type == "link_close":
            if href:
                if is_empty:
                    yield _text(href)
                yield token
            href = None
        elif token.type == "image":
            yield from _picture(token, href is not None)
            is_empty = False
        elif token.type == "text" and href is None:
            yield from _named(token.content, env, in_quotation)
        else:
            is_empty = is_empty and not token.content.strip()
            yield token


def _picture(image: Token, in_link: bool) -> Iterator[Token]:
    """Pictures are not loaded: what they show, as a link to them."""
    address = allowed(str(image.attrs["src"]))
    shown = _words(image).strip() or address
    if not shown:
        return
    if in_link or not address:
        yield _text(shown)
    else:
        yield from _link(address, shown, image.attrs.get("title"))


def _named(text: str, env: Any, in_quotation: bool) -> Iterator[Token]:
    at = 0
    for name in named(text):
        href = name.href or env.get("people", {}).get(name.handle, "")
        if name.handle and not in_quotation:
            env["mentioned"].append(name.handle)
        if href:
            _spend(env, STEPS_OF_ADDRESS)
        if not (href := allowed(_markdown.normalizeLink(href))):
            continue
        if at < name.start:
            yield _text(text[at : name.start])
        yield from _link(href, text[name.start : name.end])
        at = name.end
    if text[at:]:
        yield _text(text[at:])


def _link(href: str, shown: str, title: str | int | float | None = None) -> Iterator[Token]:
    titled = {"title": title} if title else {}
    yield Token("link_open", "a", 1, attrs={"href": href, **titled})
    yield _text(shown)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _words(token: Token) -> str:
    """What a reader sees of it, on one line."""
    if not token.children:
        return "" if token.type in ("inline", "image") else token.content
    return "".join(
        " " if part.type in ("softbreak", "hardbreak") else _words(part) for part in token.children
    )


def _direct(state: StateCore) -> None:
    """Which way each block reads.

    The browser finds that out for itself (`auto`) where words stand in the block. It does not look
    into blocks with a direction of their own, so that what holds those is told: as the first word
    in it does, on whose side its bar or its bullets stand.
    """
    undecided: list[Token] = []
    for place, token in enumerate(state.tokens):
        if token.nesting == 1 and token.tag in WITH_WORDS:
            token.attrSet("dir", "auto")
        elif token.nesting == 1 and token.tag in WITH_BLOCKS:
            token.attrSet("dir", "auto")
            holds_words = token.tag == "li" and state.tokens[place + 1].hidden
            undecided += [] if holds_words else [token]
        elif undecided and token.type in ("inline", "fence", "code_block"):
            if direction := _direction(_words(token)):
                for waiting in undecided:
                    waiting.attrSet("dir", direction)
                undecided = []
        elif undecided and token.nesting == -1 and undecided[-1].level == token.level:
            undecided.pop()


def _direction(words: str) -> str:
    for letter in words:
        kind = bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return ""


class _Renderer(RendererHTML):
    """What is wide scrolls by itself: with a finger, or with the keys once it has the focus."""

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        code = html.escape(tokens[idx].content, quote=False)
        return f'<pre dir="auto" tabindex="0"><code>{code}</code></pre>\n'

    code_block = fence

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<div class="scroll" tabindex="0">{self.renderToken(tokens, idx, options, env)}'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"


# What a reply quotes


def _without_old_quotations(source: str) -> list[str]:
    """Its lines but those that it quotes from somebody who quoted."""
    lines = tidy(source).strip("\n").split("\n")
    dropped: set[int] = set()
    depth = 0
    for token in _parsed("\n".join(lines), {}):
        if token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
            if token.nesting == 1 and depth > QUOTES_IN_QUOTES and token.map:
                dropped |= set(range(*token.map))
    return [line for number, line in enumerate(lines) if number not in dropped]


def _shortened(lines: Sequence[str]) -> list[str]:
    """As many lines as may be quoted; the last may end in its midst, and then says so."""
    kept: list[str] = []
    left = MOST_QUOTED
    for line in lines:
        if len(line) > left:
            start, _space, cut = line[:left].rpartition(" ")
            return [*kept, f"{start or cut} […]"]
        kept.append(line)
        left -= len(line) + 1
    return kept


def _literally(words: str) -> str:
    """A name in Markdown, none of whose signs means anything."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(tidy(words).split()))


# The parser and the sieve


def _made() -> MarkdownIt:
    markdown = MarkdownIt(
        "commonmark",
        # A list is two levels, so that a step is seen before the parser's own bound.
        {"html": False, "maxNesting": MOST_NESTED + 4},
        renderer_cls=_Renderer,
    )
    markdown.enable(["table", "strikethrough"])
    anywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("table", "step", _block_step, anywhere)
    markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.before("text", "step", _inline_step)
    markdown.core.ruler.after("inline", "finish", _finish)
    markdown.core.ruler.push("direct", _direct)
    # Every address is parsed; `allowed` then says which stays a link.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    # A chain of rules is put together when it is first asked for, and a second thread that asks
    # meanwhile would be given a part of it.
    for ruler in rulers(markdown):
        ruler.getRules()
    return markdown


def rulers(markdown: MarkdownIt) -> tuple[Ruler[Any], ...]:
    inline = markdown.inline
    return markdown.core.ruler, markdown.block.ruler, inline.ruler, inline.ruler2


_markdown = _made()
_cleaner = nh3.Cleaner(
    tags={
        *("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br"),
        *("em", "strong", "s", "a", "div", "table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    tag_attribute_values={
        "div": {"tabindex": {"0"}},
        "pre": {"tabindex": {"0"}, "dir": {"auto"}},
        **{tag: {"dir": {"auto"}} for tag in WITH_WORDS},
        **{tag: {"dir": {"auto", "ltr", "rtl"}} for tag in WITH_BLOCKS},
    },
    allowed_classes={"div": {"scroll"}, "th": {"number", "middle"}, "td": {"number", "middle"}},
    url_schemes=SCHEMES,
    link_rel="nofollow ugc noopener",
)
