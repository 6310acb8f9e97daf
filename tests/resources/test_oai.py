"""The provider of OAI-PMH: verbs, arguments, records, sets, tokens."""

import datetime as dt

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from members.models import Theme
from resources.models import Abstract, HarvestRecord, Resource
from resources.oai import answers, history, protocol
from tests import make

from .harvesting import ADDRESS, NAMES, ask, checked, error, records, standing, texts

pytestmark = pytest.mark.django_db
LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
IDENTIFIERS = LIST | {"verb": "ListIdentifiers"}


def identifier(work: Resource) -> str:
    return f"oai:testserver:{work.pk}"


def stamp(work: Resource, text: str) -> None:
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    HarvestRecord.objects.filter(number=work.pk).update(datestamp=moment)


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(answers, "PAGE_SIZE", 3)


def test_the_library_says_who_it_is():
    work = make.make_resource()
    stamp(work, "2024-05-06T07:08:09")
    told = ask(verb="Identify").find("o:Identify", NAMES)
    assert {one.tag.partition("}")[2]: one.text for one in told} == {
        "repositoryName": "Gender in Practice",
        "baseURL": "http://testserver/resources/oai/",
        "protocolVersion": "2.0",
        "adminEmail": "portal@example.org",
        "earliestDatestamp": "2024-05-06T07:08:09Z",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
        "compression": "gzip",
    }


def test_an_empty_library_answers_too():
    ask(verb="Identify")
    ask(verb="ListSets")
    assert error(records()) == "noRecordsMatch"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nonsense"}, "badVerb"),
        ({"verb": "listrecords"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "identifier": "oai:testserver:1"}, "badArgument"),
        ({"verb": "Identify", "\x00<b>": "1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:testserver:1"}, "badArgument"),
        (LIST | {"metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        (LIST | {"metadataPrefix": "oai dc"}, "badArgument"),
        (LIST | {"metadataPrefix": ""}, "badArgument"),
        (LIST | {"resumptionToken": "x"}, "badArgument"),
        (LIST | {"set": ""}, "badArgument"),
        (LIST | {"set": "kind:"}, "badArgument"),
        (LIST | {"set": "kind:<study>"}, "badArgument"),
        (LIST | {"from": ""}, "badArgument"),
        (LIST | {"from": "2024"}, "badArgument"),
        (LIST | {"from": "2024-02-30"}, "badArgument"),
        (LIST | {"from": "2024-01-01T00:00:00"}, "badArgument"),
        (LIST | {"from": "2024-01-01T00:00:00.5Z"}, "badArgument"),
        (LIST | {"from": "٢٠٢٤-٠١-٠١"}, "badArgument"),
        (LIST | {"from": "2024-01-01", "until": "2024-01-02T00:00:00Z"}, "badArgument"),
        (LIST | {"from": "2024-01-02", "until": "2024-01-01"}, "badArgument"),
        (LIST | {"from": "never", "metadataPrefix": "marc21"}, "badArgument"),
        (LIST | {"set": "x" * 2000}, "badArgument"),
        (LIST | {"metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        (LIST | {"set": "kind:nothing"}, "noRecordsMatch"),
        (LIST | {"set": "theme:nothing:at-all"}, "noRecordsMatch"),
        (LIST | {"set": "elsewhere"}, "noRecordsMatch"),
        (LIST | {"until": "0001-01-01"}, "noRecordsMatch"),
        (LIST | {"from": "9999-12-31", "until": "9999-12-31"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "made\x00up\uffff"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": ""}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
    ],
)
def test_what_cannot_be_answered_is_told_by_its_code(asked, code):
    make.make_resource()
    root = ask(**asked)
    assert error(root) == code
    repeated = dict(root.find("o:request", NAMES).attrib)
    assert bool(repeated) is (code not in {"badVerb", "badArgument"})


@pytest.mark.parametrize("number", ["999999", "01", "0", "-1", "1.5", "٣", "9" * 40, "", "x:1"])
def test_a_record_that_never_was_is_not_found(number):
    asked = f"oai:testserver:{number}"
    code = "badArgument" if "٣" in asked else "idDoesNotExist"
    assert error(ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=asked)) == code
    assert error(ask(verb="ListMetadataFormats", identifier=asked)) == code


def test_a_record_of_another_library_is_not_found():
    work = make.make_resource()
    other = f"oai:elsewhere.example:{work.pk}"
    assert error(ask(verb="ListMetadataFormats", identifier=other)) == "idDoesNotExist"
    assert error(ask(verb="ListMetadataFormats", identifier=identifier(work))) == ""


def test_a_question_may_be_long_and_come_by_post():
    make.make_resource()
    answer = Client(enforce_csrf_checks=True).post(ADDRESS, LIST)
    assert standing(checked(answer.content))


def test_other_methods_are_refused():
    assert Client().put(ADDRESS).status_code == 405


def test_a_work_is_told_in_dublin_core():
    theme = make.make_theme("care", en="Care work", fr="Soins")
    work = make.make_resource(
        "Qui garde les enfants ?",
        kind="dataset",
        languages=["fr", "en"],
        themes=[theme],
        creators=["Ouédraogo, Awa", "Institut A"],
        publisher="Éditions B",
        issued=2019,
        countries=["BF"],
        license="cc_by",
        source_url="https://publisher.example/work",
        doi="10.1234/abc",
        isbn="9781234567897",
        abstract="Une étude.",
    )
    work.regions.add(make.make_region("africa", en="Africa", fr="Afrique"))
    Abstract.objects.create(resource=work, language="en", text="A study.")
    make.make_document(work)
    root = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(work))
    told: dict[str, list[str]] = {}
    for one in root.find(".//o:metadata", NAMES)[0]:
        told.setdefault(one.tag.partition("}")[2], []).append(one.text)
    assert told == {
        "title": ["Qui garde les enfants ?"],
        "creator": ["Ouédraogo, Awa", "Institut A"],
        "subject": ["Care work", "Soins"],
        "description": ["Une étude.", "A study."],
        "publisher": ["Éditions B"],
        "date": ["2019"],
        "type": ["Dataset", "Dataset"],
        "format": ["text/plain"],
        "identifier": [
            f"http://testserver{work.get_absolute_url()}",
            "https://doi.org/10.1234/abc",
            "urn:isbn:9781234567897",
        ],
        "source": ["https://publisher.example/work"],
        "language": ["fr", "en"],
        "coverage": ["Burkina Faso", "Africa"],
        "rights": [
            "CC BY 4.0: reuse freely, name the authors",
            "https://creativecommons.org/licenses/by/4.0/",
        ],
    }
    spoken = {one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in root.iter()}
    assert spoken == {None, "fr", "en"}


def test_the_answer_does_not_depend_on_who_asks_and_what_she_reads(client_of, amina, bintou):
    make.make_resource("For all")
    make.make_resource("For members", visibility="members")
    make.make_resource("A draft", by=amina, status="draft")
    expected = texts(records(), ".//dc:title")
    assert expected == ["For all"]
    for person in (amina, bintou):
        assert texts(records(client_of(person)), ".//dc:title") == expected
    french = Client(headers={"accept-language": "fr"})
    assert texts(records(french), ".//dc:type") == ["Text", "Study"]


def test_closed_files_are_not_even_counted():
    work = make.make_resource(files_visibility="members")
    make.make_document(work)
    assert texts(records(), ".//dc:format") == []


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1)
)
def test_any_text_makes_a_valid_answer(text):
    work = make.make_resource(
        f"{text}]]>&<{text}", creators=[text], publisher=text[:300], abstract=text
    )
    asked = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier(work)}
    assert len(texts(ask(**asked), ".//dc:title")) == 1


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    verb=st.sampled_from([*protocol.VERBS, "x"]),
    asked=st.dictionaries(
        st.sampled_from(
            ["from", "until", "set", "identifier", "metadataPrefix", "resumptionToken"]
        ),
        st.text(max_size=30) | st.sampled_from(["2024-01-01", "oai_dc", "kind:study", "oai:x:1"]),
    ),
)
def test_any_question_gets_a_valid_answer(verb, asked):
    ask(verb=verb, **asked)


