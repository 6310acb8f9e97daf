"""What templates of all rooms need for showing, and for nothing else."""

from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def site(address: str) -> str:
    """The host of a link, so that a reader sees where it leads."""
    return urlsplit(address).hostname or ""
