"""A file that waits for review may be taken back by whoever sent it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("resources", "0016_files_open_on")]

    operations = [
        migrations.AlterField(
            model_name='reviewstep',
            name='deed',
            field=models.CharField(choices=[('submitted', 'sent in'), ('returned', 'returned with a question'), ('declined', 'declined'), ('published', 'published'), ('withdrawn', 'withdrawn'), ('reopened', 'taken back into review'), ('file_sent', 'new file sent'), ('file_added', 'new file taken in'), ('file_declined', 'new file declined'), ('file_taken_back', 'new file taken back')], max_length=20, verbose_name='what was done'),
        ),
    ]
