"""How far an import is, told while its transaction is open, and whether it shall stop.

On a connection of its own: what is told is seen at once, and stands when the transaction fails.
The row of the import itself is not locked by that transaction before its very end.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections


class Stopped(Exception):
    """The import no longer stands where this work began: somebody has cancelled it."""


class Progress:
    def __init__(self, import_id: int, status: str) -> None:
        """`status` is where the import stands for as long as the work may go on."""
        self._import_id, self._status = import_id, status
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._connection.close()

    def tell(self, rows_done: int) -> None:
        """Raises `Stopped`."""
        self._ask(
            "UPDATE resources_import SET rows_done = %s WHERE id = %s RETURNING status", rows_done
        )

    def keep(self, path: str) -> None:
        """Before a file is written there: should the worker be killed, it is found and removed.

        Raises `Stopped`.
        """
        self._ask(
            "UPDATE resources_import SET kept_paths = array_append(kept_paths, %s) WHERE id = %s"
            " RETURNING status",
            path,
        )

    def _ask(self, statement: str, value: int | str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, [value, self._import_id])
            row = cursor.fetchone()
        if row and row[0] != self._status:
            raise Stopped
