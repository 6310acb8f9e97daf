"""By what a known work is recognized. People go on writing while the indexes are built."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("resources", "0012_folded_doi"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='resource',
            index=django.contrib.postgres.indexes.HashIndex(models.Func(models.Func(django.db.models.functions.text.Lower(models.F('source_url')), models.Value('^https?://(www[.])?|#.*$'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.TextField()), models.Value('/+$'), models.Value(''), models.Value(''), function='regexp_replace', output_field=models.TextField()), condition=models.Q(('source_url', ''), _negated=True), name='resource_like_link'),
        ),
        AddIndexConcurrently(
            model_name='resource',
            index=django.contrib.postgres.indexes.HashIndex(models.Func(django.db.models.functions.text.Lower(models.F('doi')), models.Value('^(https?://(dx[.])?doi[.]org/|doi:) *'), models.Value(''), models.Value(''), function='regexp_replace', output_field=models.TextField()), condition=models.Q(('doi', ''), _negated=True), name='resource_like_doi'),
        ),
        AddIndexConcurrently(
            model_name='resource',
            index=django.contrib.postgres.indexes.HashIndex(models.Func(django.db.models.functions.text.Upper(models.F('isbn')), models.Value('[^0-9X]'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.TextField()), condition=models.Q(('isbn', ''), _negated=True), name='resource_like_isbn'),
        ),
        AddIndexConcurrently(
            model_name='resource',
            index=models.Index(django.db.models.functions.text.Left('sort_title', 6), django.db.models.functions.text.Length('sort_title'), name='resource_title_begins'),
        ),
        AddIndexConcurrently(
            model_name='resource',
            index=models.Index(django.db.models.functions.text.Right('sort_title', 6), django.db.models.functions.text.Length('sort_title'), name='resource_title_ends'),
        ),
        AddIndexConcurrently(
            model_name='resource',
            index=models.Index(django.db.models.functions.text.Substr('sort_title', 9, 6), django.db.models.functions.text.Length('sort_title'), name='resource_title_middle'),
        ),
    ]
