"""Who may open what: every address of the house, for every person of the cast, by `matrix`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.urls import reverse

from members.models import Organization
from tests.cast import client_of

from .addresses import every_address
from .furniture import PEOPLE, House
from .matrix import ADMIN, MATRIX

PAGES = ("changelist", "add", "history", "delete", "change")
# What is done with a thread, a post or a former text, by its number.
CARE = {
    *(f"forums:thread_{verb}" for verb in ("lock", "unlock", "pin", "unpin", "move", "merge")),
    *(f"forums:thread_{verb}" for verb in ("split", "hide", "restore", "close")),
    *("forums:post_hide", "forums:post_restore"),
}
REFUSED = {"visitor": "log-in", "dara": "stands", "femi": "stands", "amina": "no", "chidi": "no"}
# Addresses without a name: Django's short form of a change page, and its last word.
NAMELESS = "admin/"

pytestmark = pytest.mark.django_db


def rows() -> Iterator[tuple[str, str, dict[str, str]]]:
    """The name of an address, what it is about or nothing, and what each person finds."""
    for line in MATRIX.strip().splitlines()[1:]:
        address, *answers = line.split()
        name, _slash, thing = address.partition("/")
        yield name, thing.replace("_", " "), dict(zip(PEOPLE, answers, strict=True))


def admin_rows() -> Iterator[tuple[str, str, dict[str, str]]]:
    """The model, the page, and what each person finds."""
    for line in ADMIN.strip().splitlines()[1:]:
        model, *answers = line.split()
        for page, efua, bintou in zip(PAGES, answers[:5], answers[5:], strict=True):
            yield model, page, REFUSED | {"efua": efua, "bintou": bintou}


def path_of(name: str, thing: str, house: House) -> str:
    if name in CARE:
        return reverse(name, args=[house.things[thing].pk])
    match name:
        case "forums:forum_detail" | "forums:forum_read" | "forums:forum_feed":
            return reverse(name, args=[house.things[thing].slug])
        case "forums:forum_feed_key":
            return reverse(name, args=[house.things[thing].slug])
        case "forums:forum_feed_private":
            return reverse(name, args=[house.things[thing].slug, house.things["key of a feed"]])
        case "forums:thread_new":
            return reverse(name, args=[house.things[thing].slug])
        case "forums:thread_reply" | "forums:draft_delete" | "forums:attachment":
            return reverse(name, args=[house.things[thing].pk])
        case "forums:thread_detail":
            return house.things[thing].get_absolute_url()
        case "forums:post_detail":
            return reverse(name, args=[house.things[thing].pk])
        case "resources:resource_detail" | "resources:resource_edit" | "resources:version_new":
            work = house.things[thing]
            return reverse(name, args=[work.pk, work.slug])
        case "members:invitation_revoke" | "members:invitation_send_again":
            return reverse(name, args=[house.things[thing].pk])
        case "members:invitation_open":
            return reverse(name, args=[house.things.get(thing, "no-such-key")])
        case "organization_detail" | "members:organization_edit" | "members:organization_people":
            return reverse(name, args=[house.things[thing].slug])
        case "members:affiliation_end":
            return reverse(name, args=[house.things[thing].slug, "colleague"])
        case (
            "group_detail"
            | "members:group_people"
            | "members:group_ask"
            | "members:group_join"
            | "members:group_leave"
            | "members:group_take_back"
            | "members:group_decline"
            | "members:group_invite"
        ):
            return reverse(name, args=[house.things[thing].slug])
        case "members:group_request" | "members:group_revoke":
            return reverse(name, args=[house.things[thing].slug, "asker"])
        case "members:group_remove":
            return reverse(name, args=[house.things[thing].slug, "amina"])
        case "resources:resource_citation":
            return reverse(name, kwargs={"pk": house.things[thing].pk, "form": "bib"})
        case "resources:document_download" | "resources:document_picture":
            return reverse(name, args=[house.things[thing].pk, 1])
        case (
            "resources:reading_list_add"
            | "resources:reading_list_remove"
            | "resources:story_list"
            | "resources:story_edit"
            | "resources:story_take_back"
            | "resources:story_delete"
            | "resources:saved_search_open"
            | "resources:saved_search_rename"
            | "resources:saved_search_remove"
        ):
            return reverse(name, args=[house.things[thing].pk])
        case (
            "forums:post_edit"
            | "forums:post_history"
            | "forums:post_remove"
            | "forums:post_thank"
            | "forums:thanks_list"
            | "forums:post_helped"
            | "forums:post_bookmark"
            | "forums:thread_label"
        ):
            return reverse(name, args=[house.things[thing].pk])
        case "forums:revision_hide":
            return reverse(name, args=[house.things[thing].post_id, house.things[thing].pk])
        case "forums:post_unseal" | "forums:unsealing_detail":
            return reverse(name, args=[house.things[thing].pk])
        case "resources:waiting_document" | "resources:version_take_back":
            waiting = house.things[thing]
            return reverse(name, args=[waiting.resource_id, waiting.pk])
        case "resources:reading_list_shared":
            return f"{reverse(name)}?key={house.things.get(thing, '')}"
        case "resources:pack" | "resources:pack_download":
            return f"{reverse(name)}?size=5{_about(thing, house)}"
        case (
            "members:accompaniment_detail"
            | "members:accompaniment_answer"
            | "members:accompaniment_withdraw"
            | "members:accompaniment_end"
        ):
            return reverse(name, args=[house.things[thing].pk])
        case "members:accompaniment_new":
            return reverse(name, args=[thing])
        case "resources:collection_detail":
            return reverse(name, args=[house.things[thing].slug])
        case "group_handover":
            return reverse(name, args=[house.things[thing].slug])
        case "admin:members_suspension_lift" | "admin:members_appeal_answer":
            kept = "appeal" if "appeal" in name else "suspension"
            return reverse(name, args=[house.things[kept].pk])
        case "admin:members_term_end":
            return reverse(name, args=[house.things["term"].pk])
        case "member_detail" | "members:member_picture":
            return reverse(name, args=[thing])
        case "mfa_edit_webauthn" | "mfa_remove_webauthn":
            return reverse(name, args=[house.things["key of amina"].pk])
        case "account_confirm_email":
            return reverse(name, args=["no-such-key"])
        case "account_reset_password_from_key":
            return reverse(name, kwargs={"uidb36": "1", "key": "no-such-key"})
        case "admin:app_list":
            return reverse(name, args=["members"])
        case "admin:members_application_decide":
            return reverse(name, args=[house.things["application"].pk])
        case "admin:members_organization_merge":
            a, b = (Organization.objects.get(slug=slug).pk for slug in ("a", "b"))
            return f"{reverse(name)}?stays={a}&goes={b}"
        case "admin:members_registrylist_template":
            return reverse(name, args=["people", "csv"])
        case "admin:members_registrylist_decide" | "admin:members_registrylist_errors":
            return reverse(name, args=[house.things["registry list"].pk])
        case "admin:members_organization_export" | "admin:members_member_export":
            return reverse(name, args=["csv"])
        case "admin:resources_resource_export":
            return reverse(name, args=["csv"])
        case "admin:resources_import_decide" | "admin:resources_import_errors":
            return reverse(name, args=[house.things["import"].pk])
        case "admin:resources_resource_review":
            return reverse(name, args=[house.things["submitted"].pk])
        case "admin:resources_source_ask":
            return reverse(name, args=[house.things["source"].pk])
        case "admin:forums_forum_deed":
            return reverse(name, args=[house.things["talk forum"].pk, "close"])
        case "admin:forums_thread_deed":
            return reverse(name, args=[house.things["talk"].pk, "lock"])
        case "admin:forums_post_deed":
            return reverse(name, args=[house.things["hidden post"].pk, "restore"])
        case "admin:resources_harvestrun_stop":
            return reverse(name, args=[house.things["run"].pk])
    return reverse(name)


def _about(thing: str, house: House) -> str:
    """A pack is about a theme or a collection."""
    if not thing:
        return ""
    slug = house.things[thing].slug
    return f"&theme={slug}" if thing == "care" else f"&collection={slug}"


def admin_path(model: str, page: str) -> str:
    """About the first of its kind; everything is there at least once."""
    name = f"admin:{model}_{page}"
    if page in ("changelist", "add"):
        return reverse(name)
    return reverse(name, args=[_first_of(model)])


# Of these the table speaks of the group that Efua looks after.
EFUAS = {
    "forums_forum": "group__slug",
    "forums_thread": "forum__group__slug",
    "forums_post": "thread__forum__group__slug",
    "moderation_decision": "group__slug",
}


def _first_of(model: str) -> int:
    things = apps.get_model(model.replace("_", "."))._default_manager.order_by("pk")
    if model == "members_application":
        things = things.filter(member__handle="dara")
    if model in EFUAS:
        things = things.filter(**{EFUAS[model]: "africa"})
    if model == "resources_story":
        things = things.exclude(status="draft")
    if model == "resources_resource":
        things = things.filter(status="published")
    return things[0].pk


def answer(response: HttpResponse) -> str:
    if response.streaming:
        b"".join(response)  # a pack keeps its seat until it is read
    if response.status_code in (301, 302):
        to = response.headers["Location"]
        if to.startswith("/account/login/?next=/"):
            return "log-in"
        if to.startswith("/admin/login/?next=/"):
            return "no"  # which that page says; see admin:login
        return "stands" if to == "/me/application/" else "on"
    known = {200: "ok", 403: "no", 404: "–", 405: "post"}
    return known.get(response.status_code, str(response.status_code))


def test_the_tables_name_every_address() -> None:
    named = {name for name, _thing, _answers in rows()}
    named |= {f"admin:{model}_{page}" for model, page, _answers in admin_rows()}
    addresses = {one.name for one in every_address() if not one.name.startswith(NAMELESS)}
    assert addresses == named


def test_each_finds_what_the_table_says(house: House) -> None:
    wrong = []
    browsers = {name: client_of(person) for name, person in house.people.items()}
    for address, thing, answers in rows():
        path = path_of(address, thing, house)
        for name, expected in answers.items():
            found = answer(browsers[name].get(path))
            if found != expected:
                wrong.append(f"{name} at {address} {thing}: {found} and not {expected}")
    assert wrong == []


def test_each_finds_in_the_administration_what_the_table_says(house: House) -> None:
    wrong = []
    browsers = {name: client_of(person) for name, person in house.people.items()}
    for model, page, answers in admin_rows():
        path = admin_path(model, page)
        for name, expected in answers.items():
            found = answer(browsers[name].get(path))
            if found != expected:
                wrong.append(f"{name} at {model} {page}: {found} and not {expected}")
    assert wrong == []


def test_an_address_that_nobody_has_named_answers_like_one_that_is_closed(house: House) -> None:
    for name in PEOPLE:
        client = client_of(house.people[name])
        for address in every_address():
            if address.name.startswith(NAMELESS):
                assert answer(client.get(address.path)) in {"log-in", "stands", "no", "–", "on"}
