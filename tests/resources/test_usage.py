"""What staff see of the use of the library, and what whoever sent a work in sees of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Member
from resources.models import MonthlyUse, Resource
from resources.usage.spreadsheet import harmless
from tests import make
from tests.cast import client_of

from .using import Clock

USAGE = "/admin/resources/monthlyuse/"
UNOPENED = f"{USAGE}unopened/"
APRIL, MAY = dt.date(2026, 4, 1), dt.date(2026, 5, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(bintou: Member) -> Client:
    return client_of(bintou)


@pytest.fixture
def work(amina: Member) -> Resource:
    """Looked at in April, from here and there."""
    care = make.make_theme("care", en="Care work")
    unpaid = make.make_theme("unpaid", parent=care, en="Unpaid work")
    work = make.make_resource("Books in pencil", by=amina, themes=[unpaid])
    for country, times, files in (("BF", 41, 12), ("AT", 2, 0), ("KE", 3, 2), ("XV", 19, 6)):
        make.make_use(work, times, month=APRIL, country=country, files=files)
    return work


def tables(client: Client, **asked: str) -> dict[str, dict[str, str]]:
    """By name, what each row says."""
    response = client.get(USAGE, asked)
    assert response.status_code == 200
    return {
        table.name: {row.label: row.text for row in table.rows}
        for table in response.context["tables"]
    }


def rows_of(client: Client, path: str, **asked: str) -> list[list[str]]:
    response = client.get(path, asked)
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_figures_of_a_month(staff: Client, work: Resource, clock: Clock) -> None:
    shown = tables(staff)
    assert list(shown) == ["months", "countries", "themes", "works"]
    assert shown["months"]["April 2026"] == "65"
    assert shown["months"]["March 2026"] == "fewer than 5"
    assert next(iter(shown["months"])) == "June 2025"
    assert shown["countries"] == {"Burkina Faso": "40", "Visitors": "20", "Other countries": "5"}
    assert shown["themes"] == {"Care work": "65", "Unpaid work": "65"}
    assert shown["works"] == {"Books in pencil": "65"}


def test_another_measure(staff: Client, work: Resource, clock: Clock) -> None:
    shown = tables(staff, measure="total_requests")
    assert shown["countries"] == {"Burkina Faso": "10", "Visitors": "5"}
    assert shown["months"]["April 2026"] == "15"


def test_one_country_month_by_month(staff: Client, work: Resource, clock: Clock) -> None:
    for code in ("BF", "AT", "KE"):
        make.make_organization(country=code)
    assert tables(staff, country="BF")["months"]["April 2026"] == "40"
    assert tables(staff, country="AT")["months"]["April 2026"] == "fewer than 5"
    assert tables(staff, country="XV")["months"]["April 2026"] == "20"
    assert list(tables(staff, country="BF")) == ["months"]


def test_one_theme_month_by_month(staff: Client, work: Resource, clock: Clock) -> None:
    assert tables(staff, theme="care")["months"]["April 2026"] == "65"


def test_a_work_of_two_sub_themes_counts_once_for_their_theme(
    staff: Client, work: Resource, clock: Clock
) -> None:
    care = work.themes.get().parent
    work.themes.add(make.make_theme("paid", parent=care, en="Paid work"))
    assert tables(staff)["themes"] == dict.fromkeys(("Care work", "Paid work", "Unpaid work"), "65")


def test_a_month_that_goes_on_is_told_of_the_whole_only(
    staff: Client, work: Resource, clock: Clock
) -> None:
    make.make_use(work, 80, month=MAY, country="KE")
    shown = tables(staff)
    assert shown["months"]["May 2026"] == "80"
    assert "Kenya" not in shown["countries"]
    assert shown["themes"]["Care work"] == "65"
    clock.now += dt.timedelta(days=31)
    assert tables(staff)["countries"]["Kenya"] == "80"


def test_other_months(staff: Client, work: Resource, clock: Clock) -> None:
    assert list(tables(staff, since="2026-03", until="2026-04")["months"]) == [
        "March 2026",
        "April 2026",
    ]
    assert tables(staff, since="2026-01", until="2026-03")["works"] == {}


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"since": "last year"}, "since", "like 2026-05"),
        ({"since": "2026-13"}, "since", "like 2026-05"),
        ({"since": "0001-01"}, "since", "like 2026-05"),
        ({"since": "2026-05", "until": "2026-04"}, "until", "ends before it begins"),
        ({"since": "2001-01", "until": "2026-04"}, "since", "at most ten years"),
        ({"until": "9999-12"}, "until", "like 2026-05"),
        ({"measure": "password"}, "measure", "Select a valid choice"),
        ({"country": "XX"}, "country", "Select a valid choice"),
        ({"country": "XV", "theme": "care"}, "theme", "a country or a theme"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    staff: Client, work: Resource, clock: Clock, asked: dict[str, str], field: str, said: str
) -> None:
    response = staff.get(USAGE, asked)
    assert response.status_code == 422
    assert said in str(response.context["form"].errors[field])
    for value in asked.values():
        assert value in response.content.decode()


def test_every_table_is_there_for_a_spreadsheet(
    staff: Client, work: Resource, clock: Clock
) -> None:
    assert rows_of(staff, USAGE, csv="countries")[1:] == [
        ["Burkina Faso", "40"],
        ["Visitors", "20"],
        ["Other countries", "5"],
    ]
    assert rows_of(staff, USAGE, csv="works")[1:] == [["Books in pencil", "65"]]
    assert len(rows_of(staff, USAGE, csv="months")) == 13
    assert rows_of(staff, USAGE, csv="themes", measure="total_requests")[0][0] == "Theme"


def test_a_title_like_a_formula_is_only_text(staff: Client, work: Resource, clock: Clock) -> None:
    Resource.objects.update(title="=HYPERLINK(1)")
    assert rows_of(staff, USAGE, csv="works")[1][0] == "'=HYPERLINK(1)"
    for text in ("=1", "+1", "-1", "@a", "\t=1", "\r=1", "|a", "  =1"):
        assert harmless(text).startswith("'")
    assert harmless("a=1") == "a=1"


def test_bars_are_drawn_beside_the_numbers(staff: Client, work: Resource, clock: Clock) -> None:
    page = staff.get(USAGE, {"measure": "total_investigations"}).content.decode()
    widths = re.findall(r'<rect width="([\d.]+)" height="8"/>', page)
    assert "100.0" in widths
    assert "50.0" in widths  # visitors, beside Burkina Faso


def test_in_french_too(staff: Client, work: Resource, clock: Clock) -> None:
    page = staff.get(USAGE, headers={"accept-language": "fr"}).content.decode()
    assert "avril 2026" in page
    assert 'width="50.0"' in page


@pytest.mark.parametrize("path", [USAGE, UNOPENED, f"{USAGE}searches/", f"{USAGE}?csv=works"])
def test_only_staff_see_figures(efua: Member, amina: Member, path: str) -> None:
    assert client_of(efua).get(path).status_code == 403
    assert client_of(amina).get(path, follow=True).status_code == 403


@pytest.mark.parametrize("page", ["add/", "{pk}/change/", "{pk}/history/", "{pk}/delete/", "{pk}/"])
def test_no_single_row_is_ever_shown(staff: Client, work: Resource, page: str) -> None:
    pk = MonthlyUse.objects.get(country="AT").pk
    assert staff.get(USAGE + page.format(pk=pk)).status_code == 404


def test_what_nobody_has_found(staff: Client, amina: Member, work: Resource) -> None:
    old = timezone.now() - dt.timedelta(days=91)
    make.make_resource("Never opened", by=amina, published_at=old)
    make.make_resource("Young", by=amina, published_at=timezone.now() - dt.timedelta(days=89))
    make.make_resource("Never sent", by=amina, status="draft")
    make.make_resource("Gone", by=amina, status="withdrawn", published_at=old)
    used = make.make_resource("Opened once", by=amina, published_at=old)
    make.make_use(used, 1, month=APRIL)
    page = staff.get(UNOPENED)
    assert [cells[0] for cells, _url in page.context["rows"]] == ["Never opened"]
    assert [row[0] for row in rows_of(staff, UNOPENED, csv="")[1:]] == ["Never opened"]


def test_before_anything_is_counted_nothing_is_said_of_what_nobody_has_found(
    staff: Client, work: Resource
) -> None:
    assert "There are none." in staff.get(UNOPENED).content.decode()
    MonthlyUse.objects.all().delete()
    page = staff.get(UNOPENED).content.decode()
    assert "Nothing has been counted yet" in page
    assert "There are none." not in page


def test_long_lists_have_pages(staff: Client, amina: Member) -> None:
    old = timezone.now() - dt.timedelta(days=100)
    for number in range(51):
        make.make_resource(f"Work {number}", by=amina, published_at=old)
    assert len(staff.get(UNOPENED, {"page": 2}).context["rows"]) == 1
    assert len(staff.get(UNOPENED, {"page": "nonsense"}).context["rows"]) == 50
    assert len(rows_of(staff, UNOPENED, csv="")) == 52


def seen_on(client: Client, work: Resource) -> dict[str, Any]:
    return dict(client.get(work.get_absolute_url()).context["use"])


def test_the_page_of_a_work_tells_staff_how_it_is_used(
    staff: Client, work: Resource, amina: Member, efua: Member
) -> None:
    told = seen_on(staff, work)
    assert list(told.values()) == ["65", "65", "20", "20"]
    assert "How it is used" in staff.get(work.get_absolute_url()).content.decode()
    for person in (None, amina, efua):
        assert seen_on(client_of(person), work) == {}


def test_small_numbers_of_a_work_are_not_told(staff: Client, amina: Member) -> None:
    work = make.make_resource(by=amina)
    make.make_use(work, 4, files=1)
    assert set(seen_on(staff, work).values()) == {"fewer than 5"}


def test_who_sent_it_in_sees_how_often_it_was_opened(work: Resource, amina: Member) -> None:
    seldom = make.make_resource("Seldom", by=amina)
    make.make_use(seldom, 4)
    make.make_resource("Waiting", by=amina, status="submitted")
    page = client_of(amina).get("/resources/mine/")
    told = {str(one): one.opened for one in page.context["submissions"]}
    assert told == {
        "Books in pencil": "Opened about 65 times",
        "Seldom": "Opened fewer than 5 times",
        "Waiting": "",
    }
    assert "Opened about 65 times" in page.content.decode()


def test_figures_go_with_a_work_that_is_erased(staff: Client, work: Resource) -> None:
    path = f"/admin/resources/resource/{work.pk}/delete/"
    assert staff.post(path, {"post": "yes"}).status_code == 302
    assert not MonthlyUse.objects.exists()
