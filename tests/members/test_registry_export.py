"""Staff take people and organizations along as lists: harmless, on record, and fit to come back."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import OrganizationDomain, RegistryExport, RegistryList
from tests import make

from .listing_people import ADD, counts

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/members/member/export/"
ORGANIZATIONS = "/admin/members/organization/export/"


@pytest.fixture
def client(client_of, bintou):
    """Bintou's browser."""
    return client_of(bintou)


def content(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_of(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def come_back(client, run_jobs, about, data, name) -> RegistryList:
    client.post(ADD, {"about": about, "file": SimpleUploadedFile(name, data)})
    run_jobs()
    return RegistryList.objects.latest("pk")


@pytest.fixture
def community_of_many(amina, chidi, dara, femi, efua, organization_a):
    care = make.make_theme("care", en="Care work")
    amina.themes.add(care)
    amina.about = "=cmd|' /C calc'!A0\nWe save; we lend."
    amina.languages, amina.time_zone, amina.pronouns = ["fr", "en"], "Africa/Ouagadougou", "-"
    amina.save()
    OrganizationDomain.objects.create(organization=organization_a, domain="a.example.org")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("about", ["people", "organizations"])
def test_what_leaves_comes_back_without_a_change(
    client, run_jobs, community_of_many, about, ending
):
    address = PEOPLE if about == "people" else ORGANIZATIONS
    data = content(client.get(f"{address}{ending}/"))
    one = come_back(client, run_jobs, about, data, f"list.{ending}")
    assert one.status == "read", one.trouble
    new, changed, unchanged, wrong = counts(one)
    assert (new, changed, wrong) == (0, 0, 0), list(one.rows.values("title", "changes", "problems"))
    assert (
        unchanged
        == one._meta.apps.get_model(
            "members", "Member" if about == "people" else "Organization"
        ).objects.count()
    )


def test_no_cell_is_a_formula(client, community_of_many):
    make.make_organization("=1+1", acronym="@x")
    for row in rows_of(content(client.get(f"{ORGANIZATIONS}csv/"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    book = openpyxl.load_workbook(io.BytesIO(content(client.get(f"{PEOPLE}xlsx/"))))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(str(cell.value).startswith("=") for cell in cells)


def test_only_the_filtered_list_leaves_and_who_took_it_is_on_record(client, bintou, amina, femi):
    rows = rows_of(content(client.get(f"{PEOPLE}csv/?status__exact=suspended")))
    assert [row["name"] for row in rows] == ["Femi"]
    taken = RegistryExport.objects.get()
    assert (taken.by, taken.about, taken.row_count, taken.ending) == (bintou, "people", 1, "csv")
    assert taken.filters == "status__exact=suspended"


def test_what_a_person_shows_to_nobody_stays_with_her(client, amina):
    amina.for_nobody = ["email", "about", "country"]
    amina.about = "For me alone."
    amina.save()
    (row,) = rows_of(content(client.get(f"{PEOPLE}csv/?q=amina")))
    assert (row["about"], row["country"]) == ("", "")
    assert (row["email"], row["organization"]) == (amina.email, "a")


def test_a_filter_that_names_somebody_twice_takes_her_once(client, amina, africa):
    rows = rows_of(content(client.get(f"{PEOPLE}csv/?q=example.org")))
    assert len({row["email"] for row in rows}) == len(rows)


@pytest.mark.parametrize(("person", "answer"), [("efua", 403), ("amina", 302)])
def test_only_staff_take_lists_along(client_of, request, person, answer):
    client = client_of(request.getfixturevalue(person))
    for address in (f"{PEOPLE}csv/", f"{ORGANIZATIONS}xlsx/"):
        assert client.get(address).status_code == answer
    assert not RegistryExport.objects.exists()


def test_an_unknown_format_is_no_page(client):
    assert client.get(f"{PEOPLE}pdf/").status_code == 404


def test_it_asks_as_often_for_many_as_for_few(client, django_assert_max_num_queries):
    organization = make.make_organization()
    for _ in range(40):
        make.make_member(organization=organization)
    with django_assert_max_num_queries(25):
        content(client.get(f"{PEOPLE}csv/"))


def test_an_empty_list_names_its_columns_as_the_reader_calls_them(client, run_jobs):
    client.cookies["django_language"] = "fr"
    data = content(client.get("/admin/members/registrylist/template/organizations.csv"))
    assert "pays" in data.decode("utf-8-sig").lower()
    data += b"Association C,TG\r\n"
    one = come_back(client, run_jobs, "organizations", data, "list.csv")
    assert counts(one) == (1, 0, 0, 0), list(one.rows.values("problems"))


def test_the_lists_lead_to_bringing_in_and_taking_along(client):
    for page in ("/admin/members/member/?status__exact=active", "/admin/members/organization/"):
        words = client.get(page).content.decode()
        assert "/admin/members/registrylist/add/" in words
        assert "export/xlsx/" in words
