"""What HTML of a post may consist of, held against what it does consist of."""

from collections.abc import Set
from urllib.parse import urlsplit

from lxml import html

DIRECTIONS = {"auto", "ltr", "rtl"}
ALLOWED: dict[str, Set[str]] = {
    **dict.fromkeys(("em", "strong", "s", "code", "hr", "br", "thead", "tbody", "tr"), frozenset()),
    **dict.fromkeys(
        ("p", "h3", "h4", "h5", "h6", "ul", "li", "blockquote", "table"), frozenset({"dir"})
    ),
    **dict.fromkeys(("th", "td"), frozenset({"dir", "class"})),
    "a": {"href", "title", "rel"},
    "div": {"class", "tabindex"},
    "ol": {"dir", "start"},
    "pre": {"dir", "tabindex"},
}
VALUES = {
    "dir": DIRECTIONS,
    "class": {"number", "middle", "scroll"},
    "tabindex": {"0"},
    "rel": {"nofollow ugc noopener"},
}
INVISIBLE = set(map(chr, [*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F)]))


def faults(markup: str) -> list[str]:
    """What does not belong there; empty if all is well."""
    found = [f"invisible {letter!r}" for letter in INVISIBLE & set(markup)]
    for element in html.document_fromstring(f"<html><body>{markup}</body></html>").body.iter():
        if element.tag == "body":
            continue
        if not isinstance(element.tag, str) or element.tag not in ALLOWED:
            found.append(f"element {element.tag}")
            continue
        for name, value in element.attrib.items():
            if name not in ALLOWED[element.tag]:
                found.append(f"attribute {element.tag} {name}")
            elif value not in VALUES.get(name, {value}):
                found.append(f"value {name}={value}")
        if element.tag == "a" and not may_lead(element.get("href", "")):
            found.append(f"address {element.get('href')}")
        if element.tag == "a" and element.get("rel") is None:
            found.append("no rel")
    return found


def may_lead(href: str) -> bool:
    """As a browser reads it, which drops blanks and line ends and takes `\\` for `/`."""
    read = "".join(letter for letter in href if letter > " ").replace("\\", "/")
    if read.startswith("/"):
        return not read.startswith("//")
    address = urlsplit(read)
    return address.scheme == "mailto" or (
        address.scheme in ("http", "https") and bool(address.netloc)
    )
