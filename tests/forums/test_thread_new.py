"""Opening a thread: who may, with which words and label, and what is kept when it is refused."""

import datetime as dt

import pytest

from forums.models import Draft, Forum, Label, Thread
from members.models import Member
from tests import make

from .writing import TEXT, errors, here_for_long, new_address, open_thread

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known(amina: Member, efua: Member, chidi: Member, bintou: Member) -> None:
    here_for_long(amina, efua, chidi, bintou)


def test_amina_opens_a_thread_and_lands_in_it(forum, amina, client_of):
    theme = make.make_theme("care-work", en="Care work")
    response = open_thread(
        client_of(amina), forum, kind="question", language="fr", themes=[theme.pk]
    )
    thread = Thread.objects.get()
    assert response["Location"] == thread.get_absolute_url()
    assert (thread.title, thread.kind, thread.opened_by) == (
        "Who holds the keys?",
        "question",
        amina,
    )
    assert (thread.label, thread.language, list(thread.themes.all())) == ("group", "fr", [theme])
    assert thread.posts.get().body == TEXT
    assert not Draft.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_chidi_finds_no_such_forum(forum, chidi, client_of, method):
    assert getattr(client_of(chidi), method)(new_address(forum)).status_code == 404
    assert not Draft.objects.exists()


def test_where_facilitators_open_threads_amina_is_told_so_and_her_text_is_kept(
    forum, amina, efua, client_of
):
    page = client_of(amina).get(new_address(forum))
    Forum.objects.update(opened_by="facilitators")
    assert client_of(amina).get(new_address(forum)).status_code == 403
    refused = open_thread(client_of(amina), forum, began_with=page)
    said = refused.content.decode()
    assert refused.status_code == 403
    assert "opened here by those who look after the group" in said
    assert TEXT in said
    assert Draft.objects.get(member=amina).body == TEXT
    assert open_thread(client_of(efua), forum).status_code == 302


def test_a_closed_forum_says_so(forum, bintou, client_of):
    Forum.objects.update(closed_at=forum.created_at)
    response = client_of(bintou).get(new_address(forum))
    assert response.status_code == 403
    assert "This forum is closed" in response.content.decode()


def test_announcements_and_e_discussions_are_offered_to_who_looks_after_the_group(
    forum, amina, efua, client_of
):
    hers = client_of(amina).get(new_address(forum)).content.decode()
    facilitators = client_of(efua).get(new_address(forum)).content.decode()
    assert 'value="announcement"' not in hers
    assert "guests" not in hers
    assert 'value="announcement"' in facilitators
    assert 'name="guests"' in facilitators
    refused = open_thread(client_of(amina), forum, kind="announcement")
    assert "kind" in errors(refused)
    assert not Thread.objects.exists()


@pytest.mark.parametrize(("visibility", "label"), [("group", "members"), ("members", "public")])
def test_no_label_is_wider_than_the_forum(africa, amina, client_of, visibility, label):
    forum = make.make_forum(africa, visibility=visibility)
    refused = open_thread(client_of(amina), forum, label=label)
    assert "label" in errors(refused)
    assert refused.status_code == 422


def test_what_is_missing_is_said_beside_the_field_and_all_else_is_kept(forum, amina, client_of):
    theme = make.make_theme("care-work", en="Care work")
    changes = {"title": "  ", "label": "not_quoted", "themes": [theme.pk]}
    refused = open_thread(client_of(amina), forum, **changes)
    assert refused.status_code == 422
    assert errors(refused) == {"title": ["This field is required."]}
    back = client_of(amina).get(new_address(forum))
    page = back.content.decode()
    assert "You have begun this earlier" in page
    assert TEXT in page
    assert '<input type="radio" name="label" value="not_quoted"' in page
    assert back.context["form"]["label"].value() == Label.NOT_QUOTED
    assert back.context["form"]["themes"].value() == [str(theme.pk)]


def test_more_than_five_themes_are_refused_kindly(forum, amina, client_of):
    themes = [make.make_theme(f"theme-{n}", en=f"Theme {n}").pk for n in range(6)]
    refused = open_thread(client_of(amina), forum, themes=themes)
    assert "At most five themes" in errors(refused)["themes"][0]
    assert open_thread(client_of(amina), forum, themes=themes[:5]).status_code == 302


