"""Other libraries that we harvest: who they are, and asking them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import languages
from members.admin_site import PortalAdmin
from resources.fetching import Trouble
from resources.harvest import jobs
from resources.models import HarvestRun, Resource, Source, SourceRecord, SourceTheme
from resources.models.sources import Fault

Standing = SourceRecord.Standing
TO_LOOK_AT = (Standing.CHANGED, Standing.GONE, Standing.BROKEN)


class SourceForm(forms.ModelForm):
    """The parts of the library can be chosen once it has told them."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("Of works about which it does not say in which language they are."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            choices = [("", "–"), *languages.choices_in_groups()]
            self.fields["language"].choices = choices
        told = {spec: f"{name} ({spec})" for spec, name in self.instance.sets}
        if told and "set_spec" in self.fields:
            held = self.instance.set_spec
            own = {held: told.get(held, held)} if held else {}
            choices = [("", _("The whole library")), *(own | told).items()]
            self.fields["set_spec"].widget = forms.Select(choices=choices)


class ThemeInline(admin.TabularInline):
    model = SourceTheme
    extra = 1
    verbose_name_plural = gettext_lazy("their words for our themes, beside the labels that we know")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """So that each theme is named without a query of its own."""
        formset = super().get_formset(request, obj, **kwargs)
        theme = formset.form.base_fields["theme"]
        theme.queryset = theme.queryset.labelled()
        return formset


@admin.register(Source)
class SourceAdmin(PortalAdmin):
    form = SourceForm
    list_display = ("__str__", "is_weekly", "last_run", "waiting", "to_look_at", "harvested_until")
    search_fields = ("name", "title", "url")
    asked = ("url", "name", "language", "visibility", "is_weekly")
    answered = ("answer", "title", "earliest", "granularity", "identified_at")
    readonly_fields = (*answered, "harvested_until", "added_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        waits = Q(records__brought=True, records__resource__status=Resource.Status.SUBMITTED)
        runs = HarvestRun.objects.filter(source=OuterRef("pk")).order_by("-began_at", "-pk")
        return (
            super()
            .get_queryset(request)
            .select_related("added_by")
            .annotate(
                in_queue=Count("records", filter=waits),
                needs_a_look=Count("records", filter=Q(records__standing__in=TO_LOOK_AT)),
                run_state=Subquery(runs.values("state")[:1]),
            )
        )

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": self.asked})]
        return [
            (None, {"fields": ("url", "name", "set_spec", *self.asked[2:])}),
            (_("What it says of itself"), {"fields": self.answered}),
            (_("How far we are"), {"fields": ("harvested_until", "added_by")}),
        ]

    def get_inlines(self, request: HttpRequest, obj: Source | None) -> Any:
        return (ThemeInline,) if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """What was harvested belongs to the address that it came from."""
        fixed = ("url",) if obj and obj.records.exists() else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Where works came from is remembered; a library that is not weekly is left in peace."""
        return False

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        if not change:
            obj.added_by = request.member
        if "set_spec" in form.changed_data:
            obj.harvested_until = None  # of the other part nothing has been asked yet
        super().save_model(request, obj, form, change)
        if "url" in form.changed_data:
            self._ask_who_it_is(request, obj)

    def response_add(self, request: HttpRequest, obj: Source, *args: Any) -> HttpResponse:
        return redirect("admin:resources_source_change", obj.pk)

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, source: Source) -> str:
        if source.trouble:
            words = dict([*Trouble.choices, *Fault.choices])
            return str(words.get(source.trouble, source.trouble))
        if source.identified_at is None:
            return _("It has not answered yet.")
        parts = len(source.sets)
        said = ngettext(
            "It answers, and has %(n)s part.", "It answers, and has %(n)s parts.", parts
        )
        return said % {"n": parts}

    @admin.display(description=gettext_lazy("last harvest"))
    def last_run(self, source: Source) -> str:
        known = dict(HarvestRun.State.choices)
        return str(known[source.run_state]) if source.run_state else "–"

    @admin.display(description=gettext_lazy("waiting for review"), ordering="in_queue")
    def waiting(self, source: Source) -> int:
        return source.in_queue

    @admin.display(description=gettext_lazy("to look at"), ordering="needs_a_look")
    def to_look_at(self, source: Source) -> int:
        return source.needs_a_look

    # Asking it.

    def get_urls(self) -> list[URLPattern]:
        ask = self.admin_site.admin_view(self.ask)
        return [path("<int:pk>/ask/", ask, name="resources_source_ask"), *super().get_urls()]

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST `deed`: identify, harvest, or harvest everything anew."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        deed = request.POST.get("deed")
        if request.method != "POST" or deed not in {"identify", "harvest", "anew"}:
            return HttpResponseNotAllowed(["POST"])
        source = get_object_or_404(Source, pk=pk)
        if deed == "identify":
            self._ask_who_it_is(request, source)
            return redirect("admin:resources_source_change", pk)
        try:
            run = jobs.begin(source=source, by=request.member, anew=deed == "anew")
        except jobs.UnderWay:
            said = _("It is being harvested already.")
            self.message_user(request, said, messages.WARNING)
            return redirect("admin:resources_source_change", pk)
        self.log_change(request, source, _("Asked for a harvest."))
        return redirect("admin:resources_harvestrun_change", run.pk)

    def _ask_who_it_is(self, request: HttpRequest, source: Source) -> None:
        jobs.identify_source.defer(source_id=source.pk)
        said = _("It is being asked what it is. Please open this page again in a moment.")
        self.message_user(request, said)
