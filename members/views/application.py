"""Where somebody stands who is not, or not any more, an active member."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members.access import for_applicants


@for_applicants("She sees where her application stands, or why she is suspended.")
def application(request: HttpRequest) -> HttpResponse:
    if request.member:
        return redirect("home")
    latest = request.user.applications.select_related("organization").last()
    return render(request, "members/application.html", {"application": latest})
