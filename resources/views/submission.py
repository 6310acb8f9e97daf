"""Sending in a resource: a draft from the first moment, until it is handed over to review."""

from __future__ import annotations

import re
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.tidy import on_one_line
from resources import access, actions, known, listing, prefill, stories
from resources.forms import ResourceForm
from resources.models import Practice, Resource, ReviewStep, WaitingDocument
from resources.practice_forms import PracticeForm
from resources.usage import figures

from .scripted import tells_where


@require_safe
def submission_list(request: HttpRequest) -> HttpResponse:
    """Where everything stands that she has sent in."""
    mine = Resource.objects.visible_to(request.member).filter(submitted_by=request.member)
    # What came in from another library stands in her name, but she has not written it.
    mine = mine.exclude(source_records__brought=True)
    waiting = WaitingDocument.objects.filter(resource=OuterRef("pk"), sent_by=request.member)
    mine = mine.annotate(has_files_that_wait=Exists(waiting))
    submissions = list(mine.prefetch_related("review_steps").order_by("-created_at")[:200])
    shown = [one.pk for one in submissions if one.status in Resource.SHOWN]
    opened = figures.opened(shown)
    for submission in submissions:
        submission.opened = opened.get(submission.pk, "")
        submission.badge_kind = listing.BADGE_KINDS.get(submission.status, "info")
        steps = list(submission.review_steps.all())
        said = steps[-1].reason if steps else ""
        submission.word = said if steps and not steps[-1].is_answer else ""
    told = stories.own(request.member)
    return render(
        request, "resources/submission_list.html", {"submissions": submissions, "stories": told}
    )


@tells_where
@require_http_methods(["GET", "HEAD", "POST"])
def resource_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = ResourceForm(member=request.member, initial=_told_already(request))
        return _page(request, form, None, key=uuid.uuid4())
    return _receive(request, _begun(request))


@tells_where
@require_http_methods(["GET", "HEAD", "POST"])
def practice_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = PracticeForm(member=request.member)
        return _page(request, form, None, key=uuid.uuid4())
    return _receive(request, _begun(request, practice=True))


