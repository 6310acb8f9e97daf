"""Where somebody stands who is not, or not any more, an active member."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import actions, application_actions
from members.access import for_applicants, may_apply_again_at
from members.application_forms import AnswerForm, ApplyAgainForm, WhereNowForm
from members.models import Application, ApplicationQuestion, Member

from .suspended import suspended


@for_applicants("She sees where her application stands, or why she is suspended.")
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest) -> HttpResponse:
    """With the one form, if any, that is hers to fill in as things stand."""
    person = _person(request)
    if person.status == Member.Status.SUSPENDED:
        return suspended(request, person)
    applications = person.applications.order_by("pk").select_related("organization")
    latest = applications.select_related("after__organization").last()
    if request.member and (latest is None or latest.decision != Application.Decision.OPEN):
        return redirect("home")
    questions = list(latest.questions.all()) if latest else []
    form = _form(request, person, latest, questions)
    if request.method == "POST":
        answers = "question" in request.POST
        if latest is None or form is None or answers != isinstance(form, AnswerForm):
            _tell_too_late(request)
            return redirect("members:application")
        if form.is_valid():
            _do(request, person, latest, questions, form)
            return redirect("members:application")
    context = {
        "person": person,
        "application": latest,
        "questions": questions,
        "form": form,
        "may_again_at": may_apply_again_at(latest) if latest else None,
        "address_confirmed": EmailAddress.objects.filter(user=person, verified=True).exists(),
        "secretariat": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "members/application.html", context, status=status)


def _person(request: HttpRequest) -> Member:
    person: Member = Member.objects.get(pk=request.user.pk)
    return person


def _form(
    request: HttpRequest,
    person: Member,
    latest: Application | None,
    questions: list[ApplicationQuestion],
) -> forms.Form | None:
    """An answer before all else; then where she works now; then to apply once more."""
    if latest is None:
        return None
    data = request.POST if request.method == "POST" else None
    waiting = next((one for one in questions if one.answered_at is None), None)
    if latest.decision == Application.Decision.OPEN:
        if waiting:
            return AnswerForm(data, initial={"question": waiting.pk})
        if latest.organization is None:
            return WhereNowForm(data, member=person)
        return None
    day = may_apply_again_at(latest)
    if person.status == Member.Status.DECLINED and day and day <= timezone.now():
        return ApplyAgainForm(data, member=person)
    return None


def _do(
    request: HttpRequest,
    person: Member,
    latest: Application,
    questions: list[ApplicationQuestion],
    form: forms.Form,
) -> None:
    try:
        with transaction.atomic():
            said = _deed(person, latest, questions, form)
    except (
        actions.AlreadyDecided,
        application_actions.AlreadyAnswered,
        application_actions.NotNow,
    ):
        _tell_too_late(request)
    else:
        messages.success(request, said)


def _deed(
    person: Member,
    latest: Application,
    questions: list[ApplicationQuestion],
    form: forms.Form,
) -> str:
    """What she is told when it is done."""
    if isinstance(form, AnswerForm):
        asked = {one.pk: one for one in questions}.get(form.cleaned_data["question"])
        if asked is None:
            raise application_actions.AlreadyAnswered
        application_actions.answer(question=asked, text=form.cleaned_data["answer"])
        return _("Thank you. Your answer has gone to the person who asked.")
    facts: dict[str, Any] = {"why": form.cleaned_data["why"]}
    if isinstance(form, WhereNowForm):
        application_actions.name_organization(
            application=latest, organization=form.chosen(), **facts
        )
        return _("Thank you. Your words are with the people who read requests.")
    if isinstance(form, ApplyAgainForm):
        application_actions.apply_again(
            member=person, organization=form.chosen(), charter=form.charter_in_force, **facts
        )
        return _("Thank you. Your request will be read.")
    raise application_actions.NotNow


def _tell_too_late(request: HttpRequest) -> None:
    """With her words, which are kept nowhere else."""
    text = request.POST.get("answer") or request.POST.get("why") or ""
    words = _("Something has been decided or answered meanwhile; nothing was changed.")
    if text.strip():
        words += " " + _("You had written: “%(text)s”") % {"text": text.strip()[:1000]}
    messages.warning(request, words)
