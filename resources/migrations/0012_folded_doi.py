from django.contrib.postgres.operations import AddIndexConcurrently
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    # People read and send in while it is built.
    atomic = False

    dependencies = [
        ("resources", "0011_bringing_in_many"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='resource',
            index=models.Index(django.db.models.functions.text.Lower('doi'), condition=models.Q(('doi', ''), _negated=True), name='resource_by_folded_doi'),
        ),
    ]
