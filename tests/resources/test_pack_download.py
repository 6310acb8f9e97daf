"""A pack as it arrives: for whom, what is in it, in which words, and after a broken line."""

import datetime as dt
from pathlib import Path
from urllib.parse import unquote

import bibtexparser
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from resources.models import Abstract, Document
from resources.packs import seats, sending, subject
from tests import make

from .packs import ask, documents, give_up, opened, page, rows, texts

pytestmark = pytest.mark.django_db

HOSTILE = "\"><script>alert(1)</script></a><img src=x onerror=alert(2)> & '{{ 7|add:7 }}"


@pytest.fixture(autouse=True)
def _fresh_counts(db, monkeypatch):
    cache.clear()
    monkeypatch.setattr(seats, "SEATS", seats.Seats())


@pytest.fixture
def care(db):
    return make.make_theme("care", en="Care work", fr="Travail de soin")


@pytest.fixture
def works(care, amina, africa):
    facts = {
        "Open": {},
        "Inside": {"visibility": "members"},
        "Grouped": {"visibility": "group", "groups": [africa]},
        "Locked": {"files_visibility": "members"},
    }
    made = {}
    for name, kw in facts.items():
        made[name] = make.make_resource(
            f"{name} title", by=amina, themes=[care], abstract=f"{name} abstract.", **kw
        )
        make.make_document(made[name], f"{name} inside.".encode(), name=f"{name}-called.txt")
    draft = make.make_resource("Draft title", by=amina, themes=[care], status="draft")
    make.make_document(draft, b"Draft inside.")
    return made


def test_each_takes_along_what_she_may_see(
    works, client_of, visitor, dara, chidi, efua, amina, bintou
):
    everything = ["Open", "Inside", "Grouped", "Locked"]
    shelf = make.make_collection("Shelf", *((one, "") for one in works.values()), slug="shelf")
    for person, seen, files in (
        (visitor, ["Open", "Locked"], ["Open"]),
        (dara, ["Open", "Locked"], ["Open"]),
        (chidi, ["Open", "Inside", "Locked"], ["Open", "Inside", "Locked"]),
        *((one, everything, everything) for one in (efua, amina, bintou)),
    ):
        for asked in ({"theme": "care"}, {"collection": shelf.slug}):
            said = texts(opened(ask(client_of(person), **asked)))
            for name in (*everything, "Draft"):
                assert (f"{name} title" in said) is (name in seen), (person, name)
                assert (f"{name} abstract" in said) is (name in seen), (person, name)
                assert (f"{name} inside" in said) is (name in files), (person, name)
                assert (f"{name}-called" in said) is (name in files), (person, name)


def test_a_pack_with_something_closed_asks_not_to_pass_it_on(works, client_of, visitor, chidi):
    for person, closed in ((visitor, False), (chidi, True)):
        pack = opened(ask(client_of(person), theme="care"))
        for text in (page(pack), pack.read("README.txt").decode()):
            assert ("please do not pass it on" in text) is closed
        assert page(pack).count("Not to be passed on") == (2 if closed else 0)
        assert page(pack).count('class="badge">For members') == (1 if closed else 0)


def test_what_is_withdrawn_or_replaced_is_not_in_it(works, care, client, amina, bintou):
    old = works["Open"].documents.get()
    new = make.make_document(works["Open"], b"The second edition.")
    Document.objects.filter(pk=old.pk).update(replaced_by=new)
    type(works["Locked"]).objects.filter(pk=works["Locked"].pk).update(status="withdrawn")
    said = texts(opened(ask(client, theme="care")))
    assert "The second edition." in said
    assert "Open inside." not in said
    assert "Locked title" not in said


def test_a_web_page_that_somebody_kept_is_not_in_it(works, client):
    """It would run its scripts beside everything else on her disk."""
    works["Open"].documents.update(media_type="text/html")
    assert documents(opened(ask(client, theme="care"))) == []


def test_it_holds_as_much_as_was_asked_for(works, client_of, amina, care):
    large = make.make_resource("Large", by=amina, themes=[care])
    make.make_document(large, b"Long words. " * 600_000)  # 7 MB
    browser = client_of(amina)
    assert documents(opened(ask(browser, size="list", theme="care"))) == []
    assert len(documents(opened(ask(browser, size="5", theme="care")))) == 4
    pack = opened(ask(browser, size="25", theme="care"))
    assert len(documents(pack)) == 5
    assert len(rows(pack)) == 5


def test_documents_in_the_languages_that_were_asked_for(care, client, amina):
    for n, language in enumerate(("en", "fr", "ar")):
        one = make.make_resource(f"Work {n}", by=amina, themes=[care], languages=[language])
        make.make_document(one, f"Words {n}".encode())
    pack = opened(ask(client, theme="care", language=["fr", "ar"]))
    assert sorted(name[-6:] for name in documents(pack)) == ["ar.txt", "fr.txt"]
    assert len(rows(pack)) == 3
    assert "1 document that is not in this pack" in page(pack)


