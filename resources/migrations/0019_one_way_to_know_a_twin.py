"""DOIs and links are asked for as they are folded, so nothing reads them as they were typed."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    # People read and send in while they are dropped.
    atomic = False

    dependencies = [
        ("resources", "0018_scans"),
    ]

    operations = [
        RemoveIndexConcurrently(model_name="resource", name="resource_by_doi"),
        RemoveIndexConcurrently(model_name="resource", name="resource_by_folded_doi"),
        RemoveIndexConcurrently(model_name="resource", name="resource_by_link"),
    ]
