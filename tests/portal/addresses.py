"""Every address that the house has, read from the resolver: nobody can add one unseen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?\w+>")
CHOICE = re.compile(r"\(\?P<\w+>(?P<inner>[^()]*)\)")


@dataclass(frozen=True)
class Address:
    """`name` is the namespaced name; the route, where an address has none."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def path(self) -> str:
        """An example, with made-up numbers and words; the things it names need not exist."""
        route = CHOICE.sub(lambda found: _first(found["inner"]), self.route)
        return "/" + ARGUMENT.sub(lambda found: "1" if found["kind"] == "int" else "x", route)


def _first(inner: str) -> str:
    """The first of some words, or `x` for a pattern of characters."""
    words = inner.split("|")
    return words[0] if words[0].isalpha() else "x"


def every_address() -> list[Address]:
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, route: str, namespace: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern).strip("^$")
        if isinstance(entry, URLResolver):
            inside = f"{entry.namespace}:" if entry.namespace else ""
            yield from _walk(entry, here, namespace + inside)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}" if entry.name else here, here, entry.callback)
