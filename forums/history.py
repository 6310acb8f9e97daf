"""What a post said before, for whoever reads what it says now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from members.models import Member

from . import access, differences
from .models import Post, PostRevision


@dataclass(frozen=True)
class Step:
    """One edit: the text it took away, when, and what differs between that and the next one.

    `is_closed`: the text is hidden and not for this reader. There are no `changes` where that is
    so of either of the two texts, for the one would tell of the other.
    """

    revision: PostRevision
    at: dt.datetime | None
    is_closed: bool
    changes: list[differences.Part]
    has_hidden_neighbour: bool = False


def steps(member: Member | None, post: Post, revisions: Sequence[PostRevision]) -> list[Step]:
    """Of some former texts of a post, the latest first, without a gap between them."""
    if not revisions:
        return []
    newer = post.revisions.filter(pk__gt=revisions[0].pk).order_by("pk").first()
    any_hidden = any(one.hidden_at for one in (*revisions, newer) if one)
    reads_hidden = any_hidden and access.can_read_hidden_revision(member, post)
    found = []
    for revision in revisions:
        is_closed = bool(revision.hidden_at) and not reads_hidden
        next_is_closed = newer is not None and bool(newer.hidden_at) and not reads_hidden
        tells = not (is_closed or next_is_closed)
        found.append(
            Step(
                revision=revision,
                at=newer.written_at if newer else post.edited_at,
                is_closed=is_closed,
                has_hidden_neighbour=next_is_closed,
                changes=_changes(revision.body, newer.body if newer else post.body)
                if tells
                else [],
            )
        )
        newer = revision
    return found


def _changes(before: str, after: str) -> list[differences.Part]:
    found = differences.parts(before, after)
    return differences.shortened(found) if any(one.kind != "same" for one in found) else []
