"""Replying in a thread: written once, looked at before, refused with the text kept."""

import re

import pytest

from forums.models import Draft, Forum, Label, Mention, Post, Thread
from members.models import Member, Membership
from tests import make

from .writing import TEXT, carried, errors, here_for_long, opened, reply, reply_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known(amina: Member, efua: Member, chidi: Member) -> None:
    here_for_long(amina, efua, chidi)


def alike(response, number: int) -> str:
    """A page without what differs from one asking to the next."""
    page = response.content.decode().replace(f"/{number}/", "/N/")
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", page)


def last(thread: Thread) -> Post:
    return thread.posts.order_by("number").last()


def test_amina_replies_and_lands_on_her_post(thread, amina, client_of):
    response = reply(client_of(amina), thread)
    post = last(thread)
    assert response.status_code == 302
    assert response["Location"] == f"/forums/posts/{post.pk}/"
    assert (post.number, post.author, post.body) == (2, amina, TEXT)
    assert "<strong>three</strong>" in post.html
    assert not Draft.objects.exists()


def test_chidi_who_does_not_see_the_thread_finds_none(thread, chidi, amina, client_of):
    sent = carried(opened(client_of(amina), thread)) | {"body": TEXT}
    foreign = client_of(chidi).post(reply_address(thread), sent)
    missing = client_of(chidi).post("/forums/threads/987654/reply/", sent)
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert alike(foreign, thread.pk) == alike(missing, 987654)
    assert not Draft.objects.exists()
    assert thread.posts.count() == 1


def test_who_reads_and_does_not_belong_to_the_group_is_told_why_she_cannot_answer(
    chidi, efua, africa, client_of
):
    forum = make.make_forum(visibility="members")
    thread = make.make_thread(forum)
    Membership.objects.filter(member=chidi).delete()
    response = client_of(chidi).post(reply_address(thread), {"body": TEXT})
    assert response.status_code == 403
    assert "Only the members of the group write here." in response.content.decode()
    assert TEXT in response.content.decode()


def test_a_visitor_is_led_to_the_log_in(thread, client_of):
    response = client_of().post(reply_address(thread), {"body": TEXT})
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


def test_the_same_form_sent_twice_is_one_post(thread, amina, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    first = reply(client, thread, began_with=page)
    second = reply(client, thread, began_with=page)
    assert first["Location"] == second["Location"]
    assert thread.posts.count() == 2


def test_who_goes_back_to_a_sent_form_and_writes_other_words_loses_none_of_them(
    thread, amina, client_of
):
    client = client_of(amina)
    page = opened(client, thread)
    reply(client, thread, "The first thought.", began_with=page)
    for _twice in range(2):
        reply(client, thread, "The second thought.", began_with=page)
    bodies = [post.body for post in thread.posts.in_order()]
    assert bodies[1:] == ["The first thought.", "The second thought."]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("   \n ", "This field is required."),
        ("x" * 50_001, "too long for one post"),
        (" ".join(f"@somebody{n}" for n in range(11)), "at most 10 people"),
    ],
)
def test_what_cannot_be_posted_is_said_beside_the_field_and_kept(
    thread, amina, client_of, body, said
):
    response = reply(client_of(amina), thread, body)
    assert response.status_code == 422
    assert said in errors(response)["body"][0]
    assert body.strip() in response.content.decode()
    assert Draft.objects.get(member=amina, thread=thread).body == body
    assert thread.posts.count() == 1


def test_a_preview_shows_it_and_keeps_a_draft(thread, amina, client_of):
    client = client_of(amina)
    response = reply(client, thread, preview="1")
    page = response.content.decode()
    assert response.status_code == 200
    assert "What it will look like" in page
    assert "<strong>three</strong>" in page
    assert "Your draft is kept." in page
    assert thread.posts.count() == 1
    again = opened(client_of(amina), thread)
    assert TEXT in again.content.decode()
    reply(client, thread, began_with=response)
    assert last(thread).body == TEXT
    assert not Draft.objects.exists()


