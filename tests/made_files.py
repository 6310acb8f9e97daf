"""Files made in code, good and bad, for the tests of what the library takes and reads."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from xml.sax.saxutils import escape

import pypdf

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SHOW = "http://schemas.openxmlformats.org/presentationml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument."


def pdf(*texts: str) -> bytes:
    """One page for each text."""
    return pdf_of_streams(
        [b"BT /F1 12 Tf 40 700 Td (%s) Tj ET" % text.encode("latin-1") for text in texts]
    )


def pdf_of_streams(streams: Iterable[bytes], coding: bytes = b"") -> bytes:
    """Pages with these content streams, already coded as `coding` says."""
    streams = list(streams)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(streams)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * at)
        )
        objects.append(
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), coding, stream)
        )
    return _numbered(objects)


def _numbered(objects: list[bytes]) -> bytes:
    whole, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return whole + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(whole))
    )


def locked_pdf(text: str, *, to_open: str) -> bytes:
    """With an owner's password, and `to_open` as the one that a reader is asked for."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf(text)))
    writer.encrypt(to_open, "the owner's", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_bomb(megabytes: int = 2000) -> bytes:
    """A small file with a page that unpacks to very much.

    After a full flush the packer remembers nothing, so one packed megabyte can be repeated.
    """
    packer = zlib.compressobj(9)
    chunk = b" " * 1024 * 1024
    first, again = (packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    stream = first + again * megabytes + packer.flush()
    return pdf_of_streams([stream], b"/Filter /FlateDecode")


def zipped(members: dict[str, str | bytes], *, packed: bool = True) -> bytes:
    target = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def _relations(*relations: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'


def _content_types(part: str, kind: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
    )


def docx_members(*paragraphs: str) -> dict[str, str | bytes]:
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return {
        "[Content_Types].xml": _content_types(
            "word/document.xml", f"{_TYPE}wordprocessingml.document.main+xml"
        ),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }


def docx(*paragraphs: str) -> bytes:
    return zipped(docx_members(*paragraphs))


def pptx(*slides: str, notes: str = "") -> bytes:
    """The first slide is stored as the last part, as after a change of order."""
    numbers = list(range(len(slides), 0, -1))
    identifiers = "".join(f'<p:sldId id="{at}" r:id="r{at}"/>' for at in range(1, len(slides) + 1))
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(
            "ppt/presentation.xml", f"{_TYPE}presentationml.presentation.main+xml"
        ),
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": (
            f'<p:presentation xmlns:p="{_SHOW}" xmlns:r="{_OFFICE}">'
            f"<p:sldIdLst>{identifiers}</p:sldIdLst></p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": _relations(
            *(("slide", f"slides/slide{number}.xml") for number in numbers)
        ),
    }
    for number, text in zip(numbers, slides, strict=True):
        members[f"ppt/slides/slide{number}.xml"] = _slide(text)
    if notes:
        first = numbers[0]
        members["ppt/notesSlides/notesSlide1.xml"] = _slide(notes)
        members[f"ppt/slides/_rels/slide{first}.xml.rels"] = _relations(
            ("notesSlide", "../notesSlides/notesSlide1.xml")
        )
    return zipped(members)


def _slide(text: str) -> str:
    shape = f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
    return f'<p:sld xmlns:p="{_SHOW}" xmlns:a="{_DRAWING}">{shape}</p:sld>'


def open_document(kind: str, content: str, **members: str) -> bytes:
    """`kind` is text, presentation or spreadsheet; `content` what stands in the body."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": (
                f'<office:document-content xmlns:office="{space}office:1.0" '
                f'xmlns:text="{space}text:1.0" xmlns:draw="{space}drawing:1.0">'
                f"<office:body>{content}</office:body></office:document-content>"
            ),
            "META-INF/manifest.xml": "<manifest/>",
            **members,
        }
    )


def odt(*paragraphs: str) -> bytes:
    inside = "".join(f"<text:p>{escape(text)}</text:p>" for text in paragraphs)
    return open_document("text", f"<office:text>{inside}</office:text>")


def epub(*chapters: str) -> bytes:
    names = [f"chapter{at}.xhtml" for at in range(len(chapters))]
    manifest = "".join(f'<item id="{name}" href="{name}"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<a><rootfile full-path="OEBPS/book.opf"/></a>',
            "OEBPS/book.opf": (
                f"<package><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
            ),
            **{
                f"OEBPS/{name}": f"<!DOCTYPE html><html><body><p>{text}</p></body></html>"
                for name, text in zip(names, chapters, strict=True)
            },
        }
    )


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + checksum

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    rows = zlib.compress(b"\0" * 6)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    """A comment, then the header of a frame; enough for who looks at headers only."""
    frame = b"\xff\xc0\x00\x0b\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xfe\x00\x04hi" + frame + b"\x01\x01\x11\x00\xff\xd9"


def webp(width: int = 2, height: int = 2) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\0\0\0\0" + size
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def compound(*names: str) -> bytes:
    """The container of old office files, with a directory of these names."""
    entries = b""
    for name in names:
        written = f"{name}\0".encode("utf-16-le")
        entry = written.ljust(64, b"\0") + len(written).to_bytes(2, "little")
        entries += entry.ljust(128, b"\0")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries.ljust(512, b"\0")
