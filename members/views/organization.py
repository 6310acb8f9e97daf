"""The organizations: their list, and what their keepers do. The page of one is the roof's."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members import organization_actions
from members.access import goes_to_review, keeps_organization
from members.models import Affiliation, Organization
from members.organization_forms import EndAffiliationForm, OrganizationForm
from members.organization_list import Asked, OrganizationList, line
from members.organization_people import affiliated

PAGE_SIZE = 20
PEOPLE_ON_A_PAGE = 50


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request.GET)
    found = OrganizationList(Organization.objects.visible_to(request.member), asked)
    pages = Paginator(range(found.total), PAGE_SIZE)
    page = pages.get_page(asked.page)
    rows = found.rows(offset=(page.number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return render(
        request,
        "members/organization_list.html",
        {
            "asked": asked,
            "total": found.total,
            "items": [line(one) for one in rows],
            "facets": found.facets(),
            "chosen": found.chosen(),
            "clear_url": asked.query(**dict.fromkeys(asked.chosen, ())),
            "page": _Page(page.number, pages.num_pages),
            "numbers": [
                number if isinstance(number, int) else ""
                for number in pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
            ],
        },
    )


class _Page:
    """As much of a page as the pagination draws: the rows were read beside it."""

    def __init__(self, number: int, pages: int) -> None:
        self.number = number
        self.has_previous, self.has_next = number > 1, number < pages


@require_http_methods(["GET", "HEAD", "POST"])
def organization_edit(request: HttpRequest, slug: str) -> HttpResponse:
    organization = _kept(request, slug)
    changed: list[tuple[str, str]] = []
    form = OrganizationForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        try:
            if facts := form.touched():
                organization_actions.edit(
                    organization=organization, edition=form.cleaned_data["edition"], facts=facts
                )
        except organization_actions.Changed:
            organization.refresh_from_db()
            form, changed = form.rebased(organization)
        else:
            messages.success(request, _("The page is as you wrote it."))
            return redirect(organization)
    context = {"organization": organization, "form": form, "changed": changed}
    status = 409 if changed else 422 if form.errors else 200
    return render(request, "members/organization_edit.html", context, status=status)


@require_safe
def organization_people(request: HttpRequest, slug: str) -> HttpResponse:
    organization = _kept(request, slug)
    paginator = Paginator(affiliated(organization), PEOPLE_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "members/organization_people.html",
        {"organization": organization, "page": page, "total": paginator.count},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def affiliation_end(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """Of somebody else: her own she changes on her own page."""
    organization = _kept(request, slug)
    affiliation = get_object_or_404(affiliated(organization), member__handle=handle)
    if affiliation.member_id == request.member.pk:
        return redirect("members:my_organization")
    form = EndAffiliationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _end(request, affiliation, form.cleaned_data["word"])
        return redirect("members:organization_people", slug)
    context = {
        "organization": organization,
        "affiliation": affiliation,
        "form": form,
        "is_looked_at": goes_to_review(affiliation.member),
    }
    status = 422 if form.errors else 200
    return render(request, "members/affiliation_end.html", context, status=status)


def _end(request: HttpRequest, affiliation: Affiliation, word: str) -> None:
    name = {"name": affiliation.member.name}
    try:
        organization_actions.end_affiliation(affiliation=affiliation, by=request.member, word=word)
    except organization_actions.NotNow:
        messages.warning(request, _("The affiliation of %(name)s had ended already.") % name)
    else:
        words = _("%(name)s is not named among your people any more; a letter tells her.")
        messages.success(request, words % name)


def _kept(request: HttpRequest, slug: str) -> Organization:
    """The organization that she keeps; what she does not see is not there."""
    visible = Organization.objects.visible_to(request.member)
    organization: Organization = get_object_or_404(visible, slug=slug)
    if not keeps_organization(request.member, organization):
        raise PermissionDenied(
            _("The focal points of the organization and the secretariat look after this page.")
        )
    return organization
