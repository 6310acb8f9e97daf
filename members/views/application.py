"""Where somebody stands who is not, or not any more, an active member."""

from email.utils import parseaddr

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from members.access import for_applicants
from members.models import Application


@for_applicants("She sees where her application stands, or why she is suspended.")
@require_safe
def application(request: HttpRequest) -> HttpResponse:
    if request.member:
        return redirect("home")
    latest = (
        Application.objects.filter(member=request.user.pk).select_related("organization").last()
    )
    confirmed = EmailAddress.objects.filter(user=request.user, verified=True).exists()
    return render(
        request,
        "members/application.html",
        {
            "person": request.user,
            "application": latest,
            "address_confirmed": confirmed,
            "secretariat": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        },
    )
