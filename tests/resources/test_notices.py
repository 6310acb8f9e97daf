"""Who sent something in is told by letter what others decided about it: once, in her language."""

import uuid

import pytest

from members.models import Member
from members.notices.models import Letter
from resources import actions, version_actions
from resources.importing import publish_complete
from resources.models import Resource, WaitingDocument
from tests import make
from tests.resources.sending import edit_address, only_draft_of, send
from tests.resources.test_review import at_once, review

pytestmark = pytest.mark.django_db
Status = Resource.Status
WORD = "Which <year> & place?"
# From where, the deed, the letter, whether it carries the reason.
DECISIONS = [
    ("submitted", "publish", "resource_published", False),
    ("submitted", "give_back", "resource_returned", True),
    ("submitted", "decline", "resource_declined", True),
    ("returned", "decline", "resource_declined", True),
    ("published", "withdraw", "resource_withdrawn", True),
    ("declined", "publish", "resource_published", False),
]
EVERY_DECISION = pytest.mark.parametrize(("begins", "deed", "kind", "has_reason"), DECISIONS)


def sent_in(by, status="submitted", **kw) -> Resource:
    return make.make_resource("Saving seeds", by=by, status=status, draft_key=uuid.uuid4(), **kw)


def do(deed, resource, *, by) -> None:
    words = {} if deed == "publish" else {"reason": WORD}
    getattr(actions, deed)(resource=resource, by=by, **words)


@EVERY_DECISION
def test_she_is_told_what_was_decided(begins, deed, kind, has_reason, amina, bintou):
    resource = sent_in(amina, begins)
    do(deed, resource, by=bintou)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient, letter.address) == (kind, amina, amina.email)
    assert "Saving seeds" in letter.subject
    assert (WORD in letter.text) == has_reason
    assert ("Which &lt;year&gt; &amp; place?" in letter.html) == has_reason


@EVERY_DECISION
def test_who_decides_about_her_own_is_not_written_to(begins, deed, kind, has_reason, bintou):
    do(deed, sent_in(bintou, begins), by=bintou)
    assert not Letter.objects.exists()


@EVERY_DECISION
def test_works_that_came_with_many_others_write_no_letters(
    begins, deed, kind, has_reason, amina, bintou
):
    do(deed, make.make_resource(by=amina, status=begins), by=bintou)
    assert not Letter.objects.exists()


def test_the_letter_speaks_her_language(amina, bintou):
    Member.objects.filter(pk=amina.pk).update(interface_language="fr")
    do("publish", sent_in(amina), by=bintou)
    assert Letter.objects.get().language == "fr"


def test_nobody_writes_to_who_has_been_suspended(amina, bintou):
    resource = sent_in(amina)
    Member.objects.filter(pk=amina.pk).update(status=Member.Status.SUSPENDED)
    do("decline", resource, by=bintou)
    assert not Letter.objects.exists()


def test_from_the_form_to_the_answer_the_links_of_the_letters_lead(client_of, amina, bintou):
    client, staff = client_of(amina), client_of(bintou)
    assert send(client).status_code == 302
    resource = only_draft_of(amina)
    assert not Letter.objects.exists()
    review(staff, resource, "give_back", reason=WORD)
    letter = Letter.objects.get(kind="resource_returned")
    assert f"http://testserver{edit_address(resource)}" in letter.text
    assert client.get(edit_address(resource)).status_code == 200
    send(client, edit_address(resource), answer="In 2019.")
    resource.refresh_from_db()
    review(staff, resource, "publish")
    letter = Letter.objects.get(kind="resource_published")
    assert f"http://testserver{resource.get_absolute_url()}" in letter.text
    assert Letter.objects.filter(recipient=amina).count() == 2


def test_what_others_do_besides_deciding_is_no_letter(amina, bintou):
    resource = sent_in(amina)
    actions.claim(resource=resource, by=bintou)
    actions.release(resource=resource, by=bintou)
    do("publish", resource, by=bintou)
    Letter.objects.all().delete()
    actions.reopen(resource=resource, by=bintou)
    publish_complete([Resource.objects.get(pk=resource.pk)], by=bintou)
    assert not Letter.objects.exists()


