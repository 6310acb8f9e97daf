"""The query string of a search in the forums: words, author, forum, theme and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from members.models import Member, fold
from members.search import narrowing
from members.search.asked import Asked, Facet, ListFilter, read
from members.search.find import narrowed_to
from members.search.found import Found
from members.search.plan import Only

from .models import Forum, Thread
from .search import AUTHOR

FACETS = {"forum": _("Forum"), "theme": _("Theme")}
SORTS = {"relevance": _("Best match"), "added": pgettext_lazy("posts", "Newest")}
LONGEST_NAME = 120
MOST_NAMESAKES = 10
A_FORUM = "a forum"  # in the place of a broader theme (see `narrowing.Names`)


class ThreadFilter(ListFilter):
    facets, usual = FACETS, "added"

    forum = Facet()
    theme = Facet()
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()))

    class Meta:
        model = Thread
        fields: list[str] = []


class PostForm(forms.Form):
    """Whose posts, and of which days. A visitor cannot ask for a person."""

    author = forms.CharField(
        label=_("Written by"),
        help_text=_("A whole name, or a handle such as @amina."),
        max_length=LONGEST_NAME,
        required=False,
    )
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    mark_required = False

    def __init__(self, data: Mapping[str, Any], *, member: Member | None) -> None:
        super().__init__(data)
        self.member = member
        if member is None:
            del self.fields["author"]

    def clean_author(self) -> list[int]:
        """The numbers of those who are called so; namesakes are asked for together."""
        typed = " ".join(self.cleaned_data["author"].split())
        if not typed:
            return []
        handle, people = typed.lstrip("@").lower(), Member.objects.visible_to(self.member)
        namesakes = Member.objects.listed_for(self.member).filter(sort_name=fold(typed))
        wanted = Q(handle=handle) | Q(pk__in=namesakes.order_by().values("pk"))
        meant = dict(people.filter(wanted).values_list("pk", "handle")[:MOST_NAMESAKES])
        found = [pk for pk, known in meant.items() if known == handle]
        if not found and not typed.startswith("@"):
            found = [*meant]
        if not found:
            raise forms.ValidationError(gettext("We find nobody who is called so."))
        return found

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        since, until = clean.get("since"), clean.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("This day is before the one on which you begin."))
        return clean

    @property
    def only(self) -> Only:
        """As the index is asked, when the form is valid. The last day counts to its end."""
        clean = self.cleaned_data
        marks = {AUTHOR: [str(pk) for pk in clean.get("author") or ()]}
        until = clean["until"]
        return narrowed_to(
            marks if marks[AUTHOR] else {},
            since=_beginning(clean["since"]) if clean["since"] else None,
            until=_beginning(until + dt.timedelta(1)) if until and until < dt.date.max else None,
        )

    @property
    def typed(self) -> dict[str, list[str]]:
        """What stands in the fields, to be carried from page to page."""
        return {name: [value] for name in self.fields if (value := self.data.get(name, ""))}


def _beginning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def read_asked(query: Mapping[str, Any], form: PostForm) -> Asked:
    """What is narrowed to; author and days are carried along, but are no facets."""
    filters = ThreadFilter(query, queryset=Thread.objects.none())
    filters.form.is_valid()
    asked = read(filters.form.cleaned_data, FACETS, usual=ThreadFilter.usual)
    asked.chosen.update(form.typed)
    return asked


class Names(narrowing.Names):
    """What forums and themes are called. One query at most."""

    def __init__(self, member: Member | None, found: Found, asked: Asked) -> None:
        self._member = member
        counted = [slug for slug, _count in found.facets.get("forum", ())[: narrowing.SHOWN * 2]]
        self._slugs = {*counted, *asked.chosen["forum"]}

    def of(self, facet: str, value: str) -> str:
        if facet == "forum":
            return self.others(A_FORUM).get(value, value)
        return super().of(facet, value)

    def _more(self) -> Sequence[QuerySet]:
        forums = Forum.objects.visible_to(self._member).filter(slug__in=self._slugs).order_by()
        return (forums.values_list("slug", Value(A_FORUM), Value(""), "name"),)
