"""The addresses that search engines may know."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cop_portal import sitemap
from forums.models import Label
from members.models import Member, Visibility
from resources.models import Resource
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db
SPACE = f"{{{sitemap.NAMESPACE}}}"
HOST = "http://testserver"


def read(client: Client, path: str = "/sitemap.xml") -> tuple[str, dict[str, str | None]]:
    """The name of the root, and when each address changed."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    found = {}
    for one in root:
        found[one.findtext(f"{SPACE}loc", "")] = one.findtext(f"{SPACE}lastmod")
    return root.tag.removeprefix(SPACE), found


def test_public_threads_have_a_list_of_their_own(amina: Member, client: Client) -> None:
    forum = make.make_forum(visibility=Visibility.PUBLIC)
    make.make_forum(visibility=Visibility.MEMBERS)
    thread = make.make_thread(forum, amina)
    make.make_thread(forum, amina, label=Label.MEMBERS)
    root, found = read(client)
    assert (root, list(found)) == ("sitemapindex", [f"{HOST}/sitemap.xml?page={n}" for n in (1, 2)])
    _root, found = read(client, "/sitemap.xml?page=2")
    assert found == {
        f"{HOST}{forum.get_absolute_url()}": None,
        f"{HOST}{thread.get_absolute_url()}": thread.last_post_at.isoformat(timespec="seconds"),
    }


def test_it_names_what_is_open_to_everybody(amina: Member, client: Client) -> None:
    make.make_charter()
    work = make.make_resource("Counting & care", by=amina)
    for facts in (
        {"visibility": "members"},
        {"status": Resource.Status.DRAFT},
        {"status": Resource.Status.SUBMITTED},
        {"status": Resource.Status.WITHDRAWN},
    ):
        make.make_resource(by=amina, **facts)
    root, found = read(client)
    assert root == "urlset"
    pages = {f"{HOST}{path}" for path in ("/", "/resources/", "/charter/")}
    assert found.keys() == pages | {f"{HOST}{work.get_absolute_url()}"}
    work.refresh_from_db()
    changed = found[f"{HOST}{work.get_absolute_url()}"]
    assert changed == work.updated_at.isoformat(timespec="seconds")
    assert found[f"{HOST}/charter/"] == "2020-01-01"


def test_staff_read_no_more_than_everybody(amina: Member, bintou: Member, client: Client) -> None:
    make.make_resource(by=amina, visibility="members")
    assert read(client_of(bintou)) == read(client)


def test_an_empty_house_has_a_front_door(client: Client) -> None:
    root, found = read(client)
    assert (root, found) == ("urlset", {f"{HOST}/": None, f"{HOST}/resources/": None})


def test_what_is_long_is_paged(
    amina: Member, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PAGE_SIZE", 2)
    works = [make.make_resource(by=amina) for _number in range(5)]
    root, pages = read(client)
    assert root == "sitemapindex"
    assert list(pages) == [f"{HOST}/sitemap.xml?page={number}" for number in (1, 2, 3)]
    named: list[str] = []
    for page in pages:
        root, found = read(client, page.removeprefix(HOST))
        assert root == "urlset"
        named += found
    assert len(named) == len(set(named))
    assert {f"{HOST}{work.get_absolute_url()}" for work in works} <= set(named)
    for wrong in ("0", "4", "-1", "x", "01", "9" * 50, "%00"):
        assert client.get(f"/sitemap.xml?page={wrong}").status_code == 404, wrong


def test_it_costs_the_same_for_many(amina: Member, client: Client) -> None:
    counts = []
    for _time in range(2):
        for _number in range(10):
            make.make_resource(by=amina)
        with CaptureQueriesContext(connection) as captured:
            client.get("/sitemap.xml")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 5


def test_robots_are_told_where_it_is(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert "Disallow: /resources/feed/?" in lines
