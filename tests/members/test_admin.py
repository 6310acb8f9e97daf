"""The administration: who gets in, what opens, and how many queries a list costs."""

import datetime as dt

import pytest
from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from events.models import Event
from members.admin_site import PortalAdmin
from members.models import CharterVersion, Group, Member
from members.notices.deliver import write_letter
from tests import make
from tests.cast import client_of

LISTS = sorted(
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry
)
QUEUE = "/admin/members/application/"
OFFICE = ("group", "joinrequest", "membership", "term")
OF_FACILITATORS = {f"/admin/members/{kind}/" for kind in OFFICE} | {
    QUEUE,
    *(f"/admin/forums/{kind}/" for kind in ("forum", "thread", "post")),
    "/admin/moderation/decision/",
}


def test_a_visitor_is_sent_to_the_portals_own_log_in(db: None) -> None:
    assert client_of().get("/admin/")["Location"] == "/account/login/?next=/admin/"


def test_there_is_no_second_log_in(bintou: Member) -> None:
    facts = {"username": bintou.email, "password": make.PASSWORD}
    client = client_of()
    response = client.post("/admin/login/", facts)
    assert response["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in client.session


def test_amina_is_told_whom_it_is_for(amina: Member) -> None:
    response = client_of(amina).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "secretariat" in response.content.decode()


def test_dara_is_sent_to_where_she_stands(dara: Member) -> None:
    assert client_of(dara).get("/admin/")["Location"] == "/me/application/"


def test_only_pages_of_our_own_manners_are_there() -> None:
    assert all(isinstance(page, PortalAdmin) for page in admin.site._registry.values())


@pytest.mark.parametrize("url", LISTS)
def test_bintou_opens_every_list(bintou: Member, url: str) -> None:
    assert client_of(bintou).get(url).status_code == 200


@pytest.mark.parametrize("url", LISTS)
def test_efua_opens_the_lists_of_her_office_alone(efua: Member, url: str) -> None:
    assert client_of(efua).get(url).status_code == (200 if url in OF_FACILITATORS else 403)


def test_efua_sees_nothing_else_on_the_first_page(efua: Member) -> None:
    page = client_of(efua).get("/admin/").content.decode()
    assert {url for url in LISTS if url in page} == OF_FACILITATORS


def test_no_detour_tells_efua_the_address_of_a_hidden_work(efua: Member, amina: Member) -> None:
    work = make.make_resource(by=amina, title="Canary", status="draft")
    kind = make.Resource._meta
    assert kind.model_name
    for number in range(1, 60):
        answer = client_of(efua).get(f"/admin/r/{number}/{work.pk}/")
        assert answer.status_code == 404


def test_with_her_term_efua_s_door_closes(efua: Member) -> None:
    client = client_of(efua)
    assert client.get(QUEUE).status_code == 200
    efua.terms.update(ends_on=timezone.localdate() - dt.timedelta(days=2))
    assert client.get(QUEUE, follow=True).status_code == 403


def fill(number: int, community: Group) -> None:
    """Some more rows of everything, each with what hangs on it."""
    for _ in range(number):
        organization = make.make_organization()
        make.make_application(organization=organization)
        member = make.make_member(organization=organization)
        region = make.make_region(f"region-{member.pk}")
        group = make.make_group(parent=community, region=region)
        make.make_membership(member, group)
        make.make_term(member, group)
        make.make_event(group=group)
        broader = make.make_theme(f"broader-{member.pk}")
        make.make_theme(f"theme-{member.pk}", parent=broader)
        make.make_charter(number=CharterVersion.objects.count() + 1)
        version = CharterVersion.objects.first()
        member.acceptances.create(version=version, language="en")
        write_letter("admitted", address=member.email, recipient=member)


def test_no_list_costs_more_queries_for_more_rows(bintou: Member, community: Group) -> None:
    client = client_of(bintou)

    def costs() -> dict[str, int]:
        counted = {}
        for url in LISTS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counted[url] = len(queries)
        return counted

    fill(2, community)
    costs()
    few = costs()
    fill(8, community)
    many = costs()
    assert many == few
    assert max(many.values()) <= 16


@pytest.mark.parametrize("kind", ["member", "organization", "group", "theme", "region"])
def test_bintou_opens_a_row(bintou: Member, community: Group, kind: str) -> None:
    fill(1, community)
    (model,) = [
        model for model in admin.site._registry if model._meta.label_lower == f"members.{kind}"
    ]
    row = model._default_manager.first()
    assert row is not None
    url = reverse(f"admin:members_{kind}_change", args=[row.pk])
    assert client_of(bintou).get(url).status_code == 200


def saved(client: Client, member: Member, **kw: str) -> HttpResponse:
    """The form of a member's page, sent back with these changes."""
    url = reverse("admin:members_member_change", args=[member.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    facts = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    for inline in page.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        for name in management.fields:
            facts[f"{management.prefix}-{name}"] = management[name].value()
        for row in inline.formset.initial_forms:
            facts |= {f"{row.prefix}-{name}": row[name].value() for name in row.fields}
    facts = {name: "" if value is None else value for name, value in (facts | kw).items()}
    return client.post(url, {name: value for name, value in facts.items() if value is not False})


def test_her_standing_is_changed_by_deeds_that_tell_her(bintou: Member, amina: Member) -> None:
    """A suspension, her application, her own leaving; not by a field of her page."""
    for status in ("suspended", "left"):
        facts = {"status": status, "status_reason": "Spam."}
        assert saved(client_of(bintou), amina, **facts).status_code == 302
        amina.refresh_from_db()
        assert (amina.status, amina.status_reason) == ("active", "")


def test_an_applicant_is_not_made_a_member_by_hand(bintou: Member, dara: Member) -> None:
    saved(client_of(bintou), dara, status="active")
    dara.refresh_from_db()
    assert dara.status == "applied"


def test_staff_do_not_make_staff(bintou: Member, amina: Member) -> None:
    clerk = make.make_member(is_staff=True)
    saved(client_of(clerk), amina, is_staff="on", is_superuser="on")
    amina.refresh_from_db()
    assert (amina.is_staff, amina.is_superuser) == (False, False)
    saved(client_of(bintou), amina, is_staff="on")
    amina.refresh_from_db()
    assert amina.is_staff


def test_no_hash_of_a_password_is_shown_or_guessed(bintou: Member, amina: Member) -> None:
    client = client_of(bintou)
    page = client.get(f"/admin/members/member/{amina.pk}/change/").content.decode()
    assert amina.password not in page
    assert "password" not in page.replace("password_change", "").lower().replace(
        "change password", ""
    )
    guess = client.get("/admin/members/member/?password__startswith=md5")
    assert guess.status_code in (302, 400)


def test_members_are_neither_added_nor_deleted_here(bintou: Member, amina: Member) -> None:
    client = client_of(bintou)
    assert client.get("/admin/members/member/add/").status_code == 403
    assert client.post(f"/admin/members/member/{amina.pk}/delete/").status_code == 403


def test_a_charter_in_force_is_not_rewritten(bintou: Member) -> None:
    version = make.make_charter(en="We listen.")
    client = client_of(bintou)
    url = f"/admin/members/charterversion/{version.pk}/change/"
    assert "<textarea" not in client.get(url).content.decode()
    assert client.post(url, {"number": 9}).status_code == 403


def test_a_coming_charter_is_still_written(bintou: Member) -> None:
    coming = make.make_charter()
    coming.in_force_on = timezone.localdate() + dt.timedelta(days=9)
    coming.save()
    url = f"/admin/members/charterversion/{coming.pk}/change/"
    assert "<textarea" in client_of(bintou).get(url).content.decode()


@pytest.mark.parametrize(
    ("email_url", "kind", "shown"),
    [
        ("", "login_code", True),
        ("smtp://localhost", "login_code", False),
        ("smtp://localhost", "admitted", True),
    ],
)
def test_keys_are_shown_only_while_no_mail_leaves(
    bintou: Member, settings: Settings, email_url: str, kind: str, shown: bool
) -> None:
    settings.EMAIL_URL = email_url
    letter = write_letter(kind, address=bintou.email, context={"code": "CANARY"})
    letter.text = "CANARY"
    letter.save()
    page = client_of(bintou).get(f"/admin/notices/letter/{letter.pk}/change/").content.decode()
    assert ("CANARY" in page) is shown


def test_a_meeting_is_written_by_the_clock_of_its_place(bintou: Member, community: Group) -> None:
    facts = {
        "title": "Panel",
        "kind": "public_panel",
        "group": community.pk,
        "starts_at_0": "2026-07-01",
        "starts_at_1": "14:00",
        "ends_at_0": "2026-07-01",
        "ends_at_1": "16:00",
        "time_zone": "Asia/Kathmandu",
        "mode": "online",
        "visibility": "public",
        "status": "confirmed",
    }
    client = client_of(bintou)
    assert client.post("/admin/events/event/add/", facts).status_code == 302
    event = Event.objects.get()
    assert event.starts_at == dt.datetime(2026, 7, 1, 8, 15, tzinfo=dt.UTC)
    page = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert 'value="14:00:00"' in page
    refused = client.post("/admin/events/event/add/", facts | {"ends_at_1": "13:00"})
    assert "A meeting ends after it begins." in refused.content.decode()
