"""What was decided in the forums, for those who look after groups."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forums.care import decisions
from forums.models import Thread
from members.access import may_enter_admin
from members.moderation.models import DecisionQuerySet

PAGE_SIZE = 25


@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """`thread` asks for those about one thread; `before` for those older than one of them."""
    if not may_enter_admin(request.member):
        raise PermissionDenied(_("This is for those who look after a group."))
    found, thread = decisions.in_forums(request.member), None
    if asked := _number(request, "thread"):
        seen = Thread.objects.visible_to(request.member).select_related("forum")
        thread = get_object_or_404(seen, pk=asked)
        found = decisions.about(thread, found)
    some = list(_older(request, found)[: PAGE_SIZE + 1])
    context = {
        "thread": thread,
        "told": decisions.told(some[:PAGE_SIZE], request.member),
        "older": some[PAGE_SIZE - 1].pk if len(some) > PAGE_SIZE else None,
        "is_first": "before" not in request.GET,
    }
    return render(request, "forums/decision_list.html", context)


def _older(request: HttpRequest, found: DecisionQuerySet) -> DecisionQuerySet:
    """A page costs the same however far back it is."""
    last = found.filter(pk=_number(request, "before")).first()
    if last is None:
        return found
    return found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))


def _number(request: HttpRequest, name: str) -> int:
    """0 where there is none."""
    words = request.GET.get(name, "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 19 else 0
