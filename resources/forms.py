"""How a member sends in a resource, and how staff answer."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import languages
from members.access import readable_group_ids
from members.files.sniff import Refused
from members.files.types import accept_attribute
from members.form_fields import LineField, TidyCharField, country_choices, theme_choices
from members.models import Group, Member, Visibility
from members.models.visibility import is_wider
from members.models.vocabulary import language_in_use

from . import actions, known
from .form_fields import LinesField
from .identifiers import doi_in, isbn_in
from .models import Abstract, Document, Resource
from .models.resources import today
from .word_count import count_words

DESCRIPTION_LIMIT = 100
ABSTRACT_LETTERS = 6000
NOT_SAID = "und"  # ISO 639-2: the language of a text whose language nobody has told yet


def main_language(resource: Resource) -> str:
    """In which its abstract is written, as far as anybody knows."""
    return resource.languages[0] if resource.languages else NOT_SAID


def known_as(resource: Resource) -> str:
    return format_html(
        gettext("The library already has this very file: <a href='{}'>{}</a>."),
        resource.get_absolute_url(),
        str(resource),
    )


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
    doi = LineField(
        label=_("DOI"),
        required=False,
        max_length=160,
        help_text=_("Such as 10.1234/abc, if it has one."),
    )
    isbn = LineField(label=_("ISBN"), required=False, max_length=40)
    answer = TidyCharField(
        label=_("Your answer"),
        required=False,
        max_length=5000,
        help_text=_("The people who review read it. What you have put right needs no words."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    another = forms.BooleanField(label=_("It is another work: send it in anyway"), required=False)
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
            "files_open_on",
            "groups",
        )
        labels = {"issued": _("Year"), "title": _("Title")}
        widgets = {
            "files_open_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        field_classes = {"title": LineField, "publisher": LineField, "license_terms": LineField}

    MORE: tuple[str, ...] = (
        "creators",
        "publisher",
        "issued",
        "doi",
        "isbn",
        "themes",
        "countries",
        "license",
        "license_terms",
        "files_visibility",
        "files_open_on",
        "groups",
    )

    COLUMNS = (
        *("title", "source_url", "kind", "visibility", "files_visibility", "publisher", "issued"),
        *("license", "license_terms", "languages", "creators", "countries", "doi", "isbn"),
        *("answer", "files_open_on"),
    )
    # Asked after in the library as soon as she has filled them in.
    TELLING = frozenset(("title", "source_url", "doi", "isbn", "file"))

    use_required_attribute = False
    mark_required = False

    def __init__(self, *args: Any, member: Member, sending: bool = False, **kwargs: Any) -> None:
        self.member, self.sending = member, sending
        self.known: list[known.Known] = []
        self.taken: Document | None = None  # the file that came along, once it is kept
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
        for name in ("languages", "creators"):
            self.initial[name] = getattr(resource, name)
        self.initial["countries"] = [country.code for country in resource.countries]
        if resource.status == Resource.Status.RETURNED:
            self.initial["answer"] = resource.answer
        else:
            del self.fields["answer"]
        for name in self.fields.keys() & {"doi", "isbn"}:
            self.initial[name] = getattr(resource, name) or self.initial.get(name, "")
        for name in self.fields.keys() & self.TELLING:
            self.fields[name].widget.attrs["data-known"] = name
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

    def clean_doi(self) -> str:
        typed: str = self.cleaned_data["doi"]
        doi = doi_in(typed)
        if (typed and not doi) or len(doi) > 120:
            raise forms.ValidationError(_("A DOI looks like 10.1234/abc. Please look at it again."))
        return doi

    def clean_files_open_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["files_open_on"]
        if day and "files_open_on" in self.changed_data and day <= today():
            raise forms.ValidationError(_("That day has come already: leave it empty."))
        return day

    def clean_isbn(self) -> str:
        typed: str = self.cleaned_data["isbn"]
        isbn = isbn_in(typed)
        if typed and not isbn:
            raise forms.ValidationError(
                _("That is no ISBN: a digit is missing, or two have changed places.")
            )
        return isbn

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
        for name in ("languages", "creators", "countries", "doi", "isbn", "answer"):
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
            self.taken = actions.attach(
                resource=resource, upload=upload, language=language, by=self.member
            )
        except Refused as refused:
            self.add_error("file", str(refused))
        except actions.AlreadyInLibrary as held:
            # The same form sent twice brings the same file twice, and that is no mistake.
            if held.resource.pk != resource.pk:
                self.add_error("file", known_as(held.resource))

    def check_complete(self, resource: Resource) -> None:
        """A resource that is sent in has a file or a link."""
        if (
            not resource.source_url
            and not resource.documents.exclude(scan=Document.Scan.INFECTED).exists()
            and not self.errors.keys() & {"file", "source_url"}
        ):
            self.add_error("file", _("Please add a file, or give a link below."))

    def look_for_known(self, resource: Resource) -> None:
        """`known` is what the library has already, as far as she may read it."""
        if resource.status == Resource.Status.DRAFT:
            clues = known.clues_of(resource)
            self.known = known.alike(clues, reader=self.member, but=resource.pk)

    def check_known(self, resource: Resource) -> None:
        """She has looked at what is much alike, and says that hers is another work."""
        self.look_for_known(resource)
        if self.known and not self.cleaned_data.get("another"):
            self.add_error(
                "another",
                _("The library has something much like it. Please look whether it is the same."),
            )
