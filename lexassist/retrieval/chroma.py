"""Chroma: a collection in a folder, or one on a Chroma server of this machine. The only module that meets chromadb.

Promises: ids and vectors go in, ids and cosines come out, no text and no embedding function; what Chroma raises leaves as
IndexDamaged; a server is reached without a proxy, and one that does not answer is given up. Does not promise that the
answers are right: Chroma answers from half an index without a word, so index.py checks before it believes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import chromadb
import httpx
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings, System
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from lexassist.errors import IndexDamaged
from lexassist.types import ChunkId, DocumentId, Scored

_NAME = "chunks"
_BATCH = 250  # Chroma's own advice is 50 to 250
_PAGE = 100  # names of collections asked for at a time
_GREETING = 5.0  # seconds for a server to take a connection
_ANSWER = 30.0  # seconds for a server to answer


class Collection:
    """Vectors by chunk id. Safe to use from several threads of one process. ``where`` is what an error calls it."""

    def __init__(self, rows: chromadb.Collection, *, name: str, where: str) -> None:
        self.name = name
        self.where = where
        self._rows = rows

    def ids(self) -> list[ChunkId]:
        """All ids, in no order. They come from Chroma's list, not from its vectors: being here is not being found."""
        with _explained(self.where):
            return [ChunkId(chunk) for chunk in self._rows.get(include=[])["ids"]]

    def upsert(self, document: DocumentId, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> None:
        """Put in the vectors of a document's chunks, over any that have these ids."""
        with _explained(self.where):
            for start in range(0, len(ids), _BATCH):
                some = list(ids[start : start + _BATCH])
                rows = vectors[start : start + _BATCH]
                self._rows.upsert(ids=list(some), embeddings=rows, metadatas=[{"document": document}] * len(some))

    def delete(self, ids: Sequence[ChunkId]) -> None:
        """Take ids out. Their vectors stay in the files."""
        with _explained(self.where):
            for start in range(0, len(ids), _BATCH):
                self._rows.delete(ids=list(ids[start : start + _BATCH]))

    def delete_document(self, document: DocumentId) -> None:
        """Take a document's ids out. Their vectors stay in the files."""
        with _explained(self.where):
            self._rows.delete(where={"document": document})

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> tuple[Scored, ...]:
        """At most ``k`` neighbours with their cosines, in Chroma's order."""
        with _explained(self.where):
            found = self._rows.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return tuple(Scored(ChunkId(chunk), 1.0 - distance) for chunk, distance in pairs)

    def stored(self, ids: Sequence[ChunkId]) -> dict[ChunkId, NDArray[np.float32]]:
        """The vectors as the index holds them, by id."""
        with _explained(self.where):
            found = self._rows.get(ids=list(ids), include=["embeddings"])
        embeddings = found["embeddings"]
        rows = [] if embeddings is None else [np.asarray(row, dtype=np.float32) for row in embeddings]
        return dict(zip(map(ChunkId, found["ids"]), rows, strict=True))

    def close(self) -> None:
        """Let go of what it holds."""


class Generation(Collection):
    """The collection in the folder ``path``. Two processes on one folder corrupt it."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        with _explained(str(path)):
            client = chromadb.PersistentClient(path=str(path), settings=Settings(anonymized_telemetry=False))
            assert isinstance(client, Client)  # the interface it is declared as cannot be closed
            self._client = client
            # embedding_function=None: left out, Chroma would fetch a model of its own.
            if create:
                rows = client.create_collection(_NAME, configuration=_shape(), embedding_function=None)
            else:
                rows = client.get_collection(_NAME, embedding_function=None)
        super().__init__(rows, name=path.name, where=str(path))

    def close(self) -> None:
        """Let the files go."""
        self._client.close()


class ChromaServer:
    """A Chroma server of this machine. Its collections may be used by several processes, each of them by one."""

    def __init__(self, host: str, port: int) -> None:
        """Connect.

        Raises:
            IndexDamaged: there is no Chroma server at this address, or it does not answer.
        """
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{port}"
        settings = Settings(anonymized_telemetry=False, chroma_server_host=shown, chroma_server_http_port=port)
        self._api = _DirectAPI(System(settings))
        try:
            with _explained(self.address):
                self._api.heartbeat()
        except IndexDamaged as error:
            self._api.close()
            raise IndexDamaged(
                f"There is no Chroma server at {self.address} ({error.__cause__}).",
                remedy="Start it (`chroma run`), or clear retrieval.chroma_server; vectors are compared one by one meanwhile.",
            ) from error

    def names(self) -> tuple[str, ...]:
        """The names of all collections."""
        found: list[str] = []
        with _explained(self.address):
            while some := self._api.list_collections(limit=_PAGE, offset=len(found)):
                found += [rows.name for rows in some]
        return tuple(found)

    def open(self, name: str, *, prefix: str) -> Collection:
        """The collection that is called ``prefix`` and ``name`` there. Raises IndexDamaged where there is none."""
        with _explained(self.address):
            rows = chromadb.Collection(self._api, self._api.get_collection(prefix + name), embedding_function=None)
        return Collection(rows, name=name, where=f"{self.address} ({prefix}{name})")

    def create(self, name: str, *, prefix: str) -> Collection:
        """A new collection, to be called ``prefix`` and ``name`` there."""
        with _explained(self.address):
            made = self._api.create_collection(prefix + name, configuration=_shape())
            rows = chromadb.Collection(self._api, made, embedding_function=None)
        return Collection(rows, name=name, where=f"{self.address} ({prefix}{name})")

    def delete(self, name: str) -> None:
        """Delete a collection; one that is not there is passed over."""
        with _explained(self.address):
            try:
                self._api.delete_collection(name)
            except NotFoundError:
                return

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


class _DirectAPI(FastAPI):
    """Chroma's way to talk to a server, but without proxies and for a limited time only, and it can be closed."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        headers = dict(self._session.headers)
        self._session.close()
        timeout = httpx.Timeout(_ANSWER, connect=_GREETING)
        self._session = httpx.Client(timeout=timeout, limits=self.http_limits, headers=headers, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def _shape() -> CreateCollectionConfiguration:
    return CreateCollectionConfiguration(hnsw=CreateHNSWConfiguration(space="cosine"))


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Chroma raises its own errors, and at the edge of its native part and of its server's answers these others."""
    try:
        yield
    except (ChromaError, ValueError, RuntimeError, LookupError, TypeError, httpx.HTTPError) as error:
        raise IndexDamaged(
            f"The index in {where} cannot be used ({error}).", remedy="It is made anew from the store by itself."
        ) from error
