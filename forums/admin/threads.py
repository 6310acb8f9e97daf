"""Threads, with the deeds of those who look after their groups. Nobody writes here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums import access
from forums.care import deeds, places
from forums.care.deeds import Deed
from forums.care_forms import ReasonForm, looked_after
from forums.models import Forum, Thread
from members.admin_site import ReadOnlyAdmin, works_for_staff
from members.models import fold

from .deeds import WithDeeds


class AdminMoveForm(ReasonForm):
    """Of one or several; each goes only where it may stand."""

    forum = forms.ModelChoiceField(
        Forum.objects.none(), label=gettext_lazy("To which forum?"), empty_label="–"
    )
    field_order = ("forum", "why")


MOVE = Deed(
    title=gettext_lazy("Move the thread"),
    lead=gettext_lazy(
        "Where the other forum is for fewer people, the thread is so, too. What was written for "
        "one group only stays with that group."
    ),
    button=gettext_lazy("Move"),
    done=gettext_lazy("Moved."),
    do=places.move,
    fits=lambda thread: not thread.hidden_at,
    form=AdminMoveForm,
    for_many=gettext_lazy("Move the chosen threads …"),
)


class ForumFilter(admin.SimpleListFilter):
    """Offers a facilitator the forums of her groups."""

    title = gettext_lazy("forum")
    parameter_name = "forum"
    path = "forum"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        forums = looked_after(request.member).select_related("group")
        ordered = forums.order_by("group__name", "position", "name")
        return [(str(one.pk), f"{one.group} · {one}") for one in ordered]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen is None or chosen not in {str(key) for key, _name in self.lookup_choices}:
            return queryset
        return queryset.filter(**{self.path: chosen})


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("standing")
    parameter_name = "standing"
    conditions = {
        "hidden": Q(hidden_at__isnull=False),
        "locked": Q(locked_at__isnull=False),
        "pinned": Q(pinned_at__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("hidden", _("hidden")), ("locked", _("locked")), ("pinned", _("pinned"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Thread]) -> QuerySet[Thread]:
        chosen = self.conditions.get(str(self.value()))
        return queryset if chosen is None else queryset.filter(chosen)


@admin.register(Thread)
class ThreadAdmin(WithDeeds, ReadOnlyAdmin):
    deeds = {
        "lock": deeds.LOCK,
        "unlock": deeds.UNLOCK,
        "pin": deeds.PIN,
        "unpin": deeds.UNPIN,
        "move": MOVE,
        "hide": deeds.HIDE,
        "restore": deeds.RESTORE,
        "close": deeds.CLOSE,
    }
    list_display = ("headline", "in_forum", "kind", "label", "opener", "post_count", "last_post_at")
    list_display_links = ("headline",)
    list_filter = (StandingFilter, "kind", "label", ForumFilter)
    search_fields = ("sort_title",)
    ordering = ("-pk",)  # by the key of the table: staff look at all of them
    fields = (
        *("title", "in_forum", "kind", "label", "language", "opener", "opened_at"),
        *("post_count", "last_post_at", "pinned_at", "locked_at", "locked_why"),
        *("hidden_at", "hidden_why", "opens_on", "closes_on", "closed_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        """Hidden ones, too; not what was merged into another."""
        seen = Thread.objects.visible_to(request.member)
        if not works_for_staff(request):
            seen = seen.filter(forum__group__in=request.member.facilitated_group_ids)
        return seen.select_related("forum__group", "opened_by")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Thread], search_term: str
    ) -> tuple[QuerySet[Thread], bool]:
        """Titles are searched without accents, as they are stored for sorting."""
        return super().get_search_results(request, queryset, fold(search_term))

    def form_for(self, request: HttpRequest, deed: str, chosen: list[Any]) -> forms.Form:
        form = super().form_for(request, deed, chosen)
        if isinstance(form, AdminMoveForm):
            forums = looked_after(request.member).open().select_related("group")
            may = [one.pk for one in forums if _may_go(request, chosen, one)]
            asked: Any = form.fields["forum"]
            asked.queryset = forums.filter(pk__in=may).order_by("group__name", "position")
        return form

    # Plain words instead of the foreign keys, whose links a facilitator could not follow.

    @admin.display(description=gettext_lazy("title"), ordering="sort_title")
    def headline(self, thread: Thread) -> str:
        return Truncator(thread.title).chars(90)

    @admin.display(description=gettext_lazy("forum"))
    def in_forum(self, thread: Thread) -> str:
        return str(thread.forum)

    @admin.display(description=gettext_lazy("opened by"))
    def opener(self, thread: Thread) -> str:
        return str(thread.opened_by or _("A member of this group"))


def _may_go(request: HttpRequest, chosen: list[Thread], forum: Forum) -> bool:
    return any(access.can_move(request.member, thread, forum) for thread in chosen)
