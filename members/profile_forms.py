"""What a member says of herself, and whom she shows it."""

from __future__ import annotations

import unicodedata
import zoneinfo
from itertools import groupby
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from . import profile_actions
from .files.portrait import Fault, portrait
from .form_fields import TOO_LONG, LineField, TidyCharField, theme_choices
from .languages import CODES, choices_in_groups, language_name
from .models import Audience, Member, ProfileField, Theme
from .showing import audience_of

MOST_LETTERS = 3000
LARGEST_PICTURE = 15 * 1024 * 1024
THEME_LISTS = ("themes", "offers", "asks")
PLAIN = ("name", "pronouns", "job_title", "country", "about", "languages", "time_zone")
NOT_KEPT = _("The picture could not be kept: our disk is full. Please try again later.")
FAULTS = {
    Fault.DAMAGED: _("This picture is damaged or not complete. Could you save it once more?"),
    Fault.UNKNOWN: _("This is no picture in JPEG, PNG or WebP. Could you save it as JPEG?"),
    Fault.TOO_MANY_DOTS: _("This picture has more than 50 million dots. Please make it smaller."),
    Fault.MOVES: _("This picture moves. Please choose one that stands still."),
    Fault.TOO_SMALL: _("This picture is too small: it needs 48 dots on each side at least."),
}


def time_zone_choices(own: str) -> list[tuple[str, Any]]:
    """By part of the world; hers is among them whatever it is."""
    zones = sorted(zone for zone in zoneinfo.available_timezones() if _is_a_place(zone))
    groups: list[tuple[str, Any]] = [("UTC", "UTC")]
    for area, names in groupby(zones, key=lambda zone: zone.partition("/")[0]):
        groups.append((area, [(one, one.partition("/")[2].replace("_", " ")) for one in names]))
    return groups if own == "UTC" or own in zones else [(own, own), *groups]


def _is_a_place(zone: str) -> bool:
    """Not the old names and the ones that count hours."""
    return "/" in zone and zone.partition("/")[0] not in {"Etc", "SystemV", "US", "posix", "right"}


class ProfileForm(forms.Form):
    """Every field of a profile, with whom she shows it: `see_<ProfileField>`."""

    name = LineField(
        label=_("Your name"),
        max_length=150,
        error_messages=TOO_LONG,
        help_text=_("As you write it yourself. Members see it."),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_(
            "JPEG, PNG or WebP, up to 15 MB. We cut a square out of it and keep nothing of what"
            " stands beside the dots, such as the place."
        ),
        error_messages={"empty": _("This file is empty. Perhaps it was not fully copied.")},
    )
    remove_picture = forms.BooleanField(label=_("Take my picture away"), required=False)
    pronouns = LineField(
        label=_("Pronouns"), max_length=40, required=False, error_messages=TOO_LONG
    )
    job_title = LineField(
        label=_("What you do"), max_length=120, required=False, error_messages=TOO_LONG
    )
    country = forms.ChoiceField(label=_("The country you work in"), required=False)
    about = TidyCharField(
        label=_("About you"),
        max_length=MOST_LETTERS,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("What you work on, what you have learnt, what one may ask you."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you read and write"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label=_("Themes you know well"), required=False
    )
    offers = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=_("What you offer"),
        help_text=_("Themes in which you can accompany somebody for a while."),
        required=False,
    )
    asks = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=_("What you look for"),
        help_text=_("Themes in which you would like company."),
        required=False,
    )
    listed = forms.BooleanField(
        label=_("Members find me in lists and searches"),
        help_text=_(
            "Otherwise only the people of your groups meet you there. Whoever knows the address of"
            " your page can still open it."
        ),
        required=False,
    )
    time_zone = forms.ChoiceField(label=_("Your time zone"))
    interface_language = forms.ChoiceField(
        label=_("The language of your pages and letters"), choices=settings.LANGUAGES
    )

    use_required_attribute = False
    mark_required = False  # only the name is, and the page says so

    def __init__(self, *args: Any, member: Member, reads: str, **kwargs: Any) -> None:
        self.member = member
        kwargs.setdefault("initial", _initial(member, reads))
        super().__init__(*args, **kwargs)
        for name in ("name", "pronouns", "job_title"):
            self.fields[name].widget.attrs["dir"] = "auto"
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["picture"].widget = forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp"}
        )
        if not member.picture:
            del self.fields["remove_picture"]
        self._offer("country", [("", _("I would rather not say")), *countries])
        self._offer("time_zone", time_zone_choices(member.time_zone))
        unnamed = [code for code in member.languages if code not in CODES]
        own = [(code, language_name(code)) for code in unnamed]
        self._offer("languages", [*own, *choices_in_groups()])
        self._offer_themes()
        for one in ProfileField:
            self.fields[f"see_{one.value}"] = forms.ChoiceField(
                label=format_lazy("{} {}", _("Who sees this:"), one.label), choices=Audience.choices
            )

    def _offer(self, name: str, choices: Any) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _offer_themes(self) -> None:
        choices = theme_choices()
        for name in THEME_LISTS:
            field = cast(forms.ModelMultipleChoiceField, self.fields[name])
            field.widget = forms.CheckboxSelectMultiple()
            field.choices = choices

    def clean_name(self) -> str:
        """In any script and of any length, but something that one can see."""
        name: str = self.cleaned_data["name"]
        if not any(unicodedata.category(one)[0] in "LNS" for one in name):
            raise forms.ValidationError(_("Please write your name with letters that one can see."))
        return name

    def clean_picture(self) -> bytes | None:
        """The picture, drawn anew."""
        upload: UploadedFile | None = self.cleaned_data["picture"]
        if upload is None:
            return None
        size = upload.size or 0
        if size > LARGEST_PICTURE:
            raise forms.ValidationError(
                _("This picture is larger than 15 MB. Please choose or make a smaller one.")
            )
        try:
            sent = upload.read()
            # The disk may have had no room for it while it arrived.
            drawn = portrait(sent) if len(sent) == size else None
        except OSError as error:
            raise forms.ValidationError(NOT_KEPT) from error
        if drawn is None:
            raise forms.ValidationError(NOT_KEPT)
        if isinstance(drawn, Fault):
            raise forms.ValidationError(FAULTS[drawn])
        return drawn

    def audiences(self) -> dict[str, list[str]]:
        """The two lists of the member's row."""
        chosen = {one.value: self.cleaned_data[f"see_{one.value}"] for one in ProfileField}
        return {
            "for_groups": [name for name, who in chosen.items() if who == Audience.GROUPS],
            "for_nobody": [name for name, who in chosen.items() if who == Audience.NOBODY],
        }

    def keep(self) -> bool:
        """Save what is valid; False, with a word beside the field, if the disk is full."""
        said = self.cleaned_data
        columns = (*PLAIN, "listed", "interface_language")
        try:
            profile_actions.keep_profile(
                member=self.member,
                facts={name: said[name] for name in columns} | self.audiences(),
                themes={name: said[name] for name in THEME_LISTS},
                picture=said["picture"],
                remove_picture=said.get("remove_picture", False),
            )
        except OSError:
            self.add_error("picture", NOT_KEPT)
            return False
        return True


def _initial(member: Member, reads: str) -> dict[str, Any]:
    plain = {name: getattr(member, name) for name in (*PLAIN, "listed")}
    lists = {name: [one.pk for one in getattr(member, name).all()] for name in THEME_LISTS}
    language = {"interface_language": member.interface_language or reads}
    seen = {f"see_{one.value}": audience_of(member, one.value) for one in ProfileField}
    return plain | lists | language | seen
