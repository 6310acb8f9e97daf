"""Give every organization that is here the key by which its name is recognized."""

from django.db import migrations

from members.models.likeness import likeness

BATCH = 500


def fill(apps, schema_editor):
    organizations = apps.get_model("members", "Organization")
    rows = organizations.objects.filter(name_key="").only("pk", "name").order_by("pk")
    for one in rows.iterator(chunk_size=BATCH):
        key = likeness(one.name).key[:200]
        organizations.objects.filter(pk=one.pk).update(name_key=key)


class Migration(migrations.Migration):
    dependencies = [("members", "0012_copies_and_departures")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
