"""Addresses for who is not on a page of ours: feeds, citations, other libraries."""

from django.conf import settings


def absolute(path: str) -> str:
    """By the address that the portal is known by, never by the one that was asked."""
    return f"{settings.BASE_URL}{path}"
