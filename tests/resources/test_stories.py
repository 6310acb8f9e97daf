"""“We used it”: told by a member, read by staff, shown with the work to whoever may read it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from members.models import Member, Organization
from members.notices.models import Letter
from resources import actions, story_actions
from resources.models import HarvestRecord, Resource, Story
from tests import make

pytestmark = pytest.mark.django_db
FORM = {
    "purpose": "To train market women",
    "adapted": "We left out the songs.",
    "changed": "More of us speak.",
    "country": "BF",
    "year": "2024",
    "language": "en",
    "visibility": "public",
    "intent": "send",
}
REVIEW = "/admin/resources/story/review/"


@pytest.fixture
def work(amina: Member) -> Resource:
    return make.make_resource("A checklist", by=amina)


def tell(client, work, **fields):
    return client.post(f"/resources/{work.pk}/story/", FORM | fields)


def page_of(client, work) -> str:
    return client.get(work.get_absolute_url()).content.decode()


def decide(client, story, deed, edition=None, **fields):
    story.refresh_from_db()
    read = f"{story.pk}:{edition or story.edition}"
    return client.post(REVIEW, {"deed": deed, "story": read} | fields, follow=True)


def search(client, words: str) -> str:
    return client.get("/resources/", {"q": words}).content.decode()


def test_from_the_page_of_the_work_to_the_page_of_the_work(client_of, work, amina, bintou):
    client = client_of(amina)
    assert f'href="/resources/{work.pk}/story/"' in page_of(client, work)
    form = client.get(f"/resources/{work.pk}/story/").content.decode()
    assert '<option value="BF" selected>' in form
    assert ">Association A</option>" in form
    tell(client, work, organization=str(amina.organization.pk))
    story = Story.objects.get()
    assert (story.status, story.author, story.year) == ("waiting", amina, 2024)
    assert "It waits to be read." in page_of(client, work)
    assert "More of us speak." not in page_of(client_of(), work)
    assert (
        "More of us speak."
        in client_of(bintou).get(f"/admin/resources/story/{story.pk}/change/").content.decode()
    )
    assert "Done for 1 story." in decide(client_of(bintou), story, "show").content.decode()
    page = page_of(client_of(), work)
    for words in ("To train market women", "More of us speak.", "Association A", "Burkina Faso"):
        assert words in page, words
    letter = Letter.objects.get(kind="story_shown")
    assert letter.recipient == amina
    assert "A checklist" in letter.text
    assert f"http://testserver/resources/{work.pk}-a-checklist/" in letter.text


def test_a_draft_may_lack_everything_and_only_she_sees_it(client_of, work, amina, bintou, chidi):
    client = client_of(amina)
    none = dict.fromkeys(FORM, "") | {"intent": "keep"}
    assert tell(client, work, **none).status_code == 302
    assert tell(client, work, **(none | {"purpose": "Half a line"})).status_code == 302
    assert Story.objects.get().status == "draft"
    assert "Half a line" in client.get(f"/resources/{work.pk}/story/").content.decode()
    assert "Half a line" in client.get("/resources/mine/").content.decode()
    for person in (bintou, chidi):
        for path in (f"/resources/{work.pk}/story/", "/resources/mine/"):
            assert "Half a line" not in client_of(person).get(path).content.decode()
    assert "Half a line" not in client_of(bintou).get("/admin/resources/story/").content.decode()


def test_what_is_missing_is_asked_again_and_what_was_typed_is_kept(client_of, work, amina):
    response = tell(client_of(amina), work, changed="", year="1066", country="")
    assert response.status_code == 422
    page = response.content.decode()
    assert "We left out the songs." in page
    assert "1066" in page
    assert page.count('class="errorlist"') == 3
    story = Story.objects.get()
    assert (story.status, story.adapted, story.year) == ("draft", "We left out the songs.", None)


@pytest.mark.parametrize("name", ["adapted", "changed"])
def test_ten_thousand_letters_are_refused_kindly(name, client_of, work, amina):
    response = tell(client_of(amina), work, **{name: "w" * 10_000})
    assert response.status_code == 422
    page = response.content.decode()
    assert "At most 3000 letters, please: these are 10000." in page
    assert "w" * 10_000 in page
    assert Story.objects.get().status == "draft"


@pytest.mark.parametrize(
    "fields",
    [
        {"year": "2999"},
        {"year": "9" * 50},
        {"country": "XX"},
        {"country": "\0"},
        {"language": "klingon"},
        {"visibility": "group"},
        {"organization": "999999"},
        {"organization": "\0"},
        {"purpose": "\u202e \0"},
        {"purpose": "p" * 201},
    ],
)
def test_strange_answers_are_refused_kindly(fields, client_of, work, amina):
    assert tell(client_of(amina), work, **fields).status_code == 422
    assert Story.objects.get().status == "draft"


def test_she_speaks_for_her_own_organization_or_for_none(client_of, work, amina, organization_b):
    client = client_of(amina)
    assert tell(client, work, organization=str(organization_b.pk)).status_code == 422
    assert tell(client, work, organization="").status_code == 302
    assert Story.objects.get().organization is None


def test_markup_and_controls_are_only_text(client_of, work, amina, bintou):
    nasty = '<script>alert(1)</script>\0\u202e"><img src=x onerror=alert(1)>'
    client = client_of(amina)
    tell(client, work, purpose=nasty, adapted=nasty, changed=nasty)
    story = Story.objects.get()
    assert "\0" not in story.adapted
    staff = client_of(bintou)
    for path in (REVIEW.replace("review/", f"{story.pk}/change/"), "/admin/resources/story/"):
        assert "<script>alert" not in staff.get(path).content.decode()
    chosen = {"action": "show_chosen", "_selected_action": [story.pk]}
    assert "<img src=x" not in staff.post("/admin/resources/story/", chosen).content.decode()
    decide(staff, story, "give_back", reason=nasty)
    assert "<img src=x" not in client.get(f"/resources/{work.pk}/story/").content.decode()
    tell(client, work, purpose=nasty)
    decide(staff, story, "show")
    for path in (work.get_absolute_url(), f"/resources/{work.pk}/stories/", "/resources/?q=songs"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_story_for_members_is_read_and_found_by_members(client_of, work, amina, chidi, dara):
    make.make_story(work, by=amina, visibility="members", changed="The baobab bears fruit.")
    for person in (amina, chidi):
        assert "baobab" in page_of(client_of(person), work)
        assert f"/resources/{work.pk}-" in search(client_of(person), "baobab")
    for person in (None, dara):
        client = client_of(person)
        assert "baobab" not in page_of(client, work)
        assert "baobab" not in client.get(f"/resources/{work.pk}/stories/").content.decode()
        assert f"/resources/{work.pk}-" not in search(client, "baobab")


def test_a_story_is_never_wider_than_its_work(client_of, amina, chidi, efua, africa):
    for visibility, groups in (("members", []), ("group", [africa])):
        work = make.make_resource("Inside", by=amina, visibility=visibility, groups=groups)
        make.make_story(work, by=amina, purpose=f"Kettle {visibility}")
        form = client_of(amina).get(f"/resources/{work.pk}/story/").content.decode()
        assert 'value="public"' not in form
    for person, seen in ((None, set()), (chidi, {"members"}), (efua, {"members", "group"})):
        found = Story.objects.visible_to(person).shown()
        assert {one.resource.visibility for one in found} == seen
        page = search(client_of(person), "kettle")
        assert page.count('class="item"') == len(seen), person


def test_the_words_of_a_story_lead_to_it(client_of, work, amina):
    make.make_story(work, by=amina, changed="The baobab bears fruit.")
    page = search(client_of(), "baobab")
    assert f'href="{work.get_absolute_url()}#stories"' in page
    assert "<mark>baobab</mark>" in page


def test_who_told_it_is_named_to_members_only(client_of, work, amina, chidi):
    make.make_story(work, by=amina)
    assert "Amina" in page_of(client_of(chidi), work)
    assert "Amina" not in page_of(client_of(), work)


def test_a_proposed_organization_is_not_named(client_of, work, amina):
    make.make_story(work, by=amina, organization=amina.organization)
    Organization.objects.update(status=Organization.Status.PROPOSED)
    assert "Association A" not in page_of(client_of(), work)


def test_it_goes_with_its_work(client_of, work, amina, bintou):
    make.make_story(work, by=amina, purpose="Kettle")
    actions.withdraw(resource=work, by=bintou, reason="It was wrong.")
    for person in (None, amina, bintou):
        client = client_of(person)
        assert "Kettle" not in page_of(client, work)
        assert client.get(f"/resources/{work.pk}/stories/").status_code == 404
    assert not Story.objects.visible_to(None).exists()
    work.refresh_from_db()
    actions.publish(resource=work, by=bintou)
    assert "Kettle" in page_of(client_of(), work)
    assert f"/resources/{work.pk}-" in search(client_of(), "kettle")


def test_she_takes_it_back_at_any_time_and_deletes_it(client_of, work, amina):
    client = client_of(amina)
    make.make_story(work, by=amina, purpose="Kettle")
    assert client.post(f"/resources/{work.pk}/story/delete/").status_code == 302
    assert Story.objects.exists()
    client.post(f"/resources/{work.pk}/story/take-back/")
    assert Story.objects.get().status == "draft"
    assert "Kettle" not in page_of(client_of(), work)
    assert f"/resources/{work.pk}-" not in search(client_of(), "kettle")
    client.post(f"/resources/{work.pk}/story/delete/")
    assert not Story.objects.exists()
    assert client.post(f"/resources/{work.pk}/story/delete/").status_code == 404


def test_she_takes_it_back_even_where_she_no_longer_sees_the_work(client_of, chidi, amina, africa):
    work = make.make_resource("Soon closed", by=amina)
    make.make_story(work, by=chidi, purpose="Kettle")
    Resource.objects.update(visibility="group", files_visibility="group")
    client = client_of(chidi)
    page = client.get("/resources/mine/").content.decode()
    assert "Kettle" in page
    assert "Soon closed" not in page
    assert client.get(f"/resources/{work.pk}/story/").status_code == 404
    path = f"/resources/{work.pk}/story/take-back/"
    assert client.post(path)["Location"] == "/resources/mine/"
    assert Story.objects.get().status == "draft"


def test_nobody_else_can_touch_it(client_of, work, amina, chidi, bintou):
    story = make.make_story(work, by=amina, purpose="Hers")
    for person in (chidi, bintou):
        client = client_of(person)
        for deed in ("take-back", "delete"):
            assert client.post(f"/resources/{work.pk}/story/{deed}/").status_code == 404
        tell(client, work, purpose="Mine", author=amina.pk, status="shown", edition="7")
    story.refresh_from_db()
    assert (story.purpose, story.status) == ("Hers", "shown")
    assert set(Story.objects.exclude(author=amina).values_list("status", flat=True)) == {"waiting"}


@pytest.mark.parametrize("person", ["visitor", "dara", "femi"])
def test_only_active_members_tell(person, client_of, work, request):
    client = client_of(request.getfixturevalue(person))
    assert tell(client, work).status_code == 302
    assert not Story.objects.exists()
    assert "Tell what you did with it" not in page_of(client, work)


def test_of_what_she_cannot_see_she_tells_nothing(client_of, chidi, amina, africa):
    for facts in ({"status": "draft"}, {"visibility": "group", "groups": [africa]}):
        work = make.make_resource(by=amina, **facts)
        assert tell(client_of(chidi), work).status_code == 404
    assert tell(client_of(amina), make.make_resource(by=amina, status="draft")).status_code == 403
    assert not Story.objects.exists()


def test_a_question_comes_back_with_a_letter_and_the_answer_is_sent_in(
    client_of, work, amina, bintou
):
    client = client_of(amina)
    tell(client, work)
    story = Story.objects.get()
    answer = decide(client_of(bintou), story, "give_back")
    assert "Your word to the person who told it" in answer.content.decode()
    refused = decide(client_of(bintou), story, "give_back", reason=" ")
    assert "Please write a word" in refused.content.decode()
    decide(client_of(bintou), story, "give_back", reason="Which figures?\nFor whom?")
    assert "Which figures?" in client.get(f"/resources/{work.pk}/story/").content.decode()
    assert "Which figures?" in client.get("/resources/mine/").content.decode()
    assert "Which figures?\nFor whom?" in Letter.objects.get(kind="story_returned").text
    tell(client, work, changed="Twelve of us speak.")
    story.refresh_from_db()
    assert (story.status, story.changed) == ("waiting", "Twelve of us speak.")


def test_a_declined_story_says_why_and_cannot_be_sent_again(client_of, work, amina, bintou):
    client = client_of(amina)
    tell(client, work)
    decide(client_of(bintou), Story.objects.get(), "decline", reason="It names a person.")
    assert "It names a person." in client.get(f"/resources/{work.pk}/story/").content.decode()
    assert "It names a person." in Letter.objects.get(kind="story_declined").text
    tell(client, work, purpose="Again")
    client.post(f"/resources/{work.pk}/story/take-back/")
    assert Story.objects.get().status == "declined"
    assert Story.objects.get().purpose != "Again"


def test_while_it_waits_she_may_change_it_but_it_stays_whole(client_of, work, amina):
    client = client_of(amina)
    tell(client, work)
    sent_at = Story.objects.get().sent_at
    assert tell(client, work, purpose="", intent="keep").status_code == 422
    tell(client, work, purpose="Better words", intent="keep")
    story = Story.objects.get()
    assert (story.purpose, story.status, story.sent_at) == ("Better words", "waiting", sent_at)


def test_what_was_changed_after_it_was_read_is_not_shown(client_of, work, amina, bintou):
    tell(client_of(amina), work)
    story = Story.objects.get()
    read = story.edition
    tell(client_of(amina), work, changed="Something that nobody has read.")
    answer = decide(client_of(bintou), story, "show", edition=read)
    assert "was changed after you had read it" in answer.content.decode()
    story.refresh_from_db()
    assert story.status == "waiting"


def test_staff_read_many_on_one_page_and_show_them_at_once(client_of, work, bintou):
    told = [make.make_story(work, status="waiting", changed=f"Change {n}.") for n in range(3)]
    staff = client_of(bintou)
    chosen = {"action": "show_chosen", "_selected_action": [one.pk for one in told]}
    page = staff.post("/admin/resources/story/", chosen).content.decode()
    assert all(f"Change {n}." in page for n in range(3))
    assert Story.objects.waiting().count() == 3
    read = [f"{one.pk}:{one.edition}" for one in told]
    staff.post(REVIEW, {"deed": "show", "story": [*read, "x:1", "1:", "9" * 30 + ":1"]})
    assert Story.objects.shown().count() == 3
    assert Letter.objects.filter(kind="story_shown").count() == 3


@pytest.mark.parametrize("person", ["amina", "efua", "visitor"])
def test_only_staff_decide(person, client_of, work, request, chidi):
    story = make.make_story(work, by=chidi, status="waiting")
    client = client_of(request.getfixturevalue(person))
    decide(client, story, "show")
    story.refresh_from_db()
    assert story.status == "waiting"


def test_a_letter_names_no_work_that_is_closed_to_its_reader(client_of, chidi, amina, bintou):
    work = make.make_resource("Soon closed", by=amina)
    story = make.make_story(work, by=chidi, status="waiting")
    Resource.objects.update(visibility="group", files_visibility="group")
    decide(client_of(bintou), story, "show")
    letter = Letter.objects.get()
    assert "Soon closed" not in letter.text + letter.html
    assert "soon-closed" not in letter.text + letter.html


def test_nobody_writes_to_who_has_been_suspended(work, chidi, bintou):
    story = make.make_story(work, by=chidi, status="waiting")
    Member.objects.filter(pk=chidi.pk).update(status="suspended")
    story_actions.show(story=story, by=bintou, edition=story.edition)
    assert not Letter.objects.exists()


def test_the_newest_three_stand_on_the_page_and_all_on_pages_of_their_own(client_of, work):
    for number in range(12):
        make.make_story(work, purpose=f"Purpose number {number}.")
    page = page_of(client_of(), work)
    assert page.count("Purpose number") == 3
    assert "Purpose number 11." in page
    assert "All stories of this work" in page
    path = f"/resources/{work.pk}/stories/"
    assert client_of().get(path).content.decode().count("Purpose number") == 10
    assert "Purpose number 0." in client_of().get(path, {"page": "2"}).content.decode()


def test_the_public_history_is_told(work, amina):
    before = HarvestRecord.objects.get(number=work.pk)
    HarvestRecord.objects.update(datestamp=before.datestamp.replace(year=2001))
    make.make_story(work, by=amina)
    assert HarvestRecord.objects.get(number=work.pk).datestamp.year > 2001


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "waiting", "purpose": ""},
        {"status": "waiting", "year": None},
        {"status": "returned", "reason": ""},
        {"status": "shown", "decided_by": None},
        {"visibility": "group"},
        {"year": 1066},
    ],
)
def test_the_database_keeps_the_promises(facts, work, amina):
    story = make.make_story(work, by=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(**facts)


@pytest.mark.django_db(transaction=True)
def test_told_decided_and_taken_back_at_once_it_is_told_once_and_found_or_not():
    make.make_community()
    work = make.make_resource("A checklist")
    author = make.make_member()
    staff = [make.make_member(is_staff=True) for _number in range(3)]
    words = {name: value for name, value in FORM.items() if name != "intent"}

    def write(_number: int) -> Story:
        try:
            return story_actions.keep(resource=work, by=author, words=words, whole=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(write, range(4)))
    assert len({one.pk for one in told}) == 1
    story = Story.objects.get()
    assert story.edition == 5
    story_actions.send(story=story)

    def show(by: Member) -> str:
        try:
            story_actions.show(story=story, by=by, edition=story.edition)
        except story_actions.NotNow:
            return "late"
        finally:
            connection.close()
        return "shown"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(show, staff)) == ["late", "late", "shown"]
    assert Letter.objects.count() == 1
