"""The directory: people are found by what they show, and by those to whom they show it."""

import html
import re

import pytest
from django.test import Client

from members import person_search
from members.filters import FACETS, SORTS
from members.models import Group, Member, Organization
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/members/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def names(page) -> list[str]:
    return [person["name"] for person in page.context["people"]]


def options(page, facet: str) -> dict[str, int]:
    for group in page.context["facets"]:
        if group.label == str(FACETS[facet]):
            return {one["label"]: int(one["amount"]) for one in [*group.options, *group.more]}
    return {}


def keep(*people: Member) -> None:
    person_search.index_people([one.pk for one in people])


@pytest.fixture
def ines(africa: Group, europe: Group, organization_b: Organization) -> Member:
    """Of a hidden group with Amina, and of one that everybody knows; she shows everything."""
    budgets = make.make_theme("budgets", en="Budgets", fr="Budgets")
    care = make.make_theme("care", en="Care work")
    land = make.make_theme("land", en="Land")
    member = make.make_member(
        "Inés Ñandú",
        handle="ines",
        organization=organization_b,
        country="KE",
        languages=["es", "sw"],
        pronouns="she/her",
        job_title="Sericulturist",
        about="I keep silkworms under mulberries.",
    )
    member.offers.add(budgets)
    member.asks.add(care)
    member.themes.add(land)
    for group in (africa, europe):
        make.make_membership(member, group)
    return member


@pytest.fixture
def everybody(amina, chidi, bintou, efua, dara, femi, ines) -> dict[str, Member]:
    Member.objects.filter(pk=chidi.pk).update(country="AT")
    person_search.renew()
    return {"amina": amina, "chidi": chidi, "bintou": bintou, "efua": efua, "ines": ines}


@pytest.fixture
def chidis(client_of, chidi, everybody) -> Client:
    return client_of(chidi)


def test_active_people_stand_there_by_name(chidis):
    page = chidis.get(LIST)
    assert names(page) == ["Amina", "Bintou", "Chidi", "Efua", "Inés Ñandú"]
    said = page.content.decode()
    for part in ("she/her", "Sericulturist", "Büro B", "Kenya", "Budgets", "/members/ines/"):
        assert part in said
    assert "@example.org" not in said.replace("chidi@example.org", "")


@pytest.mark.parametrize(
    "words",
    ["ines", "Inés", "NANDU", "nand", "sericulturist", "mulberry", "buro", "kenya", "budgets"],
)
def test_words_find_her(chidis, words):
    assert "Inés Ñandú" in names(chidis.get(LIST, {"q": words}))
    assert "Amina" not in names(chidis.get(LIST, {"q": words}))


@pytest.mark.parametrize("name", ["李", "Ольга Йоргенсен", "آمنة بنت علي", "Ｗｉｄｅ", "အောင်", "O"])
def test_names_of_every_script_are_found(client_of, amina, name):
    other = make.make_member(name, handle="other")
    keep(amina, other)
    client = client_of(amina)
    assert names(client.get(LIST, {"q": name})) == [name]
    assert client.get(LIST).status_code == 200


VALUES = {
    "offers": "budgets",
    "asks": "care",
    "theme": "land",
    "region": "africa",
    "country": "KE",
    "organization": "b",
    "organization_kind": "ngo",
    "group": "europe",
    "language": "sw",
}


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_narrows_and_can_be_taken_off_again(chidis, facet):
    page = chidis.get(LIST, {facet: VALUES[facet]})
    assert "Inés Ñandú" in names(page)
    assert set(names(page)) < {"Amina", "Bintou", "Chidi", "Efua", "Inés Ñandú"}
    [(address, label)] = page.context["chosen"]
    assert label != VALUES[facet]
    assert len(names(chidis.get(LIST + address))) == 5


def test_every_option_leads_to_as_many_people_as_it_says(client_of, everybody):
    for viewer in everybody.values():
        client = client_of(viewer)
        for words in ("", "a"):
            for group in client.get(LIST, {"q": words}).context["facets"]:
                for option in [*group.options, *group.more]:
                    found = client.get(LIST + option["url"]).context["found"]
                    assert (found.total, len(found.hits)) == (int(option["amount"]),) * 2


