"""What is begun is kept until it is posted, for her alone, and thrown away when she says so."""

import uuid

import pytest

from forums.models import Draft, Thread
from members.models import Member
from tests import make

from .writing import TEXT, carried, here_for_long, new_address, open_thread, opened, reply

SAVE = "/forums/drafts/save/"
LIST = "/forums/drafts/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known(amina: Member, efua: Member) -> None:
    here_for_long(amina, efua)


def save(client, thread, body=TEXT, *, page=None, **more):
    told = carried(page or opened(client, thread)) | {"thread": str(thread.pk), "body": body}
    return client.post(SAVE, told | more)


def test_while_she_types_it_is_kept_and_waits_on_any_device(thread, amina, client_of):
    assert save(client_of(amina), thread).json() == {"kept": True}
    assert TEXT in opened(client_of(amina), thread).content.decode()


def test_efua_sees_nothing_of_aminas_draft(thread, amina, efua, client_of):
    save(client_of(amina), thread)
    assert TEXT not in opened(client_of(efua), thread).content.decode()
    assert TEXT not in client_of(efua).get(LIST).content.decode()
    draft = Draft.objects.get()
    assert client_of(efua).post(f"{LIST}{draft.pk}/delete/").status_code == 404
    assert Draft.objects.exists()


def test_the_later_of_two_savings_stays_and_there_is_one(thread, amina, client_of):
    client = client_of(amina)
    save(client, thread, "One")
    save(client, thread, "One two")
    assert Draft.objects.get().body == "One two"


def test_a_draft_of_a_new_thread_keeps_all_that_is_filled_in(forum, amina, client_of):
    client = client_of(amina)
    told = carried(client.get(new_address(forum)))
    told |= {"forum": forum.slug, "title": "Keys", "body": TEXT, "kind": "question"}
    assert client.post(SAVE, told).json() == {"kept": True}
    form = client_of(amina).get(new_address(forum)).context["form"]
    assert form["title"].value() == "Keys"
    assert form["kind"].value() == "question"


def test_nothing_typed_is_no_draft_and_emptying_it_ends_it(thread, amina, client_of):
    client = client_of(amina)
    assert save(client, thread, "  ").json() == {"kept": False}
    assert not Draft.objects.exists()
    save(client, thread)
    assert save(client, thread, "").json() == {"kept": False}
    assert not Draft.objects.exists()


def test_what_arrives_after_the_post_itself_is_no_draft_any_more(thread, amina, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    reply(client, thread, began_with=page)
    assert save(client, thread, "We keep the k", page=page).json() == {"kept": False}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "place", [{"thread": "987654"}, {"forum": "nowhere"}, {}, {"thread": "x"}, {"forum": "\x00"}]
)
def test_no_draft_is_kept_of_a_place_that_is_not_there(amina, client_of, place):
    response = client_of(amina).post(SAVE, place | {"body": TEXT})
    assert response.status_code == 404
    assert not Draft.objects.exists()


def test_of_a_thread_that_she_does_not_see_none_is_kept(thread, chidi, client_of):
    response = client_of(chidi).post(SAVE, {"thread": thread.pk, "body": TEXT})
    assert response.status_code == 404
    assert not Draft.objects.exists()


def test_of_a_thread_that_was_hidden_while_she_wrote_it_is_kept(thread, amina, client_of):
    client = client_of(amina)
    page = opened(client, thread)
    Thread.objects.update(hidden_at=thread.opened_at, hidden_why="Names")
    assert save(client, thread, page=page).json() == {"kept": True}
    assert TEXT in client.get(LIST).content.decode()


def test_a_form_key_of_somebody_else_does_no_harm(thread, amina, efua, client_of):
    key = str(uuid.uuid4())
    save(client_of(efua), thread, "Hers.", form_key=key)
    assert save(client_of(amina), thread, form_key=key).json() == {"kept": True}
    assert Draft.objects.get(member=efua).body == "Hers."
    assert Draft.objects.get(member=amina).body == TEXT
    reply(client_of(amina), thread, "Mine.", form_key=key)
    reply(client_of(efua), thread, "Hers.", form_key=key)
    assert {post.author for post in thread.posts.all()[1:]} == {amina, efua}


def test_the_list_leads_back_and_throws_away(thread, forum, amina, client_of):
    client = client_of(amina)
    save(client, thread)
    open_thread(client, forum, title="A new one", preview="1")
    page = client.get(LIST).content.decode()
    assert f'href="{thread.get_absolute_url()}#reply"' in page
    assert f'href="{new_address(forum)}"' in page
    draft = Draft.objects.get(thread=thread)
    assert client.get(f"{LIST}{draft.pk}/delete/").status_code == 405
    assert client.post(f"{LIST}{draft.pk}/delete/")["Location"] == LIST
    assert [one.forum for one in Draft.objects.all()] == [forum]


def test_the_list_costs_few_statements(forum, amina, client_of, django_assert_max_num_queries):
    client = client_of(amina)
    for _n in range(6):
        save(client, make.make_thread(forum, amina))
    with django_assert_max_num_queries(10):
        assert client.get(LIST).content.count(b"<article") == 6


def test_who_has_begun_nothing_is_told_so(amina, client_of):
    assert "Nothing is waiting" in client_of(amina).get(LIST).content.decode()


def test_a_draft_cannot_be_kept_by_a_link(amina, client_of):
    assert client_of(amina).get(SAVE).status_code == 405
