"""Taking note of what is opened, by the rules of COUNTER 5: one cheap statement, and no more.

An *investigation* is any look at a work, its page or its files; a *request* is opening a file.
What is a double click or a second look is decided later, in `rollup`. Views import from here.
"""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

from django.db import DatabaseError
from django.db.models import Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from members.models import Affiliation
from resources.models import Document, MonthlyUse, Resource, UseEvent

from .robots import is_robot
from .sessions import day_digest, reader_of

logger = logging.getLogger(__name__)

# The standard counts what was sent, and what the browser had kept and was told to use.
SUCCESSFUL = {200, 206, 304}
_FROM_THE_BEGINNING = re.compile(r"\s*bytes\s*=\s*0+\s*-")
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def note_use(
    request: HttpRequest,
    response: HttpResponseBase,
    resource: Resource,
    document: Document | None = None,
) -> None:
    """That a work, or one of its files, is being opened. Whatever happens, the page goes out."""
    if resource.status != Resource.Status.PUBLISHED or not counts(request, response):
        return
    now = timezone.now()
    try:
        UseEvent.objects.create(
            at=now,
            number=resource.pk,
            document=document.number if document else None,
            key=day_digest(now, reader_of(request), resource.pk),
            country=_country(request),
        )
    except DatabaseError as error:
        logger.warning("Somebody opened a work and was not counted: %s", type(error).__name__)


def counts(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this is a person's look at a work, and the first part of what she asked for."""
    return (
        response.status_code in SUCCESSFUL
        and is_by_a_person(request)
        and _is_beginning(request)
        and not _is_review(request)
    )


def is_by_a_person(request: HttpRequest) -> bool:
    """She asked for it herself: no program, and no browser that asks in advance."""
    ahead = any("prefetch" in request.headers.get(name, "").lower() for name in _AHEAD)
    ahead = ahead or request.headers.get("X-Purpose", "").lower() == "preview"
    return (
        request.method == "GET"
        and not ahead
        and not is_robot(request.headers.get("User-Agent", ""))
    )


def _is_beginning(request: HttpRequest) -> bool:
    """Readers of PDF files and films ask for one file in many pieces; the first one counts."""
    asked = request.headers.get("Range", "")
    return not asked or _FROM_THE_BEGINNING.match(asked) is not None


def _is_review(request: HttpRequest) -> bool:
    """Staff who come from the administration look whether it is in order; they do not read."""
    if request.member is None or not request.member.works_for_staff:
        return False
    came_from = urlsplit(request.headers.get("Referer", "")).path
    return came_from.startswith(reverse("admin:index"))


def _country(request: HttpRequest) -> str | Combinable:
    """Of the organization where she works now, found within the statement that writes it."""
    if request.member is None:
        return MonthlyUse.VISITORS
    current = Affiliation.objects.current().filter(member=request.member).order_by("pk")
    return Coalesce(
        Subquery(current.values("organization__country")[:1]),
        Value(MonthlyUse.WITHOUT_ORGANIZATION),
    )
