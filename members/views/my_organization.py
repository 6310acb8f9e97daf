"""Where she works, and where she works from now on."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import organization_actions
from members.access import goes_to_review
from members.application_forms import ChangeOrganizationForm
from members.models import Affiliation, Application, Member


@require_http_methods(["GET", "HEAD", "POST"])
def my_organization(request: HttpRequest) -> HttpResponse:
    """What follows is told on the page, before she confirms."""
    member = request.member
    current = member.affiliations.current().select_related("organization").first()
    waiting = member.applications.open().select_related("organization").first()
    is_leaving = current is not None and goes_to_review(member)
    form = None
    if waiting is None:
        form = ChangeOrganizationForm(request.POST or None, member=member, is_leaving=is_leaving)
    sent = request.method == "POST" and form is not None and form.is_valid()
    if form is not None and sent and _change(request, member, form):
        return redirect("members:application" if is_leaving else "members:my_organization")
    context = {
        "current": current,
        "waiting": waiting,
        "form": form,
        "is_leaving": is_leaving,
        "is_last_focal_point": current is not None and _is_last_focal_point(current),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "members/my_organization.html", context, status=status)


def _change(request: HttpRequest, member: Member, form: ChangeOrganizationForm) -> bool:
    try:
        with transaction.atomic():
            made: Application = organization_actions.change_organization(
                member=member, organization=form.chosen(), why=form.cleaned_data["why"]
            )
    except organization_actions.NotNow:
        form.add_error("organization", _("You work there already, or have just asked."))
        return False
    words = _("Thank you. Somebody will look whether you are one of the people of %(name)s.")
    messages.success(request, words % {"name": made.organization})
    return True


def _is_last_focal_point(affiliation: Affiliation) -> bool:
    if not affiliation.is_focal_point:
        return False
    others = affiliation.organization.affiliations.current().exclude(pk=affiliation.pk)
    return not others.filter(is_focal_point=True, member__status=Member.Status.ACTIVE).exists()
