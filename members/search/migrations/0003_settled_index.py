"""The text index is written to its end, and what lies there is worked in batch by batch.

Only the settings change, in an instant: the index itself stays as it is.
"""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0002_narrow_rows")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX search_row_vector"
                    " SET (fastupdate = on, gin_pending_list_limit = 32768)",
                    "ALTER INDEX search_row_vector SET (fastupdate = off);"
                    " ALTER INDEX search_row_vector RESET (gin_pending_list_limit)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("row", "search_row_vector"),
                migrations.AddIndex(
                    "row",
                    django.contrib.postgres.indexes.GinIndex(
                        "vector",
                        name="search_row_vector",
                        fastupdate=True,
                        gin_pending_list_limit=32 * 1024,
                    ),
                ),
            ],
        )
    ]