@tells_where
@require_http_methods(["GET", "HEAD", "POST"])
def resource_edit(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    resource = _editable(request, pk)
    if request.method != "POST":
        form = _form_for(resource)(member=request.member, instance=resource)
        form.look_for_known(resource)
        return _page(request, form, resource)
    return _receive(request, resource)


def _told_already(request: HttpRequest) -> dict[str, str]:
    """What she looked for in vain, so that she need not write it again."""
    asked = {name: request.GET.get(name, "") for name in ("title", "source_url", "doi", "isbn")}
    return {name: on_one_line(text)[: known.LONGEST] for name, text in asked.items() if text}


def _editable(request: HttpRequest, pk: int) -> Resource:
    resource = get_object_or_404(Resource.objects.visible_to(request.member), pk=pk)
    if not access.can_edit(request.member, resource):
        raise PermissionDenied(_("Only the person who sent it in can change it, before review."))
    return resource


def _form_for(resource: Resource) -> type[ResourceForm]:
    return PracticeForm if hasattr(resource, "practice") else ResourceForm


def _begun(request: HttpRequest, *, practice: bool = False) -> Resource:
    """The draft of this form; the same form sent twice leads to the same draft."""
    try:
        key = uuid.UUID(request.POST.get("draft_key", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        return _begin(request, key, practice=practice)
    except IntegrityError:
        mine = Resource.objects.visible_to(request.member).filter(submitted_by=request.member)
        begun = mine.filter(draft_key=key).first()
        return begun or _begin(request, uuid.uuid4(), practice=practice)


@transaction.atomic
def _begin(request: HttpRequest, key: uuid.UUID, *, practice: bool) -> Resource:
    kind = Resource.Kind.PROMISING_PRACTICE if practice else Resource.Kind.OTHER
    draft = Resource.objects.create(submitted_by=request.member, draft_key=key, kind=kind)
    if practice:
        Practice.objects.create(resource=draft)
    return draft


def _receive(request: HttpRequest, resource: Resource) -> HttpResponse:
    try:
        if request.POST.get("intent") == "fill":
            return _receive_pasted(request, resource)
        return _receive_answers(request, resource, sending=request.POST.get("intent") != "keep")
    except actions.NotNow:
        messages.info(request, _("It had been sent in already."))
        return redirect("resources:submission_list")


def _receive_answers(request: HttpRequest, resource: Resource, *, sending: bool) -> HttpResponse:
    form = _kept(request, resource, request.POST, sending=sending)
    form, filled = _filled_in_from_file(request, resource, form)
    if sending:
        form.check_complete(resource)
    if sending and not form.errors:
        form.check_known(resource)
    if form.errors:
        return _page(request, form, resource)
    if not sending:
        messages.success(request, _("Your draft is kept. Only you can see it."))
        return _to_be_looked_at(request, resource, form, filled)
    actions.submit(resource=resource, by=request.member)
    messages.success(request, _("Thank you. It is with the people who review now."))
    return redirect("resources:submission_list")


def _receive_pasted(request: HttpRequest, resource: Resource) -> HttpResponse:
    """She asked to have the open questions answered from what she pasted."""
    pasted = prefill.ReferenceForm(request.POST)
    answers = request.POST.copy()
    filled = prefill.fill_in(answers, pasted.facts) if pasted.is_valid() else []
    form = _kept(request, resource, answers, sending=False)
    if form.errors or pasted.errors:
        return _page(request, form, resource, pasted=pasted)
    if not filled:
        messages.info(request, _("There was nothing in it that you had not filled in yourself."))
    return _to_be_looked_at(request, resource, form, filled)


def _kept(
    request: HttpRequest, resource: Resource, answers: QueryDict, *, sending: bool
) -> ResourceForm:
    """The form with its answers, of which the draft holds what is valid. Raises `NotNow`."""
    form = _form_for(resource)(
        answers, request.FILES, member=request.member, instance=resource, sending=sending
    )
    form.is_valid()
    form.keep()
    _take_away(resource, request.POST.getlist("take_away"))
    form.take_file(resource)
    return form


def _filled_in_from_file(
    request: HttpRequest, resource: Resource, form: ResourceForm
) -> tuple[ResourceForm, list[str]]:
    """A title that she left open may stand in the file; she looks at it before it is sent in."""
    document = form.taken
    if document is None or form.cleaned_data.get("title") or isinstance(form, PracticeForm):
        return form, []
    answers = request.POST.copy()
    filled = prefill.fill_in_from(answers, document)
    if "title" not in filled:
        return form, []
    again = ResourceForm(answers, member=request.member, instance=resource, sending=form.sending)
    again.is_valid()
    again.keep()
    if form.sending:
        again.add_error("title", _("This title stood in the file. Please look at it once more."))
    return again, filled


def _to_be_looked_at(
    request: HttpRequest, resource: Resource, form: ResourceForm, filled: list[str]
) -> HttpResponse:
    if filled:
        labels = ", ".join(str(form.fields[name].label) for name in filled)
        messages.success(
            request,
            _("Filled in for you: %(labels)s. Please look at it before you send it in.")
            % {"labels": labels},
        )
    return redirect("resources:resource_edit", resource.pk, resource.slug)


def _take_away(resource: Resource, numbers: list[str]) -> None:
    """The files that she ticked; they are still a draft's, so nobody else has seen them."""
    wanted = [number for number in numbers if re.fullmatch(r"[0-9]{1,4}", number)]
    for document in resource.documents.filter(number__in=wanted):
        actions.detach(document=document)


def _page(
    request: HttpRequest,
    form: ResourceForm,
    resource: Resource | None,
    *,
    key: object = None,
    pasted: prefill.ReferenceForm | None = None,
) -> HttpResponse:
    documents = resource.documents.newest() if resource and resource.pk else ()
    told = isinstance(form, PracticeForm)
    return render(
        request,
        "resources/practice_new.html" if told else "resources/resource_form.html",
        {
            "form": form,
            "resource": resource,
            "documents": documents,
            "draft_key": key or request.POST.get("draft_key", ""),
            "question": _question(resource) if resource and resource.pk else None,
            "pasted": pasted or prefill.ReferenceForm(),
        },
        status=422 if form.errors or (pasted and pasted.errors) else 200,
    )


def _question(resource: Resource) -> ReviewStep | None:
    return resource.review_steps.filter(deed=ReviewStep.Deed.RETURNED).last()
