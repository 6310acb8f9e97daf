"""The picture of a person: for those whom she shows it, and for nobody's cache but their own."""

import pytest
from django.core.files.storage import default_storage

from members import profile_actions
from members.files.portrait import portrait
from members.models import Member
from tests import make
from tests.cast import client_of
from tests.members import pictures

pytestmark = pytest.mark.django_db

ADDRESS = "/members/gloria/picture/"


@pytest.fixture
def gloria(africa):
    """Of the same group as Amina and Efua."""
    member = make.make_member("Glória", handle="gloria")
    make.make_membership(member, africa)
    drawn = portrait(pictures.photo())
    profile_actions.keep_profile(member=member, facts={}, themes={}, picture=drawn)
    return Member.objects.get(pk=member.pk)


def show_to(member: Member, audience: str) -> None:
    member.for_groups = ["picture"] if audience == "groups" else []
    member.for_nobody = ["picture"] if audience == "nobody" else []
    member.save()


@pytest.mark.parametrize(
    ("audience", "seeing"),
    [
        ("members", {"gloria", "amina", "chidi", "bintou"}),
        ("groups", {"gloria", "amina"}),
        ("nobody", {"gloria"}),
    ],
)
def test_it_is_seen_by_those_whom_she_shows_it(
    gloria, amina, chidi, bintou, dara, femi, audience, seeing
):
    show_to(gloria, audience)
    people = {"gloria": gloria, "amina": amina, "chidi": chidi, "bintou": bintou}
    codes = {name: client_of(one).get(ADDRESS).status_code for name, one in people.items()}
    assert {name for name, code in codes.items() if code == 200} == seeing
    assert set(codes.values()) <= {200, 404}
    for outsider in (None, dara, femi):
        assert client_of(outsider).get(ADDRESS).status_code == 302


def test_a_browser_keeps_it_for_her_alone_and_runs_nothing(gloria, chidi):
    response = client_of(chidi).get(ADDRESS)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, max-age=600"
    again = client_of(chidi).get(ADDRESS, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_what_a_browser_kept_is_not_confirmed_to_who_may_no_longer_see_it(gloria, chidi):
    etag = client_of(chidi).get(ADDRESS)["ETag"]
    show_to(gloria, "nobody")
    assert client_of(chidi).get(ADDRESS, headers={"if-none-match": etag}).status_code == 404


@pytest.mark.parametrize("status", ["suspended", "left", "applied", "declined"])
def test_whoever_is_not_active_shows_none(gloria, amina, status):
    Member.objects.filter(pk=gloria.pk).update(status=status)
    assert client_of(amina).get(ADDRESS).status_code == 404


def test_where_there_is_none_or_its_file_is_lost_the_answer_is_the_same(gloria, chidi, amina):
    assert client_of(chidi).get("/members/amina/picture/").status_code == 404
    assert client_of(chidi).get("/members/no-such-person/picture/").status_code == 404
    default_storage.delete(gloria.picture.name)
    assert client_of(chidi).get(ADDRESS).status_code == 404


def test_nothing_is_written_at_its_address(gloria):
    assert client_of(gloria).post(ADDRESS).status_code == 405
