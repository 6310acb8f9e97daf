"""Moving, merging and splitting threads: nothing gets lost, nothing gets wider."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.utils import timezone

from forums import actions, sealing
from forums.care import places
from forums.models import Bookmark, Draft, Forum, Label, Post, Thread, ThreadMark
from members.models import Group, Member
from members.moderation.models import Decision
from tests import make
from tests.cast import client_of

WHY = "It belongs there."


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, slug="from", visibility="members", allows_nameless=True)


@pytest.fixture
def beside(africa: Group) -> Forum:
    """Of the same group, for the group only."""
    return make.make_forum(africa, slug="to", visibility="group")


@pytest.fixture
def thread(forum: Forum, amina: Member) -> Thread:
    return make.make_thread(forum, amina, label=Label.GROUP)


def post(person: Member, thread: Thread, verb: str, **sent: object) -> HttpResponse:
    return client_of(person).post(f"/forums/threads/{thread.pk}/{verb}/", {"why": WHY} | sent)


def at(minute: int) -> dt.datetime:
    return dt.datetime(2026, 3, 1, 12, minute, tzinfo=dt.UTC)


def bodies(thread: Thread) -> list[tuple[int, str]]:
    return list(thread.posts.in_order().values_list("number", "body"))


# Moving.


def test_a_thread_moves_with_all_that_hangs_on_it(
    amina: Member, efua: Member, thread: Thread, beside: Forum
) -> None:
    ThreadMark.objects.create(member=amina, thread=thread, read_to=thread.last_post_at)
    Bookmark.objects.create(member=amina, post=thread.last_post)
    Thread.objects.filter(pk=thread.pk).update(pinned_at=timezone.now())
    left = thread.forum
    response = post(efua, thread, "move", forum=beside.pk)
    thread.refresh_from_db()
    assert (response.status_code, response.url) == (302, thread.get_absolute_url())
    assert (thread.forum, thread.pinned_at) == (beside, None)
    assert ThreadMark.objects.filter(thread=thread, member=amina).exists()
    assert Bookmark.objects.filter(post__thread=thread).exists()
    decision = Decision.objects.get(deed="move")
    assert (decision.before["forum"], decision.after["forum"]) == (left.pk, beside.pk)


def test_in_a_narrower_forum_it_becomes_narrower_and_she_is_told(
    efua: Member, forum: Forum, beside: Forum, amina: Member
) -> None:
    thread = make.make_thread(forum, amina, label=Label.MEMBERS)
    client = client_of(efua)
    sent = {"forum": beside.pk, "why": WHY}
    page = client.post(f"/forums/threads/{thread.pk}/move/", sent, follow=True)
    assert "It is for fewer people than before" in page.content.decode()
    thread.refresh_from_db()
    assert thread.label == Label.GROUP
    places.move(thread=thread, forum=forum, by=efua, why="Back.")
    thread.refresh_from_db()
    assert thread.label == Label.GROUP


@pytest.fixture
def two_groups(chidi: Member) -> tuple[Forum, Forum]:
    """That everybody may know of, both facilitated by Chidi; their forums are for all members."""
    groups = [make.make_group(seen_by=Group.SeenBy.EVERYONE) for _n in range(2)]
    for group in groups:
        make.make_term(chidi, group)
    one, other = (make.make_forum(group, visibility="members") for group in groups)
    return one, other


@pytest.mark.parametrize("label", [Label.GROUP, Label.NOT_QUOTED])
def test_what_is_for_one_group_does_not_come_before_another(
    chidi: Member, two_groups: tuple[Forum, Forum], label: str
) -> None:
    one, other = two_groups
    closed = make.make_thread(one, chidi, label=label)
    assert (
        "no other forum"
        in client_of(chidi).get(f"/forums/threads/{closed.pk}/move/").content.decode()
    )
    response = post(chidi, closed, "move", forum=other.pk)
    assert response.status_code in (302, 422)
    into = make.make_thread(other, chidi, label=label)
    response = post(chidi, closed, "merge", chosen="else", address=into.pk)
    assert response.status_code == 422
    assert "is not shown to another" in response.content.decode()
    closed.refresh_from_db()
    assert (closed.forum, closed.merged_into) == (one, None)
    for deed, where in ((places.move, {"forum": other}), (places.merge, {"into": into})):
        with pytest.raises(actions.NotNow):
            deed(thread=closed, by=chidi, why=WHY, **where)


def test_what_all_members_read_may_go_to_another_group(
    chidi: Member, two_groups: tuple[Forum, Forum]
) -> None:
    one, other = two_groups
    wide = make.make_thread(one, chidi, label=Label.MEMBERS)
    assert post(chidi, wide, "move", forum=other.pk).status_code == 302
    wide.refresh_from_db()
    assert (wide.forum, wide.label) == (other, Label.MEMBERS)


def test_what_a_hidden_group_reads_is_for_that_group_whatever_its_label_says(
    bintou: Member, thread: Thread, forum: Forum, europe: Group, amina: Member
) -> None:
    wide = make.make_thread(forum, amina, label=Label.MEMBERS)
    elsewhere = make.make_forum(europe, visibility="members")
    with pytest.raises(actions.NotNow):
        places.move(thread=wide, forum=elsewhere, by=bintou, why=WHY)


def test_a_thread_of_the_whole_community_may_go_to_a_group(
    bintou: Member, community: Group, europe: Group
) -> None:
    thread = make.make_thread(make.make_forum(community, visibility="group"), bintou)
    assert thread.label == Label.GROUP
    moved = places.move(
        thread=thread, forum=make.make_forum(europe, visibility="members"), by=bintou, why=WHY
    )
    assert moved.label == Label.GROUP


def test_she_is_offered_the_forums_of_her_groups_only(
    efua: Member, thread: Thread, beside: Forum, europe: Group, community: Group
) -> None:
    hidden = make.make_forum(make.make_group("Hidden", seen_by="group"), name="Secret forum")
    others = [make.make_forum(europe, name="Of Europe"), make.make_forum(community), hidden]
    page = client_of(efua).get(f"/forums/threads/{thread.pk}/move/").content.decode()
    assert beside.name in page
    for other in others:
        assert other.name not in page
        assert post(efua, thread, "move", forum=other.pk).status_code == 422
    beside.closed_at = timezone.now()
    beside.save()
    assert post(efua, thread, "move", forum=beside.pk).status_code == 422


# Merging.


@pytest.fixture
def two(forum: Forum, amina: Member, efua: Member) -> tuple[Thread, Thread]:
    """Written in turns: two, one, two, one."""
    one = make.make_thread(forum, amina, title="Keys, again", body="b", at=at(2), label="members")
    other = make.make_thread(forum, efua, title="Keys", body="a", at=at(1), label="group")
    make.make_post(other, efua, body="c", at=at(3))
    make.make_post(one, amina, body="d", at=at(4))
    return one, other


def test_posts_of_both_stand_in_the_order_in_which_they_were_written(
    efua: Member, two: tuple[Thread, Thread]
) -> None:
    one, other = two
    response = post(efua, one, "merge", chosen=other.pk)
    assert (response.status_code, response.url) == (302, other.get_absolute_url())
    assert bodies(other) == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]
    for row in two:
        row.refresh_from_db()
    assert (other.post_count, other.last_post.body, other.label) == (4, "d", Label.GROUP)
    assert other.last_post_at == at(4)
    assert (one.merged_into, one.post_count, one.last_post) == (other, 0, None)
    decision = Decision.objects.about(one).get()
    assert (decision.title, decision.before["title"]) == ("Keys, again", "Keys, again")
    assert decision.after["thread"] == other.pk


def test_the_narrower_label_holds_whichever_it_is(efua: Member, two: tuple[Thread, Thread]) -> None:
    wide, narrow = two
    places.merge(thread=narrow, into=wide, by=efua, why=WHY)
    wide.refresh_from_db()
    assert wide.label == Label.GROUP


def test_a_thread_is_found_by_its_address_and_never_one_that_she_does_not_look_after(
    efua: Member, amina: Member, two: tuple[Thread, Thread], europe: Group
) -> None:
    one, other = two
    foreign = make.make_thread(make.make_forum(europe, visibility="members"), label="members")
    assert Thread.objects.visible_to(efua).contains(foreign)
    for address in (f"{foreign.pk}", "9999999", "nowhere", "", "1" * 30):
        response = post(efua, one, "merge", chosen="else", address=address)
        assert response.status_code == 422
        assert "There is no such thread" in response.content.decode()
    response = post(efua, one, "merge", chosen=foreign.pk)
    assert response.status_code == 422
    address = f"https://testserver/forums/from/{other.pk}-keys/?page=2#post-7"
    assert post(efua, one, "merge", chosen="else", address=address).status_code == 302


def test_what_was_merged_before_leads_on_to_the_last(
    efua: Member, amina: Member, two: tuple[Thread, Thread], forum: Forum
) -> None:
    one, other = two
    last = make.make_thread(forum, amina)
    places.merge(thread=one, into=other, by=efua, why=WHY)
    places.merge(thread=other, into=last, by=efua, why=WHY)
    assert Thread.objects.get(pk=one.pk).merged_into == last
    for gone in two:
        with pytest.raises(actions.NotNow):
            places.merge(thread=gone, into=last, by=efua, why=WHY)
        with pytest.raises(actions.NotNow):
            places.merge(thread=last, into=gone, by=efua, why=WHY)
        assert post(efua, gone, "lock").status_code == 404


def test_hidden_threads_and_such_with_other_guests_are_not_merged(
    efua: Member, forum: Forum, amina: Member
) -> None:
    today = timezone.localdate()
    days = {"opens_on": today, "closes_on": today, "kind": "e_discussion"}
    guests = make.make_thread(forum, efua, guests=[make.make_member()], **days)
    thread = make.make_thread(forum, amina)
    response = post(efua, thread, "merge", chosen=guests.pk)
    assert "not the same guests" in response.content.decode()
    hidden = make.make_thread(forum, amina)
    Thread.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now(), hidden_why=WHY)
    response = post(efua, thread, "merge", chosen="else", address=hidden.pk)
    assert "restore it first" in response.content.decode()


@pytest.mark.parametrize(
    ("read", "until"),
    [
        # How far she had read in each (the moments of their posts are 2 and 4, 1 and 3).
        ({"one": 4, "other": 3}, 4),
        ({"one": 4, "other": 1}, 1),
        ({"one": 2, "other": 3}, 2),
        ({"other": 3}, 1),
        ({"one": 4}, 0),
    ],
)
def test_nothing_that_she_has_not_read_counts_as_read_after_a_merge(
    efua: Member, amina: Member, two: tuple[Thread, Thread], read: dict[str, int], until: int
) -> None:
    one, other = two
    for name, minute in read.items():
        thread = {"one": one, "other": other}[name]
        ThreadMark.objects.create(member=amina, thread=thread, read_to=at(minute))
    places.merge(thread=one, into=other, by=efua, why=WHY)
    mark = ThreadMark.objects.get(member=amina)
    new = other.posts.filter(created_at__gt=mark.read_to).in_order()
    assert list(new.values_list("number", flat=True)) == list(range(until + 1, 5))
    assert mark.thread == other


def test_what_helped_stays_what_helped(efua: Member, amina: Member, forum: Forum) -> None:
    one = make.make_thread(forum, amina, kind="question", label="group")
    other = make.make_thread(forum, amina, kind="question", label="group")
    helped = make.make_post(one, efua)
    Thread.objects.filter(pk=one.pk).update(helped_by=helped)
    places.merge(thread=one, into=other, by=efua, why=WHY)
    other.refresh_from_db()
    assert other.helped_by == helped


def test_replies_that_were_begun_are_kept(
    efua: Member, amina: Member, two: tuple[Thread, Thread]
) -> None:
    one, other = two
    Draft.objects.create(member=amina, thread=one, body="First half.")
    Draft.objects.create(member=efua, thread=one, body="Hers in one.")
    Draft.objects.create(member=efua, thread=other, body="Hers in the other.")
    places.merge(thread=one, into=other, by=efua, why=WHY)
    kept = dict(Draft.objects.filter(thread=other).values_list("member", "body"))
    assert kept == {amina.pk: "First half.", efua.pk: "Hers in the other.\n\nHers in one."}


def test_posts_of_one_moment_get_moments_of_their_own(efua: Member, forum: Forum) -> None:
    one, other = (make.make_thread(forum, efua, at=at(5), body=body) for body in "ab")
    places.merge(thread=one, into=other, by=efua, why=WHY)
    posts = list(other.posts.in_order())
    assert [post.number for post in posts] == [1, 2]
    assert posts[0].created_at < posts[1].created_at


# Splitting.


@pytest.fixture
def long(forum: Forum, amina: Member, efua: Member) -> Thread:
    thread = make.make_thread(forum, amina, body="p1", label=Label.NOT_QUOTED)
    for n in (2, 3, 4, 5):
        make.make_post(thread, efua if n % 2 else amina, body=f"p{n}")
    return Thread.objects.get(pk=thread.pk)


def keys(thread: Thread, *numbers: int) -> list[int]:
    return list(thread.posts.filter(number__in=numbers).values_list("pk", flat=True))


def test_chosen_posts_become_a_thread_of_their_own(efua: Member, long: Thread) -> None:
    ThreadMark.objects.create(member=efua, thread=long, read_to=long.last_post_at)
    response = post(efua, long, "split", title="Another matter", posts=keys(long, 3, 5))
    new = Thread.objects.get(title="Another matter")
    assert (response.status_code, response.url) == (302, new.get_absolute_url())
    assert bodies(new) == [(1, "p3"), (2, "p5")]
    assert bodies(long) == [(1, "p1"), (2, "p2"), (3, "p4")]
    first = new.posts.get(number=1)
    assert (new.opened_by, new.opened_at) == (efua, first.created_at)
    assert (new.label, new.forum, new.post_count) == (Label.NOT_QUOTED, long.forum, 2)
    long.refresh_from_db()
    assert (long.post_count, long.last_post.body) == (3, "p4")
    mark = ThreadMark.objects.get(member=efua, thread=new)
    assert not new.posts.filter(created_at__gt=mark.read_to).exists()


def test_all_that_follows_goes_along_if_she_says_so(efua: Member, long: Thread) -> None:
    sent = {"title": "Rest", "posts": keys(long, 3), "and_what_follows": "on"}
    assert post(efua, long, "split", **sent).status_code == 302
    assert bodies(Thread.objects.get(title="Rest")) == [(1, "p3"), (2, "p4"), (3, "p5")]


def test_the_first_post_stays_and_so_does_what_stands_elsewhere(
    efua: Member, long: Thread, thread: Thread
) -> None:
    foreign = make.make_post(thread, efua)
    for posts in (keys(long, 1), [foreign.pk], [], ["x"]):
        response = post(efua, long, "split", title="No", posts=posts)
        assert response.status_code == 422
    assert bodies(long)[0] == (1, "p1")
    assert not Thread.objects.filter(title="No").exists()
    with pytest.raises(actions.NotNow):
        places.split(thread=long, posts=[foreign], title="No", by=efua, why=WHY)


def test_what_was_typed_is_kept(efua: Member, long: Thread) -> None:
    third = keys(long, 3)
    page = post(efua, long, "split", title="", posts=third, why="Two matters.").content.decode()
    assert "Two matters." in page
    assert f'value="{third[0]}"' in page
    assert page.count("checked") == 1


def test_a_nameless_post_opens_a_thread_of_nobody(
    efua: Member, amina: Member, long: Thread
) -> None:
    nameless = make.make_post(long, amina, nameless=True)
    new = places.split(thread=long, posts=[nameless], title="A story", by=efua, why=WHY)
    assert new.opened_by is None
    moved = Post.objects.get(pk=nameless.pk)
    assert moved.author is None
    assert sealing.hers_among(amina, [moved]) == {moved.pk}


def test_answers_are_not_followed_from_one_thread_into_the_other(
    efua: Member, long: Thread
) -> None:
    second = long.posts.get(number=2)
    answer = make.make_post(long, efua, answers=second)
    beside = make.make_post(long, efua, answers=answer)
    places.split(thread=long, posts=[answer, beside], title="Apart", by=efua, why=WHY)
    assert Post.objects.get(pk=answer.pk).answers is None
    assert Post.objects.get(pk=beside.pk).answers == answer


def test_the_page_of_a_long_thread_offers_fifty_posts_at_a_time(
    efua: Member, long: Thread, django_assert_max_num_queries
) -> None:
    first = long.posts.get(number=5)
    Post.objects.bulk_create(
        Post(thread=long, number=n, author=efua, body=f"p{n}", html=f"<p>p{n}</p>")
        for n in range(6, 121)
    )
    Thread.objects.filter(pk=long.pk).update(post_count=120)
    client = client_of(efua)
    client.get("/")
    with django_assert_max_num_queries(10):
        page = client.get(f"/forums/threads/{long.pk}/split/?page=2").content.decode()
    assert page.count('name="posts"') == 50
    assert f'value="{first.pk}"' not in page