def test_every_link_to_a_document_leads_to_one(care, client, amina):
    for n, title in enumerate(("العمل في الرعاية", "L’égalité: 50 % & more?", "…", "CON")):
        one = make.make_resource(title, by=amina, themes=[care], languages=["ar"])
        make.make_document(one, f"Words {n}".encode())
    pack = opened(ask(client, theme="care"))
    names = documents(pack)
    assert len(set(names)) == 4
    links = html.fromstring(page(pack)).xpath("//ul/li/a/@href")
    from_page = {link for link in links if not link.startswith("#")}
    unquoted = {unquote(link) for link in from_page}
    assert unquoted == set(names)
    assert {name for row in rows(pack) for name in row["files"].split("; ")} == set(names)


def test_nothing_that_a_title_says_is_an_order(care, client, amina):
    one = make.make_resource(
        HOSTILE,
        by=amina,
        themes=[care],
        creators=[HOSTILE],
        publisher=HOSTILE,
        abstract=HOSTILE,
        license_terms=HOSTILE,
    )
    type(one).objects.filter(pk=one.pk).update(source_url="javascript:alert(3)")
    make.make_document(one, b"Words.", name="<b>x</b>.txt")
    text = page(opened(ask(client, theme="care")))
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "<b>" not in text
    assert 'href="javascript' not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "|", " =", "＝"])
def test_a_spreadsheet_takes_no_cell_for_an_order(begin, care, client, amina):
    title = f"{begin}HYPERLINK(1)"
    make.make_resource(title, by=amina, themes=[care], publisher=title)
    (row,) = rows(opened(ask(client, theme="care")))
    assert row["title"] == row["publisher"] == f"'{title.strip()}"


def test_a_reference_manager_reads_its_list(works, client):
    read = bibtexparser.parse_string(
        opened(ask(client, theme="care")).read("resources.bib").decode()
    )
    assert not read.failed_blocks
    assert len(read.entries) == 2


def test_it_says_what_one_may_do_with_each_work(care, client, amina):
    for n, (license, terms) in enumerate(
        (("cc_by", ""), ("all_rights", ""), ("other", "Only in class."), ("unknown", ""))
    ):
        make.make_resource(f"W {n}", by=amina, themes=[care], license=license, license_terms=terms)
    pack = opened(ask(client, theme="care"))
    assert page(pack).count("<strong>Restricted reuse:</strong>") == 3
    assert "Only in class." in page(pack)
    assert "reuse freely, name the authors" in page(pack)
    assert "Restricted reuse" in pack.read("README.txt").decode()


def test_it_speaks_the_language_of_its_reader(works, client):
    Abstract.objects.create(resource=works["Open"], language="fr", text="En français.")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    text = page(opened(ask(client, theme="care")))
    assert '<html lang="fr"' in text
    assert "Travail de soin" in text
    assert text.index("En français.") < text.index("Open abstract.")


def test_a_collection_keeps_its_order_and_says_why(works, client_of, amina):
    chosen = ((works["Open"], "Read me first."), (works["Inside"], "Then me."))
    make.make_collection("Shelf", *reversed(chosen), slug="shelf", description="For beginners.")
    text = page(opened(ask(client_of(amina), collection="shelf")))
    assert text.index("Then me.") < text.index("Read me first.")
    assert "For beginners." in text


def test_a_practice_is_told_whole(care, client, amina):
    make.make_practice("Night bus", by=amina, themes=[care], lessons="Ask the drivers first.")
    assert "Ask the drivers first." in page(opened(ask(client, theme="care")))


def test_an_empty_theme_is_a_list_of_nothing(care, client):
    pack = opened(ask(client, size="list", theme="care"))
    assert rows(pack) == []
    assert "0 works" in page(pack)


def test_of_very_many_works_it_holds_the_newest_and_says_so(works, client_of, amina, monkeypatch):
    monkeypatch.setattr(subject, "MOST_WORKS", 3)
    pack = opened(ask(client_of(amina), theme="care"))
    assert len(rows(pack)) == 3
    assert "Open title" not in page(pack)
    assert "1 older work is not in this pack." in page(pack)


def test_it_needs_nothing_from_elsewhere(works, client):
    pack = opened(ask(client, theme="care"))
    document = html.fromstring(page(pack))
    loaded = document.xpath("//link/@href | //script/@src | //img/@src")
    assert loaded
    assert set(loaded) <= set(pack.namelist())
    assert "url(" not in texts(pack)


def test_a_file_that_is_gone_from_the_disk_is_left_out(works, client_of, amina):
    document = works["Open"].documents.get()
    (Path(settings.MEDIA_ROOT) / document.file.name).unlink()
    pack = opened(ask(client_of(amina), theme="care"))
    assert len(documents(pack)) == 3
    assert "with 1 document that is not in this pack" in page(pack)


def test_statements_do_not_grow_with_works(care, client_of, amina):
    browser = client_of(amina)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            opened(ask(browser, theme="care"))
        return len([q for q in captured if "portal_cache" not in q["sql"]])

    def add(number):
        for n in range(number):
            practice = make.make_practice(f"P {n} {number}", by=amina, themes=[care], abstract="A.")
            make.make_document(practice.resource, f"{n} {number}".encode())

    add(2)
    asked()
    few = asked()
    add(20)
    assert asked() == few <= 16


