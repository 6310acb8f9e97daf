"""Links are asked once a week, politely; two days of failure are a flag for staff."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from django.db import connection
from django.utils import timezone

from resources import fetching, links, tasks
from resources.fetching import Answer, NotFetched, Trouble
from resources.links import Finding, Link, ask
from resources.models import LinkCheck, Resource
from tests import make

from .other_servers import answering, open_to, serving

pytestmark = pytest.mark.django_db
Outcome = LinkCheck.Outcome
URL = "https://example.org/study"
Say = dict[str, int | Trouble]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "PAUSE", 0.0)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Say:
    """What the servers of the world say, by address; a silent one is not there. No real ones."""
    said: Say = {}

    def fetch(url: str, **kw: object) -> Answer:
        answer = said.get(url, Trouble.NO_ANSWER)
        if isinstance(answer, Trouble):
            raise NotFetched(answer)
        return Answer(answer, url, {}, b"")

    monkeypatch.setattr(links, "fetch", fetch)
    return said


@pytest.fixture
def resource(amina) -> Resource:
    return make.make_resource("With a link", by=amina, source_url=URL)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets days go by."""
    clock = {"now": timezone.now()}
    monkeypatch.setattr(links.timezone, "now", lambda: clock["now"])

    def later(number: float) -> None:
        clock["now"] += dt.timedelta(days=number)

    return later


def check_of(resource: Resource) -> LinkCheck:
    return LinkCheck.objects.get(resource=resource)


def is_flagged(resource: Resource) -> bool:
    return LinkCheck.objects.standing().broken().filter(resource=resource).exists()


# What one link answers


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ANSWERS),
        (204, Outcome.ANSWERS),
        (304, Outcome.ANSWERS),
        (401, Outcome.ANSWERS),
        (403, Outcome.ANSWERS),
        (429, Outcome.ANSWERS),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (400, Outcome.UPSET),
        (500, Outcome.UPSET),
        (503, Outcome.UPSET),
    ],
)
def test_what_a_server_says_is_understood(status, outcome, monkeypatch):
    with serving(answering(b"words", status=status)) as other:
        open_to(monkeypatch, other.port)
        assert ask(Link(1, other.url)) == Finding(Link(1, other.url), outcome, status)


def methods_of(asked: list[str]) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.command)
        status = 200 if request.command == "GET" else 404
        answering(b"words", status=status)(request)

    return reply


def test_a_server_that_knows_no_head_is_asked_by_get(monkeypatch):
    asked: list[str] = []
    with serving(methods_of(asked)) as other:
        open_to(monkeypatch, other.port)
        assert ask(Link(1, other.url)).outcome == Outcome.ANSWERS
    assert asked == ["HEAD", "GET"]


def test_who_asks_and_why_can_be_seen(monkeypatch, settings):
    seen: list[str] = []

    def reply(request: BaseHTTPRequestHandler) -> None:
        seen.append(request.headers["User-Agent"])
        assert "Referer" not in request.headers
        assert "Cookie" not in request.headers
        answering(b"")(request)

    with serving(reply) as other:
        open_to(monkeypatch, other.port)
        ask(Link(1, other.url))
    assert settings.BASE_URL in seen[0]


def test_a_link_into_our_own_house_is_not_asked(monkeypatch):
    with serving(answering(b"secret")) as other:
        assert ask(Link(1, other.url)).outcome in {Trouble.NOT_PUBLIC, Trouble.PORT}
        assert ask(Link(1, "http://127.0.0.1/")).outcome == Trouble.NOT_PUBLIC
        assert ask(Link(1, "http://169.254.169.254/")).outcome == Trouble.NOT_PUBLIC
        assert other.asked == []


def test_a_move_into_our_own_house_is_not_followed(monkeypatch):
    with serving(answering(b"secret")) as inside:
        away = answering(b"", status=302, Location="http://127.0.0.1/")
        with serving(away) as other:
            open_to(monkeypatch, other.port)
            assert ask(Link(1, other.url)).outcome == Trouble.NOT_PUBLIC
        assert inside.asked == []


def test_a_name_that_stands_for_a_house_of_ours_is_not_asked(monkeypatch):
    found = [(2, 1, 6, "", ("192.168.1.10", 80))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *args, **kw: found)
    assert ask(Link(1, "http://innocent.example/")).outcome == Trouble.NOT_PUBLIC


def test_a_page_without_an_end_costs_nothing(monkeypatch):
    sent = []

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200 if request.command == "GET" else 500)
        request.end_headers()
        while request.command == "GET":
            request.wfile.write(b"x" * 10_000)
            sent.append(10_000)
            time.sleep(0.001)

    with serving(endless) as other:
        open_to(monkeypatch, other.port)
        began = time.monotonic()
        assert ask(Link(1, other.url)).outcome == Outcome.ANSWERS
        assert time.monotonic() - began < 2


