"""How large a pack may be, and in which languages its documents."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.languages import language_name
from members.models import language_in_use

from .choice import LIST_ONLY, SIZES, Candidate, Offer, fitting, offers
from .subject import Subject

USUAL = "25"
OLDEST_DAY = dt.timedelta(days=2)


class SizeField(forms.ChoiceField):
    """Takes every size there is, though it offers only those that bring more than the one before:
    documents may have gone since the page was drawn.
    """

    def valid_value(self, value: Any) -> bool:
        return value in SIZES


class PackForm(forms.Form):
    """Read from the query string, so that the address of a pack can be asked again.

    `day` is the day on which the page was drawn: with it a download that broke before midnight
    goes on after it, in the same bytes.
    """

    mark_required = False
    size = SizeField(
        label=gettext_lazy("How much"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Please choose one of these sizes.")},
    )
    language = forms.MultipleChoiceField(
        label=gettext_lazy("Documents in"),
        help_text=gettext_lazy("None ticked: in all languages."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("There is no document in one of these languages.")
        },
    )
    day = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Any, *, subject: Subject) -> None:
        super().__init__(asked if "size" in asked else None)
        self.subject = subject
        spoken = Counter(one.language for one in subject.candidates)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, f"{language_name(code)} ({n})") for code, n in spoken.most_common()
        ]
        named = asked.getlist("language")
        self.offers = offers(
            subject.candidates,
            languages=[code for code in named if code in spoken],
            reads=language_in_use(),
        )
        shown = [offer.size for offer in self.offers]
        self.fields["size"].choices = [  # type: ignore[attr-defined]
            (offer.size, _label(offer)) for offer in self.offers
        ]
        self.initial = {
            "size": USUAL if USUAL in shown else shown[-1],
            "language": [code for code in named if code in spoken],
            "day": timezone.localdate().isoformat(),
        }

    def clean_day(self) -> dt.date:
        """Today, unless it was begun just before."""
        today = timezone.localdate()
        day: dt.date | None = self.cleaned_data["day"]
        return day if day and today - OLDEST_DAY <= day <= today else today

    @property
    def chosen(self) -> list[Candidate]:
        """Of a valid form: the documents that the pack will hold."""
        return fitting(
            self.subject.candidates,
            limit=SIZES[self.cleaned_data["size"]],
            languages=self.cleaned_data["language"],
            reads=language_in_use(),
        )


def _label(offer: Offer) -> str:
    if offer.size == LIST_ONLY:
        return _("Only the list: what the works are about, and where they stand")
    documents = ngettext("%(n)s document", "%(n)s documents", offer.documents) % {
        "n": offer.documents
    }
    return _("Up to %(most)s MB: %(documents)s, %(size)s") % {
        "most": offer.size,
        "documents": documents,
        "size": filesizeformat(offer.weight),
    }