# Sets


def test_sets_are_kinds_and_the_tree_of_themes():
    care = make.make_theme("care", en="Care")
    make.make_theme("unpaid", parent=care, en="Unpaid care")
    root = ask(verb="ListSets")
    told = dict(zip(texts(root, ".//o:setSpec"), texts(root, ".//o:setName"), strict=True))
    assert (
        told.items()
        >= {
            "kind": "Kind",
            "kind:fact_sheet": "Fact sheet",
            "theme": "Theme",
            "theme:care": "Care",
            "theme:care:unpaid": "Unpaid care",
        }.items()
    )


def test_a_set_holds_what_is_in_the_sets_below_it():
    care = make.make_theme("care", en="Care")
    unpaid = make.make_theme("unpaid", parent=care, en="Unpaid care")
    broad = make.make_resource(themes=[care], kind="guide").pk
    narrow = make.make_resource(themes=[unpaid]).pk
    other = make.make_resource().pk
    for name, expected in {
        "theme": {broad, narrow},
        "theme:care": {broad, narrow},
        "theme:care:unpaid": {narrow},
        "kind": {broad, narrow, other},
        "kind:guide": {broad},
    }.items():
        assert standing(records(set=name)).keys() == expected, name
        assert standing(ask(**IDENTIFIERS, set=name)).keys() == expected, name
    assert error(records(set="theme:unpaid")) == "noRecordsMatch"
    told = ask(**IDENTIFIERS, set="theme:care:unpaid")
    assert texts(told, ".//o:setSpec") == ["kind:study", "theme:care:unpaid"]


