"""What is new in the library, or in a search of it, for feed readers."""

import datetime as dt

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from resources import actions
from resources.models import Resource
from tests import make

pytestmark = pytest.mark.django_db
FEED = "/resources/feed/"
NASTY = "100% </title><script>alert(1)</script> & “x” \x01\ufffe حقوق المرأة"


def lowered(response):
    return {name.lower(): value for name, value in response.headers.items()}


def read(client, asked="", **headers):
    response = client.get(f"{FEED}{asked}", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content, response_headers=lowered(response))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def titles(client, asked=""):
    return [entry.title for entry in read(client, asked).entries]


def test_the_newest_come_first_and_say_what_they_are(amina, client_of, visitor):
    theme = make.make_theme("care", en="Care work")
    make.make_resource("Older", by=amina)
    newer = make.make_resource(
        "Counting care",
        by=amina,
        abstract="What <it> costs.",
        themes=[theme],
        creators=["Diallo, Awa", "Okoro, Ngozi"],
        issued=2019,
    )
    feed = read(client_of(visitor))
    assert [entry.title for entry in feed.entries] == ["Counting care", "Older"]
    entry = feed.entries[0]
    assert entry.link == f"http://testserver{newer.get_absolute_url()}"
    assert entry.author == "Diallo, Awa; Okoro, Ngozi"
    assert [tag.term for tag in entry.tags] == ["Study", "Care work"]
    for said in ("What &lt;it&gt; costs.", "2019", "English"):
        assert said in entry.summary
    assert feed.feed.author == "Gender in Practice"
    assert feed.feed.title == "New in the library"


def test_an_entry_keeps_its_id_when_its_title_is_put_right(amina, client_of, visitor):
    resource = make.make_resource("Cuonting care", by=amina)
    before = read(client_of(visitor)).entries[0].id
    resource.title = "Counting care"
    resource.save()
    assert read(client_of(visitor)).entries[0].id == before
    response = client_of(visitor).get(before.removeprefix("http://testserver"))
    assert response["Location"] == resource.get_absolute_url()


@pytest.mark.parametrize("title", [NASTY, "]]>", "&amp;", "\u202eevil", "\U0001f469\U0001f3fe"])
def test_any_words_make_a_feed_that_parses(title, amina, client_of, visitor):
    make.make_resource(title, by=amina, abstract=title, creators=[title], publisher=title)
    [entry] = read(client_of(visitor)).entries
    assert "<script" not in entry.summary


@pytest.mark.parametrize("words", ['"', "a\x00b", "\x0b", "-x", "OR", "حقوق", "x" * 3000, "&%<"])
def test_any_question_has_a_feed(words, client_of, visitor, db):
    response = client_of(visitor).get(FEED, {"q": words, "theme": words[:50], "page": "no"})
    assert response.status_code == 200
    assert not feedparser.parse(response.content).bozo


def test_it_takes_the_parameters_of_the_list(amina, client_of, visitor):
    care = make.make_theme("care", en="Care work")
    make.make_resource("Bread and care", by=amina, themes=[care], kind="guide", issued=2001)
    make.make_resource("Bread", by=amina, kind="study", languages=["fr"], countries=["BF"])
    client = client_of(visitor)
    assert titles(client, "?q=bread") == ["Bread", "Bread and care"]
    for asked, expected in {
        "?theme=care": "Bread and care",
        "?kind=guide&year=2001": "Bread and care",
        "?q=bread+-care": "Bread",
        "?country=BF": "Bread",
        "?language=fr&q=bread&exactly=true": "Bread",
    }.items():
        assert titles(client, asked) == [expected], asked
    assert titles(client, "?q=nothing-of-the-kind") == []
    assert "Care work" in read(client, "?theme=care").feed.title


def test_order_and_page_change_nothing(amina, client_of, visitor):
    for title in ("B", "A", "C"):
        make.make_resource(title, by=amina)
    for asked in ("", "?sort=title", "?sort=oldest&page=2"):
        assert titles(client_of(visitor), asked) == ["C", "A", "B"]


