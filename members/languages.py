"""The languages in which members and works speak, with their names in the reader's language."""

from functools import lru_cache

from django.utils.translation import get_language, get_language_info, gettext

# Django knows these by name; `zh-hans` is the only one it does not call by two letters.
CODES = (
    *("ar", "az", "bg", "bn", "bs", "cs", "de", "en", "es", "fa", "fr", "hi", "hr", "hu", "hy"),
    *("id", "it", "ja", "ka", "kk", "km", "ky", "mn", "my", "ne", "nl", "pl", "pt", "ro", "ru"),
    *("sq", "sr", "sv", "sw", "ta", "tg", "th", "tr", "uk", "ur", "uz", "vi", "zh-hans"),
)
# Offered first in lists: what our regions write most.
FREQUENT = ("en", "fr", "es", "ar", "pt", "ru")


def language_name(code: str) -> str:
    """In the reader's language, with a capital; the code itself if nobody knows it."""
    return _name(code, get_language())


@lru_cache(maxsize=4096)
def _name(code: str, _reads: str | None) -> str:
    """Kept, because a list asks a hundred times: names change with our catalogues only."""
    try:
        name = get_language_info(code)["name_translated"]
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def choices_in_groups() -> list[tuple[str, object]]:
    """For a list of boxes: the frequent ones at hand, the others folded away by name."""
    others = sorted(
        ((code, language_name(code)) for code in CODES if code not in FREQUENT),
        key=lambda one: one[1],
    )
    return [
        *((code, language_name(code)) for code in FREQUENT),
        (gettext("Other languages"), others),
    ]
