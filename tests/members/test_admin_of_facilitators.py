"""What a facilitator finds in the administration: her groups and those below, and no trace of
others, however she asks."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client

from members.models import Group, Member, Membership, Term
from tests import make
from tests.cast import client_of

KINDS = ("group", "membership", "term")
# A word that stands nowhere but in the hidden group beside Efua's.
SECRET = "Canary"

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(community: Group, chidi: Member) -> Group:
    """Beside Efua's, and a secret; with a member, a request and a facilitator."""
    group = make.make_group(
        f"{SECRET} group", slug="canary", purpose=f"{SECRET} purpose", seen_by="group"
    )
    make.make_membership(make.make_member(f"{SECRET} member"), group)
    asking = make.make_member(f"{SECRET} asking")
    make.make_membership(asking, group, status="requested", message=f"{SECRET} words")
    make.make_term(make.make_member(f"{SECRET} facilitator"), group)
    return group


@pytest.fixture
def below(africa: Group) -> Group:
    return make.make_group("Sahel", parent=africa, kind=Group.Kind.BRANCH)


@pytest.fixture
def efuas(efua: Member, hidden: Group, below: Group) -> Client:
    return client_of(efua)


def rows(response: HttpResponse) -> set[object]:
    return set(response.context["cl"].result_list)


def test_lists_hold_her_groups_and_those_below(efuas: Client, africa: Group, below: Group) -> None:
    make.make_membership(make.make_member(), below)
    assert rows(efuas.get("/admin/members/group/")) == {africa, below}
    memberships = rows(efuas.get("/admin/members/membership/"))
    assert memberships == set(Membership.objects.filter(group__in=[africa, below]))
    assert rows(efuas.get("/admin/members/term/")) == set(africa.terms.all())


@pytest.mark.parametrize("kind", KINDS)
def test_no_list_search_or_filter_has_a_trace_of_others(
    efuas: Client, hidden: Group, kind: str
) -> None:
    for query in (
        *("", "?q=anary", "?_facets=True", "?o=1", "?all=", "?standing=current&_facets=True"),
        *(f"?group__id__exact={hidden.pk}", f"?group={hidden.pk}", "?status__exact=requested"),
    ):
        response = efuas.get(f"/admin/members/{kind}/{query}", follow=True)
        page = response.content.decode()
        assert SECRET not in page, query


@pytest.mark.parametrize(
    ("kind", "guess"),
    [
        *((kind, f"member__{field}__startswith=a") for kind in KINDS[1:] for field in ("email",)),
        ("membership", "member__status_reason__contains=a"),
        ("membership", "message__startswith=a"),
        ("membership", "group__purpose__startswith=a"),
        ("membership", "group__parent__name__startswith=a"),
        ("term", "end_reason__startswith=a"),
        ("term", "ended_by=1"),
        ("term", "member__password__startswith=a"),
        ("group", "parent=1"),
        ("group", "parent__name__startswith=a"),
        ("group", "memberships__member__email__startswith=a"),
        ("group", "children__name__startswith=a"),
    ],
)
def test_what_the_rows_do_not_show_is_not_guessed_at_by_hand(
    efuas: Client, kind: str, guess: str
) -> None:
    response = efuas.get(f"/admin/members/{kind}/?{guess}")
    assert response.status_code in (302, 400)


def test_she_does_not_search_by_address(efuas: Client, africa: Group, bintou: Member) -> None:
    make.make_membership(make.make_member("Zoe", email="unlisted@example.org"), africa)
    found = efuas.get("/admin/members/membership/?q=unlisted")
    assert rows(found) == set()
    found = client_of(bintou).get("/admin/members/membership/?q=unlisted")
    assert len(rows(found)) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["change", "history", "delete"])
def test_a_foreign_row_answers_like_one_that_is_not_there(
    efuas: Client, hidden: Group, kind: str, way: str
) -> None:
    foreign = {
        "group": hidden,
        "membership": hidden.memberships.first(),
        "term": hidden.terms.first(),
    }[kind]
    assert foreign is not None
    answers = []
    for pk in (foreign.pk, foreign.pk + 10_000):
        response = efuas.get(f"/admin/members/{kind}/{pk}/{way}/", follow=True)
        page = response.content.decode()
        assert SECRET not in page
        answers.append((response.status_code, response.redirect_chain))
    assert answers[0] == answers[1]
    assert efuas.get(f"/admin/members/term/{foreign.pk}/end/").status_code == 403


