"""Words that found nothing: what the library lacks, or calls by another name.

Words are kept once three different sessions of a month have typed them; until then there is only
a digest of them, and which sixteenths of all readers have asked.
"""

from __future__ import annotations

import logging
import re

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone

from members.models import fold
from members.tidy import on_one_line
from resources.models.usage import SESSIONS_TO_BE_KNOWN

from .counting import is_by_a_person
from .sessions import month_digest, reader_of

logger = logging.getLogger(__name__)

LONGEST = 100
BUCKETS = 16
# Addresses of mail and of pages, names of accounts, numbers of telephones, cards and papers.
_SOMEBODYS = re.compile(r"@|\(at\)|\[at\]|://|www\.|(?:\d[\s().,/+–-]*){6}")

_TALLY = """
WITH asked AS (
    INSERT INTO resources_searchtally AS known (digest, month, buckets)
    VALUES (%(digest)s, %(month)s, %(bucket)s)
    ON CONFLICT (digest) DO UPDATE SET buckets = known.buckets | excluded.buckets
    RETURNING bit_count(buckets::bit(16)) AS sessions
)
INSERT INTO resources_emptysearch AS kept (words, month, sessions)
SELECT %(words)s, %(month)s, sessions FROM asked WHERE sessions >= %(enough)s
ON CONFLICT (words, month) DO UPDATE SET sessions = greatest(kept.sessions, excluded.sessions)
"""


def note_nothing_found(request: HttpRequest, words: str) -> None:
    """That a search of the whole library found nothing. Whatever happens, the page goes out."""
    text = storable(words)
    if not text or not is_by_a_person(request):
        return
    now = timezone.now()
    try:
        digest = month_digest(now, "search", text)
        bucket = month_digest(now, "searcher", text, reader_of(request)).int % BUCKETS
        with connection.cursor() as cursor:
            cursor.execute(
                _TALLY,
                {
                    "digest": digest,
                    "month": now.date().replace(day=1),
                    "bucket": 1 << bucket,
                    "words": text,
                    "enough": SESSIONS_TO_BE_KNOWN,
                },
            )
    except DatabaseError as error:
        logger.warning("A search that found nothing was not counted: %s", type(error).__name__)


def storable(words: str) -> str:
    """As they are kept; empty if they may name somebody, or are too long to be a question."""
    text = fold(on_one_line(words))
    return "" if len(text) > LONGEST or _SOMEBODYS.search(text) else text
