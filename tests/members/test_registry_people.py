"""Staff bring in people from a list: they look, agree, and it is done whole or not at all."""

import datetime as dt
import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.utils import timezone

from members.models import Acceptance, Member, Membership
from members.notices.models import Letter
from members.registry import runs
from tests import make

from .listing_people import counts, decide, look, problems

pytestmark = pytest.mark.django_db
GOOD = {"email": "aya@example.org", "name": "Aya Traoré"}


@pytest.fixture
def client(client_of, bintou):
    """Bintou's browser."""
    return client_of(bintou)


@pytest.fixture
def bring_in(client, run_jobs):
    def bring_in(*rows, **form):
        one = look(client, run_jobs, "people", *rows, **form)
        assert (one.status, problems(one)) == ("read", []), list(one.rows.values("problems"))
        decide(client, one)
        run_jobs()
        one.refresh_from_db()
        assert one.status == "done", one.trouble
        return one

    return bring_in


@pytest.fixture
def told(client, run_jobs):
    """The columns in which something is wrong."""

    def told(*rows):
        one = look(client, run_jobs, "people", *rows)
        assert one.status == "read", one.trouble
        return [column for _number, column in problems(one)]

    return told


def test_every_column_is_taken_in(bring_in, organization_a, africa):
    make.make_theme("care", en="Care work", fr="Travail de soin")
    bring_in(
        GOOD
        | {
            "email": "Aya@Example.org",
            "organization": "association a",
            "role": "Coordinator",
            "since": "31.03.2024",
            "groups": africa.slug,
            "country": "Burkina Faso",
            "languages": "français; en",
            "interface_language": "French",
            "time_zone": "Africa/Ouagadougou",
            "pronouns": "elle",
            "job_title": "Trainer",
            "about": "I train\nsavings groups.",
            "themes": "Travail de soin",
            "offers": "care",
            "asks": "Care work",
        }
    )
    aya = Member.objects.get(email="aya@example.org")
    assert (aya.name, aya.status, aya.country, aya.languages) == (
        *("Aya Traoré", "active", "BF"),
        ["fr", "en"],
    )
    assert (aya.interface_language, aya.time_zone) == ("fr", "Africa/Ouagadougou")
    assert (aya.pronouns, aya.job_title, aya.about) == (
        "elle",
        "Trainer",
        "I train\nsavings groups.",
    )
    affiliation = aya.affiliations.get()
    assert (affiliation.organization, affiliation.role) == (organization_a, "Coordinator")
    assert affiliation.since == dt.date(2024, 3, 31)
    for themes in (aya.themes, aya.offers, aya.asks):
        assert [theme.slug for theme in themes.all()] == ["care"]
    joined = aya.memberships.active().values_list("group__slug", flat=True)
    assert set(joined) == {"africa", "community"}
    assert aya.handle == "aya-traore"


def test_who_is_brought_in_has_no_password_and_has_accepted_no_charter(bring_in, client_of):
    make.make_charter()
    bring_in(GOOD)
    aya = Member.objects.get(email=GOOD["email"])
    assert not aya.has_usable_password()
    assert not Acceptance.objects.filter(member=aya).exists()
    assert aya.owes_the_charter
    assert EmailAddress.objects.get(user=aya).primary


def test_a_password_in_a_list_is_not_taken_in(bring_in, client):
    one = bring_in(GOOD | {"password": "seven-sisters"})
    assert one.unread_columns == ["password"]
    assert not Member.objects.get(email=GOOD["email"]).has_usable_password()


def test_a_list_makes_nobody_staff(bring_in):
    bring_in(GOOD | {"is_staff": "true", "is_superuser": "true"})
    assert not Member.objects.get(email=GOOD["email"]).is_staff


def test_letters_are_written_only_if_staff_ask_for_them(bring_in):
    bring_in(GOOD)
    assert not Letter.objects.filter(kind="registered").exists()
    bring_in(GOOD | {"email": "zara@example.org", "interface_language": "fr"}, write_letters="on")
    letter = Letter.objects.get(kind="registered")
    assert (letter.address, letter.language) == ("zara@example.org", "fr")
    assert "/account/password/reset/" in letter.text


def test_nobody_gets_the_letter_twice_whatever_the_worker_does(bring_in):
    one = bring_in(*[GOOD | {"email": f"p{n}@example.org"} for n in range(60)], write_letters="on")
    runs.write_letters(one.pk)
    assert Letter.objects.filter(kind="registered").count() == 60


def test_twice_changes_nothing(bring_in, client, run_jobs, organization_a, africa):
    row = GOOD | {"organization": "a", "role": "X", "groups": "africa", "languages": "fr"}
    bring_in(row)
    assert counts(look(client, run_jobs, "people", row)) == (0, 0, 1, 0)


def test_an_empty_cell_leaves_what_is_there(bring_in, amina):
    Member.objects.filter(pk=amina.pk).update(job_title="Trainer", languages=["fr"])
    bring_in({"email": amina.email, "name": "", "job_title": "", "languages": "", "about": "Hello"})
    amina.refresh_from_db()
    assert (amina.name, amina.job_title, amina.languages) == ("Amina", "Trainer", ["fr"])
    assert amina.about == "Hello"
    assert amina.has_usable_password()


def test_a_further_address_is_the_same_person(bring_in, amina):
    EmailAddress.objects.create(user=amina, email="a@home.example", verified=True, primary=False)
    bring_in({"email": "a@home.example", "about": "Hello"})
    amina.refresh_from_db()
    assert (amina.about, amina.email) == ("Hello", "amina@example.org")