def test_fields_suggest_her_groups_and_nobody_at_all(efuas: Client) -> None:
    asked = {"app_label": "members", "model_name": "membership", "field_name": "group"}
    response = efuas.get("/admin/autocomplete/", asked)
    assert {one["text"] for one in response.json()["results"]} == {"Africa", "Sahel"}
    response = efuas.get("/admin/autocomplete/", asked | {"term": SECRET})
    assert response.json()["results"] == []
    response = efuas.get("/admin/autocomplete/", asked | {"field_name": "member"})
    assert response.status_code == 403


def form(client: Client, group: Group) -> dict[str, object]:
    page = client.get(f"/admin/members/group/{group.pk}/change/")
    sent = page.context["adminform"].form.initial
    for inline in page.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        for name in management.fields:
            sent[f"{management.prefix}-{name}"] = management[name].value()
    return {name: value for name, value in sent.items() if value not in (None, [])}


def test_she_says_how_her_group_works_and_not_what_it_is(
    efuas: Client, efua: Member, africa: Group, hidden: Group
) -> None:
    sent = form(efuas, africa)
    changed = {"purpose": "We train savings groups.", "languages": ["en", "fr"], "joining": "open"}
    forbidden = {
        **{"name": "Mine", "slug": "mine", "seen_by": "everyone", "time_zone": "Etc/GMT+12"},
        **{"parent": hidden.pk, "kind": "working", "region": "", "content_visibility": "public"},
    }
    url = f"/admin/members/group/{africa.pk}/change/"
    assert efuas.post(url, sent | changed | forbidden).status_code == 302
    now = Group.objects.get(pk=africa.pk)
    assert (now.purpose, now.languages, now.joining) == tuple(changed.values())
    for name in ("name", "slug", "seen_by", "time_zone", "parent_id", "kind", "region_id"):
        assert getattr(now, name) == getattr(africa, name), name
    history = efuas.get(f"/admin/members/group/{africa.pk}/history/").content.decode()
    assert "Efua" in history


def test_she_does_not_change_others_nor_add_nor_delete(
    efuas: Client, africa: Group, hidden: Group
) -> None:
    sent = form(efuas, africa) | {"purpose": "Taken over."}
    answer = efuas.post(f"/admin/members/group/{hidden.pk}/change/", sent)
    assert answer.status_code in (302, 403)
    hidden.refresh_from_db()
    assert hidden.purpose != "Taken over."
    for kind in KINDS:
        assert efuas.get(f"/admin/members/{kind}/add/").status_code == 403
    several = {"action": "delete_selected", "_selected_action": [africa.pk], "post": "yes"}
    for kind in KINDS:
        efuas.post(f"/admin/members/{kind}/", several)
    assert Group.objects.filter(pk=africa.pk).exists()
    assert efuas.post(f"/admin/members/group/{africa.pk}/delete/").status_code == 403


def test_she_reads_a_request_and_writes_nothing_there(efuas: Client, africa: Group) -> None:
    asking = make.make_membership(
        make.make_member("Wanjiru"), africa, status="requested", message="May I come in?"
    )
    url = f"/admin/members/membership/{asking.pk}/change/"
    page = efuas.get(url).content.decode()
    assert "May I come in?" in page
    assert "/admin/members/member/" not in page
    assert efuas.post(url, {"status": "active"}).status_code == 403


def test_why_a_term_ended_early_is_for_staff(efuas: Client, bintou: Member, africa: Group) -> None:
    today = africa.today
    over = Term.objects.create(
        member=make.make_member("Gone"),
        group=africa,
        starts_on=today - dt.timedelta(90),
        ends_on=today - dt.timedelta(60),
        planned_end_on=today,
        end_reason="Burnt out.",
        ended_by=bintou,
    )
    url = f"/admin/members/term/{over.pk}/change/"
    assert "Burnt out." in client_of(bintou).get(url).content.decode()
    page = efuas.get(url).content.decode()
    assert "Gone" in page
    assert "Burnt out." not in page


def test_the_name_of_a_hidden_group_above_hers_is_not_told(hidden: Group, amina: Member) -> None:
    """Amina holds office in a group under it, and does not belong to it."""
    under = make.make_group("Under", parent=hidden)
    make.make_term(amina, under)
    client = client_of(amina)
    for path in ("/admin/members/group/", f"/admin/members/group/{under.pk}/change/"):
        page = client.get(path).content.decode()
        assert "Under" in page
        assert SECRET not in page


def test_the_facilitator_of_the_community_finds_every_group(
    chidi: Member, community: Group, hidden: Group, africa: Group
) -> None:
    make.make_term(chidi, community)
    assert {hidden, africa, community} <= rows(client_of(chidi).get("/admin/members/group/"))
