"""The library in the administration, by noun."""

from . import (
    collections,
    documents,
    harvests,
    imports,
    links,
    resources,
    sources,
    stories,
    usage,
    waiting,
)

__all__ = [
    "collections",
    "documents",
    "harvests",
    "imports",
    "links",
    "resources",
    "sources",
    "stories",
    "usage",
    "waiting",
]
