"""What the page of a public work tells search engines, reference managers and other libraries."""

import json
import re
from html.parser import HTMLParser

import pytest

from resources.models import Document, Resource
from tests import make
from tests.made_files import pdf

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


class Head(HTMLParser):
    def __init__(self):
        super().__init__()
        self.meta, self.links, self.data = [], [], ""
        self.inside = False

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "meta" and "name" in facts:
            self.meta.append((facts["name"], facts["content"]))
        if tag == "link":
            self.links.append(facts)
        self.inside = tag == "script" and facts.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self.inside:
            self.data += data
            self.inside = False

    def all(self, name):
        return [content for one, content in self.meta if one == name]


def head_of(response):
    head = Head()
    head.feed(response.content.decode())
    return head


def links_of(response):
    """The `Link` header, as lists of addresses by relation, and the types of the addresses."""
    found, types = {}, {}
    for address, rest in re.findall(r"<([^>]*)>((?:;[^,<]*)+)", response.headers.get("Link", "")):
        relation = re.search(r'rel="([^"]+)"', rest)[1]
        found.setdefault(relation, []).append(address)
        if kind := re.search(r'type="([^"]+)"', rest):
            types[address] = kind[1]
    return found, types


@pytest.fixture
def study(amina):
    theme = make.make_theme("care", en="Care work")
    resource = make.make_resource(
        'Counting <care> & "more"',
        by=amina,
        abstract="What care </script><script>alert(1)</script> costs.",
        themes=[theme],
        creators=["Diallo, Awa", "Association A"],
        publisher="Büro B",
        issued=2019,
        doi="10.1000/ab(1)",
        isbn="9789223198251",
        license="cc_by",
        kind="report",
    )
    make.make_document(resource, pdf("Words"), name="study.pdf")
    return resource


def test_scholars_search_engines_read_the_meta_elements(study, client_of, visitor):
    head = head_of(client_of(visitor).get(study.get_absolute_url()))
    assert head.all("citation_title") == [study.title]
    assert head.all("citation_author") == ["Diallo, Awa", "Association A"]
    assert head.all("citation_publication_date") == ["2019"]
    assert head.all("citation_technical_report_institution") == ["Büro B"]
    assert head.all("citation_language") == ["en"]
    assert head.all("citation_doi") == ["10.1000/ab(1)"]
    assert head.all("citation_isbn") == ["9789223198251"]
    assert head.all("citation_keywords") == ["Care work"]
    assert head.all("citation_pdf_url") == [f"{HOST}/resources/{study.pk}/documents/1/"]


def test_dublin_core_says_the_same(study, client_of, visitor):
    head = head_of(client_of(visitor).get(study.get_absolute_url()))
    assert head.all("DCTERMS.title") == [study.title]
    assert head.all("DCTERMS.creator") == ["Diallo, Awa", "Association A"]
    assert head.all("DCTERMS.subject") == ["Care work"]
    assert head.all("DCTERMS.identifier") == [
        f"{HOST}{study.get_absolute_url()}",
        "https://doi.org/10.1000/ab(1)",
        "urn:isbn:9789223198251",
    ]
    assert head.all("DCTERMS.license") == ["https://creativecommons.org/licenses/by/4.0/"]


def test_linked_data_is_json_that_ends_no_script(study, client_of, visitor):
    response = client_of(visitor).get(study.get_absolute_url())
    data = head_of(response).data
    assert "<" not in data
    assert "alert(1)</script>" not in response.content.decode()
    said = json.loads(data)
    assert (said["@context"], said["@type"]) == ("https://schema.org", "Report")
    assert said["name"] == study.title
    assert said["description"] == study.abstracts.get().text
    assert said["author"][0] == {
        "@type": "Person",
        "name": "Awa Diallo",
        "familyName": "Diallo",
        "givenName": "Awa",
    }
    assert said["author"][1] == {"@type": "Organization", "name": "Association A"}
    assert said["publisher"]["name"] == "Büro B"
    assert said["encoding"][0]["encodingFormat"] == "application/pdf"
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_the_header_posts_signs(study, client_of, visitor):
    links, types = links_of(client_of(visitor).get(study.get_absolute_url()))
    assert links["cite-as"] == ["https://doi.org/10.1000/ab(1)"]
    formats = [f"{HOST}/resources/{study.pk}.{form}" for form in ("bib", "ris", "json")]
    assert links["describedby"] == formats
    assert links["item"] == [f"{HOST}/resources/{study.pk}/documents/1/"]
    assert types[links["item"][0]] == "application/pdf"
    assert links["type"] == ["https://schema.org/AboutPage", "https://schema.org/Report"]
    assert links["license"] == ["https://creativecommons.org/licenses/by/4.0/"]


