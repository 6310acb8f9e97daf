"""One work at its stable address."""

import pytest

from resources import actions
from resources.models import Abstract, Document, Practice, Resource
from tests import make

pytestmark = pytest.mark.django_db
Status = Resource.Status
PEOPLE = ("visitor", "dara", "chidi", "efua", "amina", "bintou")


def test_it_says_what_is_known_of_a_work(amina, client_of, visitor):
    theme = make.make_theme("care", en="Care work")
    resource = make.make_resource(
        "Counting <care>",
        by=amina,
        abstract="First line.\nSecond line.",
        themes=[theme],
        creators=["Diallo, Awa", "Okoro, Ngozi"],
        publisher="Association A",
        issued=2019,
        countries=["BF"],
        license="cc_by",
        source_url="https://example.org/a?b=1&c=2",
        doi="10.1/abc",
    )
    make.make_document(resource)
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    for shown in (
        *("Counting &lt;care&gt;", "First line.<br>Second line.", "Diallo, Awa; Okoro, Ngozi"),
        *("Association A", "2019", "Burkina Faso", "CC BY 4.0", "English", "10.1/abc", "notes.txt"),
        *("https://example.org/a?b=1&amp;c=2", "example.org", "/resources/?theme=care"),
    ):
        assert shown in page
    assert 'rel="noopener nofollow"' in page


@pytest.mark.parametrize("slug", ["", "wrong", "%00", "a%2fb", "é", "x" * 500])
def test_the_number_finds_it_and_the_slug_is_put_right(slug, amina, client_of, visitor):
    resource = make.make_resource("Care counts", by=amina)
    response = client_of(visitor).get(f"/resources/{resource.pk}-{slug}/")
    if "%2f" in slug:
        assert response.status_code == 404
        return
    assert (response.status_code, response["Location"]) == (301, resource.get_absolute_url())


def test_a_title_without_latin_letters_has_an_address(amina, client_of, visitor):
    resource = make.make_resource("حقوق المرأة", by=amina, languages=["ar"])
    assert resource.get_absolute_url() == f"/resources/{resource.pk}-resource/"
    page = client_of(visitor).get(resource.get_absolute_url())
    assert 'lang="ar"' in page.content.decode()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999", "9" * 4000])
def test_a_number_that_nothing_has_is_missing(number, client_of, visitor, db):
    assert client_of(visitor).get(f"/resources/{number}-x/").status_code == 404


@pytest.mark.parametrize(
    ("status", "readers"),
    [
        ("draft", {"amina"}),
        ("submitted", {"amina", "bintou"}),
        ("returned", {"amina", "bintou"}),
        ("declined", {"amina", "bintou"}),
        ("published", set(PEOPLE)),
        ("withdrawn", set(PEOPLE)),
    ],
)
def test_it_opens_to_those_whom_it_concerns(status, readers, client_of, amina, request):
    resource = make.make_resource("Someday", by=amina, status=status)
    for person in PEOPLE:
        response = client_of(request.getfixturevalue(person)).get(resource.get_absolute_url())
        assert response.status_code == (200 if person in readers else 404), person


def test_a_foreign_work_tells_nothing_by_its_slug(client_of, amina, chidi):
    draft = make.make_resource("A very telling title", by=amina, status=Status.DRAFT)
    response = client_of(chidi).get(f"/resources/{draft.pk}-x/")
    assert response.status_code == 404
    assert "telling" not in response.content.decode()


@pytest.mark.parametrize("visibility", ["members", "group"])
def test_a_work_of_members_is_missing_for_others(
    visibility, client_of, africa, visitor, dara, efua
):
    sender = make.make_member("Sender")
    resource = make.make_resource("Ours", by=sender, visibility=visibility, groups=[africa])
    for person in (visitor, dara):
        assert client_of(person).get(resource.get_absolute_url()).status_code == 404
    page = client_of(efua).get(resource.get_absolute_url())
    assert page.status_code == 200
    assert 'content="noindex"' in page.content.decode()


def test_a_withdrawn_work_says_why_and_gives_nothing_away(client_of, amina, bintou, chidi, visitor):
    resource = make.make_resource("Once here", by=amina)
    make.make_document(resource)
    actions.withdraw(resource=resource, by=bintou, reason="The figures were wrong.")
    for person in (visitor, chidi):
        page = client_of(person).get(resource.get_absolute_url()).content.decode()
        assert "The figures were wrong." in page
        assert "notes.txt" not in page
        assert "can open its files" not in page
        assert "some groups only" not in page
        assert 'content="noindex"' in page


