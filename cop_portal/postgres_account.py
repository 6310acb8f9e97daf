"""The account that the embedded Postgres runs as, and the directories that it needs to enter.

Imported by embedded_postgres only; nothing of Django is imported here.
"""

import hashlib
import os
import pwd
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

# Only used by root, as whom Postgres refuses to run.
ACCOUNT = "cop-portal-db"
# A socket's address has room for 108 bytes on Linux and 104 on macOS.
LONGEST_SOCKET_ADDRESS = 100


class CannotStart(RuntimeError):
    """Says in plain words why there is no database, and what to do."""


def account_for(directory: Path) -> str:
    """The account that Postgres runs as when it cannot be ours, because we are root; else ''."""
    if os.geteuid() != 0:
        return ""
    data = directory / "data"
    owner = (data if data.exists() else directory).stat().st_uid
    try:
        if owner:
            return pwd.getpwuid(owner).pw_name
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError:
        return _make_account()


def _make_account() -> str:
    try:
        subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", ACCOUNT],
            capture_output=True,
            check=False,
        )
        return pwd.getpwnam(ACCOUNT).pw_name
    except (FileNotFoundError, KeyError) as error:
        raise CannotStart(
            "Postgres does not run as root, and no account could be made for it. Start the portal "
            "as an ordinary account, or set DATABASE_URL."
        ) from error


def let_through(path: Path, account: str) -> None:
    """Lets the account pass the directories above `path`, without letting it list them."""
    person = pwd.getpwnam(account)
    for directory in path.parents:
        found = directory.stat()
        if found.st_uid == person.pw_uid or found.st_mode & stat.S_IXOTH:
            continue
        print(f"Letting the account {account} pass through {directory}.", file=sys.stderr)
        directory.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)


def let_read(tree: Path) -> None:
    """Lets every account use the programs, should the installer's umask have closed them."""
    if (tree / "bin").stat().st_mode & stat.S_IXOTH:
        return
    for path in (tree, *tree.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))


def socket_directory(directory: Path, account: str) -> Path:
    """A directory that only the server's account may enter, with a short enough name."""
    place = directory / "socket"
    if len(os.fsencode(place / ".s.PGSQL.5432")) > LONGEST_SOCKET_ADDRESS:
        name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
        place = Path(tempfile.gettempdir()) / f"cop-portal-{name}"
    owner = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    try:
        place.mkdir(mode=0o700)
        os.chown(place, owner, -1)
    except FileExistsError:
        found = place.lstat()
        # In a directory that all may write to, somebody else may have been there first.
        private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
        if not private or found.st_uid != owner:
            raise CannotStart(f"{place} is not ours alone: remove it, then start again.") from None
    return place
