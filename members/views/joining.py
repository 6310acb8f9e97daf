"""What a member does about her own place in a group. Deeds, but for the page that asks why."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members import group_actions
from members.access import can_ask_to_join
from members.group_actions import HoldsOffice, StandsOtherwise
from members.group_forms import AskForm
from members.group_page import standing_of
from members.models import Group, Member, Membership


@require_POST
def group_join(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one joins freely, and where she is invited."""
    group = _known(request, slug)
    done = _("You belong to this group now. Welcome!")
    return _do(request, group, group_actions.join, done)


@require_http_methods(["GET", "HEAD", "POST"])
def group_ask(request: HttpRequest, slug: str) -> HttpResponse:
    group = _known(request, slug)
    standing = standing_of(request.member, group)
    if standing in (Membership.Status.ACTIVE, Membership.Status.REQUESTED):
        return redirect(group)
    invited = standing == Membership.Status.INVITED
    if not invited and not can_ask_to_join(group, standing):
        raise PermissionDenied(_("One does not ask to join this group."))
    form = AskForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        context = {"group": group, "form": form}
        return render(request, "members/group_ask.html", context, status=status)

    def deed(*, member: Member, group: Group) -> None:
        group_actions.ask(member=member, group=group, message=form.cleaned_data["message"])

    done = _("Thank you. Those who look after the group have got your words; a letter answers you.")
    return _do(request, group, deed, done)


@require_POST
def group_take_back(request: HttpRequest, slug: str) -> HttpResponse:
    group = _known(request, slug)
    return _do(request, group, group_actions.take_back, _("You have taken your request back."))


@require_POST
def group_decline(request: HttpRequest, slug: str) -> HttpResponse:
    group = _known(request, slug)
    return _do(request, group, group_actions.decline, _("You have declined the invitation."))


@require_POST
def group_leave(request: HttpRequest, slug: str) -> HttpResponse:
    group = _known(request, slug)
    return _do(request, group, group_actions.leave, _("You have left the group."))


def _known(request: HttpRequest, slug: str) -> Group:
    """Nobody joins or leaves the whole community here."""
    known = Group.objects.visible_to(request.member).within_community()
    return get_object_or_404(known, slug=slug)


def _do(request: HttpRequest, group: Group, deed: Callable[..., None], done: str) -> HttpResponse:
    try:
        deed(member=request.member, group=group)
    except StandsOtherwise:
        messages.info(request, _("That is not possible, or no longer. This is how it stands."))
    except HoldsOffice:
        words = _("You look after this group. Your place in it ends after your term of office.")
        messages.warning(request, words)
    else:
        messages.success(request, done)
    # What she knew of her groups before the deed is out of date.
    now = Group.objects.visible_to(Member.objects.get(pk=request.member.pk))
    if now.filter(pk=group.pk).exists():
        return redirect(group)
    return redirect("members:group_list")