def test_the_page_links_to_the_formats_and_to_itself(study, client_of, visitor):
    head = head_of(client_of(visitor).get(study.get_absolute_url()))
    by_type = {one.get("type"): one["href"] for one in head.links if one["rel"] == "alternate"}
    assert by_type["application/x-bibtex"] == f"{HOST}/resources/{study.pk}.bib"
    assert len(by_type) == 3
    [canonical] = [one["href"] for one in head.links if one["rel"] == "canonical"]
    assert canonical == f"{HOST}{study.get_absolute_url()}"


def test_a_header_stands_whatever_people_wrote(amina, client_of, visitor):
    resource = make.make_resource("é", by=amina, doi="10.1/é\r\nX: <y>, z", creators=["\n"])
    response = client_of(visitor).get(resource.get_absolute_url())
    links, _types = links_of(response)
    assert links["cite-as"] == ["https://doi.org/10.1/%C3%A9%20X:%20%3Cy%3E,%20z"]


def test_many_files_make_no_endless_header(amina, client_of, visitor):
    resource = make.make_resource(by=amina)
    for number in range(25):
        make.make_document(resource, f"File {number}".encode(), name=f"{number}.txt")
    response = client_of(visitor).get(resource.get_absolute_url())
    assert len(links_of(response)[0]["item"]) == 20
    assert len(response["Link"]) < 4000


def test_an_earlier_version_is_not_the_item(amina, client_of, visitor):
    resource = make.make_resource(by=amina)
    old = make.make_document(resource, b"old words")
    new = make.make_document(resource, b"new words")
    Document.objects.filter(pk=old.pk).update(replaced_by=new)
    response = client_of(visitor).get(resource.get_absolute_url())
    assert links_of(response)[0]["item"] == [f"{HOST}{new.get_absolute_url()}"]


def said_to_machines(response):
    head = head_of(response)
    names = [name for name, _content in head.meta if name.startswith(("citation_", "DCTERMS"))]
    alternates = [one for one in head.links if one["rel"] in {"alternate", "canonical"}]
    return [*names, *alternates, head.data, response.headers.get("Link", "")]


@pytest.mark.parametrize("visibility", ["members", "group"])
def test_of_what_is_not_public_machines_are_told_nothing(
    visibility, amina, bintou, africa, client_of
):
    resource = make.make_resource("Ours", by=amina, visibility=visibility, groups=[africa])
    for person in (amina, bintou):
        response = client_of(person).get(resource.get_absolute_url())
        assert response.status_code == 200
        assert not any(said_to_machines(response))


@pytest.mark.parametrize("status", sorted(set(Resource.Status.values) - {"published", "draft"}))
def test_of_what_is_not_published_machines_are_told_nothing(status, amina, client_of):
    resource = make.make_resource("Someday", by=amina, status=status)
    response = client_of(amina).get(resource.get_absolute_url())
    assert response.status_code == 200
    assert not any(said_to_machines(response))


def test_files_are_named_to_who_may_open_them(amina, chidi, client_of, visitor):
    resource = make.make_resource("Half open", by=amina, files_visibility="members")
    make.make_document(resource, pdf("Words"), name="study.pdf")
    for person, named in ((visitor, False), (chidi, True)):
        response = client_of(person).get(resource.get_absolute_url())
        assert ("/documents/1/" in response["Link"]) is named
        assert bool(head_of(response).all("citation_pdf_url")) is named
        assert ("encoding" in json.loads(head_of(response).data)) is named
