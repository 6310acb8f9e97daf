"""How widely a thing may be seen. Rooms build their `visible_to` on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """From wide to narrow; a thing inside another is never wider than it."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the community")
    GROUP = "group", _("Members of chosen groups")


WIDTH: dict[str, int] = {Visibility.PUBLIC: 2, Visibility.MEMBERS: 1, Visibility.GROUP: 0}


def is_wider(inner: str, *, than: str) -> bool:
    """Whether more people would see `inner` than the thing that holds it."""
    return WIDTH[inner] > WIDTH[than]
