"""What is new in the library, or in any search of it, for feed readers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.access import keys_of, public
from members.models import language_in_use
from members.search import narrowing
from members.search.asked import Asked
from members.search.find import find
from resources import facets, listing
from resources.addresses import absolute
from resources.citations import one_line
from resources.filters import ResourceFilter
from resources.models import Resource
from resources.search import KIND

SIZE = 50
SUMMARY_WORDS = 120
LONGEST_TITLE = 200


class Feed(Atom1Feed):
    """A feed without entries is as old as time, not as young as the question."""

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=datetime(2000, 1, 1, tzinfo=UTC))


@public("A feed holds public works only, whoever asks for it.")
@require_safe
def resource_feed(request: HttpRequest) -> HttpResponse:
    asked = ResourceFilter(request.GET, queryset=Resource.objects.none()).asked
    feed = _feed(asked, _newest(asked))
    content = feed.writeString("utf-8").encode()
    changed = feed.latest_post_date()
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    response["Last-Modified"] = http_date(changed.timestamp())
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    # The same for everybody, members too; kept by readers, and asked for again each time.
    response["Cache-Control"] = "no-cache"
    seconds = int(changed.timestamp())
    known = get_conditional_response(request, response["ETag"], seconds, response)
    return known or response


def _newest(asked: Asked) -> list[Any]:
    """The latest works of the list that a visitor would see, by the day they came in."""
    found = find(
        words=asked.words,
        asker=keys_of(None),
        kind=KIND,
        filters=asked.chosen,
        sort="added",
        size=SIZE,
        languages=[language_in_use()],
        exactly=asked.exactly,
    )
    hits = [hit.object_id for hit in found.hits if not hit.partial]
    works = Resource.objects.visible_to(None).published().for_lists(language_in_use())
    by_pk = works.in_bulk(hits)
    return [by_pk[pk] for pk in hits if pk in by_pk]


def _feed(asked: Asked, works: list[Any]) -> Feed:
    names = facets.Names()
    chosen = [name for _url, name in narrowing.chosen(asked, names)]
    about = ", ".join([asked.words, *chosen] if asked.words else chosen)
    title = f"{settings.PORTAL_NAME}: {about}" if about else _("New in the library")
    feed = Feed(
        title=Truncator(one_line(title)).chars(LONGEST_TITLE),
        link=absolute(reverse("resources:resource_list") + asked.as_feed),
        description=None,
        language=language_in_use(),
        feed_url=absolute(reverse("resources:resource_feed") + asked.as_feed),
        author_name=settings.PORTAL_NAME,
    )
    for work in works:
        _add(feed, work, names)
    return feed


def _add(feed: Feed, work: Any, names: facets.Names) -> None:
    """`work` was read `for_lists`."""
    summary = one_line(Truncator((work.said or {}).get("text", "")).words(SUMMARY_WORDS))
    about = one_line(
        " · ".join(part for part in (str(work.issued or ""), listing.meta(work)) if part)
    )
    feed.add_item(
        title=one_line(work.title),
        link=absolute(work.get_absolute_url()),
        # Without the title, which may be put right later; it leads there all the same.
        unique_id=absolute(reverse("resources:resource_detail", args=[work.pk, ""])),
        description="".join(f"<p>{escape(text)}</p>" for text in (about, summary) if text),
        author_name=one_line("; ".join(work.creators)) or None,
        pubdate=work.published_at,
        updateddate=work.updated_at,
        categories=[
            str(work.get_kind_display()),
            *(one_line(names.of("theme", slug)) for slug in work.theme_slugs),
        ],
    )
