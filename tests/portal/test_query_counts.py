"""A page asks the database as often for thirty rows as for three, and never often."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums import post_actions, reader_actions
from forums import search as threads
from forums.care import posts as hiding
from forums.models import Forum
from members import group_search, organization_index, person_search
from members.models import Group, Member, Membership, MembershipStep, Theme
from members.search import vocabulary
from resources import actions
from resources.models import (
    Collection,
    CollectionItem,
    EmptySearch,
    Import,
    ReadingListItem,
    Resource,
    SavedSearch,
)
from tests import make
from tests.cast import BROWSER, client_of

FEW, MANY = 3, 30
MOST = 12
# The lists of the library. Where fewer than five works are found, what comes closest and what may
# have been meant are asked for as well.
MOST_IN_LISTS = 10
MOST_IN_ADMIN = 15
# What only runs because a test stands inside a transaction.
OF_THE_TEST = re.compile("SAVEPOINT|SET LOCAL .* TO DEFAULT")
PAGES = (
    "/",
    "/resources/",
    "/search/",
    "/search/?q=water",
    "/search/?q=group+OR+water+OR+person+OR+organization+OR+thread",
    "/search/?q=nothing-of-the-kind",
    "/forums/search/",
    "/forums/search/?q=water",
    "/resources/?q=water",
    "/resources/?q=water+baobab",
    "/resources/?q=watr",
    "/resources/?theme=care&kind=study&sort=title",
    "/resources/?q=nothing-of-the-kind",
    "/resources/oai/?verb=ListRecords&metadataPrefix=oai_dc",
    "/resources/oai/?verb=ListIdentifiers&metadataPrefix=oai_dc",
    "/resources/practices/",
    "/resources/practices/?section=Leadership",
    "/collections/",
    "/collections/shelf/",
    "/resources/pack/",
    "/resources/pack/?theme=care&size=5&language=en",
    "/resources/pack/?collection=shelf",
    "/groups/",
    "/groups/?q=Group",
    "/groups/meadow/",
    "/resources/feed/",
    "/resources/feed/?q=water",
    "/sitemap.xml",
)
HER_PAGES = (
    "/groups/meadow/people/",
    "/me/",
    "/me/data/",
    "/me/welcome/",
    "/me/organization/",
    "/organizations/",
    "/organizations/?q=org&kind=ngo&standing=partner",
    "/me/profile/",
    "/members/accompaniment/",
    "/members/map/",
    "/members/",
    "/members/?q=person&sort=title",
    "/members/?country=BF&offers=care&language=en",
    "/members/?group=group-of-many&organization=a",
    "/charter/accept/",
    "/account/second-factor/",
    "/resources/new/",
    "/resources/known/?q=Water+work+1",
    "/resources/mine/",
    "/resources/practices/new/",
    "/resources/reading-list/",
    "/resources/following/",
)
ADMIN_PAGES = (
    "/admin/resources/resource/",
    "/admin/resources/resource/?link=broken",
    "/admin/resources/collection/",
    "/admin/resources/source/",
    "/admin/resources/harvestrun/",
    "/admin/resources/sourcerecord/",
    "/admin/resources/document/",
    "/admin/resources/linkcheck/",
    "/admin/resources/linkcheck/?link=broken",
    "/admin/resources/monthlyuse/",
    "/admin/resources/monthlyuse/unopened/",
    "/admin/resources/monthlyuse/searches/",
    "/admin/resources/story/",
    "/admin/resources/import/",
    "/admin/resources/import/add/",
    "/admin/resources/waitingdocument/",
    "/admin/members/member/",
    "/admin/members/organization/",
    "/admin/members/organization/?resembles=yes",
    "/admin/members/formerorganization/",
    "/admin/members/registrylist/",
    "/admin/members/registrylist/add/",
    "/admin/members/registryexport/",
    "/admin/members/application/",
    "/admin/members/group/",
    "/admin/members/joinrequest/",
    "/groups/meadow/",
    "/groups/meadow/people/",
    "/groups/meadow/invite/?q=Member",
    "/groups/meadow/people/asker/request/",
    "/admin/members/membership/",
    "/admin/members/term/",
    "/admin/members/term/?standing=current",
    "/admin/members/theme/",
    "/admin/members/acceptance/",
    "/admin/members/charterstanding/",
    "/admin/members/secondfactorreset/",
    "/admin/members/invitation/",
    "/admin/members/suspension/",
    "/admin/members/appeal/",
    "/admin/members/accompaniment/",
    "/admin/notices/letter/",
    "/admin/events/event/",
    "/forums/decisions/",
    "/admin/forums/forum/",
    "/admin/forums/thread/",
    "/admin/forums/post/",
    "/admin/moderation/decision/",
)

pytestmark = pytest.mark.django_db


def add(number: int, *, by: Member, themes: list[Theme]) -> Resource:
    """So many works of everything, and one work with as many parts; that one is returned."""
    square = Forum.objects.filter(slug="square").first()
    square = square or make.make_forum(slug="square", visibility="public")
    for n in range(number):
        make.make_use(make.make_resource(by=by, themes=[make.make_theme(en=f"Used {n}")]), 9)
        make.make_resource(by=by, published_at=timezone.now() - dt.timedelta(days=100))
        words = f"words {number} {n}"
        EmptySearch.objects.create(words=words, month=dt.date(2026, 5, 1), sessions=3)
        work = make.make_resource(
            f"Water work {n}",
            by=by,
            abstract="About the baobab and what it gives.",
            themes=themes,
            countries=["BF", "KE"],
            issued=2000 + n,
            source_url=f"https://example.org/{n}",
        )
        make.make_link_check(work, failures=2)
        make.make_document(work, f"Water {n} {number}".encode())
        make.make_waiting_document(work, f"Newer water {n} {number}".encode())
        make.make_event()
        words = {"title": f"Water thread {n}", "body": "Water for all.", "label": "public"}
        staff = make.make_member(is_staff=True)
        talk = make.make_thread(square, staff, **words)
        member = make.make_member(status=Member.Status.APPLIED)
        make.make_application(member)
        make.make_invitation(by)
        make.make_suspension(make.make_member(), by).appeals.create(words="I did not.")
        make.make_membership(by, make.make_group())
        add_company(by, themes[0])
        hiding.hide(post=make.make_post(talk, staff), by=staff, why="It hurts.")
        add_to_the_meadow(by, work)
        make.make_term(member, make.make_group())
        waiting = make.make_resource(by=by, status=Resource.Status.SUBMITTED)
        actions.give_back(resource=waiting, by=by, reason="Which year?")
        add_row_of_a_list(by, work)
        make.make_practice(f"Practice {n}", by=by, organizations=[make.make_organization()])
        make.make_collection("", (work, "Read this."))
        make.make_source_record(make.make_source(by=by), resource=work)
        make.make_story(work, by=by)
        yesterday = work.created_at - dt.timedelta(1)
        query = f"q=water+{n}+OR+water+{number}&theme=care"
        SavedSearch.objects.create(member=by, query=query, seen_at=yesterday)
        ReadingListItem.objects.create(member=by, resource=work, note="Soon.")
        shelf = Collection.objects.filter(slug="shelf").first()
        shelf = shelf or make.make_collection("Shelf", slug="shelf")
        CollectionItem.objects.create(collection=shelf, resource=work, why="It is short.")
    add_people(number, by, themes)
    rich = make.make_resource("Rich work", by=by, themes=themes)
    for n in range(number):
        make.make_document(rich, f"Rich {n} {number}".encode(), name=f"part-{n}.txt")
        make.make_collection("", (rich, "It is long."))
        make.make_story(rich, by=make.make_member(organization=make.make_organization()))
        rich.themes.add(make.make_theme(en=f"Theme {number} {n}"))
    return rich


def add_company(by: Member, theme: Theme) -> None:
    """Somebody who fits, and has asked already in another theme."""
    peer = make.make_member(country="KE", languages=["en"])
    for one in (by, peer):
        one.offers.add(theme)
        one.asks.add(theme)
    make.make_accompaniment(peer, by, make.make_theme(en="Company"))


def add_to_the_meadow(by: Member, work: Resource) -> None:
    """A group for everyone, with one more of all that its pages show."""
    meadow = Group.objects.filter(slug="meadow").first()
    if meadow is None:
        meadow = make.make_group("Meadow", slug="meadow", seen_by=Group.SeenBy.EVERYONE)
        make.make_membership(by, meadow)
        asker = make.make_member(handle="asker")
        make.make_membership(asker, meadow, status="requested", message="Please.")
    asker = Member.objects.get(handle="asker")
    step = {"member": asker, "group": meadow, "deed": MembershipStep.Deed.ASKED}
    MembershipStep.objects.create(by=make.make_member(), **step)
    for status in ("active", "requested", "invited"):
        make.make_membership(make.make_member(), meadow, status=status)
    make.make_group(parent=meadow, seen_by=Group.SeenBy.EVERYONE)
    make.make_term(make.make_member(), meadow)
    make.make_event(group=meadow)
    work.groups.add(meadow)


def add_people(number: int, by: Member, themes: list[Theme]) -> None:
    """They show all to all, or some of it to a group of hers only."""
    group = Group.objects.filter(slug="group-of-many").first()
    group = group or make.make_group("Of many", slug="group-of-many", seen_by="group")
    Membership.objects.get_or_create(member=by, group=group)
    for n in range(number):
        kept = {"for_groups": ["offers", "country"]} if n % 2 else {}
        at = make.make_organization()
        person = make.make_member(f"Person {number} {n}", organization=at, languages=["en"], **kept)
        person.offers.set(themes)
        make.make_membership(person, group)
    by.asks.set(themes)
    for kind in (person_search, group_search, organization_index, threads):
        kind.renew()


def add_row_of_a_list(by: Member, work: Resource) -> None:
    """Of the one list there is, and another list."""
    first = Import.objects.order_by("pk").first()
    one = first or Import.objects.create(begun_by=by, name="first.csv", status="read")
    number = one.rows.count() + 2
    one.rows.create(number=number, outcome="changed", changes=["title"], resource=work)
    Import.objects.filter(pk=one.pk).update(changed_count=number)
    Import.objects.create(begun_by=by, name="works.csv")


def statements(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        # As a browser, so that what counts readers is counted too.
        response = client.get(path, headers={"user-agent": BROWSER})
    assert response.status_code == 200, path
    return [query["sql"] for query in captured.captured_queries]


def asked_of(client: Client, path: str) -> list[str]:
    """Once to warm up what a process keeps, then counted; without what wraps a test."""
    statements(client, path)
    return [sql for sql in statements(client, path) if not OF_THE_TEST.search(sql)]


def compare(
    paths: tuple[str, ...], most: int, reader: Member | None, make_more: Callable[[], None]
) -> None:
    client = client_of(reader)
    few = {path: asked_of(client, path) for path in paths}
    make_more()
    faults = []
    for path in paths:
        many = asked_of(client, path)
        lists = ("/resources/?", "/resources/feed/", "/members/?", "/search/?", "/forums/search/?")
        is_list = path.startswith(lists) or path in ("/resources/", "/members/")
        allowed = min(most, MOST_IN_LISTS) if is_list else most
        if len(many) > len(few[path]) or len(many) > allowed or len(few[path]) > most:
            counts = f"{path}: {len(few[path])} for few rows, {len(many)} for many"
            faults.append("\n".join((counts, *(" ".join(sql.split())[:160] for sql in few[path]))))
    assert not faults, "\n\n".join(faults)


@pytest.fixture
def themes(db: None) -> list[Theme]:
    return [make.make_theme("care", en="Care work"), make.make_theme("water", en="Water")]


def test_the_pages_of_a_visitor(
    amina: Member, themes: list[Theme], run_jobs: Callable[[], int]
) -> None:
    rich = add(FEW, by=amina, themes=themes)
    run_jobs()
    vocabulary.refresh()
    paths = (*PAGES, rich.get_absolute_url(), f"/resources/{rich.pk}/stories/")

    def more() -> None:
        add(MANY, by=amina, themes=themes)

    compare(paths, MOST, None, more)


def test_the_pages_of_a_member(
    amina: Member, themes: list[Theme], run_jobs: Callable[[], int]
) -> None:
    rich = add(FEW, by=amina, themes=themes)
    run_jobs()
    vocabulary.refresh()
    stories = (f"/resources/{rich.pk}/stories/", f"/resources/{rich.pk}/story/")
    paths = (*PAGES, *HER_PAGES, rich.get_absolute_url(), *stories)
    make.make_charter()
    paths = (*PAGES, *HER_PAGES, rich.get_absolute_url())

    def more() -> None:
        add(MANY, by=amina, themes=themes)

    compare(paths, MOST, amina, more)


def test_the_pages_of_a_post(efua: Member, africa: Group) -> None:
    """Its history, who thanked for it, what she keeps, and the label of its thread."""
    post = make.make_post(make.make_thread(make.make_forum(africa), efua), efua)

    def more(number: int = MANY) -> None:
        for n in range(number):
            post.refresh_from_db()
            since = post_actions.edition(post)
            post_actions.edit(post=post, by=efua, body=f"Word {n} of {number}.", since=since)
            reader = make.make_writer(post.thread.forum)
            reader_actions.thank(post=post, by=reader)
            reader_actions.bookmark(post=make.make_post(post.thread, reader), by=efua)

    more(FEW)
    here = f"/forums/posts/{post.pk}"
    pages = (f"{here}/edit/", f"{here}/remove/", f"{here}/history/", f"{here}/thanks/")
    compare((*pages, "/forums/bookmarks/"), MOST_IN_LISTS, efua, more)


def test_the_first_page_of_a_facilitator(efua: Member, africa: Group, themes: list[Theme]) -> None:
    """It also says who waits for her."""
    add(FEW, by=efua, themes=themes)

    def more() -> None:
        for _number in range(MANY):
            organization = make.make_organization(region=africa.region)
            make.make_application(organization=organization)

    compare(("/",), MOST, efua, more)


def test_a_work_with_many_files_themes_and_steps(amina: Member, themes: list[Theme]) -> None:
    small, large = add(FEW, by=amina, themes=themes), add(MANY, by=amina, themes=themes)
    for reader in (None, amina):
        client = client_of(reader)
        few = asked_of(client, small.get_absolute_url())
        many = asked_of(client, large.get_absolute_url())
        assert len(few) == len(many) <= MOST, f"{len(few)}, {len(many)}:\n" + "\n".join(many)


def test_the_pages_of_who_invites(bintou: Member) -> None:
    def more(number: int = MANY) -> None:
        for _n in range(number):
            places = {"organization": make.make_organization(), "group": make.make_group()}
            make.make_invitation(bintou, **places)

    more(FEW)
    compare(("/invitations/", "/invitations/?status=open", "/invitations/new/"), MOST, bintou, more)


def test_the_lists_of_the_administration(bintou: Member, themes: list[Theme]) -> None:
    add(FEW, by=bintou, themes=themes)
    one = Import.objects.order_by("pk")[0]

    def more() -> None:
        add(MANY, by=bintou, themes=themes)

    compare((*ADMIN_PAGES, one.get_absolute_url()), MOST_IN_ADMIN, bintou, more)
