"""The first page, the pages of errors, and what machines ask."""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Event
from forums import activity
from members.access import applications_for, may_enter_admin, public
from members.models import Accompaniment, Group, Member, Organization
from resources import listing
from resources.models import Resource, SavedSearch

logger = logging.getLogger(__name__)


@public("A visitor sees who the community is.")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    member = request.member
    newest = Resource.objects.visible_to(member).published().recent()[:6]
    return render(
        request,
        "home.html",
        {
            "meetings": Event.objects.visible_to(member).upcoming()[:5],
            "newest": [(one, listing.meta(one), listing.badge(one)) for one in newest],
            "announcements": activity.announcements(member),
            **(_her_own(member) if member else _who_we_are()),
        },
    )


def _who_we_are() -> dict[str, int]:
    return Organization.objects.listed().aggregate(
        organizations=Count("pk"), countries=Count("country", distinct=True)
    )


def _her_own(member: Member) -> dict[str, Any]:
    """What a member sees first: her house, her groups, what she has sent in, who waits for her."""
    hers = Resource.objects.visible_to(member).filter(submitted_by=member)
    unpublished = hers.exclude(status=Resource.Status.PUBLISHED)
    return {
        "organization": member.organization,
        "groups": Group.objects.filter(pk__in=member.group_ids),
        "threads": activity.lately(member),
        "sent_in": unpublished.order_by("-updated_at")[:5],
        **_waiting_for(member),
    }


def _waiting_for(member: Member) -> dict[str, int]:
    """How much of each kind is new to her or waits for her word; in one query."""
    asked: dict[str, QuerySet[Any]] = {
        "with_news": SavedSearch.objects.visible_to(member).with_news(),
        "asked_for_company": Accompaniment.objects.visible_to(member).waiting_for(member),
    }
    if may_enter_admin(member):
        asked["waiting"] = applications_for(member).open()
    first, *others = (
        things.order_by().values(what=Value(name)).annotate(n=Count("pk", distinct=True))
        for name, things in asked.items()
    )
    return {row["what"]: row["n"] for row in first.union(*others, all=True)}


@public("A machine asks whether the process lives.")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@public("A machine asks whether people can be served.")
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain")


@public("Search engines ask what they may read.")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("/account/", "/admin/", "/search/", "/resources/?", "/resources/feed/?")
    lines = (
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) or _("This page is for other people of the community.")
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """With a number that the reader can quote and that finds the line in the log."""
    number = secrets.token_hex(4)
    logger.error("Error %s at %s", number, request.path)
    return render(request, "500.html", {"number": number}, status=500)
