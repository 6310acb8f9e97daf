"""Media types by name, for both sides of the process border: no Django here."""

from members.files import pictures

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = "application/pdf"
DOCX = f"{_OOXML}wordprocessingml.document"
PPTX = f"{_OOXML}presentationml.presentation"
XLSX = f"{_OOXML}spreadsheetml.sheet"
ODT = f"{_ODF}text"
ODP = f"{_ODF}presentation"
ODS = f"{_ODF}spreadsheet"
EPUB = "application/epub+zip"
TXT = "text/plain"
MARKDOWN = "text/markdown"
CSV = "text/csv"
HTML = "text/html"
PNG = pictures.PNG
JPEG = pictures.JPEG
WEBP = pictures.WEBP
MP3 = "audio/mpeg"
MP4 = "video/mp4"
DOC = "application/msword"
PPT = "application/vnd.ms-powerpoint"
RTF = "application/rtf"
ZIP = "application/zip"


# Formats whose extracted pages are real pages or slides; of the others they are parts of a text.
PAGED = frozenset({PDF, PPTX, ODP})

# What a browser shows by itself and without running anything of ours.
READ_IN_BROWSERS = frozenset({PDF, PNG, JPEG, WEBP})