def test_what_comes_close_is_not_what_was_asked_for(amina, client_of, visitor):
    make.make_resource("Bread alone", by=amina)
    assert titles(client_of(visitor), "?q=bread+saffron") == []


def test_it_holds_what_is_public_whoever_asks(amina, bintou, africa, client_of, visitor):
    sender = make.make_member("Sender")
    make.make_resource("All", by=sender)
    make.make_resource("Members", by=sender, visibility="members")
    make.make_resource("Group", by=sender, visibility="group", groups=[africa])
    make.make_resource("Draft", by=amina, status=Resource.Status.DRAFT)
    for person in (visitor, amina, bintou):
        response = client_of(person).get(FEED)
        assert [entry.title for entry in feedparser.parse(response.content).entries] == ["All"]
        assert response["Cache-Control"] == "no-cache"


def test_what_is_withdrawn_is_gone(amina, bintou, client_of, visitor):
    resource = make.make_resource("Gone", by=amina)
    etag = client_of(visitor).get(FEED)["ETag"]
    actions.withdraw(resource=resource, by=bintou, reason="Wrong figures.")
    response = client_of(visitor).get(FEED, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert b"Gone" not in response.content


def test_who_has_it_already_is_told_so(amina, client_of, visitor):
    resource = make.make_resource("Counting care", by=amina)
    client = client_of(visitor)
    first = client.get(FEED)
    known = {"if-none-match": first["ETag"]}
    again = client.get(FEED, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    weak = {"if-none-match": f"W/{first['ETag']}"}
    assert client.get(FEED, headers=weak).status_code == 304
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(FEED, headers=since).status_code == 304
    assert client.get(f"{FEED}?q=else", headers=known).status_code == 200
    later = timezone.now() + dt.timedelta(minutes=5)
    Resource.objects.filter(pk=resource.pk).update(updated_at=later, title="Counted")
    assert client.get(FEED, headers=known).status_code == 200
    changed = client.get(FEED, headers=since)
    assert (changed.status_code, changed["Last-Modified"]) == (200, http_date(later.timestamp()))


def test_nothing_stays_the_same_nothing(client_of, visitor, db):
    etag = client_of(visitor).get(FEED)["ETag"]
    response = client_of(visitor).get(FEED, headers={"if-none-match": etag})
    assert response.status_code == 304


def test_it_is_bounded_and_costs_the_same_for_three_as_for_sixty(amina, client_of, visitor):
    themes = [make.make_theme(f"theme-{n}", en=f"Theme {n}") for n in range(3)]
    client = client_of(visitor)

    def asked():
        client.get(f"{FEED}?q=bread")
        with CaptureQueriesContext(connection) as captured:
            found = titles(client, "?q=bread")
        return len(found), len(captured)

    for n in range(3):
        make.make_resource(f"Bread {n}", by=amina, abstract="Baked.", themes=themes)
    few, queries = asked()
    for n in range(57):
        make.make_resource(f"More bread {n}", by=amina, abstract="Baked.", themes=themes)
    many, queries_of_many = asked()
    assert (few, many) == (3, 50)
    assert queries_of_many <= queries <= 14


def test_the_list_names_its_feed(amina, client_of, visitor):
    make.make_resource("Bread", by=amina, issued=2001)
    client = client_of(visitor)
    page = client.get("/resources/?q=bread&year=2001&sort=title&page=1").content.decode()
    address = "/resources/feed/?q=bread&amp;year=2001"
    assert page.count(f'href="{address}"') == 2
    assert 'type="application/atom+xml"' in page
    feed = read(client, "?q=bread&year=2001").feed
    assert feed.link == "http://testserver/resources/?q=bread&year=2001"


def test_it_speaks_the_readers_language(amina, client_of, visitor):
    theme = make.make_theme("care", en="Care work", fr="Travail de soin")
    make.make_resource(by=amina, themes=[theme])
    feed = read(client_of(visitor), **{"accept-language": "fr"})
    assert feed.feed.language == "fr"
    assert "Travail de soin" in [tag.term for tag in feed.entries[0].tags]
