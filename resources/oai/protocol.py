"""What a harvester may ask: verbs, arguments, tokens. Nothing here knows the library.

The messages are for the people who run harvesters, in English as the protocol's own words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core import signing
from django.utils.datastructures import MultiValueDict

PREFIX = "oai_dc"
LONGEST_ARGUMENT = 1000
TOKEN_LASTS = dt.timedelta(days=1)
# The number counts versions of what a token holds: an older one is refused, not misread.
TOKEN_SALT = "resources.oai.token.1"  # noqa: S105 - no secret

_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_SYNTAX = {
    "metadataPrefix": re.compile(_WORD),
    "set": re.compile(rf"{_WORD}(:{_WORD})*"),
    "identifier": re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]+"),
}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_SECOND = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z", re.ASCII)


class ProtocolError(Exception):
    """Is answered with one of the protocol's codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Verb:
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    # Whether its list may be continued by a token, which then stands alone.
    continued: bool = False


_LIST = Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), continued=True)
VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
    "ListSets": Verb(continued=True),
    "GetRecord": Verb(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}


@dataclass(frozen=True)
class Request:
    verb: str
    arguments: dict[str, str] = field(default_factory=dict)


def read(asked: MultiValueDict[str, str]) -> Request:
    """Raises `ProtocolError` with badVerb or badArgument."""
    verbs = asked.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", f"Say one verb, of: {', '.join(VERBS)}.")
    arguments = {name: values[-1] for name, values in asked.lists() if name != "verb"}
    if repeated := [name for name, values in asked.lists() if len(values) > 1]:
        raise _bad(f"Said more than once: {_names(repeated)}.")
    if any(len(value) > LONGEST_ARGUMENT for value in arguments.values()):
        raise _bad("An argument is too long.")
    verb = VERBS[verbs[0]]
    if verb.continued and "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise _bad("A resumptionToken stands alone.")
        return Request(verbs[0], arguments)
    if strange := arguments.keys() - verb.required - verb.optional:
        raise _bad(f"Not an argument of {verbs[0]}: {_names(strange)}.")
    if missing := verb.required - arguments.keys():
        raise _bad(f"Missing: {_names(missing)}.")
    for name, syntax in _SYNTAX.items():
        if name in arguments and not syntax.fullmatch(arguments[name]):
            raise _bad(f"The {name} cannot be read.")
    period(arguments)
    return Request(verbs[0], arguments)


def _bad(message: str) -> ProtocolError:
    return ProtocolError("badArgument", message)


def _names(names: Iterable[str]) -> str:
    """Those that the protocol knows; strangers may hold anything."""
    known = {"from", "until", "set", "identifier", "metadataPrefix", "resumptionToken"}
    given = set(names)
    return ", ".join(sorted(given & known) + (["unknown words"] if given - known else []))


@dataclass(frozen=True)
class Period:
    """`before` is the first moment that no longer belongs to it."""

    since: dt.datetime | None
    before: dt.datetime | None


def period(arguments: dict[str, str]) -> Period:
    """Of `from` and `until`, which are both included. Raises `ProtocolError` with badArgument."""
    since, until = arguments.get("from"), arguments.get("until")
    if since is not None and until is not None and len(since) != len(until):
        raise _bad("from and until must have the same granularity.")
    first, last = _moment("from", since), _moment("until", until)
    if first and last and first > last:
        raise _bad("from must not be later than until.")
    return Period(first, last and _end_of(last, whole_day=until is not None and "T" not in until))


def _moment(name: str, text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    found = _DAY.fullmatch(text) or _SECOND.fullmatch(text)
    try:
        numbers = [int(part) for part in found.groups()] if found else []
        return dt.datetime(*numbers, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]
    except (ValueError, TypeError):
        raise _bad(f"{name} must look like YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.") from None


def _end_of(moment: dt.datetime, *, whole_day: bool) -> dt.datetime:
    try:
        return moment + (dt.timedelta(days=1) if whole_day else dt.timedelta(seconds=1))
    except OverflowError:
        return moment


@dataclass(frozen=True)
class Place:
    """How far a list has come: the last record that was told, and how many there were before."""

    datestamp: dt.datetime
    number: int
    cursor: int
    size: int


def token(request: Request, place: Place) -> str:
    """Signed, not encrypted: it holds what was asked, and nothing that the answer did not say."""
    at = [int(place.datestamp.timestamp()), place.number, place.cursor, place.size]
    return signing.dumps(
        {"verb": request.verb, "asked": request.arguments, "at": at}, salt=TOKEN_SALT, compress=True
    )


def resumed(request: Request) -> tuple[dict[str, str], Place]:
    """The arguments with which the list began, and where to go on.

    Raises `ProtocolError` with badResumptionToken.
    """
    try:
        held = signing.loads(
            request.arguments["resumptionToken"], salt=TOKEN_SALT, max_age=TOKEN_LASTS
        )
    except signing.BadSignature:
        held = {}
    if held.get("verb") != request.verb:
        raise ProtocolError("badResumptionToken", "It has expired, or is not one of ours.")
    seconds, number, cursor, size = held["at"]
    datestamp = dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    return held["asked"], Place(datestamp, number, cursor, size)
