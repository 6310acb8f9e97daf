"""What a work is about, as staff change it beside the work."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.utils.translation import gettext as _

from resources.importing import MOST_WORDS, is_described
from resources.models import Abstract, Resource
from resources.word_count import count_words


class AbstractFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """What is published stays described in English, as it had to be to get there."""
        super().clean()
        work = self.instance
        if work.status != Resource.Status.PUBLISHED or any(self.errors):
            return
        form = self._in_english()
        english = form.cleaned_data["text"] if form else ""
        if is_described(work.languages, english):
            return
        words = count_words(english)
        if form and words > MOST_WORDS:
            said = _("That is %(words)d words. Please take out %(over)d: 100 is the most.")
            form.add_error("text", said % {"words": words, "over": words - MOST_WORDS})
            return
        raise ValidationError(
            _("The work is not in English: please describe it in English in a few sentences."),
            code="not_described",
        )

    def _in_english(self) -> ModelForm | None:
        kept = (one for one in self.forms if not self._should_delete_form(one))
        return next((one for one in kept if one.cleaned_data.get("language") == "en"), None)


class AbstractInline(admin.StackedInline):
    model = Abstract
    formset = AbstractFormSet
    extra = 0
