"""The tests' stand-in for the worker does what the worker would."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage

from members.notices.models import Letter
from members.notices.tasks import send_letter

pytestmark = pytest.mark.django_db


def test_a_waiting_job_is_done_once(
    run_jobs: Callable[[], int], mailoutbox: list[EmailMessage]
) -> None:
    letter = Letter.objects.create(
        kind="welcome", address="amina@example.org", language="en", subject="Welcome", text="Hello"
    )
    send_letter.defer(letter_id=letter.pk)
    assert run_jobs() == 1
    assert [mail.to for mail in mailoutbox] == [["amina@example.org"]]
    assert run_jobs() == 0
