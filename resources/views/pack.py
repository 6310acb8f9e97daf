"""Taking a theme or a collection along, to read it where there is no connection."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.access import public
from resources.packs import seats
from resources.packs.contents import gather, write
from resources.packs.form import PackForm
from resources.packs.sending import answer
from resources.packs.subject import Subject, of_collection, of_theme, themes_with_works

IN_A_WHILE = 300  # seconds


@public("A visitor takes the public part along; the view asks visible_to for each work and file.")
@require_safe
def pack(request: HttpRequest) -> HttpResponse:
    """What would be in it for her; without a theme or a collection, what there is to choose."""
    subject = _subject(request)
    if subject is None:
        themes = themes_with_works(request.member)
        return render(request, "resources/pack.html", {"themes": themes})
    return _page(request, subject, PackForm(request.GET, subject=subject))


@public("A visitor takes the public part along; each pack is made for who asks, and kept nowhere.")
@require_safe
def pack_download(request: HttpRequest) -> HttpResponseBase:
    subject = _subject(request)
    if subject is None:
        raise Http404
    form = PackForm(request.GET, subject=subject)
    if not form.is_valid():
        return _page(request, subject, form)
    name = seats.who(request)
    if not seats.one_more_this_hour(name):
        said = _("You have taken many packs along in this hour. Please come back in the next one.")
        return _page(request, subject, form, busy=said)
    leave = seats.SEATS.take(name)
    if leave is None:
        said = _(
            "Several packs are on their way already, and each keeps a line busy. Please wait until"
            " yours has arrived, or try again in some minutes."
        )
        return _page(request, subject, form, busy=said)
    try:
        archive = write(gather(subject, form.chosen, day=form.cleaned_data["day"]))
        return answer(request, archive, name=f"{subject.asked[1]}.zip", leave=leave)
    except BaseException:
        leave()
        raise


def _subject(request: HttpRequest) -> Subject | None:
    """None if the address names nothing; what she may not see does not exist."""
    for named, find in (("collection", of_collection), ("theme", of_theme)):
        if slug := request.GET.get(named, ""):
            subject = None if "\0" in slug else find(slug, request.member)
            if subject is None:
                raise Http404
            return subject
    return None


def _page(
    request: HttpRequest, subject: Subject, form: PackForm, *, busy: str = ""
) -> HttpResponse:
    """`busy` says why there is no pack just now."""
    context = {"subject": subject, "form": form, "busy": busy}
    status = 422 if form.errors else 429 if busy else 200
    response = render(request, "resources/pack.html", context, status=status)
    if busy:
        response["Retry-After"] = str(IN_A_WHILE)
    return response
