"""The people of a group, and what those do who look after it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import group_actions
from members.access import can_look_after, can_meet_people_of
from members.group_actions import HoldsOffice, StandsOtherwise
from members.group_forms import InvitationForm, ReasonForm
from members.group_page import people_of
from members.models import Group, Member, Membership, MembershipStep, fold
from members.models.people import MemberQuerySet
from members.tidy import on_one_line

PAGE_SIZE = 40
MOST_FOUND = 20
LONGEST_NAME = 150
Status = Membership.Status


@require_safe
def group_people(request: HttpRequest, slug: str) -> HttpResponse:
    group = _known(request, slug)
    if not can_meet_people_of(request.member, group):
        raise PermissionDenied(_("Who belongs to this group, its own members see."))
    paginator = Paginator(people_of(group, request.member), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    looks_after = can_look_after(request.member, group)
    return render(
        request,
        "members/group_people.html",
        {
            "group": group,
            "page": page,
            "numbers": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            "looks_after": looks_after,
            "requests": _places(group, Status.REQUESTED) if looks_after else (),
            "invited": _places(group, Status.INVITED) if looks_after else (),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_request(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """POST `admit`, or `decline` with a `reason`."""
    group = _looked_after(request, slug)
    waiting = _places(group, Status.REQUESTED).exclude(member=request.member)
    place = waiting.filter(member__handle=handle).first()
    if place is None:
        messages.info(request, _("Nobody waits for an answer there. It may have been given."))
        return redirect("members:group_people", group.slug)
    form = ReasonForm(request.POST if "decline" in request.POST else None)
    member = place.member
    if "admit" in request.POST:
        done = _("%(name)s belongs to the group now, and a letter tells her so.")
        return _do(
            request,
            group,
            lambda: group_actions.let_in(member=member, group=group, by=request.member),
            done % {"name": member.name},
        )
    if not form.is_valid():
        steps = MembershipStep.objects.filter(group=group, member=member).select_related("by")
        status = 422 if form.errors else 200
        context = {"group": group, "place": place, "form": form, "steps": steps}
        return render(request, "members/group_request.html", context, status=status)
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        group,
        lambda: group_actions.turn_down(
            member=member, group=group, by=request.member, reason=reason
        ),
        _("A letter tells %(name)s why.") % {"name": member.name},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_remove(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    group = _looked_after(request, slug)
    inside = people_of(group, request.member).exclude(pk=request.member.pk)
    member = get_object_or_404(inside, handle=handle)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        context = {"group": group, "person": member, "form": form}
        return render(request, "members/group_remove.html", context, status=status)
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        group,
        lambda: group_actions.remove(member=member, group=group, by=request.member, reason=reason),
        _("%(name)s no longer belongs to the group, and a letter tells her why.")
        % {"name": member.name},
    )


@require_POST
def group_revoke(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    group = _looked_after(request, slug)
    invited = _places(group, Status.INVITED)
    member = get_object_or_404(invited, member__handle=handle).member
    return _do(
        request,
        group,
        lambda: group_actions.revoke(member=member, group=group, by=request.member),
        _("The invitation is withdrawn."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Find people by name (`q`), then choose among them."""
    group = _looked_after(request, slug)
    asked = on_one_line(request.GET.get("q", ""))[:LONGEST_NAME]
    found = _invitable(group, request.member, asked)
    form = InvitationForm(request.POST if request.method == "POST" else None, people=found)
    if form.is_valid():
        told = group_actions.invite(
            members=form.cleaned_data["people"],
            group=group,
            by=request.member,
            words=form.cleaned_data["words"],
        )
        words = ngettext(
            "A letter is on its way to %(count)s person.",
            "A letter is on its way to %(count)s people.",
            told,
        )
        messages.success(request, words % {"count": told})
        return redirect("members:group_people", group.slug)
    context = {"group": group, "form": form, "asked": asked, "found": found}
    status = 422 if form.errors else 200
    return render(request, "members/group_invite.html", context, status=status)


def _known(request: HttpRequest, slug: str) -> Group:
    """The people of the whole community stand in the directory."""
    known = Group.objects.visible_to(request.member).within_community()
    return get_object_or_404(known, slug=slug)


def _looked_after(request: HttpRequest, slug: str) -> Group:
    group = _known(request, slug)
    if not can_look_after(request.member, group):
        raise PermissionDenied(_("Only those who look after this group can do that."))
    return group


def _places(group: Group, status: str) -> QuerySet[Membership]:
    """Of active members, the longest waiting first."""
    places = Membership.objects.filter(group=group, status=status)
    active = places.filter(member__status=Member.Status.ACTIVE)
    return active.select_related("member").order_by("created_at", "pk")


def _invitable(group: Group, by: Member, asked: str) -> MemberQuerySet:
    """Whom she meets in lists by this name, and who is neither in nor invited."""
    if not asked:
        return Member.objects.none()
    there = Membership.objects.filter(group=group, status__in=(Status.ACTIVE, Status.INVITED))
    outside = Member.objects.listed_for(by).exclude(Exists(there.filter(member=OuterRef("pk"))))
    named = outside.filter(sort_name__contains=fold(asked)).order_by("sort_name", "pk")
    first: MemberQuerySet = named.filter(
        pk__in=list(named.values_list("pk", flat=True)[:MOST_FOUND])
    )
    return first


def _do(request: HttpRequest, group: Group, deed: Callable[[], None], done: str) -> HttpResponse:
    try:
        deed()
    except StandsOtherwise:
        messages.info(request, _("It has changed meanwhile. This is how it stands."))
    except HoldsOffice:
        messages.warning(request, _("She holds an office in this group; it has to end first."))
    else:
        messages.success(request, done)
    return redirect("members:group_people", group.slug)
