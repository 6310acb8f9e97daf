"""The addresses that search engines may know: those of what is open to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from forums.models import Forum, Thread
from forums.models.threads import ThreadQuerySet
from members.access import public
from members.models import CharterVersion
from resources.addresses import absolute
from resources.models import Resource
from resources.models.resources import ResourceQuerySet

# The protocol allows 50,000; so many are written in half a second, and nobody else waits long.
PAGE_SIZE = 5_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Address = tuple[str, date | datetime | None]


@public("Search engines ask which addresses there are.")
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """One list while there is little; else a list of lists, which are `?page=1` and on."""
    works = Resource.objects.visible_to(None).published().order_by("pk")
    threads = Thread.objects.visible_to(None).select_related("forum").order_by("pk")
    of_works, of_threads = (-(-things.count() // PAGE_SIZE) for things in (works, threads))
    pages = max(1, of_works) + of_threads
    asked = request.GET.get("page", "")
    if not asked and pages > 1:
        numbered = (f"{reverse('sitemap')}?page={number}" for number in range(1, pages + 1))
        return _answer("sitemapindex", "sitemap", ((path, None) for path in numbered))
    if asked and asked not in map(str, range(1, pages + 1)):
        raise Http404
    number = int(asked or 1)
    if number > max(1, of_works):
        return _answer("urlset", "url", _threads(threads, number - max(1, of_works)))
    return _answer("urlset", "url", _works(works, number))


def _works(works: ResourceQuerySet, number: int) -> Iterator[Address]:
    if number == 1:
        yield from _front(works)
    first = (number - 1) * PAGE_SIZE
    for work in works.only("title", "sort_title", "updated_at")[first : first + PAGE_SIZE]:
        yield work.get_absolute_url(), work.updated_at


def _threads(threads: ThreadQuerySet, number: int) -> Iterator[Address]:
    """Before the first of them, the forums in which they stand."""
    if number == 1:
        for forum in Forum.objects.visible_to(None).order_by("pk"):
            yield forum.get_absolute_url(), None
    first = (number - 1) * PAGE_SIZE
    columns = ("title", "sort_title", "last_post_at", "forum__slug")
    for thread in threads.only(*columns)[first : first + PAGE_SIZE]:
        yield thread.get_absolute_url(), thread.last_post_at


def _front(works: ResourceQuerySet) -> Iterator[Address]:
    newest = works.recent().only("published_at").first()
    arrived = newest.published_at if newest else None
    yield reverse("home"), arrived
    yield reverse("resources:resource_list"), arrived
    charter = CharterVersion.objects.in_force()
    if charter:
        yield reverse("members:charter"), charter.in_force_on


def _answer(root: str, element: str, addresses: Iterable[Address]) -> HttpResponse:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">']
    for path, changed in addresses:
        when = changed.isoformat(timespec="seconds") if isinstance(changed, datetime) else changed
        lastmod = f"<lastmod>{when}</lastmod>" if when else ""
        lines.append(f"<{element}><loc>{escape(absolute(path))}</loc>{lastmod}</{element}>")
    lines.append(f"</{root}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml")
