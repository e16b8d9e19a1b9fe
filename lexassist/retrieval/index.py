"""The vector index of one matter: Chroma, derived from the store, believed only after it has been checked.

Chroma's persistent client can be bricked by ``kill -9`` or a full disk, may crash the process that opens its files, and
answers from half an index without a word. So: the store keeps the vectors; the index is tried in a child process before
this one opens it, compared with the store, and made anew from the store where it fails. Meanwhile vectors are compared one
by one: slower on a large matter, never wrong.

Each index made is a *generation* with a folder of its own (Chroma remembers folders by name for as long as the process
lives); ``index/current.json`` says which one is in use. Knows nothing of what the vectors mean.
"""

from __future__ import annotations

import logging
import random
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from lexassist.errors import EncoderMismatch, IndexDamaged, LexAssistError
from lexassist.matters.folder import MatterFolder, check_space
from lexassist.matters.store import MatterStore
from lexassist.retrieval.chroma import Generation
from lexassist.retrieval.index_probe import find_fault
from lexassist.types import ChunkId, DocumentId, Scored

_LOG = logging.getLogger(__name__)
_SPARE = 16  # neighbours asked for beyond k, so that equals at the edge are chosen by id and not by chance
_DIGITS = 6  # the same vector may differ in the last bits between two multiplications
_PROBE_SECONDS = 120.0
_PATIENCE = 2.0  # seconds that opening waits for a rebuild: a small matter's index is ready by then
_ROOM = 64 * 2**20  # bytes an index may take beyond eight times its vectors
_QUARANTINED = 3  # damaged indexes kept for whoever wants to know why


class Named(Protocol):
    """What an index must know of the encoder of its vectors: an Encoder serves."""

    @property
    def name(self) -> str:
        """Identifies the weights."""
        ...

    @property
    def dimension(self) -> int:
        """Columns of the vectors."""
        ...


class _Record(BaseModel):
    """What ``current.json`` says. ``clean`` is false while the generation's files still hold vectors that were removed."""

    generation: str = Field(pattern=r"^g-[A-Za-z0-9_]+$")
    encoder: str
    dimension: int
    revision: int
    clean: bool


