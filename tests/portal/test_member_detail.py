"""A person's page: her fields by whom she shows them, her groups, her offices, her works."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Affiliation, Group, Member, Organization, ProfileField
from members.portraits import initials
from resources.models import Resource
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db

ADDRESS = "/members/gloria/"
MOST_STATEMENTS = 10
# What tells that a field is shown.
TRACES = {
    "picture": "/members/gloria/picture/",
    "pronouns": "ela/dela",
    "job_title": "Sericultora",
    "organization": "Seda do Sul",
    "country": "Mozambique",
    "languages": "Swahili",
    "time_zone": "(Maputo)",
    "email": "gloria@example.org",
    "about": "Crio bichos-da-seda.",
    "themes": "Silk",
    "offers": "Mulberries",
    "asks": "Markets",
    "groups": "Weavers",
}


@pytest.fixture
def gloria(africa: Group) -> Member:
    """Of Amina's closed group, and of an open one of which nobody else is."""
    member = make.make_member(
        "Glória Ñandú",
        handle="gloria",
        organization=make.make_organization("Seda do Sul", slug="seda"),
        pronouns=TRACES["pronouns"],
        job_title=TRACES["job_title"],
        country="MZ",
        languages=["sw"],
        time_zone="Africa/Maputo",
        about=TRACES["about"],
        picture="portraits/aa/aabbccdd",
        for_nobody=[],
    )
    for name, label in (("themes", "Silk"), ("offers", "Mulberries"), ("asks", "Markets")):
        getattr(member, name).add(make.make_theme(label.lower(), en=label))
    make.make_membership(member, africa)
    make.make_membership(member, make.make_group("Weavers", slug="weavers"))
    return member


def page(viewer: Member, address: str = ADDRESS) -> str:
    response = client_of(viewer).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_traces_name_every_field() -> None:
    assert TRACES.keys() == set(ProfileField.values)


@pytest.mark.parametrize("field", TRACES)
@pytest.mark.parametrize(
    ("audience", "seeing"),
    [
        ("members", {"gloria", "amina", "chidi", "bintou"}),
        ("groups", {"gloria", "amina"}),
        ("nobody", {"gloria"}),
    ],
)
def test_each_field_is_seen_by_those_whom_she_shows_it(
    gloria: Member,
    amina: Member,
    chidi: Member,
    bintou: Member,
    field: str,
    audience: str,
    seeing: set[str],
) -> None:
    gloria.for_groups = [field] if audience == "groups" else []
    gloria.for_nobody = [field] if audience == "nobody" else []
    gloria.save()
    people = {"gloria": gloria, "amina": amina, "chidi": chidi, "bintou": bintou}
    for name, viewer in people.items():
        text = page(viewer)
        assert (TRACES[field] in text) is (name in seeing), name
        assert "Glória Ñandú" in text


def test_visitors_applicants_and_the_suspended_do_not_see_her(
    gloria: Member, dara: Member, femi: Member
) -> None:
    for person in (None, dara, femi):
        response = client_of(person).get(ADDRESS)
        assert response.status_code == 302
        assert "Glória" not in response.content.decode()


@pytest.mark.parametrize("status", ["suspended", "left", "applied", "declined"])
def test_whoever_is_not_active_has_no_page(gloria: Member, bintou: Member, status: str) -> None:
    Member.objects.filter(pk=gloria.pk).update(status=status)
    assert client_of(bintou).get(ADDRESS).status_code == 404


def test_who_is_not_listed_has_a_page_all_the_same(gloria: Member, chidi: Member) -> None:
    Member.objects.filter(pk=gloria.pk).update(listed=False)
    assert "Glória" in page(chidi)


def test_a_hidden_group_is_named_to_those_who_know_of_it(
    gloria: Member, amina: Member, chidi: Member, africa: Group
) -> None:
    assert "Africa<" in page(amina)
    assert "Africa<" not in page(chidi)
    make.make_term(gloria, africa)
    assert "Facilitator" not in page(chidi)
    assert 'Facilitator, <a href="/groups/africa/"><bdi>Africa' in page(amina)


