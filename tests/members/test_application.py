"""Where somebody stands who is not, or not any more, a member."""

import pytest

from members import actions
from members.models import Appeal, Application, Member, Suspension
from tests import make
from tests.cast import client_of

URL = "/me/application/"


def test_dara_reads_that_she_is_waiting_and_what_she_sent(dara: Member) -> None:
    page = client_of(dara).get(URL).content.decode()
    assert "Your request is being read" in page
    assert "Association A" in page
    assert "We train savings groups" in page


def test_an_unconfirmed_applicant_is_told_which_step_is_missing(db: None) -> None:
    applicant = make.make_member(status=Member.Status.APPLIED, confirmed=False)
    make.make_application(member=applicant)
    page = client_of(applicant).get(URL).content.decode()
    assert "One step is missing" in page
    assert applicant.email in page


def test_a_declined_applicant_reads_the_reason_and_whom_to_write_to(
    dara: Member, application: Application, bintou: Member
) -> None:
    actions.decline(application=application, by=bintou, reason="We work with <organizations>.")
    page = client_of(dara).get(URL).content.decode()
    assert "We work with &lt;organizations&gt;." in page
    assert "mailto:portal@example.org" in page


def test_femi_reads_why_until_when_and_how_to_appeal(femi: Member) -> None:
    client = client_of(femi)
    page = client.get(URL).content.decode()
    assert "Passed on minutes that were confidential." in page
    assert "until the secretariat lifts it" in page
    assert 'name="words"' in page
    femi.suspensions.update(last_day="2099-03-14", ends_at="2099-03-15T00:00Z")
    assert "14 March 2099" in client.get(URL).content.decode()


def test_who_has_no_row_of_it_is_told_whom_to_write_to(femi: Member) -> None:
    femi.suspensions.all().delete()
    client = client_of(femi)
    page = client.get(URL).content.decode()
    assert "mailto:portal@example.org" in page
    assert 'name="words"' not in page
    client.post(URL, {"words": "I did not."})
    assert not Suspension.objects.exists()


def test_femi_appeals_once_and_reads_that_it_is_on_its_way(femi: Member, bintou: Member) -> None:
    client = client_of(femi)
    page = client.post(URL, {"words": "I was <not> there.\x00"}, follow=True).content.decode()
    assert "Your appeal is being read" in page
    assert "I was &lt;not&gt; there." in page
    assert 'name="words"' not in page
    page = client.post(URL, {"words": "Again."}, follow=True).content.decode()
    assert "still being read" in page
    assert femi.suspensions.get().appeals.get().words == "I was <not> there."


@pytest.mark.parametrize("words", ["", "   ", "\u202e", "x" * 5001])
def test_an_appeal_has_words_and_not_too_many(femi: Member, words: str) -> None:
    response = client_of(femi).post(URL, {"words": words})
    assert response.status_code == 422
    assert words.strip("\u202e ") in response.content.decode()
    assert not femi.suspensions.get().appeals.exists()


def test_dara_has_nothing_to_appeal_against(dara: Member) -> None:
    client_of(dara).post(URL, {"words": "Let me in."})
    assert not Appeal.objects.exists()


def test_a_member_has_no_business_here(amina: Member) -> None:
    assert client_of(amina).get(URL)["Location"] == "/"


def test_a_visitor_is_asked_to_log_in(db: None) -> None:
    assert client_of().get(URL)["Location"] == f"/account/login/?next={URL}"


@pytest.mark.parametrize("url", ["/", "/charter/", "/resources/"])
def test_dara_sees_what_is_public(dara: Member, url: str) -> None:
    make.make_charter()
    assert client_of(dara).get(url).status_code == 200


def test_from_the_first_page_she_finds_the_way_here(dara: Member) -> None:
    assert f'href="{URL}"' in client_of(dara).get("/").content.decode()
