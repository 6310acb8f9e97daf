"""“We used it”: reading what others did with a work, and telling what one did oneself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.access import public
from members.search import turning
from resources import access, stories, story_actions
from resources.actions import NotNow
from resources.models import Resource, Story
from resources.story_forms import StoryForm

PAGE_SIZE = 10


@public("Whoever may see a work reads what was done with it; the view asks visible_to.")
@require_safe
def story_list(request: HttpRequest, pk: int) -> HttpResponse:
    published = Resource.objects.visible_to(request.member).published()
    resource = get_object_or_404(published, pk=pk)
    paginator = Paginator(stories.told_to(request.member).filter(resource=resource), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "resources/story_list.html",
        {
            "resource": resource,
            "stories": [stories.Told(**one["facts"]) for one in page],
            "page": page,
            "numbers": turning.page_numbers(page.number, paginator.num_pages),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def story_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Her one story of this work, begun or gone on with."""
    resource = get_object_or_404(Resource.objects.visible_to(request.member), pk=pk)
    if not access.can_tell(request.member, resource):
        raise PermissionDenied(
            _("Only of works that stand in the library can you tell what came of them.")
        )
    story = (
        Story.objects.visible_to(request.member)
        .filter(author=request.member, resource=resource)
        .select_related("organization")
        .first()
    )
    if story and not story.is_editable:
        return _page(request, resource, story, None)
    if request.method == "POST":
        return _receive(request, resource, story)
    return _page(request, resource, story, _form(request, resource, story))


def _form(
    request: HttpRequest, resource: Resource, story: Story | None, *, sending: bool = False
) -> StoryForm:
    data = request.POST if request.method == "POST" else None
    return StoryForm(data, member=request.member, resource=resource, story=story, sending=sending)


def _receive(request: HttpRequest, resource: Resource, story: Story | None) -> HttpResponse:
    """A story that waits already stays whole; of any other, what is valid is kept."""
    waits = story is not None and story.status == Story.Status.WAITING
    sending = waits or request.POST.get("intent") != "keep"
    form = _form(request, resource, story, sending=sending)
    is_whole = form.is_valid() and sending
    try:
        if is_whole or not waits:
            story = story_actions.keep(
                resource=resource, by=request.member, words=form.words, whole=is_whole
            )
        if form.errors:
            return _page(request, resource, story, form)
        if sending and story:
            story_actions.send(story=story)
    except NotNow:
        messages.info(
            request, _("It has been sent in or decided meanwhile. This is how it stands.")
        )
        return redirect("resources:story_edit", resource.pk)
    if sending:
        messages.success(request, _("Thank you. Staff read it before it is shown with the work."))
        return redirect(resource)
    messages.success(request, _("Your draft is kept. Only you can see it."))
    return redirect("resources:story_edit", resource.pk)


@require_POST
def story_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    story = _own(request, pk)
    try:
        story_actions.take_back(story=story)
    except NotNow:
        messages.info(request, _("It was declined meanwhile, and nobody reads it."))
    else:
        messages.success(request, _("You have taken it back: only you can see it now."))
    return _back(request, story)


@require_POST
def story_delete(request: HttpRequest, pk: int) -> HttpResponse:
    story = _own(request, pk)
    try:
        story_actions.delete(story=story)
    except NotNow:
        messages.info(request, _("Please take it back first."))
    else:
        messages.success(request, _("Your story is deleted."))
    return redirect("resources:submission_list")


def _own(request: HttpRequest, pk: int) -> Story:
    """Hers, even of a work that has been closed to her since."""
    hers = Story.objects.visible_to(request.member).filter(author=request.member)
    return get_object_or_404(hers, resource=pk)


def _back(request: HttpRequest, story: Story) -> HttpResponse:
    """To her story, where she may still see the work."""
    works = Resource.objects.visible_to(request.member).published()
    if works.filter(pk=story.resource_id).exists():
        return redirect("resources:story_edit", story.resource_id)
    return redirect("resources:submission_list")


def _page(
    request: HttpRequest, resource: Resource, story: Story | None, form: StoryForm | None
) -> HttpResponse:
    return render(
        request,
        "resources/story_edit.html",
        {
            "resource": resource,
            "story": story,
            "form": form,
        },
        status=422 if form and form.errors else 200,
    )
