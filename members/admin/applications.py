"""Who waits for an answer, for staff and for the facilitators of their region."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import actions
from members.access import applications_for, can_admit
from members.admin_site import ReadOnlyAdmin
from members.models import Application


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The applicant reads it in a letter and on her page."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write a reason: the applicant reads it.")},
    )


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Looked at here, and decided by two buttons: admit, or decline with a reason."""

    open_to_facilitators = True
    list_display = ("applicant", "organization", "country", "created_at", "decision")
    list_display_links = ("applicant",)
    list_filter = ("decision",)
    list_select_related = ("member", "organization", "decided_by")
    search_fields = ("member__name", "member__sort_name", "member__email", "organization__name")
    actions = ("admit_chosen", "decline_chosen")
    asked = ("applicant", "address", "country", "works_for", "why", "created_at")
    answered = ("decision", "reason", "decided_at", "decider")
    readonly_fields = (*asked, *answered)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Those that she may decide, the ones that wait first."""
        waiting = When(decision=Application.Decision.OPEN, then=Value(0))
        place = Case(waiting, default=Value(1), output_field=IntegerField())
        hers = applications_for(request.member).annotate(place=place)
        return hers.select_related("member", "organization", "decided_by").order_by(
            "place", "created_at", "pk"
        )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("place", "created_at", "pk")

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> tuple[str, ...]:
        waiting = obj is None or obj.decision == Application.Decision.OPEN
        return self.asked if waiting else (*self.asked, *self.answered)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # Plain words instead of the foreign keys, whose links a facilitator could not follow.

    @admin.display(description=gettext_lazy("applicant"), ordering="member__sort_name")
    def applicant(self, application: Application) -> str:
        return application.member.name

    @admin.display(description=gettext_lazy("e-mail address"))
    def address(self, application: Application) -> str:
        return application.member.email

    @admin.display(description=gettext_lazy("country"), ordering="member__country")
    def country(self, application: Application) -> str:
        return str(application.member.country.name)

    @admin.display(description=gettext_lazy("organization"))
    def works_for(self, application: Application) -> str:
        organization = application.organization
        if organization.status == organization.Status.PROPOSED:
            return _("%(name)s – not in our list yet, admitting her adds it") % {
                "name": organization
            }
        return str(organization)

    @admin.display(description=gettext_lazy("decided by"))
    def decider(self, application: Application) -> str:
        return str(application.decided_by or "–")

    # Deciding one.

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide)
        return [
            path("<int:pk>/decide/", decide, name="members_application_decide"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        application = context["original"]
        context |= {"title": application.member.name, "subtitle": None}
        if application.decision == Application.Decision.OPEN:
            context["decline_form"] = DeclineForm()
        return super().render_change_form(request, context, *args, **kwargs)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST `admit`, or `decline` with a `reason`."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        application = get_object_or_404(self.get_queryset(request), pk=pk)
        if "admit" in request.POST:
            self._admit(request, [application])
            return redirect("admin:members_application_changelist")
        return self._ask_and_decline(request, [application]) or redirect(
            "admin:members_application_changelist"
        )

    # Deciding several.

    @admin.action(description=gettext_lazy("Admit the chosen applicants"), permissions=["decide"])
    def admit_chosen(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        self._admit(request, list(queryset))

    @admin.action(
        description=gettext_lazy("Decline the chosen applicants …"), permissions=["decide"]
    )
    def decline_chosen(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> HttpResponse | None:
        return self._ask_and_decline(request, list(queryset), action="decline_chosen")

    def _admit(self, request: HttpRequest, applications: list[Application]) -> None:
        def deed(application: Application) -> None:
            actions.admit(application=application, by=request.member)

        done = self._decide_each(request, applications, deed, _("Admitted."))
        if done:
            words = ngettext(
                "%(count)s person has been admitted, and a letter tells her so.",
                "%(count)s people have been admitted, and a letter tells them so.",
                done,
            )
            self.message_user(request, words % {"count": done}, messages.SUCCESS)

    def _ask_and_decline(
        self, request: HttpRequest, applications: list[Application], action: str = ""
    ) -> HttpResponse | None:
        """The page that asks for the reason, until there is one; then None."""
        form = DeclineForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _("Decline"),
                "opts": self.opts,
                "applications": applications,
                "form": form,
                "action": action,
            }
            return TemplateResponse(request, "admin/members/application/decline.html", context)
        reason = form.cleaned_data["reason"]

        def deed(application: Application) -> None:
            actions.decline(application=application, by=request.member, reason=reason)

        done = self._decide_each(request, applications, deed, _("Declined."))
        if done:
            words = ngettext(
                "%(count)s person has been declined, and a letter tells her why.",
                "%(count)s people have been declined, and a letter tells them why.",
                done,
            )
            self.message_user(request, words % {"count": done}, messages.SUCCESS)
        return None

    def _decide_each(
        self,
        request: HttpRequest,
        applications: list[Application],
        deed: Callable[[Application], None],
        note: str,
    ) -> int:
        """How many were decided; the others are told of by name."""
        done = 0
        for application in applications:
            if not can_admit(request.member, application):
                self.message_user(request, _("Nobody decides about herself."), messages.WARNING)
                continue
            try:
                deed(application)
            except actions.AlreadyDecided:
                words = _("%(name)s has been answered already; nothing was changed.")
                name = application.member.name
                self.message_user(request, words % {"name": name}, messages.WARNING)
                continue
            self.log_change(request, application, note)
            done += 1
        return done
