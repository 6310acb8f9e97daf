"""A new version of the charter: who is asked, how long all stays open, and what closes then."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from members import charter
from members.access import keys_of, readable_group_ids
from members.models import Acceptance, CharterRequest, CharterText, CharterVersion, Group, Member
from members.notices.models import Letter
from members.tasks import ask_about_the_charter
from resources.models import Resource
from tests import make
from tests.cast import client_of

URL = "/charter/accept/"
DAY = dt.date(2026, 3, 1)

pytestmark = pytest.mark.django_db
Clock = Callable[..., None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(13, 23, 59)`: thirteen days after the new version came into force, at 23:59 UTC."""

    def set_to(days: int, hour: int = 12, minute: int = 0, second: int = 0) -> None:
        moment = dt.datetime.combine(DAY, dt.time(hour, minute, second), dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment + dt.timedelta(days=days))

    return set_to


@pytest.fixture
def first(amina: Member) -> CharterVersion:
    """Amina has accepted it."""
    version = make.make_charter(1, en="We *listen* first.\n\nWe keep secrets.", fr="Nous écoutons.")
    charter.accept(member=amina, version=version, language="en")
    return version


@pytest.fixture
def second(first: CharterVersion) -> CharterVersion:
    return new_version(2, en="We *listen* first and last.\n\nWe keep secrets.\n\nWe credit.")


def new_version(
    number: int, *, day: dt.date = DAY, asks: bool = True, **texts: str
) -> CharterVersion:
    version = make.make_charter(number, **(texts or {"en": "We listen."}))
    CharterVersion.objects.filter(pk=version.pk).update(in_force_on=day, asks_again=asks)
    version.refresh_from_db()
    return version


def again(member: Member) -> Member:
    """As a new request meets her."""
    return Member.objects.get(pk=member.pk)


def reads_her_groups(member: Member) -> bool:
    return bool(readable_group_ids(again(member)))


@pytest.mark.parametrize(
    ("moment", "is_asked", "reads"),
    [
        ((-1, 23, 59, 59), False, True),
        ((0, 0, 0), True, True),
        ((13, 23, 59, 59), True, True),
        ((14, 0, 0), True, False),
        ((400, 12, 0), True, False),
    ],
)
def test_days_are_counted_in_utc(
    moment: tuple[int, ...],
    is_asked: bool,
    reads: bool,
    amina: Member,
    second: CharterVersion,
    clock: Clock,
) -> None:
    clock(*moment)
    assert (again(amina).charter_closes_on is not None) is is_asked
    assert reads_her_groups(amina) is reads


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu"])
def test_the_time_zone_in_use_moves_no_day(
    zone: str, amina: Member, second: CharterVersion, clock: Clock
) -> None:
    with timezone.override(zone):
        clock(13, 23, 59, 59)
        assert reads_her_groups(amina)
        clock(14)
        assert not reads_her_groups(amina)


def test_what_closes_is_what_is_confidential_to_groups(
    amina: Member, chidi: Member, africa: Group, second: CharterVersion, clock: Clock
) -> None:
    facts = {"visibility": "group", "groups": [africa]}
    inner = make.make_resource("Inner", by=make.make_member(), **facts)
    shared = make.make_resource("Shared", visibility="members")
    in_a_month = dt.datetime.combine(DAY, dt.time(), dt.UTC) + dt.timedelta(days=30)
    facts = {"visibility": "group", "group": africa, "starts_at": in_a_month}
    make.make_event("Inner meeting", **facts)
    for days, sees in ((13, True), (14, False)):
        clock(days)
        client = client_of(again(amina))
        assert (client.get(inner.get_absolute_url()).status_code == 200) is sees
        assert ("Inner meeting" in client.get("/").content.decode()) is sees
        hits = client.get("/resources/?q=inner").content.decode()
        assert (inner.get_absolute_url() in hits) is sees
        assert client.get(shared.get_absolute_url()).status_code == 200
        assert any(key.startswith("group-") for key in keys_of(again(amina))) is sees
    assert inner not in Resource.objects.visible_to(again(amina))


def test_what_she_sent_in_herself_stays_hers(
    amina: Member, africa: Group, second: CharterVersion, clock: Clock
) -> None:
    hers = make.make_resource(by=amina, visibility="group", groups=[africa])
    clock(14)
    assert Resource.objects.visible_to(again(amina)).contains(hers)


