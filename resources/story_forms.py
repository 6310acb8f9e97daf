"""How a member tells what she did with a work."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from members import languages
from members.form_fields import LineField, TidyCharField
from members.models import Member, Organization, Visibility
from members.models.vocabulary import language_in_use

from .models import Resource, Story
from .models.stories import FIRST_YEAR, LONGEST_TEXT

TOO_LONG = {"max_length": _("At most %(limit_value)d letters, please: these are %(show_value)d.")}


class StoryForm(forms.Form):
    """What is valid is kept, the rest is asked again; `sending` asks for all of it."""

    purpose = LineField(
        label=_("What did you use it for?"),
        max_length=200,
        error_messages=TOO_LONG,
        help_text=_("In one line: to train market women, to write a rule of our own …"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    adapted = TidyCharField(
        label=_("What did you do, and what did you change in it?"),
        max_length=LONGEST_TEXT,
        error_messages=TOO_LONG,
        help_text=_("What you took as it is, what you left out, what you put in other words."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    changed = TidyCharField(
        label=_("What came of it?"),
        max_length=LONGEST_TEXT,
        error_messages=TOO_LONG,
        help_text=_("What is different now, and for whom. That nothing changed is worth telling."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("For which organization?"),
        required=False,
        empty_label=_("For none, or for another"),
    )
    country = forms.ChoiceField(label=_("In which country?"))
    year = forms.IntegerField(label=_("In which year?"))
    language = forms.ChoiceField(label=_("In which language do you write?"))
    visibility = forms.ChoiceField(
        label=_("Who may read it?"), help_text=_("Nobody who may not see the work itself.")
    )

    use_required_attribute = False
    mark_required = False

    def __init__(
        self,
        *args: Any,
        member: Member,
        resource: Resource,
        story: Story | None,
        sending: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = sending and name != "organization"
            if story:
                self.initial[name] = getattr(story, name)
        self._offer_places(member, story)
        self._offer_readers(resource)
        this_year = timezone.localdate().year
        self.fields["year"].validators += [
            MinValueValidator(FIRST_YEAR),
            MaxValueValidator(this_year, _("That year has not come yet.")),
        ]
        spoken = cast(forms.ChoiceField, self.fields["language"])
        spoken.choices = languages.choices_in_groups()
        self.initial["language"] = (story and story.language) or language_in_use()

    def _offer_places(self, member: Member, story: Story | None) -> None:
        """Her own organization, and the one that the story names already."""
        own = {one.pk for one in (member.organization, story and story.organization) if one}
        offered = cast(forms.ModelChoiceField, self.fields["organization"])
        offered.queryset = Organization.objects.listed().filter(pk__in=own)
        named = cast(forms.ChoiceField, self.fields["country"])
        named.choices = [("", _("Choose a country")), *countries]
        if story is None:
            home = member.organization
            self.initial["organization"] = home.pk if home else None
            self.initial["country"] = str(home.country if home else member.country)
        else:
            self.initial["country"] = str(story.country)

    def _offer_readers(self, resource: Resource) -> None:
        """Everyone, only where everyone may see the work."""
        readers = cast(forms.ChoiceField, self.fields["visibility"])
        is_open = resource.visibility == Visibility.PUBLIC
        offered = (Visibility.PUBLIC, Visibility.MEMBERS) if is_open else (Visibility.MEMBERS,)
        readers.choices = [(one.value, one.label) for one in offered]
        if self.initial.get("visibility") not in offered:
            self.initial["visibility"] = offered[0].value

    @property
    def words(self) -> dict[str, Any]:
        """By field, what is valid; an answer that is still missing is kept as none."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "visibility" or value
        }
