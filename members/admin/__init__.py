"""The ground in the administration, by noun."""

from . import (
    accompaniment,
    applications,
    charter,
    groups,
    invitations,
    join_requests,
    merging,
    organizations,
    people,
    registry,
    second_factors,
    standing,
    suspensions,
    terms,
    vocabulary,
)

__all__ = [
    "accompaniment",
    "applications",
    "charter",
    "groups",
    "invitations",
    "join_requests",
    "merging",
    "organizations",
    "people",
    "registry",
    "second_factors",
    "standing",
    "suspensions",
    "terms",
    "vocabulary",
]
