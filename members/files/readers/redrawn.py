"""Draws a photo anew: `python -m members.files.readers.redrawn`.

Exit 0 with the picture on standard output, in the format in which it came; the other ends are those
of `Fault`. Only dots are written: the way up is turned into them, colours into those of screens.
"""

import io
import sys

from PIL import Image, ImageCms, ImageOps

from members.files.process import limit
from members.files.redrawn import MOST_DOTS, Fault

_QUALITY = 90
_SAVED_AS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": _QUALITY},
    "PNG": {},
    "WEBP": {"quality": _QUALITY},
}
_PLAIN = ("RGB", "RGBA", "L")


class Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


def draw(path: str) -> bytes:
    """Raises `Refused`; whatever else goes wrong is the file's fault as well."""
    with open(path, "rb") as stream:
        try:
            picture = Image.open(stream, formats=tuple(_SAVED_AS))
        except Image.DecompressionBombError as error:
            raise Refused(Fault.TOO_MANY_DOTS) from error
        form = picture.format or ""
        if picture.width * picture.height > MOST_DOTS:
            raise Refused(Fault.TOO_MANY_DOTS)
        if getattr(picture, "is_animated", False):
            raise Refused(Fault.MOVES)
        upright = _in_plain_colours(ImageOps.exif_transpose(picture))
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    target = io.BytesIO()
    bare.save(target, form, **_SAVED_AS[form])
    return target.getvalue()


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """As screens show them; a profile of colours can carry words, and stays behind."""
    profile = picture.info.get("icc_profile")
    if picture.mode not in _PLAIN:
        has_holes = "transparency" in picture.info or picture.mode in ("LA", "PA")
        picture = picture.convert("RGBA" if has_holes else "RGB")
    if not profile or picture.mode == "L":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        seen = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return seen or picture


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
