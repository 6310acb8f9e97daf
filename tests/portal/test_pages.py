"""Every page is a whole page: one heading, names for everything, nothing from elsewhere, light."""

from __future__ import annotations

import gzip
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client

from members.models import Member
from tests import make
from tests.cast import client_of

from .furniture import House
from .test_access_matrix import admin_path, admin_rows, answer, path_of, rows

KILO = 1024
HTML_OF_A_LIST = 14 * KILO
STYLES_AND_SCRIPTS = 12 * KILO
FIRST_VISIT = 60 * KILO
VOID_OF_LABELS = {"hidden", "submit", "button", "image", "reset"}
DATA = {"application/json", "application/ld+json"}  # no browser runs it
ONLY_NAMED = {"next", "prev", "canonical", "alternate", "schema.DCTERMS"}
LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "link": "href"}

pytestmark = pytest.mark.django_db


class Reader(HTMLParser):
    """What a page holds, as far as these rules ask."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str]] = []
        self.loaded: list[str] = []
        self.wrong: list[str] = []
        self.language = ""
        self.title = ""
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.inside.append(tag)
        self.language = facts.get("lang", "") if tag == "html" else self.language
        if "id" in facts:
            self.ids.append(facts["id"])
        if tag == "label":
            self.labels.add(facts.get("for", ""))
        if tag in {"input", "select", "textarea"}:
            wrapped = "label" in self.inside
            self.inputs.append(facts | {"tag": tag} | ({"wrapped": "yes"} if wrapped else {}))
        if tag in LOADED and facts.get("rel") not in ONLY_NAMED:
            self.loaded.append(facts.get(LOADED[tag], ""))
        if tag == "script" and "src" not in facts and facts.get("type") not in DATA:
            self.wrong.append("a script in the page")
        if tag == "style" or "style" in facts:
            self.wrong.append(f"a style in <{tag}>")
        self.wrong += [f"{name} in <{tag}>" for name in facts if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside and self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.inside[-1:] == ["title"] and "svg" not in self.inside:
            self.title += data.strip()

    @property
    def unlabelled(self) -> list[dict[str, str]]:
        return [
            one
            for one in self.inputs
            if one.get("type") not in VOID_OF_LABELS
            and one.get("id", "") not in self.labels
            and not one.keys() & {"wrapped", "aria-label", "aria-labelledby", "title"}
        ]


def read(response: HttpResponse) -> Reader:
    reader = Reader()
    reader.feed(response.content.decode())
    return reader


def faults(response: HttpResponse) -> list[str]:
    """What is wrong with any page, those of the administration included."""
    page = read(response)
    found = list(page.wrong)
    if not page.language:
        found.append("no language")
    if not page.title:
        found.append("no title")
    found += [f"id {name} {n} times" for name, n in Counter(page.ids).items() if n > 1]
    found += [f"loads {address}" for address in page.loaded if urlsplit(address).netloc]
    if "default-src 'none'" not in response.headers.get("Content-Security-Policy", ""):
        found.append("no policy")
    return found


def faults_of_ours(response: HttpResponse) -> list[str]:
    page = read(response)
    found = faults(response)
    found += [f"{page.tags[tag]} <{tag}>" for tag in ("h1", "main") if page.tags[tag] != 1]
    found += [f"no label for {one}" for one in page.unlabelled]
    return found


def opened(house: House, name: str) -> dict[str, HttpResponse]:
    """The pages that open to this person, by address."""
    client = client_of(house.people[name])
    pages = {}
    for address, thing, answers in rows():
        if answers[name] == "ok" and not address.startswith("admin:"):
            response = client.get(path_of(address, thing, house))
            if response.headers["Content-Type"].startswith("text/html"):
                pages[f"{address} {thing}"] = response
            elif response.streaming:
                b"".join(response)
    return pages


@pytest.mark.parametrize("name", ["visitor", "dara", "femi", "amina", "bintou"])
def test_every_page_is_whole(name: str, house: House) -> None:
    pages = opened(house, name)
    assert pages
    assert {page: wrong for page, one in pages.items() if (wrong := faults_of_ours(one))} == {}


def test_every_page_of_the_administration_keeps_to_the_policy(house: House) -> None:
    client = client_of(house.people["bintou"])
    wrong = {}
    for model, page, answers in admin_rows():
        if answers["bintou"] == "ok":
            response = client.get(admin_path(model, page))
            assert answer(response) == "ok"
            if found := faults(response):
                wrong[f"{model} {page}"] = found
    assert wrong == {}


@pytest.mark.parametrize("asked", ["/nowhere/", "/resources/1-nothing/", "/resources/?q=zzz"])
def test_what_is_not_there_is_said_on_a_whole_page(client: Client, asked: str) -> None:
    assert faults_of_ours(client.get(asked)) == []


def test_a_refusal_is_a_whole_page_with_a_reason(house: House) -> None:
    work = house.things["public"]
    response = client_of(house.people["chidi"]).get(f"/resources/{work.pk}-{work.slug}/edit/")
    assert response.status_code == 403
    assert faults_of_ours(response) == []
    assert "Only the person who sent it in" in response.content.decode()


def test_a_form_with_mistakes_is_a_whole_page(amina: Member) -> None:
    client = client_of(amina)
    response = client.post("/resources/new/", {"title": "", "intent": "send"})
    assert response.status_code == 422
    assert faults_of_ours(response) == []
    response = client_of(None).post("/account/signup/", {"email": "not an address"})
    assert faults_of_ours(response) == []


def long_list(by: Member) -> None:
    themes = [
        make.make_theme(f"subject-{n}", en=f"Subject number {n} of the list") for n in range(30)
    ]
    for n in range(24):
        make.make_resource(
            f"A rather long title of a study on women, work and care in the region number {n}",
            by=by,
            abstract=" ".join(f"word{n}x{m}" for m in range(90)),
            themes=themes[n % 26 : n % 26 + 4],
            creators=[f"Family{n}, Given{n}", f"Other{n}, Name{n}"],
            publisher=f"Institute number {n} for the study of equality",
            countries=["BF", "KE", "NG"],
            issued=1990 + n,
        )


@pytest.mark.parametrize("path", ["/resources/", "/resources/?q=women", "/"])
def test_a_list_of_twenty_rows_is_light(client: Client, amina: Member, path: str) -> None:
    long_list(amina)
    response = client.get(path)
    assert response.content.count(b'class="item"') >= (20 if path != "/" else 6)
    size = len(gzip.compress(response.content))
    assert size <= HTML_OF_A_LIST, f"{path}: {size} bytes compressed"


def ours(response: HttpResponse) -> dict[str, bytes]:
    files = {}
    for address in read(response).loaded:
        path = finders.find(address.removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
        assert path, address
        files[address] = Path(path).read_bytes()
    return files


def test_styles_and_scripts_are_light(client: Client) -> None:
    files = ours(client.get("/"))
    sizes = {
        name: len(gzip.compress(content))
        for name, content in files.items()
        if name.endswith((".css", ".js"))
    }
    assert len(sizes) >= 4
    assert sum(sizes.values()) <= STYLES_AND_SCRIPTS, sizes


def test_a_first_visit_is_light(client: Client, amina: Member) -> None:
    long_list(amina)
    response = client.get("/")
    weight = len(gzip.compress(response.content))
    weight += sum(len(gzip.compress(content)) for content in ours(response).values())
    assert weight <= FIRST_VISIT, weight
