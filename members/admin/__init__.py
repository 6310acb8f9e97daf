"""The ground in the administration, by noun."""

from . import applications, charter, groups, organizations, people, vocabulary

__all__ = ["applications", "charter", "groups", "organizations", "people", "vocabulary"]
