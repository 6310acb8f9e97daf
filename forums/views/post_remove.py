"""Taking back what one wrote oneself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import access, found, post_actions, reading
from forums.actions import NotNow
from forums.editing_forms import RemoveForm


@require_http_methods(["GET", "HEAD", "POST"])
def post_remove(request: HttpRequest, pk: int) -> HttpResponse:
    post = found.post_or_trace(request.member, pk)
    if not access.is_hers(request.member, post):
        raise PermissionDenied(_("Only the person who wrote a post can remove it."))
    if post.removed_at:
        return redirect(reading.address_of(post))
    form = RemoveForm(request.POST if request.method == "POST" else None, post=post)
    if form.is_valid():
        title = form.cleaned_data.get("title", "")
        try:
            post_actions.remove(post=post, by=request.member, title=title)
        except NotNow:
            form.add_error(None, _("It has just been moved. Please try again."))
        else:
            messages.success(request, _("Your words are removed."))
            return redirect(reading.address_of(found.post_or_trace(request.member, pk)))
    context = {"post": post, "thread": post.thread, "forum": post.thread.forum, "form": form}
    status = 422 if form.errors else 200
    return render(request, "forums/post_remove.html", context, status=status)
