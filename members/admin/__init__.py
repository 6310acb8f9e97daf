"""The ground in the administration, by noun."""

from . import (
    accompaniment,
    applications,
    charter,
    groups,
    organizations,
    people,
    second_factors,
    standing,
    vocabulary,
)

__all__ = [
    "accompaniment",
    "applications",
    "charter",
    "groups",
    "organizations",
    "people",
    "second_factors",
    "standing",
    "vocabulary",
]
