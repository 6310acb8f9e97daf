"""What the library takes and what it refuses, and with which reason."""

import hashlib
import io
import struct

import pytest

from members.files import media, names, pictures, types
from members.files.sniff import Refused, display_name, sha256, sniff
from tests import made_files as made

GOOD = {
    "study.pdf": (made.pdf("a study"), media.PDF),
    "Study.PDF": (made.pdf("a study"), media.PDF),
    "notes.docx": (made.docx("some notes"), media.DOCX),
    "talk.pptx": (made.pptx("a slide"), media.PPTX),
    "notes.odt": (made.odt("some notes"), media.ODT),
    "talk.odp": (made.open_document("presentation", ""), media.ODP),
    "sums.ods": (made.open_document("spreadsheet", ""), media.ODS),
    "book.epub": (made.epub("a chapter"), media.EPUB),
    "plain.txt": ("à lire".encode(), media.TXT),
    "old.txt": ("à lire, été".encode("cp1252"), media.TXT),
    "wide.txt": ("à lire".encode("utf-16"), media.TXT),
    "plain.md": (b"# A title", media.MARKDOWN),
    "table.csv": (b"a,b\n1,2\n", media.CSV),
    "photo.png": (made.png(), media.PNG),
    "photo.jpg": (made.jpeg(), media.JPEG),
    "photo.jpeg": (made.jpeg(), media.JPEG),
    "photo.webp": (made.webp(), media.WEBP),
    "talk.mp3": (b"ID3\x04\0\0\0\0\0\0", media.MP3),
    "frames.mp3": (b"\xff\xfb\x90\x64" + b"\0" * 60, media.MP3),
    "film.mp4": (b"\0\0\0\x18ftypisom\0\0\2\0isommp41", media.MP4),
    "old.doc": (made.compound("Root Entry", "WordDocument"), media.DOC),
    "old.ppt": (made.compound("Root Entry", "PowerPoint Document"), media.PPT),
    "old.rtf": (b"{\\rtf1 hello}", media.RTF),
}


def refusal(content: bytes, name: str, **kw: bool) -> str:
    with pytest.raises(Refused) as caught:
        sniff(io.BytesIO(content), name, **kw)
    return caught.value.code


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_taken_as_what_it_is(name):
    content, media_type = GOOD[name]
    file = io.BytesIO(content)
    sniffed = sniff(file, name)
    assert (sniffed.media_type, sniffed.extension) == (media_type, name.split(".")[1].lower())
    assert file.tell() == 0


@pytest.mark.parametrize("name", GOOD)
def test_no_file_is_taken_under_the_name_of_another_kind(name):
    content, media_type = GOOD[name]
    for kind in types.may_be_sent(staff=True):
        written = kind in types.WRITTEN and media_type in {k.media_type for k in types.WRITTEN}
        if kind.media_type == media_type or written:
            continue
        with pytest.raises(Refused):
            sniff(io.BytesIO(content), f"file.{kind.extensions[0]}", staff=True)


def test_the_person_is_told_what_the_file_really_is():
    with pytest.raises(Refused) as caught:
        sniff(io.BytesIO(made.docx("notes")), "study.pdf")
    assert caught.value.code == "mismatch"
    assert "PDF document" in str(caught.value)
    assert "Word document" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"MZ\x90\0\3\0\0\0", "program"),
        (b"<!DOCTYPE html><p>hello", "web page"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "archive"),
        (b"just words", "plain text"),
        (made.png(), "PNG"),
        (made.compound("WordDocument"), "2007"),
        (made.compound("EncryptedPackage"), "password"),
        (b"\0\1\2\3\4\5\6\7", "do not know"),
    ],
)
def test_what_a_file_seems_to_be_has_a_plain_name(content, word):
    with pytest.raises(Refused) as caught:
        sniff(io.BytesIO(content), "study.pdf")
    assert word in str(caught.value)


@pytest.mark.parametrize("name", ["virus.exe", "page.html", "drawing.svg", "noending", "pdf", ""])
def test_other_endings_are_refused(name):
    assert refusal(b"content", name) == "extension"


def test_an_empty_file_is_refused():
    assert refusal(b"", "study.pdf") == "empty"


class Huge(io.BytesIO):
    """An upload that knows its size and must not be read."""

    size = 200 * 1024 * 1024

    def read(self, *args):
        raise AssertionError("it was read")