def test_with_her_word_everything_opens_at_once(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(20)
    client = client_of(amina)
    assert "is closed to you" in client.get("/").content.decode()
    form = {"version": 2, "language": "en", "accepted": "on"}
    assert client.post(URL, form)["Location"] == "/me/"
    assert reads_her_groups(amina)
    assert "is closed to you" not in client.get("/").content.decode()
    given = Acceptance.objects.get(member=amina, version=second)
    assert (given.language, given.accepted_at) == ("en", timezone.now())


def test_the_correction_of_a_typing_error_asks_nobody(amina: Member, first: CharterVersion) -> None:
    new_version(2, asks=False)
    assert again(amina).charter_closes_on is None
    assert charter.ask_by_letter() == 0


def test_who_accepts_the_correction_has_accepted_what_it_corrects(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(20)
    third = new_version(3, day=DAY + dt.timedelta(days=5), asks=False)
    assert not reads_her_groups(amina)
    charter.accept(member=amina, version=third, language="en")
    assert reads_her_groups(amina)


def test_another_version_does_not_open_again_what_the_former_has_closed(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    new_version(3, day=DAY + dt.timedelta(days=10))
    clock(14)
    assert not reads_her_groups(amina)


def test_a_version_to_come_asks_nobody_yet(amina: Member, first: CharterVersion) -> None:
    new_version(2, day=timezone.now().date() + dt.timedelta(days=1))
    assert again(amina).charter_closes_on is None
    assert client_of(amina).get(URL).context["version"] == first


def test_who_never_gave_her_word_has_no_days_of_grace(amina: Member, chidi: Member) -> None:
    make.make_charter(1)
    assert not reads_her_groups(chidi)


def test_the_banner_is_calm_and_leads_to_the_text(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(3)
    page = client_of(amina).get("/resources/").content.decode()
    assert "Everything stays open to you until 15 March 2026" in page
    assert f'href="{URL}"' in page
    assert "has a new version" not in client_of().get("/resources/").content.decode()


def test_the_page_shows_what_is_new(amina: Member, second: CharterVersion, clock: Clock) -> None:
    clock(3)
    page = client_of(amina).get(URL).content.decode()
    assert "<del>" in page
    assert "and last.</ins>" in page
    assert "We credit.</ins>" in page
    assert page.count("We keep secrets.") == 1


def test_without_a_former_text_in_her_language_she_is_told(
    amina: Member, first: CharterVersion, clock: Clock
) -> None:
    version = new_version(2)
    CharterText.objects.create(version=version, language="de", title="Charta", body="Wir hören.")
    CharterText.objects.filter(version=first, language="en").delete()
    clock(3)
    assert "cannot show you what differs" in client_of(amina).get(URL).content.decode()


def test_without_the_tick_nothing_is_accepted(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(3)
    response = client_of(amina).post(URL, {"version": 2, "language": "en"})
    assert response.status_code == 422
    assert "Please tick this" in response.content.decode()
    assert not Acceptance.objects.filter(version=second).exists()


@pytest.mark.parametrize("version", ["1", "99", "x", "", "9" * 400])
def test_what_stood_on_the_page_must_still_be_in_force(
    version: str, amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(3)
    form = {"version": version, "language": "en", "accepted": "on"}
    assert client_of(amina).post(URL, form)["Location"] == URL
    assert not Acceptance.objects.filter(version=second).exists()


def test_the_language_that_she_read_is_kept_and_no_other_is_made_up(
    amina: Member, first: CharterVersion, clock: Clock
) -> None:
    second = new_version(2, en="We listen.", fr="Nous écoutons.")
    clock(3)
    client = client_of(amina)
    client.post(URL, {"version": 2, "language": "fr", "accepted": "on"})
    assert Acceptance.objects.get(version=second).language == "fr"
    Acceptance.objects.filter(version=second).delete()
    client.post(URL, {"version": 2, "language": "tlh", "accepted": "on"})
    assert Acceptance.objects.get(version=second).language == "en"


def test_looking_accepts_nothing(amina: Member, second: CharterVersion, clock: Clock) -> None:
    clock(3)
    client_of(amina).get(URL, {"version": 2, "language": "en", "accepted": "on"})
    assert not Acceptance.objects.filter(version=second).exists()


@pytest.mark.django_db(transaction=True)
def test_her_word_given_twice_at_once_counts_once(amina: Member, second: CharterVersion) -> None:
    failed: list[Exception] = []

    def give() -> None:
        try:
            charter.accept(member=amina, version=second, language="en")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Acceptance.objects.filter(version=second).count() == 1


# Letters.


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def test_everybody_who_is_asked_gets_one_letter_on_the_day(
    amina: Member, chidi: Member, dara: Member, femi: Member, second: CharterVersion, clock: Clock
) -> None:
    charter.accept(member=chidi, version=second, language="en")
    clock(-1, 23, 59)
    ask_about_the_charter(0)
    assert kinds() == []
    clock(0, 0, 7)
    ask_about_the_charter(0)
    ask_about_the_charter(0)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("charter_asks", amina)
    assert "accept it by 14 March 2026" in letter.text
    assert f"http://testserver{URL}" in letter.text


@pytest.mark.parametrize(("days", "reminded"), [(10, 0), (11, 1), (13, 1), (14, 0)])
def test_a_reminder_comes_in_the_last_three_days(
    days: int, reminded: int, amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(0)
    ask_about_the_charter(0)
    clock(days, 0, 0)
    ask_about_the_charter(0)
    ask_about_the_charter(0)
    assert kinds() == ["charter_asks", *["charter_reminder"] * reminded]


def test_who_has_accepted_is_not_reminded(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(0)
    ask_about_the_charter(0)
    charter.accept(member=amina, version=second, language="en")
    clock(12)
    ask_about_the_charter(0)
    assert kinds() == ["charter_asks"]


def test_who_is_asked_late_is_not_reminded_on_the_same_day(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(12)
    ask_about_the_charter(0)
    assert kinds() == ["charter_asks"]


def test_who_is_closed_out_already_is_told_so(
    amina: Member, second: CharterVersion, clock: Clock
) -> None:
    clock(30)
    ask_about_the_charter(0)
    assert "is closed to you until you have accepted" in Letter.objects.get().text


def test_many_are_asked_in_batches_and_nobody_twice(
    amina: Member, second: CharterVersion, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(6):
        make.make_member()
    monkeypatch.setattr(charter, "BATCH", 3)
    clock(1)
    assert charter.ask_by_letter() == 7
    assert Letter.objects.count() == CharterRequest.objects.count() == 7
    clock(12)
    # Six of them have never accepted anything: for them the first version has closed already.
    assert charter.remind_by_letter() == 1


def test_a_batch_that_fails_leaves_nothing_half_done(
    amina: Member, second: CharterVersion, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    clock(1)
    with monkeypatch.context() as patch:
        patch.setattr(charter, "write_letter", broken)
        with pytest.raises(RuntimeError):
            charter.ask_by_letter()
    assert not CharterRequest.objects.exists()
    assert charter.ask_by_letter() == 1


# What staff see.


def standing(client_path: str, person: Member) -> set[str]:
    page = client_of(person).get(client_path)
    return {member.name for member in page.context["cl"].result_list}


def test_staff_see_who_has_and_who_has_not(
    bintou: Member, amina: Member, chidi: Member, second: CharterVersion, clock: Clock
) -> None:
    charter.accept(member=bintou, version=second, language="en")
    charter.accept(member=chidi, version=CharterVersion.objects.get(number=1), language="en")
    late = make.make_member("Late")
    path = "/admin/members/charterstanding/?standing="
    clock(3)
    assert standing(f"{path}accepted", bintou) == {"Bintou"}
    assert standing(f"{path}asked", bintou) == {"Amina", "Chidi"}
    assert standing(f"{path}closed", bintou) == {late.name}
    clock(14)
    assert standing(f"{path}closed", bintou) == {"Amina", "Chidi", late.name}
    assert standing(f"{path}asked", bintou) == set()
    assert standing(f"{path}nonsense", bintou) == {"Amina", "Bintou", "Chidi", late.name}


def test_the_table_that_staff_take_along_holds_no_formula(
    bintou: Member, amina: Member, second: CharterVersion
) -> None:
    tricky = make.make_member('=HYPERLINK("http://evil.example")', handle="tricky")
    spaced = make.make_member(" +1", handle="spaced")
    chosen = [amina.pk, tricky.pk, spaced.pk]
    form = {"action": "export_chosen", "_selected_action": chosen}
    response = client_of(bintou).post("/admin/members/charterstanding/", form)
    table = b"".join(response).decode("utf-8-sig")
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "Amina,amina@example.org,BF,1,en," in table
    assert "\"'=HYPERLINK(" in table
    assert "' +1" in table
    assert len(table.splitlines()) == 4


def test_efua_does_not_get_the_table(efua: Member, amina: Member, second: CharterVersion) -> None:
    form = {"action": "export_chosen", "_selected_action": [amina.pk]}
    client = client_of(efua)
    assert client.post("/admin/members/charterstanding/", form).status_code in (302, 403)
