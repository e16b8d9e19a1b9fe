"""The vectors of a matter's chunks, by one encoder at a time, and how another takes over.

Promises: vectors of two encoders are never given together; a vector whose bytes changed is found out; whatever kills the
process, the encoder in use is the one before or the one after. Vectors of the next encoder are gathered first
(:meth:`VectorStore.add_vectors`), each portion for good, then taken into use at one stroke (:meth:`VectorStore.adopt_encoder`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.matters import encoders, rows
from lexassist.matters.folder import check_space
from lexassist.matters.queries import batches, marks, within
from lexassist.matters.schema import damaged
from lexassist.matters.transactions import StoreFile
from lexassist.types import ChunkId, DocumentId


class VectorStore(StoreFile):
    """The part of a matter's store that knows vectors."""

    def encoder(self) -> str | None:
        """The name of the encoder of the vectors, None while there are none."""
        with self._reading():
            return self._meta("encoder")

    def check_encoder(self, encoder: str) -> None:
        """Raise EncoderMismatch where the vectors are by another encoder than this."""
        bound = self.encoder()
        if bound not in (None, encoder):
            raise encoders.mismatch(str(bound), encoder, matter=self._matter)

    def unencoded(self, encoder: str) -> tuple[ChunkId, ...]:
        """One chunk for each different text that has no vector of this encoder, in the order of :meth:`chunk_ids`."""
        with self._reading() as connection:
            return encoders.find_unencoded(connection, encoder)

    def known_vectors(self, encoder: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are stored for any of ``texts`` under this encoder, by text: they need not be made again."""
        keys = {rows.digest(text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        with self._reading() as connection:
            for some in batches(tuple(keys)):
                query = f"""SELECT digest, vector, checksum FROM embeddings
                    WHERE encoder = ? AND digest IN ({marks(some)})"""  # noqa: S608
                stored = connection.execute(query, (encoder, *some)).fetchall()
                dimension = len(stored[0][1]) // 4 if stored else 0
                for row, vector in zip(stored, self._checked(stored, dimension), strict=True):
                    found[keys[row[0]]] = vector
        return found

    def vectors(
        self, document: DocumentId | None = None, *, encoder: str | None = None
    ) -> tuple[tuple[ChunkId, ...], NDArray[np.float32]]:
        """The chunk ids, as :meth:`chunk_ids` orders them, and their vectors, one row each.

        Raises:
            EncoderMismatch: ``encoder`` is given, and they are by another.
        """
        where, values = within(document)
        query = f"""SELECT chunks.id, digest, vector, checksum
            FROM chunks JOIN embeddings ON embeddings.number = chunks.embedding
            WHERE {where} ORDER BY chunks.number"""  # noqa: S608
        with self._reading() as connection:
            if encoder is not None:
                self.check_encoder(encoder)
            found = connection.execute(query, values).fetchall()
            vectors = self._checked([row[1:] for row in found], int(self._meta("dimension") or 0))
            return tuple(ChunkId(row[0]) for row in found), vectors

    def vectors_of(self, ids: Sequence[ChunkId], *, encoder: str) -> tuple[tuple[ChunkId, ...], NDArray[np.float32]]:
        """Those of these chunks that are there, in no order, and their vectors, one row each.

        Raises:
            EncoderMismatch: they are by another encoder.
        """
        found: list[tuple[str, bytes, bytes, int]] = []
        with self._reading() as connection:
            self.check_encoder(encoder)
            for some in batches(ids):
                query = f"""SELECT chunks.id, digest, vector, checksum
                    FROM chunks JOIN embeddings ON embeddings.number = chunks.embedding
                    WHERE chunks.id IN ({marks(some)})"""  # noqa: S608
                found += connection.execute(query, some).fetchall()
            vectors = self._checked([row[1:] for row in found], int(self._meta("dimension") or 0))
            return tuple(ChunkId(row[0]) for row in found), vectors

    def add_vectors(self, encoder: str, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep vectors of ``texts``, one row each, beside those in use, where nothing is compared with them.

        :meth:`adopt_encoder` takes them into use. A text that has a vector of this encoder keeps it.

        Raises:
            EncoderMismatch: vectors of this encoder are here that have another dimension.
            DiskFull: too little space is left.
            ValueError: a vector is missing, or is not of finite numbers.
        """
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ValueError(f"{len(texts)} texts need one finite vector each, got shape {vectors.shape}")
        check_space(self._file.parent, vectors.nbytes)
        with self._transaction() as connection:
            encoders.insert_vectors(connection, encoder, [rows.digest(text) for text in texts], vectors)

    def adopt_encoder(self, encoder: str) -> bool:
        """Take the vectors of this encoder into use and delete all others, in one transaction. Whether that changed any.

        Raises:
            EncoderMismatch: a text has no vector of this encoder (:meth:`unencoded`); nothing has changed then.
        """
        with self._transaction() as connection:
            changed = encoders.adopt(connection, encoder, matter=self._matter)
        with self._reading() as connection:
            # The log holds every page that was changed.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return changed

    def _checked(self, stored: Sequence[tuple[bytes, bytes, int]], dimension: int) -> NDArray[np.float32]:
        try:
            return rows.read_vectors(stored, dimension)
        except ValueError as error:
            raise damaged(self._file, "the bytes of a vector have changed") from error
