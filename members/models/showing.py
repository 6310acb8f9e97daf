"""What of a person others may see. The words only; `members.showing` answers for a viewer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who sees a field of a profile: she decides."""

    MEMBERS = "members", _("All members")
    GROUPS = "groups", _("Members of my groups")
    NOBODY = "nobody", _("Nobody")


class ProfileField(models.TextChoices):
    """What she may show or keep to herself. Her name is not among them: members see it."""

    PICTURE = "picture", _("picture")
    PRONOUNS = "pronouns", _("pronouns")
    JOB_TITLE = "job_title", _("job title")
    ORGANIZATION = "organization", _("organization")
    COUNTRY = "country", _("country")
    LANGUAGES = "languages", _("languages")
    TIME_ZONE = "time_zone", _("time zone")
    EMAIL = "email", _("e-mail address")
    ABOUT = "about", _("about")
    THEMES = "themes", _("themes of expertise")
    OFFERS = "offers", _("offers")
    ASKS = "asks", _("asks")
    GROUPS = "groups", _("groups")


def kept_at_first() -> list[str]:
    """What nobody sees until she says otherwise."""
    return [ProfileField.EMAIL.value]
