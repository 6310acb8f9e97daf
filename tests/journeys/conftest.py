"""A real browser for the journeys: Debian's Chromium, or what CHROMIUM names.

Journeys run in a process of their own (`make journeys`): the browser's driver runs an event loop
in this thread, and Django must be told that its database may be used beside it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# How long a page may take on a busy machine before the journey counts as broken.
PATIENCE = 15_000


def pytest_configure(config: pytest.Config) -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if CHROMIUM is None and config.option.markexpr == "journey":
        left_out = len(terminalreporter.stats.get("skipped", ()))
        terminalreporter.write_line(
            f"No Chromium was found, so {left_out} journeys were left out. "
            "Install it, or name one with CHROMIUM=/path/to/it."
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    # Its sandbox refuses root, and shared memory is scarce in containers.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": [*quiet, *as_root, "--disable-dev-shm-usage", "--disable-gpu"],
    }


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return str(live_server.url)


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong behind the page; a journey that expects some empties the list."""
    return []


def watch(context: BrowserContext, base_url: str, complaints: list[str]) -> None:
    context.set_default_timeout(PATIENCE)

    def on_request(request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in ("http", "https") and asked.netloc != urlsplit(base_url).netloc:
            complaints.append(f"asked another host: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        # A refused form answers with a status that the console repeats; that is no fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"console: {message.text}")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))


@pytest.fixture
def context(
    context: BrowserContext, base_url: str, complaints: list[str]
) -> Iterator[BrowserContext]:
    """A browser that asks no other host for anything, and whose console stays silent."""
    watch(context, base_url, complaints)
    yield context
    assert complaints == []


@pytest.fixture
def new_browser(
    new_context: Callable[..., BrowserContext], base_url: str, complaints: list[str]
) -> Callable[[], Page]:
    """A page in a browser of its own: another person at another desk."""

    def open_browser() -> Page:
        another = new_context()
        watch(another, base_url, complaints)
        return another.new_page()

    return open_browser
