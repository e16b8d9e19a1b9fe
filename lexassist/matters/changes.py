"""The statements that put a document into a store and take it out again.

Promises: each function belongs inside one transaction of the caller's (see store.py) and leaves nothing half done when the
caller rolls back. Vectors are kept once for each encoded text, however many chunks share it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import EncoderMismatch
from lexassist.matters import rows
from lexassist.matters.folder import suffix_of
from lexassist.types import Chunk, Document, DocumentId, Reading

_DOCUMENT = f"""INSERT INTO documents (id, sha256, suffix, status, paged, source, title, message, text, revision)
    VALUES (?, ?, ?, ?, ?, {rows.TEXT}, {rows.TEXT}, {rows.TEXT}, {rows.TEXT},
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
_EMBEDDING = "INSERT OR IGNORE INTO embeddings (encoder, digest, vector, checksum) VALUES (?, ?, ?, ?)"
_CHUNK = f"""INSERT INTO chunks ({rows.CHUNK_COLUMNS}, embedding) VALUES (?, ?, ?, ?, ?, {rows.TEXT}, {rows.TEXT},
    (SELECT number FROM embeddings WHERE encoder = ? AND digest = ?))"""  # noqa: S608


def insert_reading(
    connection: sqlite3.Connection, reading: Reading, *, sha256: str, encoder: str, vectors: NDArray[np.float32]
) -> None:
    """Insert all of a reading; ``vectors`` has one row for each of its chunks.

    Raises:
        EncoderMismatch: the matter's vectors are of another encoder, or have another dimension.
        ValueError: the reading holds no document, one that is there already, or parts of another.
    """
    document = _checked(reading, vectors)
    if connection.execute("SELECT 1 FROM documents WHERE id = ?", (document.id,)).fetchone():
        raise ValueError(f"document {document.id} is in the matter already")
    _insert_document(connection, document, reading, sha256=sha256)
    connection.executemany(_CLAUSE, [rows.clause_row(clause) for clause in reading.clauses])
    defined = [(document.id, *rows.definition_row(definition)) for definition in reading.definitions]
    connection.executemany(_DEFINITION, defined)
    referred = [(document.id, *rows.reference_row(reference)) for reference in reading.references]
    connection.executemany(_REFERENCE, referred)
    if reading.chunks:
        _bind_encoder(connection, encoder, vectors.shape[1])
        _insert_chunks(connection, reading.chunks, encoder=encoder, vectors=vectors)


def delete_document(connection: sqlite3.Connection, document: DocumentId) -> None:
    """Delete a document that is there, all that was made from it, and the vectors that no other document uses."""
    connection.execute(
        "INSERT INTO lexicon (lexicon, rowid, text) SELECT 'delete', number, text FROM chunks WHERE document = ?",
        (document,),
    )
    used = connection.execute("SELECT DISTINCT embedding FROM chunks WHERE document = ?", (document,)).fetchall()
    connection.execute("DELETE FROM documents WHERE id = ?", (document,))
    connection.executemany(
        "DELETE FROM embeddings WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM chunks WHERE embedding = ?1)", used
    )
    if connection.execute("SELECT 1 FROM embeddings LIMIT 1").fetchone() is None:
        connection.execute("DELETE FROM meta WHERE key IN ('encoder', 'dimension')")
    # FTS5 only notes a deletion beside the old words; merging all its parts is what takes them out.
    connection.execute("INSERT INTO lexicon (lexicon) VALUES ('optimize')")


def _insert_document(connection: sqlite3.Connection, document: Document, reading: Reading, *, sha256: str) -> None:
    texts = [rows.utf8(text) for text in (document.source, document.title, reading.message, document.text)]
    facts = (document.id, sha256, suffix_of(document.source), reading.status, int(document.paged))
    connection.execute(_DOCUMENT, (*facts, *texts))
    pages, remarks = enumerate(document.pages), enumerate(document.remarks)
    connection.executemany(_PAGE, [(document.id, place, *rows.page_row(page)) for place, page in pages])
    connection.executemany(_REMARK, [(document.id, place, *rows.remark_row(remark)) for place, remark in remarks])


def _insert_chunks(
    connection: sqlite3.Connection, chunks: Sequence[Chunk], *, encoder: str, vectors: NDArray[np.float32]
) -> None:
    keys = [rows.digest(chunk.encoded) for chunk in chunks]
    pairs = zip(keys, vectors, strict=True)
    connection.executemany(_EMBEDDING, [(encoder, key, *rows.vector_row(key, vector)) for key, vector in pairs])
    values = [(*rows.chunk_row(chunk), encoder, key) for chunk, key in zip(chunks, keys, strict=True)]
    connection.executemany(_CHUNK, values)
    connection.execute(
        "INSERT INTO lexicon (rowid, text) SELECT number, text FROM chunks WHERE document = ? ORDER BY number",
        (chunks[0].document,),
    )


def _bind_encoder(connection: sqlite3.Connection, encoder: str, dimension: int) -> None:
    """The first vectors decide whose vectors the matter holds."""
    query = "SELECT key, value FROM meta WHERE key IN ('encoder', 'dimension')"
    bound = dict(connection.execute(query).fetchall())
    if not bound:
        values = [("encoder", encoder), ("dimension", str(dimension))]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values)
    elif bound != {"encoder": encoder, "dimension": str(dimension)}:
        raise EncoderMismatch(
            f"The vectors of this matter are by the encoder '{bound['encoder']}' ({bound['dimension']} columns), "
            f"not by '{encoder}' ({dimension} columns); vectors of two encoders cannot be compared.",
            remedy=f"Set retrieval.encoder to '{bound['encoder']}', or ingest the originals into a new matter.",
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
