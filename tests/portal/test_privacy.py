"""What is hers she takes along, and what she leaves behind is no longer hers."""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
import zipfile
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from cop_portal import privacy
from forums.models import Post, Seal, Thanks
from members.models import Affiliation, DataCopy, Departure, Group, Member, Membership
from members.notices.models import Letter
from resources.models import Document, Resource, SavedSearch, Story
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def columns_that_point_at_a_person() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Member and not field.many_to_many
    }


def test_every_column_that_points_at_a_person_has_an_answer() -> None:
    assert columns_that_point_at_a_person() == set(privacy.ANSWERS)


def test_an_answer_names_what_she_takes_along_or_says_why_she_does_not() -> None:
    for label, answer in privacy.ANSWERS.items():
        assert bool(answer.name) == bool(answer.columns), label
        assert answer.name or answer.why, label


@pytest.fixture
def work(amina: Member) -> Resource:
    """Amina's, published, with a file."""
    resource = make.make_resource("Care work", by=amina)
    make.make_document(resource, b"Words in a file.", name="words.txt")
    return resource


@pytest.fixture
def full(amina: Member, chidi: Member, work: Resource) -> Member:
    """Amina, with something of hers everywhere, and something of others beside it."""
    Member.objects.filter(pk=amina.pk).update(about="I like water.", job_title="Adviser")
    SavedSearch.objects.create(member=amina, query="q=care", name="Care")
    make.make_story(make.make_resource("Another"), by=amina, purpose="To train ourselves")
    make.make_resource("My draft", by=amina, status=Resource.Status.DRAFT)
    talk = make.make_thread(make.make_forum(allows_nameless=True), amina, body="Said by me.")
    make.make_post(talk, chidi, body="Said by him.")
    make.make_post(talk, amina, body="Said by nobody.", nameless=True)
    make.make_resource("His work", by=chidi)
    return Member.objects.get(pk=amina.pk)


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Callable[[Callable[[], object]], None]:
    """Does something, and then what is left for the moment when it has held."""

    def done(deed: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            deed()

    return done


def copy_of(member: Member) -> zipfile.ZipFile:
    """As the worker makes it."""
    copy = privacy.ask_for_copy(member)
    privacy.make_copy(copy.pk)
    copy.refresh_from_db()
    return zipfile.ZipFile(io.BytesIO(copy.file.read()))


def test_a_copy_holds_what_is_hers_and_nothing_of_others(full: Member) -> None:
    archive = copy_of(full)
    names = set(archive.namelist())
    assert {"profile.json", "stories.json", "works-sent-in.json", "groups.json"} <= names
    profile = json.loads(archive.read("profile.json"))[0]
    assert (profile["about"], profile["email"]) == ("I like water.", full.email)
    titles = {one["title"] for one in json.loads(archive.read("works-sent-in.json"))}
    assert titles == {"Care work", "My draft"}
    assert json.loads(archive.read("stories.json"))[0]["purpose"] == "To train ourselves"
    assert json.loads(archive.read("posts.json"))[0]["body"] == "Said by me."
    (file,) = (name for name in names if name.startswith("files/"))
    assert archive.read(file) == b"Words in a file."
    everything = b"".join(archive.read(name) for name in names)
    assert b"His work" not in everything
    assert b"Said by him" not in everything
    assert b"Said by nobody" not in everything
    assert full.password.encode() not in everything


def test_a_letter_says_that_it_is_ready_and_it_is_hers_alone(full: Member, chidi: Member) -> None:
    copy_of(full)
    assert Letter.objects.get(kind="data_copy_ready").recipient == full
    hers, his = _inside(full), _inside(chidi)
    response = hers.get("/me/data/download/")
    assert "no-store" in response["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).testzip() is None
    assert his.get("/me/data/download/").status_code == 404


def test_a_copy_wants_her_to_show_again_that_it_is_she(full: Member) -> None:
    copy_of(full)
    response = client_of(full).get("/me/data/download/")
    assert response["Location"].startswith("/account/reauthenticate/")


def test_one_copy_an_hour_is_enough(amina: Member) -> None:
    client = client_of(amina)
    for _time in range(2):
        page = client.post("/me/data/", follow=True)
    assert DataCopy.objects.count() == 1
    assert "less than an hour old" in page.content.decode()


def test_old_copies_go_with_their_files(amina: Member, committed) -> None:
    copy_of(amina)
    copy = DataCopy.objects.get()
    privacy.forget_old_copies()
    assert DataCopy.objects.exists()
    DataCopy.objects.update(ready_at=timezone.now() - dt.timedelta(days=8))
    committed(privacy.forget_old_copies)
    assert not DataCopy.objects.exists()
    assert not default_storage.exists(copy.file.name)


def test_a_worker_that_was_killed_leaves_no_second_file(
    amina: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = privacy.ask_for_copy(amina)
    monkeypatch.setattr(privacy, "_tell", lambda _number: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        privacy.make_copy(copy.pk)
    left = default_storage.listdir("copies")[1]
    monkeypatch.undo()
    privacy.make_copy(copy.pk)
    copy.refresh_from_db()
    assert copy.ready_at
    assert default_storage.listdir("copies")[1] == left


def test_of_a_copy_that_never_came_she_may_ask_again(amina: Member, committed) -> None:
    client = client_of(amina)
    client.post("/me/data/")
    assert "being made" in client.get("/me/data/").content.decode()
    DataCopy.objects.update(asked_at=timezone.now() - dt.timedelta(hours=2))
    assert "Make my copy" in client.get("/me/data/").content.decode()
    first = DataCopy.objects.get()
    client.post("/me/data/")
    assert DataCopy.objects.get().pk != first.pk
    DataCopy.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    committed(privacy.forget_old_copies)
    assert not DataCopy.objects.exists()


def test_the_last_letter_to_who_has_left_does_not_keep_her_address(amina: Member) -> None:
    privacy.leave(member=amina, keep_words=True)
    farewell = Letter.objects.filter(kind="farewell")
    privacy.forget_old_copies()
    assert farewell.exists()
    farewell.update(sent_at=timezone.now() - dt.timedelta(days=8))
    privacy.forget_old_copies()
    assert not farewell.exists()


def test_a_lost_file_does_not_cost_her_the_copy(full: Member) -> None:
    default_storage.delete(Document.objects.get().file.name)
    assert "profile.json" in copy_of(full).namelist()


@pytest.mark.parametrize("keep_words", [True, False])
def test_who_leaves_leaves_nothing_of_herself(full: Member, committed, keep_words: bool) -> None:
    full.picture.save("p.webp", ContentFile(b"dots"))
    path, address, handle = full.picture.name, full.email, full.handle
    committed(lambda: privacy.leave(member=full, keep_words=keep_words))
    gone = Member.objects.get(pk=full.pk)
    assert gone.status == Member.Status.LEFT
    assert (gone.about, gone.job_title, gone.country.code, gone.languages) == ("", "", "", [])
    assert address not in gone.email
    assert handle != gone.handle
    assert str(gone) == "Former member"
    assert not default_storage.exists(path)
    assert not Membership.objects.filter(member=gone).exists()
    assert not Affiliation.objects.filter(member=gone).exists()
    assert not SavedSearch.objects.exists()
    assert not Resource.objects.filter(title="My draft").exists()
    assert Resource.objects.filter(title="Care work").exists()
    assert Story.objects.exists() is keep_words
    assert not Letter.objects.filter(recipient=gone).exists()
    assert Letter.objects.get(kind="farewell").address == address


def test_her_name_stands_nowhere_any_more(full: Member, chidi: Member) -> None:
    story = Story.objects.get()
    page = lambda: client_of(chidi).get(story.resource.get_absolute_url()).content.decode()  # noqa: E731
    assert full.name in page()
    privacy.leave(member=full, keep_words=True)
    assert full.name not in page()
    assert "Former member" in page()


def test_stories_that_were_taken_away_are_no_longer_found(full: Member, chidi: Member) -> None:
    found = lambda: client_of(chidi).get("/resources/?q=train").content.decode()  # noqa: E731
    assert "Another" in found()
    privacy.leave(member=full, keep_words=False)
    assert "Another" not in found()


@pytest.mark.parametrize("keep_words", [True, False])
def test_threads_stay_readable_when_she_leaves(
    full: Member, chidi: Member, keep_words: bool
) -> None:
    thanked = Post.objects.get(author=chidi)
    Thanks.objects.create(post=thanked, member=full)
    Post.objects.filter(pk=thanked.pk).update(thanks_count=1)
    privacy.leave(member=full, keep_words=keep_words)
    said = [(post.body, post.removed_at is None) for post in Post.objects.in_order()]
    assert said == [
        ("Said by me." * keep_words, keep_words),
        ("Said by him.", True),
        ("Said by nobody." * keep_words, keep_words),
    ]
    assert Post.objects.get(pk=thanked.pk).thanks_count == 0
    assert not Seal.objects.exists()


def test_her_office_ends_and_so_do_her_rights(efua: Member, africa: Group) -> None:
    privacy.leave(member=efua, keep_words=True)
    assert efua.terms.get().ends_on == timezone.localdate()
    assert not Member.objects.get(pk=efua.pk).facilitated_group_ids


def test_the_last_who_looks_after_the_machine_stays(bintou: Member) -> None:
    page = _inside(bintou).post("/me/leave/", {"words": "keep", "sure": "on"})
    assert page.status_code == 422
    assert "last who looks after the machine" in page.content.decode()
    make.make_member("Second", is_staff=True, is_superuser=True)
    privacy.leave(member=bintou, keep_words=True)
    assert Departure.objects.get().member_id == bintou.pk


def test_she_leaves_by_her_own_page_and_is_logged_out(full: Member) -> None:
    client = _inside(full)
    assert "cannot be undone" in client.get("/me/leave/").content.decode()
    page = client.post("/me/leave/", {"words": "take_away", "sure": "on"}, follow=True)
    assert "You have left" in page.content.decode()
    assert not page.context["user"].is_authenticated
    assert Departure.objects.get().keeps_words is False


@pytest.mark.parametrize(
    "answers", [{}, {"words": "keep"}, {"sure": "on"}, {"words": "x", "sure": "on"}]
)
def test_a_half_filled_form_changes_nothing(amina: Member, answers: dict[str, str]) -> None:
    page = _inside(amina).post("/me/leave/", answers)
    assert page.status_code == 422
    amina.refresh_from_db()
    assert amina.status == Member.Status.ACTIVE


def test_her_address_may_come_back(full: Member) -> None:
    address = full.email
    privacy.leave(member=full, keep_words=True)
    again = make.make_member("Amina again", email=address)
    assert Member.objects.get(email=address) == again


@pytest.mark.django_db(transaction=True)
def test_the_last_two_who_look_after_the_machine_do_not_leave_at_once(bintou: Member) -> None:
    other = make.make_member("Second", is_staff=True, is_superuser=True)
    stayed: list[BaseException] = []

    def go(person: Member) -> None:
        try:
            privacy.leave(member=person, keep_words=True)
        except BaseException as error:
            stayed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(one,)) for one in (bintou, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(one) for one in stayed] == [privacy.CannotLeave]
    assert Departure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_leaving_twice_at_once_is_leaving_once(amina: Member) -> None:
    trouble: list[BaseException] = []

    def go(keep_words: bool) -> None:
        try:
            privacy.leave(member=amina, keep_words=keep_words)
        except BaseException as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(bool(one),)) for one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not trouble
    assert Departure.objects.count() == 1
    assert Letter.objects.filter(kind="farewell").count() == 1


def _inside(person: Member) -> Client:
    """A browser in which she has just shown once more that it is she."""
    client = client_of(person)
    asked = client.get("/me/leave/")["Location"]
    client.post(asked, {"password": make.PASSWORD})
    return client
