"""The ground in the administration, by noun."""

from . import (
    applications,
    charter,
    groups,
    invitations,
    organizations,
    people,
    second_factors,
    standing,
    terms,
    vocabulary,
)

__all__ = [
    "applications",
    "charter",
    "groups",
    "invitations",
    "organizations",
    "people",
    "second_factors",
    "standing",
    "terms",
    "vocabulary",
]