def test_offices_are_told_even_where_groups_are_not(
    gloria: Member, chidi: Member, europe: Group
) -> None:
    gloria.for_nobody = ["groups"]
    gloria.save()
    today = timezone.localdate()
    past = {"starts_on": today - dt.timedelta(800), "ends_on": today - dt.timedelta(400)}
    make.make_term(gloria, europe, **past)
    make.make_term(gloria, europe)
    coming = {"starts_on": today + dt.timedelta(400), "ends_on": today + dt.timedelta(800)}
    make.make_term(gloria, europe, **coming)
    text = page(chidi)
    assert text.count("<bdi>Europe</bdi>") == 2
    assert text.count("until ") == 1
    assert "Weavers" not in text


def test_only_the_place_where_she_works_now_is_told(gloria: Member, chidi: Member) -> None:
    Affiliation.objects.filter(member=gloria).update(until=dt.date(2026, 1, 1))
    assert "Seda do Sul" not in page(chidi)


def test_an_organization_that_is_only_proposed_is_not_named(gloria: Member, chidi: Member) -> None:
    Organization.objects.filter(slug="seda").update(status=Organization.Status.PROPOSED)
    assert "Seda do Sul" not in page(chidi)


def test_works_are_those_that_the_viewer_may_see(
    gloria: Member, amina: Member, chidi: Member, africa: Group
) -> None:
    make.make_resource("An open work", by=gloria)
    make.make_resource("A draft", by=gloria, status=Resource.Status.DRAFT)
    make.make_resource("A closed work", by=gloria, visibility="group", groups=[africa])
    make.make_resource("Of somebody else", by=chidi)
    text = page(chidi)
    assert "An open work" in text
    assert not [word for word in ("A draft", "A closed work", "Of somebody else") if word in text]
    assert "A closed work" in page(amina)


def test_themes_are_called_in_the_readers_language(gloria: Member, chidi: Member) -> None:
    theme = make.make_theme("care", en="Care work", fr="Travail de soin")
    gloria.offers.add(theme)
    Member.objects.filter(pk=chidi.pk).update(interface_language="fr")
    chidi.refresh_from_db()
    text = page(chidi)
    assert "Travail de soin" in text
    assert "Care work" not in text
    assert "Mulberries" in text


def test_she_finds_the_way_to_her_profile_and_others_do_not(gloria: Member, chidi: Member) -> None:
    assert 'class="button" href="/me/profile/"' in page(gloria)
    assert 'class="button" href="/me/profile/"' not in page(chidi)


def test_who_tells_nothing_has_a_page_that_says_so(chidi: Member, amina: Member) -> None:
    assert "Nothing more is told here yet." in page(amina, "/members/chidi/")


def test_markup_in_a_profile_is_words(gloria: Member, chidi: Member) -> None:
    evil = "<script>alert(1)</script>"
    Member.objects.filter(pk=gloria.pk).update(about=evil, job_title=evil, name=evil, pronouns=evil)
    assert evil not in page(chidi)


def test_the_page_costs_as_much_for_many_things_as_for_few(gloria: Member, chidi: Member) -> None:
    def cost() -> int:
        client = client_of(chidi)
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as asked:
            client.get(ADDRESS)
        return len(asked)

    few = cost()
    for n in range(20):
        for name in ("themes", "offers", "asks"):
            getattr(gloria, name).add(make.make_theme(en=f"Theme {n} {name}"))
        group = make.make_group()
        make.make_membership(gloria, group)
        make.make_term(gloria, group)
        make.make_resource(by=gloria)
    gloria.for_groups = ["about"]
    gloria.save()
    # One more, for whether they share a group.
    assert cost() <= few + 1 <= MOST_STATEMENTS


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        *(("Amina Ouédraogo", "AO"), ("Efua", "E"), ("李小明", "李"), ("ana de la Cruz", "AC")),
        *(
            ("नीलम शर्मा", "नीश"),
            ("…", ""),
            ("", ""),
            ("O’Brien-Ní Dhónaill", "OD"),
            ("A A", "AA"),
            ("A", "A"),
        ),
    ],
)
def test_initials_are_the_first_letters_in_any_script(name: str, letters: str) -> None:
    assert initials(name) == letters
