"""A thread becomes more confidential by one person's word, and less so by that of two."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from forums import label_actions
from forums.actions import NotNow
from forums.models import Forum, Label, Loosening, Thread
from members.models import Group, Member, Visibility
from members.moderation.models import Decision
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(africa: Group) -> Forum:
    """Of Efua's group; all members of the community may read it."""
    Group.objects.filter(pk=africa.pk).update(seen_by=Group.SeenBy.MEMBERS)
    return make.make_forum(africa, visibility=Visibility.MEMBERS, allows_nameless=True)


@pytest.fixture
def thread(forum: Forum, amina: Member) -> Thread:
    """Amina's; all members of the community read it."""
    return make.make_thread(forum, amina, title="Keys")


@pytest.fixture
def narrow(forum: Forum, amina: Member) -> Thread:
    """Amina's, for the group alone."""
    return make.make_thread(forum, amina, title="Keys", label=Label.GROUP)


def address(thread: Thread) -> str:
    return f"/forums/threads/{thread.pk}/label/"


def ask(client, thread: Thread, label: str, why: str = "Names were named."):
    return client.post(address(thread), {"label": label, "why": why})


def answer(client, thread: Thread, word: str, wish: Loosening | None = None):
    wish = wish or Loosening.objects.order_by("-pk").first()
    return client.post(address(thread), {"answer": word, "wish": str(wish.pk if wish else 0)})


def label_of(thread: Thread) -> str:
    thread.refresh_from_db()
    return thread.label


def test_who_may_post_makes_it_narrower_at_once(client_of, forum, chidi, thread) -> None:
    writer = make.make_writer(forum)
    outside = client_of(chidi)
    assert outside.get(thread.get_absolute_url()).status_code == 200
    response = ask(client_of(writer), thread, Label.GROUP)
    assert response.status_code == 302
    assert response["Location"] == thread.get_absolute_url()
    assert label_of(thread) == Label.GROUP
    assert outside.get(thread.get_absolute_url()).status_code == 404
    decision = Decision.objects.get()
    assert (decision.deed, decision.by, decision.why) == ("tighten", writer, "Names were named.")
    assert (decision.before, decision.after) == ({"label": "members"}, {"label": "group"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        (args,) = cursor.fetchone()
    assert f'"thread_id": {thread.pk}' in str(args).replace("'", '"')


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 302), ("efua", 302), ("bintou", 302), ("chidi", 403)]
)
def test_who_only_reads_does_not(who, status, request, client_of, thread) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(address(thread)).status_code == (200 if status == 302 else status)
    assert ask(client, thread, Label.NOT_QUOTED).status_code == status
    assert label_of(thread) == (Label.NOT_QUOTED if status == 302 else Label.MEMBERS)


def test_a_thread_that_she_does_not_see_is_not_there(client_of, chidi, narrow) -> None:
    assert client_of(chidi).get(address(narrow)).status_code == 404
    assert ask(client_of(chidi), narrow, Label.NOT_QUOTED).status_code == 404


def test_guests_go_on_reading(client_of, efua, chidi, forum) -> None:
    today = timezone.localdate()
    thread = make.make_thread(
        forum,
        efua,
        kind=Thread.Kind.E_DISCUSSION,
        opens_on=today,
        closes_on=today + dt.timedelta(days=7),
        guests=[chidi],
    )
    assert ask(client_of(chidi), thread, Label.NOT_QUOTED).status_code == 302
    assert label_of(thread) == Label.NOT_QUOTED
    assert client_of(chidi).get(thread.get_absolute_url()).status_code == 200


def test_a_reason_is_needed_and_what_was_chosen_is_kept(client_of, amina, thread) -> None:
    response = ask(client_of(amina), thread, Label.GROUP, why=" ")
    assert response.status_code == 422
    assert 'value="group"' in response.content.decode()
    assert label_of(thread) == Label.MEMBERS
    for label in ("", "secret", Label.PUBLIC, Label.MEMBERS):
        assert ask(client_of(amina), thread, label).status_code == 422


def test_wider_takes_the_opener_and_who_looks_after_the_group(
    client_of, amina, efua, chidi, narrow
) -> None:
    assert ask(client_of(amina), narrow, Label.MEMBERS, "It helps others.").status_code == 302
    assert label_of(narrow) == Label.GROUP
    assert client_of(chidi).get(narrow.get_absolute_url()).status_code == 404
    facilitator = client_of(efua)
    assert address(narrow) in facilitator.get(narrow.get_absolute_url()).content.decode()
    assert "It helps others." in facilitator.get(address(narrow)).content.decode()
    assert answer(facilitator, narrow, "agree").status_code == 302
    assert label_of(narrow) == Label.MEMBERS
    assert client_of(chidi).get(narrow.get_absolute_url()).status_code == 200
    decision = Decision.objects.get()
    assert (decision.deed, decision.by, decision.together_with) == ("loosen", efua, amina)
    assert decision.why == "It helps others."


def test_asked_by_who_looks_after_the_group_the_opener_answers(
    client_of, amina, efua, bintou, narrow
) -> None:
    ask(client_of(efua), narrow, Label.MEMBERS)
    assert answer(client_of(bintou), narrow, "agree").status_code == 302
    assert label_of(narrow) == Label.GROUP
    assert answer(client_of(amina), narrow, "agree").status_code == 302
    assert label_of(narrow) == Label.MEMBERS


def test_nobody_answers_her_own_wish(client_of, efua, bintou, forum) -> None:
    """Efua has opened it, and looks after the group: somebody else who does answers."""
    thread = make.make_thread(forum, efua, label=Label.GROUP)
    ask(client_of(efua), thread, Label.MEMBERS)
    assert answer(client_of(efua), thread, "agree").status_code == 403
    assert label_of(thread) == Label.GROUP
    assert answer(client_of(bintou), thread, "agree").status_code == 302
    assert label_of(thread) == Label.MEMBERS


