"""Text as people send it, without what nobody sees. Every form and import may ask here."""

import re

# Controls but tab and line feed, and what turns the direction of a text around (UAX #9, 2).
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """Without invisible characters; lines end in \\n."""
    return _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def on_one_line(text: str) -> str:
    return " ".join(tidy(text).split())
