"""How two records of one work resemble each other, in Postgres' words.

The indexes of `Resource` hold these expressions and `resources.known` asks with the same ones, so
that both sides are folded by one hand, whoever wrote the row.
"""

from __future__ import annotations

from django.db.models import Expression, F, Func, TextField, Value
from django.db.models.functions import Lower, Upper

# Two edits leave one of three blocks of a title whole; see `resources.known`.
BLOCK = 6
MIDDLE = 9  # where the middle block begins, counted from 1


def _without(text: Expression, pattern: str, flags: str = "") -> Func:
    return Func(
        text,
        Value(pattern),
        Value(""),
        Value(flags),
        function="regexp_replace",
        output_field=TextField(),
    )


def bare_link(link: Expression | F) -> Func:
    """Without scheme, www, fragment and the slashes at the end."""
    return _without(_without(Lower(link), "^https?://(www[.])?|#.*$", "g"), "/+$")


def bare_doi(doi: Expression | F) -> Func:
    """Without the address or the word before it."""
    return _without(Lower(doi), "^(https?://(dx[.])?doi[.]org/|doi:) *")


def bare_isbn(isbn: Expression | F) -> Func:
    """Digits, and the X of the old kind."""
    return _without(Upper(isbn), "[^0-9X]", "g")
