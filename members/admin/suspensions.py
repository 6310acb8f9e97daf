"""Suspensions and appeals, for staff: to add one is to do it; what was done stays as it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import suspensions
from members.access import can_answer_appeal, can_suspend
from members.admin_site import PortalAdmin, ReadOnlyAdmin, works_for_staff
from members.models import Appeal, Suspension
from members.suspension_forms import AnswerForm, LiftForm, SuspensionForm


class AskingAdmin(PortalAdmin):
    """Has a page of its own that asks for some words before a deed is done."""

    def ask(
        self, request: HttpRequest, row: Model, form: forms.Form, **words: object
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": row,
            "form": form,
            "list_url": f"admin:members_{self.opts.model_name}_changelist",
            "row_url": f"admin:members_{self.opts.model_name}_change",
            **words,
        }
        page = TemplateResponse(request, "admin/members/suspension/ask.html", context)
        page.status_code = 422 if form.errors else 200
        return page

    def back(self, request: HttpRequest, row: Model, words: str, level: int) -> HttpResponse:
        self.message_user(request, words, level)
        return redirect(f"admin:members_{self.opts.model_name}_change", row.pk)


@admin.register(Suspension)
class SuspensionAdmin(AskingAdmin):
    form = SuspensionForm
    list_display = ("member", "by", "begun_at", "last_day", "ended_at", "ended_by")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    list_select_related = ("member", "by", "ended_by")
    search_fields = ("member__name", "member__sort_name", "member__email", "reason")
    autocomplete_fields = ("member",)
    date_hierarchy = "begun_at"
    asked = ("member", "reason", "last_day")
    told = (
        *("member", "reason", "by", "begun_at", "last_day"),
        *("ended_at", "ended_by", "parting_words"),
    )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    has_delete_permission = has_change_permission

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return self.told if obj else self.asked

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        form.asked_by = request.member
        return form

    def save_model(
        self, request: HttpRequest, obj: Suspension, form: forms.ModelForm, change: bool
    ) -> None:
        facts = {name: getattr(obj, name) for name in self.asked}
        obj.pk = suspensions.suspend(by=request.member, **facts).pk

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Two who suspend the same person at once: the form has let both through."""
        try:
            return super().add_view(request, *args, **kwargs)
        except suspensions.MayNot:
            words = _("Somebody else has just done something about her; nothing was changed.")
            self.message_user(request, words, messages.WARNING)
            return redirect("admin:members_suspension_changelist")

    def get_urls(self) -> list[URLPattern]:
        lift = self.admin_site.admin_view(self.lift)
        return [path("<int:pk>/lift/", lift, name="members_suspension_lift"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        context["may_lift"] = (
            row is not None and row.ended_at is None and can_suspend(request.member, row.member)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def lift(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page that asks for words to her, and what is sent from there."""
        if not works_for_staff(request):
            raise PermissionDenied
        row = get_object_or_404(Suspension.objects.select_related("member"), pk=pk)
        form = LiftForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self.ask(
                request,
                row,
                form,
                title=_("Lift the suspension"),
                lead=_("%(name)s comes in again at once, and gets a letter.")
                % {"name": row.member.name},
                button=_("Lift the suspension"),
            )
        try:
            suspensions.lift(suspension=row, by=request.member, **form.cleaned_data)
        except suspensions.IsOver:
            return self.back(request, row, _("It was over already."), messages.WARNING)
        except suspensions.MayNot:
            raise PermissionDenied(_("Only another superuser lifts it.")) from None
        self.log_change(request, row, _("Lifted."))
        words = _("The suspension is lifted. A letter tells %(name)s.")
        return self.back(request, row, words % {"name": row.member.name}, messages.SUCCESS)


class OpenFilter(admin.SimpleListFilter):
    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", _("waiting for an answer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> QuerySet[Appeal]:
        return queryset.filter(pk__in=Appeal.objects.open()) if self.value() else queryset


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin, AskingAdmin):
    list_display = ("member", "written_at", "answered_at", "answered_by")
    list_filter = (OpenFilter,)
    list_select_related = ("suspension__member", "answered_by")
    search_fields = ("suspension__member__name", "suspension__member__sort_name")
    date_hierarchy = "written_at"
    fields = (
        *("suspension", "reason", "decider", "words", "written_at"),
        *("answer", "answered_by", "answered_at"),
    )

    @admin.display(description=gettext_lazy("member"), ordering="suspension__member__sort_name")
    def member(self, appeal: Appeal) -> str:
        return str(appeal.suspension.member)

    @admin.display(description=gettext_lazy("reason"))
    def reason(self, appeal: Appeal) -> str:
        return appeal.suspension.reason

    @admin.display(description=gettext_lazy("suspended by"))
    def decider(self, appeal: Appeal) -> str:
        return str(appeal.suspension.by or "–")

    def get_urls(self) -> list[URLPattern]:
        answer = self.admin_site.admin_view(self.answer)
        return [path("<int:pk>/answer/", answer, name="members_appeal_answer"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context["original"]
        context["is_open"] = row.is_open
        context["may_answer"] = row.is_open and can_answer_appeal(request.member, row.suspension)
        return super().render_change_form(request, context, *args, **kwargs)

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page that asks for the answer, and what is sent from there."""
        if not works_for_staff(request):
            raise PermissionDenied
        rows = Appeal.objects.select_related("suspension__member", "suspension__by")
        row = get_object_or_404(rows, pk=pk)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        try:
            if not form.is_valid():
                return self._ask_for_answer(request, row, form)
            lifts = form.cleaned_data["outcome"] == AnswerForm.LIFTED
            words = form.cleaned_data["words"]
            suspensions.answer(appeal=row, by=request.member, words=words, lifts=lifts)
        except suspensions.IsOver:
            return self.back(request, row, _("It was over already."), messages.WARNING)
        except suspensions.MayNot:
            raise PermissionDenied(_("Somebody else than who suspended her answers.")) from None
        self.log_change(request, row, _("Answered."))
        said = _("A letter takes your answer to %(name)s.") % {"name": row.suspension.member.name}
        return self.back(request, row, said, messages.SUCCESS)

    def _ask_for_answer(self, request: HttpRequest, row: Appeal, form: AnswerForm) -> HttpResponse:
        if not row.is_open:
            raise suspensions.IsOver
        if not can_answer_appeal(request.member, row.suspension):
            raise suspensions.MayNot
        title = _("Answer the appeal")
        return self.ask(request, row, form, title=title, quote=row.words, button=_("Answer"))
