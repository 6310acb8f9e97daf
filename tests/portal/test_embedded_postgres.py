"""The Postgres that comes with the portal, each time in a process of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cop_portal import embedded_postgres

ROOT = Path(__file__).resolve().parents[2]


def ask_for_it(directory: Path, then: str = "pass") -> subprocess.Popen[str]:
    """Another process that needs the server, says its address, and then does something."""
    program = f"""
        import os, signal, time
        from pathlib import Path
        from cop_portal import embedded_postgres
        print(embedded_postgres.ensure_running(Path({str(directory)!r})), flush=True)
        {then}
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


@pytest.fixture
def directory() -> Iterator[Path]:
    """With a short name: a long one would have its socket elsewhere."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as place:
        yield Path(place) / "postgres"
        embedded_postgres.stop(Path(place) / "postgres")


def test_it_runs_as_long_as_somebody_needs_it(directory: Path) -> None:
    first = ask_for_it(directory, then="input()")
    url = address(first)
    second = ask_for_it(directory)
    assert address(second) == url
    second.communicate()
    assert answers(url), "the first still needs it"
    first.communicate("\n")
    assert not answers(url)


def test_what_was_written_is_there_the_next_time(directory: Path) -> None:
    first = ask_for_it(directory, then="input()")
    with psycopg.connect(address(first)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'gender' AS word")
    first.communicate("\n")
    second = ask_for_it(directory, then="input()")
    with psycopg.connect(address(second)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("gender",)
    second.communicate("\n")


def test_a_killed_process_leaves_a_server_that_the_next_one_uses_and_stops(
    directory: Path,
) -> None:
    killed = ask_for_it(directory, then="os.kill(os.getpid(), signal.SIGKILL)")
    url = address(killed)
    killed.communicate()
    assert answers(url)
    ask_for_it(directory).communicate()
    assert not answers(url)


def test_a_killed_server_is_started_again(directory: Path) -> None:
    holder = ask_for_it(directory, then="input()")
    url = address(holder)
    postmaster = int((directory / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    while answers(url):
        time.sleep(0.05)
    assert address(ask_for_it(directory)) == url
    assert answers(url)
    holder.communicate("\n")


def test_who_holds_it_can_start_it_again(directory: Path) -> None:
    again = "print(embedded_postgres.keep_running(), flush=True)"
    holder = ask_for_it(directory, then=f"input(); {again}; {again}; input()")
    url = address(holder)
    postmaster = int((directory / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    while answers(url):
        time.sleep(0.05)
    assert holder.stdin is not None
    holder.stdin.write("\n")
    holder.stdin.flush()
    assert [address(holder), address(holder)] == ["True", "False"]
    assert answers(url)
    holder.communicate("\n")


def test_a_stale_pid_file_that_names_somebody_else_is_no_obstacle(directory: Path) -> None:
    ask_for_it(directory).communicate()
    stale = directory / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{directory / 'data'}\n{int(time.time())}\n5432\n/\n\n0 0\n")
    after = ask_for_it(directory, then="input()")
    assert answers(address(after))
    after.communicate("\n")


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("a-directory-with-a-long-name" * 4) / "postgres"
    holder = ask_for_it(deep, then="input()")
    assert answers(address(holder))
    holder.communicate("\n")


def test_other_accounts_are_kept_out_and_the_portal_is_no_superuser(directory: Path) -> None:
    holder = ask_for_it(directory, then="input()")
    with psycopg.connect(address(holder)) as connection:
        found = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert found.fetchone() == (False,)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    for closed in (directory / "data", directory / "socket"):
        assert closed.stat().st_mode & 0o077 == 0
    holder.communicate("\n")


def test_data_of_another_version_are_refused_in_plain_words(directory: Path) -> None:
    ask_for_it(directory).communicate()
    (directory / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded_postgres.CannotStart, match="written by Postgres 9"):
        embedded_postgres.ensure_running(directory)
