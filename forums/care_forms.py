"""What is asked before something is locked, moved, merged, split or hidden: always why."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.template.defaultfilters import date
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from members.form_fields import LineField, WordsField
from members.models import Member, Visibility

from . import access
from .models import Forum, Post, Thread

# So many threads are offered to merge with; any other is found by its address.
MOST_OFFERED = 15
# In an address, or alone.
NUMBER = re.compile(r"(?:^|/)(\d{1,18})(?:-[^/]*)?/?(?:[?#].*)?$")
ELSE = "else"


class ReasonForm(forms.Form):
    why = WordsField(
        label=_("Reason"), error_messages={"required": _("Please write a reason.")}, rows=3
    )

    use_required_attribute = False


class OpenReasonForm(ReasonForm):
    """Of what leaves a trace that others see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = _("Everybody who reads here sees it.")


class ForumChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, forum: Any) -> str:
        return f"{forum.group} · {forum}"


class MoveForm(ReasonForm):
    """Offers the forums where it may stand, and says nothing of others."""

    forum = ForumChoiceField(
        Forum.objects.none(),
        label=_("To which forum?"),
        empty_label=_("Please choose"),
        error_messages={
            "required": _("Please choose a forum."),
            "invalid_choice": _("The thread cannot stand there. Please choose again."),
        },
    )
    field_order = ("forum", "why")

    def __init__(self, *args: Any, thread: Thread, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = cast(forms.ModelChoiceField, self.fields["forum"])
        asked.queryset = places_for(thread, by)


def places_for(thread: Thread, member: Member) -> Any:
    """The forums to which she may move it; `access.can_move` as a query."""
    there = looked_after(member).open().exclude(pk=thread.forum_id)
    if access.audience_of(thread) == Visibility.GROUP:
        there = there.filter(group=thread.forum.group_id)
    return there.select_related("group").order_by("group__name", "position", "name")


def looked_after(member: Member) -> Any:
    """The forums of which she looks after the group."""
    seen = Forum.objects.visible_to(member)
    if member.works_for_staff:
        return seen
    return seen.filter(group__in=member.facilitated_group_ids)


class MergeForm(ReasonForm):
    chosen = forms.ChoiceField(
        label=_("Into which thread?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a thread.")},
    )
    address = LineField(
        label=_("Its address"),
        required=False,
        max_length=500,
        help_text=_("If it is not among those above: open it, and copy its address."),
    )
    field_order = ("chosen", "address", "why")

    def __init__(self, *args: Any, thread: Thread, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thread = thread
        seen = Thread.objects.visible_to(by).filter(forum__in=looked_after(by))
        self.others = seen.exclude(pk=thread.pk).select_related("forum__group")
        near = self.others.filter(forum=thread.forum_id, hidden_at=None).recent()[:MOST_OFFERED]
        offered = cast(forms.ChoiceField, self.fields["chosen"])
        offered.choices = [
            *((str(one.pk), format_html("<bdi>{}</bdi>", one.title)) for one in near),
            (ELSE, _("another one")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if chosen := cleaned.get("chosen"):
            self._find(cleaned, chosen)
        return cleaned

    def _find(self, cleaned: dict[str, Any], chosen: str) -> None:
        field = "address" if chosen == ELSE else "chosen"
        number = NUMBER.search(cleaned.get("address", "")) if chosen == ELSE else None
        key = number[1] if number else chosen
        into = self.others.filter(pk=key).first() if key != ELSE else None
        if into is None:
            self.add_error(field, _("There is no such thread among those that you look after."))
        elif problem := access.why_not_merge(self.thread, into):
            self.add_error(field, problem)
        cleaned["into"] = into


class PostChoiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, post: Any) -> str:
        """Its words as far as they are to be read: see `with_traces_for`."""
        name = post.author or _("A member of this group")
        words = Truncator(post.beginning).chars(160) if post.is_open else "–"
        day = date(post.created_at, "j F Y")
        told = "<strong>#{}</strong> <bdi>{}</bdi>, {}:<br><bdi>{}</bdi>"
        return format_html("<span>" + told + "</span>", post.number, name, day, words)


class SplitForm(ReasonForm):
    title = LineField(
        label=_("Title of the new thread"),
        max_length=200,
        error_messages={"required": _("Please write a title.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    posts = PostChoiceField(
        Post.objects.none(),
        label=_("Which posts?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one post."),
            "invalid_choice": _("One of them is not in this thread any more. Please look again."),
        },
    )
    and_what_follows = forms.BooleanField(
        label=_("And all posts after the last one that I have chosen"), required=False
    )
    field_order = ("title", "posts", "and_what_follows", "why")

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField, self.fields["posts"]).queryset = posts
