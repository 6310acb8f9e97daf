"""What a backup consists of, and the programs that make one. For the commands of that name."""

import os
import shutil
from urllib.parse import quote, urlencode

from django.core.management.base import CommandError
from django.db import connection

from cop_portal import embedded_postgres

# The names inside the archive; media holds the documents and their pictures.
DUMP, MEDIA = "database.dump", "media"


def program(name: str) -> str:
    """Where pg_dump or pg_restore is: the embedded one, or else the system's."""
    try:
        found = embedded_postgres.programs() / name
        if found.exists():
            return os.fspath(found)
    except embedded_postgres.CannotStart:
        pass  # not installed where another Postgres is used
    if on_path := shutil.which(name):
        return on_path
    raise CommandError(f"{name} is not installed.")


def address() -> str:
    """The connection that Django uses at the moment, as libpq's programs want it."""
    known = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("host", "port", "user", "password", "sslmode") and value
    }
    database = quote(connection.settings_dict["NAME"], safe="")
    return f"postgresql:///{database}?{urlencode(known, quote_via=quote)}"
