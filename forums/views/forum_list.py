"""Where one may read and write."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums import forum_list as listing
from forums import thread_list
from members.access import public
from members.search.turning import page_numbers


@public("Forums that everybody may read are open to everybody; the view asks visible_to.")
@require_safe
def forum_list(request: HttpRequest) -> HttpResponse:
    member = request.member
    page, clusters = listing.page_of(member, request.GET.get("page"))
    return render(
        request,
        "forums/forum_list.html",
        {
            "page": page,
            "numbers": page_numbers(page.number, page.paginator.num_pages),
            "clusters": clusters,
            "invitations": listing.invitations(member),
            "seen_to": thread_list.now_as_cursor(),
        },
    )
