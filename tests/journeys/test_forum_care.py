"""A harmful post is hidden and explained."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from members.models import Group, Member
from members.moderation.models import Decision
from members.notices.models import Letter
from tests import make

from .test_facilitator import log_in

HARM = "Mariam of the second street told me this herself."
WHY = "It names a survivor. Please tell it without names."


def test_a_harmful_post_is_hidden_and_explained(
    page: Page,
    new_browser: Callable[[], Page],
    amina: Member,
    efua: Member,
    africa: Group,
) -> None:
    forum = make.make_forum(africa, visibility="group", slug="africa-talk")
    thread = make.make_thread(forum, efua, title="Who comes to the meetings")
    post = make.make_post(thread, amina, body=HARM)
    reader = make.make_writer(forum)
    there = f"#post-{post.pk}"

    # Whoever looks after the group hides it; she is asked why.
    log_in(page, efua)
    page.goto(thread.get_absolute_url())
    page.locator(there).get_by_role("link", name="Hide the post").click()
    expect(page.get_by_text(HARM)).to_be_visible()
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.get_by_text("Please write a reason.").first).to_be_visible()
    page.get_by_label("Reason").fill(WHY)
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.get_by_text("The post is hidden.")).to_be_visible()

    # A member sees its place and the reason, on a phone, and not the words.
    others = new_browser()
    others.set_viewport_size({"width": 390, "height": 800})
    log_in(others, reader)
    others.goto(thread.get_absolute_url())
    expect(others.locator(there).get_by_text(WHY)).to_be_visible()
    expect(others.get_by_text(HARM)).to_have_count(0)
    expect(others.get_by_role("link", name="Hide the post")).to_have_count(0)
    assert others.evaluate("document.documentElement.scrollWidth") <= 390

    # The author reads why, in her letter and in the thread, beside her own words.
    letter = Letter.objects.get(recipient=amina, kind="post_hidden")
    assert WHY in letter.text
    hers = new_browser()
    log_in(hers, amina)
    hers.goto(post.get_absolute_url())
    expect(hers.locator(there).get_by_text(HARM)).to_be_visible()
    expect(hers.locator(there).get_by_text(WHY)).to_be_visible()

    # They talk, and it is restored.
    page.goto(thread.get_absolute_url())
    page.locator(there).get_by_role("link", name="Restore the post").click()
    page.get_by_label("Reason").fill("We talked: it is a made-up name.")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("The post can be read again.")).to_be_visible()
    others.reload()
    expect(others.locator(there).get_by_text(HARM)).to_be_visible()
    assert Letter.objects.filter(recipient=amina, kind="post_restored").exists()

    # What was done, and why, stands in the thread for those who look after it.
    page.get_by_text("Look after this thread").click()
    page.get_by_role("link", name="All decisions about it").click()
    expect(page.get_by_role("listitem").filter(has_text=WHY)).to_contain_text("Post hidden")
    assert Decision.objects.about(post).count() == 2
