"""How a new file comes to a work that is published."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members import languages
from members.files.types import accept_attribute
from members.form_fields import LineField
from members.models import Member

from .models import Document, Resource


class DocumentChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, document: Any) -> str:
        language = languages.language_name(document.language)
        return _("A new version of %(name)s (%(language)s)") % {
            "name": document.name,
            "language": language,
        }


class VersionForm(forms.Form):
    replaces = DocumentChoiceField(
        Document.objects.none(),
        label=_("What is it?"),
        required=False,
        blank=True,
        empty_label=_("The same work in another language, or one more file"),
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("A new version is in the language of the old one, unless you say otherwise."),
    )
    file = forms.FileField(label=_("File"))
    note = LineField(
        label=_("What has changed?"),
        required=False,
        max_length=300,
        help_text=_("One line, for the people who review."),
    )

    use_required_attribute = False
    mark_required = False

    def __init__(self, *args: Any, member: Member, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replaces = cast(forms.ModelChoiceField, self.fields["replaces"])
        replaces.queryset = resource.documents.newest()
        spoken = cast(forms.ChoiceField, self.fields["language"])
        spoken.choices = [("", "—"), *languages.choices_in_groups()]
        self.fields["file"].widget.attrs["accept"] = accept_attribute(staff=member.works_for_staff)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        replaced = cleaned.get("replaces")
        if not cleaned.get("language") and not self.errors.keys() & {"replaces", "language"}:
            if replaced is None:
                self.add_error("language", _("Please say in which language it is written."))
            else:
                cleaned["language"] = replaced.language
        return cleaned
