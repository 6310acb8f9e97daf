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


ROW = (
    "INSERT INTO search_row (kind, object_id, part, marks, packed, core, vector, sort_title,"
    " added_at, prior, analyser) VALUES (%s, %s, 0, '{1}', '', '', %s::tsvector, 'a', now(), 0, 1)"
    " RETURNING id"
)


def test_the_rows_of_the_index_move_to_the_partition_of_their_kind_and_back(scratch: None) -> None:
    migrate()
    migrate("search", "0004")
    kinds = ("resource", "person", "group", "event")
    with connections["default"].cursor() as cursor:
        written = []
        for number, kind in enumerate(kinds, start=1):
            cursor.execute(ROW, [kind, number, f"'word{number}'"])
            written.append((cursor.fetchone()[0], kind, f"'word{number}'"))
        cursor.execute(
            "INSERT INTO search_pagetext (row_id, place, document, number, language, text)"
            " VALUES (%s, 0, 1, 1, 'en', 'x')",
            [written[1][0]],
        )

        migrate("search")
        cursor.execute("SELECT id, kind, vector::text FROM search_row ORDER BY id")
        assert cursor.fetchall() == written
        cursor.execute("SELECT tableoid::regclass::text FROM search_row ORDER BY id")
        places = ("resource", "person", "group", "other")
        assert [f"search_row_{place}" for place in places] == [name for (name,) in cursor]
        cursor.execute(ROW, ["thread", 9, "'word9'"])
        assert cursor.fetchone()[0] > written[-1][0]

        migrate("search", "0004")
        cursor.execute("SELECT id, kind, vector::text FROM search_row ORDER BY id LIMIT 4")
        assert cursor.fetchall() == written
        cursor.execute(ROW, ["thread", 10, "'word10'"])
        assert cursor.fetchone()[0] > written[-1][0] + 1
        cursor.execute("SELECT count(*) FROM search_pagetext")
        assert cursor.fetchone() == (1,)
