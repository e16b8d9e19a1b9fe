"""One Chroma collection in one folder: a generation of a matter's index. The only module that meets chromadb.

Promises: ids and vectors go in, ids and cosines come out, no text and no embedding function; what Chroma raises leaves as
IndexDamaged. Does not promise that the answers are right: Chroma answers from half an index without a word, so index.py
checks before it believes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from lexassist.errors import IndexDamaged
from lexassist.types import ChunkId, DocumentId, Scored

_NAME = "chunks"
_BATCH = 250  # Chroma's own advice is 50 to 250


class Generation:
    """The collection in ``path``. Safe to use from several threads of one process; two processes corrupt it."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        with _explained(path):
            client = chromadb.PersistentClient(path=str(path), settings=Settings(anonymized_telemetry=False))
            assert isinstance(client, Client)  # the interface it is declared as cannot be closed
            self._client = client
            # embedding_function=None: left out, Chroma would fetch a model of its own.
            if create:
                shape = CreateCollectionConfiguration(hnsw=CreateHNSWConfiguration(space="cosine"))
                self._rows = client.create_collection(_NAME, configuration=shape, embedding_function=None)
            else:
                self._rows = client.get_collection(_NAME, embedding_function=None)

    def ids(self) -> list[ChunkId]:
        """All ids, in no order. They come from Chroma's list, not from its vectors: being here is not being found."""
        with _explained(self.path):
            return [ChunkId(chunk) for chunk in self._rows.get(include=[])["ids"]]

    def upsert(self, document: DocumentId, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> None:
        """Put in the vectors of a document's chunks, over any that have these ids."""
        with _explained(self.path):
            for start in range(0, len(ids), _BATCH):
                some = list(ids[start : start + _BATCH])
                rows = vectors[start : start + _BATCH]
                self._rows.upsert(ids=list(some), embeddings=rows, metadatas=[{"document": document}] * len(some))

    def delete(self, ids: Sequence[ChunkId]) -> None:
        """Take ids out. Their vectors stay in the files."""
        with _explained(self.path):
            for start in range(0, len(ids), _BATCH):
                self._rows.delete(ids=list(ids[start : start + _BATCH]))

    def delete_document(self, document: DocumentId) -> None:
        """Take a document's ids out. Their vectors stay in the files."""
        with _explained(self.path):
            self._rows.delete(where={"document": document})

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> tuple[Scored, ...]:
        """At most ``k`` neighbours with their cosines, in Chroma's order."""
        with _explained(self.path):
            found = self._rows.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return tuple(Scored(ChunkId(chunk), 1.0 - distance) for chunk, distance in pairs)

    def stored(self, ids: Sequence[ChunkId]) -> dict[ChunkId, NDArray[np.float32]]:
        """The vectors as the index holds them, by id."""
        with _explained(self.path):
            found = self._rows.get(ids=list(ids), include=["embeddings"])
        embeddings = found["embeddings"]
        rows = [] if embeddings is None else [np.asarray(row, dtype=np.float32) for row in embeddings]
        return dict(zip(map(ChunkId, found["ids"]), rows, strict=True))

    def close(self) -> None:
        """Let the files go."""
        self._client.close()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Chroma raises its own errors, and at the edge of its native part ValueError and RuntimeError."""
    try:
        yield
    except (ChromaError, ValueError, RuntimeError) as error:
        raise IndexDamaged(
            f"The index in {path} cannot be used ({error}).", remedy="It is made anew from the store by itself."
        ) from error
