"""A ZIP with a list and the files that it names; and ZIPs that mean no good."""

import io
import zipfile

import pytest

from resources.models import Document, Import, Resource
from tests import make
from tests.made_files import docx, pdf, png, zipped

from .importing_lists import (
    GOOD,
    agree,
    counts,
    look,
    post,
    problems,
    table,
    workbook,
)

pytestmark = pytest.mark.django_db
PAPER = pdf("A page about savings groups and their books.")


@pytest.fixture
def client(client_of, bintou):
    """Bintou's browser."""
    return client_of(bintou)


@pytest.fixture
def preview(client, run_jobs):
    def run(content: bytes, name: str = "works.zip", **form) -> Import:
        return look(client, run_jobs, content, name, **form)

    return run


@pytest.fixture
def bring_in(client, preview, run_jobs):
    def run(content: bytes, **form) -> Import:
        return agree(client, run_jobs, preview(content, **form))

    return run


def parcel(rows, files, sheet="list.csv"):
    content = workbook(*rows) if sheet.endswith("xlsx") else table(*rows)
    return zipped({sheet: content, **files})


def named_without_a_flag(coding: str, name: str, content: bytes) -> bytes:
    """As programs do that do not say in which letters they write names."""
    stand_in = "".join(chr(0x2550 + at % 20) for at in range(len(name.encode(coding))))
    whole = zipped({"list.csv": table(GOOD | {"file": name}), stand_in: content})
    encoded = name.encode(coding)
    assert len(encoded) * 3 == len(stand_in.encode())
    source = zipfile.ZipFile(io.BytesIO(whole))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == stand_in:
                entry = zipfile.ZipInfo("x" * len(encoded))
            archive.writestr(entry, data)
    return target.getvalue().replace(b"x" * len(encoded), encoded)


@pytest.mark.parametrize("sheet", ["list.csv", "works/list.xlsx"])
def test_files_come_in_with_their_works_and_are_found_by_their_words(
    sheet, bring_in, client_of, visitor, bintou
):
    folder = sheet.rpartition("/")[0] + "/papers/" if "/" in sheet else ""
    rows = (
        GOOD | {"file": f"{folder}a.pdf", "file_2": "Été.docx", "file_2_language": "French"},
        GOOD | {"title": "No file"},
    )
    files = {f"{folder}a.pdf": PAPER, f"{folder}Été.docx": docx("Les tontines."),
             "__MACOSX/._a.pdf": b"litter"}  # fmt: skip
    one = bring_in(parcel(rows, files, sheet), publish="on")
    assert counts(one) == (2, 0, 0, 0)
    first, second = Resource.objects.get(title="A study").documents.all()
    assert (first.name, first.language, first.extraction) == ("a.pdf", "en", "read")
    assert (second.name, second.language, second.added_by) == ("Été.docx", "fr", bintou)
    page = client_of(visitor).get("/resources/?q=savings").content.decode()
    assert "A study" in page


def test_twice_changes_nothing_and_an_update_adds_only_what_is_new(bring_in, preview):
    one = parcel([GOOD | {"file": "a.pdf"}], {"a.pdf": PAPER})
    bring_in(one)
    assert counts(preview(one)) == (0, 0, 1, 0)
    more = GOOD | {"file": "a.pdf", "file_2": "b.txt"}
    again = bring_in(parcel([more], {"a.pdf": PAPER, "b.txt": b"More of it."}))
    assert again.rows.get().changes == ["file_2"]
    assert [one.name for one in Document.objects.order_by("pk")] == ["a.pdf", "b.txt"]


@pytest.mark.parametrize(
    ("cells", "files", "wrong"),
    [
        ({"file": "b.pdf"}, {"a.pdf": PAPER}, [(2, "file"), (None, "file")]),
        ({"file": ""}, {"a.pdf": PAPER}, [(None, "file")]),
        ({"file": "a.pdf"}, {"a.pdf": b"no PDF at all"}, [(2, "file")]),
        ({"file": "a.exe"}, {"a.exe": b"MZ"}, [(2, "file")]),
        ({"file": "a.zip"}, {"a.zip": zipped({"b.txt": b"nested"})}, [(2, "file")]),
        ({"file": "a.png"}, {"a.png": png(20_000, 20_000)}, [(2, "file")]),
        ({"file": "a.pdf", "file_2": "a.pdf"}, {"a.pdf": PAPER}, []),
        ({"file": "a.txt", "file_language": "klingon"}, {"a.txt": b"x"}, [(2, "file_language")]),
        ({"file": "a.txt"}, {"1/a.txt": b"x", "2/a.txt": b"y"},
         [(2, "file"), (None, "file"), (None, "file")]),
        ({"file": "2/a.txt"}, {"1/a.txt": b"x", "2/a.txt": b"y"}, [(None, "file")]),
        ({"file": "2\\A.TXT"}, {"2/a.txt": b"y"}, []),
    ],
)  # fmt: skip
def test_each_file_is_answered_by_row(cells, files, wrong, preview):
    one = preview(parcel([GOOD | cells], files))
    assert (one.status, problems(one)) == ("read", wrong), one.trouble


