"""The room in the administration, by noun: facilitators see their groups only."""

from . import forums, posts, threads

__all__ = ["forums", "posts", "threads"]
