"""The forums in the administration: a facilitator's own, and no trace of others."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.test import Client

from forums.care import posts as care_of_posts
from forums.models import Forum, Post, Thread
from members.models import Group, Member, Term
from members.moderation.models import Decision
from tests import make
from tests.cast import client_of

KINDS = ("forums/forum", "forums/thread", "forums/post", "moderation/decision")
# A word that stands nowhere but in the hidden group beside Efua's.
SECRET = "Canary"
WHY = "It goes round in circles."

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, visibility="group", allows_nameless=True, name="Of Africa")


@pytest.fixture
def thread(forum: Forum, amina: Member) -> Thread:
    return make.make_thread(forum, amina, title="Keys of the office")


@pytest.fixture
def foreign(chidi: Member, bintou: Member) -> Post:
    """In a hidden group that is not Efua's."""
    group = make.make_group(f"{SECRET} group", slug="canary", seen_by="group")
    forum = make.make_forum(group, name=f"{SECRET} forum", slug="canary-forum", visibility="group")
    make.make_membership(chidi, group)
    writer = make.make_writer(forum)
    Member.objects.filter(pk=writer.pk).update(name=f"{SECRET} writer")
    thread = make.make_thread(forum, writer, title=f"{SECRET} title", body=f"{SECRET} words")
    care_of_posts.hide(post=thread.last_post, by=bintou, why=f"{SECRET} reason")
    return thread.last_post


@pytest.fixture
def efuas(efua: Member, foreign: Post) -> Client:
    return client_of(efua)


def rows(response: HttpResponse) -> set[object]:
    return set(response.context["cl"].result_list)


def rows_about(foreign: Post) -> dict[str, int]:
    decision = Decision.objects.filter(title__startswith=SECRET)[0]
    keys = (foreign.thread.forum_id, foreign.thread_id, foreign.pk, decision.pk)
    return dict(zip(KINDS, keys, strict=True))