def test_others_neither_ask_nor_learn_of_it(client_of, amina, forum, narrow) -> None:
    ask(client_of(amina), narrow, Label.MEMBERS, "Because of the harvest.")
    writer = client_of(make.make_writer(forum))
    assert ask(writer, narrow, Label.MEMBERS).status_code == 422
    for path in (narrow.get_absolute_url(), address(narrow)):
        page = writer.get(path).content.decode()
        assert "harvest" not in page
        assert "Somebody asks" not in page
    assert answer(writer, narrow, "agree").status_code == 302
    assert label_of(narrow) == Label.GROUP


def test_declined_it_stays_and_may_be_asked_again(client_of, amina, efua, narrow) -> None:
    ask(client_of(amina), narrow, Label.MEMBERS)
    answer(client_of(efua), narrow, "decline")
    wish = Loosening.objects.get()
    assert (wish.agreed, wish.answered_by, label_of(narrow)) == (False, efua, Label.GROUP)
    assert not Decision.objects.exists()
    assert ask(client_of(amina), narrow, Label.MEMBERS).status_code == 302
    assert Loosening.objects.count() == 2


def test_who_asked_takes_it_back(client_of, amina, efua, narrow) -> None:
    ask(client_of(amina), narrow, Label.MEMBERS)
    wish = Loosening.objects.get()
    assert answer(client_of(efua), narrow, "withdraw").status_code == 403
    answer(client_of(amina), narrow, "withdraw")
    assert not Loosening.objects.exists()
    assert answer(client_of(efua), narrow, "agree", wish).status_code == 302
    assert label_of(narrow) == Label.GROUP


def test_an_answer_is_to_the_wish_that_was_read(client_of, amina, efua, narrow) -> None:
    ask(client_of(amina), narrow, Label.MEMBERS)
    read = Loosening.objects.get()
    answer(client_of(amina), narrow, "withdraw")
    ask(client_of(amina), narrow, Label.MEMBERS, "Another reason.")
    answer(client_of(efua), narrow, "agree", read)
    assert label_of(narrow) == Label.GROUP


def test_made_narrower_meanwhile_the_wish_is_void(client_of, amina, efua, forum, narrow) -> None:
    ask(client_of(amina), narrow, Label.MEMBERS)
    ask(client_of(make.make_writer(forum)), narrow, Label.NOT_QUOTED)
    assert not Loosening.objects.exists()
    wish = Loosening(pk=1)
    answer(client_of(efua), narrow, "agree", wish)
    assert label_of(narrow) == Label.NOT_QUOTED


def test_it_is_never_wider_than_its_forum(client_of, amina, efua, forum, narrow) -> None:
    assert ask(client_of(amina), narrow, Label.PUBLIC).status_code == 422
    ask(client_of(amina), narrow, Label.MEMBERS)
    Forum.objects.filter(pk=forum.pk).update(visibility=Visibility.GROUP)
    answer(client_of(efua), narrow, "agree")
    assert label_of(narrow) == Label.GROUP


def test_a_wish_of_somebody_whose_term_has_ended_is_not_granted(
    client_of, amina, efua, narrow
) -> None:
    ask(client_of(efua), narrow, Label.MEMBERS)
    efua.terms.update(ends_on=timezone.localdate() - dt.timedelta(days=2))
    answer(client_of(amina), narrow, "agree")
    assert label_of(narrow) == Label.GROUP


def test_a_thread_opened_without_a_name_stays_as_narrow_as_it_is(
    client_of, amina, efua, forum
) -> None:
    thread = make.make_thread(forum, amina, nameless=True, label=Label.GROUP)
    for person in (amina, efua):
        assert ask(client_of(person), thread, Label.MEMBERS).status_code == 422
    assert ask(client_of(amina), thread, Label.NOT_QUOTED).status_code == 302


def test_as_narrow_as_can_be_there_is_nothing_to_choose(client_of, forum) -> None:
    thread = make.make_thread(forum, label=Label.NOT_QUOTED)
    response = client_of(make.make_writer(forum)).get(address(thread))
    assert response.status_code == 403


@pytest.mark.django_db(transaction=True)
def test_narrowed_and_agreed_at_one_moment_it_is_narrow(amina, efua, narrow) -> None:
    wish = label_actions.ask_to_loosen(thread=narrow, to=Label.MEMBERS, by=amina, why="So.")

    def attempt(deed, **said) -> None:
        try:
            deed(**said)
        except NotNow:
            pass
        finally:
            connection.close()

    narrower = {"thread": narrow, "to": Label.NOT_QUOTED, "by": amina, "why": "Names."}
    at_once = [
        threading.Thread(target=attempt, args=[deed], kwargs=said)
        for deed, said in (
            (label_actions.tighten, narrower),
            (label_actions.agree, {"loosening": wish, "by": efua}),
        )
    ]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert label_of(narrow) == Label.NOT_QUOTED
    assert not Loosening.objects.filter(answered_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_wishes_at_one_moment_one_waits(amina, efua, narrow) -> None:
    refused = []

    def wish(by: Member) -> None:
        try:
            label_actions.ask_to_loosen(thread=narrow, to=Label.MEMBERS, by=by, why="So.")
        except NotNow:
            refused.append(by)
        finally:
            connection.close()

    at_once = [threading.Thread(target=wish, args=[by]) for by in (amina, efua)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert len(refused) == 1
    assert Loosening.objects.count() == 1
