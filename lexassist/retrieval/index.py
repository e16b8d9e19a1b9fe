"""The vector index of one matter: Chroma, derived from the store, believed only after it has been checked.

Chroma's persistent client can be bricked by ``kill -9`` or a full disk, may crash the process that opens its files, and
answers from half an index without a word. So: the store keeps the vectors; the index is tried in a child process before
this one opens it, compared with the store, and made anew from the store where it fails. Meanwhile, and always where the
matter is not large, vectors are compared one by one: nothing is missed then.
Each index made is a *generation* with a folder of its own (Chroma remembers folders by name for as long as the process
lives) or a collection on a server; ``index/current.json`` says which is in use. Knows nothing of what the vectors mean.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from lexassist.errors import IndexDamaged, LexAssistError
from lexassist.matters.folder import MatterFolder, check_space
from lexassist.matters.store import MatterStore
from lexassist.retrieval.chroma import Collection
from lexassist.retrieval.exact import ExactSearch, best_of, exact_nearest
from lexassist.retrieval.generations import FolderGenerations, Generations
from lexassist.types import ChunkId, DocumentId, Scored

_LOG = logging.getLogger(__name__)
LARGE = 200_000
"""Chunks above which a matter is large: Chroma is asked, and vectors are not compared one by one.

The nearest 216 of 10,000 / 100,000 / 300,000 vectors of clauses, by comparing every one: 1 / 12 / 44 ms with 46 MiB a 100,000,
none missed; by Chroma: 2 ms with 263 MiB a 100,000 and 1.2 to 1.7 % of them missed (docs/LOG.md).
"""

_SPARE = 16  # neighbours asked for beyond k, so that equals at the edge are chosen by id and not by chance
_PATIENCE = 2.0  # seconds that opening waits for a rebuild: a small matter's index is ready by then


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
    """What ``current.json`` says.

    ``server`` is the address of the server that the generation is on, "" for the folder. ``clean`` is false while the
    generation's files still hold vectors that were removed.
    """

    generation: str = Field(pattern=r"^g-[A-Za-z0-9_]+$")
    encoder: str
    dimension: int
    revision: int
    clean: bool
    server: str = ""


class ChromaIndex:
    """The neighbours of a vector among the chunks of one matter. Safe to use from several threads of the owner process.

    ``probe`` is how many vectors are looked up when the index is checked; ``generations`` where indexes are kept, in the
    matter's folder unless it is given.
    """

    def __init__(
        self,
        folder: MatterFolder,
        store: MatterStore,
        *,
        encoder: Named,
        probe: int = 50,
        generations: Generations | None = None,
    ) -> None:
        self._folder = folder
        self._store = store
        self._encoder = encoder
        self._probe = probe
        self._lock = RLock()
        self._generations = generations or FolderGenerations(folder)
        self._generation: Collection | None = None
        self._revision = 0
        self._clean = True
        self._rebuilding: Thread | None = None
        self._stop = Event()
        self._exact = ExactSearch(store, encoder=encoder.name)
        self._size = (-1, 0)

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
        self._store.check_encoder(self._encoder.name)
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

        Raises:
            EncoderMismatch: the matter has come to another encoder's vectors since this index was opened.
        """
        self._store.check_encoder(self._encoder.name)
        if document is not None:
            # Comparing one document's vectors is 6 to 170 times quicker than Chroma's filter over a matter's, and exact.
            return exact_nearest(self._store, vector, k=k, document=document, encoder=self._encoder.name)
        with self._lock:
            if self._generation is not None and self._is_large():
                try:
                    found = best_of(self._generation.nearest(vector, k=k + _SPARE), k)
                except IndexDamaged as error:
                    self._distrust(error)
                else:
                    self._exact.forget()
                    return found
            return self._exact.nearest(vector, k=k)

    def add(self, document: DocumentId) -> None:
        """Take in a document that was added to the store. A rebuild that goes on takes it in by itself."""
        with self._lock:
            if self._generation is None:
                return
            try:
                self._upsert(self._generation, [document])
                self._take_in(self._generation, since=self._revision, known=document)
            except IndexDamaged as error:
                self._distrust(error)
                return
            self._write_record(self._generation)

    def replace(self, document: DocumentId) -> None:
        """Take in a document that was read again; what was there of it is found no more."""
        with self._lock:
            if self._generation is not None:
                try:
                    self._generation.delete_document(document)
                except IndexDamaged as error:
                    self._distrust(error)
            self.add(document)

    def remove(self, document: DocumentId) -> None:
        """Forget a document that was removed from the store.

        It is not found from now on. Chroma keeps in its files what it deleted, so the index is then made anew in the
        background, and the indexes in quarantine are deleted.
        """
        self._stop_rebuild()
        with self._lock:
            self._exact.forget()
            self._note_removal(self._generation)
            if self._generation is not None:
                try:
                    self._generation.delete_document(document)
                except IndexDamaged as error:
                    self._distrust(error)
            if self._generation is None:
                # What is not in use now, but might be again, still holds the document.
                self._record_file.unlink(missing_ok=True)
        self._start_rebuild()

    def close(self) -> None:
        """Stop a rebuild, which the next opening begins again, and let the files go."""
        self._stop_rebuild()
        with self._lock:
            self._exact.forget()
            if self._generation is not None:
                self._generation.close()
                self._generation = None
            self._generations.close()

    @property
    def _record_file(self) -> Path:
        return self._folder.index / "current.json"

    def _is_large(self) -> bool:
        """Whether Chroma is asked. Counted anew only where the store has changed."""
        revision = self._store.revision()
        if self._size[0] != revision:
            self._size = (revision, self._store.counts().chunks)
        return self._size[1] > LARGE

    def _adopt(self, record: _Record | None) -> None:
        """Use the generation of the record if it passes the check; otherwise set it aside."""
        if record is None:
            return
        if not self._store.counts().chunks:
            self._note_removal(None)
            return
        self._clean = record.clean
        made_for = (record.encoder, record.dimension, record.server)
        if made_for != (self._encoder.name, self._encoder.dimension, self._generations.address):
            return
        try:
            if not self._generations.holds(record.generation):
                return
            fault = self._fault(record.generation)
            if not fault:
                generation = self._generations.open(record.generation)
                removed = self._removed(generation)
                if removed:
                    self._note_removal(generation)
                self._agree(generation, removed, since=record.revision)
                self._use(generation)
                return
        except IndexDamaged as error:
            fault = error.what
        # A document may have been removed of which the index was not told: the process ended between the two. Nor can it be asked.
        self._clean = self._clean and record.revision == self._store.revision()
        self._set_aside(record.generation, fault)

    def _fault(self, name: str) -> str:
        """What is wrong with a generation; "" where nothing is."""
        ids = self._store.chunk_ids()
        sample = random.sample(ids, min(self._probe, len(ids)))
        texts = [chunk.encoded for chunk in self._store.chunks(sample)]
        known = self._store.known_vectors(self._encoder.name, texts)
        vectors = np.stack([known[text] for text in texts])
        return self._generations.find_fault(name, sample, vectors, chunks=len(ids))

    def _removed(self, generation: Collection) -> list[ChunkId]:
        """What a generation holds of documents that are gone from the store, in order."""
        return sorted(set(generation.ids()).difference(self._store.chunk_ids()))

    def _agree(self, generation: Collection, removed: list[ChunkId], *, since: int) -> None:
        """Bring a generation that agreed with the store at revision ``since`` up to date, id for id, and rid it of ``removed``."""
        generation.delete(removed)
        self._take_in(generation, since=since)
        missing = set(self._store.chunk_ids()).difference(generation.ids())
        self._upsert(generation, {chunk.document for chunk in self._store.chunks(sorted(missing))})

    def _take_in(self, generation: Collection, *, since: int, known: DocumentId | None = None) -> None:
        revision = self._store.revision()
        self._upsert(generation, [d for d in self._store.added_since(since) if d != known])
        self._revision = revision

    def _upsert(self, generation: Collection, documents: Iterable[DocumentId]) -> None:
        for document in documents:
            ids, vectors = self._store.vectors(document, encoder=self._encoder.name)
            generation.upsert(document, ids, vectors)

    def _use(self, generation: Collection) -> None:
        """Make ``generation`` the one in use, and delete all others."""
        before, self._generation = self._generation, generation
        self._write_record(generation)
        if before is not None:
            before.close()
        try:
            self._generations.keep_only(generation.name)
        except IndexDamaged as error:
            _LOG.warning("Old indexes of matter '%s' could not be deleted: %s", self._folder.name, error)

    def _distrust(self, error: IndexDamaged) -> None:
        """Stop using an index that failed while it was used."""
        if self._generation is not None:
            self._generation.close()
            self._set_aside(self._generation.name, error.what)
            self._generation = None
        self._start_rebuild()

    def _note_removal(self, generation: Collection | None) -> None:
        """Remember, before anything is deleted, that files hold a removed document: those of ``generation`` and of damaged indexes."""
        self._clean = False
        self._generations.forget_damaged()
        if generation is not None:
            self._write_record(generation)

    def _set_aside(self, name: str, fault: str) -> None:
        _LOG.warning("The index of matter '%s' is made anew from its store: %s", self._folder.name, fault)
        self._generations.set_aside(name)
        if not self._clean:
            # It may hold a document that was removed, and is not kept for whoever wants to know what was wrong.
            self._generations.forget_damaged()

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
        generation = self._generations.create()
        try:
            for card in self._store.documents():
                if stop.is_set():
                    break
                self._upsert(generation, [card.id])
            with self._lock:
                if not stop.is_set():
                    removed = self._removed(generation)
                    self._clean = not removed
                    self._agree(generation, removed, since=revision)
                    self._use(generation)
                    return
        except BaseException:
            generation.close()
            raise
        generation.close()

    def _read_record(self) -> _Record | None:
        """The record of the index in use, None where there is none that can be read: then it is made anew."""
        try:
            return _Record.model_validate_json(self._record_file.read_bytes())
        except (OSError, ValidationError):
            return None

    def _write_record(self, generation: Collection) -> None:
        record = _Record(
            generation=generation.name,
            encoder=self._encoder.name,
            dimension=self._encoder.dimension,
            revision=self._revision,
            clean=self._clean,
            server=self._generations.address,
        )
        part = self._record_file.with_suffix(".json.part")
        part.write_text(record.model_dump_json(), encoding="utf-8")
        # Not made durable: a record that is lost or torn costs a rebuild, and one that is too new is found out by the ids.
        part.replace(self._record_file)
