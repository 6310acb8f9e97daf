"""How far an import is, and which files it has written, told while its transaction is open."""

from __future__ import annotations

from members.lists import progress


class Progress(progress.Progress):
    def __enter__(self) -> Progress:
        return self

    def keep(self, path: str) -> None:
        """Before a file is written there: should the worker be killed, it is found and removed.

        Raises `Stopped`.
        """
        self.change("kept_paths = array_append(kept_paths, %s)", path)
