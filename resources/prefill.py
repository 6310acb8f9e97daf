"""The form for sending in, filled in from what she pasted or from what her file says of itself.

Only what she has left open is filled in, as if she had typed it: the form looks at it all the same.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.form_fields import TidyCharField

from . import references
from .files.own_words import own_words
from .harvest.dublin_core import Facts
from .models import Document, Resource


class ReferenceForm(forms.Form):
    """Where she pastes it. `facts` is what was read, once the form is valid."""

    pasted = TidyCharField(
        label=_("A DOI, or an entry in BibTeX or RIS"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "spellcheck": "false"}),
        help_text=_(
            "Paste it here. What you have filled in already stays as it is."
            " For a DOI we ask doi.org."
        ),
    )

    prefix = "reference"
    facts: Facts

    def clean_pasted(self) -> str:
        pasted: str = self.cleaned_data["pasted"]
        try:
            self.facts = references.read(pasted)
        except references.NotRead as error:
            raise forms.ValidationError(str(error)) from error
        return pasted


def fill_in(answers: QueryDict, facts: Facts) -> list[str]:
    """Answer the open questions; the names of those that were, in the order of the form."""
    spoken = facts["languages"]
    said = dict(facts["abstracts"])
    english = said.pop("en", "") if spoken and spoken[0] != "en" else ""
    kind = facts["kind"] if facts["kind"] != Resource.Kind.OTHER else ""
    known: dict[str, Any] = {
        "title": facts["title"],
        "source_url": facts["source_url"],
        "languages": spoken,
        "kind": kind,
        "abstract": next(iter(said.values()), ""),
        "english": english,
        "creators": "\n".join(facts["creators"]),
        "publisher": facts["publisher"],
        "issued": str(facts["issued"] or ""),
        "doi": facts["doi"],
        "isbn": facts["isbn"],
    }
    return _answer(answers, known)


def fill_in_from(answers: QueryDict, document: Document) -> list[str]:
    """Likewise from a file: nobody opens one that waits for its virus scan."""
    if document.scan in Document.HELD:
        return []
    own = own_words(document.file.path, document.media_type)
    authors = "\n".join(name.strip() for name in own.author.split(";"))
    return _answer(answers, {"title": own.title, "creators": authors})


def _answer(answers: QueryDict, known: dict[str, Any]) -> list[str]:
    filled = []
    for name, value in known.items():
        if value and not any(one.strip() for one in answers.getlist(name)):
            answers.setlist(name, value if isinstance(value, list) else [value])
            filled.append(name)
    return filled
