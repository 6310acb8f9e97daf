"""`manage.py restore`: the counterpart of `backup`."""

import argparse
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cop_portal import archive


class Command(BaseCommand):
    help = "Brings back the database and the documents of a backup."
    # What is being replaced need not be in order.
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("archive", help="a file that `backup` wrote")
        parser.add_argument("--yes", action="store_true", help="replace what is there now")

    def handle(self, *, yes: bool, **options: Any) -> None:
        source = Path(options["archive"])
        if not source.is_file():
            raise CommandError(f"There is no file {source}.")
        if not yes and _is_in_use():
            raise CommandError("The database is not empty. With --yes it is replaced, for good.")
        media = Path(settings.MEDIA_ROOT)
        media.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=media.parent, prefix="restore-") as name:
            place = Path(name)
            _unpack(source, place)
            _replace_database(place / archive.DUMP)
            _replace_media(place / archive.MEDIA, media)
        # A backup of an older version of the portal is brought up to date.
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"Restored {source}.")


def _is_in_use() -> bool:
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def _unpack(source: Path, place: Path) -> None:
    """All of it before anything is replaced, so that a damaged file does no harm."""
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                _unpack_one(tar, member, place)
    except (tarfile.TarError, OSError) as error:
        raise CommandError(f"{source} cannot be read: {error}") from error
    listing = [archive.program("pg_restore"), "--list", os.fspath(place / archive.DUMP)]
    if subprocess.run(listing, capture_output=True, check=False).returncode:
        raise CommandError(f"{source} is not a backup of the portal, or it is damaged.")


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """Only what `backup` writes: no links, no devices, nothing outside of its place."""
    target = place / member.name
    if ".." in target.parts or place not in target.parents:
        raise CommandError(f"The backup holds something out of place: {member.name}")
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
    elif member.isfile() and (content := tar.extractfile(member)):
        target.parent.mkdir(parents=True, exist_ok=True)
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)
    else:
        raise CommandError(f"The backup holds something that is no file: {member.name}")


def _replace_database(dump: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    command = [archive.program("pg_restore"), "--no-owner", "--no-acl", "--exit-on-error"]
    command += ["--single-transaction", f"--dbname={archive.address()}", os.fspath(dump)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    connection.close()
    if done.returncode:
        raise CommandError(f"pg_restore failed: {done.stderr.strip()}")


def _replace_media(found: Path, media: Path) -> None:
    """By renaming, so that there is no moment with half the documents."""
    if not found.exists():
        return
    before = media.with_name(media.name + ".before")
    shutil.rmtree(before, ignore_errors=True)
    if media.exists():
        media.rename(before)
    found.rename(media)
    shutil.rmtree(before, ignore_errors=True)
