"""Text without case and accents, by which names are sorted and compared in every script.

Postgres here has no ICU, so the order of a list is stored, not collated.
"""

import unicodedata
from typing import Any

from django.db import models


def fold(text: str) -> str:
    """`text` in lower case, without accents (but й stays й), white space as single blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("й", "\ue000"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.replace("\ue000", "й").split())


class FoldedField(models.CharField):
    """The folded form of another field of the row, renewed whenever the row is saved."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs |= {"editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), kwargs | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(str(getattr(model_instance, self.source)))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded
