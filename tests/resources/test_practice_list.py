"""Practices, section by section: each reader finds those that she may see, and no trace of more."""

import pytest

from members.models import Organization
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/resources/practices/"
HOSTILE = ["\0", "%00", "'; DROP TABLE", "x" * 3000, "<script>alert(1)</script>"]


def letters(name: str) -> str:
    """A word that stands nowhere else."""
    return f"{name.replace('_', '')}word"


def test_a_practice_stands_in_its_place_with_who_and_where(client_of, visitor, organization_a):
    make.make_practice(
        "Pairs before elections",
        section="Leadership",
        subtheme="Networks",
        organizations=[organization_a],
        countries=["GH"],
        done="They met <often>.",
    )
    page = client_of(visitor).get(LIST).content.decode()
    places = [
        page.index(text)
        for text in ("Leadership", "Networks", "Pairs before elections", "Association A · Ghana")
    ]
    assert places == sorted(places)
    assert "They met &lt;often&gt;." in page
    assert page.count("<details") == page.count("</details>")


def test_without_a_country_that_of_the_organization_is_named(client_of, visitor, organization_a):
    make.make_practice(organizations=[organization_a])
    assert "Association A · Burkina Faso" in client_of(visitor).get(LIST).content.decode()


def test_an_organization_that_nobody_has_looked_at_is_not_named(client_of, visitor):
    proposed = make.make_organization("Unseen", status=Organization.Status.PROPOSED)
    practice = make.make_practice(organizations=[proposed])
    client = client_of(visitor)
    for path in (LIST, practice.resource.get_absolute_url()):
        assert "Unseen" not in client.get(path).content.decode()
    assert not client.get("/resources/?q=unseen").context["found"].total


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "declined", "withdrawn"])
def test_only_what_is_published_is_told(status, client_of, amina, bintou):
    make.make_practice("Not yet", section="Hidden section", by=amina, status=status)
    for person in (amina, bintou):
        page = client_of(person).get(LIST)
        assert page.context["total"] == 0
        assert "Hidden section" not in page.content.decode()


def test_counts_and_sections_know_no_more_than_the_reader(
    client_of, visitor, dara, chidi, amina, efua, bintou, africa
):
    make.make_practice("Open", section="S", subtheme="T")
    make.make_practice("Inside", section="S", subtheme="T", visibility="members")
    make.make_practice(
        "Ours", section="Group's section", visibility="group", groups=[africa], by=bintou
    )
    for person, total in ((visitor, 1), (dara, 1), (chidi, 2), (amina, 3), (efua, 3), (bintou, 3)):
        client = client_of(person)
        page = client.get(LIST)
        assert page.context["total"] == total
        assert ("Group&#x27;s section" in page.content.decode()) == (total == 3)
        hidden = client.get(LIST, {"section": "Group's section"})
        assert (hidden.status_code, hidden.context["total"]) == (200, 1 if total == 3 else 0)


def test_a_section_and_a_sub_theme_have_an_address(client_of, visitor):
    make.make_practice("One", section="Money & care", subtheme="Credit")
    make.make_practice("Two", section="Money & care", subtheme="Time")
    make.make_practice("Three", section="Safety", subtheme="Courts")
    client = client_of(visitor)
    page = client.get(LIST).content.decode()
    assert "?section=Money+%26+care" in page
    page = client.get(LIST, {"section": "Money & care"}).content.decode()
    assert "One" in page
    assert "Two" in page
    assert "Three" not in page
    page = client.get(LIST, {"section": "Money & care", "subtheme": "Time"}).content.decode()
    assert "Two" in page
    assert ">One<" not in page
    assert 'content="noindex"' in page


