"""Amina makes a passkey, and from then on comes in with it alone."""

from playwright.sync_api import Page, expect

from members.models import Member
from tests import make

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def plug_in_a_device(page: Page) -> None:
    """A made-up phone that keeps keys and knows her finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_she_makes_a_passkey_and_logs_in_with_it(page: Page, amina: Member) -> None:
    plug_in_a_device(page)
    page.goto("/account/login/")
    page.get_by_label("Email").fill(amina.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()

    page.goto("/me/")
    page.get_by_role("link", name="Second factor, keys and recovery codes").click()
    page.get_by_role("link", name="Add a key").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.get_by_text(amina.name, exact=True).first.click()
    page.get_by_role("button", name="Log out").click()
    page.goto("/account/login/?next=/resources/mine/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url("/resources/mine/")
    page.goto("/account/second-factor/webauthn/")
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()


def test_without_a_key_that_fits_she_is_told_and_takes_another_way(
    page: Page, amina: Member
) -> None:
    plug_in_a_device(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("take another way")
    expect(page.get_by_role("button", name="Log in", exact=True)).to_be_enabled()
