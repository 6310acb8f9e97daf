"""The box in which somebody writes: what she typed, her draft, and what the page says of it.

Asked by the views that open threads and take replies, and by the page of a thread.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _

from members.files.names import display_name
from members.files.refusal import Refused
from members.models import Member

from . import access, attachments, drafts, limits, markdown, mentions, reading
from .drafts import Typed
from .models import Attachment, Draft, Forum, Post, Thread
from .writing_forms import ReplyForm, ThreadForm, words_of

LONGEST_NUMBER = 18
LISTS = frozenset({"themes"})


@dataclass
class Box:
    """What `_reply_form.html` and `thread_new.html` draw beside the form."""

    form: ReplyForm
    form_key: uuid.UUID
    began: str
    draft: Draft | None = None
    answers: Post | None = None
    seen_to: int = 0
    is_kept: bool = False  # said when she has pressed a button; not when she only comes back
    preview: str = ""
    newer: int = 0  # posts since she began
    is_asked_again: bool = False
    says: list[str] = field(default_factory=list)

    @property
    def files(self) -> list[Attachment]:
        return list(self.draft.attachments.all()) if self.draft else []


def typed_in(request: HttpRequest, place: Forum | Thread) -> Typed:
    """What came with the form, of whatever kind; a part that makes no sense is left out."""
    sent = request.POST
    fields = ThreadForm if isinstance(place, Forum) else ReplyForm
    names = set(fields.base_fields) - {"title", "body", "attached"}
    choices: dict[str, Any] = {
        name: sent.getlist(name) if name in LISTS else sent[name] for name in names & sent.keys()
    }
    answers = number_in(sent.get("answers", ""))
    return Typed(
        title=sent.get("title", ""),
        body=sent.get("body", ""),
        choices=choices,
        answers=_answered(request, place, answers) if answers else None,
        seen_to=number_in(sent.get("seen_to", "")),
        form_key=_key_in(sent.get("form_key", "")),
    )


def number_in(text: str) -> int:
    """0 for what is none."""
    is_one = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_one else 0


def _key_in(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _answered(request: HttpRequest, place: Forum | Thread, number: int) -> Post | None:
    """The post that she answers, if it stands in this thread and she may read it."""
    posts = Post.objects.visible_to(request.member).filter(thread=place)  # type: ignore[attr-defined, misc]
    return posts.select_related("author").filter(pk=number).first()


def initial_of(draft: Draft) -> dict[str, Any]:
    return {**draft.choices, "title": draft.title, "body": draft.body}


def fresh_box(member: Member, place: Forum | Thread, quote: Post | None = None) -> Box:
    """As she finds it when she comes: with what she has begun, and with what she quotes."""
    draft = drafts.of(member, place)
    initial = initial_of(draft) if draft else {}
    answers = quote or (draft.answers if draft else None)
    if quote:
        author = str(reading.name_of(quote, member)[0])
        quoted = markdown.quoted(quote.body, author)
        begun = initial.get("body", "")
        initial["body"] = begun if quoted.strip() in begun else f"{begun}\n\n{quoted}".lstrip("\n")
    kind, forum = _form_of(place)
    return Box(
        form=kind(initial=initial, member=member, forum=forum, nameless=_may_go(member, place)),
        form_key=draft.form_key if draft else uuid.uuid4(),
        began=drafts.proof(member, place),
        draft=draft,
        answers=answers,
        seen_to=place.post_count if isinstance(place, Thread) else 0,
    )


def sent_box(request: HttpRequest, place: Forum | Thread, typed: Typed) -> Box:
    """What was sent, looked at; its files are in the draft already, or refused by the form."""
    member: Member = request.member  # type: ignore[attr-defined]
    kind, forum = _form_of(place)
    nameless = _may_go(member, place)
    form = kind(request.POST, request.FILES, member=member, forum=forum, nameless=nameless)
    form.is_valid()
    _take_files(request, place, typed, form)
    if form.cleaned_data.get("nameless") and drafts.has_files(member, place):
        form.add_error(
            "attached",
            _("Files often carry the name of who made them. Take them away, or write by name."),
        )
    return Box(
        form=form,
        form_key=typed.form_key,
        began=drafts.proof(member, place),
        answers=typed.answers,
        seen_to=typed.seen_to,
        is_asked_again=bool(request.POST.get("asked_again")),
    )


def _may_go(member: Member, place: Forum | Thread) -> bool:
    """Without her name."""
    if isinstance(place, Forum):
        return access.can_open_nameless(member, place)
    return access.can_reply_nameless(member, place)


def _form_of(place: Forum | Thread) -> tuple[type[ReplyForm], Forum]:
    return (ThreadForm, place) if isinstance(place, Forum) else (ReplyForm, place.forum)


def _take_files(request: HttpRequest, place: Forum | Thread, typed: Typed, form: ReplyForm) -> None:
    uploads, ticked = request.FILES.getlist("attached"), request.POST.getlist("take_away")
    if not uploads and not ticked:
        return
    draft = drafts.keep(member=form.member, place=place, typed=typed)
    attachments.take_away(draft=draft, numbers=ticked)
    for upload in uploads:
        try:
            attachments.keep(draft=draft, upload=upload)
        except Refused as refused:
            form.add_error("attached", f"{display_name(upload.name or '')}: {refused}")


def keep(box: Box, place: Forum | Thread, typed: Typed) -> None:
    """Her draft, now; the box shows what is in it."""
    drafts.keep(member=box.form.member, place=place, typed=typed)
    box.draft = drafts.of(box.form.member, place)
    box.is_kept = box.draft is not None
    box.form_key = box.draft.form_key if box.draft else box.form_key


def look(box: Box, place: Forum | Thread) -> None:
    """What it will look like, as far as it can be shown."""
    box.form.keep_errors_of("body", "attached")
    body = box.form.cleaned_data.get("body", "")
    if not body:
        return
    people = mentions.people_in(body, place) if isinstance(place, Thread) else {}
    try:
        box.preview = markdown.rendered(body, mentions.pages_of(people))
    except markdown.TooMuch as too_much:
        box.form.add_error("body", words_of(too_much))


def words_of_wait(wait: limits.Wait) -> str:
    """Kindly, and when she can go on."""
    if wait.breath:
        return _("Your last post is only seconds old. Your text is kept: press once more.")
    rest = timeuntil(wait.until)
    if wait.opening:
        words = _(
            "In their first month members open at most %(most)d threads in a day. Your text is "
            "kept; you can post it in %(rest)s."
        )
        return words % {"most": limits.MOST_THREADS, "rest": rest}
    words = _(
        "In their first month members write at most %(most)d replies in a day. Your text is "
        "kept; you can post it in %(rest)s."
    )
    return words % {"most": limits.MOST_REPLIES, "rest": rest}


def address_of_box(thread: Thread, quote: int = 0) -> str:
    """At the end of its last page; with a post that she quotes, if it is not 0."""
    number = reading.pages_of(thread)
    asked = ({"page": number} if number > 1 else {}) | ({"quote": quote} if quote else {})
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{thread.get_absolute_url()}{query}#reply"


def context_of(request: HttpRequest, thread: Thread, page: reading.Page) -> dict[str, Any]:
    """For the page of a thread: the box in which she replies, and the files of its posts."""
    member: Member | None = request.member  # type: ignore[attr-defined]
    _bring_files(page)
    if member is None or not page.may_reply or request.method == "POST":
        return {}
    wanted = number_in(request.GET.get("quote", ""))
    quote = _answered(request, thread, wanted) if wanted else None
    box = fresh_box(member, thread, quote)
    return {"box": box, "form": box.form}


def _bring_files(page: reading.Page) -> None:
    """To each post whose words she reads; one query a page."""
    posts = {post.pk: post for post in page.posts if post.is_open}
    for post in page.posts:
        post.files = []
    for one in Attachment.objects.filter(post__in=posts):
        posts[one.post_id].files.append(one)
