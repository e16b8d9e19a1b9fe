"""The store of one matter: the system of record from which every index can be made again.

Promises: a document is wholly there or not at all, whatever kills the process; what was stored is read back equal; what is
removed is overwritten on the disk. The vectors are in vectors.py. One process at a time (see lock.py), any of its threads.
Knows nothing of how documents are read or searched by meaning.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import UsageError
from lexassist.matters import encoders, queries, rows
from lexassist.matters.changes import delete_document, insert_reading, replace_reading
from lexassist.matters.folder import check_space
from lexassist.matters.queries import batches, find_row, marks, unknown, within
from lexassist.matters.vectors import VectorStore
from lexassist.types import (
    AnswerId,
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Reading,
    ReadStatus,
    Reference,
    Remark,
    Scored,
)

_KEPT_DOCUMENTS = 4
_IS_THERE = "SELECT 1 FROM documents WHERE id = ?"


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


class MatterStore(VectorStore):
    """The documents, clauses, chunks, vectors and answers of one matter, in one SQLite file.

    Any method may raise MatterDamaged (the file fails a check) or MatterError (the disk refuses).
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._documents: OrderedDict[DocumentId, Document] = OrderedDict()

    # What is in the matter

    def documents(self) -> tuple[DocumentCard, ...]:
        """Every document, in the order of ingestion."""
        with self._reading() as connection:
            return queries.read_cards(connection)

    def unpaged(self) -> frozenset[DocumentId]:
        """The documents that have no pages of their own (``Document.paged``)."""
        with self._reading() as connection:
            found = connection.execute("SELECT id FROM documents WHERE paged = 0")
            return frozenset(DocumentId(row[0]) for row in found)

    def has(self, document: DocumentId) -> bool:
        """Whether the matter holds the document."""
        with self._reading() as connection:
            return connection.execute(_IS_THERE, (document,)).fetchone() is not None

    def document(self, document: DocumentId, /) -> Document:
        """One document, whole. The last few are kept in memory. Raises UnknownDocument."""
        with self._reading() as connection:
            if document in self._documents:
                self._documents.move_to_end(document)
                return self._documents[document]
            read = queries.read_document(connection, document)
            self._documents[document] = read
            if len(self._documents) > _KEPT_DOCUMENTS:
                self._documents.popitem(last=False)
            return read

    def opening(self, document: DocumentId, length: int) -> str:
        """The first ``length`` characters of a document's text. Raises UnknownDocument."""
        with self._reading() as connection:
            return queries.read_opening(connection, document, length)

    def status(self, document: DocumentId) -> tuple[ReadStatus, str]:
        """How reading the document ended, and what was said then. Raises UnknownDocument."""
        with self._reading() as connection:
            status, message = find_row(connection, "SELECT status, message FROM documents WHERE id = ?", document)
            return ReadStatus(status), message

    def original(self, document: DocumentId) -> Original:
        """The file the document came from. Raises UnknownDocument."""
        with self._reading() as connection:
            return Original(
                *find_row(connection, "SELECT sha256, suffix, source FROM documents WHERE id = ?", document)
            )

    def remarks(self, document: DocumentId) -> tuple[Remark, ...]:
        """What was remarked on the document (``Document.remarks``), without reading its text. Raises UnknownDocument."""
        with self._about(document) as connection:
            return queries.read_remarks(connection, document)

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        """Its defined terms, in the order of their definitions. Raises UnknownDocument."""
        with self._about(document) as connection:
            return queries.read_definitions(connection, document)

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        """Its cross-references, in text order. Raises UnknownDocument."""
        with self._about(document) as connection:
            return queries.read_references(connection, document)

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        """The document's clauses in text order, parents before children. Raises UnknownDocument."""
        query = f"SELECT {rows.CLAUSE_COLUMNS} FROM clauses WHERE document = ? ORDER BY number"  # noqa: S608
        with self._about(document) as connection:
            return tuple(rows.read_clause(row) for row in connection.execute(query, (document,)))

    def clause(self, clause: ClauseId, /) -> Clause:
        """One clause. Raises UnknownDocument when there is none."""
        query = f"SELECT {rows.CLAUSE_COLUMNS} FROM clauses WHERE id = ?"  # noqa: S608
        with self._reading() as connection:
            return rows.read_clause(find_row(connection, query, clause))

    def chunk_ids(self, document: DocumentId | None = None) -> tuple[ChunkId, ...]:
        """The ids of all chunks, or of a document's: document by document in the order of reading, each in text order."""
        where, values = within(document)
        with self._reading() as connection:
            found = connection.execute(f"SELECT id FROM chunks WHERE {where} ORDER BY number", values)  # noqa: S608
            return tuple(ChunkId(row[0]) for row in found)

    def chunks(self, ids: Sequence[ChunkId]) -> tuple[Chunk, ...]:
        """The chunks with these ids, in the order asked. Raises UnknownDocument where one is not there."""
        found: dict[str, Chunk] = {}
        with self._reading() as connection:
            for some in batches(ids):
                query = f"SELECT {rows.CHUNK_COLUMNS} FROM chunks WHERE id IN ({marks(some)})"  # noqa: S608
                found |= {row[0]: rows.read_chunk(row) for row in connection.execute(query, some)}
        missing = next((chunk for chunk in ids if chunk not in found), None)
        if missing is not None:
            raise unknown(missing)
        return tuple(found[chunk] for chunk in ids)

    def clauses_of(self, ids: Sequence[ChunkId]) -> dict[ChunkId, ClauseId]:
        """The clause of each of these chunks that is there."""
        with self._reading() as connection:
            return {
                ChunkId(chunk): ClauseId(clause)
                for some in batches(ids)
                for chunk, clause in connection.execute(
                    f"SELECT id, clause FROM chunks WHERE id IN ({marks(some)})",  # noqa: S608
                    some,
                )
            }

    def counts(self, document: DocumentId | None = None) -> Counts:
        """How much the matter, or the document, holds (zeros for a document it does not hold)."""
        where, values = within(document)
        documents = "1" if document is None else "id = ?"
        query = f"""SELECT (SELECT count(*) FROM documents WHERE {documents}),
            (SELECT count(*) FROM clauses WHERE {where}), (SELECT count(*) FROM chunks WHERE {where})"""  # noqa: S608
        with self._reading() as connection:
            return Counts(*connection.execute(query, values * 3).fetchone())

    def outdated(self) -> frozenset[DocumentId]:
        """The documents that an earlier reader has read."""
        with self._reading() as connection:
            return queries.find_outdated(connection)

    def revision(self) -> int:
        """A number that goes up whenever documents or the vectors in use change. Answers do not change it."""
        with self._reading():
            return int(self._meta("revision") or 0)

    def added_since(self, revision: int) -> tuple[DocumentId, ...]:
        """The documents that are new, were read again or got other vectors after this revision, in the order of ingestion."""
        query = "SELECT id FROM documents WHERE revision > ? ORDER BY number"
        with self._reading() as connection:
            return tuple(DocumentId(row[0]) for row in connection.execute(query, (revision,)))

    # Words

    def match(self, expression: str, *, document: DocumentId | None = None, limit: int) -> tuple[Scored, ...]:
        """The chunks whose words match an FTS5 expression, best first; the score is BM25, higher is better.

        Words are compared without accents, case and English endings; NUL stands between words, as a space does. An
        expression of white space matches nothing.

        Raises:
            UsageError: it is not an FTS5 expression.
        """
        # FTS5 parts stored words at NUL, but would take an expression to end there.
        expression = expression.replace("\0", " ")
        if not expression.strip():
            return ()
        with self._reading() as connection:
            return queries.match_words(connection, expression, document=document, limit=limit)

    def holders(self, word: str) -> frozenset[DocumentId]:
        """The documents in whose words ``word`` stands, compared as in :meth:`match`; punctuation in it parts words."""
        with self._reading() as connection:
            return queries.find_holders(connection, word)

    # Changes

    def add(self, reading: Reading, *, sha256: str, encoder: str, vectors: NDArray[np.float32]) -> None:
        """Store a document with its clauses, chunks and their vectors, in one transaction.

        ``vectors`` has one row for each of ``reading.chunks``, in order. When this returns, the document is on the disk.

        Raises:
            EncoderMismatch: the matter's vectors are of another encoder, or have another dimension.
            DiskFull: too little space is left.
            ValueError: the reading holds no document, one that is there already, or parts of another.
        """
        self._check_space(reading, vectors)
        with self._changing() as connection:
            insert_reading(connection, reading, sha256=sha256, encoder=encoder, vectors=vectors)
            if reading.chunks:
                encoders.bind(connection, encoder, vectors.shape[1], matter=self._matter)

    def replace(self, reading: Reading, *, encoder: str, vectors: NDArray[np.float32]) -> None:
        """Store a document as it was read again, in one transaction: all that was made from it before is gone.

        Its id, its file and its place in the matter stay, and so do answers that quote it. Raises as :meth:`add`.
        """
        self._check_space(reading, vectors)
        with self._changing() as connection:
            replace_reading(connection, reading, encoder=encoder, vectors=vectors)
            if reading.chunks:
                encoders.bind(connection, encoder, vectors.shape[1], matter=self._matter)
            if reading.document is not None:
                self._documents.pop(reading.document.id, None)

    def remove(self, document: DocumentId) -> None:
        """Remove a document and all that was made from it; its words and vectors are overwritten on the disk.

        Answers that quote it stay. Raises UnknownDocument.
        """
        with self._changing() as connection:
            find_row(connection, _IS_THERE, document)
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
    def _about(self, document: DocumentId) -> Iterator[sqlite3.Connection]:
        """To read of a document that must be there."""
        with self._reading() as connection:
            find_row(connection, _IS_THERE, document)
            yield connection

    def _check_space(self, reading: Reading, vectors: NDArray[np.float32]) -> None:
        text = reading.document.text if reading.document else ""
        check_space(self._file.parent, vectors.nbytes + rows.MAX_BYTES * len(text))
