"""Two communities exchange what they have: another portal harvests ours, and ours another's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from sickle import Sickle

from members.models import Member
from resources.models import Resource
from tests import make
from tests.resources.other_library import OtherLibrary, other_library

from .test_newcomer import log_in

MANY = 230  # more than two pages of a list


def mirror(server: LiveServer, **asked: str) -> dict[str, str | None]:
    """What another portal knows after a harvest: titles by identifier, None for what is gone."""
    harvester = Sickle(f"{server.url}/resources/oai/")
    assert harvester.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
    return {
        record.header.identifier: None if record.deleted else record.metadata["title"][0]
        for record in harvester.ListRecords(metadataPrefix="oai_dc", **asked)
    }


def test_another_portal_harvests_ours(
    page: Page, live_server: LiveServer, amina: Member, bintou: Member
) -> None:
    works = [make.make_resource(f"Étude nº {n}", by=amina) for n in range(MANY)]
    make.make_resource("For members", by=amina, visibility="members")
    waiting = make.make_resource("Waiting", by=amina, status=Resource.Status.SUBMITTED)
    identifiers = {f"oai:testserver:{work.pk}": work.title for work in works}
    assert mirror(live_server) == identifiers

    log_in(page, bintou.email, make.PASSWORD)
    page.goto(f"/admin/resources/resource/{waiting.pk}/change/")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Done for 1 resource.")).to_be_visible()
    page.goto(f"/admin/resources/resource/{works[0].pk}/change/")
    page.get_by_role("button", name="Take out of the library").click()
    page.get_by_label("Your word to the person who sent it in").fill("Its authors asked for it.")
    page.get_by_role("button", name="Take out of the library").click()
    expect(page.get_by_text("Done for 1 resource.")).to_be_visible()

    gone = {f"oai:testserver:{works[0].pk}": None}
    now = identifiers | {f"oai:testserver:{waiting.pk}": "Waiting"} | gone
    assert mirror(live_server) == now


def test_we_harvest_another_library_and_staff_publish_a_work(
    page: Page,
    new_browser: Callable[[], Page],
    run_jobs: Callable[[], int],
    bintou: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with other_library(monkeypatch, page_size=2) as library:
        library.add(
            "oai:x:1", "Tontines de karité", language="fra", description=("Sur l’épargne.", "fr")
        )
        for n in range(2, 6):
            library.add(f"oai:x:{n}", f"Savings report {n}", type="report")
        log_in(page, bintou.email, make.PASSWORD)
        add_library(page, library, run_jobs)
        harvest(page, run_jobs)

        page.get_by_role("link", name="The review queue").click()
        page.get_by_role("link", name="Tontines de karité").click()
        expect(page.get_by_text("it needs an English description").first).to_be_visible()
        page.get_by_role("button", name="Publish").click()
        expect(
            page.get_by_text("needs an English description of 1 to 100 words first")
        ).to_be_visible()
        page.goto("/admin/resources/resource/?status__exact=submitted")
        page.get_by_role("link", name="Savings report 4").click()
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Done for 1 resource.")).to_be_visible()

        visitor = new_browser()
        visitor.goto("/resources/?q=savings")
        expect(visitor.get_by_role("link", name="Savings report 4")).to_be_visible()
        expect(visitor.get_by_text("Savings report 3")).to_have_count(0)


def add_library(page: Page, library: OtherLibrary, run_jobs: Callable[[], int]) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Libraries that we harvest", exact=True).click()
    page.locator(".object-tools").get_by_role("link").click()
    page.get_by_label("Address").fill(library.url)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It has not answered yet.")).to_be_visible()
    run_jobs()
    page.reload()
    expect(page.get_by_text("The other library").first).to_be_visible()
    expect(page.get_by_text("It answers, and has 1 part.")).to_be_visible()


def harvest(page: Page, run_jobs: Callable[[], int]) -> None:
    page.get_by_role("button", name="Harvest now").click()
    expect(page.get_by_text("It is under way; this page looks again by itself.")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("It is under way")).to_have_count(0)  # without a hand
    expect(page.locator(".field-state")).to_contain_text("complete")
    expect(page.locator(".field-new")).to_contain_text("5")
    assert Resource.objects.awaiting_review().count() == 5
