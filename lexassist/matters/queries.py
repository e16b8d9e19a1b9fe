"""What is asked of a store about its documents: the statements, and the values that they give.

Promises: each function only reads. Each belongs inside the caller's lock (see store.py), which also says what an error of the
database means.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TypeVar

from lexassist.errors import UnknownDocument, UsageError
from lexassist.matters import rows
from lexassist.parsing.version import READER
from lexassist.types import (
    ChunkId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    ReadStatus,
    Reference,
    Remark,
    Scored,
)

_T = TypeVar("_T")
_MANY = 500  # values in one query: below every build's limit of parameters

_CARDS = """SELECT id, title, source, (SELECT count(*) FROM pages WHERE document = documents.id),
    (SELECT count(*) FROM clauses WHERE document = documents.id), status FROM documents ORDER BY number"""
# Bytes, not characters: SQLite's functions take a text to end at its first NUL. The part of an empty blob is NULL.
_OPENING = "SELECT ifnull(substr(CAST(text AS BLOB), 1, ?2), x'') FROM documents WHERE id = ?1"
_DOCUMENT = "SELECT title, source, paged, text FROM documents WHERE id = ?"
_PAGES = f"SELECT {rows.PAGE_COLUMNS} FROM pages WHERE document = ? ORDER BY place"  # noqa: S608
_REMARKS = f"SELECT {rows.REMARK_COLUMNS} FROM remarks WHERE document = ? ORDER BY place"  # noqa: S608
_DEFINITIONS = f"SELECT {rows.DEFINITION_COLUMNS} FROM definitions WHERE document = ? ORDER BY number"  # noqa: S608
_REFERENCES = f"SELECT {rows.REFERENCE_COLUMNS} FROM cross_references WHERE document = ? ORDER BY number"  # noqa: S608


def read_cards(connection: sqlite3.Connection) -> tuple[DocumentCard, ...]:
    """Every document, in the order of ingestion."""
    return tuple(
        DocumentCard(DocumentId(d), title, source, pages, clauses, ReadStatus(status))
        for d, title, source, pages, clauses, status in connection.execute(_CARDS)
    )


def read_document(connection: sqlite3.Connection, document: DocumentId) -> Document:
    """One document, whole. Raises UnknownDocument."""
    title, source, paged, text = find_row(connection, _DOCUMENT, document)
    pages = tuple(rows.read_page(row) for row in connection.execute(_PAGES, (document,)))
    return Document(document, title, source, text, pages, bool(paged), read_remarks(connection, document))


def read_opening(connection: sqlite3.Connection, document: DocumentId, length: int) -> str:
    """The first ``length`` characters of a document's text. Raises UnknownDocument."""
    row: tuple[bytes] | None = connection.execute(_OPENING, (document, rows.MAX_BYTES * length)).fetchone()
    if row is None:
        raise unknown(document)
    return rows.whole_characters(row[0])[:length]


def read_remarks(connection: sqlite3.Connection, document: DocumentId) -> tuple[Remark, ...]:
    """The remarks on a document, in the order in which they were made."""
    return tuple(rows.read_remark(row) for row in connection.execute(_REMARKS, (document,)))


def read_definitions(connection: sqlite3.Connection, document: DocumentId) -> tuple[Definition, ...]:
    """The defined terms of a document, in the order in which they were given."""
    return tuple(rows.read_definition(row) for row in connection.execute(_DEFINITIONS, (document,)))


def read_references(connection: sqlite3.Connection, document: DocumentId) -> tuple[Reference, ...]:
    """The cross-references of a document, in the order in which they were given."""
    return tuple(rows.read_reference(row) for row in connection.execute(_REFERENCES, (document,)))


def find_outdated(connection: sqlite3.Connection) -> frozenset[DocumentId]:
    """The documents that were not read by the reader of this version."""
    found = connection.execute("SELECT id FROM documents INDEXED BY documents_reader WHERE reader <> ?", (READER,))
    return frozenset(DocumentId(row[0]) for row in found)


def match_words(
    connection: sqlite3.Connection, expression: str, *, document: DocumentId | None, limit: int
) -> tuple[Scored, ...]:
    """The chunks whose words match an FTS5 expression, best first. Raises UsageError where it is not one."""
    where, values = within(document)
    if document is not None:
        # A document's chunks were numbered in one go: told so, FTS5 reads that part of its lists only.
        bounds = (f"(SELECT {end}(number) FROM chunks WHERE {where})" for end in ("min", "max"))  # noqa: S608
        where, values = f"rowid BETWEEN {' AND '.join(bounds)}", values * 2
    # Ranked first and joined then: the join alone would cost more than the search. Equals stand as they were ingested.
    query = f"""SELECT chunks.id, found.score FROM (
            SELECT rowid AS number, -bm25(lexicon) AS score FROM lexicon
            WHERE lexicon MATCH ? AND {where} ORDER BY score DESC, rowid LIMIT ?
        ) AS found JOIN chunks ON chunks.number = found.number ORDER BY found.score DESC, found.number"""  # noqa: S608
    words = rows.utf8(expression).decode("utf-8", "replace")
    try:
        found = connection.execute(query, (words, *values, limit)).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        raise UsageError(
            f"The words {expression!r} cannot be searched for ({error}).", remedy="Put them in quotation marks."
        ) from error
    return tuple(Scored(ChunkId(chunk), score) for chunk, score in found)


def find_holders(connection: sqlite3.Connection, word: str) -> frozenset[DocumentId]:
    """The documents in which a word stands."""
    query = """SELECT DISTINCT chunks.document FROM lexicon JOIN chunks ON chunks.number = lexicon.rowid
        WHERE lexicon MATCH ?"""
    quoted = rows.utf8('"' + word.replace('"', " ").replace("\0", " ") + '"').decode("utf-8", "replace")
    return frozenset(DocumentId(row[0]) for row in connection.execute(query, (quoted,)))


def find_row(connection: sqlite3.Connection, query: str, key: str) -> tuple[str, ...]:
    """The one row of a query by id. Raises UnknownDocument."""
    row: tuple[str, ...] | None = connection.execute(query, (key,)).fetchone()
    if row is None:
        raise unknown(key)
    return row


def unknown(key: str) -> UnknownDocument:
    """The error for an id that the matter does not hold."""
    return UnknownDocument(
        f"There is no '{key}' in this matter.", remedy="`lexassist documents` lists what the matter holds."
    )


def within(document: DocumentId | None) -> tuple[str, tuple[str, ...]]:
    """The condition on a table's ``document`` column, and its values."""
    return ("1", ()) if document is None else ("document = ?", (document,))


def marks(values: Sequence[object]) -> str:
    """A placeholder for each value."""
    return ", ".join("?" * len(values))


def batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The values in portions that one query can take."""
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