def test_lists_hold_what_stands_in_her_groups(
    efuas: Client, thread: Thread, forum: Forum, europe: Group, bintou: Member
) -> None:
    elsewhere = make.make_thread(make.make_forum(europe, visibility="members"), label="members")
    assert rows(efuas.get("/admin/forums/forum/")) == {forum}
    assert rows(efuas.get("/admin/forums/thread/")) == {thread}
    assert rows(efuas.get("/admin/forums/post/")) == {thread.last_post}
    assert elsewhere in rows(client_of(bintou).get("/admin/forums/thread/"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_list_search_or_filter_has_a_trace_of_others(
    efuas: Client, thread: Thread, foreign: Post, kind: str
) -> None:
    there = foreign.thread.forum
    for query in (
        *("", "?q=anary", "?q=CANARY+writer", "?_facets=True", "?o=1", "?all="),
        *(f"?forum={there.pk}", f"?group__id__exact={there.group_id}", "?standing=hidden"),
        *("?hidden_at__isempty=0", "?visibility__exact=group", "?kind__exact=discussion"),
    ):
        response = efuas.get(f"/admin/{kind}/{query}", follow=True)
        page = response.content.decode()
        assert SECRET not in page.replace("CANARY", ""), query


@pytest.mark.parametrize(
    ("kind", "guess"),
    [
        ("forums/thread", "opened_by__email__startswith=a"),
        ("forums/thread", "forum__group__name__startswith=C"),
        ("forums/thread", "posts__body__contains=a"),
        ("forums/post", "author__email__startswith=a"),
        ("forums/post", "body__contains=a"),
        ("forums/post", "thread__title__startswith=C"),
        ("forums/post", "answers__author=1"),
        ("forums/forum", "threads__title__startswith=C"),
        ("moderation/decision", "by__email__startswith=a"),
        ("moderation/decision", "why__startswith=a"),
    ],
)
def test_what_the_rows_do_not_show_is_not_guessed_at_by_hand(
    efuas: Client, kind: str, guess: str
) -> None:
    assert efuas.get(f"/admin/{kind}/?{guess}").status_code in (302, 400)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["change", "history", "delete"])
def test_a_foreign_row_answers_like_one_that_is_not_there(
    efuas: Client, foreign: Post, kind: str, way: str
) -> None:
    answers = []
    for pk in (rows_about(foreign)[kind], 9_999_999):
        response = efuas.get(f"/admin/{kind}/{pk}/{way}/", follow=True)
        assert SECRET not in response.content.decode()
        answers.append((response.status_code, response.redirect_chain))
    assert answers[0] == answers[1]


def test_fields_suggest_forums_and_threads_of_hers_only(
    efuas: Client, thread: Thread, forum: Forum
) -> None:
    for model, field, own in (("thread", "forum", forum), ("post", "thread", thread)):
        asked = {"app_label": "forums", "model_name": model, "field_name": field}
        found = efuas.get("/admin/autocomplete/", asked).json()["results"]
        assert [one["text"] for one in found] == [str(own)]
        found = efuas.get("/admin/autocomplete/", asked | {"term": SECRET}).json()["results"]
        assert found == []


@pytest.mark.parametrize("deed", ["lock", "hide", "move"])
def test_deeds_are_done_with_a_reason_from_page_and_list(
    efuas: Client, efua: Member, thread: Thread, africa: Group, deed: str
) -> None:
    there = make.make_forum(africa, visibility="group")
    more = {"forum": there.pk} if deed == "move" else {}
    page = f"/admin/forums/thread/{thread.pk}/deeds/{deed}/"
    assert page in efuas.get(f"/admin/forums/thread/{thread.pk}/change/").content.decode()
    assert efuas.get(page).status_code == 200
    assert efuas.post(page, {"why": ""} | more).status_code == 422
    assert efuas.post(page, {"why": WHY} | more).status_code == 302
    other = make.make_thread(thread.forum, efua)
    chosen = {"action": f"{deed}_chosen", "_selected_action": [other.pk, thread.pk]}
    asking = efuas.post("/admin/forums/thread/", chosen)
    assert WHY not in asking.content.decode()
    assert asking.status_code == 200
    done = efuas.post("/admin/forums/thread/", chosen | {"why": WHY} | more, follow=True)
    assert "Done once." in done.content.decode()
    assert Decision.objects.filter(deed=deed, by=efua, why=WHY).count() == 2


def test_a_foreign_thread_is_not_reached_by_a_deed_whatever_is_sent(
    efuas: Client, foreign: Post, thread: Thread
) -> None:
    before = Decision.objects.count()
    there = foreign.thread
    assert (
        efuas.post(f"/admin/forums/thread/{there.pk}/deeds/lock/", {"why": WHY}).status_code == 404
    )
    assert (
        efuas.post(f"/admin/forums/post/{foreign.pk}/deeds/restore/", {"why": WHY}).status_code
        == 404
    )
    chosen = {"action": "lock_chosen", "_selected_action": [there.pk], "why": WHY}
    efuas.post("/admin/forums/thread/", chosen)
    sent = {"why": WHY, "forum": there.forum_id}
    assert efuas.post(f"/admin/forums/thread/{thread.pk}/deeds/move/", sent).status_code == 422
    assert efuas.get(f"/admin/forums/thread/{thread.pk}/deeds/burn/").status_code == 404
    assert Decision.objects.count() == before


def test_a_post_is_hidden_and_restored_there(efuas: Client, thread: Thread) -> None:
    post = make.make_post(thread)
    for deed in ("hide", "restore"):
        chosen = {"action": f"{deed}_chosen", "_selected_action": [post.pk], "why": WHY}
        assert efuas.post("/admin/forums/post/", chosen).status_code == 302
    assert list(Decision.objects.about(post).values_list("deed", flat=True)) == ["restore", "hide"]


def test_a_nameless_post_has_no_author_there_and_is_not_found_by_her_name(
    efuas: Client, bintou: Member, forum: Forum, amina: Member
) -> None:
    thread = make.make_thread(forum, amina, title="A story", nameless=True)
    for client in (efuas, client_of(bintou)):
        for path in (
            *("/admin/forums/thread/", f"/admin/forums/thread/{thread.pk}/change/"),
            *("/admin/forums/post/", f"/admin/forums/post/{thread.last_post_id}/change/"),
            f"/admin/forums/post/{thread.last_post_id}/history/",
        ):
            page = client.get(path).content.decode()
            assert "Amina" not in page, path
            assert "amina" not in page, path
        assert rows(client.get("/admin/forums/post/?q=Amina")) == set()
        assert rows(client.get("/admin/forums/thread/?q=Amina")) == set()
        assert rows(client.get("/admin/forums/post/?q=story")) == {thread.last_post}


def test_a_look_at_what_is_for_one_group_is_written_down(bintou: Member, thread: Thread) -> None:
    client_of(bintou).get(f"/admin/forums/post/{thread.last_post_id}/change/")
    looked = LogEntry.objects.get(object_id=str(thread.last_post_id))
    assert (looked.user, looked.get_change_message()) == (bintou, "Looked at.")


def test_nobody_writes_adds_or_deletes_threads_and_posts_there(
    bintou: Member, thread: Thread
) -> None:
    staff = client_of(bintou)
    for kind in ("thread", "post"):
        assert staff.get(f"/admin/forums/{kind}/add/").status_code == 403
    for kind, pk in (
        ("thread", thread.pk),
        ("post", thread.last_post_id),
        ("forum", thread.forum_id),
    ):
        assert staff.post(f"/admin/forums/{kind}/{pk}/delete/", {"post": "yes"}).status_code == 403
    sent = {"title": "Changed", "body": "Changed", "author": bintou.pk}
    staff.post(f"/admin/forums/thread/{thread.pk}/change/", sent)
    staff.post(f"/admin/forums/post/{thread.last_post_id}/change/", sent)
    assert Thread.objects.get(pk=thread.pk).title == thread.title
    assert Post.objects.get(pk=thread.last_post_id).author == thread.opened_by


def test_the_day_after_her_term_nothing_of_it_is_left(efuas: Client, thread: Thread) -> None:
    Term.objects.update(ends_on=thread.forum.group.today - dt.timedelta(1))
    for kind in KINDS:
        assert efuas.get(f"/admin/{kind}/").status_code == 302
    path = f"/admin/forums/thread/{thread.pk}/deeds/lock/"
    assert efuas.post(path, {"why": WHY}).status_code == 302
    assert not Decision.objects.filter(deed="lock").exists()


# Forums.

SETTINGS = {
    "name": "Savings",
    "purpose": "How we save.",
    "visibility": "group",
    "opened_by": "members",
    "position": 2,
}


def test_a_facilitator_opens_a_forum_for_her_group_and_for_no_other(
    efuas: Client, africa: Group, europe: Group, foreign: Post
) -> None:
    assert efuas.get("/admin/forums/forum/add/").status_code == 200
    response = efuas.post("/admin/forums/forum/add/", SETTINGS | {"group": africa.pk})
    assert response.status_code == 302
    made = Forum.objects.get(name="Savings")
    assert (made.group, made.slug) == (africa, "africa-savings")
    for group in (europe, foreign.thread.forum.group):
        response = efuas.post("/admin/forums/forum/add/", SETTINGS | {"group": group.pk})
        assert response.status_code == 200
        assert SECRET not in response.content.decode()
    efuas.post("/admin/forums/forum/add/", SETTINGS | {"group": africa.pk, "slug": "canary-forum"})
    slugs = Forum.objects.filter(name="Savings").values_list("slug", flat=True)
    assert set(slugs) == {"africa-savings", "africa-savings-2"}


def test_a_forum_is_never_wider_than_its_group(efuas: Client, africa: Group) -> None:
    for wide in ("public", "members"):
        sent = SETTINGS | {"group": africa.pk, "visibility": wide}
        response = efuas.post("/admin/forums/forum/add/", sent)
        assert response.status_code == 200
        assert "never open to more people than its group" in response.content.decode()
    assert not Forum.objects.filter(name="Savings").exists()


@pytest.mark.parametrize("slug", ["search", "decisions", "posts", "not a slug", ""])
def test_staff_do_not_take_the_words_of_pages(bintou: Member, europe: Group, slug: str) -> None:
    sent = SETTINGS | {"group": europe.pk, "slug": slug}
    client_of(bintou).post("/admin/forums/forum/add/", sent)
    assert not Forum.objects.filter(slug=slug).exists()


def test_its_settings_change_and_its_group_and_address_do_not(
    efuas: Client, forum: Forum, europe: Group
) -> None:
    sent = SETTINGS | {"group": europe.pk, "slug": "other", "closed_at_0": "2020-01-01"}
    assert efuas.post(f"/admin/forums/forum/{forum.pk}/change/", sent).status_code == 302
    now = Forum.objects.get(pk=forum.pk)
    assert (now.name, now.group, now.slug) == ("Savings", forum.group, forum.slug)
    assert now.closed_at is None


def test_a_forum_is_closed_and_opened_again_with_a_reason(
    efuas: Client, forum: Forum, amina: Member
) -> None:
    for deed, is_closed in (("close", True), ("reopen", False)):
        path = f"/admin/forums/forum/{forum.pk}/deeds/{deed}/"
        assert efuas.post(path, {"why": ""}).status_code == 422
        assert efuas.post(path, {"why": WHY}).status_code == 302
        now = Forum.objects.get(pk=forum.pk)
        assert (now.closed_at is not None) is is_closed
    assert Decision.objects.about(forum).count() == 2


def test_who_reads_a_forum_changes_and_its_threads_are_indexed_anew(
    bintou: Member, europe: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    forum = make.make_forum(europe, visibility="members")
    thread = make.make_thread(forum)
    asked: list[int] = []
    monkeypatch.setattr(
        "forums.admin.forums.search.index_later", lambda one, *_more: asked.append(one.pk)
    )
    client_of(bintou).post(f"/admin/forums/forum/{forum.pk}/change/", SETTINGS)
    assert asked == [thread.pk]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_asks_as_often_for_many_as_for_few(
    efuas: Client, bintou: Member, forum: Forum, kind: str, django_assert_max_num_queries
) -> None:
    writer = make.make_writer(forum)
    for n in range(12):
        thread = make.make_thread(make.make_forum(forum.group, visibility="group"), writer)
        post = make.make_post(thread, writer, body=f"Words {n}")
        care_of_posts.hide(post=post, by=bintou, why=WHY)
    for client in (efuas, client_of(bintou)):
        client.get(f"/admin/{kind}/")
        with django_assert_max_num_queries(15):
            assert len(rows(client.get(f"/admin/{kind}/?q="))) >= 12
