"""Where somebody stands who is not, or not any more, a member."""

import pytest

from members import actions
from members.models import Application, Member
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


def test_femi_reads_why_and_how_to_appeal(femi: Member) -> None:
    page = client_of(femi).get(URL).content.decode()
    assert "Passed on minutes that were confidential." in page
    assert "mailto:portal@example.org" in page


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
