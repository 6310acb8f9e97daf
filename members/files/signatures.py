"""What a file seems to be by its first bytes, in words: for telling a person what went wrong.

A guess, not a judgement; the judgement is in `sniff`.
"""

from typing import IO

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.files import archives, compound, office_files, text, types
from members.files.refusal import Refused

HEAD = 4096

_WEB_PAGE = _("web page")
_PROGRAM = _("program")
_ARCHIVE = _("archive")
_PICTURE = _("picture of another kind")
_BY_START = (
    (b"\x89PNG\r\n\x1a\n", types.PNG.label),
    (b"\xff\xd8\xff", types.JPEG.label),
    (b"{\\rtf", types.RTF.label),
    (b"ID3", types.MP3.label),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"#!", _PROGRAM),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\0", _ARCHIVE),
)
# What browsers take for a page when it stands first (WHATWG, MIME Sniffing 7.1).
_PAGE_STARTS = (
    *(b"<!doctype html", b"<html", b"<head", b"<script", b"<iframe", b"<h1", b"<div", b"<font"),
    *(b"<table", b"<a ", b"<style", b"<title", b"<b>", b"<body", b"<br", b"<p>", b"<!--"),
    *(b"<?xml", b"<svg", b"<?php", b"<%", b"<embed", b"<object", b"<img", b"<link", b"<meta"),
)


def looks_like_page(head: bytes) -> bool:
    """Whether a browser that guesses would run this as a web page."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x0c\0").lower()
    return start.startswith(_PAGE_STARTS)


def seems(file: IO[bytes]) -> str | Promise:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(archives.SIGNATURE):
        return _seems_archive(file)
    if head.startswith(compound.SIGNATURE):
        return _seems_compound(file)
    if b"%PDF-" in head[:1024]:
        return types.PDF.label
    if looks_like_page(head):
        return _WEB_PAGE
    if head[4:8] == b"ftyp":
        return types.MP4.label
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return types.WEBP.label
    for start, label in _BY_START:
        if head.startswith(start):
            return label
    return _seems_text(head) or _seems_foreign(head)


def _seems_archive(file: IO[bytes]) -> str | Promise:
    try:
        with archives.open_checked(file) as archive:
            return office_files.kind_of(archive).label
    except Refused:
        return types.ZIP.label


def _seems_compound(file: IO[bytes]) -> str | Promise:
    found = compound.entries(file)
    if compound.LOCKED in found:
        return _("office file locked with a password")
    if compound.WORD in found:
        return types.DOC.label
    return types.PPT.label if compound.POWERPOINT in found else _("file of an old office program")


def _seems_text(head: bytes) -> str | Promise | None:
    try:
        text.decoded(head)
    except text.NotText:
        return None
    return types.TXT.label


def _seems_foreign(head: bytes) -> str | Promise:
    try:
        candidates = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        candidates = []
    named = [candidate.name for candidate in candidates if candidate.name]
    return named[0] if named else _("something that we do not know")
