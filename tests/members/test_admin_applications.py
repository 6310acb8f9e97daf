"""The queue of applicants, and the two buttons."""

import pytest
from django.test import Client

from members import actions
from members.models import Application, Group, Member
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

QUEUE = "/admin/members/application/"


@pytest.fixture
def in_europe(europe: Group) -> Application:
    """From a region that is not Efua's."""
    return make.make_application(
        member=make.make_member("Greta", status=Member.Status.APPLIED),
        organization=make.make_organization(country="AT", name="Canary organization"),
        why="Canary words",
    )


def page(application: Application) -> str:
    return f"{QUEUE}{application.pk}/change/"


def decide(client: Client, application: Application, **facts: str) -> list[str]:
    """What she is told afterwards."""
    response = client.post(f"{QUEUE}{application.pk}/decide/", facts, follow=True)
    assert response.status_code == 200
    return [str(message) for message in response.context.get("messages", ())]


def test_those_who_wait_stand_first(bintou: Member, application: Application) -> None:
    old = make.make_application()
    actions.admit(application=old, by=bintou)
    Application.objects.filter(pk=old.pk).update(created_at="2020-01-01T00:00Z")
    shown = client_of(bintou).get(QUEUE).context["cl"].result_list
    assert list(shown) == [application, old]


def test_unconfirmed_addresses_do_not_stand_in_the_queue(bintou: Member) -> None:
    make.make_application(member=make.make_member(status=Member.Status.APPLIED, confirmed=False))
    assert not client_of(bintou).get(QUEUE).context["cl"].result_list


def test_efua_admits_dara(efua: Member, application: Application) -> None:
    client = client_of(efua)
    shown = client.get(page(application)).content.decode()
    assert "dara@example.org" in shown
    assert "We train savings groups" in shown
    said = decide(client, application, admit="Admit")
    assert len(said) == 1
    assert Member.objects.get(handle="dara").status == Member.Status.ACTIVE
    assert Letter.objects.get().kind == "admitted"


def test_efua_declines_dara_with_a_reason(efua: Member, application: Application) -> None:
    decide(client_of(efua), application, decline="Decline", reason="We admit organizations.")
    application.refresh_from_db()
    assert (application.decision, application.reason) == ("declined", "We admit organizations.")
    assert application.decided_by == efua


@pytest.mark.parametrize("reason", ["", "   ", "x" * 5001])
def test_without_a_good_reason_she_is_asked_again(
    efua: Member, application: Application, reason: str
) -> None:
    response = client_of(efua).post(f"{QUEUE}{application.pk}/decide/", {"reason": reason})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert reason.strip() in response.content.decode()
    application.refresh_from_db()
    assert application.decision == "open"


def test_opening_an_address_decides_nothing(efua: Member, application: Application) -> None:
    assert client_of(efua).get(f"{QUEUE}{application.pk}/decide/?admit=1").status_code == 405


def test_whoever_comes_late_is_told_so(
    efua: Member, bintou: Member, application: Application
) -> None:
    actions.admit(application=application, by=bintou)
    for facts in ({"admit": "Admit"}, {"reason": "Too late."}):
        (said,) = decide(client_of(efua), application, **facts)
        assert "answered already" in said
    application.refresh_from_db()
    assert (application.decision, application.decided_by) == ("admitted", bintou)


def test_what_is_decided_has_no_buttons(
    efua: Member, bintou: Member, application: Application
) -> None:
    assert 'name="admit"' in client_of(efua).get(page(application)).content.decode()
    actions.admit(application=application, by=bintou)
    shown = client_of(efua).get(page(application)).content.decode()
    assert 'name="admit"' not in shown
    assert bintou.name in shown


def test_efua_sees_nothing_of_another_region(efua: Member, in_europe: Application) -> None:
    client = client_of(efua)
    for url in (
        QUEUE,
        f"{QUEUE}?q=Canary",
        f"{QUEUE}?decision__exact=open",
        f"{QUEUE}?organization__name__contains=Canary",
        "/admin/",
    ):
        answer = client.get(url, follow=True).content.decode()
        assert "greta" not in answer.lower().replace("?q=canary", "")
        assert "Canary words" not in answer
        assert "1 application" not in answer


@pytest.mark.parametrize("way", ["change", "history", "delete"])
def test_a_foreign_application_answers_like_a_missing_one(
    efua: Member, in_europe: Application, way: str
) -> None:
    foreign = client_of(efua).get(f"{QUEUE}{in_europe.pk}/{way}/")
    missing = client_of(efua).get(f"{QUEUE}{in_europe.pk + 1000}/{way}/")
    assert foreign.status_code == missing.status_code
    assert foreign.headers.get("Location") == missing.headers.get("Location")


def test_efua_does_not_decide_about_another_region(efua: Member, in_europe: Application) -> None:
    client = client_of(efua)
    assert client.post(f"{QUEUE}{in_europe.pk}/decide/", {"admit": "1"}).status_code == 404
    chosen = {"action": "admit_chosen", "_selected_action": [in_europe.pk]}
    client.post(QUEUE, chosen)
    in_europe.refresh_from_db()
    assert in_europe.decision == "open"


def test_bintou_admits_several_at_once(bintou: Member) -> None:
    several = [make.make_application(), make.make_application()]
    chosen = {"action": "admit_chosen", "_selected_action": [one.pk for one in several]}
    client_of(bintou).post(QUEUE, chosen)
    assert Application.objects.open().count() == 0
    assert Letter.objects.filter(kind="admitted").count() == 2


def test_bintou_declines_several_at_once_after_a_page_that_asks_why(bintou: Member) -> None:
    several = [make.make_application(), make.make_application()]
    chosen = {"action": "decline_chosen", "_selected_action": [one.pk for one in several]}
    client = client_of(bintou)
    asked = client.post(QUEUE, chosen)
    assert asked.status_code == 200
    assert asked.content.decode().count('name="_selected_action"') == 2
    assert Application.objects.open().count() == 2
    client.post(QUEUE, chosen | {"reason": "We admit organizations."})
    assert Application.objects.filter(decision="declined").count() == 2


def test_nobody_decides_about_herself(bintou: Member) -> None:
    own = make.make_application(member=bintou)
    (said,) = decide(client_of(bintou), own, admit="Admit")
    assert "herself" in said
    own.refresh_from_db()
    assert own.decision == "open"


def test_every_decision_stands_in_the_history(bintou: Member, application: Application) -> None:
    client = client_of(bintou)
    decide(client, application, admit="Admit")
    history = client.get(f"{QUEUE}{application.pk}/history/").content.decode()
    assert "Admitted." in history
    assert bintou.name in history
