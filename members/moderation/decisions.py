"""Writing a decision down, in the transaction of the deed. Rooms call this."""

from __future__ import annotations

from typing import Any

from django.db import models

from members.models import Group, Member

from .models import Decision


def decided(
    thing: models.Model,
    deed: str,
    *,
    by: Member,
    why: str,
    group: Group | None = None,
    together_with: Member | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Decision:
    """Of this thing. `deed` is the name of the room's action, such as "lock"."""
    return Decision.objects.create(
        thing=thing._meta.label_lower,
        thing_id=thing.pk,
        title=str(thing)[:250],
        group=group,
        deed=deed,
        by=by,
        together_with=together_with,
        why=why,
        before=before or {},
        after=after or {},
    )
