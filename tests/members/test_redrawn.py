"""A photo that is attached somewhere tells nothing but what it shows."""

import io

import pytest
from PIL import Image

from members.files.pictures import JPEG, PNG, WEBP
from members.files.process import Limits
from members.files.redrawn import Fault, redrawn
from tests.members import pictures


def opened(content: bytes | Fault, form: str) -> Image.Image:
    assert isinstance(content, bytes), content
    image = Image.open(io.BytesIO(content))
    assert image.format == form
    assert not image.getexif()
    assert not image.info.keys() & {"exif", "xmp", "icc_profile", "comment"}
    return image


@pytest.mark.parametrize(("form", "kind"), [("JPEG", JPEG), ("PNG", PNG), ("WEBP", WEBP)])
def test_the_picture_keeps_its_size_its_format_and_what_it_shows(form, kind):
    image = opened(redrawn(io.BytesIO(pictures.photo((800, 400), form)), kind), form)
    assert image.size == (800, 400)
    red, blue = image.getpixel((10, 200)), image.getpixel((790, 200))
    assert red[0] > 180 > 80 > red[2]
    assert blue[2] > 180 > 80 > blue[0]


def test_where_it_was_taken_is_forgotten_and_it_stands_upright():
    sent = pictures.photo_with_a_place(turned=6)
    drawn = redrawn(io.BytesIO(sent), JPEG)
    assert pictures.SECRET_PLACE.encode() in sent
    assert opened(drawn, "JPEG").size == (300, 400)
    assert pictures.SECRET_PLACE.encode() not in drawn


def test_words_in_a_png_are_forgotten():
    sent = pictures.png_with_words()
    drawn = redrawn(io.BytesIO(sent), PNG)
    opened(drawn, "PNG")
    assert pictures.SECRET_PLACE.encode() not in drawn


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "I;16"])
def test_every_kind_of_dots_is_understood(mode):
    target = io.BytesIO()
    Image.new(mode, (300, 200)).save(target, "PNG")
    assert opened(redrawn(io.BytesIO(target.getvalue()), PNG), "PNG").size == (300, 200)


def test_what_moves_has_too_many_dots_or_is_broken_is_refused_by_its_name():
    assert redrawn(io.BytesIO(pictures.moving()), WEBP) == Fault.MOVES
    assert redrawn(io.BytesIO(pictures.bomb()), PNG) == Fault.TOO_MANY_DOTS
    assert redrawn(io.BytesIO(pictures.photo()[:300]), JPEG) == Fault.DAMAGED


def test_a_picture_of_another_format_than_it_says_is_refused():
    assert redrawn(io.BytesIO(pictures.photo(form="PNG")), JPEG) == Fault.DAMAGED


def test_a_picture_that_asks_for_too_much_memory_is_refused():
    little = Limits(memory=160 * 1024**2, seconds=8, wall=10.0, room=1024**2)
    large = pictures.photo((6000, 6000))
    assert redrawn(io.BytesIO(large), JPEG, little) == Fault.DAMAGED
