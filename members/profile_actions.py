"""What a member does with her own profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from . import portraits
from .models import Member, Theme
from .person_search import index_people


def keep_profile(
    *,
    member: Member,
    facts: Mapping[str, Any],
    themes: Mapping[str, Iterable[Theme]],
    picture: bytes | None = None,
    remove_picture: bool = False,
) -> None:
    """Write what she says of herself, and have her found by it.

    `facts` are columns, `themes` the lists of themes by field; `picture` is one that was drawn by
    `files.portrait`. Raises `OSError` if the disk does not take it: then nothing has changed.
    """
    with portraits.kept_file(picture) as path, transaction.atomic():
        fresh = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        for name, value in facts.items():
            setattr(fresh, name, value)
        if path or remove_picture:
            portraits.replace(fresh, path)
        fresh.save(update_fields=[*facts, "sort_name", "picture"])
        for name, chosen in themes.items():
            getattr(fresh, name).set(chosen)
        index_people([fresh.pk])
