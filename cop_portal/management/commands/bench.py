"""`manage.py bench`: how fast the pages are on a large made-up community. The work is done in
tests/performance, in processes of their own that stand on a database of their own."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tests.performance import forum_pages, ground, library, measure, over_http, pages, report
from tests.performance.fill import fill

# Another number makes the databases anew, when what stands in them has changed.
EDITION = 1
STEPS = ("fill", "measure")


class Command(BaseCommand):
    help = (
        "Measure the pages on a made-up community, in a database of its own on the same server, "
        "which is kept for the next time. At full scale (100,000 works, 150,000 members, 1,000,000 "
        "posts; some 14 GB) making it takes about an hour on two processors, once, and measuring "
        "ten minutes; at --scale 0.1 six minutes and two; at --scale 0.01 one minute and one."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1, 0.1, 0.01")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--requests", type=int, default=100, help="of each page in a round")
        parser.add_argument("--no-http", action="store_true", help="only inside one process")
        parser.add_argument("--port", type=int, default=8099)
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            help="pages whose name begins with this, and why they take so long; can be repeated",
        )
        parser.add_argument("--forget", action="store_true", help="drop the database instead")
        parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)

    def handle(self, *, step: str | None, **options: Any) -> None:
        if step is None:
            self._run_steps(**options)
        elif step == "fill":
            ground.stand()
            fill(options["scale"], self._say)
        else:
            ground.stand()
            self._measure(**options)

    def _run_steps(self, *, scale: float, port: int, forget: bool, **options: Any) -> None:
        resources = round(library.RESOURCES * scale)
        name = f"cop_portal_bench_{EDITION}_{resources}"
        with connection.cursor() as cursor:
            if forget:
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")
                return
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone()[0]:
                cursor.execute(f"CREATE DATABASE {name}")
        environment = os.environ | {
            "DATABASE_URL": urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl(),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEBUG": "0",
        }
        for step in STEPS:
            self._say(f"{step} ({resources:,} works) …")
            # Only the web process has a pool and a limit on how long a statement may take.
            command = [sys.executable, *sys.argv, "--step", step]
            done = subprocess.run(
                command,
                env=environment | {"PORTAL_WEB": str(int(step == "measure"))},
                cwd=Path(settings.BASE_DIR),
                check=False,
            )
            if done.returncode:
                raise CommandError(f"The step {step} failed.", returncode=done.returncode)

    def _measure(
        self,
        *,
        scale: float,
        rounds: int,
        requests: int,
        no_http: bool,
        port: int,
        only: list[str],
        **options: Any,
    ) -> None:
        resources = round(library.RESOURCES * scale)
        chosen = [
            page
            for page in pages.pages(resources)
            if page.name.startswith((*(only or [""]), pages.FLOOR_B, pages.FLOOR_C))
        ]
        http = {}
        with forum_pages.taken_back():
            measured = measure.measure(chosen, rounds=rounds, requests=requests, say=self._say)
            if not (no_http or only):
                http = over_http.over_http(chosen, rounds=rounds, port=port, say=self._say)
        run = report.make_run(measured, http, resources)
        record = report.read_record()
        report.tell(chosen, run, f"{scale:g}", record, self._say)
        if only:
            measure.tell_statements(chosen, self._say)
        else:
            report.write_record(f"{scale:g}", run, record)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
