"""What a suspended person sees: why, until when, and the box for her appeal."""

from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members import suspensions
from members.models import Member, Suspension
from members.suspension_forms import AppealForm


def suspended(request: HttpRequest, person: Member) -> HttpResponse:
    """Shown where everybody else who is not in reads how she stands."""
    suspension = Suspension.objects.open().filter(member=person).first()
    form = AppealForm(request.POST if request.method == "POST" else None)
    if suspension and form.is_valid():
        _appeal(request, suspension, form.cleaned_data["words"])
        return redirect("members:application")
    appeals = list(suspension.appeals.order_by("written_at", "pk")) if suspension else []
    return render(
        request,
        "members/application.html",
        {
            "person": person,
            "suspension": suspension,
            "appeals": appeals,
            "is_waiting": any(one.answered_at is None for one in appeals),
            "appeal_form": form,
            "secretariat": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        },
        status=422 if form.errors else 200,
    )


def _appeal(request: HttpRequest, suspension: Suspension, words: str) -> None:
    try:
        suspensions.appeal(suspension=suspension, words=words)
        messages.success(request, _("Thank you. Your words are on their way."))
    except suspensions.WaitsForAnswer:
        messages.info(request, _("Your last appeal is still being read."))
    except suspensions.IsOver:
        messages.success(request, _("Your suspension is over."))
