"""A member's own reading list: private, unless she gives somebody the link."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.access import public
from members.search import turning
from resources import listing
from resources.models import ReadingListItem, ReadingListLink, Resource
from resources.reading_list_forms import NoteForm

PAGE_SIZE = 20


@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    return _own_page(request)


@require_POST
def reading_list_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a work on the list; with `note`, change the note of one that is there."""
    published = Resource.objects.visible_to(request.member).published()
    resource = get_object_or_404(published, pk=pk)
    item, is_new = ReadingListItem.objects.get_or_create(member=request.member, resource=resource)
    if "note" in request.POST:
        form = NoteForm(request.POST, instance=item)
        if form.is_valid():
            form.save()
            messages.success(request, _("Your note is kept. Nobody else sees it."))
        else:
            messages.error(request, _("A note has at most 300 letters; it was not kept."))
        return redirect("resources:reading_list")
    if is_new:
        messages.success(request, _("It is on your reading list now."))
    return redirect(resource)


@require_POST
def reading_list_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a work off the list, and go back to where she came from."""
    seen = Resource.objects.visible_to(request.member)
    resource = get_object_or_404(seen, pk=pk)
    ReadingListItem.objects.visible_to(request.member).filter(resource=resource).delete()
    messages.success(request, _("It is off your reading list."))
    return redirect("resources:reading_list") if "from_list" in request.POST else redirect(resource)


@require_POST
def reading_list_share(request: HttpRequest) -> HttpResponse:
    """A new link, shown on this page and never again: only its digest is kept."""
    token = ReadingListLink.objects.renew(request.member)
    path = reverse("resources:reading_list_shared")
    return _own_page(request, link=f"{settings.BASE_URL}{path}?key={token}")


@require_POST
def reading_list_unshare(request: HttpRequest) -> HttpResponse:
    ReadingListLink.objects.filter(member=request.member).delete()
    messages.success(request, _("The link opens nothing any more."))
    return redirect("resources:reading_list")


@public("Whoever was given the link opens it; the view asks visible_to for each work.")
@require_safe
def reading_list_shared(request: HttpRequest) -> HttpResponse:
    """`key` is not a part of the path, which is written into logs."""
    link = ReadingListLink.objects.opened_by(request.GET.get("key", ""))
    if link is None:
        raise Http404
    shared = ReadingListItem.objects.shared_by(link.member, reader=request.member)
    # Her name is for members; others know from whom they have the link.
    owner = link.member if request.member else None
    response = render(
        request, "resources/reading_list_shared.html", {"owner": owner, **_lines(request, shared)}
    )
    # The key stays here; without any origin, browsers would have every form of the page refused.
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _own_page(request: HttpRequest, link: str = "") -> HttpResponse:
    own = ReadingListItem.objects.visible_to(request.member)
    shared = ReadingListLink.objects.filter(member=request.member).first()
    context = {"link": link, "shared": shared, **_lines(request, own)}
    return render(request, "resources/reading_list.html", context)


def _lines(request: HttpRequest, items: QuerySet[ReadingListItem]) -> dict[str, object]:
    """A page of the list, the newest first, and what draws its lines."""
    paginator = Paginator(items.order_by("-added_at", "-pk"), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    seen = Resource.objects.visible_to(request.member)
    lines = listing.lines(seen, [one.resource_id for one in page])
    return {
        "items": [(one, lines[one.resource_id]) for one in page if one.resource_id in lines],
        "page": page,
        "numbers": turning.page_numbers(page.number, paginator.num_pages),
    }
