"""Words are kept as they are mostly written, beside the form without accents they are found by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_settled_index")]

    operations = [
        migrations.AddField(
            model_name="word",
            name="written",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="With its accents, if it has any.",
                max_length=80,
            ),
        ),
    ]
