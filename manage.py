#!/usr/bin/env python
"""Django's command line, on the embedded Postgres unless DATABASE_URL names another."""

import os
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from cop_portal import embedded_postgres

BASE_DIR = Path(__file__).resolve().parent


def main() -> None:
    environ.Env.read_env(BASE_DIR / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_portal.settings")
    if not os.environ.get("DATABASE_URL"):
        try:
            url = embedded_postgres.ensure_running(BASE_DIR / "var" / "postgres")
        except embedded_postgres.CannotStart as reason:
            sys.exit(str(reason))
        os.environ["DATABASE_URL"] = url
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
