"""What is known of files and viruses."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("resources", "0017_file_taken_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='scan',
            field=models.CharField(choices=[('unscanned', 'not scanned for viruses'), ('waiting', 'waits for the virus scan'), ('clean', 'no virus found'), ('infected', 'a virus was found; the file was deleted')], db_default='unscanned', default='unscanned', max_length=10, verbose_name='virus scan'),
        ),
        migrations.AddField(
            model_name='document',
            name='scan_due_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='scanned again at'),
        ),
        migrations.AddField(
            model_name='document',
            name='scan_found',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='virus that was found'),
        ),
        migrations.AddField(
            model_name='document',
            name='scan_tries',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='document',
            name='scan_trouble',
            field=models.CharField(blank=True, choices=[('', 'none'), ('away', 'the virus scanner does not answer'), ('too_large', 'the virus scanner takes no file of this size'), ('unreadable', 'the file is missing or cannot be read')], db_default='', default='', max_length=10, verbose_name='why it could not be scanned'),
        ),
        migrations.AddField(
            model_name='document',
            name='scanned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='scanned at'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='scan',
            field=models.CharField(choices=[('unscanned', 'not scanned for viruses'), ('waiting', 'waits for the virus scan'), ('clean', 'no virus found'), ('infected', 'a virus was found; the file was deleted')], db_default='unscanned', default='unscanned', max_length=10, verbose_name='virus scan'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='scan_due_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='scanned again at'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='scan_found',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='virus that was found'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='scan_tries',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='scan_trouble',
            field=models.CharField(blank=True, choices=[('', 'none'), ('away', 'the virus scanner does not answer'), ('too_large', 'the virus scanner takes no file of this size'), ('unreadable', 'the file is missing or cannot be read')], db_default='', default='', max_length=10, verbose_name='why it could not be scanned'),
        ),
        migrations.AddField(
            model_name='waitingdocument',
            name='scanned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='scanned at'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('scan', 'waiting')), fields=['scan_due_at'], name='document_scan'),
        ),
        migrations.AddIndex(
            model_name='waitingdocument',
            index=models.Index(condition=models.Q(('scan', 'waiting')), fields=['scan_due_at'], name='waitingdocument_scan'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'infected'), _negated=True), models.Q(('file', ''), models.Q(('scan_found', ''), _negated=True)), _connector='OR'), name='document_infected_is_deleted'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'waiting'), _negated=True), ('scan_due_at__isnull', False), _connector='OR'), name='document_scan_is_due'),
        ),
        migrations.AddConstraint(
            model_name='waitingdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'infected'), _negated=True), models.Q(('file', ''), models.Q(('scan_found', ''), _negated=True)), _connector='OR'), name='waitingdocument_infected_is_deleted'),
        ),
        migrations.AddConstraint(
            model_name='waitingdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'waiting'), _negated=True), ('scan_due_at__isnull', False), _connector='OR'), name='waitingdocument_scan_is_due'),
        ),
    ]
