"""One SQLite file, and what reading and changing it means: one thread at a time, all of a change or nothing of it.

Promises: what SQLite raises leaves as an error of ours that says what to do. Knows the store's ``meta`` table and no other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from lexassist.matters import rows
from lexassist.matters.schema import explained, open_store


class StoreFile:
    """The file of a matter's store, open. Any method may raise MatterDamaged or MatterError."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._matter = file.parent.name
        self._lock = RLock()
        self._connection = open_store(file)
        self._connection.text_factory = rows.from_utf8

    def close(self) -> None:
        """Close the file. Closing twice is allowed."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.DatabaseError as error:
                raise explained(error, self._file) from error

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, with the next revision."""
        with self._transaction() as connection:
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself after some errors (a full disk); asking again would hide the first.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])
