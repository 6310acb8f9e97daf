"""Staff bring in organizations from a list: they look, agree, and all is done, or nothing."""

import pytest

from members.models import FormerOrganization, Organization, OrganizationDomain
from tests import make

from .listing_people import counts, decide, look, post, problems

pytestmark = pytest.mark.django_db
GOOD = {"name": "Réseau Femmes & Crédit", "country": "BF"}


@pytest.fixture
def client(client_of, bintou):
    """Bintou's browser."""
    return client_of(bintou)


@pytest.fixture
def bring_in(client, run_jobs):
    def bring_in(*rows):
        one = look(client, run_jobs, "organizations", *rows)
        assert (one.status, problems(one)) == ("read", []), one.trouble
        decide(client, one)
        run_jobs()
        one.refresh_from_db()
        assert one.status == "done", one.trouble
        return one

    return bring_in


@pytest.fixture
def told(client, run_jobs):
    """What is wrong with the rows of a list."""

    def told(*rows):
        one = look(client, run_jobs, "organizations", *rows)
        assert one.status == "read", one.trouble
        return [
            (row.number, *problem) for row in one.rows.order_by("pk") for problem in row.problems
        ]

    return told


def test_every_column_is_taken_in(bring_in):
    make.make_region("africa", "BF", en="Africa", fr="Afrique")
    bring_in(
        GOOD
        | {
            "country": "Burkina Faso",
            "slug": "rfc",
            "acronym": "RFC",
            "kind": "réseau",
            "status": "listed",
            "region": "Afrique",
            "website": "https://rfc.example.org/",
            "description": "Nous épargnons.",
            "description_language": "Français",
            "member_since": "2019",
            "domains": "RFC.example.org; @rfc-bf.example.org",
        }
    )
    one = Organization.objects.get(slug="rfc")
    assert (one.name, one.country, one.acronym, one.kind) == (GOOD["name"], "BF", "RFC", "network")
    assert (one.region.code, one.website) == ("africa", "https://rfc.example.org/")
    assert (one.description, one.description_language) == ("Nous épargnons.", "fr")
    assert one.member_since == 2019
    assert {domain.domain for domain in one.domains.all()} == {
        "rfc.example.org",
        "rfc-bf.example.org",
    }
    assert one.sort_name == "reseau femmes & credit"
    assert one.name_key


def test_nothing_is_written_before_staff_agree(client, run_jobs):
    one = look(client, run_jobs, "organizations", GOOD)
    assert counts(one) == (1, 0, 0, 0)
    assert not Organization.objects.exists()
    assert "Réseau Femmes" in client.get(one.get_absolute_url()).content.decode()


def test_twice_changes_nothing(bring_in, client, run_jobs):
    row = GOOD | {"domains": "rfc.example.org", "kind": "network", "member_since": "2019"}
    bring_in(row)
    again = look(client, run_jobs, "organizations", row)
    assert counts(again) == (0, 0, 1, 0)
    assert "nothing to do" in client.get(again.get_absolute_url()).content.decode()


def test_an_empty_cell_leaves_what_is_there(bring_in):
    bring_in(GOOD | {"acronym": "RFC", "website": "https://rfc.example.org/"})
    one = bring_in(GOOD | {"acronym": "", "website": "", "kind": "network"})
    assert counts(one) == (0, 1, 0, 0)
    held = Organization.objects.get()
    assert (held.acronym, held.website, held.kind) == ("RFC", "https://rfc.example.org/", "network")


def test_another_spelling_is_the_same_organization_and_does_not_rename_it(bring_in):
    bring_in(GOOD)
    bring_in({"name": "Reseau femmes et credit", "country": "bf", "kind": "network"})
    held = Organization.objects.get()
    assert (held.name, held.kind) == (GOOD["name"], "network")


def test_the_slug_says_which_and_lets_it_be_renamed(bring_in):
    bring_in(GOOD | {"slug": "rfc"})
    bring_in({"slug": "rfc", "name": "Wanakani", "country": ""})
    assert Organization.objects.get().name == "Wanakani"


def test_a_former_slug_still_says_which(bring_in, bintou):
    held = make.make_organization("Wanakani", slug="new")
    FormerOrganization.objects.create(
        organization=held, slug="old", name="Old", country="BF", merged_by=bintou
    )
    bring_in({"slug": "old", "name": "Wanakani", "country": "BF", "kind": "network"})
    assert Organization.objects.get().kind == "network"


def test_headings_in_the_language_of_the_portal(bring_in):
    bring_in({"Nom": "Association C", "Pays": "Togo", "sigle": "AC"})
    held = Organization.objects.get()
    assert (held.name, held.country, held.acronym) == ("Association C", "TG", "AC")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"name": "X"}, "country"),
        ({"name": "", "slug": "", "country": "BF", "acronym": "X"}, "name"),
        ({"slug": "nowhere", "name": "", "country": ""}, "slug"),
        (GOOD | {"country": "Atlantis"}, "country"),
        (GOOD | {"kind": "a pirate"}, "kind"),
        (GOOD | {"region": "Mars"}, "region"),
        (GOOD | {"website": "javascript:alert(1)"}, "website"),
        (GOOD | {"member_since": "long ago"}, "member_since"),
        (GOOD | {"domains": "not a domain"}, "domains"),
        (GOOD | {"domains": "taken.example.org"}, "domains"),
        (GOOD | {"name": "n" * 201}, "name"),
        (GOOD | {"slug": "no good slug"}, "slug"),
        (GOOD | {"description": "d" * 20_001}, "description"),
    ],
)
def test_what_is_wrong_is_told_beside_its_column(told, row, column):
    OrganizationDomain.objects.create(
        organization=make.make_organization(country="AT"), domain="taken.example.org"
    )
    found = told({"name": "", "country": ""} | row)
    assert [where for _number, where, _said in found] == [column]
    assert all(said for _number, _where, said in found)


def test_a_list_that_says_one_thing_twice_is_refused(told):
    assert [number for number, *_said in told(GOOD, GOOD)] == [3]
    other = {"name": "Reseau femmes et credit (RFC)", "country": "BF"}
    assert [number for number, *_said in told(GOOD, other)] == [3]
    rows = [GOOD | {"name": f"Org {n}", "domains": "same.example.org"} for n in range(2)]
    assert [(number, column) for number, column, _said in told(*rows)] == [(3, "domains")]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "list.csv", "empty"),
        (b"title,author\nx,y\n", "list.csv", None),
        (b"PK\x03\x04 rubbish", "list.xlsx", "damaged"),
        (b"x", "list.ods", "CSV or XLSX"),
    ],
)
def test_what_is_no_list_is_told_kindly(client, run_jobs, content, name, said):
    response = post(client, "organizations", content, name)
    if said:
        assert said in response.content.decode()
    else:
        run_jobs()
        page = client.get(response.headers["Location"]).content.decode()
        assert "The first row has to name the columns" in page


def test_who_cancels_before_it_is_agreed_brings_in_nothing(client, run_jobs):
    one = look(client, run_jobs, "organizations", GOOD)
    assert decide(client, one, "cancel").status == "cancelled"
    decide(client, one)
    run_jobs()
    assert not Organization.objects.exists()


def test_what_changed_since_staff_looked_stops_it_whole(client, run_jobs):
    one = look(client, run_jobs, "organizations", GOOD, {"name": "Other", "country": "TG"})
    make.make_organization(**GOOD, acronym="RFC")
    decide(client, one)
    run_jobs()
    one.refresh_from_db()
    assert one.status in ("failed", "done")
    assert Organization.objects.filter(country="TG").count() == (one.status == "done")