# --- The line ------------------------------------------------------------------------------


def test_the_same_pack_is_the_same_bytes(works, client):
    first, second = (ask(client, theme="care") for _ in range(2))
    assert b"".join(first) == b"".join(second)
    assert first["ETag"] == second["ETag"]


def test_what_broke_off_goes_on(works, client):
    whole = ask(client, theme="care")
    data, mark = b"".join(whole), whole["ETag"]
    for asked, start, stop in (
        (f"bytes={len(data) - 100}-", len(data) - 100, len(data)),
        ("bytes=100-299", 100, 300),
        ("bytes=-50", len(data) - 50, len(data)),
        (f"bytes=7-{len(data) + 9}", 7, len(data)),
    ):
        rest = ask(client, theme="care", headers={"Range": asked, "If-Range": mark})
        assert rest.status_code == 206
        assert b"".join(rest) == data[start:stop]
        assert rest["Content-Range"] == f"bytes {start}-{stop - 1}/{len(data)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "lines=1-", "bytes=9-3", "bytes=x-", "bytes=-"])
def test_a_part_that_makes_no_sense_brings_the_whole(asked, works, client):
    opened(ask(client, theme="care", headers={"Range": asked}))


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_part_behind_the_end_is_refused(asked, works, client):
    response = ask(client, theme="care", headers={"Range": asked})
    assert response.status_code == 416
    assert response["Content-Range"].startswith("bytes */")


def test_after_a_change_it_begins_anew(works, client, amina, care):
    mark = ask(client, theme="care")
    give_up(mark)
    make.make_resource("New title", by=amina, themes=[care])
    again = ask(client, theme="care", headers={"Range": "bytes=100-", "If-Range": mark["ETag"]})
    assert "New title" in page(opened(again))


def test_over_midnight_it_stays_the_same(works, client):
    yesterday = timezone.localdate() - dt.timedelta(1)
    marks = {}
    for day in ("", yesterday.isoformat(), "2001-01-01", "x"):
        response = client.head(
            "/resources/pack/download/", {"theme": "care", "size": "5", "day": day}
        )
        marks[day] = response.headers.get("ETag")
    assert marks[""] == marks["2001-01-01"] != marks[yesterday.isoformat()]
    then = opened(ask(client, theme="care", day=yesterday.isoformat()))
    assert then.infolist()[0].date_time[:3] == yesterday.timetuple()[:3]


def test_one_can_ask_how_long_it_is(works, client):
    asked = client.head("/resources/pack/download/?theme=care&size=5")
    whole = ask(client, size="5", theme="care")
    assert asked["Content-Length"] == whole["Content-Length"]
    assert asked["ETag"] == whole["ETag"]
    give_up(whole)


def test_nobody_keeps_it(works, client_of, amina):
    response = ask(client_of(amina), theme="care")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'attachment; filename="care.zip"'
    give_up(response)


# --- Seats ---------------------------------------------------------------------------------


def test_one_person_takes_two_at_once(works, client_of, amina, chidi):
    under_way = [ask(client_of(amina), theme="care") for _ in range(seats.EACH_AT_ONCE)]
    refused = ask(client_of(amina), theme="care")
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert "on their way already" in refused.content.decode()
    opened(ask(client_of(chidi), theme="care"))
    for one in under_way:
        give_up(one)
    opened(ask(client_of(amina), theme="care"))


def test_a_pack_that_was_sent_leaves_its_seat(works, client_of, amina):
    for _n in range(seats.EACH_AT_ONCE + 2):
        b"".join(ask(client_of(amina), theme="care"))  # read to its end, never closed


def test_after_many_in_an_hour_one_is_asked_to_wait(works, client_of, amina, chidi, monkeypatch):
    monkeypatch.setattr(seats, "AN_HOUR", 3)
    for _n in range(3):
        opened(ask(client_of(amina), theme="care"))
    refused = ask(client_of(amina), theme="care")
    assert refused.status_code == 429
    assert "in this hour" in refused.content.decode()
    opened(ask(client_of(chidi), theme="care"))


def test_visitors_are_counted_by_where_they_ask_from(works, client, monkeypatch):
    monkeypatch.setattr(seats, "AN_HOUR", 1)
    path = "/resources/pack/download/?theme=care&size=list"

    def status(address):
        response = client.get(path, REMOTE_ADDR=address)
        give_up(response)
        return response.status_code

    assert [status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.2")] == [200, 429, 200]
    home = ("2001:db8:1:1::1", "2001:db8:1:1::2", "2001:db8:1:2::1")
    assert [status(one) for one in home] == [200, 429, 200]


def test_who_is_too_slow_goes_on_with_another_request(works, client, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", -1)
    response = ask(client, theme="care")
    with pytest.raises(sending.TooSlow):
        b"".join(response)
    monkeypatch.setattr(sending, "LONGEST", 60)
    for _n in range(seats.EACH_AT_ONCE + 1):
        opened(ask(client, theme="care"))
