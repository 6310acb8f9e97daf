"""Files on their way in: streamed, bounded, and given back to the disk when they cannot stay."""

import errno
import io
import os
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from members.files import upload
from members.files.types import LIMIT, MEGABYTE
from resources.models import Document, Resource
from tests.resources.sending import NEW, answers, errors, file, only_draft_of, send

pytestmark = pytest.mark.django_db
BOUNDARY = "the-edge"


class Body(io.RawIOBase):
    """A form with a file of so many bytes, made while it is read."""

    def __init__(self, fields: dict[str, str], name: str, size: int) -> None:
        edge = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
        head = "".join(f'{edge}"{field}"\r\n\r\n{value}\r\n' for field, value in fields.items())
        head += f'{edge}"file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
        tail = f'\r\n{edge}"publisher"\r\n\r\nAfter the file\r\n--{BOUNDARY}--\r\n'
        self.parts = [head.encode(), size, tail.encode()]
        self.length = len(head.encode()) + size + len(tail.encode())

    def read(self, wanted: int = -1) -> bytes:
        if not self.parts:
            return b""
        part = self.parts.pop(0)
        if isinstance(part, int):
            taken = min(part, wanted)
            if part > taken:
                self.parts.insert(0, part - taken)
            return b"a" * taken
        if len(part) > wanted:
            self.parts.insert(0, part[wanted:])
        return part[:wanted]


def post(client, size, **fields):
    flat = {name: value for name, value in answers(**fields).items() if isinstance(value, str)}
    body = Body(flat | {"languages": "en"}, "large.txt", size)
    described = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(body.length),
        "wsgi.input": body,
    }
    return client.generic("POST", NEW, **described)


@pytest.fixture
def temporary(tmp_path, settings):
    """Where uploads wait."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def most_written(temporary, monkeypatch):
    """The largest size that any waiting upload had."""
    sizes = [0]
    write = upload.BoundedUploadHandler._write

    def writing(self, data, start):
        sizes[0] = max(sizes[0], start + len(data))
        write(self, data, start)

    monkeypatch.setattr(upload.BoundedUploadHandler, "_write", writing)
    return sizes


def stored() -> list[Path]:
    root = Path(default_storage.location, "documents")
    return [one for one in root.rglob("*") if one.is_file()]


def test_60_megabytes_are_refused_and_the_rest_of_the_form_is_kept(
    client_of, amina, temporary, most_written
):
    before = stored()
    response = post(client_of(amina), 60 * MEGABYTE, title="A large one")
    assert list(errors(response)) == ["file"]
    assert "larger than 50 MB" in errors(response)["file"][0]
    draft = only_draft_of(amina)
    assert (draft.title, draft.publisher) == ("A large one", "After the file")
    assert 'value="After the file"' in response.content.decode()
    assert not Document.objects.exists()
    assert most_written[0] <= LIMIT
    assert (stored(), list(temporary.iterdir())) == (before, [])


def test_staff_may_send_more(client_of, bintou, temporary):
    response = post(client_of(bintou), 51 * MEGABYTE)
    assert response.status_code == 302
    document = Document.objects.get()
    assert document.size == 51 * MEGABYTE == document.file.size
    default_storage.delete(document.file.name)


@pytest.mark.parametrize("person", ["visitor", "dara", "femi"])
def test_nothing_of_a_stranger_is_written(person, client_of, request, most_written):
    client = client_of(request.getfixturevalue(person))
    assert post(client, 3 * MEGABYTE).status_code == 302
    assert most_written[0] == 0
    assert not Resource.objects.exists()


def test_a_disk_that_fills_up_on_the_way_leaves_nothing(client_of, amina, temporary, monkeypatch):
    before = stored()

    def full(self, data, start):
        if start:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.file.write(data)

    monkeypatch.setattr(upload.BoundedUploadHandler, "_write", full)
    response = post(client_of(amina), 3 * MEGABYTE, title="On a full disk")
    assert list(errors(response)) == ["file"]
    assert "disk is full" in errors(response)["file"][0]
    assert only_draft_of(amina).title == "On a full disk"
    assert not Document.objects.exists()
    assert (stored(), list(temporary.iterdir())) == (before, [])


def test_a_disk_that_fills_up_at_the_end_leaves_no_half_file_and_no_row(
    client_of, amina, monkeypatch
):
    before = stored()

    def half(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(FileSystemStorage, "_save", half)
    response = send(client_of(amina), source_url="", file=file())
    assert list(errors(response)) == ["file"]
    assert "disk is full" in errors(response)["file"][0]
    assert not Document.objects.exists()
    assert stored() == before
    assert only_draft_of(amina).status == Resource.Status.DRAFT


def test_a_row_that_cannot_be_written_leaves_no_file(client_of, amina, monkeypatch):
    before = stored()

    def broken(self, *args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(Document, "save", broken)
    client = client_of(amina)
    client.raise_request_exception = False
    assert send(client, file=file()).status_code == 500
    assert stored() == before
