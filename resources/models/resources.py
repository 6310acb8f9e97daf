"""A work of the library at one stable address, in Dublin Core's words."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import HashIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject, Left, Length, Right, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from members.access import readable_group_ids
from members.models import FoldedField, Group, Member, Region, Theme, Visibility

from .likeness import BLOCK, MIDDLE, bare_doi, bare_isbn, bare_link

FIRST_YEAR, LAST_YEAR = 1400, 2100
LISTED_LETTERS = 1_000  # of an abstract: more than a list shows


def today() -> dt.date:
    """By UTC, so that files open at one moment everywhere."""
    return timezone.now().astimezone(dt.UTC).date()


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, member: Member | None) -> ResourceQuerySet:
        """Published (or withdrawn, which keeps its address) and open to her, and her own."""
        shown = Q(status__in=Resource.SHOWN)
        if member is None:
            return self.filter(shown, visibility=Visibility.PUBLIC)
        if member.works_for_staff:
            return self.exclude(Q(status=Resource.Status.DRAFT) & ~Q(submitted_by=member))
        theirs = Resource.groups.through.objects.filter(group__in=readable_group_ids(member))
        return self.filter(
            Q(submitted_by=member)
            | shown & Q(visibility__in=(Visibility.PUBLIC, Visibility.MEMBERS))
            | shown & Q(visibility=Visibility.GROUP, pk__in=theirs.values("resource"))
        )

    def published(self) -> ResourceQuerySet:
        return self.filter(status=Resource.Status.PUBLISHED)

    def awaiting_review(self) -> ResourceQuerySet:
        return self.filter(status=Resource.Status.SUBMITTED)

    def recent(self) -> ResourceQuerySet:
        """Newest first, by the moment they came into the library."""
        return self.order_by("-published_at", "-pk")

    def for_lists(self, language: str) -> ResourceQuerySet:
        """With what a line of a list shows, in the same statement.

        `theme_slugs`, and `said`: `language` and the beginning of the `text` of its abstract in
        that language, else in English, else in any; None if it has none.
        """
        likeliest = Case(When(language=language, then=0), When(language="en", then=1), default=2)
        abstracts = Abstract.objects.filter(resource=OuterRef("pk")).order_by(likeliest, "pk")
        beginning = JSONObject(language="language", text=Left("text", LISTED_LETTERS))
        themes = Resource.themes.through.objects.filter(resource=OuterRef("pk"))
        ordered = themes.order_by("theme__position", "theme__slug")
        return self.annotate(
            said=Subquery(abstracts.values_list(beginning)[:1]),
            theme_slugs=ArraySubquery(ordered.values("theme__slug")),
        )


class Resource(models.Model):
    """One work: a study, a toolkit, a convention. Its files are `Document` rows."""

    class Kind(models.TextChoices):
        STUDY = "study", _("Study")
        REPORT = "report", _("Report")
        FACT_SHEET = "fact_sheet", _("Fact sheet")
        TOOLKIT = "toolkit", _("Toolkit")
        TRAINING_KIT = "training_kit", _("Training kit")
        GUIDE = "guide", _("Guide")
        POLICY = "policy", _("Policy")
        LAW_OR_CONVENTION = "law_or_convention", _("Law or convention")
        CASE_STUDY = "case_study", _("Case study")
        PROMISING_PRACTICE = "promising_practice", _("Promising practice")
        WEBINAR = "webinar", _("Webinar or recording")
        PRESENTATION = "presentation", _("Presentation")
        DATASET = "dataset", _("Dataset")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for review")
        RETURNED = "returned", _("Returned with a question")
        DECLINED = "declined", _("Declined")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class License(models.TextChoices):
        UNKNOWN = "unknown", _("Not stated: ask the publisher before you reuse it")
        CC_BY = "cc_by", _("CC BY 4.0: reuse freely, name the authors")
        CC_BY_SA = "cc_by_sa", _("CC BY-SA 4.0: reuse freely, share alike")
        CC_BY_NC = "cc_by_nc", _("CC BY-NC 4.0: reuse, but not for profit")
        PUBLIC_DOMAIN = "public_domain", _("Public domain")
        CHARTER = "charter", _("Within the community, by the terms of the charter")
        ALL_RIGHTS = "all_rights", _("All rights reserved: read it, do not copy it")
        OTHER = "other", _("Other terms, in words")

    SHOWN = (Status.PUBLISHED, Status.WITHDRAWN)
    EDITABLE = (Status.DRAFT, Status.RETURNED)
    IN_REVIEW = (Status.SUBMITTED, Status.RETURNED)

    title = models.CharField(_("title"), max_length=1200, blank=True)
    sort_title = FoldedField(source="title", max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    creators = ArrayField(
        models.CharField(max_length=300),
        verbose_name=_("creators"),
        default=list,
        blank=True,
        help_text=_("Family name, given name; or an organization."),
    )
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    issued = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    languages = ArrayField(
        models.CharField(max_length=8), verbose_name=_("languages"), default=list, blank=True
    )
    themes = models.ManyToManyField(Theme, related_name="+", blank=True, verbose_name=_("themes"))
    countries = CountryField(_("countries"), multiple=True, blank=True)
    regions = models.ManyToManyField(
        Region, related_name="+", blank=True, verbose_name=_("regions")
    )
    license = models.CharField(
        _("license"), max_length=20, choices=License, default=License.UNKNOWN
    )
    license_terms = models.CharField(_("terms in words"), max_length=500, blank=True)
    source_url = models.URLField(_("link"), max_length=1000, blank=True)
    doi = models.CharField(_("DOI"), max_length=120, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=20, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility, default=Visibility.MEMBERS
    )
    files_visibility = models.CharField(
        _("who may open its files"), max_length=10, choices=Visibility, default=Visibility.MEMBERS
    )
    files_open_on = models.DateField(
        _("files open on"),
        null=True,
        blank=True,
        help_text=_("Until that day nobody but the sender and staff can open them. By UTC."),
    )
    groups = models.ManyToManyField(Group, related_name="+", blank=True, verbose_name=_("groups"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    submitted_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("sent in by")
    )
    reviewer = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("being reviewed by"),
    )
    answer = models.TextField(
        _("answer"),
        blank=True,
        default="",
        db_default="",
        help_text=_("To the question it was returned with, until it is sent in again."),
    )
    draft_key = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_("Of the form it was begun with: the same form sent twice is one draft."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    submitted_at = models.DateTimeField(_("sent in at"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(title=""), name="resource_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(issued__isnull=True) | Q(issued__gte=FIRST_YEAR, issued__lte=LAST_YEAR),
                name="resource_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("published", "withdrawn")) | Q(published_at__isnull=False),
                name="resource_published_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("submitted", "returned", "declined"))
                | Q(submitted_at__isnull=False),
                name="resource_submitted_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(visibility="public")
                | Q(visibility="members", files_visibility__in=("members", "group"))
                | Q(visibility="group", files_visibility="group"),
                name="resource_files_never_wider",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | Q(status__in=("submitted", "returned")),
                name="resource_reviewed_while_it_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="resource_newest"),
            models.Index(fields=["status", "submitted_at"], name="resource_queue"),
            models.Index(fields=["submitted_by", "-created_at"], name="resource_of_submitter"),
            models.Index(fields=["sort_title"], name="resource_by_title"),
            models.Index(
                fields=["files_open_on"],
                condition=Q(files_open_on__isnull=False),
                name="resource_files_to_open",
            ),
            HashIndex(
                bare_link(F("source_url")), condition=~Q(source_url=""), name="resource_like_link"
            ),
            HashIndex(bare_doi(F("doi")), condition=~Q(doi=""), name="resource_like_doi"),
            HashIndex(bare_isbn(F("isbn")), condition=~Q(isbn=""), name="resource_like_isbn"),
            models.Index(
                Left("sort_title", BLOCK), Length("sort_title"), name="resource_title_begins"
            ),
            models.Index(
                Right("sort_title", BLOCK), Length("sort_title"), name="resource_title_ends"
            ),
            models.Index(
                Substr("sort_title", MIDDLE, BLOCK),
                Length("sort_title"),
                name="resource_title_middle",
            ),
        ]

    def __str__(self) -> str:
        return self.title or gettext("Without a title yet")

    def get_absolute_url(self) -> str:
        return reverse("resources:resource_detail", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        return slugify(self.sort_title)[:60].strip("-") or "resource"

    @property
    def files_are_held_back(self) -> bool:
        """Their day has not come. `Document.visible_to` asks the same of the database."""
        return self.files_open_on is not None and self.files_open_on > today()

    @property
    def is_editable(self) -> bool:
        """By the person who sent it in."""
        return self.status in self.EDITABLE


class Abstract(models.Model):
    """What a resource is about, in one language."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="abstracts")
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("abstract")
        verbose_name_plural = _("abstracts")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "language"], name="abstract_one_per_language"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="abstract_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
