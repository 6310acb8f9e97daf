"""Where a member says who she is, and whom she shows it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import portraits
from members.models import language_in_use
from members.profile_forms import ProfileForm

from .language import keep_in_browser


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    member = request.member
    form = ProfileForm(
        request.POST or None, request.FILES or None, member=member, reads=language_in_use()
    )
    if request.method == "POST" and form.is_valid() and form.keep():
        chosen = form.cleaned_data["interface_language"]
        with translation.override(chosen):
            messages.success(request, _("Your profile is kept."))
        response = redirect("member_detail", handle=member.handle)
        keep_in_browser(response, chosen)
        return response
    context = {
        "form": form,
        "picture": portraits.address(member),
        "initials": portraits.initials(member.name),
    }
    return render(request, "members/profile.html", context, status=422 if form.errors else 200)
