"""What an invited person opens. The key of her letter stands in no address but the first.

It is exchanged for a digest in her session at once, so that it comes into no `Referer`, no log of
a later page and no link that she might pass on.
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.utils import complete_signup
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members import invitations
from members.access import public
from members.invitation_forms import InvitedForm
from members.invited import by_address, is_addressed_to, opens_something
from members.models import Invitation, Member
from members.models.invitations import digest_of

IN_SESSION = "invitation"
# Keys that open nothing: a person mistypes a few, a guesser many.
WRONG_KEYS = {"invitation": "20/m/ip"}


@public("Whoever got the letter opens its link; the key in it is the proof.")
@require_safe
def invitation_open(request: HttpRequest, key: str) -> HttpResponse:
    if not _count_wrong_key(request, dry_run=True):
        return _nothing(request, status=429)
    digest = digest_of(key)
    if Invitation.objects.opened_by(digest) is None:
        _count_wrong_key(request)
        return _nothing(request)
    request.session[IN_SESSION] = digest
    response = redirect("members:invitation_accept")
    # The next page is asked for without saying where from.
    response["Referrer-Policy"] = "no-referrer"
    return _kept_by_nobody(response)


@public("Who was invited reads by whom and to what; the key of her letter stands in her session.")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest) -> HttpResponse:
    digest = request.session.get(IN_SESSION, "")
    invitation = Invitation.objects.opened_by(digest)
    if invitation is None:
        return _nothing(request)
    case, form = _case(request, invitation), None
    try:
        if case == "join" and request.method == "POST":
            return _accepted(request, cast(Member, request.user), digest)
        if case == "new":
            form = InvitedForm(request.POST or None, invitation=invitation)
            if request.method == "POST" and form.is_valid():
                return _joined(request, form, digest)
    except invitations.NotOpen:
        return _nothing(request)
    except invitations.AddressKnown:
        case = "known"
    except invitations.NotForHer:
        case = "other"
    return _page(request, invitation, case, form)


def _case(request: HttpRequest, invitation: Invitation) -> str:
    """What the page is about: `new`, `known` (log in first), `other`, `closed`, `join`, `in`."""
    person = request.user
    if not isinstance(person, Member):
        return "known" if by_address([invitation.address]) else "new"
    if not is_addressed_to(invitation, person):
        return "other"
    if person.status not in invitations.ENTERS:
        return "closed"
    return "join" if opens_something(invitation, person) else "in"


def _accepted(request: HttpRequest, person: Member, digest: str) -> HttpResponse:
    was_applicant = request.member is None
    invitation = invitations.accept(digest=digest, member=person)
    del request.session[IN_SESSION]
    if was_applicant:
        messages.success(request, _("You are a member now."))
        return redirect("members:welcome")
    place = invitation.group or invitation.organization
    messages.success(request, _("You belong to “%(place)s” now.") % {"place": place})
    return redirect("home")


def _joined(request: HttpRequest, form: InvitedForm, digest: str) -> HttpResponse:
    """Her address is confirmed, so she is logged in at once."""
    member = form.join(digest)
    del request.session[IN_SESSION]
    response: HttpResponse = complete_signup(request, member, None, reverse("members:welcome"))
    return response


def _page(
    request: HttpRequest, invitation: Invitation, case: str, form: InvitedForm | None
) -> HttpResponse:
    moves = None
    if case == "join" and invitation.organization and isinstance(request.user, Member):
        now = request.user.organization
        moves = now if now != invitation.organization else None
    context = {"invitation": invitation, "case": case, "form": form, "moves_from": moves}
    return _rendered(request, context, status=422 if form and form.errors else 200)


def _nothing(request: HttpRequest, status: int = 404) -> HttpResponse:
    """One page for whatever does not open: mistyped, used, taken back, over or never sent."""
    return _rendered(request, {"case": "nothing", "is_busy": status == 429}, status=status)


def _rendered(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "members/invitation_accept.html", context, status=status)
    # Not `no-referrer`: with it browsers send forms without saying that they are ours, and the
    # forms of the page would be refused. This says where from, and never which page.
    response["Referrer-Policy"] = "strict-origin"
    return _kept_by_nobody(response)


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


def _count_wrong_key(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Whether this visitor may go on trying. In the cache, which all processes share."""
    usage = ratelimit.consume(
        request,
        app="members",
        action="invitation",
        config=WRONG_KEYS,
        limit_get=True,
        dry_run=dry_run,
    )
    return usage is not None
