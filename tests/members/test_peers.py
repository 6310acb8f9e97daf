"""Who is named to whom on the page of peer accompaniment."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import peers
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/members/accompaniment/"


@pytest.fixture
def care(db):
    return make.make_theme("care", en="Care work")


@pytest.fixture
def asking(amina, care):
    """Amina looks for company in care work; she reads French and works in Burkina Faso."""
    Member.objects.filter(pk=amina.pk).update(languages=["fr", "en"])
    amina.refresh_from_db()
    amina.asks.add(care)
    return amina


def offer(theme, name, **facts):
    member = make.make_member(name, **facts)
    member.offers.add(theme)
    return member


def page_of(client_of, member, query=""):
    return client_of(member).get(PAGE + query).content.decode()


def test_her_asks_are_paired_with_others_offers_and_the_other_way_round(
    asking, chidi, care, client_of
):
    chidi.offers.add(care)
    hers, his = page_of(client_of, asking), page_of(client_of, chidi)
    assert f"/members/{chidi.handle}/accompaniment/?about=ask:care" in hers
    assert f"/members/{asking.handle}/accompaniment/?about=offer:care" in his
    assert "Who could accompany you" in hers
    assert "Whom you could accompany" in his


def test_other_themes_do_not_pair_and_she_is_not_paired_with_herself(
    asking, chidi, care, client_of
):
    chidi.offers.add(make.make_theme("water", en="Water"))
    asking.offers.add(care)
    page = page_of(client_of, asking)
    assert "/accompaniment/?about=" not in page
    assert "Nobody offers this yet." in page


def test_a_shared_language_comes_first_and_then_her_region(asking, care, africa, client_of):
    offer(care, "Nora", country="AT", languages=["de"])
    offer(care, "Kofi", country="KE", languages=["sw"])
    offer(care, "Lena", country="AT", languages=["fr"])
    offer(care, "Safi", country="KE", languages=["en", "fr"])
    page = page_of(client_of, asking)
    places = [page.index(name) for name in ("Safi", "Lena", "Kofi", "Nora")]
    assert places == sorted(places)
    assert "You share: English, French" in page
    assert "from your region" in page


@pytest.mark.parametrize(
    ("field", "seen"), [("offers", False), ("country", True), ("languages", True)]
)
@pytest.mark.parametrize("audience", ["for_nobody", "for_groups"])
def test_what_is_hidden_from_her_neither_pairs_nor_is_told(
    audience, field, seen, asking, care, africa, client_of
):
    offer(care, "Safi", country="KE", languages=["fr"], **{audience: [field]})
    page = page_of(client_of, asking)
    assert ("Safi" in page) is seen
    assert ("Kenya" in page) is (seen and field != "country")
    assert ("from your region" in page) is (seen and field != "country")
    assert ("You share:" in page) is (seen and field != "languages")


def test_what_she_keeps_for_her_groups_pairs_there(asking, care, africa, client_of):
    safi = offer(care, "Safi", country="KE", for_groups=["offers", "country"])
    make.make_membership(safi, africa)
    assert "Kenya" in page_of(client_of, asking)


def test_unlisted_people_are_named_in_their_groups_only(asking, chidi, care, africa, client_of):
    chidi.asks.add(care)
    safi = offer(care, "Safi", listed=False)
    assert "Safi" not in page_of(client_of, asking)
    make.make_membership(safi, africa)
    assert "Safi" in page_of(client_of, asking)
    assert "Safi" not in page_of(client_of, chidi)


@pytest.mark.parametrize("status", ["applied", "declined", "suspended", "left"])
def test_whoever_is_not_here_is_not_named(status, asking, care, client_of):
    offer(care, "Safi", status=status)
    assert "Safi" not in page_of(client_of, asking)


def test_who_has_been_asked_is_not_offered_again(asking, chidi, care, client_of):
    chidi.offers.add(care)
    one = make.make_accompaniment(asking, chidi, care)
    page = page_of(client_of, asking)
    assert "?about=ask:care" not in page
    assert page.count(one.get_absolute_url()) == 2
    assert "Waits for your answer" in page_of(client_of, chidi)
    assert "You wait for an answer" in page


def test_four_people_are_named_and_more_on_demand(asking, care, client_of):
    for number in range(6):
        offer(care, f"Peer number {number}")
    page = page_of(client_of, asking)
    assert page.count("?about=ask:care") == 4
    assert "More people" in page
    assert page_of(client_of, asking, "?theme=care").count("?about=ask:care") == 6
    # Whatever else stands there, the whole page comes.
    assert page_of(client_of, asking, "?theme=nowhere").count("?about=ask:care") == 4


def test_of_a_theme_that_many_name_each_day_others_are_looked_at(
    asking, care, client_of, monkeypatch
):
    monkeypatch.setattr(peers, "_POOL", 2)
    peers_of_hers = [offer(care, f"Peer number {number}") for number in range(12)]
    everybody = {one.handle for one in peers_of_hers}
    keys = [one.pk for one in peers_of_hers]
    named = re.compile(r"/members/([^/]+)/accompaniment/")
    seen = set()
    for share in (key / keys[-1] for key in keys[::3]):
        monkeypatch.setattr(peers, "_share_of_the_day", lambda share=share: share)
        today = set(named.findall(page_of(client_of, asking, "?theme=care")))
        assert 2 <= len(today) <= 4
        seen |= today
    assert len(seen) > 4
    assert seen <= everybody


def test_the_share_of_a_day_is_one():
    assert 0 <= peers._share_of_the_day() < 1


def test_who_says_nothing_of_herself_reads_how_to_begin(amina, client_of):
    assert "What do you look for, and what can you offer?" in page_of(client_of, amina)


def test_it_takes_ten_statements_at_most_however_many_people(asking, chidi, care, client_of):
    def statements():
        client = client_of(asking)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return [one["sql"] for one in captured.captured_queries]

    asking.offers.add(care)
    offer(care, "Safi", for_groups=["about"]).asks.add(care)
    make.make_accompaniment(asking, chidi, care)
    few = statements()
    for number in range(9):
        theme = make.make_theme(f"theme-{number}", en=f"Theme {number}")
        asking.asks.add(theme)
        asking.offers.add(theme)
        peer = offer(theme, f"Peer {number}", for_groups=["country"])
        peer.asks.add(theme)
        make.make_accompaniment(peer, asking, theme)
    many = statements()
    assert len(few) == len(many) <= 10, "\n".join(many)
