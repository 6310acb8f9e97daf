"""Which kinds of files are taken. Imported by `sniff`, forms and pages."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.files import media

MEGABYTE = 1024 * 1024
LIMIT = 50 * MEGABYTE
STAFF_LIMIT = 500 * MEGABYTE


@dataclass(frozen=True)
class FileType:
    media_type: str
    label: str | Promise = field(compare=False)
    extensions: tuple[str, ...]
    staff_only: bool = False
    by_link_only: bool = False  # read when it is found at the end of a link, never sent in

    def limit(self, *, staff: bool = False) -> int:
        """The largest size in bytes."""
        return STAFF_LIMIT if staff else LIMIT


PDF = FileType(media.PDF, _("PDF document"), ("pdf",))
DOCX = FileType(media.DOCX, _("Word document"), ("docx",))
PPTX = FileType(media.PPTX, _("PowerPoint presentation"), ("pptx",))
XLSX = FileType(media.XLSX, _("Excel workbook"), ("xlsx",))
ODT = FileType(media.ODT, _("OpenDocument text"), ("odt",))
ODP = FileType(media.ODP, _("OpenDocument presentation"), ("odp",))
ODS = FileType(media.ODS, _("OpenDocument spreadsheet"), ("ods",))
EPUB = FileType(media.EPUB, _("EPUB book"), ("epub",))
TXT = FileType(media.TXT, _("plain text"), ("txt",))
MARKDOWN = FileType(media.MARKDOWN, _("Markdown text"), ("md", "markdown"))
CSV = FileType(media.CSV, _("table in CSV"), ("csv",))
PNG = FileType(media.PNG, _("PNG picture"), ("png",))
JPEG = FileType(media.JPEG, _("JPEG picture"), ("jpg", "jpeg"))
WEBP = FileType(media.WEBP, _("WebP picture"), ("webp",))
MP3 = FileType(media.MP3, _("MP3 sound"), ("mp3",))
MP4 = FileType(media.MP4, _("MP4 film"), ("mp4",))
DOC = FileType(media.DOC, _("Word document of before 2007"), ("doc",))
PPT = FileType(media.PPT, _("PowerPoint file of before 2007"), ("ppt",))
RTF = FileType(media.RTF, _("RTF document"), ("rtf",))
ZIP = FileType(media.ZIP, _("ZIP archive"), ("zip",), staff_only=True)
HTML = FileType(media.HTML, _("web page"), ("html", "htm"), by_link_only=True)

ALL = (
    *(PDF, DOCX, PPTX, XLSX, ODT, ODP, ODS, EPUB, TXT, MARKDOWN, CSV),
    *(PNG, JPEG, WEBP, MP3, MP4, DOC, PPT, RTF, ZIP, HTML),
)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in ALL}
_BY_EXTENSION = {extension: kind for kind in ALL for extension in kind.extensions}

OPEN_DOCUMENT = (ODT, ODP, ODS)
OFFICE_OPEN = (DOCX, PPTX, XLSX)
ZIPPED = (*OFFICE_OPEN, *OPEN_DOCUMENT, EPUB, ZIP)
WRITTEN = (TXT, MARKDOWN, CSV)
PICTURES = (PNG, JPEG, WEBP)


def may_be_sent(*, staff: bool = False) -> list[FileType]:
    """What the upload form takes, in the order in which it is told."""
    return [kind for kind in ALL if not kind.by_link_only and (staff or not kind.staff_only)]


def by_extension(extension: str, *, staff: bool = False) -> FileType | None:
    """The kind with this ending (without the dot, any case), if it may be sent in."""
    kind = _BY_EXTENSION.get(extension.lower())
    return kind if kind in may_be_sent(staff=staff) else None


def accept_attribute(*, staff: bool = False) -> str:
    """For `<input type="file" accept="…">`."""
    return ",".join(f".{end}" for kind in may_be_sent(staff=staff) for end in kind.extensions)
