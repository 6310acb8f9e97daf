"""Which links of the library no longer lead anywhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.admin_site import ReadOnlyAdmin
from resources.models import LinkCheck, Resource
from resources.models.links import LinkCheckQuerySet
from resources.tasks import check_chosen_links

AT_ONCE = 20


class StateOfLink(admin.SimpleListFilter):
    title = gettext_lazy("link")
    parameter_name = "link"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("broken", gettext_lazy("broken")),
            ("doubtful", gettext_lazy("failed once, is asked again")),
            ("answers", gettext_lazy("answers")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return self._of(queryset) if self.value() else queryset

    def _of(self, checks: LinkCheckQuerySet) -> LinkCheckQuerySet:
        match self.value():
            case "broken":
                return checks.broken()
            case "doubtful":
                return checks.doubtful()
            case "answers":
                return checks.answering()
        return checks.none()


class StateOfLinkOfResource(StateOfLink):
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        chosen = self._of(LinkCheck.objects.standing())
        return queryset.filter(pk__in=chosen.values("resource"))


def said_of_link(resource: Resource) -> str:
    """For the page of one resource."""
    check = LinkCheck.objects.standing().filter(resource=resource.pk).first()
    if check is None:
        return _("Not asked yet.") if resource.source_url else ""
    asked = formats.date_format(check.checked_at, "SHORT_DATETIME_FORMAT")
    return format_html("{} <span class='quiet'>{}</span>", check.in_words, asked)


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    """What failed last stands first."""

    list_display = ("address", "what_happened", "flag", "failing_since", "checked_at", "work")
    list_display_links = None
    list_filter = (StateOfLink,)
    list_select_related = ("resource",)
    search_fields = ("url",)
    ordering = (F("failing_since").desc(nulls_last=True), "-pk")
    actions = ("ask_again",)
    fields = ("address", "what_happened", "failing_since", "checked_at", "due_at", "work")
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCheck]:
        """Without those that a resource no longer has."""
        return LinkCheck.objects.visible_to(request.member).standing()

    @admin.display(description=gettext_lazy("link"), ordering="url")
    def address(self, check: LinkCheck) -> str:
        return format_html(
            "<a href='{}' rel='noopener noreferrer'>{}</a>",
            check.url,
            Truncator(check.url).chars(70),
        )

    @admin.display(description=gettext_lazy("what happened"), ordering="outcome")
    def what_happened(self, check: LinkCheck) -> str:
        return check.in_words

    @admin.display(description=gettext_lazy("answers"), boolean=True, ordering="failures")
    def flag(self, check: LinkCheck) -> bool | None:
        """Yes, no, or unknown as long as it failed on one day only."""
        return False if check.is_broken else None if check.failures else True

    @admin.display(description=gettext_lazy("resource"), ordering="resource__sort_title")
    def work(self, check: LinkCheck) -> str:
        address = reverse("admin:resources_resource_change", args=[check.resource_id])
        title = Truncator(str(check.resource)).chars(70)
        return format_html("<a href='{}'>{}</a>", address, title)

    @admin.action(description=gettext_lazy("Ask the chosen links again"), permissions=["view"])
    def ask_again(self, request: HttpRequest, queryset: QuerySet[LinkCheck]) -> None:
        ask_soon(self, request, list(queryset.values_list("resource", flat=True)))


@admin.action(description=gettext_lazy("Ask the links of the chosen resources"))
def ask_links(model_admin: Any, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
    with_a_link = queryset.exclude(source_url="")
    ask_soon(model_admin, request, list(with_a_link.values_list("pk", flat=True)))


def ask_soon(model_admin: Any, request: HttpRequest, resource_ids: list[int]) -> None:
    """By the worker, a few in a job: servers may take their time, and others wait for theirs."""
    with transaction.atomic():
        for begin in range(0, len(resource_ids), AT_ONCE):
            check_chosen_links.defer(resource_ids=resource_ids[begin : begin + AT_ONCE])
    said = ngettext(
        "%(n)s link will be asked within some minutes.",
        "%(n)s links will be asked within some minutes.",
        len(resource_ids),
    )
    model_admin.message_user(request, said % {"n": len(resource_ids)}, messages.SUCCESS)
