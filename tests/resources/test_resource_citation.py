"""A work for a reference manager: who may see it may cite it."""

import json

import bibtexparser
import pytest
import rispy

from resources.models import Resource
from tests import make

pytestmark = pytest.mark.django_db
FORMS = ("bib", "ris", "json")
PEOPLE = ("visitor", "dara", "chidi", "efua", "amina", "bintou")
NASTY = "100% of {women} & \\men\r\nER  - \n@book{x, title = {“Mine” </script>}} حقوق"


def test_every_format_is_a_file_with_a_name(amina, client_of, visitor):
    resource = make.make_resource(
        "Counting care", by=amina, creators=["Diallo, Awa"], issued=2019, abstract="What it costs."
    )
    for form, media_type in {
        "bib": "application/x-bibtex",
        "ris": "application/x-research-info-systems",
        "json": "application/vnd.citationstyles.csl+json",
    }.items():
        response = client_of(visitor).get(f"/resources/{resource.pk}.{form}")
        assert response.status_code == 200
        assert response["Content-Type"] == f"{media_type}; charset=utf-8"
        name = f'attachment; filename="diallo2019-{resource.pk}.{form}"'
        assert response["Content-Disposition"] == name
        text = response.content.decode()
        for said in ("Counting care", "Diallo", "2019", "What it costs."):
            assert said in text, form
        assert f"http://testserver{resource.get_absolute_url()}" in text


def test_they_parse_whatever_the_title(amina, client_of, visitor):
    resource = make.make_resource(NASTY, by=amina, creators=[NASTY[:200]], publisher="A\nB")
    read = {
        form: client_of(visitor).get(f"/resources/{resource.pk}.{form}").content.decode()
        for form in FORMS
    }
    library = bibtexparser.parse_string(read["bib"])
    assert not library.failed_blocks
    assert len(library.entries) == 1
    [entry] = rispy.loads(read["ris"])
    assert entry["publisher"] == "A B"
    [item] = json.loads(read["json"])
    assert item["title"] == entry["title"] == " ".join(NASTY.split())


def test_its_themes_are_key_words_in_the_readers_language(amina, client_of, visitor):
    theme = make.make_theme("care", en="Care work", fr="Travail de soin")
    resource = make.make_resource(by=amina, themes=[theme])
    path = f"/resources/{resource.pk}.ris"
    assert "KW  - Care work\r\n" in client_of(visitor).get(path).content.decode()
    french = client_of(visitor).get(path, headers={"accept-language": "fr"}).content.decode()
    assert "KW  - Travail de soin\r\n" in french


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", set(PEOPLE)),
        ("members", {"chidi", "efua", "amina", "bintou"}),
        ("group", {"efua", "amina", "bintou"}),
    ],
)
def test_who_may_see_a_work_may_cite_it(form, visibility, readers, africa, client_of, request):
    sender = make.make_member("Sender")
    resource = make.make_resource("Ours", by=sender, visibility=visibility, groups=[africa])
    for person in PEOPLE:
        client = client_of(request.getfixturevalue(person))
        response = client.get(f"/resources/{resource.pk}.{form}")
        assert response.status_code == (200 if person in readers else 404), person


@pytest.mark.parametrize("status", sorted(set(Resource.Status.values) - {"published"}))
def test_what_is_not_published_is_not_cited_yet(status, amina, bintou, client_of):
    resource = make.make_resource("Someday", by=amina, status=status)
    for person in (amina, bintou):
        page = client_of(person).get(resource.get_absolute_url())
        assert "Cite this" not in page.content.decode()
        for form in FORMS:
            assert client_of(person).get(f"/resources/{resource.pk}.{form}").status_code == 404


@pytest.mark.parametrize("path", ["1.xml", "1.bib/", "x.bib", "99999999999999999999999999.bib"])
def test_there_are_no_other_formats_and_numbers(path, client_of, visitor, db):
    assert client_of(visitor).get(f"/resources/{path}").status_code == 404


def test_the_page_shows_how_to_cite_it(amina, client_of, visitor):
    resource = make.make_resource("Who <counts>?", by=amina, publisher="Banks & Co", issued=2019)
    page = client_of(visitor).get(resource.get_absolute_url()).content.decode()
    assert 'Banks &amp; Co (2019). <cite lang="en">Who &lt;counts&gt;?</cite> http://' in page
    for form in FORMS:
        assert f'href="/resources/{resource.pk}.{form}"' in page


def test_a_member_can_cite_what_is_for_members(amina, chidi, client_of):
    resource = make.make_resource("Ours", by=amina, visibility="members")
    assert "Cite this" in client_of(chidi).get(resource.get_absolute_url()).content.decode()


def test_a_citation_costs_few_queries(amina, client_of, visitor, django_assert_max_num_queries):
    themes = [make.make_theme(f"theme-{n}", en=f"Theme {n}") for n in range(10)]
    resource = make.make_resource(by=amina, themes=themes, abstract="About.")
    client = client_of(visitor)
    with django_assert_max_num_queries(4):
        client.get(f"/resources/{resource.pk}.bib")
