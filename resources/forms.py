"""How a member sends in a resource, and how staff answer."""

from __future__ import annotations

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
from members.models.visibility import is_wider
from members.models.vocabulary import language_in_use

from . import actions
from .files.sniff import Refused
from .files.types import accept_attribute
from .models import Abstract, Resource
from .tidy import on_one_line, tidy
from .word_count import count_words

DESCRIPTION_LIMIT = 100
ABSTRACT_LETTERS = 6000
MOST_LINES = 500
NOT_SAID = "und"  # ISO 639-2: the language of a text whose language nobody has told yet


class TidyCharField(forms.CharField):
    """Without characters that nobody sees and that turn the text around; lines end in \\n."""

    def to_python(self, value: Any) -> str:
        return super().to_python(tidy(str(value or ""))) or ""


class LineField(TidyCharField):
    """Tidy, and all on one line."""

    def to_python(self, value: Any) -> str:
        return on_one_line(super().to_python(value))


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
        if len(value) > MOST_LINES:
            raise forms.ValidationError(_("That is too long a list: the first names are enough."))

    def run_validators(self, value: Any) -> None:
        """The length of a line is checked above."""


def main_language(resource: Resource) -> str:
    """In which its abstract is written, as far as anybody knows."""
    return resource.languages[0] if resource.languages else NOT_SAID


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
        field_classes = {"title": LineField, "publisher": LineField, "license_terms": LineField}

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

    COLUMNS = (
        *("title", "source_url", "kind", "visibility", "files_visibility", "publisher", "issued"),
        *("license", "license_terms", "languages", "creators", "countries"),
    )

    use_required_attribute = False
    mark_required = False

    def __init__(self, *args: Any, member: Member, sending: bool = False, **kwargs: Any) -> None:
        self.member, self.sending = member, sending
        super().__init__(*args, **kwargs)
        resource = self.instance
        self.fields["title"].required = sending or resource.status != Resource.Status.DRAFT
        self.fields["title"].widget = forms.TextInput(attrs={"dir": "auto"})
        for name in ("kind", "visibility"):
            if name in self.fields:
                self.fields[name].required = sending
        self.fields["file"].widget.attrs["accept"] = accept_attribute(staff=member.works_for_staff)
        self._offer_themes_and_groups()
        self.fields["license"].required = False
        self._offer_visibilities()
        self.initial["kind"] = resource.kind if resource.pk else ""
        for name in ("languages", "creators", "countries"):
            self.initial[name] = (
                [country.code for country in resource.countries]
                if name == "countries"
                else getattr(resource, name)
            )
        self._show_abstracts(resource)

    def _show_abstracts(self, resource: Resource) -> None:
        """One text in the language of the work, and one in English if that is another."""
        said = {one.language: one.text for one in resource.abstracts.all()} if resource.pk else {}
        main = main_language(resource)
        self.initial["english"] = said.pop("en", "") if main != "en" else ""
        self.shown = main if main in said else next(iter(said), main)
        self.initial["abstract"] = said.get(self.shown, "")

    def _offer_themes_and_groups(self) -> None:
        """The groups are her own."""
        themes = cast(forms.ModelMultipleChoiceField, self.fields["themes"])
        themes.widget = forms.CheckboxSelectMultiple()
        themes.choices = theme_choices()
        groups = cast(forms.ModelMultipleChoiceField, self.fields["groups"])
        groups.widget = forms.CheckboxSelectMultiple()
        groups.queryset = Group.objects.filter(pk__in=readable_group_ids(self.member))
        groups.help_text = _("Only if you chose “members of chosen groups”.")
        if not groups.queryset:
            del self.fields["groups"]

    def _offer_visibilities(self) -> None:
        """Her files are for the people who see the work, unless she says otherwise."""
        resource = self.instance
        offered = [
            one
            for one in Visibility.choices
            if one[0] != Visibility.GROUP or "groups" in self.fields
        ]
        record = cast(forms.ChoiceField, self.fields["visibility"])
        files = cast(forms.ChoiceField, self.fields["files_visibility"])
        record.choices, files.choices = offered, [("", _("The same people")), *offered]
        files.required = False
        if not resource.pk or resource.files_visibility == resource.visibility:
            self.initial["files_visibility"] = ""

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What is folded away below the first questions."""
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def more_is_open(self) -> bool:
        """When something in there has to be looked at."""
        return any(field.errors for field in self.more_fields)

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        for name in ("visibility", "files_visibility", "license"):
            if not cleaned.get(name):
                cleaned.pop(name, None)  # not answered: it stays as it was
        if "visibility" in cleaned:
            cleaned.setdefault("files_visibility", cleaned["visibility"])
        self._clean_widths(cleaned)
        if self.sending:
            self._clean_description(cleaned)
            if not cleaned.get("languages") and "languages" not in self.errors:
                self.add_error("languages", _("Please say in which language it is written."))
        return cleaned

    def clean_source_url(self) -> str:
        link: str = self.cleaned_data["source_url"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(
                _("Please give a link that begins with https:// or http://.")
            )
        return link

    def _clean_widths(self, cleaned: dict[str, Any]) -> None:
        record, files = cleaned.get("visibility"), cleaned.get("files_visibility")
        if record and files and is_wider(files, than=record):
            cleaned["files_visibility"] = record
        if cleaned.get("groups"):
            return
        for name in ("visibility", "files_visibility"):
            if cleaned.get(name) == Visibility.GROUP:
                self.add_error(name, _("Please choose the groups below, or another answer."))
                return

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
        """Save what is valid. The draft then holds it, whatever else is still wrong.

        Raises `NotNow` if it was sent in, or decided, while she wrote.
        """
        resource: Resource = self.instance
        valid = self.cleaned_data
        if not Resource.objects.select_for_update().get(pk=resource.pk).is_editable:
            raise actions.NotNow
        for name in ("languages", "creators", "countries"):
            if name in valid:
                setattr(resource, name, valid[name])
        if valid.get("kind"):
            resource.kind = valid["kind"]
        if is_wider(resource.files_visibility, than=resource.visibility):
            resource.files_visibility = resource.visibility
        kept = [name for name in self.COLUMNS if name in valid]
        resource.save(update_fields=[*kept, "files_visibility", "sort_title", "updated_at"])
        for name in ("themes", "groups"):
            if name in valid:
                getattr(resource, name).set(valid[name])
        self._keep_abstracts(resource, valid)
        return resource

    def _keep_abstracts(self, resource: Resource, valid: dict[str, Any]) -> None:
        """What was shown is replaced, in whatever language it now is; other texts stay."""
        main = main_language(resource)
        texts: dict[str, str] = {}
        if "abstract" in valid:
            texts[self.shown] = ""
        if "english" in valid and (main != "en" or "abstract" in valid):
            texts["en"] = valid["english"]
        if "abstract" in valid:
            texts[main] = valid["abstract"] or texts.get(main, "")
        for language, text in texts.items():
            if text:
                Abstract.objects.update_or_create(
                    resource=resource, language=language, defaults={"text": text}
                )
            else:
                resource.abstracts.filter(language=language).delete()

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
            # The same form sent twice brings the same file twice, and that is no mistake.
            if known.resource.pk != resource.pk:
                self.add_error("file", self._known_as(known.resource))

    @staticmethod
    def _known_as(resource: Resource) -> str:
        return format_html(
            gettext("The library already has this very file: <a href='{}'>{}</a>."),
            resource.get_absolute_url(),
            str(resource),
        )

    def check_complete(self, resource: Resource) -> None:
        """A resource that is sent in has a file or a link."""
        if (
            not resource.source_url
            and not resource.documents.exists()
            and not self.errors.keys() & {"file", "source_url"}
        ):
            self.add_error("file", _("Please add a file, or give a link below."))
