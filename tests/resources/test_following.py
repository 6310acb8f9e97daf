"""Following a search: one row a question, what is new in it, and nobody else's business."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from members.models import Member
from members.search.asked import Asked
from resources import actions, following, tasks
from resources.models import SavedSearch
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/resources/following/"
LONG_AGO = dt.timedelta(days=30)


def follow(client, query: str = "", **fields):
    return client.post(f"{PAGE}add/?{query}", fields, follow=True)


def said_of(client, query: str = "") -> str:
    return client.get(PAGE, {"page": query} if query else {}).content.decode()


def asked(words: str, **chosen: list[str]) -> Asked:
    facets = {name: [] for name in ("theme", "kind", "language", "region", "country", "year")}
    return Asked(words, facets | chosen, "relevance", 1, False, "added")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("q=water&theme=care", "theme=care&q=+water++&page=3&sort=title"),
        ("theme=care&theme=land", "theme=land&theme=care&theme=land"),
        ("q=clean+water", "q=clean%20%20water&exactly=false"),
        ("", "sort=oldest&page=2&exactly=true"),
    ],
)
def test_the_same_question_twice_is_followed_once(first, second, client_of, amina):
    client = client_of(amina)
    follow(client, first)
    assert "You follow this already." in follow(client, second).content.decode()
    assert SavedSearch.objects.count() == 1


def test_it_is_called_by_its_words_and_themes_in_her_language(client_of, amina):
    make.make_theme("care", en="Care work", fr="Travail de soin")
    client = client_of(amina)
    follow(client, "q=wells&theme=care&country=BF")
    assert "wells, Care work, Burkina Faso" in said_of(client)
    client.post("/language/", {"language": "fr"})
    assert "wells, Travail de soin, Burkina Faso" in said_of(client)


def test_the_list_offers_to_follow_what_it_shows_and_the_button_does_so(client_of, amina):
    make.make_resource("Water for all", by=amina)
    client = client_of(amina)
    page = client.get("/resources/?q=water&kind=study&sort=title").content.decode()
    assert f'action="{PAGE}add/?q=water&amp;kind=study"' in page
    assert f'action="{PAGE}add/?q=nowhere"' in client.get("/resources/?q=nowhere").content.decode()
    assert "/following/" not in client_of().get("/resources/?q=water").content.decode()


def test_what_came_in_since_she_looked_is_new_and_nothing_else(client_of, amina, chidi):
    make.make_resource("Water of old", by=chidi, published_at=timezone.now() - LONG_AGO)
    client = client_of(amina)
    follow(client, "q=water")
    assert "Nothing new since" in said_of(client)
    make.make_resource("Water of today", by=chidi)
    make.make_resource("Something else", by=chidi)
    page = said_of(client)
    assert "1 new" in page
    assert "Water of today" in page
    assert "Water of old" not in page
    assert "Something else" not in page


def test_opening_it_marks_it_as_seen_and_shows_the_newest_first(client_of, amina):
    client = client_of(amina)
    follow(client, "q=water&theme=care")
    care = make.make_theme("care", en="Care")
    make.make_resource("Water", by=amina, themes=[care])
    assert "1 new" in said_of(client)
    saved = SavedSearch.objects.get()
    assert client.get(f"{PAGE}{saved.pk}/open/").status_code == 405
    assert "1 new" in said_of(client)
    response = client.post(f"{PAGE}{saved.pk}/open/")
    assert response["Location"] == "/resources/?q=water&theme=care&sort=added"
    assert "Nothing new since" in said_of(client)


def test_a_theme_is_followed_with_what_is_narrower(client_of, amina):
    work = make.make_theme("work", en="Work")
    care = make.make_theme("care", parent=work, en="Care")
    client = client_of(amina)
    follow(client, "theme=work")
    make.make_resource("On care", by=amina, themes=[care])
    make.make_resource("On none", by=amina)
    page = said_of(client)
    assert "On care" in page
    assert "On none" not in page


def test_what_she_may_not_see_is_not_new_to_her(client_of, amina, chidi, bintou, africa):
    for person in (amina, chidi):
        follow(client_of(person), "q=kettle")
    make.make_resource("Kettle for a group", visibility="group", groups=[africa])
    gone = make.make_resource("Kettle withdrawn")
    actions.withdraw(resource=gone, by=bintou, reason="It was wrong.")
    make.make_resource("Kettle in a draft", status="draft")
    inside = make.make_resource("Closed file", files_visibility="group", groups=[africa])
    make.make_document(inside, b"Here stands kettle.")
    pages = {person: said_of(client_of(person)) for person in (amina, chidi)}
    assert "Kettle for a group" in pages[amina]
    assert "1 new" in pages[amina]
    assert "Nothing new since" in pages[chidi]
    assert "Kettle" not in pages[chidi]


def test_a_word_inside_a_file_is_new_to_those_who_may_open_it(
    client_of, amina, chidi, africa, run_jobs
):
    for person in (amina, chidi):
        follow(client_of(person), "q=kettle")
    work = make.make_resource("Closed", files_visibility="group", groups=[africa])
    make.make_document(work, b"Here stands kettle.")
    run_jobs()
    assert "Closed" in said_of(client_of(amina))
    assert "Nothing new since" in said_of(client_of(chidi))


def test_names_of_a_theme_in_other_languages_are_followed_too(client_of, amina):
    client = client_of(amina)
    follow(client, "q=%22clean+water%22+OR+wells")
    make.make_resource("On clean water", by=amina)
    make.make_resource("On water that is clean", by=amina)
    make.make_resource("On wells", by=amina)
    assert "2 new" in said_of(client)


def test_more_than_twenty_are_not_counted(client_of, amina):
    client = client_of(amina)
    follow(client, "kind=study")
    for number in range(22):
        make.make_resource(f"Study {number}", by=amina)
    page = said_of(client)
    assert "More than 20 new" in page
    assert "Study 21" in page
    assert "Study 18<" not in page


def test_she_gives_it_a_name_and_takes_the_name_off(client_of, amina):
    client = client_of(amina)
    follow(client, "q=water")
    path = f"{PAGE}{SavedSearch.objects.get().pk}/rename/"
    client.post(path, {"name": "  For <b>our</b> well\0\n committee "})
    assert SavedSearch.objects.get().name == "For <b>our</b> well committee"
    assert "For &lt;b&gt;our&lt;/b&gt; well committee" in said_of(client)
    response = client.post(path, {"name": "n" * 121})
    assert response.status_code == 422
    page = response.content.decode()
    assert "n" * 121 in page
    assert "120" in page
    assert SavedSearch.objects.get().name.startswith("For <b>")
    client.post(path, {"name": " "})
    assert SavedSearch.objects.get().name == ""


def test_what_she_leaves_can_be_taken_up_as_it_was(client_of, amina):
    client = client_of(amina)
    follow(client, "q=water")
    SavedSearch.objects.update(name="Wells", seen_at=timezone.now() - LONG_AGO)
    before = SavedSearch.objects.get()
    page = client.post(f"{PAGE}{before.pk}/remove/").content.decode()
    assert "You no longer follow “Wells”." in page
    assert f'action="{PAGE}add/?q=water"' in page
    assert not SavedSearch.objects.exists()
    # To send the form once more is no mistake.
    assert client.post(f"{PAGE}{before.pk}/remove/").status_code == 302
    follow(client, "q=water", name="Wells", seen_at=before.seen_at.isoformat())
    again = SavedSearch.objects.get()
    assert (again.name, again.seen_at) == ("Wells", before.seen_at)


@pytest.mark.parametrize("moment", ["2999-01-01T00:00:00Z", "yesterday", "\0", "0001-01-01"])
def test_nobody_has_seen_the_future(moment, client_of, amina):
    follow(client_of(amina), "q=water", seen_at=moment)
    assert SavedSearch.objects.get().seen_at <= timezone.now()


def test_what_others_follow_does_not_exist_for_her(client_of, amina, chidi, bintou):
    follow(client_of(amina), "q=secret")
    pk = SavedSearch.objects.get().pk
    for person in (chidi, bintou):
        client = client_of(person)
        assert "secret" not in said_of(client)
        for deed in ("open", "rename"):
            assert client.post(f"{PAGE}{pk}/{deed}/", {"name": "Mine"}).status_code == 404
        client.post(f"{PAGE}{pk}/remove/")
    assert SavedSearch.objects.get().name == ""
    assert "savedsearch" not in client_of(bintou).get("/admin/").content.decode()


@pytest.mark.parametrize("person", ["visitor", "dara", "femi"])
def test_only_active_members_follow(person, client_of, request):
    client = client_of(request.getfixturevalue(person))
    assert client.post(f"{PAGE}add/?q=water").status_code == 302
    assert not SavedSearch.objects.exists()


def test_fifty_are_the_most(client_of, amina):
    client = client_of(amina)
    for number in range(following.MOST_FOLLOWED):
        SavedSearch.objects.create(member=amina, query=f"q=word{number}")
    assert "that is the most" in follow(client, "q=onemore").content.decode()
    assert SavedSearch.objects.count() == following.MOST_FOLLOWED
    assert "word0<" in said_of(client, "5")
    assert "word49<" in said_of(client, "no-number")


def test_what_is_too_long_is_refused_kindly(client_of, amina):
    page = follow(client_of(amina), "q=" + "%D0%B6" * 1500).content.decode()
    assert "too much to be followed" in page
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("query", ["q=%00", "q=%FF%FE", "theme=%00&page=-1", "q='+OR+1=1", "q=-x"])
def test_whatever_is_asked_can_be_followed(query, client_of, amina):
    assert follow(client_of(amina), query).status_code == 200


def test_the_first_page_says_in_how_many_there_is_something_new(client_of, amina, chidi):
    client = client_of(amina)
    for query in ("q=water", "kind=study", "q=nothing"):
        follow(client, query)
    follow(client_of(chidi), "q=nothing")
    make.make_resource("Water", by=chidi)
    assert "that you follow" not in client.get("/").content.decode()
    tasks.count_news(0)
    assert "There are new works in 2 searches that you follow." in client.get("/").content.decode()
    assert "that you follow" not in client_of(chidi).get("/").content.decode()
    for saved in SavedSearch.objects.filter(member=amina):
        client.post(f"{PAGE}{saved.pk}/open/")
    assert "that you follow" not in client.get("/").content.decode()


def test_counting_again_asks_only_where_something_may_have_changed(
    amina, bintou, django_assert_num_queries
):
    work = make.make_resource("Water", by=amina, published_at=timezone.now() - LONG_AGO)
    saved, _new = following.follow(
        member=amina, asked=asked("water"), seen_at=timezone.now() - 2 * LONG_AGO
    )
    with django_assert_num_queries(2):
        following.recount()
    SavedSearch.objects.update(counted_at=work.published_at)
    following.recount()
    saved.refresh_from_db()
    assert saved.new_works == 1
    actions.withdraw(resource=work, by=bintou, reason="It was wrong.")
    make.make_resource("Sun", by=amina, published_at=timezone.now() - LONG_AGO)
    SavedSearch.objects.update(counted_at=timezone.now() - dt.timedelta(hours=25))
    following.recount()
    saved.refresh_from_db()
    assert saved.new_works == 0


def test_what_she_looks_at_while_it_is_counted_stays_seen(amina, monkeypatch):
    saved, _new = following.follow(member=amina, asked=asked("water"))
    make.make_resource("Water", by=amina)
    find = following.news

    def look_meanwhile(some, **kw):
        found = find(some, **kw)
        following.look(SavedSearch.objects.get())
        return found

    monkeypatch.setattr(following, "news", look_meanwhile)
    following.recount()
    saved.refresh_from_db()
    assert saved.new_works == 0


@pytest.mark.django_db(transaction=True)
def test_the_last_free_place_is_taken_once_by_windows_that_hurry():
    amina = make.make_member()
    for number in range(following.MOST_FOLLOWED - 1):
        SavedSearch.objects.create(member=amina, query=f"q=word{number}")

    def press(number: int) -> str:
        try:
            _saved, is_new = following.follow(
                member=Member.objects.get(pk=amina.pk), asked=asked(f"hurry{number % 2}")
            )
        except following.TooMany:
            return "full"
        finally:
            connection.close()
        return "new" if is_new else "known"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(press, range(6)))
    assert outcomes.count("new") == 1
    assert SavedSearch.objects.count() == following.MOST_FOLLOWED
