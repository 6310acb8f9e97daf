"""She decides, field by field, who sees it."""

import pytest

from members.models import Audience, Group, Member, ProfileField
from members.showing import audience_of, shown_fields
from tests import make


@pytest.fixture
def private(amina: Member) -> Member:
    """Amina, who shows where she works to her groups and what she asks for to nobody."""
    amina.for_groups = [ProfileField.ORGANIZATION]
    amina.for_nobody = [ProfileField.ASKS]
    amina.save()
    return amina


def test_an_address_is_nobodys_until_she_says_otherwise(amina: Member) -> None:
    assert audience_of(amina, ProfileField.EMAIL) == Audience.NOBODY
    assert audience_of(amina, ProfileField.ABOUT) == Audience.MEMBERS


def test_a_stranger_sees_what_is_for_all_members(private: Member, chidi: Member) -> None:
    shown = shown_fields(private, chidi)
    assert ProfileField.ABOUT in shown
    assert shown.isdisjoint({ProfileField.ORGANIZATION, ProfileField.ASKS})


def test_people_of_her_groups_see_more(private: Member, chidi: Member, africa: Group) -> None:
    make.make_membership(chidi, africa)
    shown = shown_fields(private, Member.objects.get(pk=chidi.pk))
    assert ProfileField.ORGANIZATION in shown
    assert ProfileField.ASKS not in shown


def test_staff_see_here_what_members_see(private: Member, bintou: Member) -> None:
    assert shown_fields(private, bintou) == set(ProfileField) - {
        ProfileField.ORGANIZATION,
        ProfileField.ASKS,
    }


def test_she_sees_all_of_herself_and_a_visitor_nothing(private: Member) -> None:
    assert shown_fields(private, private) == set(ProfileField)
    assert shown_fields(private, None) == frozenset()
