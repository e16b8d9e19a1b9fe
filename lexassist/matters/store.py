"""The store of one matter: the system of record from which every index can be made again.

Promises: a document is wholly there or not at all, whatever kills the process; what was stored is read back equal; vectors
of two encoders are never mixed; a vector whose bytes changed is found out; what is removed is overwritten on the disk.
One process at a time (see lock.py), any of its threads. Knows nothing of how documents are read or searched by meaning.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import UnknownDocument, UsageError
from lexassist.matters import rows
from lexassist.matters.changes import delete_document, insert_reading
from lexassist.matters.folder import check_space
from lexassist.matters.schema import damaged, explained, open_store
from lexassist.types import (
    AnswerId,
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    Document,
    DocumentCard,
    DocumentId,
    Reading,
    ReadStatus,
    Scored,
)

_T = TypeVar("_T")
_KEPT_DOCUMENTS = 4
_MANY = 500  # values in one query: below every build's limit of parameters


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a matter, or a document, holds."""

    documents: int
    clauses: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Original:
    """The file a document came from. ``source`` is its name then; ``sha256`` and ``suffix`` name the copy that is kept."""

    sha256: str
    suffix: str
    source: str


class MatterStore:
    """The documents, clauses, chunks, vectors and answers of one matter, in one SQLite file.

    Any method may raise MatterDamaged (the file fails a check) or MatterError (the disk refuses).
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = RLock()
        self._documents: OrderedDict[DocumentId, Document] = OrderedDict()
        self._connection = open_store(file)
        self._connection.text_factory = rows.from_utf8

    def close(self) -> None:
        """Close the file. Closing twice is allowed."""
        with self._lock:
            self._connection.close()

    # What is in the matter

    def documents(self) -> tuple[DocumentCard, ...]:
        """Every document, in the order of ingestion."""
        query = """SELECT id, title, source, (SELECT count(*) FROM pages WHERE document = documents.id),
            (SELECT count(*) FROM clauses WHERE document = documents.id), status FROM documents ORDER BY number"""
        with self._reading() as connection:
            return tuple(
                DocumentCard(DocumentId(d), title, source, pages, clauses, ReadStatus(status))
                for d, title, source, pages, clauses, status in connection.execute(query)
            )

    def has(self, document: DocumentId) -> bool:
        """Whether the matter holds the document."""
        with self._reading() as connection:
            return connection.execute("SELECT 1 FROM documents WHERE id = ?", (document,)).fetchone() is not None

    def document(self, document: DocumentId, /) -> Document:
        """One document, whole. The last few are kept in memory. Raises UnknownDocument."""
        with self._reading() as connection:
            if document in self._documents:
                self._documents.move_to_end(document)
                return self._documents[document]
            title, source, text = self._row("SELECT title, source, text FROM documents WHERE id = ?", document)
            pages = connection.execute(
                f"SELECT {rows.PAGE_COLUMNS} FROM pages WHERE document = ? ORDER BY place",  # noqa: S608
                (document,),
            )
            read = Document(document, title, source, text, tuple(rows.read_page(row) for row in pages))
            self._documents[document] = read
            if len(self._documents) > _KEPT_DOCUMENTS:
                self._documents.popitem(last=False)
            return read

    def opening(self, document: DocumentId, length: int) -> str:
        """The first ``length`` characters of a document's text. Raises UnknownDocument."""
        with self._reading():
            return self._row(f"SELECT substr(text, 1, {int(length)}) FROM documents WHERE id = ?", document)[0]  # noqa: S608

    def status(self, document: DocumentId) -> tuple[ReadStatus, str]:
        """How reading the document ended, and what was said then. Raises UnknownDocument."""
        with self._reading():
            status, message = self._row("SELECT status, message FROM documents WHERE id = ?", document)
            return ReadStatus(status), message

    def original(self, document: DocumentId) -> Original:
        """The file the document came from. Raises UnknownDocument."""
        with self._reading():
            return Original(*self._row("SELECT sha256, suffix, source FROM documents WHERE id = ?", document))

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        """The document's clauses in text order, parents before children. Raises UnknownDocument."""
        query = f"SELECT {rows.CLAUSE_COLUMNS} FROM clauses WHERE document = ? ORDER BY number"  # noqa: S608
        with self._reading() as connection:
            self._row("SELECT 1 FROM documents WHERE id = ?", document)
            return tuple(rows.read_clause(row) for row in connection.execute(query, (document,)))

    def clause(self, clause: ClauseId, /) -> Clause:
        """One clause. Raises UnknownDocument when there is none."""
        query = f"SELECT {rows.CLAUSE_COLUMNS} FROM clauses WHERE id = ?"  # noqa: S608
        with self._reading():
            return rows.read_clause(self._row(query, clause))

    def chunk_ids(self, document: DocumentId | None = None) -> tuple[ChunkId, ...]:
        """The ids of all chunks, or of a document's, in the order of ingestion and of the text."""
        where, values = _within(document)
        with self._reading() as connection:
            found = connection.execute(f"SELECT id FROM chunks WHERE {where} ORDER BY number", values)  # noqa: S608
            return tuple(ChunkId(row[0]) for row in found)

    def chunks(self, ids: Sequence[ChunkId]) -> tuple[Chunk, ...]:
        """The chunks with these ids, in the order asked. Raises UnknownDocument where one is not there."""
        found: dict[str, Chunk] = {}
        with self._reading() as connection:
            for some in _batches(ids):
                query = f"SELECT {rows.CHUNK_COLUMNS} FROM chunks WHERE id IN ({_marks(some)})"  # noqa: S608
                found |= {row[0]: rows.read_chunk(row) for row in connection.execute(query, some)}
        missing = next((chunk for chunk in ids if chunk not in found), None)
        if missing is not None:
            raise _unknown(missing)
        return tuple(found[chunk] for chunk in ids)

    def counts(self, document: DocumentId | None = None) -> Counts:
        """How much the matter, or the document, holds (zeros for a document it does not hold)."""
        where, values = _within(document)
        documents = "1" if document is None else "id = ?"
        query = f"""SELECT (SELECT count(*) FROM documents WHERE {documents}),
            (SELECT count(*) FROM clauses WHERE {where}), (SELECT count(*) FROM chunks WHERE {where})"""  # noqa: S608
        with self._reading() as connection:
            return Counts(*connection.execute(query, values * 3).fetchone())

    def revision(self) -> int:
        """A number that goes up whenever a document is added or removed. Answers do not change it."""
        with self._reading():
            return int(self._meta("revision") or 0)

    def added_since(self, revision: int) -> tuple[DocumentId, ...]:
        """The documents added after the store had this revision, in the order of ingestion."""
        query = "SELECT id FROM documents WHERE revision > ? ORDER BY number"
        with self._reading() as connection:
            return tuple(DocumentId(row[0]) for row in connection.execute(query, (revision,)))

    # Vectors and words

    def encoder(self) -> str | None:
        """The name of the encoder of the vectors, None while there are none."""
        with self._reading():
            return self._meta("encoder")

    def known_vectors(self, encoder: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are stored for any of ``texts`` under this encoder, by text: they need not be made again."""
        keys = {rows.digest(text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        with self._reading() as connection:
            for some in _batches(tuple(keys)):
                query = f"""SELECT digest, vector, checksum FROM embeddings
                    WHERE encoder = ? AND digest IN ({_marks(some)})"""  # noqa: S608
                stored = connection.execute(query, (encoder, *some)).fetchall()
                for row, vector in zip(stored, self._checked(stored), strict=True):
                    found[keys[row[0]]] = vector
        return found

    def vectors(self, document: DocumentId | None = None) -> tuple[tuple[ChunkId, ...], NDArray[np.float32]]:
        """The chunk ids, as :meth:`chunk_ids` orders them, and their vectors, one row each."""
        where, values = _within(document)
        query = f"""SELECT chunks.id, digest, vector, checksum
            FROM chunks JOIN embeddings ON embeddings.number = chunks.embedding
            WHERE {where} ORDER BY chunks.number"""  # noqa: S608
        with self._reading() as connection:
            found = connection.execute(query, values).fetchall()
            return tuple(ChunkId(row[0]) for row in found), self._checked([row[1:] for row in found])

    def match(self, expression: str, *, document: DocumentId | None = None, limit: int) -> tuple[Scored, ...]:
        """The chunks whose words match an FTS5 expression, best first; the score is BM25, higher is better.

        Words are compared without accents, case and English endings. An expression of white space matches nothing.

        Raises:
            UsageError: it is not an FTS5 expression.
        """
        if not expression.strip():
            return ()
        where, values = _within(document)
        if document is not None:
            # A document's chunks were numbered in one go: told so, FTS5 reads that part of its lists only.
            bounds = (f"(SELECT {end}(number) FROM chunks WHERE {where})" for end in ("min", "max"))  # noqa: S608
            where, values = f"lexicon.rowid BETWEEN {' AND '.join(bounds)} AND {where}", values * 3
        query = f"""SELECT chunks.id, -bm25(lexicon) FROM lexicon JOIN chunks ON chunks.number = lexicon.rowid
            WHERE lexicon MATCH ? AND {where} ORDER BY bm25(lexicon), chunks.id LIMIT ?"""  # noqa: S608
        words = rows.utf8(expression).decode("utf-8", "replace")
        with self._reading() as connection:
            try:
                found = connection.execute(query, (words, *values, limit)).fetchall()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                    raise
                raise UsageError(
                    f"The words {expression!r} cannot be searched for ({error}).", remedy="Put them in quotation marks."
                ) from error
            return tuple(Scored(ChunkId(chunk), score) for chunk, score in found)

    # Changes

    def add(self, reading: Reading, *, sha256: str, encoder: str, vectors: NDArray[np.float32]) -> None:
        """Store a document with its clauses, chunks and their vectors, in one transaction.

        ``vectors`` has one row for each of ``reading.chunks``, in order. When this returns, the document is on the disk.

        Raises:
            EncoderMismatch: the matter's vectors are of another encoder, or have another dimension.
            DiskFull: too little space is left.
            ValueError: the reading holds no document, one that is there already, or parts of another.
        """
        check_space(self._file.parent, vectors.nbytes + 4 * len(reading.document.text if reading.document else ""))
        with self._changing() as connection:
            insert_reading(connection, reading, sha256=sha256, encoder=encoder, vectors=vectors)

    def remove(self, document: DocumentId) -> None:
        """Remove a document and all that was made from it; its words and vectors are overwritten on the disk.

        Answers that quote it stay. Raises UnknownDocument.
        """
        with self._changing() as connection:
            self._row("SELECT 1 FROM documents WHERE id = ?", document)
            delete_document(connection, document)
            self._documents.pop(document, None)
        with self._reading() as connection:
            # Until it is cut to nothing, the log still holds pages as they were.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def save_answer(self, answer: AnswerId, question: str, body_json: str, created: str) -> None:
        """Keep an answer. ``created`` is a time in ISO 8601; an answer with the same id is replaced."""
        statement = f"INSERT OR REPLACE INTO answers VALUES (?, {rows.TEXT}, {rows.TEXT}, ?)"  # noqa: S608
        with self._reading() as connection:
            connection.execute(statement, (answer, rows.utf8(question), rows.utf8(body_json), created))

    def answer(self, answer: AnswerId) -> str:
        """The JSON of an answer that was kept. Raises UsageError where there is none."""
        with self._reading() as connection:
            row = connection.execute("SELECT body FROM answers WHERE id = ?", (answer,)).fetchone()
        if row is None:
            raise UsageError(f"There is no answer {answer} in this matter.", remedy="Check the id.")
        return str(row[0])

    # Within

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
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself after some errors (a full disk); asking again would hide the first.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _row(self, query: str, key: str) -> tuple[str, ...]:
        row: tuple[str, ...] | None = self._connection.execute(query, (key,)).fetchone()
        if row is None:
            raise _unknown(key)
        return row

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _checked(self, stored: Sequence[tuple[bytes, bytes, int]]) -> NDArray[np.float32]:
        try:
            return rows.read_vectors(stored, int(self._meta("dimension") or 0))
        except ValueError as error:
            raise damaged(self._file, "the bytes of a vector have changed") from error


def _unknown(key: str) -> UnknownDocument:
    return UnknownDocument(
        f"There is no '{key}' in this matter.", remedy="`lexassist documents` lists what the matter holds."
    )


def _within(document: DocumentId | None) -> tuple[str, tuple[str, ...]]:
    """The condition on a table's ``document`` column, and its values."""
    return ("1", ()) if document is None else ("document = ?", (document,))


def _marks(values: Sequence[object] | range) -> str:
    return ", ".join("?" * len(values))


def _batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
