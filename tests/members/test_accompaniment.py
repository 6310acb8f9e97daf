"""Peer accompaniment: who fits, asking, answering, ending, and who hears of it."""

import datetime as dt
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members import accompaniment as deeds
from members import suspensions
from members.actions import new_handle
from members.models import Accompaniment, AccompanimentStep, Member
from members.notices.models import Letter
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/members/accompaniment/"
Kind, Status = Accompaniment.Kind, Accompaniment.Status
WORDS = {"about": "ask:care", "message": "We begin in May; may I ask you now and then?"}


@pytest.fixture
def care(db):
    return make.make_theme("care", en="Care work", fr="Travail de soin")


@pytest.fixture
def offering(chidi, care):
    """Chidi offers care work."""
    chidi.offers.add(care)
    return chidi


@pytest.fixture
def asked(amina, offering, care):
    """Amina has asked Chidi, and waits."""
    return make.make_accompaniment(amina, offering, care)


def write_to(client, person, **fields):
    return client.post(f"/members/{person.handle}/accompaniment/", WORDS | fields)


def answer(client, one, how, **fields):
    return client.post(f"{PAGE}{one.pk}/answer/", {"answer": how} | fields)


def letters_to(member):
    return list(Letter.objects.filter(recipient=member).order_by("pk"))


def status_of(one):
    return Accompaniment.objects.get(pk=one.pk).status


# --- asking -------------------------------------------------------------------------------------


def test_amina_asks_chidi_who_reads_it_in_a_letter_in_his_language(
    amina, offering, care, client_of
):
    Member.objects.filter(pk=offering.pk).update(interface_language="fr")
    response = write_to(client_of(amina), offering)
    one = Accompaniment.objects.get()
    assert response.headers["Location"] == f"{PAGE}{one.pk}/"
    assert (one.asker, one.asked, one.kind, one.theme) == (amina, offering, Kind.ASK, care)
    (letter,) = letters_to(offering)
    assert "Travail de soin" in letter.text
    assert WORDS["message"] in letter.text
    assert f"http://testserver{PAGE}{one.pk}/" in letter.text
    assert letters_to(amina) == []
    step = one.steps.get()
    assert (step.status, step.by) == (Status.ASKED, amina)


def test_she_offers_company_to_somebody_who_looks_for_it(amina, chidi, care, client_of):
    chidi.asks.add(care)
    write_to(client_of(amina), chidi, about="offer:care")
    assert Accompaniment.objects.get().kind == Kind.OFFER
    assert "offers to accompany you" in letters_to(chidi)[0].text


@pytest.mark.parametrize("field", ["for_nobody", "for_groups"])
def test_what_is_hidden_from_her_cannot_be_asked_for(field, amina, offering, client_of):
    Member.objects.filter(pk=offering.pk).update(**{field: ["offers"]})
    page = f"/members/{offering.handle}/accompaniment/"
    assert client_of(amina).get(page).status_code == 403
    assert write_to(client_of(amina), offering).status_code == 403
    assert not Accompaniment.objects.exists()


def test_what_is_shown_to_her_groups_can_be_asked_for_there(amina, efua, chidi, care, client_of):
    efua.offers.add(care)
    Member.objects.filter(pk=efua.pk).update(for_groups=["offers"])
    assert write_to(client_of(amina), efua).status_code == 302
    assert write_to(client_of(chidi), efua).status_code == 403


@pytest.mark.parametrize("who", ["dara", "femi", "nobody"])
def test_whoever_is_not_here_does_not_exist(who, amina, dara, femi, care, client_of):
    for person in (dara, femi):
        person.offers.add(care)
    assert client_of(amina).get(f"/members/{who}/accompaniment/").status_code == 404


