"""The administration's door, and the manners of everything behind it. Rooms build on this.

Staff may do everything that a class does not forbid; a facilitator sees nothing unless the class
says so. A superuser is staff like any other.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, URLField
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
