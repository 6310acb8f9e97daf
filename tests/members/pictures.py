"""Pictures that people might send, good ones and others."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

SECRET_PLACE = "somewhere-only-she-knows"


def photo(size=(400, 300), form="JPEG", mode="RGB", **saved) -> bytes:
    """The left half is red, the right half blue."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red"))
    target = io.BytesIO()
    image.save(target, form, **saved)
    return target.getvalue()


def photo_with_a_place(*, turned: int = 1) -> bytes:
    """With GPS, a comment and, for 6, held upright by a quarter turn to the right."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010E] = SECRET_PLACE
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (12.0, 22.0, 17.0)
    return photo(exif=exif.tobytes(), comment=SECRET_PLACE.encode(), xmp=SECRET_PLACE.encode())


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET_PLACE)
    return photo(form="PNG", pnginfo=words)


def moving() -> bytes:
    target = io.BytesIO()
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    return target.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A PNG of few bytes that says it has so many dots a side, and holds them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sum_

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    packed = b"".join(packer.compress(row) for _row in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def sent(content: bytes, name: str = "me.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")
