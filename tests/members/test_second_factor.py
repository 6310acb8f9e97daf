"""Second factors: an app, keys, recovery codes; who needs one, and what if all are lost."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from members import actions
from members.models import Member, SecondFactorReset
from members.notices.models import Letter
from members.second_factor import SecondFactorAdapter
from tests import make
from tests.cast import client_of

LOGIN = "/account/login/"
HOME = "/account/second-factor/"
ACTIVATE = f"{HOME}totp/activate/"
AUTHENTICATE = f"{HOME}authenticate/"
RESETS = "/admin/members/secondfactorreset/"
NEW_RESET = f"{RESETS}add/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_limits(transactional_db: None) -> Iterator[None]:
    """The table of the cache is not emptied with the others, and log-ins are counted there."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def required(settings: Any) -> None:
    settings.REQUIRE_MFA = True


def log_in(person: Member, client: Client | None = None) -> Client:
    client = client or client_of()
    client.post(LOGIN, {"login": person.email, "password": make.PASSWORD})
    return client


def confirm(client: Client, path: str) -> None:
    """Opens a page that asks for the password once more."""
    asked = client.get(path)
    assert asked["Location"].startswith("/account/reauthenticate/")
    client.post(asked["Location"], {"password": make.PASSWORD})


def code_of(person: Member, *, steps: int = 0) -> str:
    """What her app shows so many half minutes from now."""
    secret = SecondFactorAdapter().decrypt(secret_row(person).data["secret"])
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def secret_row(person: Member) -> Authenticator:
    return Authenticator.objects.get(user=person, type="totp")


def set_up_app(person: Member, client: Client) -> None:
    confirm(client, ACTIVATE)
    page = client.get(ACTIVATE)
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    response = client.post(ACTIVATE, {"code": code})
    assert response["Location"] == f"{HOME}recovery-codes/", response.content.decode()


def recovery_codes(person: Member) -> list[str]:
    codes: list[str] = (
        Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    )
    return codes


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_amina_sets_up_an_app_and_is_told_by_letter(amina: Member) -> None:
    client = log_in(amina)
    set_up_app(amina, client)
    page = client.get(f"{HOME}recovery-codes/").content.decode()
    assert all(code in page for code in recovery_codes(amina))
    assert Letter.objects.get().kind == "totp_activated"
    assert "In use" in client.get(HOME).content.decode()


def test_without_showing_who_she_is_nobody_changes_a_factor(amina: Member) -> None:
    client = log_in(amina)
    for path in (
        "totp/activate/",
        "recovery-codes/generate/",
        "webauthn/add/",
    ):
        for response in (client.get(HOME + path), client.post(HOME + path)):
            assert response["Location"].startswith("/account/reauthenticate/"), path
    assert not Authenticator.objects.exists()


def test_the_code_to_scan_stands_in_the_page_itself(amina: Member) -> None:
    client = log_in(amina)
    confirm(client, ACTIVATE)
    page = client.get(ACTIVATE).content.decode()
    assert '<svg class="qr"' in page
    assert 'src="data:' not in page


def test_a_wrong_first_code_sets_nothing_up(amina: Member) -> None:
    client = log_in(amina)
    confirm(client, ACTIVATE)
    client.get(ACTIVATE)
    response = client.post(ACTIVATE, {"code": "000000x"})
    assert response.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_password_alone_no_longer_opens(amina: Member) -> None:
    set_up_app(amina, log_in(amina))
    client = log_in(amina)
    assert not is_in(client)
    assert client.get("/resources/new/")["Location"].startswith(LOGIN)
    response = client.post(AUTHENTICATE, {"code": code_of(amina)})
    assert response["Location"] == "/"
    assert is_in(client)


def test_neither_does_a_code_by_letter_or_a_new_password(amina: Member) -> None:
    set_up_app(amina, log_in(amina))
    client = client_of()
    place = client.post("/account/login/code/", {"email": amina.email})["Location"]
    letter = Letter.objects.filter(kind="login_code").get()
    code = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", letter.text, re.MULTILINE)
    assert code
    assert client.post(place, {"code": code[1]})["Location"] == AUTHENTICATE
    assert not is_in(client)
    other = client_of()
    other.post("/account/password/reset/", {"email": amina.email})
    letter = Letter.objects.filter(kind="password_reset_key").get()
    key = re.search(r"http://testserver(/account/password/reset/key/\S+)", letter.text)
    assert key
    form = other.get(key[1])["Location"]
    words = "nine-rivers-and-a-bridge"
    other.post(form, {"password1": words, "password2": words})
    assert not is_in(other)
    other.post(LOGIN, {"login": amina.email, "password": words})
    assert not is_in(other)


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True)])
def test_a_clock_may_be_half_a_minute_off(steps: int, opens: bool, amina: Member) -> None:
    set_up_app(amina, log_in(amina))
    client = log_in(amina)
    client.post(AUTHENTICATE, {"code": code_of(amina, steps=steps)})
    assert is_in(client) is opens