class ChromaIndex:
    """The neighbours of a vector among the chunks of one matter. Safe to use from several threads of the owner process.

    ``probe`` is how many vectors are looked up when the index is checked.
    """

    def __init__(self, folder: MatterFolder, store: MatterStore, *, encoder: Named, probe: int = 50) -> None:
        self._folder = folder
        self._store = store
        self._encoder = encoder
        self._probe = probe
        self._lock = RLock()
        self._generation: Generation | None = None
        self._revision = 0
        self._clean = True
        self._rebuilding: Thread | None = None
        self._stop = Event()
        self._matrix: tuple[int, tuple[ChunkId, ...], NDArray[np.float32]] | None = None

    @property
    def exact(self) -> bool:
        """Whether vectors are compared one by one because no index that passed its check is in use."""
        return self._generation is None

    def open(self) -> None:
        """Check the index against the store and begin to use it; one that fails is set aside and made anew.

        A rebuild that takes more than a moment goes on in the background; see :meth:`settle`.

        Raises:
            EncoderMismatch: the matter's vectors are of another encoder.
        """
        bound = self._store.encoder()
        if bound not in (None, self._encoder.name):
            raise EncoderMismatch(
                f"The vectors of this matter are by the encoder '{bound}', not by '{self._encoder.name}'.",
                remedy=f"Set retrieval.encoder to '{bound}', or ingest the originals into a new matter.",
            )
        self._folder.index.mkdir(mode=0o700, exist_ok=True)
        with self._lock:
            self._adopt(self._read_record())
        if self._generation is None or not self._clean:
            self._start_rebuild()
            self.settle(_PATIENCE)

    def settle(self, timeout: float | None = None) -> bool:
        """Wait at most ``timeout`` seconds for a rebuild to end; whether none goes on and the index is in use."""
        rebuilding = self._rebuilding
        if rebuilding is not None:
            rebuilding.join(timeout)
        return not self.exact and (rebuilding is None or not rebuilding.is_alive())

    def nearest(self, vector: NDArray[np.float32], *, k: int, document: DocumentId | None = None) -> tuple[Scored, ...]:
        """The ``k`` chunks most similar to a unit vector, in ``document`` only where one is given.

        The score is the cosine, in [-1, 1]; best first, equals by id.
        """
        if document is not None:
            # Comparing one document's vectors is 6 to 170 times quicker than Chroma's filter over a matter's, and exact.
            return exact_nearest(self._store, vector, k=k, document=document)
        with self._lock:
            if self._generation is not None:
                try:
                    return _best(self._generation.nearest(vector, k=k + _SPARE), k)
                except IndexDamaged as error:
                    self._distrust(error)
            revision = self._store.revision()
            if self._matrix is None or self._matrix[0] != revision:
                self._matrix = (revision, *self._store.vectors())
            return _compare(*self._matrix[1:], vector, k)

    def add(self, document: DocumentId) -> None:
        """Take in a document that was added to the store. A rebuild that goes on takes it in by itself."""
        with self._lock:
            if self._generation is None:
                return
            try:
                ids, vectors = self._store.vectors(document)
                self._generation.upsert(document, ids, vectors)
                self._take_in(self._generation, since=self._revision, known=document)
            except IndexDamaged as error:
                self._distrust(error)
                return
            self._write_record(self._generation)

    def remove(self, document: DocumentId) -> None:
        """Forget a document that was removed from the store.

        It is not found from now on. Chroma keeps in its files what it deleted, so the index is then made anew in the
        background, and the indexes in quarantine are deleted.
        """
        self._stop_rebuild()
        with self._lock:
            for path in self._folder.quarantine.glob("*"):
                shutil.rmtree(path, ignore_errors=True)
            self._clean = False
            if self._generation is not None:
                try:
                    self._generation.delete_document(document)
                    self._write_record(self._generation)
                except IndexDamaged as error:
                    self._distrust(error)
        self._start_rebuild()

    def close(self) -> None:
        """Stop a rebuild, which the next opening begins again, and let the files go."""
        self._stop_rebuild()
        with self._lock:
            self._matrix = None
            if self._generation is not None:
                self._generation.close()
                self._generation = None

    def _adopt(self, record: _Record | None) -> None:
        """Use the generation of the record if it passes the check; otherwise set it aside."""
        if record is None or not self._store.counts().chunks:
            return
        path = self._folder.index / record.generation
        made_for = (record.encoder, record.dimension)
        if made_for != (self._encoder.name, self._encoder.dimension) or not path.is_dir():
            return
        fault = self._fault(path)
        if not fault:
            try:
                generation = Generation(path)
                self._agree(generation, since=record.revision)
            except IndexDamaged as error:
                fault = error.what
            else:
                self._clean = record.clean
                self._use(generation)
                return
        self._set_aside(path, fault)

    def _fault(self, path: Path) -> str:
        """What is wrong with the generation in ``path``; "" where nothing is."""
        ids = self._store.chunk_ids()
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        if size > _ROOM + 8 * 4 * self._encoder.dimension * len(ids):
            # A torn file of Chroma's has been seen to grow with each write until the disk was full.
            return f"it has grown to {size // 2**20} MiB"
        sample = random.sample(ids, min(self._probe, len(ids)))
        texts = [chunk.encoded for chunk in self._store.chunks(sample)]
        known = self._store.known_vectors(self._encoder.name, texts)
        return find_fault(path, sample, np.stack([known[text] for text in texts]), timeout=_PROBE_SECONDS)

    def _agree(self, generation: Generation, *, since: int) -> None:
        """Bring a generation that agreed with the store at revision ``since`` up to date, id for id."""
        wanted, held = set(self._store.chunk_ids()), set(generation.ids())
        generation.delete(sorted(held - wanted))
        self._take_in(generation, since=since)
        missing = wanted.difference(generation.ids())
        self._upsert(generation, {chunk.document for chunk in self._store.chunks(sorted(missing))})

    def _take_in(self, generation: Generation, *, since: int, known: DocumentId | None = None) -> None:
        revision = self._store.revision()
        self._upsert(generation, [d for d in self._store.added_since(since) if d != known])
        self._revision = revision

    def _upsert(self, generation: Generation, documents: Iterable[DocumentId]) -> None:
        for document in documents:
            ids, vectors = self._store.vectors(document)
            generation.upsert(document, ids, vectors)

    def _use(self, generation: Generation) -> None:
        """Make ``generation`` the one in use, and delete all others."""
        before, self._generation, self._matrix = self._generation, generation, None
        self._write_record(generation)
        if before is not None:
            before.close()
        for path in self._folder.index.iterdir():
            if path.is_dir() and path != generation.path:
                shutil.rmtree(path, ignore_errors=True)

    def _distrust(self, error: IndexDamaged) -> None:
        """Stop using an index that failed while it was used."""
        if self._generation is not None:
            self._generation.close()
            self._set_aside(self._generation.path, error.what)
            self._generation = None
        self._start_rebuild()

    def _set_aside(self, path: Path, fault: str) -> None:
        _LOG.warning("The index of matter '%s' is made anew from its store: %s", self._folder.name, fault)
        quarantine = self._folder.quarantine
        try:
            quarantine.mkdir(mode=0o700, exist_ok=True)
            path.rename(quarantine / f"{datetime.now():%Y%m%dT%H%M%S%f}-{path.name}")
            for old in sorted(quarantine.iterdir())[:-_QUARANTINED]:
                shutil.rmtree(old)
        except OSError as error:
            # It stays where it is, and goes with the other old generations when the new one is in use.
            _LOG.warning("The damaged index %s could not be set aside: %s", path, error)

    def _start_rebuild(self) -> None:
        with self._lock:
            if self._rebuilding is None or not self._rebuilding.is_alive():
                self._stop = Event()
                self._rebuilding = Thread(target=self._rebuild, args=(self._stop,), name="index", daemon=True)
                self._rebuilding.start()

    def _stop_rebuild(self) -> None:
        self._stop.set()
        if self._rebuilding is not None:
            self._rebuilding.join()

    def _rebuild(self, stop: Event) -> None:
        try:
            self._build(stop)
        except (LexAssistError, OSError) as error:
            # Vectors go on being compared one by one; if it is the store that is damaged, that says so to the user.
            _LOG.warning("The index of matter '%s' could not be made: %s", self._folder.name, error)

    def _build(self, stop: Event) -> None:
        revision = self._store.revision()
        check_space(self._folder.index, 4 * self._encoder.dimension * self._store.counts().chunks)
        generation = Generation(Path(tempfile.mkdtemp(prefix="g-", dir=self._folder.index)), create=True)
        try:
            for card in self._store.documents():
                if stop.is_set():
                    break
                self._upsert(generation, [card.id])
            with self._lock:
                if not stop.is_set():
                    self._agree(generation, since=revision)
                    self._clean = True
                    self._use(generation)
                    return
        except BaseException:
            generation.close()
            raise
        generation.close()

    def _read_record(self) -> _Record | None:
        """The record of the index in use, None where there is none that can be read: then it is made anew."""
        try:
            return _Record.model_validate_json((self._folder.index / "current.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def _write_record(self, generation: Generation) -> None:
        record = _Record(
            generation=generation.path.name,
            encoder=self._encoder.name,
            dimension=self._encoder.dimension,
            revision=self._revision,
            clean=self._clean,
        )
        part = self._folder.index / "current.json.part"
        part.write_text(record.model_dump_json(), encoding="utf-8")
        # Not made durable: a record that is lost or torn costs a rebuild, and one that is too new is found out by the ids.
        part.replace(self._folder.index / "current.json")


def exact_nearest(
    store: MatterStore, vector: NDArray[np.float32], *, k: int, document: DocumentId | None = None
) -> tuple[Scored, ...]:
    """What :meth:`ChromaIndex.nearest` promises, by comparing ``vector`` with every vector of the store."""
    return _compare(*store.vectors(document), vector, k)


def _compare(
    ids: Sequence[ChunkId], vectors: NDArray[np.float32], vector: NDArray[np.float32], k: int
) -> tuple[Scored, ...]:
    if not ids or k < 1:
        return ()
    scores = np.round(vectors @ vector, _DIGITS)
    edge = np.partition(scores, -k)[-k] if k < len(ids) else -np.inf
    places: list[int] = np.flatnonzero(scores >= edge).tolist()
    return _best([Scored(ids[place], float(scores[place])) for place in places], k)


def _best(found: Iterable[Scored], k: int) -> tuple[Scored, ...]:
    bounded = [Scored(hit.chunk, min(1.0, max(-1.0, round(hit.score, _DIGITS)))) for hit in found]
    return tuple(sorted(bounded, key=lambda hit: (-hit.score, hit.chunk))[: max(k, 0)])
