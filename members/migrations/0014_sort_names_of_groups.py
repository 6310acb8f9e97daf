from django.db import migrations

from members.models.folding import fold


def fill(apps, schema_editor):
    Group = apps.get_model("members", "Group")
    for group in Group.objects.filter(sort_name="").only("name"):
        Group.objects.filter(pk=group.pk).update(sort_name=fold(group.name)[:120])


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0013_name_keys"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