def test_a_code_opens_once_however_long_it_is_shown(amina: Member) -> None:
    set_up_app(amina, log_in(amina))
    code = code_of(amina, steps=1)
    first, second = log_in(amina), log_in(amina)
    first.post(AUTHENTICATE, {"code": code})
    assert is_in(first)
    # allauth itself remembers it for half a minute only.
    assert cache.delete(f"allauth.mfa.totp.used?user={amina.pk}&code={code}")
    response = second.post(AUTHENTICATE, {"code": code})
    assert not is_in(second)
    assert "used already" in response.content.decode()


def test_a_recovery_code_opens_once(amina: Member) -> None:
    set_up_app(amina, log_in(amina))
    code = recovery_codes(amina)[0]
    first, second = log_in(amina), log_in(amina)
    first.post(AUTHENTICATE, {"code": code})
    second.post(AUTHENTICATE, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_guessing_is_stopped(amina: Member) -> None:
    set_up_app(amina, log_in(amina))
    client = log_in(amina)
    for guess in range(6):
        client.post(AUTHENTICATE, {"code": f"00000{guess}x"})
    client.post(AUTHENTICATE, {"code": code_of(amina)})
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "\x00", "٣٤٥٦٧٨", "9" * 5000, "é" * 6, "<b>"])
def test_whatever_is_typed_is_answered_kindly(code: str, amina: Member) -> None:
    set_up_app(amina, log_in(amina))
    client = log_in(amina)
    assert client.post(AUTHENTICATE, {"code": code}).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize(
    "credential",
    [
        *("", "{", "{}", "[]", "null", "1", '"x"', '{"id": 1}', '{"id": "!", "rawId": "!"}'),
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
        '"attestationObject":"AA","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
        '"attestationObject":"oA","authenticatorData":"","signature":"","userHandle":null}}',
    ],
)
def test_a_made_up_key_is_answered_kindly(credential: str, amina: Member) -> None:
    client = log_in(amina)
    confirm(client, f"{HOME}webauthn/add/")
    client.get(f"{HOME}webauthn/add/")
    form = {"name": "Mine", "credential": credential}
    assert client.post(f"{HOME}webauthn/add/", form).status_code == 200
    assert not Authenticator.objects.exists()
    visitor = client_of()
    asked = visitor.get(f"{HOME}webauthn/login/", headers={"accept": "application/json"})
    assert asked.json()["request_options"]
    response = visitor.post(f"{HOME}webauthn/login/", {"credential": credential})
    assert response["Location"] == LOGIN
    assert not is_in(visitor)


def test_secrets_are_unreadable_in_the_database(amina: Member) -> None:
    client = log_in(amina)
    confirm(client, ACTIVATE)
    secret = client.get(ACTIVATE).context["form"].secret
    set_up = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    client.post(ACTIVATE, {"code": set_up})
    for row in Authenticator.objects.all():
        assert secret not in str(row.data)
        assert not any(code in str(row.data) for code in recovery_codes(amina))


def test_after_a_change_of_the_key_the_former_one_still_reads(amina: Member, settings: Any) -> None:
    set_up_app(amina, log_in(amina))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-everything"
    client = log_in(amina)
    client.post(AUTHENTICATE, {"code": code_of(amina)})
    assert is_in(client)


