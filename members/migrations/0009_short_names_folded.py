"""The folded acronym of every organization that is here already."""

import unicodedata
from typing import Any

from django.db import migrations


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("й", "\ue000"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.replace("\ue000", "й").split())


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("members", "Organization").objects
    for pk, acronym in rows.exclude(acronym="").values_list("pk", "acronym").iterator():
        rows.filter(pk=pk).update(sort_acronym=_fold(acronym)[:60])


class Migration(migrations.Migration):
    dependencies = [("members", "0008_organization_pages")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
