"""Seats and counts hold when many ask in the same moment."""

import threading
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection

from resources.packs import seats


def at_once(number, deed):
    ready = threading.Barrier(number)
    answers = []

    def run():
        ready.wait()
        try:
            answers.append(deed())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(answers) == number
    return answers


def test_there_are_never_more_than_there_are_seats():
    room = seats.Seats(at_once=5, each=3)
    taken = Counter(bool(one) for one in at_once(20, lambda: room.take("amina")))
    assert taken[True] == 3
    others = at_once(20, lambda: room.take(f"member-{threading.get_ident()}"))
    assert sum(bool(one) for one in others) == 2


def test_a_seat_is_left_once():
    room = seats.Seats(at_once=2, each=2)
    leave = room.take("amina")
    assert room.take("amina")
    leave()
    leave()
    assert room.take("amina")
    assert room.take("amina") is None


@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost_between_two_who_ask_at_once(monkeypatch):
    monkeypatch.setattr(seats, "AN_HOUR", 7)
    cache.clear()
    answers = at_once(20, lambda: seats.one_more_this_hour("amina"))
    assert Counter(answers) == {True: 7, False: 13}
    cache.clear()
