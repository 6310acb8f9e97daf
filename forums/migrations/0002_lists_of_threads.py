"""The list of a forum for all its readers by one index, and what is public by when it was opened.

`/forums/read/` is a page of the portal, so that no forum may be called so.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # People read and write while they are made.
    atomic = False

    dependencies = [
        ("forums", "0001_forums"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                models.F("forum"),
                models.OrderBy(models.F("last_post_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(merged_into=None),
                name="thread_list_all",
            ),
        ),
        RemoveIndexConcurrently(model_name="thread", name="thread_list"),
        AddIndexConcurrently(
            model_name="thread",
            index=models.Index(
                fields=["-opened_at", "-id"],
                condition=models.Q(hidden_at=None, label="public", merged_into=None),
                name="thread_public_opened",
            ),
        ),
        migrations.RemoveConstraint(model_name="forum", name="forum_slug_is_free"),
        migrations.AddConstraint(
            model_name="forum",
            constraint=models.CheckConstraint(
                condition=~models.Q(
                    slug__in=[
                        *("bookmarks", "decisions", "drafts", "feed", "feeds", "following"),
                        *("mine", "new", "post", "posts", "preview", "read", "search", "thread"),
                        *("threads", "unread", "unsealing"),
                    ]
                ),
                name="forum_slug_is_free",
            ),
        ),
    ]