def test_a_server_that_drips_is_left_in_time(monkeypatch):
    monkeypatch.setattr(links, "PATIENCE_WITH_ONE", 0.3)

    def drip(request: BaseHTTPRequestHandler) -> None:
        for _number in range(60):
            request.wfile.write(b"H")
            time.sleep(0.05)

    with serving(drip) as other:
        open_to(monkeypatch, other.port)
        began = time.monotonic()
        assert ask(Link(1, other.url)).outcome == Trouble.TOO_SLOW
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("url", ["http://[", "https://", "nonsense", "ftp://example.org/"])
def test_what_is_no_address_is_said_to_be_none(url):
    assert ask(Link(1, url)).outcome == Trouble.ADDRESS
    assert isinstance(Link(1, url).host, str)


# What comes of it


def test_one_failure_is_no_flag_and_two_on_different_days_are(resource, world, days):
    world[URL] = 404
    links.check_due()
    assert check_of(resource).failures == 1
    assert not is_flagged(resource)
    links.check_due()
    assert check_of(resource).failures == 1, "It is not asked again on the same day."
    first = check_of(resource).failing_since
    days(1.01)
    links.check_due()
    assert is_flagged(resource)
    assert check_of(resource).failing_since == first
    assert check_of(resource).in_words == "The server says that there is no such page. (404)"


def test_asked_twice_on_one_day_it_has_failed_once(resource, world, days):
    world[URL] = Trouble.NOT_TRUSTED
    for _time in range(3):
        links.check_chosen([resource.pk])
    assert not is_flagged(resource)


def test_a_failure_between_two_answers_is_forgotten(resource, world, days):
    for status in (404, 200, 404):
        world[URL] = status
        links.check_chosen([resource.pk])
        days(1)
    assert check_of(resource).failures == 1


def test_a_flag_goes_when_it_answers_again(resource, world, days):
    world[URL] = 500
    links.check_due()
    days(1.01)
    links.check_due()
    assert is_flagged(resource)
    world[URL] = 200
    days(7.01)
    links.check_due()
    assert not is_flagged(resource)
    assert check_of(resource).failing_since is None


def test_a_flag_goes_at_once_when_the_link_changes(resource, world, days):
    make.make_link_check(resource, failures=2)
    assert is_flagged(resource)
    resource.source_url = f"{URL}/new"
    resource.save()
    assert not is_flagged(resource)
    world[resource.source_url] = 404
    links.check_due()
    assert check_of(resource).failures == 1


def test_what_answers_is_asked_again_after_a_week(resource, world, days):
    world[URL] = 200
    links.check_due()
    asked = check_of(resource).checked_at
    days(6.9)
    links.check_due()
    assert check_of(resource).checked_at == asked
    days(0.2)
    links.check_due()
    assert check_of(resource).checked_at > asked


@pytest.mark.parametrize(
    ("status", "is_asked"),
    [
        ("draft", False),
        ("returned", False),
        ("declined", False),
        ("withdrawn", False),
        ("submitted", True),
        ("published", True),
    ],
)
def test_only_what_is_read_or_reviewed_is_asked(status, is_asked, amina, world):
    resource = make.make_resource(by=amina, source_url=URL, status=status)
    make.make_resource(by=amina, status=status)  # has no link
    world[URL] = 200
    links.check_due()
    assert LinkCheck.objects.filter(resource=resource).exists() is is_asked
    assert LinkCheck.objects.count() == is_asked