@pytest.mark.parametrize(
    ("files", "told"),
    [("members", "Members of the community can open its files"), ("group", "some groups only")],
)
def test_a_visitor_is_told_who_can_open_the_files(files, told, client_of, africa, visitor):
    sender = make.make_member("Sender")
    resource = make.make_resource("Half open", by=sender, files_visibility=files, groups=[africa])
    make.make_document(resource)
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    assert told in page
    assert "notes.txt" not in page


def test_a_member_outside_of_the_group_is_told_why_there_are_no_files(client_of, africa, chidi):
    sender = make.make_member("Sender")
    resource = make.make_resource("Half open", by=sender, files_visibility="group", groups=[africa])
    make.make_document(resource)
    page = client_of(chidi).get(resource.get_absolute_url()).content.decode()
    assert "some groups only" in page
    assert "Africa" not in page


def test_the_word_of_the_reviewers_is_for_her_and_for_them(client_of, amina, bintou, chidi):
    resource = make.make_resource("Asked back", by=amina, status=Status.SUBMITTED)
    actions.give_back(resource=resource, by=bintou, reason="Which <year>?")
    for person in (amina, bintou):
        page = client_of(person).get(resource.get_absolute_url()).content.decode()
        assert "Which &lt;year&gt;?" in page
    actions.submit(resource=resource, by=amina)
    actions.publish(resource=resource, by=bintou)
    assert "Which" not in client_of(chidi).get(resource.get_absolute_url()).content.decode()


def test_only_who_may_is_offered_to_change_or_review_it(client_of, amina, bintou, chidi):
    draft = make.make_resource("Mine", by=amina, status=Status.DRAFT)
    assert "/edit/" in client_of(amina).get(draft.get_absolute_url()).content.decode()
    shown = make.make_resource("Shown", by=amina)
    for person, sees in ((bintou, True), (amina, False), (chidi, False)):
        page = client_of(person).get(shown.get_absolute_url()).content.decode()
        assert (f"/admin/resources/resource/{shown.pk}/" in page) == sees
        assert "/edit/" not in page


def test_the_readers_language_comes_first(client_of, amina, visitor):
    resource = make.make_resource("Bilingue", by=amina, languages=["fr"], abstract="En français.")
    Abstract.objects.create(resource=resource, language="en", text="In English.")
    client = client_of(visitor)
    page = client.get(resource.get_absolute_url()).content.decode()
    assert page.index("In English.") < page.index("En français.")
    page = client.get(resource.get_absolute_url(), headers={"accept-language": "fr"})
    page = page.content.decode()
    assert page.index("En français.") < page.index("In English.")


def test_earlier_versions_are_kept(client_of, amina, visitor):
    resource = make.make_resource("In versions", by=amina)
    old = make.make_document(resource, b"old words", name="v1.txt")
    new = make.make_document(resource, b"new words", name="v2.txt")
    Document.objects.filter(pk=old.pk).update(replaced_by=new)
    client = client_of(visitor)
    page = client.get(resource.get_absolute_url()).content.decode()
    assert page.index("v2.txt") < page.index("v1.txt")
    assert client.get(old.get_absolute_url()).status_code == 200


def test_a_practice_is_told_in_its_parts(client_of, amina, visitor, organization_a):
    resource = make.make_resource("A practice", by=amina, kind="promising_practice")
    practice = Practice.objects.create(
        resource=resource, section="Finance", subtheme="Credit", context="A dry region.",
        done="They counted.", evidence="It held.", lessons="Begin <small>.",
    )  # fmt: skip
    practice.organizations.add(organization_a)
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    for shown in ("A dry region.", "They counted.", "Begin &lt;small&gt;.", "Association A"):
        assert shown in page


def test_a_page_costs_as_many_queries_with_one_file_as_with_ten(
    amina, client_of, visitor, django_assert_max_num_queries
):
    resource = make.make_resource("Ten files", by=amina, abstract="About.")
    for number in range(10):
        make.make_document(resource, f"File {number}".encode(), name=f"{number}.txt")
    client = client_of(visitor)
    client.get(resource.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(resource.get_absolute_url())
