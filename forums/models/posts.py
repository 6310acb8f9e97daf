"""What people write in threads, and what hangs on it."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.files.names import extension_of
from members.models import Member
from members.models.scans import Scanned, ScannedQuerySet
from members.moderation.models import Moderated

from .threads import Thread


def random_path(attachment: Attachment | None, filename: str) -> str:
    """Nothing of the name that was sent ever becomes part of a path."""
    name = secrets.token_hex(16)
    return f"forums/{name[:2]}/{name}"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, member: Member | None) -> PostQuerySet:
        """Those whose words she may read: in threads that she sees, neither removed nor hidden.

        A hidden one is read by its author, and by those who look after the group.
        """
        threads = Thread.objects.visible_to(member).order_by().values("pk")
        return self.filter(self._words_open_to(member), thread__in=threads)

    def with_traces_for(self, member: Member | None) -> PostQuerySet:
        """All of a thread that she sees; `is_open` says whose words she may read.

        The words of the others are not fetched: `body` and `html` are empty, as far as they are
        not deferred.
        """
        is_open = Case(
            When(self._words_open_to(member), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        shown = Case(
            When(self._words_open_to(member), then=F("html")),
            default=Value(""),
            output_field=models.TextField(),
        )
        return self.defer("body", "html").annotate(is_open=is_open, shown_html=shown)

    @staticmethod
    def _words_open_to(member: Member | None) -> Q:
        there = Q(removed_at__isnull=True)
        if member is None:
            return there & Q(hidden_at__isnull=True)
        if member.works_for_staff:
            return there
        looked_after = Q(thread__forum__group__any_of=member.facilitated_group_ids)
        return there & (Q(hidden_at__isnull=True) | Q(author=member) | looked_after)

    def shown(self) -> PostQuerySet:
        return self.filter(removed_at__isnull=True, hidden_at__isnull=True)

    def in_order(self) -> PostQuerySet:
        return self.order_by("number")


class Post(Moderated):
    """Its Markdown as it was typed, and the HTML that was made of it once.

    A nameless post has no author here: who it was is sealed apart from it.
    """

    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="posts", verbose_name=_("thread")
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Within its thread, from 1."))
    author = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    is_nameless = models.BooleanField(_("without a name"), default=False)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    html = models.TextField(blank=True, editable=False)
    answers = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answers"),
    )
    details_changed = models.BooleanField(
        _("names and details changed"),
        default=False,
        help_text=_("The author says so of a story she tells."),
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(
        _("removed at"), null=True, blank=True, editable=False, help_text=_("By its author.")
    )
    thanks_count = models.PositiveIntegerField(_("thanks"), default=0, editable=False)
    form_key = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_("Of the form it was sent with: the same form sent twice is one post."),
    )

    objects = PostQuerySet.as_manager()

    class Meta(Moderated.Meta):
        ordering = ("thread", "number")
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            *Moderated.Meta.constraints,
            # Deferred, so that a merge or a split can number them anew in one statement.
            models.UniqueConstraint(
                fields=["thread", "number"],
                name="post_number_in_thread",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(is_nameless=True, author__isnull=True)
                | Q(is_nameless=False, author__isnull=False),
                name="post_has_an_author_or_is_nameless",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=False, body="", html="")
                | Q(removed_at__isnull=True) & ~Q(body=""),
                name="post_removed_leaves_no_words",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="post_numbered_from_1"),
        ]
        indexes = [
            models.Index(fields=["thread", "created_at"], name="post_of_thread_in_time"),
            models.Index(fields=["author", "-created_at"], name="post_of_author"),
            models.Index(fields=["-id"], condition=Q(hidden_at__isnull=False), name="post_hidden"),
        ]

    def __str__(self) -> str:
        return f"{self.thread} #{self.number}"

    def get_absolute_url(self) -> str:
        """Leads to the page of the thread on which it stands."""
        return reverse("forums:post_detail", args=[self.pk])


class PostRevision(Moderated):
    """What a post said before it was edited. A nameless post's has no author either."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    body = models.TextField(_("text"))
    title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("What the thread was called, if that was changed as well."),
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta(Moderated.Meta):
        ordering = ("post", "pk")
        verbose_name = _("former text of a post")
        verbose_name_plural = _("former texts of posts")

    def __str__(self) -> str:
        return f"{self.post_id}, {self.written_at:%Y-%m-%d}"


class AttachmentQuerySet(ScannedQuerySet["Attachment"]):
    def visible_to(self, member: Member | None) -> AttachmentQuerySet:
        """Those of posts whose words she may read, and of her own drafts.

        Only what is `released` as well is ever opened.
        """
        with_posts = Q(post__in=Post.objects.visible_to(member).order_by().values("pk"))
        if member is None:
            return self.filter(with_posts)
        return self.filter(with_posts | Q(draft__member=member))


class Attachment(Scanned):
    """A file that came with a post, or waits in a draft. It is seen with its thread."""

    post = models.ForeignKey(
        Post, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    draft = models.ForeignKey(
        "forums.Draft", models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    file = models.FileField(_("file"), upload_to=random_path)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            *Scanned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(post__isnull=True) ^ Q(draft__isnull=True),
                name="attachment_of_a_post_or_a_draft",
            ),
            models.UniqueConstraint(fields=["post", "sha256"], name="attachment_once_a_post"),
            models.UniqueConstraint(fields=["draft", "sha256"], name="attachment_once_a_draft"),
        ]
        indexes = [*Scanned.Meta.indexes]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forums:attachment", args=[self.pk])

    @property
    def type_name(self) -> str:
        """Such as PDF: the ending of its name."""
        return extension_of(self.name).upper()


class Thanks(models.Model):
    """One kind of reaction, once from each."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="thanks")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="thanks_once_from_each")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.post_id}"


class Mention(models.Model):
    """Somebody who may see the thread is named in a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="mention_once_a_post")
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.member_id}"
