"""Works on the same themes, below a work: only those that the reader may see."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.access import keys_of
from members.search.related import alike
from resources import actions, search
from resources.models import Resource
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes(db):
    return [make.make_theme(slug, en=slug.title()) for slug in ("care", "work", "water")]


def shown(client, resource):
    page = client.get(resource.get_absolute_url()).content.decode()
    _before, _heading, section = page.partition('id="related"')
    return re.findall(r'dir="auto">([^<]+)</a>', section.partition("</section>")[0])


def test_what_shares_more_comes_first(amina, themes, client_of, visitor):
    care, work, water = themes
    about = make.make_resource("Paid care", by=amina, themes=[care, work], countries=["BF"])
    make.make_resource("Water", by=amina, themes=[water])
    make.make_resource("Care", by=amina, themes=[care])
    make.make_resource("Care here", by=amina, themes=[care], countries=["BF"])
    make.make_resource("Care and work", by=amina, themes=[care, work, water])
    assert shown(client_of(visitor), about) == ["Care and work", "Care here", "Care"]


def test_five_are_enough(amina, themes, client_of, visitor):
    made = [make.make_resource(f"Care {n}", by=amina, themes=themes[:1]) for n in range(8)]
    assert shown(client_of(visitor), made[0]) == [f"Care {n}" for n in (7, 6, 5, 4, 3)]


def test_a_work_without_themes_stands_alone(amina, themes, client_of, visitor):
    make.make_resource("Care", by=amina, themes=themes)
    assert shown(client_of(visitor), make.make_resource("Alone", by=amina)) == []


def test_each_sees_what_she_may_see(themes, africa, client_of, request):
    sender = make.make_member("Sender")
    about = make.make_resource("About", by=sender, themes=themes)
    make.make_resource("All", by=sender, themes=themes)
    make.make_resource("Members", by=sender, themes=themes, visibility="members")
    make.make_resource("Group", by=sender, themes=themes, visibility="group", groups=[africa])
    make.make_resource("Draft", by=sender, themes=themes, status=Resource.Status.DRAFT)
    for person, expected in {
        "visitor": {"All"},
        "dara": {"All"},
        "chidi": {"All", "Members"},
        "efua": {"All", "Members", "Group"},
        "bintou": {"All", "Members", "Group"},
    }.items():
        client = client_of(request.getfixturevalue(person))
        assert set(shown(client, about)) == expected, person


def test_what_the_index_has_not_heard_of_yet_is_held_back(amina, themes, client_of, visitor):
    """The second lock: rows come through `visible_to`."""
    about = make.make_resource("About", by=amina, themes=themes)
    closed = make.make_resource("Closed since", by=amina, themes=themes)
    Resource.objects.filter(pk=closed.pk).update(visibility="members", files_visibility="members")
    assert shown(client_of(visitor), about) == []


def test_what_is_withdrawn_is_gone_from_there(amina, bintou, themes, client_of, visitor):
    about = make.make_resource("About", by=amina, themes=themes)
    gone = make.make_resource("Gone", by=amina, themes=themes)
    actions.withdraw(resource=gone, by=bintou, reason="Wrong figures.")
    assert shown(client_of(visitor), about) == []
    assert shown(client_of(visitor), gone) == []


def test_it_costs_two_queries_however_many_there_are(amina, themes):
    about = make.make_resource("About", by=amina, themes=themes)
    for n in range(20):
        make.make_resource(f"Care {n}", by=amina, themes=themes)
    about = Resource.objects.prefetch_related("themes").get(pk=about.pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert len(search.related(about, ["care"], member=None)) == 5
    assert len(captured) == 2


@pytest.mark.parametrize("value", ["care' | 'x", "a\\b", "", "é & !x", "x" * 5000])
def test_any_value_is_only_a_value(value, amina, themes):
    about = make.make_resource("About", by=amina, themes=themes)
    found = alike(
        search.KIND, about.pk, facet="theme", values=[value], asker=keys_of(None), limit=5
    )
    assert found == []


def test_who_holds_no_key_finds_nothing(amina, themes):
    about = make.make_resource("About", by=amina, themes=themes)
    make.make_resource("Care", by=amina, themes=themes)
    found = alike(search.KIND, about.pk, facet="theme", values=["care"], asker=frozenset(), limit=5)
    assert found == []
