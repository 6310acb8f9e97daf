"""A thread is opened, answered, marked as helpful; with a script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from forums.models import Draft, Forum, Post, Thread
from members.models import Group, Member
from tests import make

from .test_newcomer import log_in

QUESTION = "How do you keep the three keys of the box?"
ANSWER = "In *three* houses: nobody opens it alone."


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, name="Savings", slug="savings", visibility="group")


def ask(page: Page, forum: Forum) -> None:
    """Without a title first: it is said, and nothing is lost."""
    page.goto(f"/forums/{forum.slug}/new/")
    page.get_by_label("Text").fill(QUESTION)
    page.get_by_label("Question", exact=True).check()
    page.get_by_role("button", name="Open the thread").click()
    expect(page.get_by_text("Please look at this again")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(QUESTION)
    page.get_by_label("Title").fill("Three keys")
    page.get_by_role("button", name="Open the thread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Three keys")
    expect(page.locator("article").first).to_contain_text(QUESTION)


def answer(page: Page, thread: Thread) -> None:
    """She quotes, looks at it first, and posts."""
    page.goto(f"{thread.get_absolute_url()}?quote={thread.posts.get().pk}#reply")
    box = page.locator("#reply textarea")
    box.fill(f"{box.input_value()}{ANSWER}")
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="What it will look like")
    expect(preview.locator("em")).to_have_text("three")
    expect(preview.locator("blockquote")).to_contain_text(QUESTION)
    page.get_by_role("button", name="Post the reply").click()
    post = Post.objects.get(number=2)
    expect(page.locator(f"#post-{post.pk} em")).to_have_text("three")
    assert post.answers == thread.posts.get(number=1)


def mark_as_helpful(page: Page, thread: Thread) -> None:
    page.goto(thread.get_absolute_url())
    page.get_by_role("button", name="This helped (post 2)").click()
    expect(page.get_by_text("this helped").first).to_be_visible()
    thread.refresh_from_db()
    assert thread.helped_by == thread.posts.get(number=2)


def test_a_thread_is_opened_answered_and_marked_as_helpful(
    page: Page, new_browser: Callable[[], Page], forum: Forum, amina: Member, efua: Member
) -> None:
    log_in(page, amina.email, make.PASSWORD)
    ask(page, forum)
    thread = Thread.objects.get()
    other = new_browser()
    log_in(other, efua.email, make.PASSWORD)
    answer(other, thread)
    mark_as_helpful(page, thread)


def test_the_same_without_a_script(
    browser: Browser, base_url: str, forum: Forum, amina: Member, efua: Member
) -> None:
    pages = []
    for person in (amina, efua):
        context = browser.new_context(java_script_enabled=False, base_url=base_url)
        pages.append(context.new_page())
        log_in(pages[-1], person.email, make.PASSWORD)
    ask(pages[0], forum)
    thread = Thread.objects.get()
    answer(pages[1], thread)
    mark_as_helpful(pages[0], thread)


def test_what_is_typed_is_kept_without_a_button_and_waits_on_another_device(
    page: Page, new_browser: Callable[[], Page], forum: Forum, amina: Member
) -> None:
    thread = make.make_thread(forum, amina)
    log_in(page, amina.email, make.PASSWORD)
    page.goto(thread.get_absolute_url())
    page.locator("#reply textarea").fill("Half a thought")
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    assert Draft.objects.get().body == "Half a thought"
    telephone = new_browser()
    log_in(telephone, amina.email, make.PASSWORD)
    telephone.goto(thread.get_absolute_url())
    expect(telephone.locator("#reply textarea")).to_have_value("Half a thought")


def test_a_line_that_breaks_is_said_and_tried_again(
    page: Page, forum: Forum, amina: Member, complaints: list[str]
) -> None:
    thread = make.make_thread(forum, amina)
    log_in(page, amina.email, make.PASSWORD)
    page.goto(thread.get_absolute_url())
    page.route("**/drafts/save/", lambda route: route.abort())
    page.locator("#reply textarea").fill("Half a thought")
    expect(page.get_by_text("The draft could not be kept just now.")).to_be_visible()
    page.unroute("**/drafts/save/")
    page.locator("#reply textarea").fill("Half a thought, and the other half")
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    assert Draft.objects.get().body.endswith("half")
