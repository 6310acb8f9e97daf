"""Looking everywhere: in every row of the database, in every page, in every line of the log."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import unquote

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from forums.models import Thread
from members.models import Member
from tests.portal.addresses import ARGUMENT, every_address

# A number that is hers alone, so that it can be told from that of a post.
HER_NUMBER = 7_300_519_241
LEAVES = {"account_logout", "set_language", "admin:logout"}


def marks_of(member: Member) -> tuple[str, ...]:
    """What tells that something is about her."""
    assert member.pk == HER_NUMBER
    return (str(member.pk), member.name, member.handle, member.email)


def rows_with(*words: str) -> set[tuple[str, str]]:
    """Each row that carries one of the words: its table, and all that stands in it."""
    return {(table, text) for table, text, _touched in _found(words)} | _sessions_with(words)


def transactions_of(*words: str) -> set[str]:
    """Those that have written or locked such a row last: Postgres keeps it with every row."""
    return {one for _table, _text, touched in _found(words) for one in touched} - {"0"}


def transactions_of_posts() -> set[str]:
    """Of all posts, their former texts and their seals."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in ("forums_post", "forums_postrevision", "forums_seal"):
            cursor.execute(f"SELECT xmin::text, xmax::text FROM {table}")  # noqa: S608
            found.update(one for row in cursor.fetchall() for one in row)
    return found - {"0"}


def _found(words: Iterable[str]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    with connection.cursor() as cursor:
        for table in _tables(cursor):
            cursor.execute(f'SELECT xmin::text, xmax::text, * FROM "{table}"')  # noqa: S608
            for written, locked, *row in cursor.fetchall():
                text = " | ".join(_words(value) for value in row)
                if any(word in text for word in words):
                    yield table, text, (written, locked)


def _tables(cursor) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm')"
        " AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def _words(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)


def _sessions_with(words: Iterable[str]) -> set[tuple[str, str]]:
    """What a session holds stands encoded in its row."""
    held = {(one.session_key, str(one.get_decoded())) for one in Session.objects.all()}
    return {(key, text) for key, text in held if any(word in text for word in words)}


def every_path(thread: Thread, member: Member, words: Iterable[str]) -> Iterator[str]:
    """Of every address, about each post of the thread, and of what asks for these words."""
    numbers = {thread.pk, *thread.posts.values_list("pk", flat=True)}
    for address in every_address():
        if address.name in LEAVES:
            continue
        for number in sorted(numbers) if "<int:" in address.route else (0,):
            fill = partial(_fill, number=number, thread=thread, member=member)
            yield "/" + ARGUMENT.sub(fill, _plain(address.route))
    for word in (*words, member.handle, member.name):
        for name in ("forums:forum_list", "resources:resource_list", "members:member_list"):
            yield f"{reverse(name)}?q={word}"
        for path in ("/search/", "/forums/search/"):
            for asked in (f"q={word}", f"q={word}&author={member.handle}&by={member.handle}"):
                yield f"{path}?{asked}"
    yield reverse("member_detail", args=[member.handle])
    yield from _administration(words)


def _plain(route: str) -> str:
    return re.sub(r"\(\?P<\w+>[^()]*\)", "x", route)


def _fill(found: re.Match[str], *, number: int, thread: Thread, member: Member) -> str:
    name = found.group(0).strip("<>").rpartition(":")[2]
    return {
        "slug": thread.forum.slug,
        "thread_slug": thread.slug,
        "handle": member.handle,
    }.get(name, str(number) if found["kind"] == "int" else "x")


def _administration(words: Iterable[str]) -> Iterator[str]:
    for model in (*apps.get_app_config("forums").get_models(), *_of_decisions()):
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        try:
            listed = reverse(f"{label}_changelist")
        except Exception:  # noqa: S112 - it is not in the administration
            continue
        yield from (listed, *(f"{listed}?q={word}" for word in words))
        for key in model._default_manager.values_list("pk", flat=True)[:50]:
            for page in ("change", "history"):
                yield reverse(f"{label}_{page}", args=[key])


def _of_decisions() -> Iterator[type]:
    yield from apps.get_app_config("moderation").get_models()
    yield from apps.get_app_config("notices").get_models()


def said(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return html.unescape(unquote(f"{headers}\n{body.decode(errors='replace')}"))


def hear(client: Client, path: str) -> str:
    response = client.get(path)
    there = response.headers.get("Location", "")
    if response.status_code in (301, 302) and there.startswith("/forums/"):
        return said(response) + said(client.get(there.partition("#")[0]))
    return said(response)
