"""Who waits for an answer, for staff and for the facilitators of their region."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import actions, application_actions
from members.access import applications_for, can_admit, may_apply_again_at
from members.admin_site import ReadOnlyAdmin, works_for_staff
from members.domains import shown
from members.models import Application, ApplicationQuestion, Member, Organization

from .application_forms import AdmitForm, AllowAgainForm, AskForm, DeclineForm

# Somebody else was quicker.
LATE = (
    actions.AlreadyDecided,
    application_actions.AlreadyAsked,
    application_actions.NotNow,
)


def _is_too_early(application: Application) -> bool:
    """Declined, and still a while before she may apply again by herself."""
    day = may_apply_again_at(application)
    is_declined = application.member.status == Member.Status.DECLINED
    return is_declined and day is not None and day > timezone.now()


def _by(member: Member | None, moment: dt.datetime) -> dict[str, str]:
    return {"name": str(member or ""), "day": formats.date_format(timezone.localdate(moment))}


def _quoted(text: str) -> SafeString:
    lines = ((line,) for line in text.splitlines() if line.strip())
    return format_html_join("", "<p>{}</p>", lines)


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Looked at here, and decided by two buttons: admit, or decline with a reason."""

    open_to_facilitators = True
    list_display = ("applicant", "works_for", "country", "created_at", "decision", "talk")
    list_display_links = ("applicant",)
    list_filter = ("decision",)
    list_select_related = ("member", "organization", "after__organization", "decided_by")
    search_fields = ("member__name", "member__sort_name", "member__email", "organization__name")
    actions = ("admit_chosen", "decline_chosen")
    asked = ("applicant", "address", "country", "works_for", "left", "why", "created_at", "asks")
    answered = ("decision", "reason", "decided_at", "decider", "again")
    readonly_fields = (*asked, *answered)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Those that she may decide, the ones that wait first."""
        waiting = When(decision=Application.Decision.OPEN, then=Value(0))
        place = Case(waiting, default=Value(1), output_field=IntegerField())
        questions = ApplicationQuestion.objects.filter(application=OuterRef("pk"))
        hers = applications_for(request.member).annotate(
            place=place, was_asked=Exists(questions), is_asked=Exists(questions.waiting())
        )
        return hers.select_related(*self.list_select_related).order_by("place", "created_at", "pk")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("place", "created_at", "pk")

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> tuple[str, ...]:
        waiting = obj is None or obj.decision == Application.Decision.OPEN
        shown = self.asked if waiting else (*self.asked, *self.answered)
        empty = {"left": obj is None or obj.after is None}
        empty["again"] = obj is None or obj.decision != Application.Decision.DECLINED
        return tuple(name for name in shown if not empty.get(name))

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

    @admin.display(description=gettext_lazy("organization"), ordering="organization__sort_name")
    def works_for(self, application: Application) -> str:
        organization = application.organization
        if organization is None:
            return _("has not named one yet")
        if organization.status == organization.Status.PROPOSED:
            return _("%(name)s – not in our list yet, admitting her adds it") % {
                "name": organization
            }
        return str(organization)

    @admin.display(description=gettext_lazy("looked at again because"))
    def left(self, application: Application) -> str:
        after = application.after
        if after is None or after.until is None:
            return ""
        facts = {"name": after.organization, "day": formats.date_format(after.until)}
        words = _("She left %(name)s on %(day)s, which had given her access.") % facts
        if after.end_note:
            words += " " + _("This was said to her: “%(note)s”") % {"note": after.end_note}
        return words

    @admin.display(description=gettext_lazy("talk"))
    def talk(self, application: Any) -> str:
        """How things stand between asking and deciding, in a word."""
        if application.decision != Application.Decision.OPEN:
            return _("let in by her mail domain") if application.domain else ""
        if application.is_asked:
            return _("asked; waits for her answer")
        if application.was_asked:
            return _("she has answered")
        return _("left her organization") if application.after_id else ""

    @admin.display(description=gettext_lazy("questions and answers"))
    def asks(self, application: Application) -> str:
        rounds = application.questions.select_related("asked_by")
        return format_html_join(
            "",
            "<p><strong>{}</strong></p>{}<p><strong>{}</strong></p>{}",
            (
                (
                    _("%(name)s asked on %(day)s:") % _by(one.asked_by, one.asked_at),
                    _quoted(one.text),
                    _("She answered on %(day)s:") % _by(None, one.answered_at)
                    if one.answered_at
                    else _("She has not answered yet."),
                    _quoted(one.answer),
                )
                for one in rounds
            ),
        )

    @admin.display(description=gettext_lazy("decided by"))
    def decider(self, application: Application) -> str:
        if application.domain:
            return _("Nobody: her confirmed address belongs to %(domain)s, which lets in.") % {
                "domain": shown(application.domain)
            }
        return str(application.decided_by or "–")

    @admin.display(description=gettext_lazy("may apply again"))
    def again(self, application: Application) -> str:
        day = may_apply_again_at(application)
        words = _("from %(day)s on") % {"day": formats.date_format(day)} if day else ""
        if application.again_by:
            facts = {"name": application.again_by, "why": application.again_why}
            words += " – " + _("allowed by %(name)s: %(why)s") % facts
        return words

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
            context["admit_form"] = AdmitForm(application=application)
            if not application.is_asked:
                context["ask_form"] = AskForm()
        elif _is_too_early(application) and works_for_staff(request):
            context["again_form"] = AllowAgainForm()
        return super().render_change_form(request, context, *args, **kwargs)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST `admit`, `ask` a `question`, allow `again`, or `decline` with a `reason`."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        application = get_object_or_404(self.get_queryset(request), pk=pk)
        if "admit" in request.POST:
            answer = self._admit_one(request, application)
        elif "ask" in request.POST:
            answer = self._ask(request, application)
        elif "again" in request.POST and works_for_staff(request):
            answer = self._allow_again(request, application)
        else:
            answer = self._ask_and_decline(request, [application])
        return answer or redirect("admin:members_application_changelist")

    def _admit_one(self, request: HttpRequest, application: Application) -> HttpResponse | None:
        form = AdmitForm(request.POST, application=application)
        if not form.is_valid():
            return self._asked_again(request, application, form, "admit", _("Admit"))
        self._admit(request, [application], organization=form.organization)
        return None

    def _ask(self, request: HttpRequest, application: Application) -> HttpResponse | None:
        form = AskForm(request.POST)
        if not form.is_valid():
            return self._asked_again(request, application, form, "ask", _("Ask"))

        def deed(application: Application) -> None:
            application_actions.ask(
                application=application, by=request.member, text=form.cleaned_data["question"]
            )

        if self._decide_each(request, [application], deed, _("Asked.")):
            words = _("Your question has gone to %(name)s. You get a letter when she answers.")
            name = {"name": application.member.name}
            self.message_user(request, words % name, messages.SUCCESS)
        return None

    def _allow_again(self, request: HttpRequest, application: Application) -> HttpResponse | None:
        form = AllowAgainForm(request.POST)
        if not form.is_valid():
            return self._asked_again(request, application, form, "again", _("May apply again"))

        def deed(application: Application) -> None:
            application_actions.allow_again(
                application=application, by=request.member, why=form.cleaned_data["why"]
            )

        note = _("Allowed to apply again: %(why)s") % {"why": form.cleaned_data["why"]}
        if self._decide_each(request, [application], deed, note):
            words = _("%(name)s may apply again, and a letter tells her so.")
            name = {"name": application.member.name}
            self.message_user(request, words % name, messages.SUCCESS)
        return None

    def _asked_again(
        self,
        request: HttpRequest,
        application: Application,
        form: forms.Form,
        deed: str,
        title: str,
    ) -> HttpResponse:
        """The page of one form that is to be put right, with what was typed."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "application": application,
            "form": form,
            "deed": deed,
        }
        return TemplateResponse(request, "admin/members/application/deed.html", context)

    # Deciding several.

    @admin.action(description=gettext_lazy("Admit the chosen applicants"), permissions=["decide"])
    def admit_chosen(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        """But for those whose organization resembles a listed one: that is asked on their page."""
        clear: list[Application] = []
        doubtful: list[Application] = []
        for application in queryset:
            alike = AdmitForm(application=application).alike
            (doubtful if alike else clear).append(application)
        for application in doubtful:
            words = _("%(name)s names an organization that resembles one of ours: open her page.")
            name = {"name": application.member.name}
            self.message_user(request, words % name, messages.WARNING)
        if clear:
            self._admit(request, clear)

    @admin.action(
        description=gettext_lazy("Decline the chosen applicants …"), permissions=["decide"]
    )
    def decline_chosen(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> HttpResponse | None:
        return self._ask_and_decline(request, list(queryset), action="decline_chosen")

    def _admit(
        self,
        request: HttpRequest,
        applications: list[Application],
        organization: Organization | None = None,
    ) -> None:
        def deed(application: Application) -> None:
            actions.admit(application=application, by=request.member, organization=organization)

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
            except LATE:
                words = _("%(name)s has been answered already; nothing was changed.")
                name = application.member.name
                self.message_user(request, words % {"name": name}, messages.WARNING)
                continue
            self.log_change(request, application, note)
            done += 1
        return done
