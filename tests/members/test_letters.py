"""Every letter that the portal can write."""

import datetime as dt
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth.account
import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation

from members.models import Member
from members.notices.deliver import write_letter
from members.notices.models import Letter

KINDS = sorted(
    place.name
    for place in (Path(settings.BASE_DIR) / "templates/letters").iterdir()
    if place.is_dir()
)
# What allauth hands over, and what is nasty in it.
FACTS: dict[str, Any] = {
    "activate_url": "http://testserver/account/confirm-email/Mg:1v:abc_-/",
    "password_reset_url": "http://testserver/account/password/reset/key/3-abc/",
    "code": "ABC-123",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "ip": "192.0.2.7",
    "user_agent": "<b>Browser</b> & Co",
    "timestamp": dt.datetime(2026, 3, 1, 14, 5, tzinfo=dt.UTC),
    "in_force_on": dt.date(2026, 3, 1),
    "last_day": dt.date(2026, 3, 14),
    "reason": "Your <b>organization</b> & ours\ndiffer.",
    "title": "Care <b>&</b> work",
    "file_name": "Kit <b>&</b> film.pdf",
    "url": "http://testserver/admin/resources/resource/1/change/",
    "answer": "It is of <i>2019</i> & before.",
    "question": "Since <when>?\nAnd with & whom?",
    "word": "We thank you for <five> & more years.",
    "organization": "Women <of> & Burkina",
    "domain": "example.org",
    "sender": "Awa <b>D.</b> & sister",
    "name": "Awa <b>D.</b>",
    "days": 7,
    "keep_words": True,
    "group_name": "Care <b>&</b> money",
    "slug": "care-and-money",
    "time_zone": "Africa/Accra",
    "role": "facilitator",
    "first_day": dt.date(2026, 3, 1),
    "planned_day": dt.date(2026, 12, 1),
    "inviter": "Bintou <b>S.</b> & co",
    "group": "Care <b>&</b> time",
    "key_url": "http://testserver/invitations/abc_-/",
    "other": "Efua <b>O.</b> & friends",
    "theme": "Care <i>work</i> & time",
    "words": "Shall we <b>meet</b> & talk?\nSoon?",
    "address": "efua@example.org",
    "message": "We <b>ask</b> & wait.",
    "group_url": "http://testserver/groups/care-and-time/",
    "second": "Bintou <b>S.</b> & co",
    "written_on": dt.date(2026, 3, 1),
}
# Their first reader may be somebody whose address a stranger has typed.
TO_UNKNOWN_READERS = {
    "email_confirmation",
    "email_confirmation_signup",
    "account_already_exists",
    "unknown_account",
    "login_code",
    "invitation",
}


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def write(kind: str, reader: Member, language: str = "") -> Letter:
    return write_letter(
        kind, address=reader.email, recipient=reader, language=language, context=FACTS
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_a_subject_a_text_and_a_small_page(kind: str, amina: Member) -> None:
    letter = write(kind, amina)
    assert letter.subject
    assert "\n" not in letter.subject
    assert letter.text.strip()
    assert settings.PORTAL_NAME in letter.text
    assert len(letter.text.encode()) + len(letter.html.encode()) < 25_000


@pytest.mark.parametrize("kind", KINDS)
def test_its_text_carries_no_entities_and_no_markup_of_ours(kind: str, amina: Member) -> None:
    amina.name = "Amina O'Neill & Söhne"
    letter = write(kind, amina)
    assert not any(entity in letter.text for entity in ("&amp;", "&#x27;", "&lt;", "&quot;"))
    assert "<a " not in letter.text
    assert "{{" not in letter.text + letter.html + letter.subject


@pytest.mark.parametrize("kind", KINDS)
def test_its_page_loads_nothing_and_escapes_what_strangers_wrote(kind: str, amina: Member) -> None:
    letter = write(kind, amina)
    page = Page(letter.html)
    names = {tag for tag, _attributes in page.tags}
    assert not names & {"img", "script", "link", "iframe", "b"}
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links
    assert all(link and link.startswith("http://testserver/") for link in links)


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_of_the_page_stands_in_the_text_too(kind: str, amina: Member) -> None:
    letter = write(kind, amina)
    for tag, attributes in Page(letter.html).tags:
        if tag == "a":
            assert str(attributes["href"]) in letter.text


@pytest.mark.parametrize("kind", sorted(TO_UNKNOWN_READERS))
def test_it_does_not_carry_a_name_that_a_stranger_typed(kind: str, amina: Member) -> None:
    amina.name = "Cheap pills at pills.example"
    letter = write(kind, amina)
    assert "pills" not in letter.subject + letter.text + letter.html


def test_letters_are_in_the_readers_language_whoever_causes_them(amina: Member) -> None:
    amina.interface_language = "fr"
    with translation.override("en"):
        letter = write("admitted", amina)
    assert letter.language == "fr"
    assert '<html lang="fr" dir="ltr">' in letter.html


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        ("login_code", True),
        ("password_reset_key", True),
        ("email_confirmation", True),
        ("email_confirmation_signup", True),
        ("admitted", False),
    ],
)
def test_letters_with_a_key_are_marked(kind: str, secret: bool, amina: Member) -> None:
    assert write(kind, amina).is_secret is secret


def test_notifications_know_whom_they_write_to(amina: Member) -> None:
    adapter = get_adapter()
    adapter.request = RequestFactory().get("/")
    adapter.send_notification_mail("account/email/password_changed", amina)
    letter = Letter.objects.get()
    assert letter.recipient == amina
    assert "Dear Amina," in letter.text


def test_every_kind_that_the_accounts_can_send_is_written() -> None:
    """All that allauth has, but for codes of a kind that is switched off."""
    theirs = Path(allauth.account.__file__).parent.parent / "templates"
    subjects = [*theirs.glob("account/email/*"), *theirs.glob("mfa/email/*")]
    sent = {
        file.name.removesuffix("_subject.txt")
        for file in subjects
        if file.name.endswith("_subject.txt")
    }
    assert {"login_code", "totp_activated"} <= sent
    assert len(sent) > 15
    assert sent - {"password_reset_code"} <= set(KINDS)
