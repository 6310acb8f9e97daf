"""From the outbox into the post: once, and keys leave no trace."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from pytest_django.fixtures import Settings

from members.models import Member
from members.notices import outbox
from members.notices.deliver import write_letter
from members.notices.models import Letter
from tests import make

taken: list[EmailMessage] = []


class SlowServer(BaseEmailBackend):
    """Takes its time over each mail, so that two workers meet."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        time.sleep(0.3)
        taken.extend(messages)
        return len(messages)


class DeadServer(BaseEmailBackend):
    def send_messages(self, messages: list[EmailMessage]) -> int:
        raise ConnectionRefusedError


@pytest.fixture
def letter(amina: Member) -> Letter:
    return write_letter("admitted", address=amina.email, recipient=amina)


def test_the_worker_sends_what_was_written(letter: Letter, run_jobs: Callable[[], int]) -> None:
    assert not mail.outbox
    assert run_jobs() == 1
    sent = mail.outbox[0]
    assert sent.to == [letter.address]
    assert (sent.subject, sent.body) == (letter.subject, letter.text)
    assert sent.alternatives[0].mimetype == "text/html"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    letter.refresh_from_db()
    assert letter.sent_at


def test_a_job_that_runs_again_sends_nothing(letter: Letter) -> None:
    assert outbox.send(letter.pk) is True
    assert outbox.send(letter.pk) is False
    assert len(mail.outbox) == 1


def test_a_dead_server_leaves_the_letter_waiting(letter: Letter, settings: Settings) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    with pytest.raises(ConnectionRefusedError):
        outbox.send(letter.pk)
    settings.EMAIL_BACKEND = working
    assert outbox.send(letter.pk) is True


def test_a_letter_that_is_gone_is_no_mistake(db: None) -> None:
    assert outbox.send(404) is False


def test_a_key_is_wiped_once_a_mail_server_has_it(amina: Member, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    letter = write_letter("login_code", address=amina.email, context={"code": "ABC-123"})
    outbox.send(letter.pk)
    letter.refresh_from_db()
    assert "ABC-123" in mail.outbox[0].body
    assert (letter.text, letter.html) == ("", "")


def test_other_letters_are_kept(letter: Letter, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    outbox.send(letter.pk)
    text = letter.text
    letter.refresh_from_db()
    assert letter.text == text != ""


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.SlowServer"
    taken.clear()
    reader = make.make_member()
    letter = write_letter("admitted", address=reader.email, recipient=reader)

    def send(_worker: int) -> bool:
        try:
            return outbox.send(letter.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(send, range(3))) == [False, False, True]
    assert len(taken) == 1