def test_a_title_is_one_line_of_at_most_200_letters(forum, amina, client_of):
    assert "title" in errors(open_thread(client_of(amina), forum, title="x" * 201))
    open_thread(client_of(amina), forum, title=" Who\u202e holds\nthe\x00 keys? ")
    assert Thread.objects.get().title == "Who holds the keys?"


def test_the_same_form_sent_twice_opens_one_thread(forum, amina, client_of):
    client = client_of(amina)
    page = client.get(new_address(forum))
    first = open_thread(client, forum, began_with=page)
    assert open_thread(client, forum, began_with=page)["Location"] == first["Location"]
    assert Thread.objects.count() == 1


def test_a_preview_shows_it_and_asks_for_nothing_yet(forum, amina, client_of):
    client = client_of(amina)
    seen = open_thread(client, forum, title="", preview="1")
    assert seen.status_code == 200
    assert "<strong>three</strong>" in seen.content.decode()
    assert not Thread.objects.exists()
    assert Draft.objects.get(member=amina, forum=forum).body == TEXT
    assert open_thread(client, forum, began_with=seen).status_code == 302
    assert not Draft.objects.exists()


def days(first: int, last: int) -> dict[str, str]:
    today = dt.date(2030, 1, 10)
    return {
        "kind": "e_discussion",
        "opens_on": str(today + dt.timedelta(days=first)),
        "closes_on": str(today + dt.timedelta(days=last)),
    }


def test_an_e_discussion_has_days_questions_and_guests(forum, efua, chidi, client_of):
    more = days(0, 7) | {"guiding_questions": "What *works*?", "guests": "@chidi"}
    assert open_thread(client_of(efua), forum, **more).status_code == 302
    thread = Thread.objects.get()
    assert (thread.opens_on, thread.closes_on) == (dt.date(2030, 1, 10), dt.date(2030, 1, 17))
    assert "<em>works</em>" in thread.guiding_questions_html
    assert list(thread.guests.all()) == [chidi]
    assert Thread.objects.visible_to(chidi).get() == thread


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "e_discussion"}, "opens_on"),
        (days(3, 2), "closes_on"),
        (days(0, 2) | {"guests": "Nobody Atall"}, "guests"),
        (days(0, 2) | {"opens_on": "yesterday"}, "opens_on"),
    ],
)
def test_an_e_discussion_that_makes_no_sense_is_refused(forum, efua, client_of, more, field):
    refused = open_thread(client_of(efua), forum, **more)
    assert refused.status_code == 422
    assert field in errors(refused)
    assert not Thread.objects.exists()


def test_two_people_of_one_name_are_told_apart_by_their_handle(forum, efua, client_of):
    for handle in ("grace-1", "grace-2"):
        make.make_member("Grace", handle=handle)
    refused = open_thread(client_of(efua), forum, **days(0, 2), guests="Grace")
    assert "Several people" in errors(refused)["guests"][0]
    assert open_thread(client_of(efua), forum, **days(0, 2), guests="grace-2").status_code == 302
    assert Thread.objects.get().guests.get().handle == "grace-2"


def test_days_of_an_e_discussion_are_left_out_of_any_other_thread(forum, efua, client_of):
    more = days(0, 7) | {"kind": "discussion"}
    assert open_thread(client_of(efua), forum, **more).status_code == 302
    assert Thread.objects.get().opens_on is None


def test_without_her_name_nobody_has_opened_it(forum, amina, client_of):
    open_thread(client_of(amina), forum, nameless="on", details_changed="on")
    thread = Thread.objects.get()
    post = thread.posts.get()
    assert (thread.opened_by, post.author) == (None, None)
    assert post.details_changed
    assert not Draft.objects.exists()


def test_the_page_costs_few_statements(forum, amina, client_of, django_assert_max_num_queries):
    client = client_of(amina)
    for n in range(8):
        make.make_theme(f"theme-{n}", en=f"Theme {n}")
    with django_assert_max_num_queries(10):
        client.get(new_address(forum))
