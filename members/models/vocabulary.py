"""The community's words: regions of the world, and themes with their labels in many languages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


def language_in_use() -> str:
    """The reader's language as a two-letter code."""
    return (get_language() or "en")[:2]


class Region(models.Model):
    """A part of the world, as the community divides it. Its countries are `RegionCountry` rows."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    names = models.JSONField(
        _("names"), default=dict, help_text=_('By language: {"en": "Africa", "fr": "Afrique"}.')
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return str(self.names.get(language_in_use()) or self.names.get("en") or self.code)


class RegionCountry(models.Model):
    """A country lies in one region."""

    country = CountryField(_("country"), unique=True)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="countries", verbose_name=_("region")
    )

    class Meta:
        ordering = ("country",)
        verbose_name = _("country of a region")
        verbose_name_plural = _("countries of regions")

    def __str__(self) -> str:
        return f"{self.country} – {self.region}"


class ThemeQuerySet(models.QuerySet["Theme"]):
    def labelled(self) -> ThemeQuerySet:
        """With all labels at hand, so that `str(theme)` costs no query."""
        return self.prefetch_related("labels")


class Theme(models.Model):
    """A concept of the thesaurus, in the manner of SKOS: a tree of two levels."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader theme"),
        limit_choices_to={"parent": None},
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ("position", "slug")
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
                name="theme_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return preferred_label(self.labels.all(), language_in_use()) or self.slug


class ThemeLabel(models.Model):
    """What people call a theme in one language: one preferred word, any number of others."""

    class Kind(models.TextChoices):
        PREFERRED = "preferred", _("preferred")
        ALTERNATIVE = "alternative", _("alternative")
        ABBREVIATION = "abbreviation", _("abbreviation")

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="labels", verbose_name=_("theme"))
    language = models.CharField(_("language"), max_length=8)
    text = models.CharField(_("text"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PREFERRED)

    class Meta:
        ordering = ("language", "pk")
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "language"],
                condition=Q(kind="preferred"),
                name="theme_one_preferred_label_per_language",
            ),
            models.UniqueConstraint(
                fields=["theme", "language", "text"], name="theme_label_said_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


def preferred_label(labels: Iterable[ThemeLabel], language: str) -> str:
    """The preferred label in `language`, else in English, else in any; empty if there is none."""
    preferred = {
        label.language: label.text for label in labels if label.kind == ThemeLabel.Kind.PREFERRED
    }
    return preferred.get(language) or preferred.get("en") or next(iter(preferred.values()), "")
