"""What staff see of peer accompaniment: by theme, to the nearest five, and nothing below five."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from .models import Accompaniment, Member, ProfileField, Theme
from .small_numbers import to_the_nearest_five


@dataclass(frozen=True)
class ThemeLine:
    """Of a theme: who offers it, who looks for it, what was asked, what was accepted."""

    name: str
    numbers: list[str]


def by_theme() -> list[ThemeLine]:
    """Themes of which one number at least may be told, in the order of the vocabulary."""
    columns = [
        _people(ProfileField.OFFERS),
        _people(ProfileField.ASKS),
        _counted(Accompaniment.objects.all()),
        _counted(Accompaniment.objects.filter(steps__status=Accompaniment.Status.ACCEPTED)),
    ]
    told = [{pk: to_the_nearest_five(n) for pk, n in column.items()} for column in columns]
    return [
        ThemeLine(str(theme), [_said(column.get(theme.pk, 0)) for column in told])
        for theme in Theme.objects.labelled()
        if any(column.get(theme.pk) for column in told)
    ]


def _people(field: ProfileField) -> dict[int, int]:
    """Active members who name the theme and do not keep it from everybody."""
    kept = Q(for_nobody__contains=[field.value])
    naming = Member.objects.active().filter(~kept, **{f"{field.value}__isnull": False})
    counted = naming.order_by().values_list(field.value)
    return dict(counted.annotate(n=Count("pk")))


def _counted(some: QuerySet[Accompaniment]) -> dict[int, int]:
    return dict(some.order_by().values_list(F("theme")).annotate(n=Count("pk")))


def _said(number: int) -> str:
    return str(intcomma(number)) if number else _("fewer than 5")
