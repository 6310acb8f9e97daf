"""What is asked of somebody who edits or removes a post, hides a former text, changes a label."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members.form_fields import LineField, TidyCharField, WordsField

from . import access, labels, markdown, mentions, post_actions
from .models import Draft, Label, Post, Thread
from .writing_forms import too_many_called

LONGEST_TITLE = 200


class TitleField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Title of the thread"),
            max_length=LONGEST_TITLE,
            error_messages={
                "max_length": _(
                    "At most %(limit_value)d letters, please: these are %(show_value)d."
                )
            },
            widget=forms.TextInput(attrs={"dir": "auto"}),
            **kwargs,
        )


class EditForm(forms.Form):
    """The words of a post, and the title of a thread for who opened it.

    `since` says from which words she began. What she had begun before stands in `draft`.
    """

    title = TitleField()
    body = TidyCharField(
        label=_("Your words"),
        help_text=_("Markdown: *slanted*, **strong**, > a quotation, - a point of a list."),
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    details_changed = forms.BooleanField(
        label=_("Names and details are changed"),
        required=False,
        help_text=_("Readers are told so: nobody in it can be recognized."),
    )
    since = forms.CharField(widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, post: Post, draft: Draft | None = None, **kwargs: Any) -> None:
        begun = {"title": draft.title, "body": draft.body, **draft.choices} if draft else {}
        kwargs["initial"] = {
            "title": post.thread.title,
            "body": post.body,
            "details_changed": post.details_changed,
            "since": post_actions.edition(post),
        } | begun
        super().__init__(*args, **kwargs)
        if not access.opens_its_thread(post):
            del self.fields["title"]
        self.post, self.html = post, ""

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        try:
            self.html = post_actions.html_of(body, self.post.thread)
        except markdown.TooMuch as refused:
            raise forms.ValidationError(str(refused)) from refused
        except mentions.TooMany as refused:
            raise forms.ValidationError(too_many_called()) from refused
        return body

    def begin_from(self, post: Post) -> None:
        """The next press of the button means what stands there now."""
        typed = {name: self.data[name] for name in self.data}
        self.data = typed | {"since": post_actions.edition(post)}


class RemoveForm(forms.Form):
    """Who opened the thread may leave it another title."""

    title = TitleField(
        help_text=_("It stays, for what others have answered. Change it if it says too much.")
    )

    use_required_attribute = False

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        kwargs["initial"] = {"title": post.thread.title}
        super().__init__(*args, **kwargs)
        if not access.opens_its_thread(post):
            del self.fields["title"]


class ReasonForm(forms.Form):
    why = WordsField(label=_("Why?"), rows=2, help_text=_("Everybody who reads the post reads it."))

    use_required_attribute = False


class LabelForm(forms.Form):
    """Another label than the thread has, as narrow or wide as she may make it or ask for."""

    label = forms.ChoiceField(label=_("Who may read it from now on?"), widget=forms.RadioSelect)
    why = WordsField(
        label=_("Why?"), rows=3, help_text=_("Those who look after the group read it.")
    )

    use_required_attribute = False

    def __init__(self, *args: Any, thread: Thread, offered: list[Label], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ChoiceField, self.fields["label"])
        choice.choices = [(one.value, labels.MEANINGS[one]) for one in offered]
