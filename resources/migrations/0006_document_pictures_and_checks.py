"""Columns for the picture of a document's first page, and for the checks of its file.

With values of the database, so that the version that is running can go on adding documents. The
rows that are there are looked through in the next migration, without holding anybody up.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

import resources.models.documents


class Migration(migrations.Migration):
    dependencies = [("resources", "0005_other_libraries")]

    operations = [
        migrations.AddField(
            "document",
            "picture",
            models.FileField(
                "picture of its first page",
                upload_to=resources.models.documents.random_picture_path,
                max_length=120,
                blank=True,
                db_default="",
            ),
        ),
        migrations.AddField(
            "document", "picture_width", models.PositiveSmallIntegerField(null=True, editable=False)
        ),
        migrations.AddField(
            "document",
            "picture_height",
            models.PositiveSmallIntegerField(null=True, editable=False),
        ),
        migrations.AddField(
            "document",
            "drawn_at",
            models.DateTimeField(
                null=True,
                editable=False,
                help_text="When a picture was tried, whatever came of it.",
            ),
        ),
        migrations.AddField(
            "document",
            "keeping",
            models.CharField(
                "state of the file",
                max_length=10,
                choices=[
                    ("whole", "as it came"),
                    ("missing", "the file is missing"),
                    ("changed", "the file is no longer what came in"),
                    ("unreadable", "the disk cannot read the file"),
                ],
                default="whole",
                db_default="whole",
            ),
        ),
        migrations.AddField(
            "document",
            "checked_at",
            models.DateTimeField(
                "file last checked at",
                null=True,
                blank=True,
                help_text="Every file is compared with its SHA-256 once a month.",
            ),
        ),
        AddConstraintNotValid(
            "document",
            models.CheckConstraint(
                condition=Q(picture="", picture_width__isnull=True, picture_height__isnull=True)
                | ~Q(picture="")
                & Q(picture_width__gt=0, picture_height__gt=0, drawn_at__isnull=False),
                name="document_picture_has_a_size",
            ),
        ),
        AddConstraintNotValid(
            "document",
            models.CheckConstraint(
                condition=Q(keeping="whole") | Q(checked_at__isnull=False),
                name="document_found_damaged_at_a_moment",
            ),
        ),
    ]
