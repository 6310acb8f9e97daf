"""The administration's door, and the manners of everything behind it. Rooms build on this.

Staff may do everything that a class does not forbid; a facilitator sees nothing unless the class
says so. A superuser is staff like any other.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .access import may_enter_admin


class PortalAdminSite(admin.AdminSite):
    site_title = gettext_lazy("Administration")
    site_header = gettext_lazy("Administration")
    index_title = gettext_lazy("What is there to do")
    enable_nav_sidebar = False  # lists need the room, above all on small screens

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter_admin(request.member)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """No door of its own: visitors have been sent to the portal's log-in before they come here.

        A second log-in would let people past whatever the first one asks of them.
        """
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied(
            _("The administration is for the secretariat and for facilitators in office.")
        )

    def register(  # type: ignore[override]
        self, models: Any, admin_class: type | None = None, **options: Any
    ) -> None:
        """Only what keeps our manners: pages that other packages bring ask for other rights."""
        if admin_class is not None and issubclass(admin_class, PortalAdmin):
            super().register(models, admin_class, **options)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's detour `r/…`: it tells the address, and so the title, of any object."""
        return [
            entry for entry in super().get_urls() if getattr(entry, "name", "") != "view_on_site"
        ]


class PortalAdmin(admin.ModelAdmin):
    """A model in the administration. `open_to_facilitators` lets them look, and no more."""

    open_to_facilitators = False
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if self.open_to_facilitators:
            return may_enter_admin(request.member)
        return works_for_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return works_for_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return works_for_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return works_for_staff(request)

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        if obj is None or not self.view_on_site or not hasattr(obj, "get_absolute_url"):
            return None
        return str(obj.get_absolute_url())


class WithinHerGroups(PortalAdmin):
    """A facilitator sees the rows of the groups that she looks after, and no trace of others.

    She narrows lists by their filters only: by hand she could ask for what the rows do not show.
    """

    open_to_facilitators = True
    path_to_group = "group"
    # Sought by staff only: whom she finds by it would tell her what stands there.
    staff_search_fields: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if works_for_staff(request):
            return rows
        return rows.filter(**{f"{self.path_to_group}__in": _her_group_ids(request)})

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        fields = tuple(super().get_search_fields(request))
        return (*fields, *self.staff_search_fields) if works_for_staff(request) else fields

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if not super().lookup_allowed(lookup, value, request):
            return False
        named = {_parameter(one) for one in self.get_list_filter(request)}
        return works_for_staff(request) or lookup.split("__")[0] in {*named, self.date_hierarchy}


class GroupsOfHersFilter(admin.RelatedFieldListFilter):
    """By group: offers a facilitator those that she looks after."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, Any]]:
        hers = {} if works_for_staff(request) else {"pk__in": _her_group_ids(request)}
        ordering = self.field_admin_ordering(field, request, model_admin)
        choices: list[tuple[str, Any]] = field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to=hers
        )
        return choices


class ReadOnlyAdmin(PortalAdmin):
    """What is looked at and never written here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def works_for_staff(request: HttpRequest) -> bool:
    return request.member is not None and request.member.works_for_staff


def _her_group_ids(request: HttpRequest) -> frozenset[int]:
    return request.member.facilitated_group_ids if request.member else frozenset()


def _parameter(listed: Any) -> str:
    """Of one of a class's `list_filter`: the name that stands in addresses."""
    if isinstance(listed, tuple):
        return str(listed[0])
    return str(getattr(listed, "parameter_name", listed))
