"""From raw uses to monthly figures: double clicks, unique items, then forgetting. By the worker.

The rules are COUNTER's (Code of Practice 5, section 7): of two clicks of one reader on one thing
within thirty seconds the later counts, and so on along a chain of them; a work is unique once for
each reader and hour.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from resources.models import EmptySearch, SearchTally

from .sessions import throw_away_salts

DOUBLE_CLICK = "30 seconds"
# Until then whoever clicked within the hour has been written down, double clicks after it too.
UNTIL_ALL_ARE_IN = dt.timedelta(minutes=1)
WORDS_ARE_KEPT = dt.timedelta(days=730)

# One statement, so that two who count at once cannot count a use twice: the rows that one takes
# are gone for the other. What follows the hour is looked at for double clicks and left.
_COUNT = """
WITH taken AS (
    DELETE FROM resources_useevent WHERE at < %(until)s
    RETURNING id, at, number, document, key, country
), seen AS (
    SELECT *, true AS due FROM taken
    UNION ALL
    SELECT id, at, number, document, key, country, false FROM resources_useevent
    WHERE at >= %(until)s AND at <= %(until)s + %(double_click)s::interval
), clicks AS (
    SELECT *, lead(at) OVER (PARTITION BY key, number, document ORDER BY at, id) AS next_at
    FROM seen
), counted AS (
    SELECT number, country, document, (key, date_trunc('hour', at, 'UTC')) AS once,
        date_trunc('month', at AT TIME ZONE 'UTC')::date AS month
    FROM clicks
    WHERE due AND (next_at IS NULL OR next_at - at > %(double_click)s::interval)
)
INSERT INTO resources_monthlyuse AS kept (month, resource_id, country, total_investigations,
    unique_investigations, total_requests, unique_requests)
SELECT month, number, country, count(*), count(DISTINCT once),
    count(*) FILTER (WHERE document IS NOT NULL),
    count(DISTINCT once) FILTER (WHERE document IS NOT NULL)
FROM counted JOIN resources_resource ON resources_resource.id = number
GROUP BY month, number, country
ON CONFLICT (resource_id, month, country) DO UPDATE SET
    total_investigations = kept.total_investigations + excluded.total_investigations,
    unique_investigations = kept.unique_investigations + excluded.unique_investigations,
    total_requests = kept.total_requests + excluded.total_requests,
    unique_requests = kept.unique_requests + excluded.unique_requests
"""


@transaction.atomic
def roll_up(*, now: dt.datetime | None = None) -> None:
    """Count the hours that are over, and forget who made them up."""
    now = now or timezone.now()
    until = (now - UNTIL_ALL_ARE_IN).replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"until": until, "double_click": DOUBLE_CLICK})
    today = now.astimezone(dt.UTC).date()
    throw_away_salts(today=today)
    SearchTally.objects.filter(month__lt=today.replace(day=1)).delete()
    EmptySearch.objects.filter(month__lt=today - WORDS_ARE_KEPT).delete()
