"""A small picture of good files; bad ones have none, and cost nothing but their own process."""

import io
import random
import sys
import time

import pytest
from PIL import Image, PngImagePlugin

from members.files import media
from members.files.process import Limits
from resources.files import first_page as drawing
from resources.files.first_page import HEAVIEST, HEIGHT, WIDTH, Picture, first_page
from tests import made_files as made

WORDS = "Savings groups keep their books in pencil."


@pytest.fixture
def draw(tmp_path):
    def draw(content: bytes, media_type: str, limits: Limits | None = None) -> Picture | None:
        path = tmp_path / "file"
        path.write_bytes(content)
        return first_page(path, media_type, limits)

    return draw


def opened(picture: Picture | None) -> Image.Image:
    assert picture is not None
    image = Image.open(io.BytesIO(picture.content))
    assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
    assert len(picture.content) <= HEAVIEST
    assert image.width <= WIDTH
    assert image.height <= HEIGHT
    return image.convert("RGB")


def photo(size=(400, 300), form="PNG", mode="RGB", **saved) -> bytes:
    """The left half is red, the right half blue."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red"))
    target = io.BytesIO()
    image.save(target, form, **saved)
    return target.getvalue()


def is_reddish(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 180 and colour[2] < 80


def test_a_pdf_shows_its_first_page_and_no_other(draw):
    one = draw(made.pdf(WORDS, "Second"), media.PDF)
    assert opened(one).size == (320, 415)
    assert draw(made.pdf(WORDS, "Something else entirely"), media.PDF) == one
    assert draw(made.pdf("Other words", "Second"), media.PDF) != one


@pytest.mark.parametrize(
    ("media_type", "form"), [(media.PNG, "PNG"), (media.JPEG, "JPEG"), (media.WEBP, "WEBP")]
)
def test_a_picture_is_made_small(media_type, form, draw):
    image = opened(draw(photo((3000, 2000), form), media_type))
    assert image.size == (320, 213)
    assert is_reddish(image.getpixel((40, 100)))
    assert not is_reddish(image.getpixel((280, 100)))


def test_a_small_picture_is_not_blown_up(draw):
    assert opened(draw(photo((60, 30)), media.PNG)).size == (60, 30)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK"])
def test_all_ways_to_write_colours_are_read(mode, draw):
    grey = Image.new("L", (200, 100), 255)
    grey.paste(0, (0, 0, 100, 100))
    target = io.BytesIO()
    grey.convert(mode).save(target, "JPEG" if mode == "CMYK" else "PNG")
    kind = media.JPEG if mode == "CMYK" else media.PNG
    image = opened(draw(target.getvalue(), kind)).convert("L")
    assert image.getpixel((20, 50)) < 60 < 200 < image.getpixel((180, 50))


def test_what_is_transparent_stands_on_white(draw):
    image = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, 100, 100))
    target = io.BytesIO()
    image.save(target, "PNG")
    assert min(opened(draw(target.getvalue(), media.PNG)).getpixel((180, 50))) > 240


def test_a_photo_stands_upright_and_tells_nothing_of_where_it_was_taken(draw):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x010F] = "a telling camera"
    exif.get_ifd(0x8825)[1] = "N"
    content = photo(form="JPEG", exif=exif, comment=b"a telling remark")
    assert b"telling" in content
    picture = draw(content, media.JPEG)
    image = opened(picture)
    assert image.size == (300, 400)
    assert is_reddish(image.getpixel((150, 40)))
    assert b"telling" not in picture.content
    assert b"EXIF" not in picture.content


def test_words_and_profiles_beside_the_dots_are_left_out(draw):
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "a telling name")
    picture = draw(photo(pnginfo=told, icc_profile=b"a telling profile" * 9), media.PNG)
    assert b"telling" not in picture.content
    assert not {b"EXIF", b"XMP ", b"ICCP"} & {picture.content[at : at + 4] for at in range(9999)}


def test_noise_is_drawn_as_well_as_fits(draw):
    noise = random.Random(1).randbytes(WIDTH * HEIGHT * 3)
    target = io.BytesIO()
    Image.frombytes("RGB", (WIDTH, HEIGHT), noise).save(target, "PNG")
    opened(draw(target.getvalue(), media.PNG))


OFFICE = {
    media.ODT: ("Thumbnails/thumbnail.png", "PNG"),
    media.DOCX: ("docProps/thumbnail.jpeg", "JPEG"),
    media.PPTX: ("docProps/thumbnail.jpeg", "JPEG"),
}


@pytest.mark.parametrize("media_type", OFFICE)
def test_an_office_file_shows_the_picture_that_it_brings(media_type, draw):
    name, form = OFFICE[media_type]
    image = opened(draw(made.zipped({"a.xml": "<a/>", name: photo(form=form)}), media_type))
    assert is_reddish(image.getpixel((40, 100)))


def test_an_office_file_without_a_picture_an_icon_or_an_empty_sheet_has_none(draw):
    assert draw(made.docx(WORDS), media.DOCX) is None
    icon = {"docProps/thumbnail.jpeg": photo((32, 32), "JPEG")}
    assert draw(made.zipped(icon), media.DOCX) is None
    target = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(target, "JPEG")
    empty = {"docProps/thumbnail.jpeg": target.getvalue()}
    assert draw(made.zipped(empty), media.DOCX) is None


def test_a_drawing_for_other_programs_is_not_opened(draw):
    vectors = {"docProps/thumbnail.emf": b"\1\0\0\0", "docProps/thumbnail.jpeg": b"%!PS-Adobe-3.0"}
    assert draw(made.zipped(vectors), media.PPTX) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\nnothing more",
        made.pdf(WORDS)[:200],
        made.locked_pdf(WORDS, to_open="secret"),
        made.pdf_of_streams([b""]),
        photo()[:100],
        made.zipped({"Thumbnails/thumbnail.png": photo()})[:-40],
    ],
)
@pytest.mark.parametrize("media_type", [media.PDF, media.PNG, media.ODT])
def test_what_is_damaged_locked_or_empty_has_none(content, media_type, draw):
    assert draw(content, media_type) is None


def test_a_pdf_bomb_only_kills_its_own_process(draw):
    limits = Limits(memory=300 * 1024**2, seconds=5, wall=10.0, room=HEAVIEST)
    began = time.monotonic()
    assert draw(made.pdf_bomb(), media.PDF, limits) is None
    assert time.monotonic() - began < 15


def test_a_bomb_of_dots_only_kills_its_own_process(draw):
    """Few bytes that ask for more memory than one file may have."""
    limits = Limits(memory=300 * 1024**2, room=HEAVIEST)
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    assert len(target.getvalue()) < 200_000
    assert draw(target.getvalue(), media.PNG, limits) is None


def test_other_files_are_not_even_opened(draw, monkeypatch):
    monkeypatch.setattr(drawing, "wait_for", lambda *args: pytest.fail("something was started"))
    for media_type in (media.TXT, media.CSV, media.MP4, media.ZIP, media.DOC, "x/unknown"):
        assert draw(photo(), media_type) is None


def test_a_missing_file_is_the_fault_of_the_disk(tmp_path):
    with pytest.raises(FileNotFoundError):
        first_page(tmp_path / "none", media.PDF)


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "print('something else')",
        "sys.stdout.buffer.write(good + bytes(20_000))",
        "sys.stdout.buffer.write(good); sys.exit(3)",
        "sys.stdout.buffer.write(good); sys.stdout.flush(); os.kill(os.getpid(), 11)",
        "sys.stdout.buffer.write(large)",
        "time.sleep(60)",
    ],
)
def test_what_the_process_hands_over_is_not_believed(code, draw, monkeypatch):
    """The file may have taken it over."""
    start = "import os, sys, time;"
    good, large = (photo(size, "WEBP") for size in ((60, 30), (WIDTH + 1, 30)))
    start += f"good, large = {good!r}, {large!r};"

    def instead(_command, folder, output, limits):
        return usual([sys.executable, "-c", start + code], folder, output, limits)

    usual = drawing.wait_for
    monkeypatch.setattr(drawing, "wait_for", instead)
    assert draw(photo(), media.PNG, Limits(wall=2.0)) is None


def test_the_process_knows_nothing_of_ours(draw, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "the secret")
    seen = tmp_path / "seen"
    code = f"import os; open({str(seen)!r}, 'w').write(str(dict(os.environ)))"
    usual = drawing.wait_for
    monkeypatch.setattr(
        drawing, "wait_for", lambda _command, *rest: usual([sys.executable, "-c", code], *rest)
    )
    assert draw(photo(), media.PNG) is None
    assert "the secret" not in seen.read_text()
