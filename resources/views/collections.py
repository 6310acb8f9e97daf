"""Collections: what somebody has chosen for others, in her order and with her words."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.access import public
from members.search import turning
from resources import listing
from resources.models import Collection, CollectionItem, Resource

PAGE_SIZE = 20


@public("Public collections are open to everybody; the view asks visible_to.")
@require_safe
def collection_list(request: HttpRequest) -> HttpResponse:
    collections = Collection.objects.visible_to(request.member)
    paginator = Paginator(collections.with_count_for(request.member), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "resources/collection_list.html",
        {"page": page, "numbers": turning.page_numbers(page.number, paginator.num_pages)},
    )


@public("Public collections are open to everybody; each reader finds what she may see.")
@require_safe
def collection_detail(request: HttpRequest, slug: str) -> HttpResponse:
    member = request.member
    collection = get_object_or_404(Collection.objects.visible_to(member), slug=slug)
    kept = CollectionItem.objects.visible_to(member).filter(collection=collection)
    paginator = Paginator(kept, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    seen = Resource.objects.visible_to(member).published()
    lines = listing.lines(seen, [one.resource_id for one in page])
    return render(
        request,
        "resources/collection_detail.html",
        {
            "collection": collection,
            "items": [
                (lines[one.resource_id], one.why) for one in page if one.resource_id in lines
            ],
            "page": page,
            "numbers": turning.page_numbers(page.number, paginator.num_pages),
        },
    )
