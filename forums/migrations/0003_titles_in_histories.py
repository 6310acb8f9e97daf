from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0002_lists_of_threads")]

    operations = [
        migrations.AddField(
            model_name="postrevision",
            name="title",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What the thread was called, if that was changed as well.",
                max_length=200,
                verbose_name="title",
            ),
        ),
    ]
