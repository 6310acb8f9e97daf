"""What a member follows, and what is new there. Only she sees it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.search import turning
from resources import facets, following, listing
from resources.filters import ResourceFilter
from resources.following_forms import AgainForm, NameForm
from resources.models import Resource, SavedSearch

NEWEST = 3  # works that are named; the others are counted


@require_safe
def saved_search_list(request: HttpRequest) -> HttpResponse:
    return _own_page(request)


@require_POST
def saved_search_add(request: HttpRequest) -> HttpResponse:
    """Follow what the query string asks, as the library's list reads it."""
    asked = ResourceFilter(request.GET, queryset=Resource.objects.none()).asked
    again = AgainForm(request.POST)
    kept = again.cleaned_data if again.is_valid() else {}
    try:
        _saved, is_new = following.follow(
            member=request.member,
            asked=asked,
            name=kept.get("name", ""),
            seen_at=kept.get("seen_at"),
        )
    except following.TooLong:
        said = _("That is too much to be followed. Please take out some words or choices.")
        messages.error(request, said)
        return redirect(reverse("resources:resource_list") + asked.query())
    except following.TooMany:
        said = _("You follow %(n)s searches, and that is the most. Please leave one of them first.")
        messages.error(request, said % {"n": following.MOST_FOLLOWED})
        return redirect("resources:saved_search_list")
    if is_new:
        messages.success(request, _("You follow it now. What is new will stand here."))
    else:
        messages.info(request, _("You follow this already."))
    return redirect("resources:saved_search_list")


@require_POST
def saved_search_open(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, the newest first; from now on she has seen it."""
    saved = _hers(request, pk)
    following.look(saved)
    asked = following.asked_by(saved)
    return redirect(reverse("resources:resource_list") + asked.query(sort="added"))


@require_POST
def saved_search_rename(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _hers(request, pk)
    form = NameForm(request.POST, instance=saved)
    if not form.is_valid():
        return _own_page(request, form=form)
    form.save()
    messages.success(request, _("It has its new name."))
    return redirect("resources:saved_search_list")


@require_POST
def saved_search_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """What she leaves can be taken up again from the page that says so, as it was."""
    left = SavedSearch.objects.visible_to(request.member).filter(pk=pk).first()
    if left is None:
        return redirect("resources:saved_search_list")
    left.delete()
    return _own_page(request, left=left)


def _hers(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.member), pk=pk)


def _own_page(
    request: HttpRequest, *, form: NameForm | None = None, left: SavedSearch | None = None
) -> HttpResponse:
    """She has at most some dozens, so that all are read at once and turned here."""
    hers = list(SavedSearch.objects.visible_to(request.member))
    paginator = Paginator(hers, following.AT_A_TIME)
    asked_for = request.GET.get("page")
    if form:
        place = [one.pk for one in hers].index(form.instance.pk)
        asked_for = str(place // following.AT_A_TIME + 1)
    page = paginator.get_page(asked_for)
    found = following.news(
        list(page), member=request.member, languages=turning.reading_languages(request.member)
    )
    names = facets.Names()
    return render(
        request,
        "resources/saved_search_list.html",
        {
            "lines": [_line(one, names, form) for one in found],
            "page": page,
            "numbers": turning.page_numbers(page.number, paginator.num_pages),
            "form": form,
            "left": left,
            "left_title": following.title_of(left, following.asked_by(left), names) if left else "",
        },
        status=422 if form else 200,
    )


def _line(one: following.News, names: facets.Names, form: NameForm | None) -> dict[str, object]:
    wrong = form if form and form.instance.pk == one.saved.pk else None
    return {
        "saved": one.saved,
        "title": following.title_of(one.saved, one.asked, names),
        "count": one.count,
        "is_more": one.is_more,
        "works": [(work, listing.meta(work)) for work in one.works[:NEWEST]],
        "feed": reverse("resources:resource_feed") + one.asked.as_feed,
        "form": wrong or NameForm(instance=one.saved),
        "is_open": wrong is not None,
    }
