"""The statements that put a document into a store, read it anew, and take it out again.

Promises: each function belongs inside one transaction of the caller's (see store.py) and leaves nothing half done when the
caller rolls back. Vectors are kept once for each encoded text, however many chunks share it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.matters import encoders, rows
from lexassist.matters.folder import suffix_of
from lexassist.parsing.version import READER
from lexassist.types import Chunk, Document, DocumentId, Reading

_DOCUMENT = f"""INSERT INTO documents (number, id, sha256, suffix, status, paged, reader, source, title, message, text,
    revision) VALUES (?, ?, ?, ?, ?, ?, ?, {rows.TEXT}, {rows.TEXT}, {rows.TEXT}, {rows.TEXT},
    (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'revision'))"""  # noqa: S608
_PAGE = f"""INSERT INTO pages (document, place, {rows.PAGE_COLUMNS})
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""  # noqa: S608
_REMARK = f"""INSERT INTO remarks (document, place, {rows.REMARK_COLUMNS})
    VALUES (?, ?, ?, {rows.TEXT}, ?, {rows.TEXT}, ?)"""  # noqa: S608
_CLAUSE = f"""INSERT INTO clauses ({rows.CLAUSE_COLUMNS})
    VALUES (?, ?, {rows.TEXT}, {rows.TEXT}, {rows.TEXT}, ?, ?, ?, ?)"""  # noqa: S608
_DEFINITION = f"""INSERT INTO definitions (document, {rows.DEFINITION_COLUMNS})
    VALUES (?, ?, {rows.TEXT}, ?, ?, ?)"""  # noqa: S608
_REFERENCE = f"INSERT INTO cross_references (document, {rows.REFERENCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
_OF_DOCUMENT = f"SELECT {rows.CHUNK_COLUMNS} FROM chunks WHERE document = ?"  # noqa: S608
_USED = "SELECT DISTINCT digest FROM chunks JOIN embeddings ON embeddings.number = embedding WHERE document = ?"
_CHUNK = f"""INSERT INTO chunks ({rows.CHUNK_COLUMNS}, embedding) VALUES (?, ?, ?, ?, ?, {rows.TEXT}, {rows.TEXT},
    (SELECT number FROM embeddings WHERE encoder = ? AND digest = ?))"""  # noqa: S608


def insert_reading(
    connection: sqlite3.Connection, reading: Reading, *, sha256: str, encoder: str, vectors: NDArray[np.float32]
) -> None:
    """Insert all of a reading; ``vectors`` has one row for each of its chunks. Whose they may be is not asked here.

    Raises:
        EncoderMismatch: vectors of this encoder are here that have another dimension.
        ValueError: the reading holds no document, one that is there already, or parts of another.
    """
    document = _checked(reading, vectors)
    if connection.execute("SELECT 1 FROM documents WHERE id = ?", (document.id,)).fetchone():
        raise ValueError(f"document {document.id} is in the matter already")
    _insert_document(connection, document, reading, sha256=sha256)
    _insert_parts(connection, document.id, reading, encoder=encoder, vectors=vectors)


def replace_reading(
    connection: sqlite3.Connection, reading: Reading, *, encoder: str, vectors: NDArray[np.float32]
) -> None:
    """Put a reading in the place of the one that is there of the same document, which keeps its place in the matter.

    Raises:
        EncoderMismatch, ValueError: as :func:`insert_reading`.
    """
    document = _checked(reading, vectors)
    query = "SELECT number, sha256 FROM documents WHERE id = ?"
    if (row := connection.execute(query, (document.id,)).fetchone()) is None:
        raise ValueError(f"document {document.id} is not in the matter")
    number, sha256 = row
    _delete_parts(connection, document.id)
    _insert_document(connection, document, reading, sha256=sha256, number=number)
    _insert_parts(connection, document.id, reading, encoder=encoder, vectors=vectors)


