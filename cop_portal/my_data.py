"""A member's pages about her own data: a copy of it, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cop_portal import privacy
from members.models import DataCopy, Group, Term
from resources.models import Resource

KEEP, TAKE_AWAY = "keep", "take_away"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def _shown_again(view: View) -> View:
    """Only who has just shown that it is she: a browser left open in an office is not enough."""
    guarded: View = reauthentication_required(view)
    return guarded


class LeaveForm(forms.Form):
    """Both answers are hers to give; none is given beforehand."""

    words = forms.ChoiceField(
        label=gettext_lazy("What becomes of what you wrote?"),
        choices=[
            (KEEP, gettext_lazy("It stays, under “former member”.")),
            (TAKE_AWAY, gettext_lazy("It is taken away.")),
        ],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I want to leave. I know that this cannot be undone.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """What there is, and a copy of it to ask for."""
    if request.method == "POST":
        try:
            privacy.ask_for_copy(request.member)
            messages.success(request, _("Your copy is being made. A letter will tell you."))
        except privacy.TooSoon:
            messages.info(request, _("Your last copy is less than an hour old."))
        return redirect("data")
    copies = DataCopy.objects.filter(member=request.member)
    return render(
        request,
        "data.html",
        {
            "ready": copies.filter(ready_at__isnull=False).first(),
            "making": privacy.in_the_making(request.member),
            "days": privacy.KEPT_DAYS,
        },
    )


@_shown_again
@require_safe
def data_download(request: HttpRequest) -> FileResponse:
    """Her newest copy, after she has shown once more that it is she."""
    ready = DataCopy.objects.filter(member=request.member, ready_at__isnull=False)
    copy = get_object_or_404(ready.order_by("-ready_at")[:1])
    name = f"my-data-{copy.ready_at:%Y-%m-%d}.zip"
    response = FileResponse(copy.file.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@_shown_again
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """What leaving means, and the deed."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            privacy.leave(member=request.member, keep_words=form.cleaned_data["words"] == KEEP)
        except privacy.CannotLeave as reason:
            form.add_error(None, str(reason))
        else:
            logout(request)
            messages.success(request, _("You have left. Thank you for everything you gave here."))
            return redirect("home")
    member = request.member
    offices = Term.objects.current().filter(member=member)
    return render(
        request,
        "leave.html",
        {
            "form": form,
            "offices": Group.objects.filter(pk__in=offices.values("group")),
            "works": Resource.objects.visible_to(member).filter(submitted_by=member).count(),
        },
        status=422 if form.errors else 200,
    )
