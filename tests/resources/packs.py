"""What the tests of packs share: asking for one, and looking into it."""

import csv
import io
import zipfile
from urllib.parse import urlencode

from django.core.signals import request_finished
from django.db import close_old_connections

DOWNLOAD = "/resources/pack/download/"


def ask(client, size="500", headers=None, **asked):
    return client.get(
        f"{DOWNLOAD}?{urlencode({'size': size, **asked}, doseq=True)}", headers=headers
    )


def opened(response):
    assert response.status_code == 200, response.content[:2000]
    data = b"".join(response)
    assert int(response["Content-Length"]) == len(data)
    return zipfile.ZipFile(io.BytesIO(data))


def give_up(response):
    """As when the line breaks. The test's own connection to the database stays."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def texts(pack):
    """Everything in it, as one text."""
    return "\n".join([*pack.namelist(), *(pack.read(name).decode() for name in pack.namelist())])


def page(pack):
    return pack.read("index.html").decode()


def rows(pack):
    return list(csv.DictReader(io.StringIO(pack.read("resources.csv").decode("utf-8-sig"))))


def documents(pack):
    return [name for name in pack.namelist() if name.startswith("documents/")]
