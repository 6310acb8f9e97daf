"""The six answers of the protocol, and its errors, as XML."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parseaddr
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from resources.models import HarvestRecord, Resource
from resources.models.harvest import HarvestRecordQuerySet

from .dublin_core import described, public_works
from .protocol import (
    PREFIX,
    TOKEN_LASTS,
    Place,
    ProtocolError,
    Request,
    period,
    read,
    resumed,
    token,
)
from .sets import Shelves

PAGE_SIZE = 100
HOME = "http://www.openarchives.org/OAI/2.0/"
DC_NAMESPACE, DC_SCHEMA = f"{HOME}oai_dc/", f"{HOME}oai_dc.xsd"
# Names are written with the prefixes that are declared here.
ROOT = {
    "xmlns": HOME,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{HOME} {HOME}OAI-PMH.xsd",
}
DC_ROOT = {
    "xmlns:oai_dc": DC_NAMESPACE,
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xsi:schemaLocation": f"{DC_NAMESPACE} {DC_SCHEMA}",
}
# Without these an answer would be no XML; no way of writing them down would be allowed.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
Element = ElementTree.Element


def answer(asked: MultiValueDict[str, str]) -> bytes:
    with translation.override(settings.LANGUAGE_CODE):
        root = Element("OAI-PMH", ROOT)
        _add(root, "responseDate", _stamp(timezone.now()))
        _add(root, "request", _address())
        try:
            request = read(asked)
            content = _ANSWERS[request.verb](request)
        except ProtocolError as error:
            if error.code not in {"badVerb", "badArgument"}:
                _repeat(root, request)
            _add(root, "error", str(error), code=error.code)
        else:
            _repeat(root, request)
            root.append(content)
        return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _repeat(root: Element, request: Request) -> None:
    """What was asked, beside the address."""
    for name, value in {"verb": request.verb, **request.arguments}.items():
        root[1].set(name, _clean(value))


def _address() -> str:
    return f"{settings.BASE_URL}{reverse('resources:oai')}"


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _identify(request: Request) -> Element:
    earliest = HarvestRecord.objects.aggregate(earliest=Min("datestamp"))["earliest"]
    content = Element("Identify")
    _add(content, "repositoryName", settings.PORTAL_NAME)
    _add(content, "baseURL", _address())
    _add(content, "protocolVersion", "2.0")
    _add(content, "adminEmail", parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    _add(content, "earliestDatestamp", _stamp(earliest or timezone.now()))
    _add(content, "deletedRecord", "persistent")
    _add(content, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    _add(content, "compression", "gzip")
    return content


def _list_metadata_formats(request: Request) -> Element:
    if "identifier" in request.arguments and _record(request).deleted:
        raise ProtocolError("noMetadataFormats", "This record is deleted.")
    content = Element("ListMetadataFormats")
    described_as = _add(content, "metadataFormat")
    _add(described_as, "metadataPrefix", PREFIX)
    _add(described_as, "schema", DC_SCHEMA)
    _add(described_as, "metadataNamespace", DC_NAMESPACE)
    return content


def _list_sets(request: Request) -> Element:
    if request.arguments:
        raise ProtocolError("badResumptionToken", "The list of sets is told at once.")
    content = Element("ListSets")
    for address, name in Shelves().all():
        one = _add(content, "set")
        _add(one, "setSpec", address)
        _add(one, "setName", name)
    return content


def _get_record(request: Request) -> Element:
    _check_format(request.arguments)
    content = Element("GetRecord")
    _add_records(content, [_record(request)], Shelves())
    return content


def _record(request: Request) -> HarvestRecord:
    """Raises `ProtocolError` with idDoesNotExist."""
    beginning, number = _identifier(""), request.arguments["identifier"]
    number = number.removeprefix(beginning) if number.startswith(beginning) else ""
    found = _NUMBER.fullmatch(number)
    record = HarvestRecord.objects.filter(number=int(number)).first() if found else None
    if record is None:
        raise ProtocolError("idDoesNotExist", "There is no such record.")
    return record


def _identifier(number: object) -> str:
    return f"oai:{urlsplit(settings.BASE_URL).hostname}:{number}"


def _check_format(arguments: dict[str, str]) -> None:
    if arguments["metadataPrefix"] != PREFIX:
        raise ProtocolError("cannotDisseminateFormat", f"Records are told as {PREFIX} only.")


def _list(request: Request) -> Element:
    """A page of headers or of whole records, in the order in which they were last changed.

    What changes while somebody harvests moves to the end and is told again there; nothing that
    stays where it is can be passed over.
    """
    place = None
    arguments = request.arguments
    if "resumptionToken" in arguments:
        arguments, place = resumed(request)
    _check_format(arguments)
    shelves = Shelves()
    records = _asked_for(arguments, shelves)
    size = place.size if place else records.count()
    if place:
        records = records.after(place.datestamp, place.number)
    page = list(records.order_by("datestamp", "number")[: PAGE_SIZE + 1])
    if not page:
        raise ProtocolError("noRecordsMatch", "No record was changed in this period and set.")
    content = Element(request.verb)
    if request.verb == "ListRecords":
        _add_records(content, page[:PAGE_SIZE], shelves)
    else:
        _add_headers(content, page[:PAGE_SIZE], shelves)
    _add_token(content, Request(request.verb, arguments), page, place, size)
    return content


def _asked_for(arguments: dict[str, str], shelves: Shelves) -> HarvestRecordQuerySet:
    asked = period(arguments)
    records = HarvestRecord.objects.changed(since=asked.since, before=asked.before)
    if "set" in arguments:
        records = records.filter(sets__overlap=shelves.within(arguments["set"]))
    return records


def _add_token(
    content: Element, request: Request, page: list[HarvestRecord], place: Place | None, size: int
) -> None:
    """Where to go on; empty at the end of a list that took more than one page."""
    before = place.cursor if place else 0
    at = {"cursor": str(before), "completeListSize": str(max(size, before + len(page)))}
    if len(page) > PAGE_SIZE:
        last = page[PAGE_SIZE - 1]
        there = Place(last.datestamp, last.number, before + PAGE_SIZE, size)
        at["expirationDate"] = _stamp(timezone.now() + TOKEN_LASTS)
        _add(content, "resumptionToken", token(request, there), **at)
    elif place:
        _add(content, "resumptionToken", **at)


def _add_headers(content: Element, records: list[HarvestRecord], shelves: Shelves) -> None:
    numbers = [record.number for record in records]
    visible = Resource.objects.visible_to(None).published().filter(pk__in=numbers)
    public = set(visible.values_list("pk", flat=True))
    for record in records:
        _add_header(content, record, shelves, is_public=record.number in public)


def _add_records(content: Element, records: list[HarvestRecord], shelves: Shelves) -> None:
    works = public_works([record.number for record in records if not record.deleted])
    for record in records:
        told = _add(content, "record")
        work = works.get(record.number)
        _add_header(told, record, shelves, is_public=work is not None)
        if work is not None:
            dc = ElementTree.SubElement(_add(told, "metadata"), "oai_dc:dc", DC_ROOT)
            for element, text, language in described(work, shelves):
                if _clean(text).strip():
                    _add(dc, f"dc:{element}", text, **{"xml:lang": language} if language else {})


def _add_header(
    parent: Element, record: HarvestRecord, shelves: Shelves, *, is_public: bool
) -> None:
    header = _add(parent, "header", **{} if is_public else {"status": "deleted"})
    _add(header, "identifier", _identifier(record.number))
    _add(header, "datestamp", _stamp(record.datestamp))
    for address in shelves.addresses(record.sets):
        _add(header, "setSpec", address)


_ANSWERS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}
