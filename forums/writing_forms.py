"""What somebody fills in to open a thread, and to reply in one."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import languages
from members.files.types import MEGABYTE, accept_attribute
from members.form_fields import LineField, TidyCharField, theme_choices
from members.models import Member, Theme, language_in_use

from . import access, attachments, markdown, mentions
from .models import Forum, Label, Thread

MOST_THEMES = 5
MOST_GUESTS = 30


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A button that takes more than one. What was sent is judged one by one, by the view."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> None:
        return None


class ReplyForm(forms.Form):
    body = TidyCharField(
        label=gettext_lazy("Your reply"),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph, “- ” a list, “> ” a quotation; **two stars** "
            "make words bold. Call somebody by @ and her handle."
        ),
    )
    details_changed = forms.BooleanField(
        label=gettext_lazy("I tell a story, and have changed names and details in it"),
        required=False,
    )
    nameless = forms.BooleanField(
        label=gettext_lazy("Without my name"),
        required=False,
        help_text=gettext_lazy(
            "It will stand under “A member of this group”, to everybody, the secretariat included. "
            "Who wrote it is sealed: only two people who look after the group, of different "
            "organizations, can open the seal together, with a reason, and you are told. How you "
            "write, details and a small group can still give you away. Until you post it, your "
            "draft is kept under your name."
        ),
    )
    attached = SeveralFilesField(
        label=gettext_lazy("Files"),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": accept_attribute()}),
        help_text=format_lazy(
            gettext_lazy("At most {most} of at most {size} MB each. Whoever reads it sees them."),
            most=attachments.MOST,
            size=attachments.LARGEST // MEGABYTE,
        ),
    )

    use_required_attribute = False
    mark_required = False

    def __init__(
        self, *args: Any, member: Member, forum: Forum, nameless: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.forum = member, forum
        if not nameless:
            del self.fields["nameless"]

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        try:
            mentions.handles_in(body)
        except markdown.TooMuch as too_much:
            raise forms.ValidationError(words_of(too_much)) from too_much
        except mentions.TooMany as too_many:
            raise forms.ValidationError(too_many_called()) from too_many
        return body

    def keep_errors_of(self, *names: str) -> None:
        """Who only wants to see it is not yet asked for the rest."""
        for name in set(self.errors) - set(names):
            del self.errors[name]

    @property
    def told(self) -> dict[str, Any]:
        """What the deed is told, besides the text."""
        names = ("nameless", "details_changed")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class ThreadForm(ReplyForm):
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("What it is about, so that others find it in a list."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), widget=forms.RadioSelect)
    label = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Everybody who writes in it can make it narrower later; wider only you and those who "
            "look after the group together. Where nobody is to be quoted, what is said may be "
            "used, and never who said it."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=gettext_lazy("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At most five."),
    )
    opens_on = forms.DateField(
        label=gettext_lazy("Opens on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    guiding_questions = TidyCharField(
        label=gettext_lazy("Guiding questions"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    guests = TidyCharField(
        label=gettext_lazy("Guests"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy(
            "Members from outside of the group, who read and write here: a handle or a whole name "
            "a line."
        ),
    )

    E_DISCUSSION = ("opens_on", "closes_on", "guiding_questions", "guests")
    field_order = ("title", "body", "attached", "kind", "label", "language", "themes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = access.kinds_for(self.member, self.forum)
        labels = access.labels_in(self.forum)
        self._offer("kind", [(one.value, one.label) for one in kinds])
        self._offer("label", [(one.value, one.label) for one in labels])
        self._offer("language", [("", "—"), *languages.choices_in_groups()])
        cast(forms.ModelMultipleChoiceField, self.fields["themes"]).choices = theme_choices()
        self.fields["body"].label = _("Text")
        if Thread.Kind.E_DISCUSSION not in kinds:
            for name in self.E_DISCUSSION:
                del self.fields[name]
        self.initial = {
            "kind": kinds[0] if kinds else "",
            "label": labels[0],
            "language": language_in_use(),
            **self.initial,
        }

    def _offer(self, name: str, choices: Any) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def is_e_discussion(self) -> bool:
        return self.cleaned_data.get("kind") == Thread.Kind.E_DISCUSSION

    def clean_themes(self) -> Any:
        themes = self.cleaned_data["themes"]
        if len(themes) > MOST_THEMES:
            raise forms.ValidationError(_("At most five themes, please: choose those it is about."))
        return themes

    def clean_guiding_questions(self) -> str:
        questions: str = self.cleaned_data["guiding_questions"]
        try:
            markdown.rendered(questions)
        except markdown.TooMuch as too_much:
            raise forms.ValidationError(words_of(too_much)) from too_much
        return questions

    def clean_guests(self) -> list[Member]:
        lines = [" ".join(one.split()) for one in self.cleaned_data["guests"].splitlines()]
        wanted = list(dict.fromkeys(filter(None, lines)))
        if len(wanted) > MOST_GUESTS:
            raise forms.ValidationError(_("That are too many guests for one thread."))
        return [self._guest(one) for one in wanted]

    def _guest(self, named: str) -> Member:
        people = Member.objects.visible_to(self.member)
        found = list(people.filter(handle=named.removeprefix("@").lower())[:1])
        found = found or list(people.filter(name__iexact=named)[:2])
        if len(found) == 1:
            return found[0]
        several = _(
            "Several people are called %(name)s: please give her handle, which stands in the "
            "address of her page."
        )
        why = several if found else _("Nobody here is called %(name)s.")
        raise forms.ValidationError(why % {"name": named})

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("nameless") and told.get("kind") not in access.FOR_EVERYBODY:
            self.add_error("nameless", _("Only a discussion or a question opens without a name."))
        if not self.is_e_discussion:
            return told
        opens, closes = told.get("opens_on"), told.get("closes_on")
        for name in ("opens_on", "closes_on"):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, _("An e-discussion has a first and a last day."))
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day cannot be before the first."))
        return told

    @property
    def told(self) -> dict[str, Any]:
        names = (
            "title",
            "language",
            "themes",
            *(self.E_DISCUSSION if self.is_e_discussion else ()),
        )
        facts = {name: self.cleaned_data[name] for name in names}
        facts["kind"] = Thread.Kind(self.cleaned_data["kind"])
        facts["label"] = Label(self.cleaned_data["label"])
        return super().told | facts


def words_of(too_much: markdown.TooMuch) -> str:
    return str(too_much) or _("This is too long for one post. Please part it in two.")


def too_many_called() -> str:
    return ngettext(
        "A post calls at most %(most)d person by @: please leave the others their names.",
        "A post calls at most %(most)d people by @: please leave the others their names.",
        mentions.MOST,
    ) % {"most": mentions.MOST}
