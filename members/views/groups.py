"""The groups that one may know of, as a tree or searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.access import public
from members.group_tree import Branch, from_the_top, nested
from members.languages import language_name
from members.models import Group, Member, fold
from members.models.groups import GroupQuerySet
from members.tidy import on_one_line

PAGE_SIZE = 40
LONGEST_QUERY = 120


@dataclass(frozen=True)
class Asked:
    """What a reader wants of the list. What nobody offers is as good as nothing."""

    words: str
    kind: str
    language: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.kind or self.language)


@public("Groups that everyone may know of are open to everybody; the view asks visible_to.")
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    member = request.member
    visible = Group.objects.visible_to(member)
    known = list(visible.values_list("pk", "parent_id", "name", "kind", "languages"))
    asked = _asked(request.GET, {code for one in known for code in one[4]})
    page, groups = _turned(visible, [(one[0], one[1]) for one in known], asked, request)
    return render(
        request,
        "members/group_list.html",
        {
            "asked": asked,
            "branches": _branches(groups, asked),
            "names": {pk: name for pk, parent, name, _kind, _codes in known if parent},
            "kinds": _kinds({one[3] for one in known}),
            "languages": _languages({code for one in known for code in one[4]}),
            "page": page,
            "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            **_hers(member, known),
        },
    )


def _asked(given: QueryDict, languages: set[str]) -> Asked:
    kind, language = given.get("kind", ""), given.get("language", "")
    return Asked(
        words=on_one_line(given.get("q", ""))[:LONGEST_QUERY],
        kind=kind if kind in Group.Kind.values else "",
        language=language if language in languages else "",
    )


def _turned(
    visible: GroupQuerySet,
    rows: Sequence[tuple[int, int | None]],
    asked: Asked,
    request: HttpRequest,
) -> tuple[Page, list[Group]]:
    """The page, and its groups in their order: of the tree, or of the alphabet if searched."""
    order = _matching(visible, asked) if asked.is_narrowed else from_the_top(rows)
    page = Paginator(order, PAGE_SIZE).get_page(request.GET.get("page"))
    by_pk = visible.select_related("region").in_bulk(list(page))
    return page, [by_pk[pk] for pk in page if pk in by_pk]


def _matching(visible: GroupQuerySet, asked: Asked) -> list[int]:
    found = visible
    if asked.words:
        named = Q(sort_name__contains=fold(asked.words))
        found = found.filter(named | Q(purpose__icontains=asked.words))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.language:
        found = found.filter(languages__contains=[asked.language])
    return list(found.values_list("pk", flat=True))


def _branches(groups: list[Group], asked: Asked) -> list[Branch]:
    return [Branch(group) for group in groups] if asked.is_narrowed else nested(groups)


def _kinds(there: set[str]) -> list[tuple[str, str]]:
    return [(one.value, str(one.label).capitalize()) for one in Group.Kind if one.value in there]


def _languages(there: set[str]) -> list[tuple[str, str]]:
    return sorted(((code, language_name(code)) for code in there), key=lambda one: one[1])


def _hers(member: Member | None, known: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """Where she belongs, and who invites her; not the whole community, to which all belong."""
    hers = member.group_ids if member else frozenset()
    inviting = member.inviting_group_ids if member else frozenset()
    return {"hers": hers, "inviting": inviting, "invitations": len(inviting)}
