"""What counts as use of a work: the rules of COUNTER, by a clock that stands still."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from members.models import Member
from resources.models import MonthlyUse, Resource, UseEvent
from resources.usage import counting, rollup
from resources.usage.robots import is_robot
from tests import make
from tests.cast import BROWSER, client_of

from .using import Clock, counted, look, open_file, the_day_after

TELEPHONES = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; CUBOT P40) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/120.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80; U; en) Presto/2.5.25 Version/10.54",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.4 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
)
PROGRAMS = (
    "",
    "-",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Mozilla/5.0 (compatible; YandexBot/3.0)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0)",
    "facebookexternalhit/1.1",
    "WhatsApp/2.23.20.0",
    "Slackbot-LinkExpanding 1.0",
    "SkypeUriPreview",
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.32",
    "Python-urllib/3.11",
    "Apache-HttpClient/4.5",
    "okhttp/4.12",
    "Java/17.0",
    "Go-http-client/2.0",
    "node-fetch/1.0",
    "Feedly/1.0",
    "UptimeRobot/2.0",
    "Pingdom.com_bot_version_1.4",
    "check_http/v2.4",
    "Mozilla/5.0 HeadlessChrome/130.0.0.0",
    "ia_archiver",
    "HTTrack 3.49",
    "Sickle/0.7",
    "W3C_Validator/1.3",
    "SomethingNewBOT/1.0",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(amina: Member) -> Resource:
    """With two files."""
    work = make.make_resource("Books in pencil", by=amina)
    make.make_document(work, b"One.", name="one.txt")
    make.make_document(work, b"Two.", name="two.txt")
    return work


def test_a_look_is_an_investigation(client: Client, work: Resource, clock: Clock) -> None:
    look(client, work)
    assert counted(the_day_after(clock)) == (1, 1, 0, 0)


def test_a_file_is_a_request_and_an_investigation_too(
    client: Client, work: Resource, clock: Clock
) -> None:
    open_file(client, work)
    assert counted(the_day_after(clock)) == (1, 1, 1, 1)


def test_page_and_files_of_one_hour_are_one_unique_item(
    client: Client, work: Resource, clock: Clock
) -> None:
    look(client, work)
    clock.go_on(3)
    open_file(client, work, 1)
    clock.go_on(3)
    open_file(client, work, 2)
    assert counted(the_day_after(clock)) == (3, 1, 2, 1)


@pytest.mark.parametrize(("seconds", "clicks"), [(0, 1), (1, 1), (30, 1), (30.5, 2), (600, 2)])
def test_two_clicks_within_thirty_seconds_are_one(
    client: Client, work: Resource, clock: Clock, seconds: float, clicks: int
) -> None:
    look(client, work)
    clock.go_on(seconds)
    look(client, work)
    assert counted(the_day_after(clock))[:2] == (clicks, 1)


def test_of_a_chain_of_clicks_the_last_counts(client: Client, work: Resource, clock: Clock) -> None:
    for _click in range(5):
        look(client, work)
        clock.go_on(20)
    assert counted(the_day_after(clock))[0] == 1


def test_the_later_click_counts_in_its_own_hour(
    client: Client, work: Resource, clock: Clock
) -> None:
    """Nothing is counted of the hour in which the first one fell."""
    clock.set(10, 59, 50)
    look(client, work)
    clock.set(11, 0, 5)
    look(client, work)
    clock.set(11, 1, 0)
    assert counted(clock.now) == (0, 0, 0, 0)
    assert UseEvent.objects.count() == 1
    clock.set(12, 1, 0)
    assert counted(clock.now) == (1, 1, 0, 0)


def test_around_midnight_two_clicks_are_two(client: Client, work: Resource, clock: Clock) -> None:
    """There the salt changes, and nobody is recognized any more; here each month has one."""
    clock.set(23, 59, 50, day=31)
    look(client, work)
    clock.go_on(20)
    look(client, work)
    counted(the_day_after(clock))
    months = MonthlyUse.objects.values_list("month", "total_investigations").order_by("month")
    assert list(months) == [(dt.date(2026, 5, 1), 1), (dt.date(2026, 6, 1), 1)]


def test_unique_is_once_an_hour(client: Client, work: Resource, clock: Clock) -> None:
    for minute in (5, 25, 45):
        clock.set(9, minute)
        look(client, work)
    clock.set(10, 5)
    look(client, work)
    assert counted(the_day_after(clock))[:2] == (4, 2)


def test_two_files_are_no_double_click(client: Client, work: Resource, clock: Clock) -> None:
    open_file(client, work, 1)
    clock.go_on(5)
    open_file(client, work, 2)
    assert counted(the_day_after(clock))[2:] == (2, 1)


def test_two_readers_are_no_double_click(
    client: Client, work: Resource, amina: Member, chidi: Member, clock: Clock
) -> None:
    for reader in (client, client_of(amina), client_of(chidi)):
        look(reader, work)
    assert counted(the_day_after(clock))[:2] == (3, 3)


def test_visitors_are_told_apart_by_address_and_browser(
    client: Client, work: Resource, clock: Clock
) -> None:
    for browser in TELEPHONES[:2]:
        look(client, work, browser=browser)
    client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    look(client, work, browser=TELEPHONES[0])
    assert counted(the_day_after(clock))[:2] == (3, 3)


def test_a_member_is_one_session_on_two_machines(
    work: Resource, amina: Member, clock: Clock
) -> None:
    look(client_of(amina), work)
    clock.go_on(60)
    look(client_of(amina), work, browser=TELEPHONES[0])
    assert counted(the_day_after(clock))[:2] == (2, 1)


@pytest.mark.parametrize("name", TELEPHONES)
def test_browsers_are_people(name: str) -> None:
    assert not is_robot(name)


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_are_not(client: Client, work: Resource, clock: Clock, name: str) -> None:
    assert is_robot(name)
    look(client, work, browser=name)
    assert not UseEvent.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        {"sec_purpose": "prefetch"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
        {"x_purpose": "preview"},
    ],
)
def test_what_a_browser_asks_in_advance_is_not_counted(
    client: Client, work: Resource, clock: Clock, header: dict[str, str]
) -> None:
    look(client, work, **header)
    open_file(client, work, **header)
    assert not UseEvent.objects.exists()


@pytest.mark.parametrize(
    ("range_", "counts"),
    [
        ("bytes=0-", True),
        ("bytes=0-1023", True),
        ("bytes=1024-2047", False),
        ("bytes=-500", False),
        ("nonsense", False),
    ],
)
def test_of_a_file_in_pieces_the_first_counts(
    client: Client, work: Resource, clock: Clock, range_: str, counts: bool
) -> None:
    open_file(client, work, range=range_)
    assert UseEvent.objects.exists() is counts


def test_to_ask_for_the_headers_is_no_use(client: Client, work: Resource, clock: Clock) -> None:
    for path in (work.get_absolute_url(), work.documents.get(number=1).get_absolute_url()):
        assert client.head(path, headers={"user-agent": BROWSER}).status_code == 200
    assert not UseEvent.objects.exists()


@pytest.mark.parametrize(
    ("status", "counts"), [(200, True), (206, True), (304, True), (302, False), (404, False)]
)
def test_what_was_sent_or_kept_by_the_browser_counts(rf: object, status: int, counts: bool) -> None:
    request = rf.get("/", headers={"user-agent": BROWSER})  # type: ignore[attr-defined]
    request.member = None
    response = counting.HttpResponseBase(status=status)
    assert counting.counts(request, response) is counts


def test_another_slug_leads_on_and_counts_once(
    client: Client, work: Resource, clock: Clock
) -> None:
    path = f"/resources/{work.pk}-anything/"
    client.get(path, headers={"user-agent": BROWSER}, follow=True)
    assert counted(the_day_after(clock))[0] == 1


@pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn"])
def test_what_is_not_in_the_library_is_not_used(amina: Member, clock: Clock, status: str) -> None:
    work = make.make_resource(by=amina, status=status)
    make.make_document(work)
    look(client_of(amina), work)
    open_file(client_of(amina), work)
    assert not UseEvent.objects.exists()


def test_what_staff_open_from_the_administration_is_review(
    work: Resource, bintou: Member, amina: Member, clock: Clock
) -> None:
    from_there = {"referer": f"http://testserver/admin/resources/resource/{work.pk}/change/"}
    open_file(client_of(bintou), work, **from_there)
    look(client_of(bintou), work, **from_there)
    assert not UseEvent.objects.exists()
    look(client_of(bintou), work, referer="http://testserver/resources/")
    look(client_of(amina), work, **from_there)
    assert UseEvent.objects.count() == 2


def test_the_country_is_that_of_the_organization_where_she_works_now(
    client: Client, work: Resource, amina: Member, chidi: Member, efua: Member, clock: Clock
) -> None:
    amina.affiliations.update(until=dt.date(2026, 1, 31))
    new = make.make_organization(country="KE")
    amina.affiliations.create(organization=new, since=dt.date(2026, 2, 1))
    for reader in (client_of(amina), client_of(chidi), client_of(efua), client):
        look(reader, work)
    counted(the_day_after(clock))
    assert dict(MonthlyUse.objects.values_list("country", "total_investigations")) == {
        "KE": 1,
        "AT": 1,
        MonthlyUse.WITHOUT_ORGANIZATION: 1,
        MonthlyUse.VISITORS: 1,
    }


def test_an_applicant_counts_as_a_visitor(work: Resource, dara: Member, clock: Clock) -> None:
    look(client_of(dara), work)
    assert UseEvent.objects.get().country == MonthlyUse.VISITORS


def test_an_hour_is_counted_when_it_is_over(client: Client, work: Resource, clock: Clock) -> None:
    clock.set(14, 59, 59)
    look(client, work)
    clock.set(15, 0, 30)
    assert counted(clock.now)[0] == 0
    clock.set(15, 1, 0)
    assert counted(clock.now)[0] == 1
    assert counted(clock.now)[0] == 1
    assert not UseEvent.objects.exists()


def test_figures_of_a_month_add_up(client: Client, work: Resource, clock: Clock) -> None:
    for day in (12, 13, 14):
        clock.set(10, day=day)
        look(client, work)
        counted(the_day_after(clock))
    row = MonthlyUse.objects.get()
    assert (row.month, row.total_investigations) == (dt.date(2026, 5, 1), 3)


def test_a_work_that_was_erased_meanwhile_is_left_out(
    client: Client, work: Resource, clock: Clock
) -> None:
    look(client, work)
    work.delete()
    assert counted(the_day_after(clock)) == (0, 0, 0, 0)
    assert not UseEvent.objects.exists()


def test_the_page_goes_out_when_it_cannot_be_counted(
    client: Client,
    work: Resource,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(**_facts: object) -> None:
        raise DatabaseError("the disk is full, said to 127.0.0.1")

    monkeypatch.setattr(UseEvent.objects, "create", refuse)
    look(client, work)
    open_file(client, work)
    assert "DatabaseError" in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_taking_note_is_one_statement(amina: Member, work: Resource, clock: Clock) -> None:
    client = client_of(amina)
    look(client, work)
    paths = (work.get_absolute_url(), work.documents.get(number=1).get_absolute_url())
    for path in paths:
        costs = []
        for browser in ("curl/8.5.0", BROWSER):
            counter = _Counter()
            with connection.execute_wrapper(counter):
                response = client.get(path, headers={"user-agent": browser})
            assert response.status_code == 200
            costs.append(counter.statements)
        assert costs[1] == costs[0] + 1


class _Counter:
    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: object, *args: object) -> object:
        self.statements += 1
        return execute(*args)  # type: ignore[operator]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one(clock: Clock) -> None:
    work = make.make_resource()
    _together([lambda: look(Client(), work)] * 4)
    assert UseEvent.objects.count() == 4
    assert counted(the_day_after(clock)) == (1, 1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_who_counts_at_the_same_time_counts_nothing_twice(clock: Clock) -> None:
    work = make.make_resource()
    for minute in range(0, 50, 10):
        clock.set(9, minute)
        look(Client(), work)
    later = the_day_after(clock)
    _together([lambda: rollup.roll_up(now=later)] * 4)
    assert counted(later)[:2] == (5, 1)


def _together(deeds: list[object]) -> None:
    """Each in a thread and on a connection of its own, all beginning at once."""
    start = threading.Barrier(len(deeds))
    failed: list[BaseException] = []

    def run(deed: object) -> None:
        try:
            start.wait()
            deed()  # type: ignore[operator]
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
