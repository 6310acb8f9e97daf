"""The library in the administration, by noun."""

from . import collections, harvests, resources, sources

__all__ = ["collections", "harvests", "resources", "sources"]