def delete_document(connection: sqlite3.Connection, document: DocumentId) -> None:
    """Delete a document that is there, all that was made from it, and the vectors that no other document uses."""
    _delete_parts(connection, document)
    # FTS5 only notes a deletion beside the old words; merging all its parts is what takes them out.
    connection.execute("INSERT INTO lexicon (lexicon) VALUES ('optimize')")


def _delete_parts(connection: sqlite3.Connection, document: DocumentId) -> None:
    connection.execute(
        "INSERT INTO lexicon (lexicon, rowid, text) SELECT 'delete', number, text FROM chunks WHERE document = ?",
        (document,),
    )
    # What its chunks use, and what another encoder has made of the same words to be used later.
    keys = {row[0] for row in connection.execute(_USED, (document,))}
    keys |= {rows.digest(rows.read_chunk(row).encoded) for row in connection.execute(_OF_DOCUMENT, (document,))}
    connection.execute("DELETE FROM documents WHERE id = ?", (document,))
    encoders.delete_vectors(connection, keys)


def _insert_parts(
    connection: sqlite3.Connection,
    document: DocumentId,
    reading: Reading,
    *,
    encoder: str,
    vectors: NDArray[np.float32],
) -> None:
    connection.executemany(_CLAUSE, [rows.clause_row(clause) for clause in reading.clauses])
    defined = [(document, *rows.definition_row(definition)) for definition in reading.definitions]
    connection.executemany(_DEFINITION, defined)
    referred = [(document, *rows.reference_row(reference)) for reference in reading.references]
    connection.executemany(_REFERENCE, referred)
    if reading.chunks:
        _insert_chunks(connection, reading.chunks, encoder=encoder, vectors=vectors)


def _insert_document(
    connection: sqlite3.Connection, document: Document, reading: Reading, *, sha256: str, number: int | None = None
) -> None:
    texts = [rows.utf8(text) for text in (document.source, document.title, reading.message, document.text)]
    facts = (number, document.id, sha256, suffix_of(document.source), reading.status, int(document.paged), READER)
    connection.execute(_DOCUMENT, (*facts, *texts))
    pages, remarks = enumerate(document.pages), enumerate(document.remarks)
    connection.executemany(_PAGE, [(document.id, place, *rows.page_row(page)) for place, page in pages])
    connection.executemany(_REMARK, [(document.id, place, *rows.remark_row(remark)) for place, remark in remarks])


def _insert_chunks(
    connection: sqlite3.Connection, chunks: Sequence[Chunk], *, encoder: str, vectors: NDArray[np.float32]
) -> None:
    keys = [rows.digest(chunk.encoded) for chunk in chunks]
    encoders.insert_vectors(connection, encoder, keys, vectors)
    values = [(*rows.chunk_row(chunk), encoder, key) for chunk, key in zip(chunks, keys, strict=True)]
    connection.executemany(_CHUNK, values)
    connection.execute(
        "INSERT INTO lexicon (rowid, text) SELECT number, text FROM chunks WHERE document = ? ORDER BY number",
        (chunks[0].document,),
    )


def _checked(reading: Reading, vectors: NDArray[np.float32]) -> Document:
    document = reading.document
    if document is None:
        raise ValueError(f"a reading that ended {reading.status} cannot be stored")
    if vectors.ndim != 2 or len(vectors) != len(reading.chunks) or not np.isfinite(vectors).all():
        raise ValueError(f"{len(reading.chunks)} chunks need one finite vector each, got shape {vectors.shape}")
    owners = {clause.document for clause in reading.clauses} | {chunk.document for chunk in reading.chunks}
    if not owners <= {document.id}:
        raise ValueError(f"clauses or chunks of {sorted(owners)} in a reading of {document.id}")
    known = {clause.id for clause in reading.clauses}
    named = {definition.clause for definition in reading.definitions}
    named |= {clause for reference in reading.references for clause in (reference.clause, reference.target) if clause}
    if not named <= known:
        raise ValueError(f"definitions or references name clauses that are not there: {sorted(named - known)}")
    return document
