from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """For the list of what was hidden, among a million posts; made while people write."""

    atomic = False
    dependencies = [("forums", "0003_titles_in_histories")]

    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(("hidden_at__isnull", False)),
                fields=["-id"],
                name="post_hidden",
            ),
        ),
    ]
