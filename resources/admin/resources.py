"""The review queue, and every resource as staff see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import languages
from members.admin_site import PortalAdmin
from members.form_fields import LineField
from members.lists.cells import sent
from members.models import Visibility, fold
from members.models.visibility import WIDTH
from resources import actions, search
from resources.form_fields import LinesField
from resources.importing import export, is_complete
from resources.models import Practice, Resource, ReviewStep
from resources.oai import history

from .abstracts import AbstractInline
from .documents import DocumentInline, LookOnly
from .links import StateOfLinkOfResource, ask_links, said_of_link

Status = Resource.Status
# What can be done from where, in the order of the buttons.
DEEDS = {
    "publish": (gettext_lazy("Publish"), {Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN}),
    "give_back": (gettext_lazy("Return with a question"), {Status.SUBMITTED}),
    "decline": (gettext_lazy("Decline"), {Status.SUBMITTED, Status.RETURNED}),
    "withdraw": (gettext_lazy("Take out of the library"), {Status.PUBLISHED}),
    "claim": (gettext_lazy("I am looking at it"), {Status.SUBMITTED, Status.RETURNED}),
    "release": (gettext_lazy("Give back to the queue"), {Status.SUBMITTED, Status.RETURNED}),
    "reopen": (
        gettext_lazy("Take back into review"),
        {Status.RETURNED, Status.DECLINED, Status.PUBLISHED, Status.WITHDRAWN},
    ),
}
HOW_IT_CAME = (
    *("status", "reviewer", "submitted_by"),
    *("created_at", "submitted_at", "published_at"),
)
WITH_A_REASON = frozenset({"give_back", "decline", "withdraw"})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Your word to the person who sent it in"),
        help_text=gettext_lazy("What is missing, and what she can do. She reads it as you write."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write a word: the person reads it.")},
    )


class ResourceAdminForm(forms.ModelForm):
    """Names hold commas, so they stand one a line."""

    title = LineField(
        label=gettext_lazy("Title"),
        max_length=1200,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vLargeTextField"}),
    )
    creators = LinesField(
        label=gettext_lazy("Authors"),
        required=False,
        help_text=gettext_lazy("One a line: family name, given name; or an organization."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=languages.choices_in_groups, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        record, files = cleaned.get("visibility"), cleaned.get("files_visibility")
        if record and files and WIDTH[files] > WIDTH[record]:
            said = gettext_lazy("Files cannot be open to more people than their record.")
            self.add_error("files_visibility", said)
        if Visibility.GROUP in {record, files} and not cleaned.get("groups"):
            self.add_error("groups", gettext_lazy("Please choose the groups."))
        return cleaned


class ReviewerFilter(admin.SimpleListFilter):
    title = gettext_lazy("being reviewed by")
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("me")), ("nobody", _("nobody yet")), ("others", _("others"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Resource]) -> QuerySet[Resource]:
        match self.value():
            case "me":
                return queryset.filter(reviewer=request.member)
            case "nobody":
                return queryset.filter(reviewer=None, status__in=Resource.IN_REVIEW)
            case "others":
                return queryset.exclude(reviewer=None).exclude(reviewer=request.member)
        return queryset


class PracticeInline(admin.StackedInline):
    model = Practice
    extra = 0
    filter_horizontal = ("organizations",)


class ReviewStepInline(LookOnly, admin.TabularInline):
    model = ReviewStep
    fields = readonly_fields = ("at", "deed", "by", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewStep]:
        return super().get_queryset(request).select_related("by")


@admin.register(Resource)
class ResourceAdmin(PortalAdmin):
    list_display = (
        *("headline", "kind", "year", "status", "reviewing", "submitter", "sent_in_on"),
    )
    list_display_links = ("headline",)
    list_filter = (
        *("status", ReviewerFilter, "kind", "visibility"),
        *(("submitted_at", admin.DateFieldListFilter), StateOfLinkOfResource),
    )
    list_select_related = ("submitted_by", "reviewer")
    search_fields = ("sort_title", "publisher", "doi")
    ordering = ("-submitted_at", "-pk")
    filter_horizontal = ("themes", "regions", "groups")
    readonly_fields = (*HOW_IT_CAME, "link_answers")
    form = ResourceAdminForm
    fieldsets = (
        (None, {"fields": ("title", "kind", "creators", "publisher", "issued", "languages")}),
        (gettext_lazy("What it is about"), {"fields": ("themes", "countries", "regions")}),
        (
            gettext_lazy("Where it is, and how it may be used"),
            {"fields": ("source_url", "link_answers", "doi", "isbn", "license", "license_terms")},
        ),
        (
            gettext_lazy("Who may see it"),
            {"fields": ("visibility", "files_visibility", "files_open_on", "groups")},
        ),
        (gettext_lazy("How it came here"), {"fields": HOW_IT_CAME}),
    )
    inlines = (AbstractInline, DocumentInline, PracticeInline, ReviewStepInline)
    actions = ("claim_chosen", "publish_chosen", "give_back_chosen", ask_links)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resource]:
        """Without the drafts of others: nobody has shown them yet."""
        return Resource.objects.visible_to(request.member)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Documents come in by the form of the library, with its checks."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A work is withdrawn, and its address stays; only what must not be kept is erased."""
        return super().has_delete_permission(request, obj) and request.member.is_superuser

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Who may erase a work erases all that stands with it, also what nobody erases alone."""
        deleted, counts, _not_hers, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Resource) -> None:
        actions.erase(resource=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        for resource in queryset:
            actions.erase(resource=resource)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Resource], search_term: str
    ) -> tuple[QuerySet[Resource], bool]:
        """Titles are searched without accents, as they are stored for sorting."""
        return super().get_search_results(request, queryset, fold(search_term))

    @admin.display(description=gettext_lazy("title"), ordering="sort_title")
    def headline(self, resource: Resource) -> str:
        return Truncator(str(resource)).chars(90)

    @admin.display(description=gettext_lazy("year"), ordering="issued")
    def year(self, resource: Resource) -> str:
        return str(resource.issued or "")

    @admin.display(description=gettext_lazy("sent in on"), ordering="submitted_at")
    def sent_in_on(self, resource: Resource) -> dt.date | None:
        return resource.submitted_at and timezone.localdate(resource.submitted_at)

    @admin.display(description=gettext_lazy("being reviewed by"), ordering="reviewer__sort_name")
    def reviewing(self, resource: Resource) -> str:
        return str(resource.reviewer) if resource.reviewer else ""

    @admin.display(description=gettext_lazy("sent in by"), ordering="submitted_by__sort_name")
    def submitter(self, resource: Resource) -> str:
        return str(resource.submitted_by)

    @admin.display(description=gettext_lazy("does the link answer?"))
    def link_answers(self, resource: Resource) -> str:
        return said_of_link(resource)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What is published is found by its new words at once."""
        with transaction.atomic():
            super().save_related(request, form, formsets, change)
            search.index([form.instance])
            history.note([form.instance.pk])

    def get_urls(self) -> list[URLPattern]:
        review = self.admin_site.admin_view(self.review)
        export_view = self.admin_site.admin_view(self.export)
        return [
            path("<int:pk>/review/", review, name="resources_resource_review"),
            path("export/<slug:form>/", export_view, name="resources_resource_export"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        resource: Resource = context["original"]
        beside_the_point = "claim" if resource.reviewer else "release"
        context["deeds"] = [
            (name, label)
            for name, (label, begins) in DEEDS.items()
            if resource.status in begins and name != beside_the_point
        ]
        context["files_that_wait"] = resource.waiting_documents.count()
        context["lacks_english"] = not is_complete(resource)
        return super().render_change_form(request, context, *args, **kwargs)

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST `deed`, and for some deeds a `reason`; `seen` is the status on the page."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST" or request.POST.get("deed") not in DEEDS:
            return HttpResponseNotAllowed(["POST"])
        resource = get_object_or_404(self.get_queryset(request), pk=pk)
        resource.status = request.POST.get("seen", resource.status)
        deed = request.POST["deed"]
        answer = self._do(request, [resource], deed)
        return answer or redirect("admin:resources_resource_change", resource.pk)

    def export(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """The works of the list, as it is filtered, in a file that can be brought in again."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if form not in ("csv", "xlsx"):
            raise Http404
        works = self.get_changelist_instance(request).get_queryset(request).order_by("pk")
        return sent(export.table(works), name="works", ending=form)

    @admin.action(
        description=gettext_lazy("I am looking at the chosen resources"), permissions=["change"]
    )
    def claim_chosen(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        self._do(request, list(queryset), "claim")

    @admin.action(description=gettext_lazy("Publish the chosen resources"), permissions=["change"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        self._do(request, list(queryset), "publish")

    @admin.action(
        description=gettext_lazy("Return the chosen resources with a question …"),
        permissions=["change"],
    )
    def give_back_chosen(
        self, request: HttpRequest, queryset: QuerySet[Resource]
    ) -> HttpResponse | None:
        return self._do(request, list(queryset), "give_back", action="give_back_chosen")

    def _do(
        self, request: HttpRequest, chosen: list[Resource], deed: str, action: str = ""
    ) -> HttpResponse | None:
        """The page that asks for a reason where one is needed; None when all is done."""
        words: dict[str, str] = {}
        if deed in WITH_A_REASON:
            form = ReasonForm(request.POST if "reason" in request.POST else None)
            if not form.is_valid():
                return self._ask(request, chosen, deed, form, action)
            words = {"reason": form.cleaned_data["reason"]}
        done = self._do_each(request, chosen, getattr(actions, deed), words)
        if done:
            said = ngettext("Done for %(n)s resource.", "Done for %(n)s resources.", done)
            self.message_user(request, said % {"n": done}, messages.SUCCESS)
        return None

    def _ask(
        self, request: HttpRequest, chosen: list[Resource], deed: str, form: Any, action: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": DEEDS[deed][0],
            "opts": self.opts,
            "chosen": chosen,
            "form": form,
            "deed": deed,
            "action": action,
            "seen": chosen[0].status if not action else "",
        }
        return TemplateResponse(request, "admin/resources/resource/reason.html", context)

    def _do_each(
        self,
        request: HttpRequest,
        chosen: list[Resource],
        act: Callable[..., None],
        words: dict[str, str],
    ) -> int:
        done = 0
        for resource in chosen:
            if act is actions.publish and not is_complete(resource):
                said = _("“%(title)s” needs an English description of 1 to 100 words first.")
                self.message_user(request, said % {"title": resource}, messages.WARNING)
                continue
            try:
                act(resource=resource, by=request.member, **words)
            except actions.Taken as taken:
                said = _("%(name)s is looking at “%(title)s” already.")
                facts = {"name": taken.reviewer, "title": resource}
                self.message_user(request, said % facts, messages.WARNING)
                continue
            except actions.NotNow:
                said = _("“%(title)s” is not where this can be done; nothing was changed.")
                self.message_user(request, said % {"title": resource}, messages.WARNING)
                continue
            done += 1
        return done
