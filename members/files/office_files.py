"""Which office file a zip archive is, and whether it carries what could harm. Called by `sniff`."""

import re
import zipfile

from django.utils.translation import gettext_lazy as _

from members.files import types
from members.files.archives import LOCKED, check_prolog, read_start
from members.files.refusal import Refused
from members.files.types import FileType

_XML = re.compile(r"\.(xml|rels|opf|ncx|xhtml)$", re.I)
_MANIFEST = "META-INF/manifest.xml"
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_TYPES = {
    types.DOCX: (b"wordprocessingml.document.main+xml", "word/"),
    types.PPTX: (b"presentationml.presentation.main+xml", "ppt/"),
    types.XLSX: (b"spreadsheetml.sheet.main+xml", "xl/"),
}
_MACRO_PARTS = re.compile(r"(^|/)vbaProject\.bin$|^(Basic|Scripts)/.", re.I)
MACROS = _(
    "This file contains macros (small programs), which could harm the people who open it. "
    "Please save it without macros and send that copy."
)


def kind_of(archive: zipfile.ZipFile) -> FileType:
    """What the archive is by what it holds; a plain ZIP if it is nothing more."""
    names = set(archive.namelist())
    if _CONTENT_TYPES in names:
        content_types = read_start(archive, _CONTENT_TYPES)
        for kind, (main_type, folder) in _MAIN_TYPES.items():
            # A file with macros has another main type, but is still of this family.
            right = main_type in content_types or b"macroEnabled" in content_types
            if right and any(name.startswith(folder) for name in names):
                return kind
    if "mimetype" in names:
        said = read_start(archive, "mimetype").strip().decode("ascii", "replace")
        if said == types.EPUB.media_type and "META-INF/container.xml" in names:
            return types.EPUB
        for kind in types.OPEN_DOCUMENT:
            if said == kind.media_type and "content.xml" in names:
                return kind
    return types.ZIP


def check_document(archive: zipfile.ZipFile, kind: FileType) -> None:
    """No macros, no password, no XML that declares entities. Raises `Refused`."""
    names = archive.namelist()
    content_types = read_start(archive, _CONTENT_TYPES) if _CONTENT_TYPES in names else b""
    if b"macroEnabled" in content_types or any(map(_MACRO_PARTS.search, names)):
        raise Refused(MACROS, "macros")
    if kind in types.OPEN_DOCUMENT and b"encryption-data" in read_start(
        archive, _MANIFEST, missing=b""
    ):
        raise Refused(LOCKED, "locked")
    for name in filter(_XML.search, names):
        # Old OpenDocument manifests and the pages of books begin with a harmless DOCTYPE.
        check_prolog(archive, name, doctype=kind is types.EPUB or name == _MANIFEST)
