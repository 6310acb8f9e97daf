"""The library as a list: filtered like the page, harmless to open, and read back in unchanged."""

import csv
import io

import openpyxl
import pytest

from members.lists.cells import guarded, unguarded
from resources.models import Resource
from tests import make

from .importing_lists import counts, problems, send

pytestmark = pytest.mark.django_db
EXPORT = "/admin/resources/resource/export/"


@pytest.fixture
def client(client_of, bintou):
    """Bintou's browser."""
    return client_of(bintou)


@pytest.fixture
def library(amina):
    """Works with everything in them that a list could break on."""
    make.make_region("africa", en="Africa")
    themes = [make.make_theme("care", en="Care"), make.make_theme("gbv", en="Violence")]
    rich = make.make_resource(
        "=cmd|' /C calc'!A0", by=amina, abstract="Line one,\n\n“line” two; 'three'", themes=themes,
        creators=["Diallo, Awa", "A; B"], countries=["BF", "KE"], issued=2019, doi="10.1/AbC",
        languages=["fr", "en"], publisher="'=twice", isbn="9789210000001", license="cc_by",
        license_terms="@all", source_url="https://example.org/a?b=c;d", kind="guide",
    )  # fmt: skip
    rich.abstracts.create(language="en", text="+In English.")
    make.make_document(rich)
    group = make.make_group("Work", slug="work")
    make.make_resource("For a group", by=amina, visibility="group", groups=[group])
    make.make_resource("Waiting", by=amina, status="submitted", languages=["ru"], abstract="Слово.")
    make.make_resource("Draft of hers", by=amina, status="draft")
    make.make_resource("عنوان 🌍", by=amina, visibility="members", issued=1999)


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_can_be_read_back_and_changes_nothing(form, client, library, run_jobs):
    before = list(Resource.objects.order_by("pk").values())
    one = send(client, body(client.get(f"{EXPORT}{form}/")), f"works.{form}", publish="")
    run_jobs()
    one.refresh_from_db()
    assert (one.status, problems(one), counts(one)) == ("read", [], (0, 0, 4, 0)), one.trouble
    assert list(Resource.objects.order_by("pk").values()) == before


def test_a_title_is_changed_in_the_list_and_read_back(client, library, run_jobs):
    work = Resource.objects.get(title="Waiting")
    text = body(client.get(f"{EXPORT}csv/")).decode().replace("Waiting", "Waiting no more")
    one = send(client, text.encode())
    run_jobs()
    client.post(f"/admin/resources/import/{one.pk}/decide/", {"deed": "agree"})
    run_jobs()
    work.refresh_from_db()
    assert work.title == "Waiting no more"
    assert Resource.objects.count() == 5


def test_addresses_of_another_portal_say_nothing_of_ours(client, library, run_jobs):
    text = body(client.get(f"{EXPORT}csv/")).decode()
    one = send(client, text.replace("http://testserver/", "https://else.org/").encode())
    run_jobs()
    one.refresh_from_db()
    assert counts(one) == (0, 0, 4, 0)


def test_the_list_holds_what_its_page_shows(client, library):
    page = client.get("/admin/resources/resource/?status__exact=submitted").content.decode()
    address = f"{EXPORT}csv/?status__exact=submitted"
    assert f'href="{address}"' in page
    rows = list(csv.DictReader(io.StringIO(body(client.get(address)).decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["Waiting"]
    assert rows[0]["abstract_ru"] == "Слово."


def test_no_cell_is_a_formula(client, library):
    book = openpyxl.load_workbook(io.BytesIO(body(client.get(f"{EXPORT}xlsx/"))))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    rows = csv.reader(io.StringIO(body(client.get(f"{EXPORT}csv/")).decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@|\t\r")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "\t", "\r", "'=", "''@", "'", "x", ""])
def test_a_guarded_cell_gives_back_what_it_was(start):
    cell = f"{start}1+1"
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in set("=+-@|\t\r")


def test_there_is_no_other_form(client, library):
    assert client.get(f"{EXPORT}exe/").status_code == 404


def test_many_works_are_exported_with_as_few_questions_as_few(
    client, library, django_assert_max_num_queries
):
    for n in range(30):
        make.make_resource(f"Work {n}", abstract="About it.")
    with django_assert_max_num_queries(16):
        body(client.get(f"{EXPORT}csv/"))