def test_nobody_asks_herself(amina, care, client_of):
    amina.offers.add(care)
    assert write_to(client_of(amina), amina).status_code == 403
    with pytest.raises(deeds.NotHere):
        make.make_accompaniment(amina, amina, care)
    with pytest.raises(IntegrityError), transaction.atomic():
        Accompaniment.objects.create(
            asker=amina, asked=amina, kind=Kind.ASK, theme=care, message="Me"
        )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"message": ""}, "Please write some words"),
        ({"message": " \n "}, "Please write some words"),
        ({"message": "x" * 2001}, "At most 2000 letters"),
        ({"about": "ask:water"}, "not one of the available choices"),
        ({"about": "offer:care"}, "not one of the available choices"),
        ({"about": ""}, "This field is required"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(fields, said, amina, offering, client_of):
    response = write_to(client_of(amina), offering, **fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    if "message" not in fields:
        assert WORDS["message"] in page
    assert not Accompaniment.objects.exists()


def test_characters_that_nobody_sees_are_left_out(amina, offering, client_of):
    write_to(client_of(amina), offering, message="Good\u202e day\x00\r\nto you")
    assert Accompaniment.objects.get().message == "Good day\nto you"


def test_in_one_theme_two_people_begin_once_whoever_asks(asked, amina, offering, care, client_of):
    page = write_to(client_of(amina), offering)
    assert page.status_code == 422
    assert "have begun in this theme already" in page.content.decode()
    amina.offers.add(care)
    assert write_to(client_of(offering), amina).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Accompaniment.objects.create(
            asker=offering, asked=amina, kind=Kind.OFFER, theme=care, message="You?"
        )
    other = make.make_theme("water", en="Water")
    offering.offers.add(other)
    assert write_to(client_of(amina), offering, about="ask:water").status_code == 302


def test_when_it_has_ended_the_two_may_begin_again(asked, amina, offering, care):
    deeds.accept(accompaniment=asked, by=offering, words="", shows_address=False)
    with pytest.raises(deeds.AlreadyOpen):
        make.make_accompaniment(amina, offering, care)
    deeds.end(accompaniment=asked, by=amina, words="")
    make.make_accompaniment(offering, amina, care)
    assert Accompaniment.objects.count() == 2


def test_ten_questions_wait_at_once_and_no_more(amina, care, client_of):
    people = [make.make_member() for _number in range(deeds.MOST_OPEN + 1)]
    for person in people:
        person.offers.add(care)
    waiting = [make.make_accompaniment(amina, person, care) for person in people[:-1]]
    response = write_to(client_of(amina), people[-1])
    assert response.status_code == 422
    assert "You have asked 10 people lately" in response.content.decode()
    # To take one back does not help on the same day: it was a letter.
    deeds.withdraw(accompaniment=waiting[0], by=amina)
    assert write_to(client_of(amina), people[-1]).status_code == 422
    Accompaniment.objects.update(asked_at=timezone.now() - dt.timedelta(days=2))
    assert write_to(client_of(amina), people[-1]).status_code == 302


def test_after_a_no_she_is_left_in_peace_for_a_month(asked, amina, offering, care, client_of):
    deeds.decline(accompaniment=asked, by=offering, words="")
    response = write_to(client_of(amina), offering)
    assert response.status_code == 422
    assert "leave her in peace" in response.content.decode()
    past = timezone.now() - dt.timedelta(days=31)
    AccompanimentStep.objects.filter(status=Status.DECLINED).update(at=past)
    assert write_to(client_of(amina), offering).status_code == 302


def test_who_said_no_may_ask_herself(asked, amina, offering, care, client_of):
    amina.offers.add(care)
    deeds.decline(accompaniment=asked, by=offering, words="")
    assert write_to(client_of(offering), amina).status_code == 302


def test_the_first_page_says_that_somebody_waits(asked, amina, offering, client_of):
    said = "Somebody waits for your answer"
    assert said in client_of(offering).get("/").content.decode()
    assert said not in client_of(amina).get("/").content.decode()
    deeds.withdraw(accompaniment=asked, by=amina)
    assert said not in client_of(offering).get("/").content.decode()


def test_a_member_of_the_name_of_a_page_gets_another_handle(db):
    assert new_handle("Map").startswith("map-")
    assert new_handle("Mapi") == "mapi"


# --- answering ----------------------------------------------------------------------------------


def test_chidi_says_yes_and_both_get_a_letter(asked, amina, offering, client_of):
    answer(client_of(offering), asked, "yes", words="With pleasure, on Tuesdays.")
    assert status_of(asked) == Status.ACCEPTED
    (to_amina,) = letters_to(amina)
    assert "With pleasure, on Tuesdays." in to_amina.text
    assert len(letters_to(offering)) == 2
    page = client_of(amina).get(f"{PAGE}{asked.pk}/").content.decode()
    assert "With pleasure, on Tuesdays." in page


def test_chidi_says_no_without_a_word(asked, amina, offering, client_of):
    answer(client_of(offering), asked, "no")
    assert status_of(asked) == Status.DECLINED
    (letter,) = letters_to(amina)
    assert "that says nothing about you" in letter.text


@pytest.mark.parametrize(("asker_shows", "asked_shows"), [(True, False), (False, True)])
def test_an_address_is_shown_only_by_whom_it_belongs_to(
    asker_shows, asked_shows, amina, offering, care, client_of
):
    one = make.make_accompaniment(amina, offering, care, shows_address=asker_shows)
    before = client_of(offering).get(f"{PAGE}{one.pk}/").content.decode()
    assert amina.email not in before
    assert amina.email not in letters_to(offering)[0].text
    answer(client_of(offering), one, "yes", **({"shows_address": "on"} if asked_shows else {}))
    page_of_chidi = client_of(offering).get(f"{PAGE}{one.pk}/").content.decode()
    page_of_amina = client_of(amina).get(f"{PAGE}{one.pk}/").content.decode()
    assert (amina.email in page_of_chidi) is asker_shows
    assert (offering.email in page_of_amina) is asked_shows
    assert (amina.email in letters_to(offering)[-1].text) is asker_shows
    assert (offering.email in letters_to(amina)[-1].text) is asked_shows
    deeds.end(accompaniment=one, by=amina, words="")
    assert amina.email not in client_of(offering).get(f"{PAGE}{one.pk}/").content.decode()


def test_an_address_is_shown_at_a_no_to_nobody(asked, amina, offering, client_of):
    answer(client_of(offering), asked, "no", shows_address="on")
    assert offering.email not in letters_to(amina)[0].text
    assert offering.email not in client_of(amina).get(f"{PAGE}{asked.pk}/").content.decode()


def test_amina_cannot_answer_herself_and_chidi_cannot_take_it_back(
    asked, amina, offering, client_of
):
    assert answer(client_of(amina), asked, "yes").status_code == 403
    assert client_of(offering).post(f"{PAGE}{asked.pk}/withdraw/").status_code == 403
    assert status_of(asked) == Status.ASKED


def test_a_form_without_a_button_answers_nothing(asked, offering, client_of):
    response = answer(client_of(offering), asked, "perhaps", words="Hm.")
    assert response.status_code == 422
    assert "Hm." in response.content.decode()
    assert status_of(asked) == Status.ASKED


def test_what_was_taken_back_cannot_be_answered(asked, amina, offering, client_of):
    assert client_of(amina).post(f"{PAGE}{asked.pk}/withdraw/").status_code == 302
    response = answer(client_of(offering), asked, "yes")
    page = client_of(offering).get(response.headers["Location"])
    assert status_of(asked) == Status.WITHDRAWN
    assert page.status_code == 200
    assert "has taken it back" in letters_to(offering)[-1].text


@pytest.mark.parametrize("ender", ["amina", "chidi"])
def test_either_of_the_two_ends_it(ender, asked, amina, offering, client_of):
    people = {"amina": amina, "chidi": offering}
    deeds.accept(accompaniment=asked, by=offering, words="", shows_address=False)
    other = offering if ender == "amina" else amina
    client = client_of(people[ender])
    client.post(f"{PAGE}{asked.pk}/end/", {"words": "Thank you for all of it."})
    assert status_of(asked) == Status.ENDED
    assert "Thank you for all of it." in letters_to(other)[-1].text


def test_what_waits_for_an_answer_cannot_be_ended(asked, amina, client_of):
    client_of(amina).post(f"{PAGE}{asked.pk}/end/")
    assert status_of(asked) == Status.ASKED


@pytest.mark.parametrize("who", ["efua", "bintou"])
def test_nobody_else_opens_it_staff_included(who, asked, efua, bintou, client_of):
    client = client_of({"efua": efua, "bintou": bintou}[who])
    assert client.get(f"{PAGE}{asked.pk}/").status_code == 404
    for deed in ("answer", "withdraw", "end"):
        assert client.post(f"{PAGE}{asked.pk}/{deed}/", {"answer": "no"}).status_code == 404
    assert status_of(asked) == Status.ASKED


# --- people who go ------------------------------------------------------------------------------


def test_who_is_suspended_accompanies_nobody(asked, amina, offering, bintou, client_of):
    offering.status, offering.status_reason = Member.Status.SUSPENDED, "Broke a confidence."
    offering.save()
    assert client_of(amina).get(f"{PAGE}{asked.pk}/").status_code == 404
    assert deeds.close_all_of(offering) == 1
    (letter,) = letters_to(amina)
    assert "is not here at the moment" in letter.text
    assert "confidence" not in letter.text
    step = AccompanimentStep.objects.get(status=Status.CLOSED)
    assert step.by is None


def test_with_her_suspension_what_is_open_closes(asked, offering, bintou):
    suspensions.suspend(member=offering, by=bintou, reason="Broke a confidence.")
    assert status_of(asked) == Status.CLOSED


# --- what staff see -----------------------------------------------------------------------------


def test_letters_between_two_are_not_in_the_administration(asked, offering, bintou, client_of):
    letter = letters_to(offering)[0]
    client = client_of(bintou)
    assert offering.email not in client.get("/admin/notices/letter/").content.decode()
    page = client.get(f"/admin/notices/letter/{letter.pk}/change/", follow=True)
    assert asked.message not in page.content.decode()
    assert letter.is_secret  # so that its words go when it has been sent


def test_staff_see_numbers_by_theme_and_none_below_five(amina, care, bintou, client_of):
    people = [make.make_member() for _number in range(7)]
    for person in people:
        person.offers.add(care)
        make.make_accompaniment(amina, person, care)
    make.make_accompaniment(people[0], people[1], make.make_theme("water", en="Water"))
    hidden = make.make_member(for_nobody=["offers"])
    hidden.offers.add(care)
    one = Accompaniment.objects.filter(theme=care)[0]
    deeds.accept(accompaniment=one, by=one.asked, words="", shows_address=False)
    page = client_of(bintou).get("/admin/members/accompaniment/").content.decode()
    cells = re.findall(r'<td class="number">([^<]+)</td>', page)
    assert cells == ["5", "fewer than 5", "5", "fewer than 5"]
    assert "Water" not in page
    assert amina.name not in page


# --- at once ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_yes_no_and_taking_back_at_once_one_comes_through():
    amina, chidi, care = make.make_member(), make.make_member(), make.make_theme(en="Care")
    one = make.make_accompaniment(amina, chidi, care)
    begin = threading.Barrier(3)

    def yes():
        deeds.accept(accompaniment=one, by=chidi, words="", shows_address=False)

    def no():
        deeds.decline(accompaniment=one, by=chidi, words="")

    def back():
        deeds.withdraw(accompaniment=one, by=amina)

    def run(deed):
        begin.wait(20)
        try:
            deed()
        except deeds.Overtaken:
            return "late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(run, [yes, no, back]))
    assert outcomes == ["done", "late", "late"]
    assert one.steps.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_each_other_at_once_begin_once():
    amina, chidi, care = make.make_member(), make.make_member(), make.make_theme(en="Care")
    begin = threading.Barrier(2)

    def ask(pair):
        begin.wait(20)
        try:
            make.make_accompaniment(*pair, care)
        except deeds.AlreadyOpen:
            return "late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(ask, [(amina, chidi), (chidi, amina)]))
    assert outcomes == ["done", "late"]


@pytest.mark.django_db(transaction=True)
def test_eleven_questions_at_once_are_ten():
    amina, care = make.make_member(), make.make_theme(en="Care")
    people = [make.make_member() for _number in range(deeds.MOST_OPEN)]
    for person in people[: deeds.MOST_OPEN - 2]:
        make.make_accompaniment(amina, person, care)
    rest = [*people[deeds.MOST_OPEN - 2 :], make.make_member()]

    def ask(person):
        try:
            make.make_accompaniment(amina, person, care)
        except deeds.TooMany:
            return "late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(ask, rest))
    assert outcomes == ["done", "done", "late"]
