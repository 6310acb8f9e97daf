"""What goes on in the forums, for pages of the roof that show it beside other things."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from members.access import readable_group_ids
from members.models import Group, Member

from . import thread_list
from .models import Forum, Label, Thread

SHOWN = 5
FRESH = dt.timedelta(days=60)  # an announcement on the first page


def announcements(member: Member | None) -> list[Any]:
    """The latest that she may read, as long as they are news."""
    threads = Thread.objects.visible_to(member).announcements().shown().opened_lately()
    fresh = threads.filter(opened_at__gt=timezone.now() - FRESH)
    return thread_list.drawn(fresh[:SHOWN], member)


def lately(member: Member) -> list[Any]:
    """The threads of her own groups in which somebody wrote last."""
    own = Forum.objects.filter(group__in=readable_group_ids(member)).order_by().values("pk")
    threads = Thread.objects.visible_to(member).shown().recent().filter(forum__in=own)
    return thread_list.drawn(threads[:SHOWN], member)


def of_group(group: Group, member: Member | None) -> tuple[list[Forum], list[Any]]:
    """Its forums that she may read, and where somebody wrote last."""
    forums = list(Forum.objects.visible_to(member).filter(group=group).order_by("position", "name"))
    if not forums:
        return [], []
    threads = Thread.objects.visible_to(member).shown().recent().filter(forum__in=forums)
    return forums, thread_list.drawn(threads[:SHOWN], member)


def opened_by(author: Member, viewer: Member | None) -> list[Thread]:
    """By her name, and not where nobody is to be quoted."""
    threads = Thread.objects.visible_to(viewer).shown().opened_lately().filter(opened_by=author)
    quotable = threads.exclude(label=Label.NOT_QUOTED).select_related("forum")
    columns = ("title", "sort_title", "language", "opened_at", "forum__slug", "forum__name")
    return list(quotable.only(*columns)[:SHOWN])
