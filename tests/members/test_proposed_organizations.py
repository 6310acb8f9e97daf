"""An organization that an applicant proposes: listed, or known already under another name."""

import pytest

from members import actions, organization_index
from members.models import Application, Member, Organization
from members.organization_likeness import resembling
from members.search.models import Row
from tests import make
from tests.cast import client_of

Status = Organization.Status


def proposed(name: str, **kw: object) -> Application:
    organization = make.make_organization(name, status=Status.PROPOSED, **kw)
    return make.make_application(organization=organization)


def decide(person: Member, application: Application, **facts: object) -> str:
    path = f"/admin/members/application/{application.pk}/decide/"
    return client_of(person).post(path, facts, follow=True).content.decode()


@pytest.mark.parametrize(
    ("known", "acronym", "typed"),
    [
        ("Réseau des femmes rurales", "", "Reseau des Femmes Rurales"),
        ("Réseau des femmes rurales", "RFR", "RFR"),
        ("Réseau des femmes rurales", "RFR", "Femmes rurales (RFR)"),
        ("Réseau des femmes rurales", "", "Réseau des femmes rurale"),
        ("Женский союз", "ЖС", "ЖЕНСКИЙ СОЮЗ"),
        ("Rural Women's Network", "", "Network, Rural Womens"),
    ],
)
def test_it_resembles_one_with_other_accents_or_its_acronym(
    db: None, known: str, acronym: str, typed: str
) -> None:
    listed = make.make_organization(known, acronym=acronym)
    make.make_organization("Something else", acronym="SE")
    assert resembling(proposed(typed).organization) == [listed]


def test_another_proposed_one_is_not_told_of(db: None) -> None:
    proposed("Réseau Neuf")
    assert resembling(proposed("Reseau Neuf").organization) == []


def test_what_resembles_none_is_listed_and_found(bintou: Member) -> None:
    application = proposed("Kite makers")
    decide(bintou, application, admit="Admit")
    organization = Organization.objects.get(name="Kite makers")
    assert organization.status == Status.LISTED
    held = Row.objects.filter(kind=organization_index.KIND, object_id=organization.pk)
    assert held.exists()


def test_where_one_resembles_it_she_has_to_say_which_it_is(bintou: Member) -> None:
    make.make_organization("Réseau Neuf")
    application = proposed("Reseau neuf")
    page = decide(bintou, application, admit="Admit")
    assert "Please say whether it is one of these." in page
    application.refresh_from_db()
    assert application.decision == "open"


def test_she_joins_it_to_the_known_one(bintou: Member) -> None:
    known = make.make_organization("Réseau Neuf")
    application = proposed("Reseau neuf")
    other = make.make_application(organization=application.organization)
    decide(bintou, application, admit="Admit", known=known.pk)
    assert Member.objects.get(pk=application.member_id).organization == known
    other.refresh_from_db()
    assert (other.organization, other.decision) == (known, "open")
    assert not Organization.objects.filter(name="Reseau neuf").exists()


def test_or_lists_it_as_another(bintou: Member) -> None:
    make.make_organization("Réseau Neuf")
    application = proposed("Reseau neuf", country="CA")
    decide(bintou, application, admit="Admit", known="new")
    assert Organization.objects.get(name="Reseau neuf").status == Status.LISTED


def test_she_cannot_join_it_to_one_that_does_not_resemble_it(bintou: Member) -> None:
    make.make_organization("Réseau Neuf")
    far = make.make_organization("Kite makers")
    application = proposed("Reseau neuf")
    decide(bintou, application, admit="Admit", known=far.pk)
    application.refresh_from_db()
    assert application.decision == "open"


def test_several_at_once_leave_out_those_that_resemble(bintou: Member) -> None:
    make.make_organization("Réseau Neuf")
    doubtful, clear = proposed("Reseau neuf"), proposed("Kite makers")
    chosen = {"action": "admit_chosen", "_selected_action": [doubtful.pk, clear.pk]}
    page = client_of(bintou).post("/admin/members/application/", chosen, follow=True)
    assert "resembles one of ours" in page.content.decode()
    for application, decision in ((doubtful, "open"), (clear, "admitted")):
        application.refresh_from_db()
        assert application.decision == decision


def test_the_same_proposed_twice_with_other_accents_is_one(db: None) -> None:
    first = actions.propose_organization(name="Réseau Neuf", country="BF")
    assert actions.propose_organization(name="RESEAU  neuf", country="BF") == first


def test_the_index_is_set_right_by_the_hour(db: None) -> None:
    listed = make.make_organization("Came in by a list")
    gone = make.make_organization("Was listed")
    organization_index.renew()
    Organization.objects.filter(pk=gone.pk).update(status=Status.PROPOSED)
    organization_index.renew()
    held = Row.objects.filter(kind=organization_index.KIND).values_list("object_id", flat=True)
    assert list(held) == [listed.pk]


def test_staff_enter_mail_domains_that_belong_to_somebody(
    bintou: Member, organization_a: Organization
) -> None:
    path = f"/admin/members/organization/{organization_a.pk}/change/"
    form = client_of(bintou).get(path).context["adminform"].form
    facts = {name: form[name].value() or "" for name in form.fields}
    facts |= {"domains-TOTAL_FORMS": "1", "domains-INITIAL_FORMS": "0"}
    page = client_of(bintou).post(path, facts | {"domains-0-domain": "Gmail.com"})
    said = page.content.decode()
    assert "Anybody can have an address of gmail.com" in said
    assert "Gmail.com" in said
    client_of(bintou).post(path, facts | {"domains-0-domain": "Büro.AT"})
    assert organization_a.domains.get().domain == "xn--bro-hoa.at"
