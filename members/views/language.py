"""The language of her pages and letters."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Member


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps what she chose, here and in this browser, where it would otherwise be outvoted."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        messages.error(request, _("Please choose one of the languages."))
        return redirect("me")
    Member.objects.filter(pk=request.member.pk).update(interface_language=chosen)
    with translation.override(chosen):
        messages.success(request, _("From now on this is the language of your pages and letters."))
    response = redirect("me")
    keep_in_browser(response, chosen)
    return response


def keep_in_browser(response: HttpResponse, language: str) -> None:
    """Or what she chose there before would outvote it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
