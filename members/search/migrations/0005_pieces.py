"""Pieces of a thing stand in rows of their own; pages are tied to their row by no constraint.

Of the rows that there are, none is of a piece: the column comes with its default in an instant.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0004_written_words")]

    operations = [
        migrations.AddField(
            "row",
            "piece",
            models.IntegerField(
                db_default=0, help_text="The number of a piece, whose parts count from 1; or 0."
            ),
        ),
        migrations.RemoveConstraint("row", "search_row_once"),
        migrations.AddConstraint(
            "row",
            models.UniqueConstraint("kind", "object_id", "piece", "part", name="search_row_once"),
        ),
        migrations.AlterField(
            "row",
            "marks",
            django.contrib.postgres.fields.ArrayField(
                models.IntegerField(), help_text="Access and facets, for lists."
            ),
        ),
        migrations.AlterField(
            "pagetext",
            "row",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pages",
                to="search.row",
            ),
        ),
    ]
