"""Asking as a harvester does; every answer is held against the schemas beside this file.

The schemas are written down from the protocol's document, and stricter than the published ones:
what is inside a record must fit too.
"""

from pathlib import Path
from typing import Any

from django.test import Client
from lxml import etree

ADDRESS = "/resources/oai/"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "oai_pmh.xsd"))
NAMES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def checked(answer: bytes) -> Any:
    root = etree.fromstring(answer)
    SCHEMA.assertValid(root)
    return root


def ask(client: Client | None = None, *, method: str = "get", **asked: Any) -> Any:
    """The root of the answer; `from_` stands for the word that Python keeps for itself."""
    asked = {name.rstrip("_"): value for name, value in asked.items()}
    response = getattr(client or Client(), method)(ADDRESS, asked)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    return checked(response.content)


def records(client: Client | None = None, **asked: Any) -> Any:
    return ask(client, verb="ListRecords", metadataPrefix="oai_dc", **asked)


def texts(root: Any, path: str) -> list[str]:
    return [one.text for one in root.iterfind(path, NAMES)]


def error(root: Any) -> str:
    """The code; nothing where all is well."""
    found = root.find("o:error", NAMES)
    return "" if found is None else found.get("code")


def standing(root: Any) -> dict[int, bool]:
    """Number of the work: whether it is told as one that everybody may see."""
    return {
        int(header.findtext("o:identifier", namespaces=NAMES).rpartition(":")[2]): (
            header.get("status") != "deleted"
        )
        for header in root.iterfind(".//o:header", NAMES)
    }
