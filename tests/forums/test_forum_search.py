"""The page on which one searches what was said in the forums."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.models import Label, Post
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db
SEARCH = "/forums/search/"
# What only runs because a test stands inside a transaction.
OF_THE_TEST = re.compile("SAVEPOINT|SET LOCAL .* TO DEFAULT")


def found(client, **asked) -> list[str]:
    response = client.get(SEARCH, asked)
    assert response.status_code == 200, response.context["form"].errors
    assert response.context["found"].total == len(response.context["items"])
    return sorted(item["title"] for item in response.context["items"])


@pytest.fixture
def talk(forum, square, amina: Member, efua: Member, run_jobs) -> None:
    """Two threads in the closed forum, one in the open one; the second post is of 2024."""
    keys = make.make_thread(forum, amina, title="Keys", body="Drums and flutes.")
    make.make_post(keys, efua, body="Only flutes.")
    make.make_thread(forum, efua, title="Locks", body="Drums for a canary.")
    make.make_thread(square, efua, title="Open", body="Drums for all.", label=Label.PUBLIC)
    old = dt.datetime(2024, 5, 17, 12, tzinfo=dt.UTC)
    Post.objects.filter(thread=keys, number=2).update(created_at=old)
    run_jobs()


def test_words_are_found_with_the_post_they_stand_in(talk, amina, client_of):
    client = client_of(amina)
    assert found(client, q="drums") == ["Keys", "Locks", "Open"]
    page = client.get(SEARCH, {"q": "only"}).content.decode()
    post = Post.objects.get(thread__title="Keys", number=2)
    assert post.get_absolute_url() in page
    assert "<mark>Only</mark> flutes." in page
    assert "Post 2, Efua, 17" in page or "Post 2, Efua, May 17, 2024" in page


def test_everybody_finds_what_she_may_read(talk, amina, chidi, bintou, client, client_of):
    assert found(client, q="drums") == ["Open"]
    assert found(client_of(chidi), q="drums") == ["Open"]
    assert found(client_of(bintou), q="drums") == ["Keys", "Locks", "Open"]
    page = client_of(chidi).get(SEARCH, {"q": "drums"}).content.decode()
    assert "canary" not in page
    assert "Keys" not in page


def test_a_forum_narrows_and_a_closed_one_says_nothing(talk, amina, chidi, client_of):
    assert found(client_of(amina), q="drums", forum="keys") == ["Keys", "Locks"]
    assert found(client_of(amina), q="drums", forum="square") == ["Open"]
    assert found(client_of(chidi), q="drums", forum="keys") == []
    # Its name is known to her as little as a name that is nobody's.
    pages = []
    for slug in ("keys", "nowhere"):
        page = client_of(chidi).get(SEARCH, {"q": "drums", "forum": slug}).content.decode()
        pages.append(re.sub(r'value="\w{64}"', "", page).replace(slug, "…"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("author", ["efua", "@efua", "@EFUA", "Efua", " efua "])
def test_an_author_is_asked_for_by_handle_or_name(talk, amina, efua, client_of, author):
    client = client_of(amina)
    Member.objects.filter(pk=efua.pk).update(handle="efua")
    assert found(client, q="drums", author=author) == ["Locks", "Open"]
    assert found(client, author=author) == ["Keys", "Locks", "Open"]


def test_days_are_asked_for_and_both_count(talk, amina, client_of):
    client = client_of(amina)
    assert found(client, q="flutes", since="2024-05-17", until="2024-05-17") == ["Keys"]
    assert found(client, q="drums", until="2024-05-17") == []
    assert found(client, until="2024-05-16") == []
    today = timezone.localdate().isoformat()
    assert found(client, q="drums", since=today) == ["Keys", "Locks", "Open"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"until": "2024-13-41"}, "until"),
        ({"since": "2024-05-02", "until": "2024-05-01"}, "until"),
        ({"author": "nobody at all"}, "author"),
        ({"author": "@nobody"}, "author"),
        ({"author": "x" * 500}, "author"),
        ({"author": "a\0b"}, "author"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_is_lost(
    talk, amina, client_of, asked, field
):
    response = client_of(amina).get(SEARCH, {"q": "drums"} | asked)
    assert response.status_code == 422
    assert [*response.context["form"].errors] == [field]
    page = response.content.decode()
    assert 'value="drums"' in page
    assert next(iter(asked.values())).replace("\0", "�") in page or "\0" in asked[field]


def test_a_visitor_cannot_ask_for_a_person(talk, client):
    assert 'name="author"' not in client.get(SEARCH).content.decode()
    assert found(client, q="drums", author="amina") == ["Open"]


def test_who_is_not_listed_is_not_found_by_her_name(talk, amina, client_of):
    make.make_member("Zora", handle="zora-k", listed=False)
    assert client_of(amina).get(SEARCH, {"author": "Zora"}).status_code == 422
    assert client_of(amina).get(SEARCH, {"author": "Zara"}).status_code == 422


def test_fields_are_kept_from_page_to_page(forum, amina, client_of, run_jobs):
    for n in range(25):
        make.make_thread(forum, amina, title=f"Keys {n}", body="Drums.")
    run_jobs()
    asked = {"q": "drums", "author": "Amina", "since": "2020-01-01", "forum": "keys"}
    first = client_of(amina).get(SEARCH, asked)
    assert len(first.context["items"]) == 20
    page = first.content.decode()
    assert "author=Amina&amp;since=2020-01-01" in page
    assert len(client_of(amina).get(SEARCH, asked | {"page": "2"}).context["items"]) == 5
    newest = client_of(amina).get(SEARCH, asked | {"sort": "added"})
    assert newest.context["items"][0]["title"] == "Keys 24"


def test_without_a_question_nothing_is_listed(talk, amina, client_of):
    assert found(client_of(amina)) == found(client_of(amina), q=" ", page="x") == []


@pytest.mark.parametrize("asked", ["q=drums", "q=drums&author=Amina&forum=keys", "author=Amina"])
def test_it_costs_as_little_for_many(talk, forum, amina, client_of, run_jobs, asked):
    client = client_of(amina)
    asked_of: list[str] = []

    def cost() -> int:
        client.get(f"{SEARCH}?{asked}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{SEARCH}?{asked}")
        asked_of[:] = [q["sql"][:150] for q in captured if not OF_THE_TEST.search(q["sql"])]
        return len(asked_of)

    for n in range(5):  # where fewer are found, what may have been meant is asked for as well
        make.make_thread(forum, amina, title=f"Some {n}", body="Drums.")
    run_jobs()
    few = cost()
    for n in range(25):
        make.make_post(make.make_thread(forum, amina, title=f"More {n}", body="Drums."), amina)
    run_jobs()
    assert cost() <= few
    assert few <= 10, "\n".join(asked_of)
