"""Who is affiliated, for those who keep an organization; and the end of an affiliation."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members import actions, organization_actions
from members.models import Affiliation, Application, Member, Organization
from members.notices.models import Letter
from resources.models import Resource
from tests import make
from tests.cast import client_of

from .applicants import focal_point

PEOPLE = "/organizations/a/people/"
END = f"{PEOPLE}amina/end/"
WORD = {"word": "We thank you for <five> good years."}


@pytest.fixture
def keeper(organization_a: Organization) -> Member:
    return focal_point(organization_a)


def test_she_sees_everybody_also_the_unlisted(keeper: Member, amina: Member) -> None:
    Member.objects.filter(pk=amina.pk).update(listed=False, for_nobody=["organization"])
    page = client_of(keeper).get(PEOPLE).content.decode()
    assert "Amina" in page
    assert "in no list" in page


def test_colleagues_and_strangers_do_not(amina: Member, chidi: Member) -> None:
    for person in (amina, chidi):
        assert client_of(person).get(PEOPLE).status_code == 403
        assert client_of(person).post(END, WORD).status_code == 403
    assert amina.affiliations.current().exists()


def test_she_ends_an_affiliation_with_a_word_and_a_letter_tells(
    keeper: Member, amina: Member
) -> None:
    client_of(keeper).post(END, WORD)
    ended = amina.affiliations.get()
    assert ended.until is not None
    assert (ended.ended_by, ended.end_note) == (keeper, WORD["word"])
    letter = Letter.objects.get(kind="affiliation_ended")
    assert letter.recipient == amina
    assert WORD["word"] in letter.text


def test_it_asks_for_a_word(keeper: Member, amina: Member) -> None:
    response = client_of(keeper).post(END, {"word": " "})
    assert response.status_code == 422
    assert "Please write a word" in response.content.decode()
    assert amina.affiliations.current().exists()


def test_her_membership_goes_back_to_review_and_she_reads_why(
    keeper: Member, amina: Member
) -> None:
    work = make.make_resource(by=amina)
    client_of(keeper).post(END, WORD)
    assert Member.objects.get(pk=amina.pk).status == Member.Status.APPLIED
    page = client_of(amina).get("/me/application/").content.decode()
    assert "Your membership is looked at again" in page
    assert "We thank you for &lt;five&gt; good years." in page
    assert client_of(amina).get("/organizations/").status_code == 302
    assert Resource.objects.get(pk=work.pk).submitted_by == amina


def test_facilitators_see_in_the_queue_why_she_is_there(
    keeper: Member, amina: Member, efua: Member
) -> None:
    client_of(keeper).post(END, WORD)
    application = amina.applications.get()
    queue = client_of(efua).get("/admin/members/application/").content.decode()
    assert "left her organization" in queue
    page = client_of(efua).get(f"/admin/members/application/{application.pk}/change/")
    assert "She left Association A" in page.content.decode()


def test_she_says_where_she_works_now_and_is_admitted_there(
    keeper: Member, amina: Member, bintou: Member, organization_b: Organization
) -> None:
    client_of(keeper).post(END, WORD)
    facts = {"organization": organization_b.pk, "country": "AT", "why": "I moved."}
    client_of(amina).post("/me/application/", facts)
    application = amina.applications.get()
    assert (application.organization, application.why) == (organization_b, "I moved.")
    actions.admit(application=application, by=bintou)
    fresh = Member.objects.get(pk=amina.pk)
    assert (fresh.status, fresh.organization) == (Member.Status.ACTIVE, organization_b)
    assert Letter.objects.get(kind="membership_goes_on").recipient == amina


def test_staff_may_keep_her_as_a_member_of_no_organization(
    keeper: Member, amina: Member, bintou: Member
) -> None:
    client_of(keeper).post(END, WORD)
    actions.admit(application=amina.applications.get(), by=bintou)
    fresh = Member.objects.get(pk=amina.pk)
    assert (fresh.status, fresh.organization) == (Member.Status.ACTIVE, None)


@pytest.mark.parametrize("status", [Member.Status.SUSPENDED, Member.Status.ACTIVE])
def test_who_is_suspended_stays_so(keeper: Member, amina: Member, status: str) -> None:
    Member.objects.filter(pk=amina.pk).update(status=status)
    client_of(keeper).post(END, WORD)
    is_suspended = status == Member.Status.SUSPENDED
    assert amina.applications.exists() is not is_suspended
    expected = Member.Status.SUSPENDED if is_suspended else Member.Status.APPLIED
    assert Member.objects.get(pk=amina.pk).status == expected


def test_the_access_of_staff_comes_from_elsewhere(
    keeper: Member, organization_a: Organization
) -> None:
    clerk = make.make_member("Clerk", handle="clerk", is_staff=True, organization=organization_a)
    page = client_of(keeper).get(f"{PEOPLE}clerk/end/").content.decode()
    assert "looked at again" not in page
    client_of(keeper).post(f"{PEOPLE}clerk/end/", WORD)
    assert Member.objects.get(pk=clerk.pk).status == Member.Status.ACTIVE
    assert "You stay a member." in Letter.objects.get(kind="affiliation_ended").text


def test_her_own_she_changes_on_her_own_page(keeper: Member) -> None:
    response = client_of(keeper).post(f"{PEOPLE}{keeper.handle}/end/", WORD)
    assert response.headers["Location"] == "/me/organization/"
    assert keeper.affiliations.current().exists()


def test_people_of_other_organizations_are_not_there(keeper: Member, chidi: Member) -> None:
    for handle in ("chidi", "nobody"):
        path = f"{PEOPLE}{handle}/end/"
        assert client_of(keeper).post(path, WORD).status_code == 404
    assert chidi.affiliations.current().exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_it_at_once_one_is_late_and_one_letter_leaves() -> None:
    organization = make.make_organization()
    member = make.make_member(organization=organization)
    keepers = [focal_point(organization) for _number in range(3)]
    affiliation = member.affiliations.get()

    def end(by: Member) -> str:
        try:
            organization_actions.end_affiliation(affiliation=affiliation, by=by, word="Thanks.")
        except organization_actions.NotNow:
            return "late"
        finally:
            connection.close()
        return "ended"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(end, keepers)) == ["ended", "late", "late"]
    assert Letter.objects.count() == Application.objects.count() == 1


def test_staff_see_which_organizations_have_no_focal_point(
    keeper: Member, bintou: Member, organization_a: Organization, organization_b: Organization
) -> None:
    def listed(query: str) -> set[Organization]:
        page = client_of(bintou).get(f"/admin/members/organization/?focal_point={query}")
        return set(page.context["cl"].result_list)

    assert listed("some") == {organization_a}
    assert listed("none") == {organization_b}
    Affiliation.objects.filter(member=keeper).update(until="2024-01-01")
    assert listed("none") == {organization_a, organization_b}
