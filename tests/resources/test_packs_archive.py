"""The ZIP of a pack: its length is known before, its bytes are always the same, any part of it."""

import datetime as dt
import io
import shutil
import subprocess
import tracemalloc
import zipfile
from functools import partial

import pytest

from resources.packs.archive import Archive, File, Torn

DAY = dt.date(2026, 3, 8)
TEXTS = [("index.html", "<h1>Héllo مرحبا</h1>".encode() * 50), ("empty.txt", b"")]
CONTENTS = {
    "documents/1-1-soin-été-fr.pdf": b"%PDF" + bytes(200_000),
    "documents/2-1-العمل-ar.txt": "نص".encode() * 9,
    "documents/3-1-exactly.bin": bytes(range(256)) * 256,  # as long as a piece
}


def archive(contents=CONTENTS, day=DAY, **sizes):
    files = [
        File(
            name=name,
            size=sizes.get("size", len(data)),
            mark=str(len(data)),
            open=partial(io.BytesIO, data),
        )
        for name, data in contents.items()
    ]
    return Archive(TEXTS, files, day=day)


def whole(made):
    return b"".join(made.read())


def test_others_can_open_it(tmp_path):
    data = whole(archive())
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == [name for name, _text in TEXTS] + list(CONTENTS)
        assert opened.read("index.html") == TEXTS[0][1]
        assert {name: opened.read(name) for name in CONTENTS} == CONTENTS
        assert {one.date_time[:3] for one in opened.infolist()} == {(2026, 3, 8)}
    path = tmp_path / "pack.zip"
    path.write_bytes(data)
    if unzip := shutil.which("unzip"):
        assert subprocess.run([unzip, "-tq", path], capture_output=True).returncode == 0
    if seven := shutil.which("7z"):
        assert subprocess.run([seven, "t", path], capture_output=True).returncode == 0


@pytest.mark.parametrize("contents", [CONTENTS, {}])
def test_its_length_is_known_before_it_begins(contents):
    made = archive(contents)
    assert made.length == len(whole(made))


def test_the_same_is_the_same_bytes_and_another_has_another_mark():
    assert whole(archive()) == whole(archive())
    assert archive().mark == archive().mark
    assert archive().mark != archive(day=DAY + dt.timedelta(1)).mark
    assert archive().mark != archive(CONTENTS | {"documents/2-1-العمل-ar.txt": b"new"}).mark


def test_every_part_of_it_can_be_asked_for():
    data = whole(archive())
    cuts = [0, 1, 30, 500, 65_536, 200_700, len(data) - 23, len(data) - 1, len(data)]
    for start in cuts:
        for stop in cuts:
            if start < stop:
                assert b"".join(archive().read(start, stop)) == data[start:stop], (start, stop)


@pytest.mark.parametrize("size", [8, 17])
def test_a_file_of_another_length_breaks_it_off(size):
    """A ZIP whose directory tells something else would be worse than none."""
    with pytest.raises(Torn):
        whole(archive({"documents/1.txt": bytes(9)}, size=size))


def test_a_file_that_is_gone_breaks_it_off():
    def gone():
        raise FileNotFoundError("gone")

    with pytest.raises(Torn):
        whole(Archive(TEXTS, [File("a.txt", 3, "", gone)], day=DAY))


def test_a_large_pack_needs_little_memory(tmp_path):
    size = 60 * 1024 * 1024
    large = tmp_path / "large"
    with large.open("wb") as out:
        out.truncate(size)
    files = [File(f"documents/{n}.bin", size, "", partial(large.open, "rb")) for n in range(2)]
    made = Archive(TEXTS, files, day=DAY)
    tracemalloc.start()
    try:
        sent = sum(len(piece) for piece in made.read())
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent == made.length > 2 * size
    assert most < 2 * 1024 * 1024
