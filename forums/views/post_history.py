"""What a post said before it was edited."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums import access, found, history, post_actions
from forums.actions import NotNow
from forums.editing_forms import ReasonForm
from forums.models import Post, PostRevision
from members.access import public
from members.search import turning

# Two long texts are compared for each.
PAGE_SIZE = 5


@public("Whoever reads a post reads what it said before; the view asks visible_to.")
@require_safe
def post_history(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, found.readable_post(request.member, pk), request.GET.get("page"))


@require_POST
def revision_hide(request: HttpRequest, pk: int, revision_pk: int) -> HttpResponse:
    """From the page of the history, which it shows again if the reason is missing."""
    post = found.readable_post(request.member, pk)
    revision = get_object_or_404(post.revisions, pk=revision_pk)
    revision.post = post
    if not access.can_hide_revision(request.member, revision):
        raise PermissionDenied(
            _("Only those who look after the group hide a former text, and nobody her own.")
        )
    form = ReasonForm(request.POST, auto_id=_ids(revision))
    if not form.is_valid():
        number = post.revisions.filter(pk__gt=revision.pk).count() // PAGE_SIZE + 1
        return _page(request, post, number, revision, form)
    try:
        post_actions.hide_revision(
            revision=revision, by=request.member, why=form.cleaned_data["why"]
        )
    except NotNow:
        messages.info(request, _("It has changed meanwhile. This is how it stands."))
    else:
        messages.success(request, _("The former text is hidden, and the reason stands with it."))
    there = reverse("forums:post_history", args=[post.pk])
    return redirect(f"{there}#text-{revision.pk}")


def _ids(revision: PostRevision) -> str:
    return f"text-{revision.pk}-%s"


def _page(
    request: HttpRequest,
    post: Post,
    number: int | str | None,
    refused: PostRevision | None = None,
    form: ReasonForm | None = None,
) -> HttpResponse:
    """`form` is that of the text that could not be hidden for want of a reason."""
    paginator = Paginator(post.revisions.order_by("-pk"), PAGE_SIZE)
    page = paginator.get_page(number)
    steps = history.steps(request.member, post, list(page.object_list))
    may_hide = bool(steps) and access.can_hide_revision(request.member, PostRevision(post=post))
    forms = {
        step.revision.pk: form
        if form and refused and refused.pk == step.revision.pk
        else ReasonForm(auto_id=_ids(step.revision))
        for step in steps
        if may_hide and not step.revision.hidden_at
    }
    context = {
        "post": post,
        "thread": post.thread,
        "forum": post.thread.forum,
        "steps": [(step, forms.get(step.revision.pk)) for step in steps],
        "form": form,
        "page": page,
        "numbers": turning.page_numbers(page.number, paginator.num_pages),
    }
    return render(request, "forums/post_history.html", context, status=422 if form else 200)
