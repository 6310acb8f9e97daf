"""The page where one chooses a pack: what would be in it for her."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db

PATH = "/resources/pack/"


@pytest.fixture
def care(db):
    return make.make_theme("care", en="Care work", fr="Travail de soin")


@pytest.fixture
def works(care, amina, africa):
    narrower = make.make_theme("childcare", parent=care, en="Childcare")
    made = [
        make.make_resource("Open", by=amina, themes=[care]),
        make.make_resource("Narrower", by=amina, themes=[narrower]),
        make.make_resource("Inside", by=amina, themes=[care], visibility="members"),
        make.make_resource("Group's", by=amina, themes=[care], visibility="group", groups=[africa]),
        make.make_resource("Only read", by=amina, themes=[care], files_visibility="members"),
    ]
    for n, one in enumerate(made):
        make.make_document(one, f"Words of {n}.".encode())
    make.make_resource("Draft", by=amina, themes=[care], status="draft")
    make.make_resource("Elsewhere", by=amina)
    return made


def test_each_is_told_what_there_is_for_her(
    works, client_of, visitor, dara, chidi, efua, amina, bintou
):
    for person, seen, files in (
        (visitor, 3, 2),
        (dara, 3, 2),
        (chidi, 4, 4),
        *((one, 5, 5) for one in (efua, amina, bintou)),
    ):
        response = client_of(person).get(PATH, {"theme": "care"})
        assert response.context["subject"].total == seen
        assert [one.documents for one in response.context["form"].offers] == [0, files]
        text = response.content.decode()
        assert f"<strong>{seen} works</strong>" in text
        assert f"{files} documents" in text


def test_sizes_that_bring_nothing_more_are_not_offered(works, client):
    page = client.get(PATH, {"theme": "care"}).content.decode()
    assert 'value="5"' in page
    assert 'value="25"' not in page


def test_larger_sizes_bring_more(care, client, amina):
    for n, size in enumerate((4, 3, 30)):
        one = make.make_resource(f"Work {n}", by=amina, themes=[care])
        document = make.make_document(one, f"Words {n}".encode())
        type(document).objects.filter(pk=document.pk).update(size=size * 1024 * 1024)
    offers = client.get(PATH, {"theme": "care"}).context["form"].offers
    assert [(one.size, one.documents) for one in offers] == [
        ("list", 0),
        ("5", 1),
        ("25", 2),
        ("100", 3),
    ]


def test_languages_are_counted_and_can_be_chosen(care, client, amina):
    for n, language in enumerate(("en", "fr", "fr")):
        one = make.make_resource(f"Work {n}", by=amina, themes=[care], languages=[language])
        make.make_document(one, f"Words {n}".encode())
    page = client.get(PATH, {"theme": "care"}).content.decode()
    assert "French (2)" in page
    assert "English (1)" in page
    chosen = client.get(PATH, {"theme": "care", "language": "fr", "size": "5"})
    assert chosen.context["form"].offers[-1].documents == 2


def test_what_is_no_choice_is_said_beside_the_field(works, client):
    asked = {"theme": "care", "size": "9999", "language": "tlh"}
    for path in (PATH, f"{PATH}download/"):
        response = client.get(path, asked)
        assert response.status_code == 422
        page = response.content.decode()
        assert "Please choose one of these sizes." in page
        assert "There is no document in one of these languages." in page


def test_a_theme_without_works_is_said_kindly(care, client, amina):
    for reader in (None, amina):
        response = client.get(PATH, {"theme": "care"})
        assert response.status_code == 200, reader
        assert "Nothing here yet" in response.content.decode()


@pytest.mark.parametrize("asked", ["theme=nothing", "theme=%00", "collection=nothing", "theme=🙂"])
def test_what_does_not_exist_is_not_there(asked, works, client):
    for path in (PATH, f"{PATH}download/"):
        assert client.get(f"{path}?{asked}&size=5").status_code == 404


def test_a_collection_for_members_is_not_there_for_others(client_of, visitor, dara, chidi):
    make.make_collection("Ours", slug="ours", visibility="members")
    for person, status in ((visitor, 404), (dara, 404), (chidi, 200)):
        assert client_of(person).get(PATH, {"collection": "ours"}).status_code == status


def test_without_a_theme_one_chooses_among_those_that_hold_something(works, client, amina):
    make.make_theme("empty", en="Empty theme")
    other = make.make_theme("inside", en="Inside theme")
    make.make_resource("Inside", by=amina, themes=[other], visibility="members")
    page = client.get(PATH).content.decode()
    assert "?theme=care" in page
    assert "Empty theme" not in page
    assert "Inside theme" not in page
    assert client.get(f"{PATH}download/").status_code == 404


def test_the_way_there(works, client):
    shelf = make.make_collection("Shelf", (works[0], ""), slug="shelf")
    assert f"{PATH}?theme=care" in client.get("/resources/?theme=care").content.decode()
    assert f'"{PATH}"' in client.get("/resources/").content.decode()
    assert f"{PATH}?collection=shelf" in client.get(shelf.get_absolute_url()).content.decode()
