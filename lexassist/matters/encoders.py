"""Whose vectors a store holds, and the statements by which they change hands.

Promises: the chunks of a matter point at vectors of one encoder and no other. Vectors of a second one can be gathered
beside them, where nothing looks for them, until every text has one; then all chunks are pointed at these at once. Each
function that changes something belongs inside one transaction of the caller's (see store.py). Knows no model.
"""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import EncoderMismatch
from lexassist.matters import rows
from lexassist.types import ChunkId

_INSERT = "INSERT OR IGNORE INTO embeddings (encoder, digest, vector, checksum) VALUES (?, ?, ?, ?)"
_CHUNKS = f"SELECT {rows.CHUNK_COLUMNS} FROM chunks ORDER BY number"  # noqa: S608
_USED = """SELECT chunks.id, embeddings.encoder, embeddings.digest
    FROM chunks JOIN embeddings ON embeddings.number = chunks.embedding ORDER BY chunks.number"""
_POINT = "UPDATE chunks SET embedding = (SELECT number FROM embeddings WHERE encoder = ? AND digest = ?) WHERE id = ?"
_UNUSED = "DELETE FROM embeddings WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE embedding = embeddings.number)"


def mismatch(bound: str, encoder: str, *, matter: str) -> EncoderMismatch:
    """The error for an encoder that a matter's vectors are not by; the remedy is a command."""
    return EncoderMismatch(
        f"The vectors of matter '{matter}' are by the encoder '{bound}', not by '{encoder}'; "
        "vectors of two encoders cannot be compared.",
        remedy=f"Run `lexassist reencode --matter {shlex.quote(matter)}` while nothing else has the matter open: it makes "
        f"them anew. Or set retrieval.encoder back to '{bound.partition('@')[0]}'.",
    )


def bind(connection: sqlite3.Connection, encoder: str, dimension: int, *, matter: str) -> None:
    """The first vectors decide whose vectors the matter holds. Raises EncoderMismatch for those of another."""
    query = "SELECT key, value FROM meta WHERE key IN ('encoder', 'dimension')"
    bound = dict(connection.execute(query).fetchall())
    if not bound:
        _write_bound(connection, encoder, dimension)
    elif bound["encoder"] != encoder:
        raise mismatch(bound["encoder"], encoder, matter=matter)
    elif bound["dimension"] != str(dimension):
        raise _two_under_one_name(encoder, int(bound["dimension"]), dimension)


def insert_vectors(
    connection: sqlite3.Connection, encoder: str, keys: Sequence[bytes], vectors: NDArray[np.float32]
) -> None:
    """Keep a vector for each of ``keys`` (:func:`rows.digest`), one row each; a key that has one of this encoder keeps it.

    Raises:
        EncoderMismatch: vectors of this encoder are here that have another dimension.
    """
    query = "SELECT length(vector) / 4 FROM embeddings WHERE encoder = ? LIMIT 1"
    held = connection.execute(query, (encoder,)).fetchone()
    if held is not None and len(vectors) and held[0] != vectors.shape[1]:
        raise _two_under_one_name(encoder, held[0], vectors.shape[1])
    pairs = zip(keys, vectors, strict=True)
    connection.executemany(_INSERT, [(encoder, key, *rows.vector_row(key, vector)) for key, vector in pairs])


def find_unencoded(connection: sqlite3.Connection, encoder: str) -> tuple[ChunkId, ...]:
    """One chunk for each different text that has no vector of this encoder, in the order of ingestion."""
    known = {row[0] for row in connection.execute("SELECT digest FROM embeddings WHERE encoder = ?", (encoder,))}
    found: dict[bytes, ChunkId] = {}
    for chunk, key in _keys(connection):
        if key not in known:
            found.setdefault(key, chunk)
    return tuple(found.values())


def adopt(connection: sqlite3.Connection, encoder: str, *, matter: str) -> bool:
    """Point every chunk at its vector of this encoder, and delete all vectors that no chunk uses then.

    Whether any chunk had another one; then the revision goes up, and that of every document with it.

    Raises:
        EncoderMismatch: a text has no vector of this encoder yet: two encoders would be mixed.
    """
    if missing := find_unencoded(connection, encoder):
        raise EncoderMismatch(
            f"{len(missing)} texts of matter '{matter}' have no vector by '{encoder}' yet.",
            remedy=f"Run `lexassist reencode --matter {shlex.quote(matter)}`.",
        )
    used = {chunk: (whose, key) for chunk, whose, key in connection.execute(_USED)}
    moves = [(encoder, key, chunk) for chunk, key in _keys(connection) if used[chunk] != (encoder, key)]
    connection.executemany(_POINT, moves)
    connection.execute(_UNUSED)
    if not moves:
        return False
    query = "SELECT length(vector) / 4 FROM embeddings WHERE encoder = ? LIMIT 1"
    _write_bound(connection, encoder, connection.execute(query, (encoder,)).fetchone()[0])
    # Whatever was derived from any document before is out of date.
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
    connection.execute(
        "UPDATE documents SET revision = (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'revision')"
    )
    return True


def delete_vectors(connection: sqlite3.Connection, keys: Iterable[bytes]) -> None:
    """Delete the vectors of texts that no chunk has any longer, by whichever encoder: they say what the texts said."""
    connection.executemany(
        """DELETE FROM embeddings WHERE digest = ?1 AND NOT EXISTS (
            SELECT 1 FROM chunks JOIN embeddings AS used ON used.number = chunks.embedding WHERE used.digest = ?1)""",
        [(key,) for key in keys],
    )
    if connection.execute("SELECT 1 FROM chunks LIMIT 1").fetchone() is None:
        connection.execute("DELETE FROM embeddings")
        connection.execute("DELETE FROM meta WHERE key IN ('encoder', 'dimension')")


def _keys(connection: sqlite3.Connection) -> Iterable[tuple[ChunkId, bytes]]:
    """Each chunk with the digest of what an encoder is given for it now, in the order of ingestion."""
    for row in connection.execute(_CHUNKS):
        chunk = rows.read_chunk(row)
        yield chunk.id, rows.digest(chunk.encoded)


def _write_bound(connection: sqlite3.Connection, encoder: str, dimension: int) -> None:
    values = [("encoder", encoder), ("dimension", str(dimension))]
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)


def _two_under_one_name(encoder: str, held: int, given: int) -> EncoderMismatch:
    return EncoderMismatch(
        f"The encoder '{encoder}' gave vectors of {given} columns; those that are stored under its name have {held} columns.",
        remedy="An encoder whose weights or shape changed needs another name: add it under one, and set retrieval.encoder.",
    )
