"""Numbering the posts of a thread anew, and how far people have read when threads change.

In SQL, a statement each, since a thread may have thousands of posts and readers.
"""

from __future__ import annotations

from django.db import connection

from forums.models import Post, Thread, ThreadMark

# No two posts of a thread have one moment: marks are moments.
_NUMBER = """
UPDATE forums_post SET number = anew.number, created_at = anew.moment
FROM (
    SELECT id,
        row_number() OVER (ORDER BY created_at, id) AS number,
        created_at + interval '1 microsecond'
            * (row_number() OVER (PARTITION BY created_at ORDER BY id) - 1) AS moment
    FROM forums_post WHERE thread_id = %s
) AS anew
WHERE forums_post.id = anew.id
    AND (forums_post.number, forums_post.created_at) <> (anew.number, anew.moment)
"""
# Up to the first post that is new to her in either: what she has read to its end does not hold
# her back, and where she has read nothing yet, all of it is new.
_JOIN_MARKS = """
INSERT INTO forums_threadmark (member_id, thread_id, read_to)
SELECT member_id, %(into)s, CASE
    WHEN bool_and(is_done) THEN max(read_to)
    ELSE min(read_to) FILTER (WHERE NOT is_done)
END
FROM (
    SELECT reader.member_id,
        coalesce(mark.read_to, bounds.first - interval '1 microsecond') AS read_to,
        coalesce(mark.read_to >= bounds.last, false) AS is_done
    FROM (
        SELECT DISTINCT member_id FROM forums_threadmark
        WHERE thread_id IN (%(thread)s, %(into)s)
    ) AS reader
    CROSS JOIN (
        SELECT thread_id, min(created_at) AS first, max(created_at) AS last
        FROM forums_post WHERE thread_id IN (%(thread)s, %(into)s) GROUP BY thread_id
    ) AS bounds
    LEFT JOIN forums_threadmark AS mark
        ON mark.member_id = reader.member_id AND mark.thread_id = bounds.thread_id
) AS told
GROUP BY member_id
ON CONFLICT (member_id, thread_id) DO UPDATE SET read_to = excluded.read_to
"""
_COPY_MARKS = """
INSERT INTO forums_threadmark (member_id, thread_id, read_to)
SELECT member_id, %(into)s, read_to FROM forums_threadmark WHERE thread_id = %(thread)s
"""


def number_anew(thread: Thread) -> None:
    """By their moments, from 1 and without a gap; the locked thread knows its last post again."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [thread.pk])
    last = Post.objects.filter(thread=thread).defer("body", "html").latest("number")
    thread.post_count = last.number
    thread.last_post = last
    thread.last_post_at = last.created_at
    thread.save(update_fields=["post_count", "last_post", "last_post_at"])


def join_marks(thread: Thread, into: Thread) -> None:
    """Before the posts go over."""
    with connection.cursor() as cursor:
        cursor.execute(_JOIN_MARKS, {"thread": thread.pk, "into": into.pk})
    ThreadMark.objects.filter(thread=thread).delete()


def copy_marks(thread: Thread, into: Thread) -> None:
    """For a new thread that was a part of the other."""
    with connection.cursor() as cursor:
        cursor.execute(_COPY_MARKS, {"thread": thread.pk, "into": into.pk})
