"""What a member follows in the library: a search, a theme, or both together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

LONGEST_QUERY = 2_000  # bytes: what stands in an index of Postgres has at most some 2,700
LONGEST_NAME = 120


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, member: Member | None) -> SavedSearchQuerySet:
        """Her own: what somebody looks for is nobody else's business, staff's neither."""
        return self.none() if member is None else self.filter(member=member)

    def with_news(self) -> SavedSearchQuerySet:
        """In which something was new when they were last counted."""
        return self.filter(new_works__gt=0)


class SavedSearch(models.Model):
    """A question to the library that a member asks again and again."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", verbose_name=_("member"))
    query = models.CharField(
        _("query string"),
        max_length=LONGEST_QUERY,
        blank=True,
        help_text=_("Of the library's list, in its one canonical form; empty for all of it."),
    )
    name = models.CharField(
        _("name"),
        max_length=LONGEST_NAME,
        blank=True,
        help_text=_("Left empty, it is called by its words and themes."),
    )
    created_at = models.DateTimeField(_("followed since"), default=timezone.now)
    seen_at = models.DateTimeField(
        _("looked at"), default=timezone.now, help_text=_("What came later is new to her.")
    )
    new_works = models.PositiveSmallIntegerField(
        _("new works"), default=0, help_text=_("When they were last counted.")
    )
    counted_at = models.DateTimeField(_("counted at"), default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["member", "query"], name="saved_search_once_a_member")
        ]
        indexes = [
            models.Index(fields=["counted_at"], name="saved_search_by_counting"),
            models.Index(
                fields=["counted_at"], condition=Q(new_works__gt=0), name="saved_search_with_news"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.query
