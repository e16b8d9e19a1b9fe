"""The nearest vectors by comparing with every one: nothing is missed, and a quarter of the memory suffices.

Promises: the answer is the one that comparing each stored vector in full would give. Rows are held in memory rounded to
bytes, and with each row the length of what the rounding took away; by Cauchy and Schwarz the cosine with a unit vector is
then known to within that length. Only the rows that can be among the nearest are read from the store and compared in
full: about 300 for the nearest 216 of 100,000 vectors of clauses. 48 MB a 100,000 chunks of 384 dimensions.

Knows neither Chroma nor what the vectors mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lexassist.matters.store import MatterStore
from lexassist.types import ChunkId, DocumentId, Scored

_DIGITS = 6  # the same vector may differ in the last bits between two multiplications
_BLOCK = 8192  # rows of one array: adding a document never copies what is there
_TILE = 512  # rows made floats again at a time, which fit the processor's cache
_LARGEST = 127
_MARGIN = 5e-5  # for what float32 loses in a product, and for the rounding of scores


class PackedVectors:
    """Vectors rounded to bytes. One thread at a time."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._ids: list[ChunkId] = []
        self._blocks: list[_Block] = []
        self._tile = np.empty((_TILE, dimension), dtype=np.float32)

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> None:
        """Take in vectors, one row for each id."""
        self._ids.extend(ids)
        while len(vectors):
            if not self._blocks or self._blocks[-1].filled == _BLOCK:
                self._blocks.append(_Block(self._dimension))
            vectors = vectors[self._blocks[-1].take(vectors) :]

    def candidates(self, vector: NDArray[np.float32], *, k: int) -> list[ChunkId]:
        """Ids that the ``k`` nearest of a unit vector are among, equals at the edge included, in no order."""
        if k >= len(self):
            return list(self._ids)
        if k < 1:
            return []
        least, most = np.empty(len(self), dtype=np.float32), np.empty(len(self), dtype=np.float32)
        start = 0
        for block in self._blocks:
            part = slice(start, start + block.filled)
            rough = block.products(vector, self._tile)
            np.subtract(rough, block.lost[: block.filled], out=least[part])
            np.add(rough, block.lost[: block.filled], out=most[part])
            start += block.filled
        least.partition(len(self) - k)
        places: list[int] = np.flatnonzero(most >= least[len(self) - k]).tolist()
        return [self._ids[place] for place in places]


class _Block:
    """Rows as whole numbers from -127 to 127; times ``scales`` they are the vectors, but for what has length ``lost``."""

    def __init__(self, dimension: int) -> None:
        self.rows = np.empty((_BLOCK, dimension), dtype=np.int8)
        self.scales = np.empty(_BLOCK, dtype=np.float32)
        self.lost = np.empty(_BLOCK, dtype=np.float32)
        self.filled = 0

    def take(self, vectors: NDArray[np.float32]) -> int:
        """Take in as many rows as there is room for; how many they are."""
        vectors = vectors[: _BLOCK - self.filled]
        part = slice(self.filled, self.filled + len(vectors))
        largest = np.abs(vectors).max(axis=1)
        scales = np.where(largest > 0, largest, 1).astype(np.float32) / _LARGEST
        rounded = np.rint(vectors / scales[:, None])
        self.rows[part], self.scales[part] = rounded, scales
        self.lost[part] = np.linalg.norm(vectors - rounded * scales[:, None], axis=1) + _MARGIN
        self.filled += len(vectors)
        return len(vectors)

    def products(self, vector: NDArray[np.float32], tile: NDArray[np.float32]) -> NDArray[np.float32]:
        """The rounded rows' products with ``vector``; ``tile`` is room to work in."""
        found = np.empty(self.filled, dtype=np.float32)
        for start in range(0, self.filled, len(tile)):
            rows = self.rows[start : min(start + len(tile), self.filled)]
            np.copyto(tile[: len(rows)], rows)
            np.dot(tile[: len(rows)], vector, out=found[start : start + len(rows)])
        found *= self.scales[: self.filled]
        return found


@dataclass
class _Loaded:
    """The vectors of a store as it was at ``revision``."""

    revision: int
    vectors: PackedVectors
    documents: set[DocumentId] = field(default_factory=set)


class ExactSearch:
    """The nearest among all vectors of a store, which are read when first asked for and kept in step. One thread at a time."""

    def __init__(self, store: MatterStore, *, encoder: str) -> None:
        self._store = store
        self._encoder = encoder
        self._loaded: _Loaded | None = None

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> tuple[Scored, ...]:
        """The ``k`` chunks most similar to a unit vector, with their cosines; best first, equals by id.

        Raises:
            EncoderMismatch: the store's vectors are by another encoder.
        """
        ids = self._up_to_date(len(vector)).candidates(vector, k=k)
        return compare(*self._store.vectors_of(ids, encoder=self._encoder), vector, k)

    def forget(self) -> None:
        """Give the memory back, and no longer know what a document removed had."""
        self._loaded = None

    def _up_to_date(self, dimension: int) -> PackedVectors:
        revision, loaded = self._store.revision(), self._loaded
        if loaded is None or (loaded.revision != revision and not self._caught_up(loaded, revision)):
            self._loaded = loaded = _Loaded(revision, PackedVectors(dimension))
            self._take_in(loaded, [card.id for card in self._store.documents()])
        return loaded.vectors

    def _caught_up(self, loaded: _Loaded, revision: int) -> bool:
        """Take in what is new; False where something else has changed, so that all has to be read anew."""
        added = self._store.added_since(loaded.revision)
        if not loaded.documents.isdisjoint(added):
            return False  # it was read again, or has other vectors
        self._take_in(loaded, added)
        loaded.revision = revision
        return len(loaded.vectors) == self._store.counts().chunks  # fewer there: some were removed

    def _take_in(self, loaded: _Loaded, documents: Iterable[DocumentId]) -> None:
        for document in documents:
            ids, vectors = self._store.vectors(document, encoder=self._encoder)
            if ids:
                loaded.vectors.add(ids, vectors)
            loaded.documents.add(document)


def exact_nearest(
    store: MatterStore,
    vector: NDArray[np.float32],
    *,
    k: int,
    document: DocumentId | None = None,
    encoder: str | None = None,
) -> tuple[Scored, ...]:
    """What :meth:`ExactSearch.nearest` promises, in ``document`` only where one is given, with nothing kept in memory.

    Raises:
        EncoderMismatch: ``encoder`` is given, and the store's vectors are by another.
    """
    return compare(*store.vectors(document, encoder=encoder), vector, k)


def compare(
    ids: Sequence[ChunkId], vectors: NDArray[np.float32], vector: NDArray[np.float32], k: int
) -> tuple[Scored, ...]:
    """The ``k`` of these chunks whose vectors, one row each, are most similar; best first, equals by id."""
    if not ids or k < 1:
        return ()
    scores = np.round(vectors @ vector, _DIGITS)
    edge = np.partition(scores, -k)[-k] if k < len(ids) else -np.inf
    places: list[int] = np.flatnonzero(scores >= edge).tolist()
    return best_of([Scored(ids[place], float(scores[place])) for place in places], k)


def best_of(found: Iterable[Scored], k: int) -> tuple[Scored, ...]:
    """The best ``k``, with cosines that lie in [-1, 1]; equals by id."""
    bounded = [Scored(hit.chunk, min(1.0, max(-1.0, round(hit.score, _DIGITS)))) for hit in found]
    return tuple(sorted(bounded, key=lambda hit: (-hit.score, hit.chunk))[: max(k, 0)])