def test_many_practices_are_only_counted_until_a_section_is_chosen(client_of, visitor):
    for number in range(21):
        make.make_practice(f"Practice {number:02}", section="Full", subtheme="Shelf")
    make.make_practice("Alone", section="Other", subtheme="Shelf")
    client = client_of(visitor)
    page = client.get(LIST)
    assert page.context["total"] == 22
    assert "Practice 03" not in page.content.decode()
    first = client.get(LIST, {"section": "Full"}).content.decode()
    assert first.count('class="leaf"') == 20
    assert "?section=Full&amp;page=2" in first
    second = client.get(LIST, {"section": "Full", "page": "2"}).content.decode()
    assert second.count('class="leaf"') == 1
    paper = client.get(LIST, {"section": "Full", "open": "all"}).content.decode()
    assert paper.count('class="leaf" open') == 21


@pytest.mark.parametrize("page", ["0", "-1", "999999", "9" * 50, "x", "١"])
def test_any_page_number_gets_an_answer(page, client_of, visitor):
    make.make_practice("Here", section="S")
    response = client_of(visitor).get(LIST, {"section": "S", "page": page})
    assert response.content.decode().count('class="leaf"') == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_any_section_gets_an_answer(text, client_of, visitor):
    response = client_of(visitor).get(LIST, {"section": text, "subtheme": text})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_it_costs_as_many_queries_for_twenty_as_for_two(
    client_of, amina, django_assert_max_num_queries, organization_a, organization_b
):
    for number in range(20):
        make.make_practice(
            section=f"Section {number}", organizations=[organization_a, organization_b]
        )
    client = client_of(amina)
    client.get(LIST)
    with django_assert_max_num_queries(9):
        client.get(LIST)


def test_its_own_page_leads_back_to_its_neighbours(client_of, visitor):
    practice = make.make_practice(section="Money", subtheme="Credit", lessons="Begin small.")
    page = client_of(visitor).get(practice.resource.get_absolute_url()).content.decode()
    assert "/resources/practices/?section=Money&amp;subtheme=Credit" in page
    assert f"http://testserver{practice.resource.get_absolute_url()}" in page
    assert "part-10" in page


def test_every_word_of_a_practice_finds_it(client_of, visitor, organization_a):
    practice = make.make_practice(
        "Plain title",
        section="Leadershipword",
        subtheme="Networkword",
        organizations=[organization_a],
        files_visibility="members",
        **{name: f"{letters(name)} beside others" for name in make.PRACTICE_TEXTS},
    )
    client = client_of(visitor)
    address = practice.resource.get_absolute_url()
    for word in ("leadershipword", "networkword", "association a"):
        assert address in client.get("/resources/", {"q": word}).content.decode(), word
    for number, name in enumerate(make.PRACTICE_TEXTS, start=1):
        page = client.get("/resources/", {"q": letters(name)}).content.decode()
        assert f'{address}#part-{number}"' in page, name
        assert f"<mark>{letters(name)}</mark>" in page


def test_what_staff_change_in_the_administration_is_found_at_once(client_of, bintou, visitor):
    practice = make.make_practice("Plain title", done="oldword")
    resource = practice.resource
    form = {
        "title": resource.title, "kind": resource.kind, "languages": "en", "creators": "",
        "license": "unknown", "visibility": "public", "files_visibility": "public",
        "practice-TOTAL_FORMS": "1", "practice-INITIAL_FORMS": "1",
        "practice-0-id": practice.pk, "practice-0-resource": resource.pk,
        "practice-0-section": "S", "practice-0-subtheme": "T", "practice-0-context": "c",
        "practice-0-done": "newword", "practice-0-evidence": "e",
        "practice-0-evidence_strength": "promising",
        "practice-0-organizations": [make.make_organization().pk],
    }  # fmt: skip
    for inline in ("abstracts", "documents", "review_steps"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    path = f"/admin/resources/resource/{resource.pk}/change/"
    assert client_of(bintou).post(path, form).status_code == 302
    client = client_of(visitor)
    assert client.get("/resources/?q=newword").context["found"].total == 1
    assert client.get("/resources/?q=oldword").context["found"].total == 0


def test_the_library_leads_there(client_of, visitor):
    assert f'href="{LIST}"' in client_of(visitor).get("/resources/").content.decode()