FIELD_OF = {
    "offers": "offers",
    "asks": "asks",
    "theme": "themes",
    "region": "country",
    "country": "country",
    "organization": "organization",
    "organization_kind": "organization",
    "group": "groups",
    "language": "languages",
}


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize(
    ("audience", "finders"),
    [("for_groups", {"amina", "efua", "ines"}), ("for_nobody", set())],
)
def test_a_field_counts_for_those_to_whom_she_shows_it(
    client_of, everybody, facet, audience, finders
):
    ines = everybody["ines"]
    before = dict.fromkeys(everybody, 0)
    Member.objects.filter(pk=ines.pk).update(listed=True, for_nobody=[FIELD_OF[facet]])
    keep(ines)
    for name, viewer in everybody.items():
        before[name] = client_of(viewer).get(LIST, {facet: VALUES[facet]}).context["found"].total
    facts = {"for_groups": [], "for_nobody": []} | {audience: [FIELD_OF[facet]]}
    Member.objects.filter(pk=ines.pk).update(**facts)
    keep(ines)
    for name, viewer in everybody.items():
        client = client_of(viewer)
        page = client.get(LIST, {facet: VALUES[facet]})
        assert page.context["found"].total - before[name] == (name in finders)
        assert ("Inés Ñandú" in names(page)) is (name in finders)
        assert "Inés Ñandú" in names(client.get(LIST))


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("pronouns", "she/her"),
        ("job_title", "Sericulturist"),
        ("organization", "Büro B"),
        ("country", "Kenya"),
        ("offers", "Budgets"),
        ("about", "mulberries"),
    ],
)
@pytest.mark.parametrize("audience", ["for_groups", "for_nobody"])
def test_a_line_holds_what_she_shows(client_of, everybody, field, word, audience):
    ines = everybody["ines"]
    Member.objects.filter(pk=ines.pk).update(**{"for_nobody": [], audience: [field]})
    keep(ines)
    for name, viewer in everybody.items():
        page = client_of(viewer).get(LIST, {"q": "ines mulberries OR ines"})
        line = next(one for one in page.context["people"] if one["name"] == "Inés Ñandú")
        seen = name == "ines" or (audience == "for_groups" and name in {"amina", "efua"})
        if field == "about" and name == "ines" and audience == "for_nobody":
            seen = False  # no passage: what is for nobody is not in the index
        assert (word in str(line)) is seen, name


def test_an_unlisted_person_is_met_by_her_groups_only(client_of, everybody):
    ines = everybody["ines"]
    Member.objects.filter(pk=ines.pk).update(listed=False)
    keep(ines)
    for name, viewer in everybody.items():
        client = client_of(viewer)
        meets = name in {"amina", "efua", "ines"}
        for asked in ({}, {"q": "ines"}, {"offers": "budgets"}, {"q": "mulberries"}):
            assert ("Inés Ñandú" in names(client.get(LIST, asked))) is meets
        assert client.get(LIST).context["found"].total == 4 + meets
        assert ("Budgets" in options(client.get(LIST), "offers")) is meets


@pytest.mark.parametrize("status", [one for one in Member.Status.values if one != "active"])
def test_whoever_is_not_active_is_not_there(chidis, ines, status):
    Member.objects.filter(pk=ines.pk).update(status=status)
    for stale in (True, False):
        assert "Inés Ñandú" not in names(chidis.get(LIST))
        assert "Inés Ñandú" not in names(chidis.get(LIST, {"q": "ines"}))
        if stale:
            keep(ines)
    assert chidis.get(LIST).context["found"].total == 4


def test_a_hidden_group_is_offered_to_its_own_people(client_of, amina, everybody):
    page = client_of(amina).get(LIST)
    assert options(page, "group") == {"Africa": 3, "Europe": 1}
    assert names(client_of(amina).get(LIST, {"group": "africa"})) == ["Amina", "Efua", "Inés Ñandú"]


@pytest.mark.parametrize("other", [{}, {"q": "ines"}, {"country": "KE"}])
def test_to_others_a_hidden_group_is_like_one_that_never_was(chidis, other):
    def said(slug: str) -> str:
        page = chidis.get(LIST, {"group": slug} | other)
        assert page.context["found"].total == 0
        return html.unescape(TOKEN.sub("", page.content.decode())).replace(slug, "…")

    assert said("africa") == said("asia")
    assert "africa" not in str(chidis.get(LIST).context["facets"]).replace("region=africa", "")


