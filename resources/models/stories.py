"""“We used it”: what a member did with a work of the library, and what came of it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from members.models import Member, Organization, Visibility

from .resources import LAST_YEAR, Resource

FIRST_YEAR = 1970
LONGEST_TEXT = 3_000
# A story is never for chosen groups: it is as narrow as its work, or narrower.
VISIBILITIES = (Visibility.PUBLIC, Visibility.MEMBERS)


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, member: Member | None) -> StoryQuerySet:
        """Shown, of a published work that she may see, and open to her; and always her own."""
        works = Resource.objects.visible_to(member).published()
        shown = Q(status=Story.Status.SHOWN, resource__in=works)
        if member is None:
            return self.filter(shown, visibility=Visibility.PUBLIC)
        if member.works_for_staff:
            return self.exclude(Q(status=Story.Status.DRAFT) & ~Q(author=member))
        return self.filter(Q(author=member) | shown)

    def told_to(self, reader: Member | None) -> StoryQuerySet:
        """Those shown to her, of works that she is known to see."""
        open_to_her = {} if reader else {"visibility": Visibility.PUBLIC}
        return self.shown().filter(**open_to_her)

    def shown(self) -> StoryQuerySet:
        """With the work, as long as that stands in the library."""
        return self.filter(status=Story.Status.SHOWN, resource__status=Resource.Status.PUBLISHED)

    def recent(self) -> StoryQuerySet:
        """Newest first, by the day on which they were first shown."""
        return self.order_by("-shown_at", "-pk")

    def waiting(self) -> StoryQuerySet:
        return self.filter(status=Story.Status.WAITING)


class Story(models.Model):
    """A member tells one of each work; she may take it back and tell it anew."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting", _("Waiting to be read")
        RETURNED = "returned", _("Returned with a question")
        SHOWN = "shown", _("Shown with the work")
        DECLINED = "declined", _("Declined")

    EDITABLE = (Status.DRAFT, Status.WAITING, Status.RETURNED)
    # Where nobody else reads it any more, or has not yet.
    DELETABLE = (Status.DRAFT, Status.DECLINED)

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="stories", verbose_name=_("resource")
    )
    author = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("told by"))
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    country = CountryField(_("country"), blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    purpose = models.CharField(_("what it was used for"), max_length=200, blank=True)
    adapted = models.TextField(_("what was done and adapted"), max_length=LONGEST_TEXT, blank=True)
    changed = models.TextField(_("what changed"), max_length=LONGEST_TEXT, blank=True)
    visibility = models.CharField(
        _("who may read it"), max_length=10, choices=Visibility, default=Visibility.MEMBERS
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    edition = models.PositiveIntegerField(
        _("edition"),
        default=1,
        help_text=_("Counts the writer's changes: who decides says which one was read."),
    )
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("The person who told the story reads it.")
    )
    created_at = models.DateTimeField(_("begun at"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent in at"), null=True, blank=True, editable=False)
    shown_at = models.DateTimeField(_("first shown at"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = _("story of use")
        verbose_name_plural = _("stories of use")
        constraints = [
            models.UniqueConstraint(fields=["resource", "author"], name="story_one_a_work"),
            models.CheckConstraint(
                condition=Q(visibility__in=("public", "members")), name="story_for_no_group"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "returned"))
                | ~Q(purpose="")
                & ~Q(adapted="")
                & ~Q(changed="")
                & ~Q(country="")
                & ~Q(language="")
                & Q(year__isnull=False, sent_at__isnull=False),
                name="story_is_whole_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="story_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("returned", "declined")) | ~Q(reason=""),
                name="story_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("returned", "shown", "declined"))
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="story_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="shown") | Q(shown_at__isnull=False),
                name="story_shown_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["resource", "status", "-shown_at", "-id"], name="story_of_work"),
            models.Index(fields=["status", "sent_at"], name="story_queue"),
            models.Index(fields=["author", "-created_at"], name="story_of_author"),
        ]

    def __str__(self) -> str:
        return self.purpose or str(self.resource_id)

    @property
    def is_editable(self) -> bool:
        """By who tells it."""
        return self.status in self.EDITABLE

    @property
    def is_deletable(self) -> bool:
        return self.status in self.DELETABLE
