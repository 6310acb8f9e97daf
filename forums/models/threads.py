"""A conversation in a forum."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from members.access import readable_group_ids
from members.models import FoldedField, Member, Theme
from members.moderation.models import Moderated

from .forums import Forum


class Label(models.TextChoices):
    """How confidential a thread is; from wide to narrow. Its forum may be narrower still."""

    PUBLIC = "public", _("Everyone may read it")
    MEMBERS = "members", _("For members of the community")
    GROUP = "group", _("For the group only")
    NOT_QUOTED = "not_quoted", _("For the group only, and nobody is to be quoted by name")


LABELS: list[str] = [*Label.values]
# Of which only the group, and the guests of the thread, read.
CLOSED_LABELS = (Label.GROUP, Label.NOT_QUOTED)


def is_looser(label: str, *, than: str) -> bool:
    """Whether more people would read it, or more be told of it."""
    return LABELS.index(label) < LABELS.index(than)


def _looks_after(member: Member, forum: Forum) -> bool:
    hers = readable_group_ids(member) & member.facilitated_group_ids
    return member.works_for_staff or forum.group_id in hers


def _open_to(member: Member | None) -> Q:
    """What is not for the group alone, in a forum that she reads; and where she is a guest."""
    if member is None:
        return Q(label=Label.PUBLIC)
    invited = Thread.guests.through.objects.filter(member=member).values("thread")
    return Q(label__in=(Label.PUBLIC, Label.MEMBERS)) | Q(pk__in=invited)


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, member: Member | None) -> ThreadQuerySet:
        """Within the forums she reads, what its label lets her read; and where she is a guest.

        A hidden thread is there for those who look after its group. What was merged into another
        is found by nobody: `merged` leads on.
        """
        threads = self.filter(merged_into__isnull=True)
        if member is not None and member.works_for_staff:
            return threads
        shown = Q(hidden_at__isnull=True)
        within = Q(forum__in=Forum.objects.visible_to(member).order_by().values("pk"))
        if member is None:
            return threads.filter(shown & within, label=Label.PUBLIC)
        own = Q(forum__group__any_of=readable_group_ids(member))
        open_to_all = Q(label__in=(Label.PUBLIC, Label.MEMBERS))
        invited = Thread.guests.through.objects.filter(member=member).values("thread")
        looked_after = Q(forum__group__any_of=member.facilitated_group_ids)
        return threads.filter(
            shown & (within & (own | open_to_all) | Q(pk__in=invited)) | looked_after & own
        )

    def visible_in(self, forum: Forum, member: Member | None) -> ThreadQuerySet:
        """`visible_to` in one forum that she has been found to read: the same in few words.

        The list of a forum asks it, which costs Postgres and us a third of the general question.
        """
        threads = self.filter(forum=forum, merged_into__isnull=True)
        if member is not None and _looks_after(member, forum):
            return threads
        threads = threads.filter(hidden_at__isnull=True)
        if member is not None and forum.group_id in readable_group_ids(member):
            return threads
        return threads.filter(_open_to(member))

    def visible_in_each(self, forums: Iterable[Forum], member: Member | None) -> ThreadQuerySet:
        """`visible_to` in forums that she has been found to read, but for what is hidden."""
        if member is not None and member.works_for_staff:
            return self.shown()
        hers = readable_group_ids(member) if member else ()
        own = [forum.pk for forum in forums if forum.group_id in hers]
        return self.shown().filter(_open_to(member) | Q(forum__any_of=own))

    def shown(self) -> ThreadQuerySet:
        return self.filter(hidden_at__isnull=True, merged_into__isnull=True)

    def recent(self) -> ThreadQuerySet:
        """By last activity, the newest first."""
        return self.order_by("-last_post_at", "-pk")

    def opened_lately(self) -> ThreadQuerySet:
        return self.order_by("-opened_at", "-pk")

    def announcements(self) -> ThreadQuerySet:
        return self.filter(kind=Thread.Kind.ANNOUNCEMENT)

    def unanswered(self) -> ThreadQuerySet:
        """Questions of which nobody has said yet what helped."""
        return self.filter(kind=Thread.Kind.QUESTION, helped_by__isnull=True)


class Thread(Moderated):
    """A title, and posts that are numbered from 1 without a gap."""

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion")
        QUESTION = "question", _("Question")
        ANNOUNCEMENT = "announcement", _("Announcement")
        E_DISCUSSION = "e_discussion", _("E-discussion")

    forum = models.ForeignKey(
        Forum, models.PROTECT, related_name="threads", verbose_name=_("forum")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    title = models.CharField(_("title"), max_length=200)
    sort_title = FoldedField(source="title", max_length=200)
    label = models.CharField(
        _("confidentiality"), max_length=10, choices=Label, default=Label.GROUP
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    themes = models.ManyToManyField(Theme, related_name="+", blank=True, verbose_name=_("themes"))
    opened_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
        help_text=_("Nobody: whoever opened it did so without her name."),
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    post_count = models.PositiveIntegerField(
        _("posts"), default=0, help_text=_("The number of the last one; traces count.")
    )
    last_post_at = models.DateTimeField(_("last post at"), default=timezone.now)
    last_post = models.ForeignKey(
        "forums.Post", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    helped_by = models.ForeignKey(
        "forums.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what helped"),
        help_text=_("Of a question: the answer that helped."),
    )
    pinned_at = models.DateTimeField(_("pinned at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    locked_why = models.TextField(_("why it is locked"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("merged into"),
    )
    # Of an e-discussion.
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(
        _("closes on"), null=True, blank=True, help_text=_("Its last day, by the group’s calendar.")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    guiding_questions = models.TextField(_("guiding questions"), blank=True)
    guiding_questions_html = models.TextField(blank=True, editable=False)
    guests = models.ManyToManyField(
        Member,
        related_name="+",
        blank=True,
        verbose_name=_("guests"),
        help_text=_("They read and write here, also from outside of the group."),
    )

    objects = ThreadQuerySet.as_manager()

    class Meta(Moderated.Meta):
        ordering = ("-last_post_at", "-pk")
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            *Moderated.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="thread_has_a_title"),
            models.CheckConstraint(
                condition=Q(helped_by__isnull=True) | Q(kind="question"),
                name="thread_helped_in_a_question",
            ),
            models.CheckConstraint(
                condition=Q(kind="e_discussion", opens_on__isnull=False, closes_on__isnull=False)
                & Q(closes_on__gte=F("opens_on"))
                | ~Q(kind="e_discussion") & Q(opens_on__isnull=True, closes_on__isnull=True),
                name="thread_e_discussion_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=False) | Q(locked_why=""),
                name="thread_reason_of_a_lock",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(post_count=0),
                name="thread_merged_is_empty",
            ),
        ]
        indexes = [
            models.Index(
                F("forum"),
                F("last_post_at").desc(),
                F("id").desc(),
                # The hidden and the pinned are few, and some of its readers read them, too.
                condition=Q(merged_into=None),
                name="thread_list_all",
            ),
            models.Index(
                fields=["forum", "-last_post_at"],
                condition=Q(pinned_at__isnull=False, merged_into=None),
                name="thread_pinned",
            ),
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(hidden_at=None, merged_into=None),
                name="thread_recent",
            ),
            models.Index(
                fields=["forum", "-opened_at", "-id"],
                condition=Q(hidden_at=None, merged_into=None),
                name="thread_opened",
            ),
            models.Index(
                fields=["-opened_at", "-id"],
                condition=Q(label="public", hidden_at=None, merged_into=None),
                name="thread_public_opened",
            ),
            models.Index(
                fields=["-opened_at"],
                condition=Q(kind="announcement", hidden_at=None, merged_into=None),
                name="thread_announcements",
            ),
            models.Index(fields=["opened_by", "-opened_at"], name="thread_of_opener"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forums:thread_detail", args=[self.forum.slug, self.pk, self.slug])

    @property
    def slug(self) -> str:
        return slugify(self.sort_title)[:60].strip("-") or "thread"

    @property
    def is_over(self) -> bool:
        """An e-discussion whose last day has passed, or that was closed."""
        if self.kind != self.Kind.E_DISCUSSION:
            return False
        return self.closed_at is not None or self.forum.group.today > self.closes_on  # type: ignore[operator]

    @property
    def has_begun(self) -> bool:
        return self.opens_on is None or self.forum.group.today >= self.opens_on


class Loosening(models.Model):
    """A wish to open a thread wider. It takes its opener and somebody who looks after the group."""

    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="loosenings", verbose_name=_("thread")
    )
    label = models.CharField(_("to"), max_length=10, choices=Label)
    asked_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    why = models.TextField(_("why"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    agreed = models.BooleanField(_("agreed"), null=True)

    class Meta:
        ordering = ("-asked_at",)
        verbose_name = _("wish to open a thread wider")
        verbose_name_plural = _("wishes to open a thread wider")
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(answered_at__isnull=True),
                name="loosening_one_open",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="loosening_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, agreed=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, agreed__isnull=False)
                & ~Q(answered_by=F("asked_by")),
                name="loosening_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread} → {self.get_label_display()}"
