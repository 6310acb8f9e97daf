"""What every answer says to the browser, and what a link alone can never do."""

from __future__ import annotations

from importlib import import_module, reload
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from members.models import Application, Group, Member, RegistryList
from resources.models import Document, HarvestRun, Resource
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db

AWAY = [
    start + rest
    for start in ("http:", "https:", "HTTPS:", "ftp:", "", "\t", " ", "\\", "/\\", "javascript:")
    for rest in ("//evil.example", "///evil.example/x", "/\\evil.example", "\\\\evil.example")
] + [
    "//evil.example%2f..",
    "https:evil.example",
    "http:///evil.example",
    "//testserver@evil.example/",
    "//evil.example#testserver",
    "https://testserver.evil.example/",
    "https://evil.example?testserver",
    "javascript:alert(1)",
    "data:text/html,hello",
    "/\t/evil.example",
    "/\n/evil.example",
    "//evil.example\x00",
    "//\u2044evil.example",
    "//evil\u3002example",
    "https://[::1]/",
    "//2130706433/",
    "%2f%2fevil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "./\\evil.example",
]


@pytest.mark.parametrize(
    "path", ["/", "/resources/", "/account/login/", "/nowhere/", "/robots.txt"]
)
def test_every_answer_says_what_a_browser_may_do(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_the_policy_holds_in_the_administration(bintou: Member) -> None:
    headers = client_of(bintou).get("/admin/").headers
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/resources/", "/resources/mine/", "/account/email/"])
def test_nobody_keeps_a_private_page(amina: Member, path: str) -> None:
    assert "no-store" in client_of(amina).get(path).headers["Cache-Control"]


def test_nobody_keeps_the_page_of_an_applicant(dara: Member) -> None:
    headers = client_of(dara).get("/me/application/").headers
    assert "no-store" in headers["Cache-Control"]


def test_a_file_runs_nothing_and_is_kept_by_nobody(client: Client, amina: Member) -> None:
    work = make.make_resource(by=amina)
    document = make.make_document(work, b"Hello", name="hello.txt")
    response = client.get(document.get_absolute_url())
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]


def test_with_an_address_of_https_everything_is_secure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "https://portal.example.org")
    module = import_module(settings.SETTINGS_MODULE)
    try:
        secure = reload(module)
        assert secure.SECURE_SSL_REDIRECT
        assert secure.SECURE_HSTS_SECONDS >= 365 * 24 * 3600
        assert secure.SESSION_COOKIE_SECURE
        assert secure.CSRF_COOKIE_SECURE
        assert secure.SESSION_COOKIE_NAME.startswith("__Host-")
        assert secure.CSRF_COOKIE_NAME.startswith("__Host-")
    finally:
        monkeypatch.undo()
        reload(module)


def test_scripts_cannot_read_the_session(amina: Member) -> None:
    client = Client()
    client.post("/account/login/", {"login": amina.email, "password": make.PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("away", AWAY)
def test_log_in_leads_nowhere_else(amina: Member, away: str) -> None:
    form = {"login": amina.email, "password": make.PASSWORD, "next": away}
    response = Client().post("/account/login/", form)
    assert stays(response.headers.get("Location", "/")), away


@pytest.mark.parametrize("away", AWAY)
def test_choosing_a_language_leads_nowhere_else(client: Client, away: str) -> None:
    form = {"language": "fr", "next": away}
    response = client.post("/language/", form, headers={"referer": away.strip("\n\x00")})
    assert stays(response.headers.get("Location", "/")), away


def stays(location: str) -> bool:
    """As a browser reads it: backslashes are slashes, and white space is nothing."""
    read = "".join(location.split()).replace("\\", "/")
    there = urlsplit(urljoin("http://testserver/account/login/", read))
    return (there.scheme, there.netloc) == ("http", "testserver")


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_link_does_no_deed(amina: Member, bintou: Member, dara: Member) -> None:
    """Programs that check mails follow every link."""
    draft = make.make_resource(by=amina, status=Resource.Status.DRAFT)
    document = make.make_document(draft)
    waiting = make.make_resource(by=amina, status=Resource.Status.SUBMITTED)
    application = Application.objects.get(member=dara)
    source = make.make_source(by=bintou)
    run = HarvestRun.objects.create(source=source)
    registry_list = RegistryList.objects.create(about="people", begun_by=bintou, name="people.csv")
    hers, staff = client_of(amina), client_of(bintou)
    for name, about in (
        ("admin:members_application_decide", application),
        ("admin:resources_resource_review", waiting),
        ("admin:members_registrylist_decide", registry_list),
        ("admin:resources_source_ask", source),
        ("admin:resources_harvestrun_stop", run),
    ):
        response = staff.get(reverse(name, args=[about.pk]), {"admit": "1", "deed": "harvest"})
        assert response.status_code == 405
    free = make.make_group(slug="free", joining=Group.Joining.OPEN)
    asked = make.make_membership(bintou, make.make_group(slug="asked"), status="requested")
    for verb in ("join", "leave", "take-back", "decline"):
        assert hers.get(f"/groups/free/{verb}/").status_code == 405
    staff.get("/groups/asked/people/bintou/request/", {"admit": "1"})
    staff.get("/groups/asked/people/bintou/remove/", {"reason": "Why."})
    assert not free.memberships.exists()
    asked.refresh_from_db()
    assert asked.status == "requested"
    hers.get("/account/logout/")
    hers.get("/language/", {"language": "fr"})
    edit = reverse("resources:resource_edit", args=[draft.pk, draft.slug])
    hers.get(edit, {"title": "Other", "take_away": document.number, "remove": document.number})
    assert get_user(hers).pk == amina.pk
    assert settings.LANGUAGE_COOKIE_NAME not in hers.cookies
    assert Document.objects.filter(pk=document.pk).exists()
    before = {one.pk: one.title for one in (draft, waiting)}
    assert dict(Resource.objects.values_list("pk", "title")) == before
    waiting.refresh_from_db()
    application.refresh_from_db()
    assert (waiting.status, application.decision) == ("submitted", "open")


def test_no_deed_without_the_word_of_a_form_of_ours(amina: Member, dara: Member) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amina, settings.AUTHENTICATION_BACKENDS[0])
    for path in (
        "/resources/new/",
        "/account/logout/",
        "/account/email/",
        "/language/",
        "/groups/x/join/",
    ):
        response = strict.post(path, {"title": "Mine", "language": "fr"})
        assert response.status_code == 403, path
    assert not Resource.objects.exists()


def test_documents_have_no_address_of_their_own(client: Client, amina: Member) -> None:
    document = make.make_document(make.make_resource(by=amina))
    stored = Path(document.file.name)
    for path in (f"/media/{stored}", f"/static/{stored}", f"/{stored}", f"/var/media/{stored}"):
        assert client.get(path).status_code in {302, 404}
    assert not hasattr(settings, "MEDIA_URL") or settings.MEDIA_URL in {"", "/"}
