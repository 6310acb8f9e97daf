"""Telling the clicks of one reader from another's without knowing either.

A reader is a member, or an address with the name of a browser. What is kept is a digest of her
and of one work under a salt; when the salt has been thrown away nobody can tell whose it was, and
two works that she opened cannot be brought together even before. Imported in this package only.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from resources.models import Salt

BYTES = 32
# What this process knows: the salts of the current day and month, asked for once.
_kept: dict[str, str] = {}


def reader_of(request: HttpRequest) -> str:
    """Never stored, never logged: only digests of it leave this package."""
    if request.member:
        return f"member {request.member.pk}"
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # the proxies are not what the settings say
        address = request.META.get("REMOTE_ADDR", "")
    return f"{address} {request.headers.get('User-Agent', '')}"


def day_digest(now: dt.datetime, *words: object) -> uuid.UUID:
    """Comparable within a day of UTC only."""
    day = now.astimezone(dt.UTC).date()
    return _digest(_salt(f"day {day}", last_day=day), words)


def month_digest(now: dt.datetime, *words: object) -> uuid.UUID:
    """Comparable within a month of UTC only."""
    day = now.astimezone(dt.UTC).date()
    next_month = day.replace(day=1) + dt.timedelta(days=32)
    last_day = next_month.replace(day=1) - dt.timedelta(days=1)
    return _digest(_salt(f"month {day:%Y-%m}", last_day=last_day), words)


def throw_away_salts(*, today: dt.date) -> None:
    """Those of days and months that are over: what they made can never be made again."""
    Salt.objects.filter(last_day__lt=today).delete()


def _digest(salt: str, words: tuple[object, ...]) -> uuid.UUID:
    """Under the secret key as well: who has the database alone cannot even try out guesses."""
    text = "\n".join(str(word) for word in words)
    made = salted_hmac(salt, text, algorithm="sha256")
    return uuid.UUID(bytes=made.digest()[:16])


def _salt(period: str, *, last_day: dt.date) -> str:
    if period not in _kept:
        found = _agreed_salt(period, last_day)
        kind = period.partition(" ")[0]
        for old in [one for one in _kept if one.startswith(kind)]:
            _kept.pop(old, None)
        _kept[period] = found
    return _kept[period]


def _agreed_salt(period: str, last_day: dt.date) -> str:
    """The one that all processes use: the first of them has made it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO resources_salt (period, value, last_day) VALUES (%s, %s, %s)"
            " ON CONFLICT (period) DO UPDATE SET period = excluded.period RETURNING value",
            [period, secrets.token_hex(BYTES), last_day],
        )
        (value,) = cursor.fetchone()
    return str(value)