def test_a_theme_that_moves_takes_its_works_along():
    unpaid = make.make_theme("unpaid", en="Unpaid care")
    work = make.make_resource(themes=[unpaid])
    Theme.objects.filter(pk=unpaid.pk).update(parent=make.make_theme("economy", en="Economy"))
    assert standing(records(set="theme:economy")) == {work.pk: True}
    assert error(records(set="theme:unpaid")) == "noRecordsMatch"


# Periods


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ({"from_": "2024-01-02"}, "bcd"),
        ({"from_": "2024-01-02", "until": "2024-01-02"}, "bc"),
        ({"until": "2024-01-01"}, "a"),
        ({"from_": "2024-01-02T00:00:01Z"}, "cd"),
        ({"from_": "2024-01-02T00:00:00Z", "until": "2024-01-02T00:00:00Z"}, "b"),
        ({"until": "2024-01-02T23:59:58Z"}, "ab"),
        ({"until": "9999-12-31"}, "abcd"),
    ],
)
def test_both_ends_of_a_period_belong_to_it(period, expected):
    moments = {
        "a": "2024-01-01T23:59:59",
        "b": "2024-01-02T00:00:00",
        "c": "2024-01-02T23:59:59",
        "d": "2024-01-03T00:00:00",
    }
    for title, moment in moments.items():
        stamp(make.make_resource(title), moment)
    assert "".join(texts(records(**period), ".//dc:title")) == expected


# Pages


def harvest(asked: dict[str, str]) -> list[list[int]]:
    """The numbers, page by page."""
    pages = []
    while True:
        root = ask(**asked)
        pages.append(list(standing(root)))
        token = root.find(".//o:resumptionToken", NAMES)
        if token is None or not token.text:
            return pages
        asked = {"verb": asked["verb"], "resumptionToken": token.text}


@pytest.mark.parametrize("asked", [LIST, IDENTIFIERS])
def test_a_long_list_is_told_page_by_page(small_pages, asked):
    works = [make.make_resource().pk for _n in range(7)]
    assert harvest(asked) == [works[:3], works[3:6], works[6:]]
    assert harvest(asked | {"set": "kind:study"}) == [works[:3], works[3:6], works[6:]]


def test_a_token_says_how_far_the_list_has_come(small_pages):
    for _n in range(4):
        make.make_resource()
    root = records()
    token = root.find(".//o:resumptionToken", NAMES)
    assert (token.get("cursor"), token.get("completeListSize")) == ("0", "4")
    assert token.get("expirationDate") > root.findtext("o:responseDate", namespaces=NAMES)
    last = ask(verb="ListRecords", resumptionToken=token.text)
    end = last.find(".//o:resumptionToken", NAMES)
    assert (end.text, end.get("cursor"), end.get("completeListSize")) == (None, "3", "4")
    again = ask(verb="ListRecords", resumptionToken=token.text)
    assert standing(again) == standing(last)


def test_what_changes_meanwhile_is_told_again_and_nothing_is_passed_over(small_pages):
    works = [make.make_resource() for _n in range(7)]
    for n, work in enumerate(works):
        stamp(work, f"2024-01-01T00:00:0{n}")
    root = records()
    token = root.findtext(".//o:resumptionToken", namespaces=NAMES)
    history.note([works[0].pk, works[4].pk])
    rest = harvest({"verb": "ListRecords", "resumptionToken": token})
    expected = [works[n].pk for n in (3, 5, 6, 0, 4)]
    assert [number for page in rest for number in page] == expected


def test_a_token_serves_one_verb_and_one_day(small_pages, monkeypatch):
    for _n in range(4):
        make.make_resource()
    token = records().findtext(".//o:resumptionToken", namespaces=NAMES)
    assert error(ask(verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert error(ask(verb="ListRecords", resumptionToken=changed)) == "badResumptionToken"
    foreign = signing.dumps({"verb": "ListRecords"}, salt="something else")
    assert error(ask(verb="ListRecords", resumptionToken=foreign)) == "badResumptionToken"
    monkeypatch.setattr(protocol, "TOKEN_LASTS", dt.timedelta(seconds=-1))
    assert error(ask(verb="ListRecords", resumptionToken=token)) == "badResumptionToken"


@pytest.mark.parametrize(("asked", "most"), [(LIST, 10), (IDENTIFIERS, 5)])
def test_a_page_asks_the_database_as_often_for_one_record_as_for_many(asked, most):
    themes = [make.make_theme(en=f"Theme {n}") for n in range(3)]

    def queries() -> int:
        with CaptureQueriesContext(connection) as said:
            ask(**asked)
        return len(said)

    for _n in range(2):
        work = make.make_resource(themes=themes, abstract="A study.", countries=["BF"])
        work.regions.add(make.make_region("africa", en="Africa"))
        make.make_document(work, f"File {work.pk}".encode())
    few = queries()
    for _n in range(20):
        work = make.make_resource(themes=themes, abstract="A study.", countries=["BF"])
        make.make_document(work, f"File {work.pk}".encode())
    assert queries() == few <= most
