"""The lock on every door: a page is closed unless its view says why it is open."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from . import suspensions
from .access import active_member, must_have_second_factor
from .models import Member
from .second_factor import has_second_factor, has_shown_second_factor

# Pages of one's own account, for everybody who is logged in whatever her standing.
ACCOUNT_PAGES = ("account_", "mfa_", "usersessions_")
# What a suspended person may still do besides reading why.
LEAVING = frozenset({"account_logout", "set_language"})


class ClosedByDefaultMiddleware:
    """Sets `request.member` (the active member, else None) and sends everybody else away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _let_in_again(request)
        request.member = active_member(request.user)
        chosen = getattr(request.user, "interface_language", "")
        if chosen and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        was_inside = request.user.is_authenticated
        response = self.get_response(request)
        if was_inside and not request.user.is_authenticated:
            # Nobody turns back to private pages on a shared machine.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if getattr(view, "applicants_reason", "") and request.user.is_authenticated:
            return None
        match = request.resolver_match
        name = (match.url_name if match else None) or ""
        if _is_suspended(request) and name not in LEAVING:
            return redirect("members:application")
        if must_have_second_factor(request.member):
            request.lacks_second_factor = not has_second_factor(request.member)
            free = name.startswith(ACCOUNT_PAGES) or name in LEAVING
            if not free and request.lacks_second_factor:
                return redirect("mfa_index")
            if not free and not has_shown_second_factor(request):
                return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
        if request.member or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if name.startswith(ACCOUNT_PAGES):
            return None
        return redirect("members:application")


def _is_suspended(request: HttpRequest) -> bool:
    return getattr(request.user, "status", "") == Member.Status.SUSPENDED


def _let_in_again(request: HttpRequest) -> None:
    """Whose last day is over need not wait for the worker."""
    person = request.user
    if isinstance(person, Member) and _is_suspended(request) and suspensions.end_if_over(person):
        person.refresh_from_db()
