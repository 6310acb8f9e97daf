"""A picture of a person is drawn anew, small and square, and tells nothing but itself."""

import io
import time

import pytest
from PIL import Image

from members.files import portrait as drawing
from members.files.portrait import HEAVIEST, SIDE, Fault, portrait
from members.files.process import Limits
from tests.members import pictures


def opened(content: bytes | Fault) -> Image.Image:
    assert isinstance(content, bytes), content
    assert len(content) <= HEAVIEST
    image = Image.open(io.BytesIO(content))
    assert image.format == "WEBP"
    assert image.width == image.height <= SIDE
    assert not image.getexif()
    assert not image.info.keys() & {"exif", "xmp", "icc_profile", "comment"}
    return image.convert("RGB")


def is_red(colour) -> bool:
    return colour[0] > 180 and colour[2] < 80


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_middle_of_a_photo_is_kept_as_a_square(form):
    image = opened(portrait(pictures.photo((800, 400), form)))
    assert image.width == SIDE
    assert is_red(image.getpixel((10, 160)))
    assert not is_red(image.getpixel((310, 160)))


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGBA", "P", "1", "I;16"])
def test_every_kind_of_dots_is_understood(mode):
    target = io.BytesIO()
    Image.new(mode, (300, 200)).save(target, "JPEG" if mode == "CMYK" else "PNG")
    opened(portrait(target.getvalue()))


def test_where_it_was_taken_is_forgotten_and_it_stands_upright():
    sent = pictures.photo_with_a_place(turned=6)
    assert pictures.SECRET_PLACE.encode() in sent
    drawn = portrait(sent)
    image = opened(drawn)
    assert pictures.SECRET_PLACE.encode() not in drawn
    # Its left half is above now.
    assert is_red(image.getpixel((150, 10)))
    assert not is_red(image.getpixel((150, 290)))


def test_words_beside_the_dots_of_a_png_are_forgotten():
    drawn = portrait(pictures.png_with_words())
    opened(drawn)
    assert pictures.SECRET_PLACE.encode() not in drawn


def test_noise_is_not_heavy_either():
    target = io.BytesIO()
    Image.effect_noise((1000, 1000), 200).convert("RGB").save(target, "PNG")
    opened(portrait(target.getvalue()))


def test_a_small_picture_is_not_blown_up():
    assert opened(portrait(pictures.photo((90, 60)))).size == (60, 60)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.UNKNOWN),
        (b"\0", Fault.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Fault.UNKNOWN),
        (b"%PDF-1.7", Fault.UNKNOWN),
        (pictures.photo(form="GIF", mode="P"), Fault.UNKNOWN),
        (pictures.photo()[:700], Fault.DAMAGED),
        (pictures.photo(form="PNG")[:200], Fault.DAMAGED),
        (pictures.photo((40, 400)), Fault.TOO_SMALL),
        (pictures.photo((1, 1)), Fault.TOO_SMALL),
        (pictures.moving(), Fault.MOVES),
        (pictures.bomb(), Fault.TOO_MANY_DOTS),
    ],
)
def test_what_is_no_picture_is_told_apart(content, fault):
    begun = time.monotonic()
    assert portrait(content) is fault
    assert time.monotonic() - begun < 8


def test_a_picture_that_takes_too_long_is_given_up():
    assert portrait(pictures.photo(), Limits(wall=0.01, room=HEAVIEST)) is Fault.DAMAGED


def test_what_the_child_hands_over_is_not_believed(monkeypatch):
    """Were it taken over by the file, it could still hand over nothing but a small picture."""

    def lie(command, folder, output, limits):
        with open(output, "wb", closefd=False) as stream:
            stream.write(b"<script>alert(1)</script>")
        return 0

    monkeypatch.setattr(drawing, "wait_for", lie)
    assert portrait(pictures.photo()) is Fault.DAMAGED
