"""A new version of a file of a published work, or the work in another language."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.files.sniff import Refused
from resources import access, version_actions
from resources.actions import AlreadyInLibrary, NotNow
from resources.forms import known_as
from resources.models import Resource, ReviewStep, WaitingDocument
from resources.version_forms import VersionForm

from .scripted import tells_where


@tells_where
@require_http_methods(["GET", "HEAD", "POST"])
def version_new(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    resource = get_object_or_404(Resource.objects.visible_to(request.member), pk=pk)
    if not access.can_send_version(request.member, resource):
        raise PermissionDenied(
            _("New versions come from the person who sent the work in, once it is published.")
        )
    form = VersionForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        member=request.member,
        resource=resource,
    )
    if form.is_valid() and _send(request, resource, form):
        said = _("Thank you. It waits for review; until then readers find what is there now.")
        messages.success(request, said)
        return redirect(resource)
    page = {"form": form, "resource": resource}
    return render(request, "resources/version_new.html", page, status=422 if form.errors else 200)


def _send(request: HttpRequest, resource: Resource, form: VersionForm) -> bool:
    told = form.cleaned_data
    try:
        version_actions.send_version(
            resource=resource,
            upload=told["file"],
            language=told["language"],
            by=request.member,
            replaces=told["replaces"],
            note=told["note"],
        )
    except Refused as refused:
        form.add_error("file", str(refused))
    except AlreadyInLibrary as held:
        form.add_error("file", known_as(held.resource))
    except NotNow:
        form.add_error(None, _("The work was taken out of the library meanwhile."))
    return not form.errors


@require_POST
def version_take_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    seen = WaitingDocument.objects.visible_to(request.member).select_related("resource")
    waiting = seen.filter(resource=pk, pk=number).first()
    if waiting is None:
        return _gone(request, pk)
    if not access.can_take_back(request.member, waiting):
        raise PermissionDenied(_("Only the person who sent a file takes it back."))
    try:
        version_actions.take_back(waiting=waiting)
    except NotNow:
        return _gone(request, pk)
    messages.success(request, _("You have taken the file back. It was deleted."))
    return redirect(waiting.resource)


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody was quicker, or the button was pressed twice: only who sent a file is told."""
    sent = ReviewStep.objects.filter(deed=ReviewStep.Deed.FILE_SENT, by=request.member)
    mine = Resource.objects.visible_to(request.member).filter(pk__in=sent.values("resource"))
    resource = get_object_or_404(mine, pk=pk)
    messages.info(request, _("This file does not wait any more."))
    return redirect(resource)
