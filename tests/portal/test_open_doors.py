"""The list of open doors. Whoever opens one writes it here, with the reason, or this fails."""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client

from members.models import Member
from tests.cast import client_of

from .addresses import Address, every_address

# Open to everybody.
OPEN = {
    "home": "A visitor sees who the community is.",
    "healthz": "A machine asks whether the process lives.",
    "readyz": "A machine asks whether people can be served.",
    "robots": "Search engines ask what they may read.",
    "sitemap": "Search engines ask which addresses there are.",
    "search": "Everybody searches what she may see; each room asks visible_to.",
    "forums:forum_search": (
        "Threads that everybody may read are found by everybody; the view asks visible_to."
    ),
    "set_language": "Anybody chooses the language she reads.",
    "members:charter": "A newcomer reads what she is asked to accept.",
    "members:invitation_open": (
        "Whoever got the letter opens its link; the key in it is the proof."
    ),
    "members:invitation_accept": (
        "Who was invited reads by whom and to what; the key of her letter stands in her session."
    ),
    "group_detail": (
        "Groups that everyone may know of are open to everybody; the view asks visible_to."
    ),
    "members:group_list": (
        "Groups that everyone may know of are open to everybody; the view asks visible_to."
    ),
    "forums:forum_list": (
        "Forums that everybody may read are open to everybody; the view asks visible_to."
    ),
    "forums:forum_detail": (
        "Forums that everybody may read are open to everybody; the view asks visible_to."
    ),
    "forums:thread_detail": (
        "Threads that everybody may read are open to everybody; the view asks visible_to."
    ),
    "forums:post_detail": (
        "Posts that everybody may read are open to everybody; the view asks visible_to."
    ),
    "forums:forums_feed": "It holds announcements and public threads only, whoever asks for it.",
    "forums:forum_feed": "It holds the public threads of a public forum, whoever asks for it.",
    "forums:forum_feed_private": "A feed reader does not log in: the key shows for whom it asks.",
    "resources:resource_list": "The public part of the library is open to everybody.",
    "resources:resource_detail": (
        "Public resources are open to everybody; the view asks visible_to for each."
    ),
    "resources:oai": "Other libraries harvest the public part of ours; all are told the same.",
    "forums:attachment": (
        "Files of posts that everybody may read are open to everybody; the view asks visible_to."
    ),
    "resources:document_download": (
        "Documents of public resources are open to everybody; the view asks visible_to."
    ),
    "resources:document_picture": (
        "Pictures of public documents are open to everybody; the view asks visible_to."
    ),
    "resources:practice_list": (
        "Public practices are open to everybody; the view asks visible_to."
    ),
    "resources:collection_list": (
        "Public collections are open to everybody; the view asks visible_to."
    ),
    "resources:collection_detail": (
        "Public collections are open to everybody; each reader finds what she may see."
    ),
    "resources:pack": (
        "A visitor takes the public part along; the view asks visible_to for each work and file."
    ),
    "resources:pack_download": (
        "A visitor takes the public part along; each pack is made for who asks, and kept nowhere."
    ),
    "resources:reading_list_shared": (
        "Whoever was given the link opens it; the view asks visible_to for each work."
    ),
    "resources:story_list": (
        "Whoever may see a work reads what was done with it; the view asks visible_to."
    ),
    "resources:resource_citation": "Whoever may see a work may cite it; the view asks visible_to.",
    "resources:resource_feed": "A feed holds public works only, whoever asks for it.",
    "forums:post_history": (
        "Whoever reads a post reads what it said before; the view asks visible_to."
    ),
    # allauth's, which are open by their nature:
    "account_login": "Whoever comes in has not come in yet.",
    "account_request_login_code": "Likewise, by a code instead of a password.",
    "account_confirm_login_code": "Likewise; without a code on its way it leads to the log-in.",
    "mfa_authenticate": "Likewise; without a log-in on its way it leads back to it.",
    "mfa_login_webauthn": "Whoever comes in by a passkey has not come in yet.",
    "account_logout": "Who is out already is led to the first page.",
    "account_signup": "A newcomer registers.",
    "account_inactive": "Says that an account is closed, and nothing about whose.",
    "account_email_verification_sent": "Says that a letter has been sent, and not to whom.",
    "account_confirm_email": "The link of the letter may be opened in any browser.",
    "account_reset_password": "Who has forgotten her password cannot log in to say so.",
    "account_reset_password_done": "Says that a letter has been sent, if there is such an address.",
    "account_reset_password_from_key": "The link of the letter holds the key.",
    "account_reset_password_from_key_done": "Says that the new password is set.",
}

# For those who are not in: everybody else is led on from there.
ENTRANCES = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
}

# Closed to visitors, but open to everybody who is logged in, whatever her standing.
OPEN_TO_APPLICANTS = {
    "members:application": ("She sees where her application stands, or why she is suspended."),
    "account_email": "Who mistyped her address must be able to correct it.",
    "account_change_password": "Her account is hers before she is admitted.",
    "account_set_password": "Likewise.",
    "account_reauthenticate": "The pages of her account ask who she is once more.",
    **dict.fromkeys(
        (
            *("mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
            *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
            *("mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn"),
            *("mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
        ),
        "She protects her account before she is admitted.",
    ),
    "usersessions_list": "She ends her sessions, whatever her standing.",
}

# What a suspended person may open: why, and the way out.
OPEN_TO_THE_SUSPENDED = {"members:application", "account_logout", "set_language"}

ADDRESSES = every_address()
pytestmark = pytest.mark.django_db


def leads_to(client: Client, address: Address) -> str:
    response = client.get(address.path)
    return response.headers.get("Location", "")


def asks_to_log_in(client: Client, address: Address) -> bool:
    return leads_to(client, address).startswith(f"{resolve_url(settings.LOGIN_URL)}?next=/")


def not_sent_back(client: Client) -> set[str]:
    """The names of addresses that do not lead to the page where a person reads how she stands."""
    return {one.name for one in ADDRESSES if leads_to(client, one) != "/me/application/"}


def names(addresses: list[Address]) -> set[str]:
    return {address.name for address in addresses}


def test_the_list_names_only_doors_that_exist() -> None:
    listed = OPEN.keys() | OPEN_TO_APPLICANTS.keys() | OPEN_TO_THE_SUSPENDED
    assert listed <= names(ADDRESSES)


def test_a_visitor_opens_what_the_list_names_and_nothing_else(client: Client) -> None:
    opened = [address for address in ADDRESSES if not asks_to_log_in(client, address)]
    assert names(opened) == OPEN.keys()


def test_an_applicant_opens_what_the_lists_name_and_nothing_else(dara: Member) -> None:
    opened = not_sent_back(client_of(dara))
    assert opened == OPEN.keys() - ENTRANCES | OPEN_TO_APPLICANTS.keys()


def test_a_suspended_person_opens_only_why_and_the_way_out(femi: Member) -> None:
    assert not_sent_back(client_of(femi)) == OPEN_TO_THE_SUSPENDED


def test_every_view_of_ours_says_the_reason_that_the_list_says() -> None:
    for address in ADDRESSES:
        reason = getattr(address.view, "public_reason", "")
        if reason:
            assert OPEN.get(address.name) == reason, address.name
        reason = getattr(address.view, "applicants_reason", "")
        if reason:
            assert OPEN_TO_APPLICANTS.get(address.name) == reason, address.name


def test_what_is_open_says_so_itself_or_is_one_of_the_account_pages() -> None:
    for address in ADDRESSES:
        if address.name in OPEN and not address.name.startswith(("account_", "mfa_")):
            assert getattr(address.view, "public_reason", ""), address.name
