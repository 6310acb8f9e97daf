"""`manage.py backup`: the database and the documents in one file."""

import argparse
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cop_portal import archive


class Command(BaseCommand):
    help = "Writes the database and the documents into one file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("to", nargs="?", help="the file; by default one in var/backups/")

    def handle(self, *, to: str | None, **options: Any) -> None:
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        target = Path(to) if to else settings.VAR_DIR / "backups" / f"portal-{moment}.tar"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside its place and then renamed: half a backup must not look like one.
        partial = target.with_name(target.name + ".partial")
        try:
            self._write(partial)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
        self.stdout.write(f"{target} ({target.stat().st_size / 1_000_000:.1f} MB)")

    def _write(self, target: Path) -> None:
        # Everything that people have told the portal is in there.
        with (
            open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file,
            tarfile.open(fileobj=file, mode="w") as tar,
            tempfile.TemporaryDirectory() as place,
        ):
            dump = Path(place) / archive.DUMP
            command = [archive.program("pg_dump"), "--format=custom", "--no-owner", "--no-acl"]
            # What is raw material of an hour or a day, about who opens what, is not for keeping.
            command.append("--no-unlogged-table-data")
            done = subprocess.run(
                [*command, f"--file={dump}", archive.address()],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise CommandError(f"pg_dump failed: {done.stderr.strip()}")
            tar.add(dump, archive.DUMP)
            # After the database: a document that arrives meanwhile is one too many, none lacks.
            media = Path(settings.MEDIA_ROOT)
            if media.exists():
                tar.add(media, archive.MEDIA)