def test_whoever_was_invited_does_not_learn_who_is_inside(client_of, chidi, africa, everybody):
    make.make_membership(chidi, africa, status="invited")
    make.make_membership(chidi, Group.objects.get(slug="europe"))
    keep(chidi)
    page = client_of(chidi).get(LIST)
    assert "Africa" not in options(page, "group")
    assert names(client_of(chidi).get(LIST, {"group": "africa"})) == []


def test_the_whole_community_narrows_nothing(chidis):
    assert len(names(chidis.get(LIST, {"group": "community"}))) == 5


def test_beside_a_hidden_group_an_open_one_still_narrows(chidis):
    assert names(chidis.get(LIST, {"group": ["africa", "europe"]})) == ["Inés Ñandú"]


def test_she_is_led_to_those_who_offer_what_she_looks_for(client_of, chidi, everybody):
    chidi.asks.add(*everybody["ines"].offers.all())
    page = client_of(chidi).get(LIST)
    assert "Who offers what I look for" in page.content.decode()
    assert names(client_of(chidi).get(LIST + page.context["company_url"])) == ["Inés Ñandú"]
    assert (
        "Who offers what I look for" not in client_of(everybody["amina"]).get(LIST).content.decode()
    )


def test_whom_nobody_matches_is_told_what_to_do(chidis):
    said = chidis.get(LIST, {"q": "zzyzx", "country": "KE"}).content.decode()
    assert "Nobody found" in said
    assert "Search these words among all people" in said
    assert 'value="zzyzx"' in said


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 5000,
        "q=%00%00&country=%00",
        "sort=nonsense&page=-3",
        "page=99999999999999999999",
        "page=2.5",
        "offers=" + "x" * 300,
        "&".join(f"country=x{n}" for n in range(500)),
        "q=%22unbalanced&group=%27%3B--",
        "q=-&theme=",
        "q=%F0%9F%92%9C&language=%E2%80%AE",
    ],
)
def test_whatever_is_asked_gets_a_page(chidis, query):
    page = chidis.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert "<main" in page.content.decode()


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_shows_everybody_once(client_of, amina, sort):
    people = [make.make_member(f"Person {n:02}", pronouns="they") for n in range(45)]
    keep(amina, *people)
    client = client_of(amina)
    for words in ("", "person OR amina"):
        seen = [
            name
            for number in (1, 2, 3)
            for name in names(client.get(LIST, {"q": words, "sort": sort, "page": number}))
        ]
        assert sorted(seen) == sorted(["Amina", *(one.name for one in people)])
    last = client.get(LIST, {"page": 99})
    assert (last.context["page"].number, len(names(last))) == (3, 6)


def test_what_people_write_is_shown_as_they_wrote_it(client_of, amina):
    other = make.make_member(
        "<b>Bobby & Co</b>", handle="bobby", job_title="<script>x</script>", about="<i>loud</i>"
    )
    keep(amina, other)
    said = client_of(amina).get(LIST, {"q": "loud"}).content.decode()
    assert "&lt;b&gt;Bobby &amp; Co&lt;/b&gt;" in said
    assert "&lt;script&gt;" in said
    assert "<mark>loud</mark>" in said
    assert "<i>" not in said


@pytest.mark.parametrize(("audience", "seen"), [("for_groups", False), ("listed", True)])
def test_a_picture_stands_there_for_those_who_may_see_it(client_of, amina, audience, seen):
    facts = {"for_groups": ["picture"]} if audience == "for_groups" else {}
    other = make.make_member("Ana Ruiz", handle="ana", picture="portraits/ab/abcdef12", **facts)
    keep(other)
    said = client_of(amina).get(LIST).content.decode()
    assert ("/members/ana/picture/" in said) is seen
    assert (">AR</span>" in said) is not seen


def test_members_are_led_there_from_every_page(client_of, amina, visitor):
    assert f'href="{LIST}"' in client_of(amina).get("/resources/").content.decode()
    assert f'href="{LIST}"' in client_of(amina).get("/me/welcome/").content.decode()
    assert f'href="{LIST}"' not in client_of(visitor).get("/resources/").content.decode()
