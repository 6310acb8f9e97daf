"""Migrations: none is missing, each goes back as well, and each has a name that tells."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

OURS = sorted(
    config.label
    for config in apps.get_app_configs()
    if config.name.partition(".")[0] in {"cop_portal", "members", "resources", "forums", "events"}
)
AUTOMATIC = re.compile(r"auto_\d|_and_more$|^\d+_(alter|remove|delete|rename)_")
SCRATCH = "test_migrations_scratch"


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """An empty database of its own under the alias `default`, so that no other test feels it."""
    with django_db_blocker.unblock():
        yield from _elsewhere()


def _elsewhere() -> Iterator[None]:
    default = connections["default"]
    usual = default.settings_dict["NAME"]
    with default._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        cursor.execute(f"CREATE DATABASE {SCRATCH}")
    default.close()
    default.settings_dict["NAME"] = SCRATCH
    try:
        yield
    finally:
        default.close()
        default.settings_dict["NAME"] = usual
        with default._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {SCRATCH}")


def tables() -> set[str]:
    connection = connections["default"]
    with connection.cursor() as cursor:
        everything = connection.introspection.table_names(cursor)
    prefixes = tuple(f"{label}_" for label in OURS)
    return {name for name in everything if name.startswith(prefixes)}


def migrate(*arguments: str) -> None:
    call_command("migrate", *arguments, verbosity=0, interactive=False, stdout=StringIO())


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_has_a_name_that_somebody_chose() -> None:
    loader = MigrationLoader(connection=None)
    ours = [(app, name) for app, name in loader.disk_migrations if app in OURS]
    assert ours
    assert not [name for app, name in ours if AUTOMATIC.search(name)]


def test_all_goes_forward_and_back_to_nothing_and_forward_again(scratch: None) -> None:
    migrate()
    built = tables()
    assert built
    for label in OURS:
        if MigrationLoader(connection=None).graph.leaf_nodes(label):
            migrate(label, "zero")
    assert tables() == set()
    migrate()
    assert tables() == built
