"""Draws a person's picture anew: `python -m members.files.readers.portrait`.

Exit 0 with a square WebP on standard output; the other ends are those of `Fault`. All dots are
painted on a new sheet, so nothing that was written beside the dots of a photo (place, camera, name)
comes along.
"""

import sys

from PIL import Image, ImageOps, UnidentifiedImageError

from members.files.portrait import HEAVIEST, SIDE, SMALLEST, Fault
from members.files.process import limit
from members.files.readers.packing import packed

_TAKEN = ("JPEG", "PNG", "WEBP")
_MOST_DOTS = 50_000_000
_FACES = (0.5, 0.4)  # what is cut off: rather of the lower edge than of the upper


class Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


def draw(path: str) -> bytes:
    """The picture. Raises `Refused`; whatever else goes wrong is the file's fault as well."""
    with open(path, "rb") as stream:
        try:
            picture = Image.open(stream, formats=_TAKEN)
        except UnidentifiedImageError as error:
            raise Refused(Fault.UNKNOWN) from error
        except Image.DecompressionBombError as error:
            raise Refused(Fault.TOO_MANY_DOTS) from error
        if picture.width * picture.height > _MOST_DOTS:
            raise Refused(Fault.TOO_MANY_DOTS)
        if getattr(picture, "is_animated", False):
            raise Refused(Fault.MOVES)
        if min(picture.size) < SMALLEST:
            raise Refused(Fault.TOO_SMALL)
        # A photo is decoded at a fraction of its size.
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        return packed(_on_paper(ImageOps.exif_transpose(picture)), heaviest=HEAVIEST)


def _on_paper(picture: Image.Image) -> Image.Image:
    """Its middle as a square, on white."""
    if picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGBA")
    side = min(SIDE, *picture.size)
    square = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS, centering=_FACES)
    paper = Image.new("RGB", square.size, "white")
    paper.paste(square, mask=square.getchannel("A") if square.mode == "RGBA" else None)
    return paper


def main() -> None:
    path, *limits = sys.argv[1:]
    memory, seconds, room = (int(one) for one in limits)
    limit(memory, seconds, room)
    try:
        picture = draw(path)
    except Refused as refused:
        sys.exit(refused.fault)
    except Exception:  # whatever Pillow trips over, it is the file that is wrong
        sys.exit(Fault.DAMAGED)
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
