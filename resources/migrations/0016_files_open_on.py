"""Files may be held back until a day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("resources", "0015_waiting_documents"),
    ]

    operations = [
        migrations.AddField(
            model_name='resource',
            name='files_open_on',
            field=models.DateField(blank=True, help_text='Until that day nobody but the sender and staff can open them. By UTC.', null=True, verbose_name='files open on'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(condition=models.Q(('files_open_on__isnull', False)), fields=['files_open_on'], name='resource_files_to_open'),
        ),
    ]