def test_with_the_key_lost_no_code_opens_and_nothing_breaks(amina: Member, settings: Any) -> None:
    set_up_app(amina, log_in(amina))
    code = code_of(amina)
    settings.SECRET_KEY = "another-key-for-everything"
    client = log_in(amina)
    assert client.post(AUTHENTICATE, {"code": code}).status_code == 200
    empty = totp.format_hotp_value(totp.hotp_value("", int(time.time()) // 30))
    client.post(AUTHENTICATE, {"code": empty})
    assert not is_in(client)


def test_she_can_still_change_her_address(amina: Member) -> None:
    client = log_in(amina)
    set_up_app(amina, client)
    client.post("/account/email/", {"email": "new@example.org", "action_add": ""})
    assert Letter.objects.filter(address="new@example.org").exists()


# Where the settings ask for it.


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("path", ["/", "/admin/", "/resources/", "/me/", "/resources/mine/"])
def test_staff_and_facilitators_are_led_to_set_one_up_before_anything_else(
    path: str, bintou: Member, efua: Member, amina: Member
) -> None:
    for person in (bintou, efua):
        client = log_in(person)
        assert client.get(path)["Location"] == HOME
        assert client.post(path)["Location"] == HOME
        assert client.get(HOME).status_code == 200
    assert log_in(amina).get("/resources/").status_code == 200


@pytest.mark.usefixtures("required")
def test_with_a_factor_everything_is_open(bintou: Member) -> None:
    client = log_in(bintou)
    page = client.get(HOME).content.decode()
    assert "Your office asks for a second factor" in page
    set_up_app(bintou, client)
    assert client.get("/admin/").status_code == 200
    assert "Your office asks" not in client.get(HOME).content.decode()


@pytest.mark.usefixtures("required")
def test_a_session_from_before_has_to_show_it(bintou: Member) -> None:
    """Somebody else may have been in with the password alone."""
    before = log_in(bintou)
    set_up_app(bintou, log_in(bintou))
    asked = before.get("/admin/")["Location"]
    assert asked == f"{HOME}reauthenticate/?next=/admin/"
    assert before.post(asked, {"code": code_of(bintou)})["Location"] == "/admin/"
    assert before.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_who_takes_her_last_factor_out_is_led_back(bintou: Member) -> None:
    client = log_in(bintou)
    set_up_app(bintou, client)
    client.post(f"{HOME}totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert client.get("/admin/")["Location"] == HOME


@pytest.mark.usefixtures("required")
def test_it_is_asked_for_as_long_as_the_term_runs(efua: Member) -> None:
    client = log_in(efua)
    assert client.get("/resources/")["Location"] == HOME
    efua.terms.all().delete()
    assert client.get("/resources/").status_code == 200


@pytest.mark.usefixtures("required")
def test_she_can_log_out_and_choose_a_language_before(bintou: Member) -> None:
    client = log_in(bintou)
    assert client.post("/language/", {"language": "fr", "next": HOME})["Location"] == HOME
    client.post("/account/logout/")
    assert not is_in(client)


# When all is lost.


def test_staff_take_lost_factors_away_with_a_reason(bintou: Member, amina: Member) -> None:
    hers = log_in(amina)
    set_up_app(amina, hers)
    Letter.objects.all().delete()
    form = {"member": amina.pk, "reason": "She called, and Efua knows her voice."}
    assert client_of(bintou).post(NEW_RESET, form)["Location"] == RESETS
    done = SecondFactorReset.objects.get()
    assert (done.member, done.by) == (amina, bintou)
    assert not Authenticator.objects.exists()
    assert not UserSession.objects.filter(user=amina).exists()
    assert hers.get("/me/")["Location"].startswith(LOGIN)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("second_factor_reset", amina)
    assert "Efua knows her voice" in letter.text
    assert is_in(log_in(amina))


def test_nobody_does_it_for_herself(bintou: Member) -> None:
    set_up_app(bintou, log_in(bintou))
    response = client_of(bintou).post(NEW_RESET, {"member": bintou.pk, "reason": "Lost."})
    assert "Nobody does this for herself" in response.content.decode()
    assert Authenticator.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.reset_second_factor(member=bintou, by=bintou, reason="Lost.")


def test_a_superusers_is_for_another_superuser(bintou: Member) -> None:
    staff = make.make_member(is_staff=True)
    form = {"member": bintou.pk, "reason": "Lost."}
    client_of(staff).post(NEW_RESET, form)
    assert not SecondFactorReset.objects.exists()
    another = make.make_member(is_staff=True, is_superuser=True)
    client_of(another).post(NEW_RESET, form)
    assert SecondFactorReset.objects.exists()


def test_no_reason_no_reset(bintou: Member, amina: Member) -> None:
    client_of(bintou).post(NEW_RESET, {"member": amina.pk, "reason": "  "})
    assert not SecondFactorReset.objects.exists()


def test_efua_does_not_reset_anybodys(efua: Member, amina: Member) -> None:
    form = {"member": amina.pk, "reason": "Lost."}
    assert client_of(efua).post(NEW_RESET, form).status_code == 403
    assert not SecondFactorReset.objects.exists()


def test_from_the_command_line_when_staff_are_alone(bintou: Member) -> None:
    set_up_app(bintou, log_in(bintou))
    call_command("reset_second_factor", bintou.email.upper(), reason="Met her in person.")
    assert SecondFactorReset.objects.get().by is None
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody@example.org", reason="Met her.")


# Sessions.


def test_amina_logs_out_all_the_others(amina: Member) -> None:
    here, there = log_in(amina), log_in(amina)
    page = here.get("/account/sessions/").content.decode()
    assert page.count('<li class="item">') == 2
    assert page.count("this browser") == 1
    here.post("/account/sessions/")
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.get("/me/").status_code == 200
    assert there.get("/me/")["Location"].startswith(LOGIN)


def test_nobody_sees_or_ends_the_sessions_and_keys_of_others(amina: Member, chidi: Member) -> None:
    hers = log_in(amina)
    key = make.make_key(amina)
    his = log_in(chidi)
    his.post("/account/sessions/")
    assert hers.get("/me/").status_code == 200
    confirm(his, f"{HOME}webauthn/keys/{key.pk}/remove/")
    for deed in ("remove", "edit"):
        path = f"{HOME}webauthn/keys/{key.pk}/{deed}/"
        assert (his.get(path).status_code, his.post(path).status_code) == (404, 404)
    assert Authenticator.objects.filter(pk=key.pk).exists()
