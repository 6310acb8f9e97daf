"""What a post said before: for whoever may read what it says now; a part of it can be hidden."""

import pytest

from forums import post_actions
from forums.models import Forum, Post, PostRevision, Thread
from members.models import Member, Visibility
from members.moderation.models import Decision
from tests import make

pytestmark = pytest.mark.django_db


def edit(post: Post, by: Member, body: str) -> None:
    post.refresh_from_db()
    post_actions.edit(post=post, by=by, body=body, since=post_actions.edition(post))


@pytest.fixture
def post(forum: Forum, amina: Member, efua: Member) -> Post:
    """Amina's, edited twice: it began with words that were to go."""
    post = make.make_post(make.make_thread(forum, efua), amina, body="Binta of Koudougou said no.")
    edit(post, amina, "Somebody said no.")
    edit(post, amina, "Somebody said *perhaps*.")
    return post


def address(post: Post) -> str:
    return f"/forums/posts/{post.pk}/history/"


def hide(client, revision: PostRevision, why: str = "It names a person."):
    return client.post(f"{address(revision.post)}{revision.pk}/hide/", {"why": why})


def first(post: Post) -> PostRevision:
    return post.revisions.order_by("pk")[0]


def test_each_change_is_shown_with_its_words(client_of, amina, post) -> None:
    page = client_of(amina).get(address(post)).content.decode()
    assert '<del><span class="unseen">taken out: </span>Binta of Koudougou</del>' in page
    assert '<ins><span class="unseen">put in: </span>Somebody</ins>' in page
    assert '<ins><span class="unseen">put in: </span>*perhaps*.</ins>' in page
    assert page.count("The whole text of") == 2


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("efua", 200), ("bintou", 200), ("chidi", 404)]
)
def test_who_reads_the_post_reads_what_it_said(who, status, request, client_of, post) -> None:
    response = client_of(request.getfixturevalue(who)).get(address(post))
    assert response.status_code == status
    assert ("Koudougou" in response.content.decode()) is (status == 200)


def test_of_a_public_thread_everybody_does(client_of, community, bintou) -> None:
    square = make.make_forum(community, visibility=Visibility.PUBLIC)
    post = make.make_post(make.make_thread(square, bintou), bintou, body="Before.")
    edit(post, bintou, "After.")
    assert "Before." in client_of().get(address(post)).content.decode()
    Thread.objects.update(label="members")
    assert client_of().get(address(post)).status_code == 404


def test_a_post_that_was_never_edited_says_so(client_of, amina, post) -> None:
    post.revisions.all().delete()
    assert "It has not been edited." in client_of(amina).get(address(post)).content.decode()


def test_markup_in_a_former_text_is_only_text(client_of, amina, post) -> None:
    edit(post, amina, "<script>alert(1)</script>")
    edit(post, amina, "Better.")
    assert "<script>alert" not in client_of(amina).get(address(post)).content.decode()


def test_a_hidden_text_is_told_by_no_neighbour(client_of, amina, efua, bintou, forum, post) -> None:
    reader = make.make_writer(forum)
    assert "Koudougou" in client_of(reader).get(address(post)).content.decode()
    assert hide(client_of(efua), first(post)).status_code == 302
    page = client_of(reader).get(address(post)).content.decode()
    assert "Koudougou" not in page
    assert "Binta" not in page
    assert "It names a person." in page
    assert "*perhaps*" in page
    for person in (amina, efua, bintou):
        assert "Koudougou" in client_of(person).get(address(post)).content.decode()
    decision = Decision.objects.get()
    assert (decision.deed, decision.by, decision.why) == (
        "hide_revision",
        efua,
        "It names a person.",
    )
    assert (decision.thing, decision.thing_id, decision.group) == (
        "forums.post",
        post.pk,
        forum.group,
    )


def test_between_two_texts_of_which_one_is_hidden_nothing_is_compared(
    client_of, efua, forum, post
) -> None:
    hide(client_of(efua), post.revisions.order_by("pk")[1])
    page = client_of(make.make_writer(forum)).get(address(post)).content.decode()
    assert "<ins>" not in page
    assert "Somebody said no." not in page
    assert "Koudougou" in page
    assert "What came in its place is hidden." in page


def test_across_pages_a_hidden_neighbour_is_known(client_of, amina, efua, forum, post) -> None:
    for number in range(5):
        edit(post, amina, f"Canary{number}.")
    hide(client_of(efua), post.revisions.get(body="Somebody said *perhaps*."))
    client = client_of(make.make_writer(forum))
    pages = [client.get(address(post), {"page": n}).content.decode() for n in (1, 2)]
    assert [page.count('<section class="panel"') for page in pages] == [5, 2]
    assert all("perhaps" not in page for page in pages)


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("efua", 302), ("chidi", 404)])
def test_only_who_looks_after_the_group_hides(who, status, request, client_of, post) -> None:
    assert hide(client_of(request.getfixturevalue(who)), first(post)).status_code == status
    assert bool(first(post).hidden_at) is (who == "efua")


def test_nobody_hides_what_she_said_herself(client_of, efua, bintou, forum) -> None:
    post = make.make_post(make.make_thread(forum, efua), efua)
    edit(post, efua, "Otherwise.")
    assert "Hide this former text" not in client_of(efua).get(address(post)).content.decode()
    assert hide(client_of(efua), first(post)).status_code == 403
    assert hide(client_of(bintou), first(post)).status_code == 302


def test_a_reason_is_needed_and_what_was_typed_is_kept(client_of, efua, post) -> None:
    client = client_of(efua)
    assert hide(client, first(post), why=" ").status_code == 422
    response = hide(client, first(post), why="w" * 2001)
    assert response.status_code == 422
    assert "w" * 2001 in response.content.decode()
    assert not Decision.objects.exists()


def test_hidden_twice_it_is_decided_once(client_of, efua, bintou, post) -> None:
    for person in (efua, bintou):
        assert hide(client_of(person), first(post), why=f"By {person}.").status_code == 302
    assert Decision.objects.count() == 1
    assert first(post).hidden_why == "By Efua."


def test_a_text_of_another_post_is_not_found_there(client_of, efua, forum, post) -> None:
    other = make.make_post(post.thread, efua)
    path = f"{address(other)}{first(post).pk}/hide/"
    assert client_of(efua).post(path, {"why": "So."}).status_code == 404
    assert client_of(efua).get(f"{address(post)}{first(post).pk}/hide/").status_code == 405


def test_the_history_of_a_nameless_post_is_her_own_to_her_alone(
    client_of, amina, efua, forum
) -> None:
    post = make.make_post(make.make_thread(forum, efua), amina, nameless=True, body="Koudougou.")
    edit(post, amina, "Somewhere.")
    hide(client_of(efua), first(post))
    assert "Koudougou." in client_of(amina).get(address(post)).content.decode()
    reader = client_of(make.make_writer(forum))
    assert "Koudougou." not in reader.get(address(post)).content.decode()
    assert not Decision.objects.filter(by=amina).exists()