def test_what_was_found_of_another_link_is_not_written_down(resource):
    links.note(Finding(Link(resource.pk, "https://example.org/before"), Outcome.GONE, 404))
    links.note(Finding(Link(resource.pk + 1, URL), Outcome.GONE, 404))
    assert not LinkCheck.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_write_down_the_same_are_one_failure(resource):
    def note() -> None:
        links.note(Finding(Link(resource.pk, URL), Outcome.GONE, 404))
        connection.close()

    threads = [threading.Thread(target=note) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert check_of(resource).failures == 1


# Our own line


def many(by, number: int) -> list[Resource]:
    return [
        make.make_resource(by=by, source_url=f"https://site{n}.example/") for n in range(number)
    ]


def test_nothing_is_said_when_our_own_line_is_silent(amina, world, caplog):
    many(amina, links.MANY)
    links.check_due()
    assert not LinkCheck.objects.exists()
    assert "No server outside answers" in caplog.text


def test_if_one_of_them_answers_the_line_is_fine(amina, world):
    works = many(amina, links.MANY)
    world[works[0].source_url] = 404
    links.check_due()
    assert LinkCheck.objects.count() == len(works)


def test_if_one_answers_that_answered_before_the_line_is_fine(amina, resource, world):
    make.make_link_check(resource)
    works = many(amina, links.MANY)
    links.check_due()
    assert LinkCheck.objects.count() == 1, "The witness is silent as well."
    world[URL] = 200
    links.check_due()
    assert LinkCheck.objects.filter(failures=1).count() == len(works)


def test_few_that_are_silent_are_believed(resource, world):
    links.check_due()
    assert check_of(resource).outcome == Trouble.NO_ANSWER


# Politeness


def test_a_server_is_left_in_peace_between_two_questions(amina, monkeypatch):
    asked: list[tuple[str, float]] = []
    for n in range(3):
        for host in ("one", "two"):
            make.make_resource(by=amina, source_url=f"https://{host}.example/{n}")

    def fetch(url: str, **kw: object) -> Answer:
        asked.append((url.split("/")[2], time.monotonic()))
        return Answer(200, url, {}, b"")

    monkeypatch.setattr(links, "fetch", fetch)
    monkeypatch.setattr(links, "PAUSE", 0.2)
    links.check_due()
    assert [host for host, _at in asked] == ["one.example", "two.example"] * 3
    for host in ("one.example", "two.example"):
        moments = [at for name, at in asked if name == host]
        assert min(later - at for at, later in itertools.pairwise(moments)) >= 0.2


def test_a_batch_ends_in_time_and_the_next_goes_on(amina, world, monkeypatch):
    works = many(amina, 4)
    for work in works:
        world[work.source_url] = 200
    monkeypatch.setattr(links, "BATCH", 3)
    links.check_due()
    assert LinkCheck.objects.count() == 3
    links.check_due()
    assert LinkCheck.objects.count() == 4
    LinkCheck.objects.all().delete()
    monkeypatch.setattr(links, "PATIENCE", -1.0)
    links.check_due()
    assert not LinkCheck.objects.exists()


@pytest.mark.parametrize("secure", [False, True])
def test_a_portal_that_is_tried_out_asks_nobody(secure, resource, world, settings):
    settings.SECURE = secure
    world[URL] = 200
    tasks.check_links(0)
    assert LinkCheck.objects.exists() is secure


# What staff see


def test_staff_see_what_is_broken_and_since_when(resource, amina, bintou, client_of):
    make.make_link_check(resource, failures=2)
    fine = make.make_resource("Fine", by=amina, source_url="https://fine.example/")
    make.make_link_check(fine)
    client = client_of(bintou)
    for path, answer in (
        ("/admin/resources/linkcheck/", [resource.pk, fine.pk]),
        ("/admin/resources/linkcheck/?link=broken", [resource.pk]),
        ("/admin/resources/linkcheck/?link=answers", [fine.pk]),
        ("/admin/resources/linkcheck/?link=doubtful", []),
    ):
        listed = client.get(path).context["cl"].result_list
        assert [check.resource_id for check in listed] == answer, path
    page = client.get("/admin/resources/linkcheck/?link=broken").content.decode()
    assert "The server says that there is no such page. (404)" in page
    listed = client.get("/admin/resources/resource/?link=broken").context["cl"].result_list
    assert list(listed) == [resource]
    page = client.get(f"/admin/resources/resource/{resource.pk}/change/").content.decode()
    assert "The server says that there is no such page. (404)" in page


def test_staff_have_links_asked_again(resource, amina, bintou, client_of, world, run_jobs):
    make.make_link_check(resource, failures=2)
    without = make.make_resource(by=amina)
    world[URL] = 200
    client = client_of(bintou)
    chosen = {"action": "ask_links", "_selected_action": [resource.pk, without.pk]}
    page = client.post("/admin/resources/resource/", chosen, follow=True)
    assert "1 link will be asked" in page.content.decode()
    run_jobs()
    assert not is_flagged(resource)
    world[URL] = 404
    check = check_of(resource)
    client.post(
        "/admin/resources/linkcheck/", {"action": "ask_again", "_selected_action": [check.pk]}
    )
    run_jobs()
    assert check_of(resource).failures == 1


def test_a_facilitator_has_nothing_asked(resource, efua, client_of):
    check = make.make_link_check(resource, failures=2)
    client = client_of(efua)
    chosen = {"action": "ask_again", "_selected_action": [check.pk]}
    assert client.post("/admin/resources/linkcheck/", chosen).status_code == 403
