"""A list in the administration: send, look, agree, and watch. Rooms build theirs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.admin_site import PortalAdmin
from members.files.refusal import Refused
from members.models.lists import RowOutcome, SentList

from . import deeds
from .cells import BYTE_ORDER_MARK, as_csv

ROWS_A_PAGE = 100
CHUNK = 500


class SentListForm(forms.ModelForm):
    """A list to send."""

    EMPTY = gettext_lazy("This file is empty. Perhaps it was not saved, or not fully copied.")

    @staticmethod
    def check(upload: UploadedFile) -> None:
        """Say of a file at once what can be said; raises `Refused`."""
        raise NotImplementedError

    def clean_file(self) -> UploadedFile:
        """The rest is looked at by the worker."""
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            self.check(upload)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal
        return upload


class SentListAdmin(PortalAdmin):
    """Of a model that builds on `SentList`, with its rows as `rows`.

    `what_to_do` has `agree`, `cancel` and `read_again`; each raises `deeds.Elsewhere`.
    """

    what_to_do: ClassVar[dict[str, Callable[..., None]]]
    rows_template: str
    row_relations: tuple[str, ...] = ()
    list_filter: ClassVar[Any] = ("status",)
    list_select_related = ("begun_by",)
    view_on_site = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What is to be forgotten goes by itself after a month."""
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/decide/", view(self.decide), name=f"{name}_decide"),
            path("<int:pk>/errors/", view(self.errors), name=f"{name}_errors"),
            *super().get_urls(),
        ]

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect(obj.get_absolute_url())

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Where it stands, and what comes of each row; nothing here is typed over."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        one = self._get(request, object_id)
        outcome = request.GET.get("outcome", "")
        rows = one.rows.select_related(*self.row_relations).order_by("pk")
        if outcome in RowOutcome.values:
            rows = rows.filter(outcome=outcome)
        context = {
            **self.admin_site.each_context(request),
            "title": one.name,
            "opts": self.opts,
            "one": one,
            "deeds": _deeds_of(one),
            "counts": _counts_of(one),
            "outcome": outcome,
            "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, self.rows_template, context)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST `deed`."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST" or request.POST.get("deed") not in self.what_to_do:
            return HttpResponseNotAllowed(["POST"])
        one = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            self.what_to_do[request.POST["deed"]](one=one)
        except deeds.Elsewhere:
            said = _("Somebody was quicker: see below where it stands now.")
            self.message_user(request, said, messages.WARNING)
        return redirect(one.get_absolute_url())

    def errors(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        """All errors as a list for a spreadsheet."""
        one = self._get(request, str(pk))
        lines = as_csv(_errors(one.rows.filter(outcome=RowOutcome.WRONG)))
        response = StreamingHttpResponse(
            chain([BYTE_ORDER_MARK], lines), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="errors-{one.pk}.csv"'
        return response

    def _get(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        lists = self.get_queryset(request).select_related("begun_by")
        return get_object_or_404(lists, pk=object_id if object_id.isdigit() else 0)


def _errors(rows: QuerySet[Any]) -> Iterator[list[str]]:
    """One line for each error: the row, what it is about, the column, what is wrong."""
    yield [_("row"), _("title"), _("column"), _("error")]
    for row in rows.iterator(chunk_size=CHUNK):
        for column, said in row.problems:
            yield [str(row.number or ""), row.title, column, said]


def _deeds_of(one: SentList) -> list[tuple[str, str]]:
    """What can be asked for now, in the order of the buttons."""
    found = [("agree", _("Bring them in"))] if one.has_work else []
    if one.status in deeds.READABLE_AGAIN and one.file:
        found.append(("read_again", _("Read it again")))
    if one.status in deeds.CANCELLABLE:
        found.append(("cancel", _("Cancel")))
    return found


def _counts_of(one: SentList) -> list[tuple[str, str, int]]:
    """What was found, by outcome; errors first."""
    order = (RowOutcome.WRONG, RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED)
    return [
        (outcome.value, str(outcome.label), getattr(one, f"{outcome.value}_count"))
        for outcome in order
    ]