def test_a_decision_that_came_too_late_writes_no_letter(amina, bintou):
    resource = sent_in(amina)
    old = Resource.objects.get(pk=resource.pk)
    do("decline", resource, by=bintou)
    with pytest.raises(actions.NotNow):
        do("publish", old, by=bintou)
    assert Letter.objects.get().kind == "resource_declined"


def decide_about(waiting, deed, *, by) -> None:
    if deed == "take_in":
        version_actions.take_in(waiting=waiting, by=by)
    else:
        version_actions.decline_version(waiting=waiting, by=by, reason=WORD)


EVERY_FILE_DEED = pytest.mark.parametrize(
    ("deed", "kind", "has_reason"),
    [("take_in", "file_taken_in", False), ("decline", "file_declined", True)],
)


@EVERY_FILE_DEED
def test_she_is_told_of_her_new_file(deed, kind, has_reason, amina, bintou):
    """Also of a work that came with many others: the file she has sent herself."""
    work = make.make_resource("A toolkit", by=amina)
    decide_about(make.make_waiting_document(work, name="kit.txt"), deed, by=bintou)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == (kind, amina)
    assert "kit.txt" in letter.subject
    assert "“kit.txt” for “A toolkit”" in letter.text
    assert f"http://testserver{work.get_absolute_url()}" in letter.text
    assert (WORD in letter.text) == has_reason


@EVERY_FILE_DEED
def test_the_letter_goes_to_who_sent_the_file(deed, kind, has_reason, amina, bintou):
    clerk = make.make_member("Clerk", is_staff=True)
    waiting = make.make_waiting_document(sent_in(amina, "published"), by=clerk)
    decide_about(waiting, deed, by=bintou)
    assert Letter.objects.get().recipient == clerk


@EVERY_FILE_DEED
def test_who_decides_about_her_own_file_is_not_written_to(deed, kind, has_reason, bintou):
    decide_about(make.make_waiting_document(make.make_resource(by=bintou)), deed, by=bintou)
    assert not Letter.objects.exists()


def test_a_letter_names_no_work_that_is_closed_to_its_reader(amina, bintou):
    clerk = make.make_member("Clerk", is_staff=True)
    work = make.make_resource("Soon closed", by=amina)
    waiting = make.make_waiting_document(work, by=clerk)
    Member.objects.filter(pk=clerk.pk).update(is_staff=False)
    Resource.objects.update(visibility="group", files_visibility="group")
    decide_about(waiting, "decline", by=bintou)
    assert not Letter.objects.exists()


def test_of_a_work_that_was_withdrawn_no_other_file_is_asked_for(amina, bintou):
    work = make.make_resource("A toolkit", by=amina)
    waiting = make.make_waiting_document(work)
    actions.withdraw(resource=work, by=bintou, reason="Its authors asked.")
    decide_about(waiting, "decline", by=bintou)
    assert "send another file" not in Letter.objects.get().text


@pytest.mark.django_db(transaction=True)
def test_decisions_at_one_moment_write_one_letter(amina, bintou):
    resource = sent_in(amina)
    seen = [Resource.objects.get(pk=resource.pk) for _ in range(3)]
    at_once(
        lambda: do("publish", seen[0], by=bintou),
        lambda: do("decline", seen[1], by=bintou),
        lambda: do("give_back", seen[2], by=bintou),
    )
    resource.refresh_from_db()
    assert Letter.objects.get().kind == f"resource_{resource.status}"


@pytest.mark.django_db(transaction=True)
def test_decisions_about_a_file_at_one_moment_write_one_letter(amina, bintou):
    waiting = make.make_waiting_document(make.make_resource(by=amina))
    seen = [WaitingDocument.objects.get(pk=waiting.pk) for _ in range(3)]
    at_once(
        *(lambda one=one: decide_about(one, "take_in", by=bintou) for one in seen[:2]),
        lambda: decide_about(seen[2], "decline", by=bintou),
    )
    assert Letter.objects.count() == 1
