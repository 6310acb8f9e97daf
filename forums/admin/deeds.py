"""Deeds in the administration: buttons on the page of a thing, actions in its list. All ask why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from forums.actions import NotNow
from forums.care.deeds import LATE, Deed
from members.admin_site import WithinHerGroups

# Whoever looks for something older narrows the list.
MOST_COUNTED = 2_000


class ShortCountPaginator(Paginator):
    """Counts no further than one pages by hand: a million rows cost what two thousand cost."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[:MOST_COUNTED].count())


class WithDeeds(WithinHerGroups):
    """`deeds` by the name that stands in addresses; a subclass may ask for more than a reason."""

    deeds: ClassVar[dict[str, Deed]] = {}
    paginator = ShortCountPaginator
    change_form_template = "admin/forums/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"forums_{self.opts.model_name}_deed"
        view = self.admin_site.admin_view(self.do_one)
        return [path("<int:pk>/deeds/<slug:deed>/", view, name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        many = {name: deed for name, deed in self.deeds.items() if deed.for_many}
        return super().get_actions(request) | {
            f"{name}_chosen": (self._action(name), f"{name}_chosen", deed.for_many)
            for name, deed in many.items()
        }

    def _action(self, name: str) -> Callable[..., HttpResponse | None]:
        def act(_self: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
            return self._ask_or_do(request, name, list(chosen), action=f"{name}_chosen")

        return act

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        thing = context.get("original")
        if thing is not None:
            fitting = ((name, deed) for name, deed in self.deeds.items() if deed.fits(thing))
            context["deeds"] = [(name, deed.title) for name, deed in fitting]
            context["deed_url"] = f"admin:forums_{self.opts.model_name}_deed"
        return super().render_change_form(request, context, *args, **kwargs)

    def do_one(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """The page that asks, and what is sent from there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if deed not in self.deeds:
            raise Http404
        thing = get_object_or_404(self.get_queryset(request), pk=pk)
        answer = self._ask_or_do(request, deed, [thing])
        return answer or redirect(f"admin:forums_{self.opts.model_name}_changelist")

    def form_for(self, request: HttpRequest, deed: str, chosen: list[Any]) -> forms.Form:
        """What is asked; sent once it holds a reason."""
        sent = request.POST if "why" in request.POST else None
        return self.deeds[deed].form(sent)

    def _ask_or_do(
        self, request: HttpRequest, name: str, chosen: list[Any], action: str = ""
    ) -> HttpResponse | None:
        """The page that asks until all is said; None when it is done."""
        form = self.form_for(request, name, chosen)
        if not chosen or not form.is_valid():
            return self._ask(request, self.deeds[name], chosen, form, action)
        facts = {key: value for key, value in form.cleaned_data.items() if key in form.fields}
        done = self._do_each(request, self.deeds[name], chosen, facts)
        if done:
            words = ngettext("Done once.", "Done %(n)s times.", done) % {"n": done}
            self.message_user(request, words, messages.SUCCESS)
        return None

    def _ask(
        self, request: HttpRequest, deed: Deed, chosen: list[Any], form: forms.Form, action: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": deed.title,
            "deed": deed,
            "opts": self.opts,
            "list_url": f"admin:forums_{self.opts.model_name}_changelist",
            "chosen": chosen,
            "form": form,
            "action": action,
        }
        page = TemplateResponse(request, "admin/forums/ask.html", context)
        page.status_code = 422 if form.errors else 200
        return page

    def _do_each(
        self, request: HttpRequest, deed: Deed, chosen: Iterable[Model], facts: dict[str, Any]
    ) -> int:
        """How many were done; of the others it is said which."""
        done = 0
        for thing in chosen:
            try:
                deed.do(**{deed.about: thing}, by=request.member, **facts)
            except NotNow:
                self.message_user(request, f"{thing}: {LATE}", messages.WARNING)
                continue
            self.log_change(request, thing, str(deed.title))
            done += 1
        return done
