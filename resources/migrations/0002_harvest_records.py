import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resources', '0001_library'),
    ]

    operations = [
        migrations.CreateModel(
            name='HarvestRecord',
            fields=[
                ('number', models.BigIntegerField(help_text='Kept when the work is erased.', primary_key=True, serialize=False, verbose_name='number of the work')),
                ('datestamp', models.DateTimeField(help_text='In whole seconds: the protocol knows no smaller ones.', verbose_name='changed at')),
                ('deleted', models.BooleanField(default=False, verbose_name='no longer public')),
                ('sets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, help_text='Its kind and its own themes; those above them are not named.', size=None, verbose_name='sets')),
            ],
            options={
                'verbose_name': 'record for harvesting',
                'verbose_name_plural': 'records for harvesting',
                'ordering': ('datestamp', 'number'),
                'indexes': [models.Index(fields=['datestamp', 'number'], name='harvest_in_order'), django.contrib.postgres.indexes.GinIndex(fields=['sets'], name='harvest_by_set')],
            },
        ),
    ]
