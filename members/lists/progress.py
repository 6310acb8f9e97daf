"""How far a list is, told while its transaction is open, and whether it shall stop.

On a connection of its own: what is told is seen at once, and stands when the transaction fails.
The row of the list itself is not locked by that transaction before its very end.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections

from members.models.lists import SentList


class Stopped(Exception):
    """The list no longer stands where this work began: somebody has cancelled it."""


class Progress:
    def __init__(self, one: SentList, status: str) -> None:
        """`status` is where the list stands for as long as the work may go on."""
        self._number, self._table, self._status = one.pk, one._meta.db_table, status
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._connection.close()

    def tell(self, rows_done: int) -> None:
        """Raises `Stopped`."""
        self.change("rows_done = %s", rows_done)

    def change(self, setting: str, value: int | str) -> None:
        """Set a column of the list's row, as SQL says it. Raises `Stopped`."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self._table} SET {setting} WHERE id = %s RETURNING status",  # noqa: S608 - ours
                [value, self._number],
            )
            row = cursor.fetchone()
        if row and row[0] != self._status:
            raise Stopped
