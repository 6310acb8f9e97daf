"""How a member sends in a resource, and how staff answer."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from members import languages
from members.access import readable_group_ids
from members.models import (
    Group,
    Member,
    RegionCountry,
    Theme,
    Visibility,
    fold,
    preferred_label,
)
from members.models.visibility import WIDTH
from members.models.vocabulary import language_in_use

from . import actions
from .files.sniff import Refused
from .files.types import accept_attribute
from .models import Abstract, Resource
from .word_count import count_words

DESCRIPTION_LIMIT = 100
ABSTRACT_LETTERS = 6000
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class TidyCharField(forms.CharField):
    """Without characters that nobody sees and that turn the text around; lines end in \\n."""

    def to_python(self, value: Any) -> str:
        text = INVISIBLE.sub("", str(value or "")).replace("\r\n", "\n")
        return super().to_python(text) or ""


class LinesField(TidyCharField):
    """One entry a line, empty lines left out: a list of texts."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        if any(len(line) > 300 for line in value):
            raise forms.ValidationError(_("One of the lines is longer than 300 letters."))

    def run_validators(self, value: Any) -> None:
        """The length of a line is checked above."""


def theme_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """All themes, the narrower ones under the name of their broader one."""
    language = language_in_use()
    themes = list(Theme.objects.labelled())
    names = {theme.pk: preferred_label(theme.labels.all(), language) for theme in themes}
    return [
        (
            names[top.pk],
            [
                (theme.pk, names[theme.pk])
                for theme in themes
                if theme.pk == top.pk or theme.parent_id == top.pk
            ],
        )
        for top in themes
        if top.parent_id is None
    ]


