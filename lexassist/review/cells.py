"""The cells of a matter's reviews that have been worked out: kept in its folder, so that nothing is worked out twice.

A cell is found by its document and its basis, a digest of all that it follows from (rule, reading, models, amendments): what
has another basis is another cell. Promises that the cells of a document's row are kept all at once or not at all, whatever
kills the process, and that what is read back equals what was kept. A file that is damaged is begun anew: it holds nothing
that cannot be worked out again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from lexassist.errors import MatterError
from lexassist.types import Defect, DocumentId, Finding

FILE = "review.sqlite3"
_FINDING = TypeAdapter(Finding)
_DEFECTS = TypeAdapter(tuple[Defect, ...])
_TABLES = (
    """CREATE TABLE IF NOT EXISTS cells (
        document TEXT NOT NULL, basis TEXT NOT NULL, rule TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (document, basis)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
_DEFECTS_RULE = ""
"""Stands in the place of a rule where the cell holds a document's defects."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was worked out of one document: findings by their basis, and the defects where these were looked for."""

    findings: Mapping[str, Finding]
    defects: tuple[str, tuple[Defect, ...]] | None = None


class Cells:
    """The cells of one matter. For one process, and one thread of it."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the matter's. Raises MatterError where the file cannot be made."""
        self._file = folder / FILE
        try:
            try:
                self._connection = _opened(self._file)
            except sqlite3.DatabaseError:
                for suffix in ("", "-wal", "-shm"):
                    self._file.with_name(f"{FILE}{suffix}").unlink(missing_ok=True)
                self._connection = _opened(self._file)
        except (sqlite3.Error, OSError) as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Close the file. Closing twice is allowed."""
        self._connection.close()

    def findings(self, document: DocumentId, bases: Sequence[str]) -> Mapping[str, Finding]:
        """The findings that are kept of ``document``, by those of ``bases`` that they have."""
        wanted, found = set(bases), {}
        for basis, body in self._bodies(document, defects=False):
            if basis in wanted:
                # A cell of an earlier version that no longer reads is worked out again.
                with suppress(ValidationError, ValueError):
                    found[basis] = _FINDING.validate_json(body)
        return found

    def defects(self, document: DocumentId, basis: str) -> tuple[Defect, ...] | None:
        """The defects that are kept of ``document``; None where they are not."""
        for kept, body in self._bodies(document, defects=True):
            if kept == basis:
                with suppress(ValidationError, ValueError):
                    return _DEFECTS.validate_json(body)
        return None

    def keep(self, document: DocumentId, row: Row) -> None:
        """Keep what was worked out of a document, in one transaction."""
        cells = [(document, basis, f.rule, _FINDING.dump_json(f)) for basis, f in row.findings.items()]
        if row.defects is not None:
            cells.append((document, row.defects[0], _DEFECTS_RULE, _DEFECTS.dump_json(row.defects[1])))
        self._change(
            [("INSERT OR REPLACE INTO cells (document, basis, rule, body) VALUES (?, ?, ?, ?)", c) for c in cells]
        )

    def forget(self, *, rules: Sequence[str] = (), document: DocumentId | None = None) -> None:
        """Forget the cells of ``rules`` (of all where none is named), of ``document`` only where one is given."""
        chosen = [("DELETE FROM cells WHERE (?1 IS NULL OR document = ?1) AND rule = ?2", (document, r)) for r in rules]
        self._change(chosen or [("DELETE FROM cells WHERE ?1 IS NULL OR document = ?1", (document,))])

    def prune(self, documents: Sequence[DocumentId]) -> None:
        """Forget the cells of every document that is none of these: its words are no longer in the matter."""
        held = json.dumps(list(documents))
        self._change([("DELETE FROM cells WHERE document NOT IN (SELECT value FROM json_each(?))", (held,))])

    def note(self, key: str, value: str) -> None:
        """Remember a word about the matter's reviews."""
        self._change([("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))])

    def noted(self, key: str) -> str | None:
        """What was remembered; None for nothing."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _bodies(self, document: DocumentId, *, defects: bool) -> list[tuple[str, bytes]]:
        sign = "=" if defects else "!="
        statement = f"SELECT basis, body FROM cells WHERE document = ? AND rule {sign} ''"  # noqa: S608
        try:
            return [(str(basis), bytes(body)) for basis, body in self._connection.execute(statement, (document,))]
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def _change(self, statements: Sequence[tuple[str, tuple[object, ...]]]) -> None:
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                for statement, values in statements:
                    self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> MatterError:
        return MatterError(
            f"The review's file {self._file} cannot be used ({error}).",
            remedy="Check that the folder is on a local disk, has free space and may be written; the file may be deleted.",
        )


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        for pragma in ("trusted_schema = OFF", "secure_delete = ON", "journal_mode = WAL", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        if [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")] != ["ok"]:
            raise sqlite3.DatabaseError("it fails SQLite's own check")
        for table in _TABLES:
            connection.execute(table)
        file.chmod(0o600)
    except BaseException:
        connection.close()
        raise
    return connection
