"""What the tests stand on: a throw-away Postgres, and settings that owe nothing to this machine.

Loaded by `-p tests.ground` (see pyproject.toml), before pytest-django reads the settings.
"""

import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from cop_portal import embedded_postgres

PREFIX = "cop-portal-tests-"
PLACE = Path(tempfile.mkdtemp(prefix=PREFIX))

# Whatever the shell or a .env say, the tests run with these.
os.environ |= {
    "SECRET_KEY": "only-for-tests",
    "BASE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DEFAULT_FROM_EMAIL": "Portal <portal@example.org>",
    "PORTAL_NAME": "Gender in Practice",
    "LANGUAGES": "en,fr",
    "CACHE_URL": "dbcache://portal_cache",
    "EMAIL_URL": "",
    "DEBUG": "0",
    "PORTAL_DEMO": "0",
    "PORTAL_WEB": "0",
    # Tests of it turn it on.
    "REQUIRE_MFA": "0",
}

# As root, Postgres runs as another account, which has to pass through.
PLACE.chmod(0o711)
embedded_postgres.sweep(PLACE.parent, PREFIX)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or (
    embedded_postgres.ensure_running(PLACE, throwaway=True)
)


def pytest_configure(config: pytest.Config) -> None:
    files = PLACE / "files"
    for name in ("media", "static", "outbox"):
        (files / name).mkdir(parents=True, exist_ok=True)
    settings.MEDIA_ROOT = files / "media"
    settings.STATIC_ROOT = files / "static"
    # Nothing is collected for tests: styles are served from where they are written.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # Slow on purpose is for people who guess, not for tests that log in a thousand times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
