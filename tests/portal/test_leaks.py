"""Nothing that is closed to a person comes out anywhere.

Every closed corner of the furnished house holds a canary, a word that stands nowhere else. Each
person of the cast asks every address for everything, and no word comes back that is not for her.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from forums.models import Forum, Post, Thread
from members.models import Member, Membership, Term
from members.moderation.models import Decision
from resources.models import Document, Resource, Story
from tests.cast import client_of

from .addresses import every_address
from .furniture import BEGINNING, PEOPLE, House
from .test_access_matrix import admin_path, admin_rows, path_of, rows

pytestmark = pytest.mark.django_db

LIBRARY = "/resources/"
ENTERS_ADMIN = ("efua", "bintou")
HARVEST = "/resources/oai/?"
LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
SLUG = re.compile(r"(/(?:resources|forums/[\w-]+)/\d+-)[^/]+")
DIFFERENT_EVERY_TIME = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|(Set-Cookie|Expires|Content-Length): .*'
)
LONGEST_WALK = 80
ADMIN_FIELDS = (
    ("members", "membership", "member"),
    ("members", "membership", "group"),
    ("members", "affiliation", "organization"),
    ("members", "term", "group"),
    ("members", "application", "member"),
    ("resources", "collectionitem", "resource"),
    ("resources", "practice", "organizations"),
    ("events", "event", "group"),
    ("forums", "thread", "forum"),
    ("forums", "post", "thread"),
)
# Asked of lists by hand, to guess at what they do not show.
GUESSES = (
    "q={word}",
    "why__startswith={word}",
    "why__contains={start}",
    "member__name__startswith={start}",
    "organization__name__startswith={start}",
    "member__status_reason__startswith={start}",
    "submitted_by__status_reason__contains={start}",
    "title__startswith={start}",
    "documents__name__startswith={start}",
    "documents__pages__text__contains={start}",
    "group__name__startswith={start}",
    "text__contains={start}",
    "stories__adapted__contains={start}",
)


def said(response: HttpResponse) -> str:
    """Everything that comes back: body, headers, where it leads, and what an archive holds."""
    body = b"".join(response) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/zip" and body:
        with zipfile.ZipFile(io.BytesIO(body)) as pack:
            body = b"\n".join([body, *(pack.read(name) for name in pack.namelist())])
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return html.unescape(unquote(f"{headers}\n{body.decode(errors='replace')}"))


def hear(client: Client, path: str) -> str:
    """All that is said at this address, asked without the slug, which is a part of the title."""
    response = client.get(SLUG.sub(r"\1x", path))
    text = said(response)
    there = response.headers.get("Location", "")
    return text + said(client.get(there)) if there.startswith((LIBRARY, "/forums/")) else text


def told(house: House, name: str, response: HttpResponse, asked: str = "") -> set[str]:
    """The canaries that this person may not hear, and hears; not those that she said herself."""
    text = said(response)
    return {
        word
        for word, readers in house.canaries.items()
        if name not in readers and word in text and word not in asked
    }


def closed_to(house: House, name: str) -> list[str]:
    return [word for word, readers in house.canaries.items() if name not in readers]


def words_about(found: str, word: str) -> str:
    """A page as it would be if nothing had been asked, and without what differs every time."""
    text = re.sub(re.escape(word), "…", found)
    return re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"|Set-Cookie: .*|Expires: .*|Content-Length: .*',
        "",
        text,
    )


def every_path(house: House) -> Iterator[str]:
    for name, thing, _answers in rows():
        # Whoever was given the key of a feed reads what its owner does.
        if name not in {"account_logout", "set_language", "forums:forum_feed_private"}:
            yield path_of(name, thing, house)
    for model, page, _answers in admin_rows():
        yield admin_path(model, page)
    for key in (
        *("application elsewhere", "application of a leaver", "letter", "collection", "africa"),
        *("waiting file", "sealed group", "invitation", "suspension", "appeal"),
    ):
        thing = house.things[key]
        for page in ("change", "history", "delete"):
            label = f"{thing._meta.app_label}_{thing._meta.model_name}"
            yield reverse(f"admin:{label}_{page}", args=[thing.pk])
    for work in Resource.objects.all():
        yield reverse("admin:resources_resource_change", args=[work.pk])
        yield f"{HARVEST}verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:{work.pk}"
    for verb in ("Identify", "ListSets", "ListRecords", "ListIdentifiers"):
        lists = "&metadataPrefix=oai_dc" if verb in ("ListRecords", "ListIdentifiers") else ""
        yield f"{HARVEST}verb={verb}{lists}"
    for story in Story.objects.all():
        yield reverse("resources:story_edit", args=[story.resource_id])
        yield reverse("resources:story_list", args=[story.resource_id])
        for page in ("change", "history", "delete"):
            yield reverse(f"admin:resources_story_{page}", args=[story.pk])
    for model in (Forum, Thread, Post, Decision):
        name = model._meta.label_lower.replace(".", "_")
        for key in model.objects.values_list("pk", flat=True):
            for page in ("change", "history"):
                yield reverse(f"admin:{name}_{page}", args=[key])
    for row in (*Membership.objects.all(), *Term.objects.all()):
        for page in ("change", "history", "delete"):
            yield reverse(f"admin:members_{row._meta.model_name}_{page}", args=[row.pk])
    for page in ("history", "delete"):
        yield reverse(f"admin:resources_resource_{page}", args=[house.things["draft"].pk])
    for member in Member.objects.all():
        yield reverse("admin:members_member_change", args=[member.pk])


def test_no_address_tells_anybody_what_is_not_for_her(house: House) -> None:
    leaks: dict[str, set[str]] = {}
    heard: set[str] = set()
    paths = list(every_path(house))
    for name in PEOPLE:
        client = client_of(house.people[name])
        for path in paths:
            if path.startswith("/admin/") and name not in ENTERS_ADMIN:
                continue  # led away without a word; see the access matrix
            text = hear(client, path)
            spoken = {word for word in house.canaries if word in text}
            heard |= spoken
            if leak := spoken & set(closed_to(house, name)):
                leaks[f"{name} at {path}"] = leak
    assert leaks == {}
    # Each was heard by somebody who may hear it, or this test would prove nothing.
    for_somebody = {word for word, readers in house.canaries.items() if readers}
    assert for_somebody - heard == set()


def test_no_link_leads_anybody_to_what_is_not_for_her(house: House) -> None:
    for name in PEOPLE:
        assert walk(client_of(house.people[name]), house, name) == {}, name


def walk(client: Client, house: House, name: str) -> dict[str, set[str]]:
    """Follow links from the first pages on, as far as they lead within reason."""
    waiting = deque(["/", "/groups/", "/forums/", LIBRARY, "/resources/mine/", "/admin/"])
    seen = set(waiting)
    leaks = {}
    while waiting and len(seen) < LONGEST_WALK:
        path = waiting.popleft()
        response = client.get(path)
        if leak := told(house, name, response, asked=path):
            leaks[path] = leak
        for link in LINK.findall(said(response)) if not response.streaming else ():
            there = urlsplit(link)
            address = f"{there.path or path.partition('?')[0]}?{there.query}".rstrip("?")
            inside = not there.netloc and address.startswith("/") and "logout" not in address
            if inside and not address.startswith("/static/") and address not in seen:
                seen.add(address)
                waiting.append(address)
    return leaks


def test_to_search_for_a_secret_is_to_search_for_nothing(house: House) -> None:
    """Hits, number of hits, facets, suggestions and passages: as if it were nowhere."""
    for name in ("visitor", "chidi", "efua", "bintou"):
        client = client_of(house.people[name])
        nowhere = "nowherenowhere"
        nothing = words_about(said(client.get(LIBRARY, {"q": nowhere})), nowhere)
        for word in closed_to(house, name):
            page = said(client.get(LIBRARY, {"q": word}))
            assert words_about(page, word) == nothing, f"{name} asked {word}"


def test_no_beginning_misspelling_or_company_brings_a_secret_out(house: House) -> None:
    for name in ("visitor", "chidi", "bintou"):
        client = client_of(house.people[name])
        questions = [BEGINNING, f"kettle {BEGINNING}", f"kettle OR {BEGINNING}", f"-{BEGINNING}"]
        for word in closed_to(house, name):
            questions += [word[:8] + word[9] + word[8] + word[10:], word[:-1] + "z"]
        for asked in questions:
            response = client.get(LIBRARY, {"q": asked})
            assert told(house, name, response, asked) == set(), f"{name} asked {asked}"


def test_facets_count_only_what_she_may_see(house: House) -> None:
    """The works for members are of 2011 and Peru, those for the group of 2012."""
    for name, years in {
        "visitor": {"2020"},
        "dara": {"2020"},
        "amina": {"2020", "2011", "2012"},
        "chidi": {"2020", "2011"},
        "efua": {"2020", "2011", "2012"},
        "bintou": {"2020", "2011", "2012"},
    }.items():
        page = said(client_of(house.people[name]).get(LIBRARY))
        assert set(re.findall(r"year=(\d{4})", page)) == years, name
        assert ("Peru" in page) is (name not in {"visitor", "dara"}), name


def test_a_feed_holds_what_a_visitor_may_see_whoever_asks(house: House) -> None:
    closed = closed_to(house, "visitor")
    # A word in the file of the public work begins like all the secrets.
    finding = ["", f"q={BEGINNING}", f"q=kettle+OR+{BEGINNING}"]
    questions = [*finding, "year=2011", "country=PE", *(f"q={word}" for word in closed)]
    for asked in questions:
        path = f"{LIBRARY}feed/?{asked}"
        theirs = {name: said(client_of(house.people[name]).get(path)) for name in PEOPLE[3:]}
        theirs["visitor"] = said(client_of(None).get(path))
        for name, text in theirs.items():
            entries = text.partition("<entry>")[2]
            assert not [word for word in closed if word in entries], f"{name} asked {asked}"
            assert ("<entry>" in text) is (asked in finding), f"{name} asked {asked}"


def test_narrowing_to_a_hidden_value_says_nothing_of_it(house: House) -> None:
    client = client_of(None)
    hidden = words_about(said(client.get(LIBRARY, {"year": "2011"})), "2011")
    nobodys = words_about(said(client.get(LIBRARY, {"year": "1999"})), "1999")
    assert hidden == nobodys


def test_what_is_not_for_her_answers_like_what_is_not_there(house: House) -> None:
    for name in PEOPLE:
        _compare_with_missing(client_of(house.people[name]), _inside(house, name))


def _compare_with_missing(client: Client, reader: Member | None) -> None:
    """Status, body and headers."""
    missing = 999_999

    def spoken(path: str, pk: int) -> str:
        response = client.get(path.replace("PK", str(pk)))
        return f"{response.status_code} {words_about(said(response), f'/resources/{pk}')}"

    for work in Resource.objects.exclude(pk__in=Resource.objects.visible_to(reader)):
        for path in (
            "/resources/PK-work/",
            "/resources/PK-work/edit/",
            "/resources/PK.bib",
            "/resources/PK.ris",
            "/resources/PK.json",
            "/resources/PK/documents/1/",
            "/resources/PK/documents/1/picture/",
            "/resources/PK/documents/1/remove/",
        ):
            assert spoken(path, work.pk) == spoken(path, missing), path
    readable = Document.objects.visible_to(reader)
    for document in Document.objects.exclude(pk__in=readable):
        documents = f"/resources/{document.resource_id}/documents"
        for what in ("", "picture/"):
            foreign = client.get(f"{documents}/{document.number}/{what}")
            absent = client.get(f"{documents}/77/{what}")
            assert foreign.status_code == absent.status_code
            assert words_about(said(foreign), f"documents/{document.number}/") == words_about(
                said(absent), "documents/77/"
            )


def _inside(house: House, name: str) -> Member | None:
    """Applicants and the suspended read what visitors read."""
    return house.people[name] if name not in {"dara", "femi"} else None


def test_the_fields_of_the_administration_suggest_nothing_closed(house: House) -> None:
    for name in ENTERS_ADMIN:
        client = client_of(house.people[name])
        for app, model, field in ADMIN_FIELDS:
            for term in ("", BEGINNING):
                query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
                response = client.get("/admin/autocomplete/", query)
                assert told(house, name, response) == set(), f"{name}: {model}.{field}"


def test_the_lists_of_the_administration_find_nothing_closed(house: House) -> None:
    for name in ENTERS_ADMIN:
        client = client_of(house.people[name])
        for model, page, _answers in admin_rows():
            if page == "changelist":
                response = client.get(f"{admin_path(model, page)}?q={BEGINNING}")
                assert told(house, name, response) == set(), f"{name}: {model}"


def test_a_guess_at_a_foreign_application_finds_as_little_as_a_guess_at_none(house: House) -> None:
    """Efua may decide about her own region; the number of rows tells nothing of others."""
    client = client_of(house.people["efua"])
    path = admin_path("members_application", "changelist")
    word = house.canary("why somebody applies elsewhere", ["bintou"])
    for guess in GUESSES:
        asked = client.get(f"{path}?{guess.format(word=word, start=word[:9])}")
        nowhere = client.get(f"{path}?{guess.format(word='nowhere', start='nowhere')}")
        assert asked.status_code == nowhere.status_code
        if asked.status_code == 200:
            assert asked.context["cl"].result_count == nowhere.context["cl"].result_count


def test_efua_cannot_decide_about_an_application_of_another_region(house: House) -> None:
    client = client_of(house.people["efua"])
    foreign = house.things["application elsewhere"]
    decide = reverse("admin:members_application_decide", args=[foreign.pk])
    assert client.post(decide, {"admit": "1"}).status_code == 404
    chosen = {"action": "admit_chosen", "_selected_action": [foreign.pk]}
    client.post(admin_path("members_application", "changelist"), chosen)
    foreign.refresh_from_db()
    assert foreign.decision == "open"


def test_chidi_may_send_in_a_file_that_amina_keeps_as_a_draft(house: House) -> None:
    """To be told that it is known would be to be told of her draft."""
    form = {"kind": "study", "license": "unknown", "visibility": "members", "intent": "keep"}
    for name in ("draft", "submitted", "group", "group's files"):
        document = house.things[name].documents.get()
        with document.file.open("rb") as stream:
            same = SimpleUploadedFile("mine.txt", stream.read())
        response = client_of(house.people["chidi"]).post(
            reverse("resources:resource_new"),
            form | {"title": f"Mine, {name}", "file": same},
        )
        assert response.status_code == 302, name
        assert told(house, "chidi", response) == set()
        assert Resource.objects.get(title=f"Mine, {name}").documents.count() == 1


def test_who_asks_whether_a_closed_work_is_known_is_told_of_none(house: House) -> None:
    """By its title, as it stands or misspelt, and by the checksum of its file."""
    for name in ("amina", "chidi", "efua", "bintou"):
        client = client_of(house.people[name])
        readable = Document.objects.visible_to(house.people[name])
        for work in Resource.objects.exclude(
            pk__in=Resource.objects.visible_to(house.people[name])
        ):
            for asked in (work.title, work.title[1:]):
                page = client.get("/resources/known/", {"q": asked})
                assert page.context["known"] == [], f"{name} asked {asked}"
        for document in Document.objects.exclude(pk__in=readable):
            page = client.get("/resources/known/", {"sha256": document.sha256})
            assert page.context["known"] == [], f"{name} asked for file {document.pk}"


def test_a_work_that_becomes_narrower_is_found_by_nobody_else(house: House) -> None:
    """Through the administration, as staff would do it."""
    work = house.things["public"]
    client = client_of(house.people["bintou"])
    path = reverse("admin:resources_resource_change", args=[work.pk])
    form = {
        "title": work.title,
        "kind": work.kind,
        "languages": "en",
        "license": work.license,
        "creators": "Kettle",
        "visibility": "group",
        "files_visibility": "group",
        "groups": [house.things["africa"].pk],
    }
    for inline in ("abstracts", "documents", "practice", "review_steps"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    response = client.post(path, form)
    assert response.status_code == 302, response.context["errors"]
    inside = house.canary("text in the file of public", PEOPLE)
    for name, expected in {"visitor": False, "chidi": False, "efua": True, "bintou": True}.items():
        page = said(client_of(house.people[name]).get(LIBRARY, {"q": inside}))
        assert (f"/resources/{work.pk}-" in page) is expected, name


def test_machines_are_told_nothing_that_is_closed(house: House) -> None:
    for address in every_address():
        if address.path in {"/robots.txt", "/healthz", "/readyz", "/sitemap.xml"}:
            response = client_of(None).get(quote(address.path))
            assert told(house, "visitor", response) == set()
