"""Making two entries of one organization one: see what resembles, look, choose, merge."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import merging
from members.admin_site import PortalAdmin, ReadOnlyAdmin, works_for_staff
from members.alike import others_alike, resembling
from members.models import FormerOrganization, Organization

MOST_NAMED = 3


class ResemblesFilter(admin.SimpleListFilter):
    title = gettext_lazy("resembles another")
    parameter_name = "resembles"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("Yes"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Organization]
    ) -> QuerySet[Organization]:
        return resembling(queryset) if self.value() == "yes" else queryset


class MergingAdmin(PortalAdmin):
    """For the list of organizations: what resembles what, and the page on which two become one."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge), name="members_organization_merge"),
            *super().get_urls(),
        ]

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return (*super().get_list_display(request), "resembles")

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return (*super().get_list_filter(request), ResemblesFilter)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        chosen = self.get_action("merge_chosen")
        return super().get_actions(request) | ({"merge_chosen": chosen} if chosen else {})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With what resembles the organizations of this page, read at one time."""
        page = super().get_changelist_instance(request)
        alike = others_alike(page.result_list)
        for one in page.result_list:
            one.others_alike = alike[one.pk]
        return page

    @admin.display(description=gettext_lazy("resembles"), empty_value="")
    def resembles(self, organization: Any) -> SafeString | None:
        others = organization.others_alike[:MOST_NAMED]
        if not others:
            return None
        pairs = [(_address(_older(organization, one)), str(one)) for one in others]
        return format_html_join(", ", '<a href="{}">{}</a>', pairs)

    @admin.action(
        description=gettext_lazy("Merge the two chosen organizations …"), permissions=["change"]
    )
    def merge_chosen(
        self, request: HttpRequest, queryset: QuerySet[Organization]
    ) -> HttpResponse | None:
        chosen = list(queryset.order_by("pk")[:3])
        if len(chosen) != 2:
            said = _("Please choose two organizations: the one that stays and the one that goes.")
            self.message_user(request, said, messages.WARNING)
            return None
        return redirect(_address((chosen[0], chosen[1])))

    def merge(self, request: HttpRequest) -> HttpResponse:
        """`stays` and `goes` are their numbers; POST one field each, "stays" or "goes"."""
        if not works_for_staff(request):
            raise PermissionDenied
        numbers = {name: _number(request.GET.get(name, "")) for name in ("stays", "goes")}
        found = Organization.objects.in_bulk(list(numbers.values()))
        if len(set(numbers.values())) < 2:
            raise Http404
        if len(found) < 2:
            return self._gone(request, next(iter(found.values()), None))
        stays, goes = found[numbers["stays"]], found[numbers["goes"]]
        if request.method == "POST":
            return self._merge(request, stays, goes)
        return self._look(request, stays, goes)

    def _look(self, request: HttpRequest, stays: Organization, goes: Organization) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge two organizations"),
            "opts": self.opts,
            "stays": stays,
            "goes": goes,
            "other_way": _address((goes, stays)),
            "choices": merging.choices(stays=stays, goes=goes),
            "moves": merging.moves(stays=stays, goes=goes),
        }
        return TemplateResponse(request, "admin/members/organization/merge.html", context)

    def _merge(self, request: HttpRequest, stays: Organization, goes: Organization) -> HttpResponse:
        take = merging.rightful(request.POST.dict())
        try:
            former = merging.merge(stays=stays, goes=goes, take=take, by=request.member)
        except merging.AlreadyMerged as merged:
            return self._gone(request, merged.into)
        except (merging.CannotMerge, OperationalError):
            said = _(
                "They could not be merged: something that belongs to one of them is held where it"
                " is, or somebody is changing it just now. Nothing was changed."
            )
            self.message_user(request, said, messages.ERROR)
            return redirect(_address((stays, goes)))
        said = _("“%(goes)s” is now “%(stays)s”; its former address leads there.")
        facts = {"goes": goes, "stays": former.organization}
        self.message_user(request, said % facts, messages.SUCCESS)
        return redirect("admin:members_organization_change", former.organization_id)

    def _gone(self, request: HttpRequest, left: Organization | None) -> HttpResponse:
        said = _("One of the two is no longer there: somebody has merged or deleted it already.")
        self.message_user(request, said, messages.WARNING)
        if left:
            return redirect("admin:members_organization_change", left.pk)
        return redirect("admin:members_organization_changelist")


def _older(one: Organization, other: Organization) -> tuple[Organization, Organization]:
    """Which is offered to stay: the one that is listed, else the one that was here first."""
    first, second = sorted((one, other), key=lambda it: (it.status != "listed", it.pk))
    return first, second


def _address(pair: tuple[Organization, Organization]) -> str:
    asked = urlencode({"stays": pair[0].pk, "goes": pair[1].pk})
    return f"{reverse('admin:members_organization_merge')}?{asked}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@admin.register(FormerOrganization)
class FormerOrganizationAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "organization", "merged_at", "merged_by")
    list_select_related = ("organization", "merged_by")
    search_fields = ("name", "slug", "organization__name")
    date_hierarchy = "merged_at"
    fields = (
        *("name", "acronym", "slug", "country", "organization"),
        *("merged_at", "merged_by", "no_longer_said", "what_moved"),
    )

    @admin.display(description=gettext_lazy("what is no longer said"))
    def no_longer_said(self, former: FormerOrganization) -> SafeString | str:
        names = {field.name: field.verbose_name for field in Organization._meta.fields}
        said = former.facts.items()
        return _lines([(names[name], words) for name, words in said if name in names])

    @admin.display(description=gettext_lazy("what was moved"))
    def what_moved(self, former: FormerOrganization) -> SafeString | str:
        return _lines([(label, str(counts[0])) for label, counts in former.moved.items()])


def _lines(pairs: list[tuple[Any, str]]) -> SafeString | str:
    items = format_html_join("", "<li>{}: {}</li>", pairs)
    return format_html("<ul>{}</ul>", items) if pairs else "–"
