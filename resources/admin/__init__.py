"""The library in the administration, by noun."""

from . import collections, resources

__all__ = ["collections", "resources"]