def test_who_comes_to_another_organization_has_left_the_first(bring_in, amina, organization_b):
    bring_in({"email": amina.email, "organization": "b"})
    assert amina.organization == organization_b
    assert amina.affiliations.get(organization__slug="a").until == timezone.localdate()


def test_nobody_is_taken_out_of_a_group(bring_in, amina, europe):
    bring_in({"email": amina.email, "groups": "europe"})
    joined = amina.memberships.active().values_list("group__slug", flat=True)
    assert set(joined) == {"africa", "community", "europe"}


def test_who_had_asked_is_in(bring_in, amina, europe):
    make.make_membership(amina, europe, status=Membership.Status.REQUESTED)
    bring_in({"email": amina.email, "groups": "europe"})
    assert amina.memberships.get(group=europe).status == "active"


def test_who_left_a_group_is_not_brought_back(told, amina, europe):
    make.make_membership(amina, europe, status=Membership.Status.LEFT)
    assert told({"email": amina.email, "groups": "europe"}) == ["groups"]


def test_an_applicant_is_not_admitted_by_a_list(told, dara):
    assert told({"email": dara.email, "status": "active"}) == ["status"]
    assert told({"email": dara.email, "status": "applied"}) == []


def test_nobody_is_suspended_or_let_in_again_by_a_list(told, amina, femi):
    assert told({"email": amina.email, "status": "suspended"}) == ["status"]
    assert told({"email": femi.email, "status": "active"}) == ["status"]
    assert told({"email": femi.email, "status": "suspended", "status_reason": "Other"}) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"email": ""}, "email"),
        ({"email": "not an address"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "n" * 151}, "name"),
        ({"country": "Atlantis"}, "country"),
        ({"languages": "Klingon"}, "languages"),
        ({"themes": "Underwater basket weaving"}, "themes"),
        ({"groups": "no-such-group"}, "groups"),
        ({"organization": "No such organization"}, "organization"),
        ({"organization": "a", "role": "r" * 121}, "role"),
        ({"organization": "a", "since": "31/02/2024"}, "since"),
        ({"role": "Coordinator"}, "organization"),
        ({"time_zone": "Africa/Atlantis"}, "time_zone"),
        ({"interface_language": "Swahili"}, "interface_language"),
        ({"status": "queen"}, "status"),
        ({"status": "applied"}, "status"),
    ],
)
def test_what_is_wrong_is_told_beside_its_column(told, organization_a, row, column):
    assert told(GOOD | row) == [column]


def test_an_organization_that_could_be_two_is_asked_about(told, client):
    make.make_organization("Wages", slug="wages-tg", country="TG")
    make.make_organization("Wages", slug="wages-bj", country="BJ")
    assert told(GOOD | {"organization": "Wages"}) == ["organization"]
    assert told(GOOD | {"organization": "wages-bj"}) == []


def test_a_list_that_names_somebody_twice_is_refused(told):
    assert told(GOOD, GOOD | {"email": "AYA@example.org"}) == ["email"]


@pytest.mark.parametrize("name", ["Ж", "女", "शबाना आज़मी", "O'Brien-Ngũgĩ", "=HYPERLINK(1)"])
def test_names_in_every_script_come_in_as_they_are(bring_in, name):
    cell = f"'{name}" if name.startswith("=") else name
    bring_in(GOOD | {"name": cell})
    assert Member.objects.get(email=GOOD["email"]).name == name


def test_namesakes_get_handles_of_their_own(bring_in):
    bring_in(*[GOOD | {"email": f"aya{n}@example.org"} for n in range(5)])
    handles = set(Member.objects.filter(name="Aya Traoré").values_list("handle", flat=True))
    assert len(handles) == 5
    assert not any(character.isdigit() for handle in handles for character in handle)


def test_who_brought_in_what_stays_on_record_when_the_rows_are_forgotten(bring_in, bintou):
    one = bring_in(GOOD)
    type(one).objects.update(begun_at=timezone.now() - dt.timedelta(31))
    runs.clear()
    one.refresh_from_db()
    assert (one.begun_by, one.name, one.new_count, one.file.name) == (bintou, "list.csv", 1, "")
    assert not one.rows.exists()


def test_the_worker_asks_as_often_for_many_people_as_for_few(
    client, run_jobs, organization_a, django_assert_max_num_queries
):
    rows = [
        GOOD | {"email": f"p{n}@example.org", "organization": "a", "name": f"Person {n}"}
        for n in range(150)
    ]
    one = look(client, run_jobs, "people", *rows)
    decide(client, one)
    with django_assert_max_num_queries(90):
        runs.bring_in(one.pk)
    one.refresh_from_db()
    assert one.new_count == 150
    assert Member.objects.filter(affiliations__organization=organization_a).count() == 150


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_person_at_one_time_make_one_of_her(client, run_jobs):
    lists = [look(client, run_jobs, "people", GOOD) for _ in range(2)]
    for one in lists:
        decide(client, one)
    ready = threading.Barrier(2)

    def work(number):
        ready.wait(20)
        try:
            runs.bring_in(number)
        finally:
            connections.close_all()

    both = [threading.Thread(target=work, args=[one.pk]) for one in lists]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert Member.objects.filter(email=GOOD["email"]).count() == 1
    for one in lists:
        one.refresh_from_db()
    assert sorted(one.new_count for one in lists) == [0, 1]
