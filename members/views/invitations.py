"""Inviting: writing to many at once, and what became of it. For those who may invite."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import invitations
from members.access import can_invite
from members.invitation_forms import InvitationForm
from members.models import Invitation, Member
from members.models.invitations import InvitationQuerySet

PAGE_SIZE = 50
# So many lines to mend are shown at once; the others are folded away.
FIRST_LINES = 20


@require_safe
def invitation_list(request: HttpRequest) -> HttpResponse:
    member = _inviter(request)
    hers = Invitation.objects.visible_to(member)
    status, asked = request.GET.get("status", ""), request.GET.get("q", "").strip()
    shown = _of_status(hers, status)
    if asked:
        shown = shown.filter(address__icontains=asked.replace("\x00", ""))
    paginator = Paginator(shown.select_related("organization", "group"), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(one, invitations.may_be_sent_again(one)) for one in page],
        "status": status,
        "asked": asked,
        "keep": [("status", status)] if status else [],
        "counts": _counts(hers),
    }
    return render(request, "members/invitation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request: HttpRequest) -> HttpResponse:
    """What could be read is sent; what could not stays in the box, with what is wrong with it."""
    member = _inviter(request)
    form = InvitationForm(request.POST or None, by=member)
    sent = None
    if request.method == "POST" and form.is_valid():
        sent = form.send()
        left = [*(one.text for one in form.reading.misread), *sent.too_many]
        if not left:
            _say(request, sent, form.reading.repeated)
            return redirect("members:invitation_list")
        form = _with_the_rest(form, left)
    misread = form.reading.misread
    context = {
        "form": form,
        "sent": sent,
        "misread": misread[:FIRST_LINES],
        "more_misread": misread[FIRST_LINES:],
        "most_a_day": invitations.most_a_day(member),
    }
    status = 422 if request.method == "POST" and sent is None else 200
    return render(request, "members/invitation_new.html", context, status=status)


@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.member), pk=pk)
    try:
        invitations.revoke(invitation=invitation)
    except invitations.NotOpen:
        messages.warning(request, _("This invitation was answered or over already."))
    else:
        words = _("The invitation to %(address)s opens nothing any more.")
        messages.success(request, words % {"address": invitation.address})
    return redirect("members:invitation_list")


@require_POST
def invitation_send_again(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.member), pk=pk)
    try:
        invitations.send_again(invitation=invitation, by=request.member)
    except invitations.NotOpen:
        messages.warning(request, _("This invitation was answered or taken back already."))
    except invitations.TooSoon:
        words = _("Please wait: one letter a day to each person, and three in all, are enough.")
        messages.warning(request, words)
    except invitations.NotAllowed:
        raise PermissionDenied(_("You may not invite to this place any more.")) from None
    else:
        words = _("Another letter to %(address)s is on its way.")
        messages.success(request, words % {"address": invitation.address})
    return redirect("members:invitation_list")


def _inviter(request: HttpRequest) -> Member:
    member: Member = request.member
    if not can_invite(member):
        raise PermissionDenied(
            _("Invitations are sent by focal points of organizations, facilitators and staff.")
        )
    return member


def _of_status(hers: InvitationQuerySet, status: str) -> InvitationQuerySet:
    """What is over counts as expired before the worker has noted it."""
    over = Q(status=Invitation.Status.OPEN, expires_at__lte=timezone.now())
    if status == Invitation.Status.OPEN:
        return hers.filter(status=status).exclude(over)
    if status == Invitation.Status.EXPIRED:
        return hers.filter(Q(status=status) | over)
    return hers.filter(status=status) if status in Invitation.Status.values else hers


def _counts(hers: InvitationQuerySet) -> list[tuple[str, str, int]]:
    """Value, label and number of each standing that there is."""
    over = Q(status=Invitation.Status.OPEN, expires_at__lte=timezone.now())
    of = {one.value: Q(status=one.value) for one in Invitation.Status}
    of[Invitation.Status.OPEN.value] &= ~over
    of[Invitation.Status.EXPIRED.value] |= over
    found = hers.aggregate(**{f"n_{value}": Count("pk", filter=q) for value, q in of.items()})
    counts = [(one.value, str(one.label), found[f"n_{one.value}"]) for one in Invitation.Status]
    return [one for one in counts if one[2]]


def _with_the_rest(form: InvitationForm, left: list[str]) -> InvitationForm:
    """The same form, its box holding only what has not been sent."""
    words = {name: form.data.get(name, "") for name in form.fields}
    rest = InvitationForm(initial=words | {"addresses": "\n".join(left)}, by=form.by)
    rest.reading = form.reading
    return rest


def _say(request: HttpRequest, sent: invitations.Sent, repeated: int) -> None:
    if sent.sent:
        words = ngettext(
            "%(n)s invitation is on its way.",
            "%(n)s invitations are on their way.",
            len(sent.sent),
        )
        messages.success(request, words % {"n": len(sent.sent)})
    if sent.invited_before:
        words = ngettext(
            "%(n)s address has an open invitation from you already.",
            "%(n)s addresses have an open invitation from you already.",
            len(sent.invited_before),
        )
        messages.info(request, words % {"n": len(sent.invited_before)})
    if repeated:
        words = ngettext(
            "%(n)s address stood there more than once.",
            "%(n)s addresses stood there more than once.",
            repeated,
        )
        messages.info(request, words % {"n": repeated})
