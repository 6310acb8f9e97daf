"""The posts that somebody wants to find again. Hers alone."""

from __future__ import annotations

import html

from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from forums.models import Bookmark
from members.search import turning

PAGE_SIZE = 20
# Letters of a post's HTML, and words of it that are shown.
READ, SHOWN = 2000, 40


@require_safe
def bookmark_list(request: HttpRequest) -> HttpResponse:
    # What she may still read is asked once, for all pages.
    readable = list(Bookmark.objects.visible_to(request.member).values_list("pk", flat=True))
    paginator = Paginator(readable, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    bookmarks = (
        Bookmark.objects.filter(pk__in=list(page.object_list))
        .select_related("post__author", "post__thread__forum")
        .defer("post__body", "post__html")
        .annotate(start=Left("post__html", READ))
    )
    context = {
        "bookmarks": [(one.post, _words(one.start)) for one in bookmarks],
        "page": page,
        "numbers": turning.page_numbers(page.number, paginator.num_pages),
    }
    return render(request, "forums/bookmark_list.html", context)


def _words(start: str) -> str:
    """Of HTML that may break off within a tag."""
    if start.rfind("<") > start.rfind(">"):
        start = start[: start.rfind("<")]
    text = html.unescape(strip_tags(start.replace("<", " <")))
    return Truncator(" ".join(text.split())).words(SHOWN)