def test_an_empty_preview_says_nothing_and_keeps_nothing_but_the_draft(thread, amina, client_of):
    response = reply(client_of(amina), thread, "", preview="1")
    assert response.status_code == 422
    assert "What it will look like" not in response.content.decode()


def test_quoting_fills_the_box_and_keeps_the_reference(thread, amina, efua, client_of):
    client = client_of(amina)
    first = thread.posts.get()
    page = opened(client, thread, f"?quote={first.pk}")
    body = page.context["form"].initial["body"]
    assert "> Who holds them?" in body
    assert "Efua" in body
    reply(client, thread, body + "Three of us.", began_with=page)
    assert last(thread).answers == first


def test_what_cannot_be_read_cannot_be_quoted(thread, amina, client_of):
    elsewhere = make.make_post(body="A secret.")
    hidden = make.make_post(thread, body="Another.", by=amina)
    hidden.body, hidden.html, hidden.removed_at = "", "", hidden.created_at
    hidden.save()
    for pk in (elsewhere.pk, hidden.pk, 987654, "x", "9" * 30):
        page = opened(client_of(amina), thread, f"?quote={pk}")
        assert page.context["box"].answers is None
        assert "body" not in page.context["form"].initial
        response = reply(client_of(amina), thread, f"Of {pk}", answers=str(pk))
        assert response.status_code == 302
        assert last(thread).answers is None


def test_a_nameless_post_is_quoted_without_a_name(thread, amina, efua, client_of):
    post = make.make_post(thread, efua, body="It was me.", nameless=True)
    page = opened(client_of(amina), thread, f"?quote={post.pk}")
    body = page.context["form"].initial["body"]
    assert "A member of this group" in body
    assert "Efua" not in body


def test_new_posts_are_shown_first_and_asked_about_once(thread, amina, efua, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    make.make_post(thread, efua, body="I have found them.")
    make.make_post(thread, efua, body="In the drawer.")
    asked = reply(client, thread, began_with=page)
    said = asked.content.decode()
    assert asked.status_code == 422
    assert "2 new posts since you began." in said
    assert "In the drawer." in said
    assert TEXT in said
    assert thread.posts.count() == 3
    make.make_post(thread, efua, body="And one more.")
    assert reply(client, thread, began_with=asked).status_code == 302
    assert last(thread).body == TEXT


def test_her_own_posts_are_no_news(thread, amina, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    make.make_post(thread, amina, body="From another window.")
    assert reply(client, thread, began_with=page).status_code == 302


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"locked": True}, "This thread is locked."),
        ({"closed": True}, "This forum is closed"),
    ],
)
def test_a_thread_that_was_locked_meanwhile_says_so_and_keeps_the_text(
    thread, amina, client_of, changes, reason
):
    client = client_of(amina)
    page = opened(client, thread)
    if "locked" in changes:
        Thread.objects.filter(pk=thread.pk).update(locked_at=thread.opened_at)
    else:
        Forum.objects.update(closed_at=thread.opened_at)
    response = reply(client, thread, began_with=page)
    assert response.status_code == 403
    assert reason in response.content.decode()
    assert TEXT in response.content.decode()
    assert Draft.objects.get(member=amina).body == TEXT
    assert thread.posts.count() == 1


