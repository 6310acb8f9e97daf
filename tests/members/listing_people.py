"""Lists of people and organizations as staff send them, and what becomes of them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import RegistryList
from tests.resources.importing_lists import counts, problems, table, workbook

__all__ = ["LISTS", "counts", "decide", "look", "post", "problems", "send", "table", "workbook"]
LISTS = "/admin/members/registrylist/"
ADD = f"{LISTS}add/"


def post(client, about: str, content: bytes, name: str = "list.csv", **form: Any):
    return client.post(ADD, {"about": about, "file": SimpleUploadedFile(name, content)} | form)


def send(client, about: str, content: bytes, name: str = "list.csv", **form: Any) -> RegistryList:
    """What was sent, which nobody has read yet."""
    response = post(client, about, content, name, **form)
    assert response.status_code == 302, response.context["errors"]
    return RegistryList.objects.latest("pk")


def look(client, run_jobs, about: str, *rows: dict[str, Any], **form: Any) -> RegistryList:
    """What was sent, once the worker has read it."""
    one = send(client, about, table(*rows), **form)
    run_jobs()
    one.refresh_from_db()
    return one


def decide(client, one: RegistryList, deed: str = "agree") -> RegistryList:
    response = client.post(f"{LISTS}{one.pk}/decide/", {"deed": deed})
    assert response.status_code == 302
    one.refresh_from_db()
    return one
