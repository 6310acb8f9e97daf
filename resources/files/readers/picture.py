"""Draws the first page of one file as a small WebP: `python -m …readers.picture`.

Exit 0 with the picture on standard output; any other end means that there is none. All dots are
painted on a new sheet, so nothing that was written beside the dots of a picture (place, camera,
name) comes along.
"""

import io
import sys
import zipfile
from typing import IO

import pypdfium2
from PIL import Image, ImageOps

from members.files import media
from members.files.process import limit
from members.files.readers.packing import packed
from resources.files.first_page import HEAVIEST, HEIGHT, WIDTH

_TAKEN = ("PNG", "JPEG", "WEBP")
# Drawn larger and then reduced: letters of a few dots keep their shape.
_LARGER = 2
_LONGEST_SIDE = max(WIDTH, HEIGHT) * _LARGER
_THUMBNAILS = (
    "Thumbnails/thumbnail.png",  # OpenDocument 1.2, part 3, 3.7
    "docProps/thumbnail.jpeg",
    "docProps/thumbnail.jpg",
    "docProps/thumbnail.png",
)
_HEAVIEST_THUMBNAIL = 5 * 1024**2  # bytes
_SMALLEST_THUMBNAIL = 48  # dots: below, it is an icon
# Between the lightest and the darkest dot. Some programs put an empty sheet into every file.
_LEAST_CONTRAST = 16


def draw(path: str, media_type: str) -> bytes:
    """The picture; whatever goes wrong is raised and ends the process."""
    if media_type == media.PDF:
        page = _page_of_pdf(path)
    elif media_type in (media.PNG, media.JPEG, media.WEBP):
        with open(path, "rb") as stream:
            page = _opened(stream)
    else:
        page = _thumbnail(path)
    return packed(_on_paper(page), heaviest=HEAVIEST)


def _page_of_pdf(path: str) -> Image.Image:
    page = pypdfium2.PdfDocument(path)[0]
    width, height = page.get_size()
    scale = _LARGER * min(WIDTH / width, HEIGHT / height)
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn


def _opened(stream: IO[bytes]) -> Image.Image:
    """Upright, and no longer larger than needed: a photo is decoded at a fraction of its size."""
    picture = Image.open(stream, formats=_TAKEN)
    picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    return ImageOps.exif_transpose(picture)


def _thumbnail(path: str) -> Image.Image:
    with zipfile.ZipFile(path) as archive:
        held = set(archive.namelist())
        name = next(name for name in _THUMBNAILS if name in held)
        with archive.open(name) as stream:
            content = stream.read(_HEAVIEST_THUMBNAIL + 1)
    if len(content) > _HEAVIEST_THUMBNAIL:
        raise ValueError("too heavy")
    thumbnail = _opened(io.BytesIO(content))
    if max(thumbnail.size) < _SMALLEST_THUMBNAIL:
        raise ValueError("an icon")
    return thumbnail


def _on_paper(page: Image.Image) -> Image.Image:
    """On white, in a size that fits; an empty sheet tells nothing and is refused."""
    if page.mode not in ("RGB", "L"):
        page = page.convert("RGBA")
    page.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", page.size, "white")
    paper.paste(page, mask=page.getchannel("A") if page.mode == "RGBA" else None)
    shades = paper.convert("L").tobytes()
    if max(shades) - min(shades) < _LEAST_CONTRAST:
        raise ValueError("an empty sheet")
    return paper


def main() -> None:
    path, media_type, *limits = sys.argv[1:]
    memory, seconds, room = (int(limit) for limit in limits)
    limit(memory, seconds, room)
    sys.stdout.buffer.write(draw(path, media_type))


if __name__ == "__main__":
    main()
