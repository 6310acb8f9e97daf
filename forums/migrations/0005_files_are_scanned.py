"""What is known of an attachment and viruses; the list of one’s drafts."""


import forums.models.posts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("forums", "0004_hidden_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='scan',
            field=models.CharField(choices=[('unscanned', 'not scanned for viruses'), ('waiting', 'waits for the virus scan'), ('clean', 'no virus found'), ('infected', 'a virus was found; the file was deleted')], db_default='unscanned', default='unscanned', max_length=10, verbose_name='virus scan'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='scan_due_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='scanned again at'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='scan_found',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='virus that was found'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='scan_tries',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='attachment',
            name='scan_trouble',
            field=models.CharField(blank=True, choices=[('', 'none'), ('away', 'the virus scanner does not answer'), ('too_large', 'the virus scanner takes no file of this size'), ('unreadable', 'the file is missing or cannot be read')], db_default='', default='', max_length=10, verbose_name='why it could not be scanned'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='scanned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='scanned at'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='file',
            field=models.FileField(upload_to=forums.models.posts.random_path, verbose_name='file'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('scan', 'waiting')), fields=['scan_due_at'], name='attachment_scan'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['member', '-updated_at', '-id'], name='draft_list'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'infected'), _negated=True), models.Q(('file', ''), models.Q(('scan_found', ''), _negated=True)), _connector='OR'), name='attachment_infected_is_deleted'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'waiting'), _negated=True), ('scan_due_at__isnull', False), _connector='OR'), name='attachment_scan_is_due'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('draft', 'sha256'), name='attachment_once_a_draft'),
        ),
    ]
