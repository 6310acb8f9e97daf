"""What a person fills in when she sends something to the library, and what comes of it."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from members.models import Member
from resources.models import Resource

NEW = "/resources/new/"
TEXT = b"Savings groups keep their books in pencil."


def answers(**changes: Any) -> dict[str, Any]:
    """A form with everything that is needed; an answer of None is left out."""
    usual = {
        "draft_key": str(uuid.uuid4()),
        "intent": "send",
        "title": "Books in pencil",
        "source_url": "https://example.org/books",
        "kind": "study",
        "languages": ["en"],
        "visibility": "public",
        "files_visibility": "",
        "license": "unknown",
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def file(content: bytes = TEXT, name: str = "notes.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client: Client, address: str = NEW, **changes: Any) -> HttpResponse:
    return client.post(address, answers(**changes))


def only_draft_of(member: Member) -> Resource:
    return Resource.objects.get(submitted_by=member)


def edit_address(resource: Resource) -> str:
    return f"/resources/{resource.pk}-{resource.slug}/edit/"


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """What the page says, by field."""
    return {
        name: [str(one) for one in said] for name, said in response.context["form"].errors.items()
    }


def send_named(client: Client, name: str, **changes: Any) -> HttpResponse:
    """With a file under this very name, of which the test client would keep the last part only."""
    fields = answers(**changes)
    edge = "--edge\r\nContent-Disposition: form-data; name="
    body = "".join(
        f'{edge}"{field}"\r\n\r\n{one}\r\n'
        for field, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    )
    quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    body += f'{edge}"file"; filename="{quoted}"\r\n\r\n'
    return client.generic(
        "POST", NEW, body.encode() + TEXT + b"\r\n--edge--", "multipart/form-data; boundary=edge"
    )
