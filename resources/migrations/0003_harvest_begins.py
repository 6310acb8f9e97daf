"""What is public already can be harvested, as of its last change."""

import datetime as dt

from django.db import migrations

BATCH = 1000


def begin(apps, schema_editor):
    Resource = apps.get_model("resources", "Resource")
    HarvestRecord = apps.get_model("resources", "HarvestRecord")
    public = Resource.objects.filter(status="published", visibility="public").order_by("pk")
    last = 0
    while works := list(public.filter(pk__gt=last).prefetch_related("themes")[:BATCH]):
        HarvestRecord.objects.bulk_create(
            (
                HarvestRecord(
                    number=work.pk,
                    datestamp=work.updated_at.replace(microsecond=0) + dt.timedelta(seconds=1),
                    sets=[
                        f"kind:{work.kind}",
                        *(f"theme:{theme.slug}" for theme in work.themes.all()),
                    ],
                )
                for work in works
            ),
            ignore_conflicts=True,
        )
        last = works[-1].pk


class Migration(migrations.Migration):
    dependencies = [("resources", "0002_harvest_records")]

    # Backwards the table goes with the migration before.
    operations = [migrations.RunPython(begin, migrations.RunPython.noop, elidable=True)]