def test_a_thread_that_was_hidden_meanwhile_is_gone_and_the_text_is_not(thread, amina, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    Thread.objects.filter(pk=thread.pk).update(hidden_at=thread.opened_at, hidden_why="Names")
    response = reply(client, thread, began_with=page)
    said = response.content.decode()
    assert response.status_code == 404
    assert "not open to you any more" in said
    assert TEXT in said
    assert "Wheelbarrows" not in said
    listed = client.get("/forums/drafts/").content.decode()
    assert TEXT in listed
    assert "Wheelbarrows" not in listed


def test_a_thread_that_was_moved_takes_the_reply_in_its_new_place(thread, amina, africa, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    Thread.objects.filter(pk=thread.pk).update(forum=make.make_forum(africa))
    assert reply(client, thread, began_with=page).status_code == 302
    assert last(thread).author == amina


def test_a_thread_that_was_moved_out_of_her_reach_keeps_the_text(thread, amina, europe, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    Thread.objects.filter(pk=thread.pk).update(forum=make.make_forum(europe, visibility="group"))
    response = reply(client, thread, began_with=page)
    assert response.status_code == 404
    assert TEXT in response.content.decode()
    assert Draft.objects.get(member=amina).body == TEXT


def test_a_merged_thread_leads_to_the_other_with_the_text(thread, forum, amina, efua, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    other = make.make_thread(forum, efua, title="All about keys")
    thread.posts.update(thread=other, number=2)
    Thread.objects.filter(pk=thread.pk).update(merged_into=other, post_count=0, last_post=None)
    Thread.objects.filter(pk=other.pk).update(post_count=2)
    asked = reply(client, thread, began_with=page)
    said = asked.content.decode()
    assert asked.status_code == 422
    assert "has become part of this one" in said
    assert "All about keys" in said
    assert TEXT in said
    assert reply(client, other, began_with=asked).status_code == 302
    assert other.posts.get(number=3).body == TEXT
    assert not Draft.objects.exists()


def test_a_page_loaded_anew_leads_to_the_box_in_the_thread(thread, amina, chidi, client_of):
    led = client_of(amina).get(reply_address(thread))
    assert led["Location"] == f"{thread.get_absolute_url()}#reply"
    quoting = client_of(amina).get(f"{reply_address(thread)}?quote=7")
    assert quoting["Location"] == f"{thread.get_absolute_url()}?quote=7#reply"
    assert client_of(chidi).get(reply_address(thread)).status_code == 404


def test_without_her_name_it_has_no_author_and_leaves_no_draft(
    thread, amina, client_of, django_capture_on_commit_callbacks
):
    client = client_of(amina)
    seen = reply(client, thread, nameless="on", preview="1")
    with django_capture_on_commit_callbacks(execute=True):
        assert reply(client, thread, nameless="on", began_with=seen).status_code == 302
    post = last(thread)
    assert (post.author, post.is_nameless) == (None, True)
    assert not Draft.objects.exists()


def test_where_the_forum_has_names_only_the_box_is_not_there_and_not_heard(
    amina, africa, client_of
):
    thread = make.make_thread(make.make_forum(africa), amina)
    assert "nameless" not in opened(client_of(amina), thread).context["form"].fields
    reply(client_of(amina), thread, nameless="on")
    assert last(thread).author == amina


def test_invisible_characters_are_tidied_away(thread, amina, client_of):
    reply(client_of(amina), thread, "One\x00 two\u202e\r\nthree")
    assert last(thread).body == "One two\nthree"


@pytest.mark.parametrize("key", ["", "x", "0" * 40, "5f0c1f6e-8d1e-4f43-9d8a-0f6b8f1d1a11"])
def test_hidden_fields_of_any_kind_do_no_harm(thread, amina, client_of, key):
    more = {"form_key": key, "seen_to": "-1", "answers": "1e9", "began": "é", "asked_again": "1"}
    response = client_of(amina).post(reply_address(thread), {"body": TEXT} | more)
    assert response.status_code == 302
    assert last(thread).body == TEXT


def test_a_reply_costs_few_statements(thread, amina, client_of, django_assert_max_num_queries):
    client = client_of(amina)
    page = opened(client, thread)
    with django_assert_max_num_queries(20):
        reply(client, thread, began_with=page)


def test_who_may_see_the_thread_is_mentioned_and_nobody_else(thread, amina, efua, chidi, client_of):
    reply(client_of(amina), thread, "Ask @efua, @chidi and @nobody.")
    post = last(thread)
    assert [row.member for row in Mention.objects.filter(post=post)] == [efua]
    assert 'href="/members/efua/"' in post.html
    assert "@chidi and @nobody" in post.html


def test_a_label_does_not_change_by_replying(thread, amina, client_of):
    reply(client_of(amina), thread, label="public")
    thread.refresh_from_db()
    assert thread.label == Label.GROUP