def test_a_file_that_the_library_has_already_is_named(preview, amina):
    work = make.make_resource("Known", by=amina)
    make.make_document(work, b"Plain words.")
    one = preview(parcel([GOOD | {"file": "a.txt"}], {"a.txt": b"Plain words."}))
    assert problems(one) == [(2, "file")]
    assert "Known" in one.rows.get().problems[0][1]


def test_one_file_for_two_works_is_an_error(preview):
    rows = [GOOD | {"file": "a.txt"}, GOOD | {"title": "Another", "file": "b.txt"}]
    one = preview(parcel(rows, {"a.txt": b"Same.", "b.txt": b"Same."}))
    assert problems(one) == [(3, "file")]


@pytest.mark.parametrize("coding", ["utf-8", "cp850", "cp1252", "cp1251"])
def test_names_are_known_whatever_program_wrote_them(coding, bring_in):
    name = "доклад.txt" if coding == "cp1251" else "étude.txt"
    bring_in(named_without_a_flag(coding, name, b"Words."))
    assert Document.objects.get().name == name


def hostile(kind: str) -> bytes:
    rows = table(GOOD | {"file": "a.txt"})
    if kind == "swollen":
        return zipped({"list.csv": rows, "a.txt": b"0" * 60_000_000})
    if kind == "outside":
        return zipped({"list.csv": rows, "../a.txt": b"x"})
    if kind == "absolute":
        return zipped({"list.csv": rows, "/etc/a.txt": b"x"})
    if kind == "many":
        return zipped({"list.csv": rows} | {f"{n}.txt": b"" for n in range(10_001)}, packed=False)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("list.csv", rows)
        entry = zipfile.ZipInfo("a.txt")
        if kind == "link":
            entry.external_attr = 0o120777 << 16
        archive.writestr(entry, b"/etc/passwd")
        if kind == "twice":
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("a.txt", b"other")
    whole = target.getvalue()
    if kind == "locked":
        at = whole.rindex(b"PK\x01\x02") + 8
        whole = whole[:at] + b"\x01" + whole[at + 1 :]
    return b"MZ" + whole if kind == "behind" else whole


@pytest.mark.parametrize(
    "kind", ["swollen", "outside", "absolute", "many", "link", "twice", "locked", "behind"]
)
def test_a_zip_that_means_no_good_is_refused_beside_the_field(kind, client):
    response = post(client, hostile(kind), "works.zip")
    assert "file" in response.context["adminform"].form.errors
    assert not Import.objects.exists()


def test_more_than_the_setting_allows_is_refused(client, settings):
    settings.IMPORT_UNPACKED_LIMIT = 1000
    response = post(client, parcel([GOOD], {"a.txt": b"x" * 1000}), "works.zip")
    assert "file" in response.context["adminform"].form.errors


def test_an_entry_that_lies_about_itself_costs_only_its_row(preview):
    whole = parcel([GOOD | {"file": "a.txt"}], {"a.txt": b"Words that were changed."})
    stored = zipfile.ZipFile(io.BytesIO(whole)).getinfo("a.txt").header_offset + 40
    broken = whole[:stored] + b"\xff\xff" + whole[stored + 2 :]
    assert problems(preview(broken)) == [(2, "file")]


@pytest.mark.parametrize(
    "files",
    [
        {"a.txt": b"x"},
        {"a.csv": b"no,list\n1,2\n"},
        {"a.csv": table(GOOD), "b.csv": table(GOOD)},
        {"a.xlsx": b"no workbook"},
        {"a.csv": b"title\nx\n", "b.csv": b"language\nen\n"},
    ],
)
def test_a_zip_without_one_list_says_so(files, client, preview):
    one = preview(zipped(files))
    assert (one.status, bool(one.trouble)) == ("failed", True)
    assert one.trouble in client.get(one.get_absolute_url()).content.decode().replace("&#x27;", "'")


def test_a_table_among_the_files_is_a_file(bring_in):
    data = b"year,women\n2019,40\n"
    bring_in(parcel([GOOD | {"file": "data.csv"}], {"data.csv": data}))
    assert Document.objects.get().media_type == "text/csv"
