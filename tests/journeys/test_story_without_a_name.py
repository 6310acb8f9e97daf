"""A story without a name: written, read by others, unsealed by two people, its author told."""

import datetime as dt
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import Page, expect

from forums.models import Post
from members.models import Affiliation, Group, Member, Organization
from members.notices import outbox
from members.notices.models import Letter
from tests import make

STORY = "He told me that the list was full, unless I came to his house."
WHY = "She says that he holds the list again this year."


def log_in(page: Page, member: Member) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", member.email)
    page.fill("input[name=password]", make.PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/")


def test_a_story_without_a_name(
    page: Page,
    new_browser: Callable[[], Page],
    africa: Group,
    amina: Member,
    efua: Member,
    bintou: Member,
    organization_b: Organization,
) -> None:
    Affiliation.objects.create(member=efua, organization=organization_b, since=dt.date(2020, 1, 1))
    forum = make.make_forum(africa, slug="stories", visibility="group", allows_nameless=True)

    log_in(page, amina)
    page.goto(f"{forum.get_absolute_url()}new/")
    page.fill("input[name=title]", "A list that was full")
    page.fill("textarea[name=body]", STORY)
    page.get_by_text("without my name").first.click()
    page.get_by_label("Without my name").check()
    page.get_by_label("have changed names and details").check()
    page.locator("main form .actions button:not([name=preview])").first.click()
    expect(page.get_by_text(STORY)).to_be_visible()
    post = Post.objects.get()
    assert post.author is None

    facilitator = new_browser()
    log_in(facilitator, efua)
    facilitator.goto(post.get_absolute_url())
    article = facilitator.locator(f"#post-{post.pk}")
    expect(article.get_by_text(STORY)).to_be_visible()
    expect(article.get_by_text("A member of this group")).to_be_visible()
    expect(article.get_by_text("Names and details changed")).to_be_visible()
    expect(facilitator.get_by_text("Amina")).to_have_count(0)
    article.get_by_role("link", name="Ask to open the seal").click()
    facilitator.get_by_label("Why does it have to be known").fill(WHY)
    facilitator.get_by_role("button", name="Ask to open the seal").click()
    expect(facilitator.get_by_text("waits for an answer")).to_be_visible()

    staff = new_browser()
    log_in(staff, bintou)
    staff.goto("/forums/unsealing/")
    staff.get_by_role("link", name="A list that was full").click()
    expect(staff.get_by_text(WHY)).to_be_visible()
    staff.get_by_label("Your reasons").fill("It must not happen to another.")
    staff.get_by_role("button", name="Agree to open the seal").click()
    expect(staff.get_by_text("Amina")).to_have_count(0)
    staff.get_by_role("button", name="Show the name").click()
    expect(staff.get_by_role("heading", name="Who wrote it")).to_be_visible()
    expect(staff.locator("main strong", has_text="Amina")).to_be_visible()

    outbox.send(Letter.objects.get().pk)
    (letter,) = mail.outbox
    assert letter.to == [amina.email]
    assert WHY in letter.body
    assert not Letter.objects.exists()
    facilitator.goto(post.get_absolute_url())
    expect(facilitator.get_by_text("Amina")).to_have_count(0)
