"""Terms of office. Staff propose, end and withdraw them; facilitators see those of their groups."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import terms
from members.admin_site import GroupsOfHersFilter, WithinHerGroups, works_for_staff
from members.models import Member, Term
from members.models.terms import in_a_row


class TermForm(forms.ModelForm):
    """A new term; an existing one has no form."""

    def clean_member(self) -> Member:
        member: Member = self.cleaned_data["member"]
        if member.status != Member.Status.ACTIVE:
            raise forms.ValidationError(_("Only an active member can hold office."))
        return member

    def clean_ends_on(self) -> object:
        """Asked here already: of such days the table could not even say whether they are taken."""
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data["ends_on"]
        if first and last < first:
            raise forms.ValidationError(_("A term ends on its first day or later."))
        return last


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("She reads it in a letter. Others are told the day only."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write a reason: she reads it.")},
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term = term
        self.earliest = terms.earliest_end(term)
        words = _("Between %(first)s and %(last)s. From the day after it she has no rights.")
        self.fields["last_day"].help_text = words % self._bounds()

    def _bounds(self) -> dict[str, str]:
        last = self.term.ends_on - dt.timedelta(days=1)
        days = {"first": self.earliest, "last": last}
        return {name: formats.date_format(day) for name, day in days.items()}

    def clean_last_day(self) -> object:
        day = self.cleaned_data["last_day"]
        if not self.earliest <= day < self.term.ends_on:
            raise forms.ValidationError(
                _("Please choose a day between %(first)s and %(last)s.") % self._bounds()
            )
        return day


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(one.value, str(one.label)) for one in Term.Standing]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Term]) -> QuerySet[Term]:
        match self.value():
            case Term.Standing.COMING:
                return queryset.filter(pk__in=Term.objects.coming())
            case Term.Standing.CURRENT:
                return queryset.filter(pk__in=Term.objects.current())
            case Term.Standing.PAST:
                return queryset.filter(pk__in=Term.objects.past())
        return queryset


@admin.register(Term)
class TermAdmin(WithinHerGroups):
    form = TermForm
    path_to_group = "group"
    list_display = ("holder", "of_group", "role", "starts_on", "ends_on", "standing")
    list_filter = (StandingFilter, "role", ("group", GroupsOfHersFilter))
    list_select_related = ("member", "group")
    search_fields = ("member__name", "member__sort_name", "group__name")
    autocomplete_fields = ("member", "group")
    date_hierarchy = "starts_on"
    asked = ("member", "group", "role", "starts_on", "ends_on")
    told = ("holder", "of_group", "role", "starts_on", "ends_on", "standing", "in_a_row")
    ended = ("planned_end_on", "end_reason", "ended_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return works_for_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """One that has not begun may be withdrawn; the others are a part of what has been."""
        coming = isinstance(obj, Term) and obj.standing == Term.Standing.COMING
        return works_for_staff(request) and coming

    def get_fields(self, request: HttpRequest, obj: Term | None = None) -> tuple[str, ...]:
        if obj is None:
            return self.asked
        was_ended = obj.planned_end_on is not None and works_for_staff(request)
        return (*self.told, *self.ended) if was_ended else self.told

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> Any:
        return self.get_fields(request, obj) if obj else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the little doors beside the fields: nobody deletes a group from here."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    # Plain words instead of the foreign keys, whose links a facilitator could not follow.

    @admin.display(description=gettext_lazy("member"), ordering="member__sort_name")
    def holder(self, term: Term) -> str:
        return term.member.name

    @admin.display(description=gettext_lazy("group"), ordering="group__name")
    def of_group(self, term: Term) -> str:
        return term.group.name

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, term: Term) -> str:
        return str(Term.Standing(term.standing).label)

    @admin.display(description=gettext_lazy("in a row"))
    def in_a_row(self, term: Term) -> str:
        row = in_a_row([term])[term.pk]
        words = _("term number %(number)s, in office since %(day)s")
        return words % {"number": row.number, "day": formats.date_format(row.since)}

    # The deeds.

    def save_model(
        self, request: HttpRequest, obj: Term, form: forms.ModelForm, change: bool
    ) -> None:
        """Two who propose the same at once: the form has let both through, the table does not."""
        facts = {name: getattr(obj, name) for name in self.asked}
        obj.pk = terms.propose(**facts).pk

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().add_view(request, *args, **kwargs)
        except terms.AlreadyInOffice:
            words = _("Somebody has just proposed her for some of these days; nothing was done.")
            self.message_user(request, words, messages.WARNING)
            return redirect("admin:members_term_changelist")

    def delete_model(self, request: HttpRequest, obj: Term) -> None:
        terms.withdraw(term=obj)

    def get_urls(self) -> list[URLPattern]:
        end = self.admin_site.admin_view(self.end)
        return [path("<int:pk>/end/", end, name="members_term_end"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        term = context.get("original")
        context["may_end"] = (
            term is not None and works_for_staff(request) and terms.can_be_ended(term)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page that asks for the last day and the reason, and what is sent from there."""
        if not works_for_staff(request):
            raise PermissionDenied
        term = get_object_or_404(
            self.get_queryset(request).select_related("member", "group"), pk=pk
        )
        there = redirect("admin:members_term_change", pk)
        if not terms.can_be_ended(term):
            self.message_user(request, _("There is nothing left to end."), messages.WARNING)
            return there
        form = EndForm(request.POST or None, term=term)
        if not form.is_valid():
            return self._ask_for_the_end(request, term, form)
        try:
            terms.end_early(term=term, by=request.member, **form.cleaned_data)
        except terms.EndsOtherwise:
            words = _("Somebody else has just changed this term; nothing was done.")
            self.message_user(request, words, messages.WARNING)
            return there
        self.log_change(request, term, _("Ended early."))
        words = _("The term ends early. A letter tells %(name)s why.")
        self.message_user(request, words % {"name": term.member.name}, messages.SUCCESS)
        return there

    def _ask_for_the_end(self, request: HttpRequest, term: Term, form: EndForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("End the term early"),
            "opts": self.opts,
            "term": term,
            "form": form,
        }
        page = TemplateResponse(request, "admin/members/term/end.html", context)
        page.status_code = 422 if form.errors else 200
        return page
