"""Where a link in a post may lead, and the addresses and people that its words name.

Only forums/markdown.py asks here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import nh3

SCHEMES = {"http", "https", "mailto"}

# Of this portal only a path from its root: a post is read in letters and feeds too, where any
# other relative address leads elsewhere. Browsers take `//host` and `/\host` for hosts.
# (ASCII, for else `ſ` is a small `S`.)
_MAY_LEAD_TO = re.compile(
    r"https?://[^/\\?#\s]|mailto:[^\s?]|/(?![/\\]|%5c)", re.IGNORECASE | re.ASCII
)
# Browsers can make nothing of some (`http://a:port`); the sieve leaves those out as they do.
_sieve = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]"
# Possessive, and begun only where a word begins: thousands of letters are read once.
_NAMED = re.compile(
    rf"""
      (?<![\w@]) (?P<url> (?: [Hh][Tt][Tt][Pp][Ss]?:// | [Ww]{{3}}\. ) [^\W_] [^\s<>]*+ )
    | (?<!{_LOCAL}) (?P<email> {_LOCAL}++ @ [A-Za-z0-9-]++ (?: \. [A-Za-z0-9-]++ )++ )
    | (?<![\w@./+-]) @ (?P<handle> [A-Za-z0-9] [A-Za-z0-9_-]*+ ) (?! [\w@] )
    """,
    re.VERBOSE,
)
# What ends a sentence around an address rather than the address.
_AFTERWARDS = frozenset(".,:;!?\"'*_~…،؛؟。，、！？：；»”’›」』")
_CLOSERS = {")": "(", "]": "[", "}": "{", "）": "（"}


@dataclass(frozen=True)
class Named:
    """A part of a text; the `href` of an address, or the `handle` in lower case of a person."""

    start: int
    end: int
    href: str = ""
    handle: str = ""


def allowed(href: str) -> str:
    """Where a link to this leads: nowhere ("") if it may not; `www.` needs no scheme."""
    if href.lower().startswith("www."):
        href = f"https://{href}"
    if _MAY_LEAD_TO.match(href) and "href" in _sieve.clean(f'<a href="{escape(href)}">')[:7]:
        return href
    return ""


def named(text: str) -> Iterator[Named]:
    """Bare addresses of pages and mailboxes, and `@handle`s, in their order."""
    at = 0
    while match := _NAMED.search(text, at):
        start, at = match.span()
        if match["handle"]:
            yield Named(start, at, handle=match["handle"].rstrip("-_").lower())
            continue
        at = start + len(_without_what_follows(match[0]))
        href = text[start:at]
        yield Named(start, at, href=f"mailto:{href}" if match["email"] else href)


def _without_what_follows(address: str) -> str:
    """Without the full stop or bracket that belongs to the sentence."""
    missing = {
        closer: address.count(closer) - address.count(opener) for closer, opener in _CLOSERS.items()
    }
    end = len(address)
    while end:
        last = address[end - 1]
        if missing.get(last, 0) > 0:
            missing[last] -= 1
        elif last not in _AFTERWARDS:
            break
        end -= 1
    return address[:end]
