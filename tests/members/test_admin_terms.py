"""Terms of office in the administration, as the secretariat works with them."""

import datetime as dt

import pytest
from django.http import HttpResponse

from members import terms
from members.models import Group, Member, Term
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

TERMS = "/admin/members/term/"

pytestmark = pytest.mark.django_db


def facts(member: Member, group: Group, first: int = 10, last: int = 375) -> dict[str, object]:
    return {
        "member": member.pk,
        "group": group.pk,
        "role": "facilitator",
        "starts_on": group.today + dt.timedelta(first),
        "ends_on": group.today + dt.timedelta(last),
    }


def said(response: HttpResponse) -> str:
    return " ".join(str(message) for message in response.context.get("messages", ()))


def test_bintou_proposes_a_term_and_the_letter_leaves(
    bintou: Member, amina: Member, africa: Group
) -> None:
    response = client_of(bintou).post(f"{TERMS}add/", facts(amina, africa))
    assert response.status_code == 302
    assert Term.objects.get().member == amina
    assert Letter.objects.get().recipient == amina
    history = client_of(bintou).get(f"{TERMS}{Term.objects.get().pk}/history/").content.decode()
    assert "Bintou" in history


def test_days_that_are_taken_are_refused_beside_what_was_typed(
    bintou: Member, efua: Member, africa: Group
) -> None:
    typed = facts(efua, africa)
    response = client_of(bintou).post(f"{TERMS}add/", typed)
    assert response.status_code == 200
    assert "She holds office in this group on some of these days." in response.content.decode()
    assert f'value="{typed["ends_on"]}"' in response.content.decode()
    assert Term.objects.count() == 1
    assert not Letter.objects.exists()


def test_a_colleague_who_was_quicker_is_told_of(
    bintou: Member, amina: Member, africa: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(**_facts: object) -> None:
        raise terms.AlreadyInOffice

    monkeypatch.setattr(terms, "propose", quicker)
    response = client_of(bintou).post(f"{TERMS}add/", facts(amina, africa), follow=True)
    assert response.status_code == 200
    assert "nothing was done" in said(response)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2020-01-01"}, "A term ends on its first day or later."),
        ({"ends_on": "soon"}, "valid date"),
        ({"member": "999999"}, "valid choice"),
        ({"member": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    bintou: Member, amina: Member, africa: Group, wrong: dict[str, str], words: str
) -> None:
    response = client_of(bintou).post(f"{TERMS}add/", facts(amina, africa) | wrong)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Term.objects.exists()


def test_only_active_members_hold_office(bintou: Member, femi: Member, africa: Group) -> None:
    response = client_of(bintou).post(f"{TERMS}add/", facts(femi, africa))
    assert "Only an active member can hold office." in response.content.decode()


def test_bintou_ends_a_term_early_with_a_reason(bintou: Member, efua: Member) -> None:
    term = efua.terms.get()
    client = client_of(bintou)
    assert f"{TERMS}{term.pk}/end/" in client.get(f"{TERMS}{term.pk}/change/").content.decode()
    assert client.get(f"{TERMS}{term.pk}/end/").status_code == 200
    last = term.group.today + dt.timedelta(3)
    sent = {"last_day": last, "reason": "She asks for it."}
    response = client.post(f"{TERMS}{term.pk}/end/", sent, follow=True)
    assert "A letter tells Efua why." in said(response)
    assert "She asks for it." in response.content.decode()
    term.refresh_from_db()
    assert (term.ends_on, term.ended_by) == (last, bintou)


@pytest.mark.parametrize(
    ("days", "reason", "words"),
    [
        (3, " ", "Please write a reason"),
        (3, "x" * 5001, "at most 5000"),
        (-2, "Why.", "Please choose a day between"),
        (335, "Why.", "Please choose a day between"),
    ],
)
def test_an_end_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    bintou: Member, efua: Member, days: int, reason: str, words: str
) -> None:
    term = efua.terms.get()
    last = term.group.today + dt.timedelta(days)
    sent = {"last_day": last, "reason": reason}
    response = client_of(bintou).post(f"{TERMS}{term.pk}/end/", sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert str(last) in page
    assert reason.strip() in page
    term.refresh_from_db()
    assert term.planned_end_on is None


def test_what_is_over_or_to_come_is_not_ended(bintou: Member, amina: Member, africa: Group) -> None:
    coming = make.make_term(amina, africa, starts_on=africa.today + dt.timedelta(9))
    day = africa.today - dt.timedelta(9)
    over = make.make_term(bintou, africa, starts_on=day, ends_on=day)
    for term in (coming, over):
        response = client_of(bintou).get(f"{TERMS}{term.pk}/end/", follow=True)
        assert "nothing left to end" in said(response)


def test_bintou_withdraws_what_has_not_begun_and_nothing_else(
    bintou: Member, amina: Member, efua: Member, africa: Group
) -> None:
    coming = make.make_term(amina, africa, starts_on=africa.today + dt.timedelta(9))
    client = client_of(bintou)
    client.post(f"{TERMS}{coming.pk}/delete/", {"post": "yes"})
    assert not Term.objects.filter(pk=coming.pk).exists()
    assert Letter.objects.get().kind == "term_withdrawn"
    running = efua.terms.get()
    assert client.post(f"{TERMS}{running.pk}/delete/", {"post": "yes"}).status_code == 403
    several = {"action": "delete_selected", "_selected_action": [running.pk], "post": "yes"}
    client.post(TERMS, several)
    assert Term.objects.filter(pk=running.pk).exists()


def test_nobody_changes_a_term_by_hand_there_or_on_the_page_of_its_group(
    bintou: Member, amina: Member, efua: Member, africa: Group
) -> None:
    term = efua.terms.get()
    client = client_of(bintou)
    sent = facts(amina, africa)
    assert client.post(f"{TERMS}{term.pk}/change/", sent).status_code == 403
    inline = {
        **{"terms-TOTAL_FORMS": 1, "terms-INITIAL_FORMS": 1, "terms-0-id": term.pk},
        **{f"terms-0-{name}": value for name, value in sent.items()},
        **{"name": "Africa", "slug": "africa", "kind": "regional", "parent": africa.parent_id},
        **{"seen_by": "group", "joining": "request", "content_visibility": "group"},
        **{"notice_days": 14, "time_zone": "UTC"},
    }
    url = f"/admin/members/group/{africa.pk}/change/"
    assert client.post(url, inline).status_code == 302
    term.refresh_from_db()
    assert term.member == efua


def test_terms_are_sifted_by_whether_they_run(
    bintou: Member, amina: Member, efua: Member, africa: Group
) -> None:
    coming = make.make_term(amina, africa, starts_on=africa.today + dt.timedelta(9))
    day = africa.today - dt.timedelta(9)
    over = make.make_term(amina, africa, starts_on=day, ends_on=day)
    for standing, expected in (
        ("coming", {coming}),
        ("current", {efua.terms.get()}),
        ("past", {over}),
        ("nonsense", {coming, over, efua.terms.get()}),
    ):
        shown = client_of(bintou).get(f"{TERMS}?standing={standing}").context["cl"].result_list
        assert set(shown) == expected
