"""Forums: facilitators open and keep those of the groups that they look after."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from forums import access, search
from forums.care import deeds
from forums.models import Forum, Thread
from members.access import may_enter_admin
from members.admin_site import GroupsOfHersFilter, works_for_staff
from members.models import fold

from .deeds import WithDeeds

SETTINGS = ("name", "purpose", "visibility", "opened_by", "allows_nameless", "position")


@admin.register(Forum)
class ForumAdmin(WithDeeds):
    deeds = {"close": deeds.CLOSE_FORUM, "reopen": deeds.REOPEN_FORUM}
    list_display = ("name", "of_group", "visibility", "opened_by", "allows_nameless", "closed_at")
    list_filter = ("visibility", ("group", GroupsOfHersFilter))
    list_select_related = ("group",)
    search_fields = ("name", "slug")
    ordering = ("group__name", "position", "name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_enter_admin(request.member)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Of those that stand under her eyes at all: see `get_queryset`."""
        if isinstance(obj, Forum):
            return access.can_moderate(request.member, obj)
        return may_enter_admin(request.member)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """It is closed, and can be read."""
        return False

    def get_fields(self, request: HttpRequest, obj: Forum | None = None) -> tuple[str, ...]:
        if obj is not None:
            return ("of_group", "slug", *SETTINGS, "closed_at")
        # The address of a facilitator's is made of its group's: to be told that one is taken
        # would tell of groups that she does not see.
        return ("group", *(("slug",) if works_for_staff(request) else ()), *SETTINGS)

    def get_readonly_fields(self, request: HttpRequest, obj: Forum | None = None) -> Any:
        return ("of_group", "slug", "closed_at") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Forum | None = None) -> Any:
        return {"slug": ("name",)} if obj is None and works_for_staff(request) else {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Of groups, hers; without the little doors beside the field."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "group" and field:
            field.widget = getattr(field.widget, "widget", field.widget)
            if not works_for_staff(request):
                hers = request.member.facilitated_group_ids
                field.queryset = field.queryset.filter(pk__in=hers)
        return field

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Forum, form: Any, change: bool) -> None:
        """Who may read it has changed: all its threads are found by other people now."""
        obj.slug = obj.slug or _free_slug(obj)
        super().save_model(request, obj, form, change)
        if change and "visibility" in form.changed_data:
            for thread in Thread.objects.filter(forum=obj, merged_into=None).only("pk").iterator():
                search.index_later(thread)

    @admin.display(description=gettext_lazy("group"), ordering="group__name")
    def of_group(self, forum: Forum) -> str:
        return str(forum.group)


def _free_slug(forum: Forum) -> str:
    """Below the group's own, so that nobody else's stands in the way."""
    wanted = f"{forum.group.slug}-{slugify(fold(forum.name)) or 'forum'}"[:70]
    taken = set(Forum.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(one for one in numbered if one not in taken)
