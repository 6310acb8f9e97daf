"""Threads in the index: each found once, by whoever may read it, and no author who is not to be
named."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from forums import search
from forums.models import Forum, Label, Post, Thread
from members.models import Group, Member, Theme
from members.search import vocabulary
from members.search.find import find, narrowed_to
from members.search.models import PageText, Row
from tests import make

pytestmark = pytest.mark.django_db


def ask(words: str, reader: Member | None, **kw):
    fresh = reader and Member.objects.get(pk=reader.pk)
    return find(words=words, asker=search.keys_of(fresh), kind=search.KIND, languages=["en"], **kw)


def titles(words: str, reader: Member | None, **kw) -> list[str]:
    found = ask(words, reader, **kw)
    fresh = reader and Member.objects.get(pk=reader.pk)
    lines = search.found(found.hits, fresh)
    assert found.total == len(lines)  # what is counted is what she may see
    return [lines[hit.object_id]["title"] for hit in found.hits]


def by(person: Member):
    return narrowed_to({"author": [str(person.pk)]})


def test_what_was_written_is_found_when_its_job_is_done(forum, amina, run_jobs):
    thread = make.make_thread(forum, amina, title="Keys", body="Who holds the *ledger*?")
    make.make_post(thread, amina, body="The treasurer, since **Tuesday**.")
    assert titles("ledger", amina) == []
    run_jobs()
    assert titles("ledger", amina) == titles("tuesday", amina) == titles("keys", amina) == ["Keys"]
    hit = ask("tuesday", amina).hits[0]
    line = search.found([hit], amina)[thread.pk]
    where, passage, url = line["snippets"][0]
    assert passage == "The treasurer, since <mark>Tuesday</mark>."
    assert url == Post.objects.get(thread=thread, number=2).get_absolute_url()
    assert where.startswith("Post 2, Amina, ")
    assert line["meta"] == f"{forum.name} · {forum.group.name}"


def test_a_reply_is_written_alone(forum, amina, run_jobs):
    thread = make.make_thread(forum, amina)
    run_jobs()
    before = set(Row.objects.filter(kind="thread").values_list("pk", flat=True))
    make.make_post(thread, amina, body="A word about drums.")
    run_jobs()
    after = set(Row.objects.filter(kind="thread").values_list("pk", flat=True))
    assert before < after
    assert len(after - before) == 1


def test_an_edited_post_is_found_by_its_new_words_only(forum, amina, run_jobs):
    post = make.make_post(make.make_thread(forum, amina, title="Keys"), amina, body="Old drums.")
    run_jobs()
    Post.objects.filter(pk=post.pk).update(body="New flutes.")
    search.index_later(post.thread, [post.number])
    run_jobs()
    assert titles("drums", amina) == []
    assert titles("flutes", amina) == ["Keys"]


@pytest.mark.parametrize(
    "gone",
    [
        {"removed_at": timezone.now(), "body": "", "html": ""},
        {"hidden_at": timezone.now(), "hidden_why": "Harmful."},
    ],
)
def test_a_removed_or_hidden_post_is_found_by_nobody(forum, amina, efua, bintou, gone, run_jobs):
    thread = make.make_thread(forum, amina, title="Keys")
    post = make.make_post(thread, amina, body="A canary sings.")
    run_jobs()
    assert titles("canary", efua) == ["Keys"]
    _set(Post, post.pk, gone)
    # Even before the worker has come by, its words are not shown.
    hits = ask("canary", bintou).hits
    assert "canary" not in str(search.found(hits, bintou))
    search.index_later(thread, [post.number])
    run_jobs()
    for reader in (amina, efua, bintou):
        assert titles("canary", reader) == []
    assert not PageText.objects.filter(text__contains="canary").exists()


def _set(model, pk: int, facts: dict) -> None:
    names = {field.name for field in model._meta.get_fields()}
    model.objects.filter(pk=pk).update(
        **{name: value for name, value in facts.items() if name in names}
    )


def test_a_hidden_or_merged_thread_is_not_in_the_index(forum, amina, efua, run_jobs):
    hidden, merged = (make.make_thread(forum, amina, title="Keys") for _n in range(2))
    run_jobs()
    other = make.make_thread(forum, amina)
    Thread.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now(), hidden_why="Harmful.")
    Post.objects.filter(thread=merged).update(thread=other, number=2)
    Thread.objects.filter(pk=merged.pk).update(merged_into=other, post_count=0)
    for thread in (hidden, merged, other):
        search.index_later(thread)
    run_jobs()
    assert titles("keys", efua) == []
    assert Row.objects.filter(kind="thread").values("object_id").distinct().count() == 1


@pytest.mark.parametrize(
    ("where", "label", "finders"),
    [
        ("square", Label.PUBLIC, {"visitor", "amina", "chidi", "efua", "bintou"}),
        ("square", Label.MEMBERS, {"amina", "chidi", "efua", "bintou"}),
        ("square", Label.NOT_QUOTED, {"amina", "chidi", "efua", "bintou"}),
        ("forum", Label.GROUP, {"amina", "efua", "bintou"}),
        ("forum", Label.NOT_QUOTED, {"amina", "efua", "bintou"}),
    ],
)
def test_it_is_found_by_those_who_may_read_it(
    where, label, finders, request, amina, chidi, efua, bintou, community, run_jobs
):
    place: Forum = request.getfixturevalue(where)
    for person in (amina, chidi, efua):
        if not person.memberships.filter(group=community).exists():
            make.make_membership(person, community)
    make.make_thread(place, amina, title="Keys", body="A canary sings.", label=label)
    run_jobs()
    people = {"visitor": None, "amina": amina, "chidi": chidi, "efua": efua, "bintou": bintou}
    for name, reader in people.items():
        assert (titles("canary", reader) == ["Keys"]) is (name in finders), name
        seen = Thread.objects.visible_to(reader and Member.objects.get(pk=reader.pk)).exists()
        assert seen is (name in finders), name


def test_a_public_forum_of_a_group_that_only_members_know_is_for_members(amina, chidi, run_jobs):
    group = make.make_group(seen_by=Group.SeenBy.MEMBERS)
    below = make.make_group(parent=make.make_group(seen_by=Group.SeenBy.GROUP))
    for place in (group, below):
        square = make.make_forum(place, visibility="public")
        make.make_thread(square, title=f"In {place.pk}", body="A canary.", label=Label.PUBLIC)
    run_jobs()
    assert titles("canary", None) == []
    assert titles("canary", chidi) == [f"In {group.pk}"]


def test_a_guest_finds_what_she_is_invited_to(forum, efua, chidi, run_jobs):
    today = timezone.now().date()
    facts = {"kind": Thread.Kind.E_DISCUSSION, "opens_on": today, "closes_on": today}
    make.make_thread(forum, efua, title="Keys", body="A canary.", guests=[chidi], **facts)
    make.make_thread(forum, efua, title="Else", body="A canary.")
    run_jobs()
    assert titles("canary", chidi) == ["Keys"]


def test_who_wrote_it_can_be_asked_for(forum, amina, efua, run_jobs):
    thread = make.make_thread(forum, amina, title="Keys", body="Drums.")
    make.make_post(thread, efua, body="Flutes.")
    make.make_thread(forum, efua, title="Else", body="Drums.")
    run_jobs()
    assert titles("drums", amina, only=by(amina)) == ["Keys"]
    assert titles("flutes", amina, only=by(amina)) == []
    assert titles("", amina, only=by(amina)) == ["Keys"]
    assert sorted(titles("", amina, only=by(efua))) == ["Else", "Keys"]


def test_nobody_is_named_who_is_not_to_be(forum, amina, efua, run_jobs):
    nameless = make.make_thread(forum, amina, title="Keys", body="Drums.", nameless=True)
    make.make_post(nameless, amina, body="Flutes.", nameless=True)
    make.make_thread(forum, amina, title="Quiet", body="Drums.", label=Label.NOT_QUOTED)
    run_jobs()
    assert sorted(titles("drums", efua)) == ["Keys", "Quiet"]
    for words in ("drums", "flutes", ""):
        assert titles(words, efua, only=by(amina)) == []
    lines = search.found(ask("drums", efua).hits, efua)
    assert "Amina" not in str(lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_row WHERE vector::text LIKE '%%author:%%'")
        assert cursor.fetchone() == (0,)


def test_a_thread_is_found_by_the_names_of_its_theme(forum, amina, run_jobs):
    theme: Theme = make.make_theme("care", en="Care work")
    make.make_thread(forum, amina, title="Keys", themes=[theme])
    run_jobs()
    assert titles("care work", amina) == ["Keys"]
    assert ask("", amina).facets["theme"] == [("care", 1)]


def test_what_is_outdated_or_missing_is_written_anew(forum, amina, run_jobs):
    threads = [make.make_thread(forum, amina, title=f"Keys {n}") for n in range(3)]
    run_jobs()
    Row.objects.filter(object_id=threads[0].pk).delete()
    search.expire(Thread.objects.filter(pk=threads[1].pk))
    Thread.objects.filter(pk=threads[1].pk).update(title="Locks")
    search.renew()
    assert sorted(titles("keys OR locks", amina)) == ["Keys 0", "Keys 2", "Locks"]


def test_what_a_group_has_closed_is_found_by_no_one_else_when_it_is_renewed(amina, run_jobs):
    group = make.make_group(seen_by=Group.SeenBy.EVERYONE)
    square = make.make_forum(group, visibility="public")
    make.make_thread(square, title="Keys", body="A canary.", label=Label.PUBLIC)
    run_jobs()
    assert titles("canary", None) == ["Keys"]
    Group.objects.filter(pk=group.pk).update(seen_by=Group.SeenBy.MEMBERS)
    search.renew()
    assert titles("canary", None) == []
    assert titles("canary", amina) == ["Keys"]
    Forum.objects.filter(pk=square.pk).update(visibility="group")
    search.renew()
    assert titles("canary", amina) == []


def test_words_of_closed_threads_correct_nobody(forum, amina, chidi, run_jobs):
    for n in range(12):
        make.make_thread(forum, amina, title=f"Keys {n}", body="Canarybird.")
    run_jobs()
    vocabulary.refresh()
    assert ask("canarybrid", None).did_you_mean is None
    assert ask("canarybrid", chidi).did_you_mean is None


@pytest.mark.django_db(transaction=True)
def test_a_post_that_comes_while_its_thread_is_written_is_not_lost(forum, amina, run_jobs):
    thread = make.make_thread(forum, amina, title="Keys", body="Drums.")
    run_jobs()
    read, written = threading.Event(), threading.Event()
    entry_of = search.entry_of

    def slowly(one, posts, keys):
        entry = entry_of(one, list(posts), keys)
        read.set()
        written.wait(5)
        return entry

    def whole() -> None:
        search.index_thread(thread.pk)
        connection.close()

    search.entry_of = slowly
    try:
        worker = threading.Thread(target=whole)
        worker.start()
        assert read.wait(5)
        search.entry_of = entry_of
        make.make_post(thread, amina, body="Flutes.")
        other = threading.Thread(target=lambda: (search.index_thread(thread.pk, [2]),
                                                 connection.close()))  # fmt: skip
        other.start()
        other.join(0.5)
        assert other.is_alive()  # it waits for the one that has read before
        written.set()
        worker.join(5)
        other.join(5)
    finally:
        search.entry_of = entry_of
    assert titles("flutes", amina) == titles("drums", amina) == ["Keys"]
