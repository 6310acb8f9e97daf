"""The ground in the administration, by noun."""

from . import (
    applications,
    charter,
    groups,
    join_requests,
    organizations,
    people,
    second_factors,
    standing,
    vocabulary,
)

__all__ = [
    "applications",
    "charter",
    "groups",
    "join_requests",
    "organizations",
    "people",
    "second_factors",
    "standing",
    "vocabulary",
]
