"""New files of published works wait for review in a table of their own."""

import django.db.models.deletion
import django.utils.timezone
import resources.models.documents
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("resources", "0014_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('file', models.FileField(max_length=120, upload_to=resources.models.documents.random_path, verbose_name='file')),
                ('name', models.CharField(max_length=160, verbose_name='name of the file')),
                ('media_type', models.CharField(max_length=120, verbose_name='media type')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='what has changed')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'file that waits for review',
                'verbose_name_plural': 'files that wait for review',
                'ordering': ('sent_at', 'pk'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='reviewstep',
            name='review_step_says_why',
        ),
        migrations.AlterField(
            model_name='reviewstep',
            name='deed',
            field=models.CharField(choices=[('submitted', 'sent in'), ('returned', 'returned with a question'), ('declined', 'declined'), ('published', 'published'), ('withdrawn', 'withdrawn'), ('reopened', 'taken back into review'), ('file_sent', 'new file sent'), ('file_added', 'new file taken in'), ('file_declined', 'new file declined')], max_length=20, verbose_name='what was done'),
        ),
        migrations.AddConstraint(
            model_name='reviewstep',
            constraint=models.CheckConstraint(condition=models.Q(('deed__in', ('returned', 'declined', 'withdrawn', 'file_declined')), ('reason', ''), _negated=True), name='review_step_says_why'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='replaces',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='resources.document', verbose_name='new version of'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='resource',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting_documents', to='resources.resource', verbose_name='resource'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='sent_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by'),
        ),
        migrations.AddIndex(
            model_name='waitingdocument',
            index=models.Index(fields=['sent_at'], name='waiting_file_queue'),
        ),
        migrations.AddConstraint(
            model_name='waitingdocument',
            constraint=models.UniqueConstraint(fields=('resource', 'sha256'), name='waiting_file_once'),
        ),
        migrations.AddConstraint(
            model_name='waitingdocument',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='waiting_file_is_not_empty'),
        ),
    ]
