"""Organizations, their mail domains, and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from .folding import FoldedField
from .likeness import NameKeyField
from .vocabulary import Region

if TYPE_CHECKING:
    from .people import Member


# Small letters, digits and hyphens, as in the records of the net; two labels at least.
DOMAIN = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def listed(self) -> OrganizationQuerySet:
        return self.filter(status=Organization.Status.LISTED)

    def visible_to(self, viewer: Member | None) -> OrganizationQuerySet:
        """The listed ones, for members; staff see the proposed ones, too."""
        if viewer is None or viewer.status != viewer.Status.ACTIVE:
            return self.none()
        return self.all() if viewer.works_for_staff else self.listed()


class Organization(models.Model):
    class Kind(models.TextChoices):
        NGO = "ngo", _("NGO")
        WOMENS_ORGANIZATION = "womens_organization", _("women's organization")
        PUBLIC_BODY = "public_body", _("public body")
        RESEARCH_INSTITUTE = "research_institute", _("research institute")
        NETWORK = "network", _("network")
        MICROFINANCE_INSTITUTION = "microfinance_institution", _("microfinance institution")
        DONOR = "donor", _("donor")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed by an applicant")
        LISTED = "listed", _("listed")

    name = models.CharField(_("name"), max_length=200)
    sort_name = FoldedField(source="name", max_length=200)
    name_key = NameKeyField(source="name", max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    sort_acronym = FoldedField(source="acronym", max_length=60)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, default=Kind.NGO)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.LISTED)
    country = CountryField(_("country"))
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        verbose_name=_("region"),
        help_text=_("Left empty, the region of its country."),
    )
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("description"), blank=True)
    description_language = models.CharField(
        _("language of the description"), max_length=8, default="en"
    )
    member_since = models.PositiveSmallIntegerField(
        _("member since"),
        null=True,
        blank=True,
        help_text=_("The year in which it became a member institution; empty for a partner."),
    )

    admits_by_domain = models.BooleanField(
        _("its mail addresses let people in"),
        default=True,
        help_text=_(
            "Of a member institution: whoever registers with a confirmed address of one of its"
            " mail domains is a member at once."
        ),
    )
    edition = models.PositiveIntegerField(
        _("edition"),
        default=1,
        editable=False,
        help_text=_("Counts how often its page was edited, so that no two overwrite each other."),
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        indexes = [
            models.Index(fields=["status", "sort_name"], name="organization_list"),
            models.Index(fields=["country", "name_key"], name="organization_alike"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def get_absolute_url(self) -> str:
        return reverse("organization_detail", args=[self.slug])

    @property
    def lets_people_in(self) -> bool:
        """Whoever shows an address of its mail domains."""
        return (
            self.admits_by_domain
            and self.status == self.Status.LISTED
            and self.member_since is not None
        )


class FormerOrganization(models.Model):
    """What stood twice, and has become one: where its address leads, and what was done."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="former", verbose_name=_("merged into")
    )
    slug = models.SlugField(_("former slug"), max_length=80, unique=True)
    name = models.CharField(
        _("former name"),
        max_length=200,
        help_text=_("Whoever proposes it again gets the organization it has become."),
    )
    name_key = NameKeyField(source="name", max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    country = CountryField(_("country"))
    facts = models.JSONField(
        _("what is no longer said"),
        default=dict,
        help_text=_("By field, what the two had said and the one does not say."),
    )
    moved = models.JSONField(
        _("what was moved"), default=dict, help_text=_("How many, by what they are.")
    )
    merged_at = models.DateTimeField(_("merged at"), default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("merged by")
    )

    class Meta:
        ordering = ("-merged_at", "-pk")
        verbose_name = _("former organization")
        verbose_name_plural = _("former organizations")
        indexes = [
            models.Index(fields=["country", "name_key"], name="former_organization_alike"),
            models.Index(fields=["-merged_at"], name="former_organization_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.organization}"


class OrganizationDomain(models.Model):
    """A mail domain that belongs to one organization alone, as `members.domains` writes it."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="domains", verbose_name=_("organization")
    )
    domain = models.CharField(
        _("domain"),
        max_length=190,
        help_text=_("What stands after the @. Those below it belong to it too."),
    )

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        constraints = [
            models.UniqueConstraint(fields=["domain"], name="mail_domain_once"),
            models.CheckConstraint(
                condition=Q(domain__regex=DOMAIN), name="mail_domain_in_one_form"
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def current(self) -> AffiliationQuerySet:
        return self.filter(until__isnull=True)


class Affiliation(models.Model):
    """A member works in an organization, since and until."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="affiliations",
        verbose_name=_("member"),
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="affiliations", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=120, blank=True)
    is_focal_point = models.BooleanField(
        _("focal point"),
        default=False,
        help_text=_("Keeps the organization's page and invites colleagues."),
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )
    end_note = models.TextField(
        _("what was said when it ended"), blank=True, help_text=_("She has read it.")
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(until__isnull=True),
                name="affiliation_one_current_per_member",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="affiliation_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=False) | Q(ended_by__isnull=True, end_note=""),
                name="affiliation_word_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.organization}"
