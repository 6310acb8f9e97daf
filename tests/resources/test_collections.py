"""Collections: each reader finds in them what she may see, in the curator's order."""

import pytest

from resources import actions
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(amina, africa):
    works = [
        make.make_resource("Open work", by=amina),
        make.make_resource("Inside work", by=amina, visibility="members"),
        make.make_resource("Group work", by=amina, visibility="group", groups=[africa]),
        make.make_resource("Unfinished work", by=amina, status="draft"),
    ]
    return make.make_collection("First steps", *((one, f"Why {one.title}") for one in works))


def test_each_finds_what_she_may_see(shelf, client_of, visitor, dara, chidi, efua, amina, bintou):
    for person, seen in (
        (visitor, ["Open"]),
        (dara, ["Open"]),
        (chidi, ["Open", "Inside"]),
        *((one, ["Open", "Inside", "Group"]) for one in (efua, amina, bintou)),
    ):
        client = client_of(person)
        page = client.get(shelf.get_absolute_url()).content.decode()
        for name in ("Open", "Inside", "Group", "Unfinished"):
            assert (f"{name} work" in page) == (f"Why {name} work" in page) == (name in seen)
        listed = client.get("/collections/")
        assert [one.size for one in listed.context["page"]] == [len(seen)]


def test_they_stand_in_the_order_of_the_curator(shelf, client_of, amina):
    shelf.items.filter(resource__title="Open work").update(position=9)
    page = client_of(amina).get(shelf.get_absolute_url()).content.decode()
    assert page.index("Inside work") < page.index("Open work")


def test_a_collection_for_members_is_missing_for_others(client_of, visitor, dara, chidi):
    shelf = make.make_collection("Ours", visibility="members")
    for person, status in ((visitor, 404), (dara, 404), (chidi, 200)):
        client = client_of(person)
        assert client.get(shelf.get_absolute_url()).status_code == status
        assert ("Ours" in client.get("/collections/").content.decode()) == (status == 200)


def test_what_is_withdrawn_leaves_it(shelf, client_of, bintou, visitor):
    work = shelf.resources.get(title="Open work")
    actions.withdraw(resource=work, by=bintou, reason="The figures were wrong.")
    assert "Open work" not in client_of(visitor).get(shelf.get_absolute_url()).content.decode()


def test_a_work_says_in_which_collections_it_stands(shelf, client_of, visitor, chidi):
    work = shelf.resources.get(title="Open work")
    make.make_collection("Members' shelf", (work, ""), visibility="members")
    page = client_of(visitor).get(work.get_absolute_url()).content.decode()
    assert "In these collections" in page
    assert f'href="{shelf.get_absolute_url()}"' in page
    assert "shelf" not in page
    assert "Members&#x27; shelf" in client_of(chidi).get(work.get_absolute_url()).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 99])
def test_any_page_gets_an_answer(page, shelf, client_of, visitor):
    client = client_of(visitor)
    for path in ("/collections/", shelf.get_absolute_url()):
        assert client.get(path, {"page": page}).status_code == 200


def test_words_of_the_curator_are_only_text(client_of, visitor, amina):
    work = make.make_resource("Work", by=amina)
    shelf = make.make_collection("<b>Bold", (work, "<i>why"), description="<u>x\n\ny")
    page = client_of(visitor).get(shelf.get_absolute_url()).content.decode()
    assert not [raw for raw in ("<b>Bold", "<i>why", "<u>") if raw in page]


def test_a_full_shelf_costs_as_many_queries(client_of, amina, django_assert_max_num_queries):
    theme = make.make_theme(en="Care")
    works = [make.make_resource(by=amina, abstract="About.", themes=[theme]) for _ in range(25)]
    shelf = make.make_collection("Full", *((one, "Because.") for one in works))
    client = client_of(amina)
    for path in (shelf.get_absolute_url(), "/collections/"):
        client.get(path)
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
