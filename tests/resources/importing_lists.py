"""Lists and ZIPs as staff send them, and what becomes of them."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from resources.models import Import

IMPORTS = "/admin/resources/import/"
ADD = f"{IMPORTS}add/"
GOOD = {"title": "A study", "language": "en", "issued": "2019", "publisher": "Association A"}


def columns_of(rows: tuple[dict[str, Any], ...]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def table(*rows: dict[str, Any]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, columns_of(rows))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def workbook(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    names = columns_of(rows)
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name) for name in names])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def post(client: Client, content: bytes, name: str = "works.csv", **form: Any) -> HttpResponse:
    answers = {"file": SimpleUploadedFile(name, content), "visibility": "public"}
    return client.post(ADD, answers | form)


def send(client: Client, content: bytes, name: str = "works.csv", **form: Any) -> Import:
    """What was sent, which nobody has read yet."""
    response = post(client, content, name, **form)
    assert response.status_code == 302, response.context["errors"]
    return Import.objects.latest("pk")


def look(
    client: Client, run_jobs: Callable[[], int], content: bytes, name: str, **form: Any
) -> Import:
    """What was sent, once the worker has read it."""
    one = send(client, content, name, **form)
    run_jobs()
    one.refresh_from_db()
    return one


def agree(client: Client, run_jobs: Callable[[], int], one: Import) -> Import:
    """What was looked at without an error, once the worker has brought it in."""
    assert (one.status, problems(one)) == ("read", []), one.trouble
    decide(client, one, "agree")
    run_jobs()
    one.refresh_from_db()
    assert one.status == "done", one.trouble
    return one


def decide(client: Client, one: Import, deed: str) -> Import:
    response = client.post(f"{IMPORTS}{one.pk}/decide/", {"deed": deed})
    assert response.status_code == 302
    one.refresh_from_db()
    return one


def counts(one: Import) -> tuple[int, int, int, int]:
    """New, changed, unchanged, wrong."""
    return (one.new_count, one.changed_count, one.unchanged_count, one.wrong_count)


def problems(one: Import) -> list[tuple[int | None, str]]:
    """The rows with errors, and in which column."""
    found = one.rows.exclude(problems=[]).order_by("pk")
    return [(row.number, column) for row in found for column, _said in row.problems]
