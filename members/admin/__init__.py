"""The ground in the administration, by noun."""

from . import (
    applications,
    charter,
    groups,
    merging,
    organizations,
    people,
    registry,
    second_factors,
    standing,
    vocabulary,
)

__all__ = [
    "applications",
    "charter",
    "groups",
    "merging",
    "organizations",
    "people",
    "registry",
    "second_factors",
    "standing",
    "vocabulary",
]