def test_200_megabytes_are_refused_before_they_are_read():
    with pytest.raises(Refused) as caught:
        sniff(Huge(), "study.pdf")
    assert caught.value.code == "too_big"
    assert "50 MB" in str(caught.value)


def test_staff_may_send_larger_files_but_not_any():
    large = Huge()
    with pytest.raises(AssertionError, match="it was read"):
        sniff(large, "study.pdf", staff=True)
    large.size = 501 * 1024 * 1024
    with pytest.raises(Refused):
        sniff(large, "study.pdf", staff=True)


def test_a_truncated_office_file_is_damaged():
    assert refusal(made.docx("some notes")[:-30], "notes.docx") == "damaged"


def test_an_office_file_whose_content_does_not_unpack_is_damaged():
    content = bytearray(made.docx("some notes"))
    at = content.find(b"[Content_Types].xml") + len("[Content_Types].xml")
    content[at : at + 20] = b"\xff" * 20
    assert refusal(bytes(content), "notes.docx") == "damaged"


def test_a_locked_office_file_is_refused_because_nobody_can_look_inside():
    assert refusal(made.compound("EncryptionInfo", "EncryptedPackage"), "notes.docx") == "locked"
    locked = made.open_document(
        "text", "", **{"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    )
    assert refusal(locked, "notes.odt") == "locked"


def test_macros_are_refused():
    members = made.docx_members("notes") | {"word/vbaProject.bin": b"code"}
    assert refusal(made.zipped(members), "notes.docx") == "macros"
    named = made.docx_members("notes")
    types_part = named["[Content_Types].xml"]
    named["[Content_Types].xml"] = types_part.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert refusal(made.zipped(named), "notes.docx") == "macros"
    assert refusal(made.open_document("text", "", **{"Basic/a.xml": "<a/>"}), "n.odt") == "macros"
    assert refusal(made.compound("WordDocument", "Macros"), "old.doc") == "macros"


@pytest.mark.parametrize("part", ["word/document.xml", "_rels/.rels", "customXml/item1.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(part, encoding):
    padding = "<!-- " + "x" * 40_000 + " -->"
    bomb = f'<?xml version="1.0"?>{padding}<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    members = made.docx_members("notes") | {part: bomb.encode(encoding)}
    if encoding == "utf-16":
        members[part] = bomb.replace("?>", ' encoding="utf-16"?>', 1).encode(encoding)
    assert refusal(made.zipped(members), "notes.docx") == "xml"


def test_an_endless_beginning_of_xml_is_refused():
    members = made.docx_members("notes") | {"a.xml": "<!--" + "x" * 3_000_000}
    assert refusal(made.zipped(members), "notes.docx") == "xml"


def test_old_open_documents_with_a_plain_doctype_in_the_manifest_are_taken():
    manifest = '<!DOCTYPE manifest PUBLIC "-//OpenOffice.org//DTD" "Manifest.dtd"><manifest/>'
    content = made.open_document("text", "", **{"META-INF/manifest.xml": manifest})
    assert sniff(io.BytesIO(content), "notes.odt").media_type == media.ODT


def test_zip_bombs_are_refused():
    swollen = made.docx_members("notes") | {"word/media/a.bin": b"\0" * 11 * 1024 * 1024}
    assert refusal(made.zipped(swollen), "notes.docx") == "bomb"
    many = made.docx_members("notes") | {f"word/{at}.xml": "<a/>" for at in range(10_001)}
    assert refusal(made.zipped(many), "notes.docx") == "bomb"


def test_an_archive_that_claims_gigabytes_is_refused():
    content = bytearray(made.docx("notes"))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 2 * 1024**3)
    assert refusal(bytes(content), "notes.docx") == "bomb"


def test_a_list_of_entries_that_would_fill_the_memory_is_refused_unread():
    content = bytearray(made.docx("notes"))
    at = content.rfind(b"PK\x05\x06")
    content[at + 12 : at + 16] = struct.pack("<I", 100 * 1024**2)
    assert refusal(bytes(content), "notes.docx") == "bomb"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil", "a/../../b", "..\\b", "C:\\b"])
def test_names_that_point_outside_are_refused(name):
    assert refusal(made.zipped(made.docx_members("x") | {name: b"x"}), "notes.docx") == "path"


def test_polyglots_are_refused():
    document = made.docx("notes")
    assert refusal(made.pdf("a study") + document, "study.pdf") == "polyglot"
    assert refusal(b"<script>x</script>" + made.pdf("a study"), "study.pdf") == "polyglot"
    assert refusal(made.png() + document, "photo.png") == "polyglot"
    assert refusal(document + b"more", "notes.docx") == "polyglot"
    hidden = made.zipped({"%PDF-1.4": b"x"} | made.docx_members("notes"))
    assert refusal(hidden, "notes.docx") == "polyglot"
    assert refusal(made.png() + document, "notes.docx") == "mismatch"


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf\n <ScRiPt>alert(1)</script>",
        "<html>".encode("utf-16"),
        b"<svg onload=alert(1)>",
        b"#!/bin/sh\nrm -r .\n",
        b"words and then\0a NUL",
        b"\1\2\3\4\5\6" * 10,
        b"words " * 400_000 + b"\0",
    ],
)
def test_what_only_pretends_to_be_text_is_refused(content):
    assert refusal(content, "notes.txt") == "mismatch"


@pytest.mark.parametrize(("name", "draw"), [("a.png", made.png), ("a.webp", made.webp)])
def test_pictures_with_too_many_dots_are_refused(name, draw):
    assert refusal(draw(10_000, 5_001), name) == "pixels"
    assert sniff(io.BytesIO(draw(10_000, 5_000)), name)


def test_jpeg_pictures_with_too_many_dots_are_refused():
    assert refusal(made.jpeg(10_000, 5_001), "a.jpg") == "pixels"


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\xff", made.png()[:20]])
def test_a_picture_cut_short_has_no_size(content):
    assert pictures.size_of(io.BytesIO(content), media.JPEG) is None
    assert pictures.size_of(io.BytesIO(content), media.PNG) is None
    assert pictures.size_of(io.BytesIO(content), media.WEBP) is None


def test_archives_are_for_staff_and_hold_only_what_could_be_sent_by_itself():
    good = made.zipped({"a/study.pdf": made.pdf("a study"), "b.txt": b"words", "__MACOSX/x": b"-"})
    assert refusal(good, "pack.zip") == "extension"
    assert sniff(io.BytesIO(good), "pack.zip", staff=True).media_type == media.ZIP
    nested = made.zipped({"inner.zip": good})
    assert refusal(nested, "pack.zip", staff=True) == "extension"
    disguised = made.zipped({"inner.docx": good})
    assert refusal(disguised, "pack.zip", staff=True) == "mismatch"
    program = made.zipped({"setup.exe": b"MZ"})
    assert refusal(program, "pack.zip", staff=True) == "extension"


def test_the_checksum_is_of_the_whole_file():
    file = io.BytesIO(b"words " * 1_000_000)
    file.read(10)
    assert sha256(file) == hashlib.sha256(file.getvalue()).hexdigest()
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("study.pdf", "study.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Amina\\étude.pdf", "étude.pdf"),
        ("..", "document"),
        ("", "document"),
        ("a/", "document"),
        (".pdf", "document.pdf"),
        ("  two   spaces .pdf ", "two spaces.pdf"),
        ("a\0b\nc\x7f.pdf", "ab c.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066study\u2069.pdf", "study.pdf"),
        ("e\u0301tude.pdf", "\u00e9tude.pdf"),
        ("\ud800lone.pdf", "lone.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("report v1.2 final", "report v1.2 final"),
    ],
)
def test_names_are_made_fit_for_display(raw, shown):
    assert display_name(raw) == shown


@pytest.mark.parametrize("raw", ["x" * 300 + ".pdf", "e\u0323\u0301" * 150 + ".pdf", "." * 300])
def test_long_names_are_cut_and_keep_their_ending(raw):
    shown = display_name(raw)
    assert 0 < len(shown) <= names.LONGEST
    assert shown.endswith(".pdf") or shown == "document"


def test_a_name_of_300_characters_does_not_matter_to_the_file():
    assert sniff(io.BytesIO(made.pdf("a study")), "x" * 300 + ".pdf").extension == "pdf"
    assert sniff(io.BytesIO(made.pdf("a study")), "../../study.pdf").extension == "pdf"
