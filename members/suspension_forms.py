"""What a suspended person writes, and what staff write about suspensions."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .access import can_suspend
from .form_fields import TidyCharField
from .models import Member, Suspension
from .suspensions import calendar_of

MOST_SIGNS = 5000
LONGEST = dt.timedelta(days=3653)  # ten years; beyond it, “until it is lifted” is meant


class AppealForm(forms.Form):
    words = TidyCharField(
        label=gettext_lazy("How do you see it?"),
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Please write how you see it.")},
    )


class SuspensionForm(forms.ModelForm):
    """A new one; an existing one has no form. `asked_by` is set by the page."""

    asked_by: Member | None = None
    reason = TidyCharField(
        label=gettext_lazy("Reason"),
        help_text=Suspension._meta.get_field("reason").help_text,
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please write a reason: she reads it.")},
    )

    class Meta:
        model = Suspension
        fields = ("member", "reason", "last_day")

    def clean_member(self) -> Member:
        member: Member = self.cleaned_data["member"]
        if not can_suspend(self.asked_by, member):
            raise forms.ValidationError(
                _("Nobody does this for herself, and for a superuser only another superuser does.")
            )
        if member.status != Member.Status.ACTIVE:
            raise forms.ValidationError(_("Only an active member can be suspended."))
        return member

    def clean_last_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["last_day"]
        member = self.cleaned_data.get("member")
        if day and member:
            today = timezone.now().astimezone(calendar_of(member)).date()
            if not today <= day <= today + LONGEST:
                raise forms.ValidationError(
                    _("Please choose today or a later day, within ten years, or none.")
                )
        return day


class LiftForm(forms.Form):
    words = TidyCharField(
        label=gettext_lazy("Words to her"),
        help_text=gettext_lazy("If you like. She reads them in the letter that tells her."),
        max_length=MOST_SIGNS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    STAYS, LIFTED = "stays", "lifted"

    words = TidyCharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("She reads it in a letter."),
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please write an answer: she reads it.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("The suspension"),
        choices=[(STAYS, gettext_lazy("stays")), (LIFTED, gettext_lazy("is lifted at once"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the two.")},
    )
