"""Searches that found nothing: their words become known when several people have typed them."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from members.models import Member
from resources.models import EmptySearch, SearchTally
from resources.usage import searches
from resources.usage.rollup import roll_up
from resources.usage.searches import storable
from tests import make
from tests.cast import BROWSER, client_of

from .using import Clock

SEARCHES = "/admin/resources/monthlyuse/searches/"
PEOPLE = 60  # enough to be surely of more than three sixteenths

pytestmark = pytest.mark.django_db


def search(words: str, *, number: int = 1, client: Client | None = None, **more: str) -> None:
    """By a visitor; each number is another one."""
    client = client or Client(REMOTE_ADDR=f"192.0.2.{number}")
    response = client.get("/resources/", {"q": words, **more}, headers={"user-agent": BROWSER})
    assert response.status_code == 200


def by_many(words: str, **more: str) -> None:
    for number in range(1, PEOPLE + 1):
        search(words, number=number, **more)


def known() -> list[str]:
    return list(EmptySearch.objects.values_list("words", flat=True))


def test_what_many_looked_for_in_vain_is_known(clock: Clock) -> None:
    by_many("Épargne  Solaire")
    row = EmptySearch.objects.get()
    assert (row.words, row.month) == ("epargne solaire", dt.date(2026, 5, 1))
    assert 3 <= row.sessions <= 16


def test_what_one_person_types_again_and_again_is_not(amina: Member, clock: Clock) -> None:
    client = client_of(amina)
    for day in range(1, 29):
        clock.set(9, day=day)
        search("savings on the moon", client=client)
    assert known() == []
    assert SearchTally.objects.count() == 1


def test_two_people_are_not_enough(amina: Member, chidi: Member, clock: Clock) -> None:
    for person in (amina, chidi):
        search("savings on the moon", client=client_of(person))
    assert known() == []


def test_the_third_makes_it_known(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three different sixteenths; two of one sixteenth count as one."""
    bucket = iter([4, 4, 9, 15])

    class Digest:
        @property
        def int(self) -> int:
            return next(bucket)

    real = searches.month_digest
    monkeypatch.setattr(
        searches,
        "month_digest",
        lambda now, what, *words: Digest() if what == "searcher" else real(now, what, *words),
    )
    for number, expected in enumerate([[], [], [], ["savings on the moon"]], start=1):
        search("savings on the moon", number=number)
        assert known() == expected
    assert EmptySearch.objects.get().sessions == 3


def test_words_are_counted_anew_each_month(clock: Clock) -> None:
    search("savings on the moon", number=1)
    search("savings on the moon", number=2)
    clock.now += dt.timedelta(days=30)
    search("savings on the moon", number=3)
    assert known() == []


def test_what_was_found_is_nobodys_business(amina: Member, clock: Clock) -> None:
    make.make_resource("Savings groups", by=amina)
    by_many("savings")
    assert not SearchTally.objects.exists()


@pytest.mark.parametrize("more", [{"theme": "care"}, {"year": "2020"}])
def test_what_a_narrowed_list_lacks_the_library_may_have(
    clock: Clock, more: dict[str, str]
) -> None:
    by_many("savings", **more)
    assert not SearchTally.objects.exists()


def test_programs_and_empty_questions_do_not_count(client: Client, clock: Clock) -> None:
    client.get("/resources/?q=moon", headers={"user-agent": "curl/8.5.0"})
    client.get("/resources/?q=moon", headers={"user-agent": BROWSER, "sec-purpose": "prefetch"})
    client.head("/resources/?q=moon", headers={"user-agent": BROWSER})
    client.get("/resources/", headers={"user-agent": BROWSER})
    assert not SearchTally.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "amina@example.org",
        "write to amina＠example.org",
        "amina (at) example org",
        "+226 70 12 34 56",
        "070-123-456",
        "(070) 123.456",
        "4111 1111 1111 1111",
        "AB123456",
        "٠٧٠١٢٣٤٥٦",
        "https://example.org/secret",
        "www.example.org",
        "@amina",
        "x" * 101,
        "",
        "  ",
        "\u202e",
    ],
)
def test_what_may_be_somebodys_is_never_kept(words: str, clock: Clock) -> None:
    assert storable(words) == ""
    if words:
        by_many(words[:1000])
    assert not SearchTally.objects.exists()


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("  Gender   Budget ", "gender budget"),
        ("CEDAW 1979", "cedaw 1979"),
        ("resolution 1325", "resolution 1325"),
        ("étudiant·e·s", "etudiant·e·s"),
        ("العنف", "العنف"),
        ("x" * 100, "x" * 100),
        ("=cmd()", "=cmd()"),
    ],
)
def test_ordinary_words_are_kept_as_typed_and_folded(words: str, kept: str) -> None:
    assert storable(words) == kept


def test_the_database_refuses_what_would_name_somebody() -> None:
    facts = {"month": dt.date(2026, 5, 1), "sessions": 3}
    for wrong in ({"words": "a@b"}, {"words": "tel 123456"}, {"words": ""}, {"sessions": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EmptySearch.objects.create(**({"words": "moon"} | facts | wrong))


def test_staff_read_words_and_no_person(bintou: Member, amina: Member, clock: Clock) -> None:
    for month, sessions in ((4, 3), (5, 6)):
        EmptySearch.objects.create(words="=solar", month=dt.date(2026, month, 1), sessions=sessions)
    page = client_of(bintou).get(SEARCHES)
    assert [cells for cells, _url in page.context["rows"]] == [("=solar", "9", "2026-05")]
    file = client_of(bintou).get(SEARCHES, {"csv": ""}).content.decode("utf-8-sig")
    assert file.splitlines()[1] == "'=solar,9,2026-05"
    assert client_of(amina).get(SEARCHES, follow=True).status_code == 403


def test_words_are_forgotten_after_two_years(clock: Clock) -> None:
    for month in (dt.date(2024, 5, 1), dt.date(2024, 6, 1)):
        EmptySearch.objects.create(words="moon", month=month, sessions=3)
    roll_up()
    assert EmptySearch.objects.get().month == dt.date(2024, 6, 1)


def test_the_page_goes_out_when_it_cannot_be_counted(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_words: object) -> None:
        raise DatabaseError("no room for secret words")

    monkeypatch.setattr(searches, "month_digest", refuse)
    search("secret words")
    assert "DatabaseError" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_many_who_type_the_same_at_once(clock: Clock) -> None:
    start = threading.Barrier(6)
    failed: list[BaseException] = []

    def run(first: int) -> None:
        try:
            start.wait()
            for number in range(first, first + 10):
                search("savings on the moon", number=number)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(1 + 10 * n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert known() == ["savings on the moon"]
    bits = bin(SearchTally.objects.get().buckets).count("1")
    assert EmptySearch.objects.get().sessions == bits
