"""The rules of the migration before hold for all rows; and what the worker looks for is indexed."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("resources", "0006_document_pictures_and_checks")]

    operations = [
        ValidateConstraint("document", "document_picture_has_a_size"),
        ValidateConstraint("document", "document_found_damaged_at_a_moment"),
        AddIndexConcurrently(
            "document",
            models.Index(
                fields=["id"], condition=Q(drawn_at__isnull=True), name="document_not_yet_drawn"
            ),
        ),
        AddIndexConcurrently(
            "document",
            models.Index(
                F("checked_at").asc(nulls_first=True), "id", name="document_check_longest_ago"
            ),
        ),
        AddIndexConcurrently(
            "document",
            models.Index(fields=["keeping", "-id"], name="document_damaged_first"),
        ),
    ]