def country_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All countries, under the names of their regions."""
    names = dict(countries)
    by_region: dict[str, list[tuple[str, str]]] = {}
    for row in RegionCountry.objects.select_related("region").order_by("region__position"):
        code = str(row.country)
        by_region.setdefault(str(row.region), []).append((code, names.get(code, code)))
    return [
        (region, sorted(found, key=lambda one: fold(one[1]))) for region, found in by_region.items()
    ]


class ResourceForm(forms.ModelForm):
    """Kept as a draft from the first moment: what is valid is saved, the rest is asked again."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "PDF, Word, PowerPoint, OpenDocument, text, pictures … up to 50 MB. Office files carry"
            " the name of their author: check it before you send one in."
        ),
    )
    source_url = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_("Where it stands on the web, if it does."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Language of the work"),
        choices=languages.choices_in_groups,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Choose a kind")), *Resource.Kind.choices], required=False
    )
    abstract = TidyCharField(
        label=_("What it is about"),
        required=False,
        max_length=ABSTRACT_LETTERS,
        help_text=_("A few sentences, in the language of the work."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    english = TidyCharField(
        label=_("What it is about, in English"),
        required=False,
        max_length=ABSTRACT_LETTERS,
        help_text=_(
            "Needed if the work is not in English, so that all can find it. At most 100 words."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "data-word-limit": DESCRIPTION_LIMIT}),
    )
    creators = LinesField(
        label=_("Authors"), required=False, help_text=_("One a line: family name, given name.")
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries it speaks of"),
        choices=country_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Resource
        fields = (
            "title",
            "source_url",
            "visibility",
            "publisher",
            "issued",
            "themes",
            "license",
            "license_terms",
            "files_visibility",
            "groups",
        )
        labels = {"issued": _("Year"), "title": _("Title")}
        field_classes = {
            "title": TidyCharField,
            "publisher": TidyCharField,
            "license_terms": TidyCharField,
        }

    MORE = (
        "creators",
        "publisher",
        "issued",
        "themes",
        "countries",
        "license",
        "license_terms",
        "files_visibility",
        "groups",
    )

    use_required_attribute = False
    mark_required = False

    def __init__(self, *args: Any, member: Member, sending: bool = False, **kwargs: Any) -> None:
        self.member, self.sending = member, sending
        super().__init__(*args, **kwargs)
        resource = self.instance
        self.fields["title"].required = sending
        self.fields["title"].widget = forms.TextInput(attrs={"dir": "auto"})
        self.fields["kind"].required = self.fields["visibility"].required = sending
        self.fields["file"].widget.attrs["accept"] = accept_attribute(staff=member.works_for_staff)
        self.fields["files_visibility"].required = False
        self._offer_themes_and_groups()
        self.initial["kind"] = resource.kind if resource.pk else ""
        for name in ("languages", "creators", "countries"):
            self.initial[name] = (
                [country.code for country in resource.countries]
                if name == "countries"
                else getattr(resource, name)
            )
        if resource.pk:
            said = {one.language: one.text for one in resource.abstracts.all()}
            self.initial["english"] = said.pop("en", "") if self._foreign(resource) else ""
            self.initial["abstract"] = next(iter(said.values()), "")

    def _offer_themes_and_groups(self) -> None:
        themes = cast(forms.ModelMultipleChoiceField, self.fields["themes"])
        themes.widget = forms.CheckboxSelectMultiple()
        themes.choices = theme_choices()
        groups = cast(forms.ModelMultipleChoiceField, self.fields["groups"])
        groups.widget = forms.CheckboxSelectMultiple()
        groups.queryset = Group.objects.filter(pk__in=readable_group_ids(self.member))
        groups.help_text = _("Only if you chose “members of chosen groups”.")
        if not groups.queryset:
            del self.fields["groups"]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What is folded away below the first questions."""
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def more_is_open(self) -> bool:
        """When something in there has to be looked at."""
        return any(field.errors for field in self.more_fields)

    @staticmethod
    def _foreign(resource: Resource) -> bool:
        """Whether the work has to be described in English as well."""
        return bool(resource.languages) and "en" not in resource.languages

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("visibility") and not cleaned.get("files_visibility"):
            cleaned["files_visibility"] = cleaned["visibility"]
        self._clean_widths(cleaned)
        if self.sending:
            self._clean_description(cleaned)
            if not cleaned.get("languages") and "languages" not in self.errors:
                self.add_error("languages", _("Please say in which language it is written."))
        return cleaned

    def _clean_widths(self, cleaned: dict[str, Any]) -> None:
        record, files = cleaned.get("visibility"), cleaned.get("files_visibility")
        if record and files and WIDTH[Visibility(files)] > WIDTH[Visibility(record)]:
            cleaned["files_visibility"] = record
        if record == Visibility.GROUP and not cleaned.get("groups"):
            self.add_error("visibility", _("Please choose the groups below, or another answer."))

    def _clean_description(self, cleaned: dict[str, Any]) -> None:
        spoken = cleaned.get("languages") or []
        if not spoken or "en" in spoken:
            return
        words = count_words(cleaned.get("english", ""))
        if words == 0:
            self.add_error(
                "english",
                _("The work is not in English: please describe it in English in a few sentences."),
            )
        elif words > DESCRIPTION_LIMIT:
            self.add_error(
                "english",
                _("That is %(words)d words. Please take out %(over)d: 100 is the most.")
                % {"words": words, "over": words - DESCRIPTION_LIMIT},
            )

    @transaction.atomic
    def keep(self) -> Resource:
        """Save what is valid. The draft then holds it, whatever else is still wrong."""
        resource: Resource = self.instance
        valid = self.cleaned_data
        for name in ("languages", "creators", "countries"):
            if name in valid:
                setattr(resource, name, valid[name])
        for name in ("kind", "files_visibility"):
            if valid.get(name):
                setattr(resource, name, valid[name])
        self._keep_widths(resource, valid)
        resource.full_clean(exclude=["title", "submitted_by"], validate_constraints=False)
        resource.save()
        for name in ("themes", "groups"):
            if name in valid:
                getattr(resource, name).set(valid[name])
        self._keep_abstracts(resource, valid)
        return resource

    @staticmethod
    def _keep_widths(resource: Resource, valid: dict[str, Any]) -> None:
        """Nothing of a draft may be wider than it, also while an answer is missing."""
        if WIDTH[Visibility(resource.files_visibility)] > WIDTH[Visibility(resource.visibility)]:
            resource.files_visibility = resource.visibility

    def _keep_abstracts(self, resource: Resource, valid: dict[str, Any]) -> None:
        language = resource.languages[0] if resource.languages else "en"
        texts = {language: valid.get("abstract", "")}
        if self._foreign(resource):
            texts["en"] = valid.get("english", "")
        resource.abstracts.exclude(
            language__in=[one for one, text in texts.items() if text]
        ).delete()
        for one, text in texts.items():
            if text:
                Abstract.objects.update_or_create(
                    resource=resource, language=one, defaults={"text": text}
                )

    def take_file(self, resource: Resource) -> None:
        """Keep the file that came along; what is wrong with it is said beside the field."""
        upload: UploadedFile | None = self.cleaned_data.get("file")
        if not upload:
            return
        language = resource.languages[0] if resource.languages else language_in_use()
        try:
            actions.attach(resource=resource, upload=upload, language=language, by=self.member)
        except Refused as refused:
            self.add_error("file", str(refused))
        except actions.AlreadyInLibrary as known:
            if known.resource.pk == resource.pk:
                self.add_error("file", _("This file is already here."))
            else:
                self.add_error("file", self._known_as(known.resource))

    @staticmethod
    def _known_as(resource: Resource) -> str:
        return format_html(
            gettext("The library already has this very file: <a href='{}'>{}</a>."),
            resource.get_absolute_url(),
            resource.title,
        )

    def check_complete(self, resource: Resource) -> None:
        """A resource that is sent in has a file or a link."""
        if (
            not resource.source_url
            and not resource.documents.exists()
            and not self.errors.get("file")
        ):
            self.add_error("file", _("Please add a file, or give a link below."))
