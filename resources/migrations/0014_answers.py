"""What is answered to a reviewer's question; and nobody reviews what does not wait."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("resources", "0013_known_works"),
    ]

    operations = [
        migrations.AddField(
            model_name='resource',
            name='answer',
            field=models.TextField(blank=True, db_default='', default='', help_text='To the question it was returned with, until it is sent in again.', verbose_name='answer'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('reviewer__isnull', True), ('status__in', ('submitted', 'returned')), _connector='OR'), name='resource_reviewed_while_it_waits'),
        ),
    ]
