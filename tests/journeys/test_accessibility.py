"""What a machine can check of accessibility, on the main pages, by day and by night."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from forums.models import Thread
from members.models import Group, Member
from resources import actions
from resources.models import ReadingListItem, Resource, SavedSearch
from tests import make

from .test_newcomer import log_in

VISITORS = (
    "/",
    "/resources/",
    "/resources/?q=orchard&kind=study",
    "/resources/?q=nothing-like-it",
    "/resources/practices/",
    "/resources/practices/?open=all",
    "/collections/",
    "/collections/shelf/",
    "/forums/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/charter/",
    "/nowhere/",
)
MEMBERS = (
    "/",
    "/forums/",
    "/resources/new/",
    "/resources/mine/",
    "/resources/practices/new/",
    "/resources/reading-list/",
    "/resources/following/",
    "/account/email/",
    "/account/password/change/",
    "/me/",
    "/me/welcome/",
    "/members/",
    "/members/?q=nobody-of-the-kind",
    "/charter/accept/",
    "/account/second-factor/",
    "/account/sessions/",
)


def check(page: Page, paths: tuple[str, ...]) -> None:
    """All pages are looked at before any complaint is made."""
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in paths:
            page.goto(path)
            results = Axe().run(page)
            if results.violations_count:
                found[f"{path} {scheme}"] = results.generate_report()
    assert found == {}, "\n\n".join(found.values())


@pytest.fixture
def work(amina: Member) -> Resource:
    themes = [make.make_theme(en="Care work"), make.make_theme(en="Land")]
    for n in range(22):
        make.make_resource(
            f"Orchard book {n}",
            by=amina,
            themes=themes,
            issued=1999 + n,
            abstract="On orchards.",
            kind=("study", "guide")[n % 2],
        )
    work = make.make_resource("Orchard of all", by=amina, themes=themes, countries=["BF"])
    make.make_practice(section="Land", organizations=[make.make_organization()])
    make.make_practice(section="Money", subtheme="Credit")
    make.make_collection("Shelf", (work, "It asks well."), slug="shelf")
    ReadingListItem.objects.create(member=amina, resource=work, note="Page three.")
    make.make_document(work, "Qu’est-ce qu’un verger ?".encode(), name="verger.txt")
    make.make_event()
    make.make_charter()
    return work


def test_the_pages_of_a_visitor(page: Page, work: Resource) -> None:
    check(page, (*VISITORS, work.get_absolute_url()))


def test_the_pages_of_a_member(page: Page, work: Resource, amina: Member, bintou: Member) -> None:
    returned = make.make_resource("Orchard of one", by=amina, status=Resource.Status.SUBMITTED)
    actions.give_back(resource=returned, by=bintou, reason="Which year?")
    log_in(page, amina.email, make.PASSWORD)
    page.wait_for_url("/")
    make.make_story(work, by=bintou)
    saved = SavedSearch.objects.create(member=amina, query="q=orchard")
    SavedSearch.objects.filter(pk=saved.pk).update(seen_at=work.created_at - dt.timedelta(1))
    stories = (f"/resources/{work.pk}/stories/", f"/resources/{work.pk}/story/")
    edit = f"{returned.get_absolute_url()}edit/"
    paths = (work.get_absolute_url(), returned.get_absolute_url(), edit, *stories)
    check(page, (*MEMBERS, *paths))


def test_a_forum_and_a_thread(page: Page, amina: Member, efua: Member, africa: Group) -> None:
    forum = make.make_forum(africa, slug="keys", visibility="group", allows_nameless=True)
    thread = make.make_thread(forum, amina, kind="question", body="Who holds *which* key?")
    helped = make.make_post(thread, efua, nameless=True)
    Thread.objects.filter(pk=thread.pk).update(helped_by=helped)
    for _number in range(20):
        make.make_post(thread, efua)
    log_in(page, amina.email, make.PASSWORD)
    page.wait_for_url("/")
    check(page, ("/forums/", forum.get_absolute_url(), thread.get_absolute_url()))


def test_the_page_of_an_applicant(page: Page, dara: Member) -> None:
    log_in(page, dara.email, make.PASSWORD)
    page.wait_for_url("/me/application/")
    check(page, ("/me/application/",))


def test_a_form_with_mistakes(page: Page, amina: Member) -> None:
    log_in(page, amina.email, make.PASSWORD)
    page.wait_for_url("/")
    page.goto("/resources/new/")
    page.get_by_role("button", name="Send in").click()
    page.wait_for_selector("[aria-invalid=true]")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_pages_of_who_invites_and_of_who_is_invited(page: Page, bintou: Member) -> None:
    make.make_charter()
    _one, key = make.make_invitation(bintou, words="Come and sit with us.")
    check(page, (f"/invitations/{key}/", "/invitations/nothing/"))
    log_in(page, bintou.email, make.PASSWORD)
    page.wait_for_url("/")
    check(page, ("/invitations/", "/invitations/new/", f"/invitations/{key}/"))
    page.goto("/invitations/new/")
    page.get_by_label("E-mail addresses").fill("a@x.org\nwrong@")
    page.get_by_role("button", name="Send the invitations").click()
    page.wait_for_selector("#misread")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
