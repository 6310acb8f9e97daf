"""Searching what was said in the forums."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums import search
from forums.filters import FACETS, SORTS, Names, PostForm, read_asked
from members.access import public
from members.models import Member
from members.search import narrowing, turning
from members.search.asked import Asked
from members.search.find import find
from members.search.found import Found

PAGE_SIZE = 20


@public("Threads that everybody may read are found by everybody; the view asks visible_to.")
@require_safe
def forum_search(request: HttpRequest) -> HttpResponse:
    member = request.member
    form = PostForm(request.GET, member=member)
    asked = read_asked(request.GET, form)
    found = _found(member, asked, form) if form.is_valid() else Found()
    lines = search.found(found.hits, member) if found.hits else {}
    names = Names(member, found, asked)
    return render(
        request,
        "forums/forum_search.html",
        {
            "form": form,
            "asks": bool(asked.words or asked.is_narrowed),
            "items": [lines[hit.object_id] for hit in found.hits if hit.object_id in lines],
            "facets": narrowing.groups(found, asked, names, facets=FACETS, folded=()),
            "chosen": _chosen(asked, names),
            "kept": [(name, value) for name in FACETS for value in asked.chosen[name]],
            **turning.ways_on(asked, found, SORTS),
        },
        status=422 if form.errors else 200,
    )


def _found(member: Member | None, asked: Asked, form: PostForm) -> Found:
    if not asked.words and not asked.is_narrowed:
        return Found()
    return find(
        words=asked.words,
        asker=search.keys_of(member),
        kind=search.KIND,
        filters={name: asked.chosen[name] for name in FACETS},
        only=form.only,
        sort=asked.sort,
        page=asked.page,
        size=PAGE_SIZE,
        languages=turning.reading_languages(member),
        exactly=asked.exactly,
    )


def _chosen(asked: Asked, names: Names) -> list[tuple[str, str]]:
    """Pairs of the address without this choice, and its name; author and days have fields."""
    return [
        (address, names.of_choice(name, value))
        for name in FACETS
        for value, address in zip(
            asked.chosen[name], asked.toggles(name, asked.chosen[name]), strict=True
        )
    ]
