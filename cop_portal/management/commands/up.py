"""`manage.py up`: the whole portal on this machine, from an empty directory to the first page."""

import argparse
import hashlib
import http.client
import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction

from cop_portal import embedded_postgres
from cop_portal.supervisor import Child, Supervisor, end_leftovers

# Enough that forty people on slow lines leave room for a reader; see docs/decisions/0004.
WEB_WORKERS, THREADS_A_WORKER = 2, 32
JOBS_AT_ONCE = 2


class Command(BaseCommand):
    help = "Brings the database up to date, then runs the web server and the worker."
    # Checking comes with migrating, and once is enough.
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        record = Path(settings.BASE_DIR) / "var" / "processes"
        if end_leftovers(record):
            self._step("Stopped what an earlier start had left running.")
        self._require_free(host, port)
        self._step("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._collect_static_files()
        if settings.PORTAL_DEMO and not get_user_model().objects.exists():
            self._step("Filling the empty portal with the demo community …")
            with transaction.atomic():  # interrupted half-way, the next start begins anew
                call_command("seed", stdout=self.stdout)
        connections.close_all()
        self._step("Starting the web server and the worker …")
        supervisor = Supervisor(
            [Child("worker", _worker_command()), Child("web server", _web_command(host, port))],
            say=self._step,
            record=record,
            look_after=self._keep_database_running,
        )
        supervisor.run(
            is_ready=lambda: _answers(host, port),
            when_ready=lambda: self._step(_welcome(host, port)),
        )
        self._step("Stopped.")

    def _step(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _keep_database_running(self) -> None:
        """The embedded one; another Postgres is looked after by those whose it is."""
        try:
            if embedded_postgres.keep_running():
                self._step("Postgres had ended; it runs again.")
        except embedded_postgres.CannotStart as reason:
            self._step(str(reason))

    def _require_free(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} is in use ({error.strerror}). Stop what runs there, or choose "
                    f"another: make run PORT={port + 1}"
                ) from error

    def _collect_static_files(self) -> None:
        """Naming and compressing takes seconds, so only when a file has changed."""
        root = Path(settings.STATIC_ROOT)
        stamp, state = root / ".collected-from", _state_of_static_files()
        if stamp.exists() and stamp.read_text() == state:
            return
        self._step("Preparing styles and pictures …")
        call_command("collectstatic", interactive=False, verbosity=0, clear=root.exists())
        stamp.write_text(state)


def _state_of_static_files() -> str:
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state.update(
                f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode()
            )
    return state.hexdigest()


def _worker_command() -> list[str]:
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    command = [sys.executable, manage, "procrastinate", "--skip-checks", "worker"]
    # Finished jobs are of no further use, and their arguments name people.
    return [*command, f"--concurrency={JOBS_AT_ONCE}", "--delete-jobs=successful"]


def _web_command(host: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface=wsgi"]
    command += [f"--host={host}", f"--port={port}", "--no-ws", "--log-level=error"]
    command += [f"--workers={WEB_WORKERS}", f"--blocking-threads={THREADS_A_WORKER}"]
    command += ["--respawn-failed-workers", "--workers-kill-timeout=5"]
    command += [f"--working-dir={settings.BASE_DIR}", "cop_portal.wsgi:application"]
    return command


def _answers(host: str, port: int) -> bool:
    """Whatever the answer is: in production it may be a redirection, or a refusal of the name."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        # By a name that it answers to, or the log would tell of a stranger.
        name = settings.ALLOWED_HOSTS[0].lstrip(".*") or host
        connection.request("GET", "/healthz", headers={"Host": name})
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def _welcome(host: str, port: int) -> str:
    address = f"The portal is at http://{host}:{port}"
    if not settings.PORTAL_DEMO:
        return f"{address}. Ctrl-C stops it."
    return (
        f"{address} — log in as amina@demo.example (member), efua@ (facilitator) or bintou@ "
        "(staff), password gender-in-practice. Ctrl-C stops it."
    )
