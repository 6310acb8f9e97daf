"""From dots to few bytes, for the programs that draw. Only they import it."""

import io

from PIL import Image

_QUALITIES = (80, 65, 50, 35, 20, 5)


def packed(paper: Image.Image, *, heaviest: int) -> bytes:
    """A WebP of at most so many bytes, as good as fits.

    What does not fit at the worst is drawn smaller.
    """
    while True:
        for quality in _QUALITIES:
            target = io.BytesIO()
            paper.save(target, "WEBP", quality=quality, method=6)
            if target.tell() <= heaviest:
                return target.getvalue()
        paper = paper.reduce(2)
