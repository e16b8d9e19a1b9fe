"""Documents of a matter read again from their kept originals, by the reader of this version.

Promises: a document is as it was read before or as it is read now, never in between, whatever kills the process; one that
cannot be read any longer keeps its earlier reading, and says so. Answers that were kept stay as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from lexassist.errors import UnknownDocument
from lexassist.matters.folder import MatterFolder, keep_rendition, original, remove_pages
from lexassist.matters.store import MatterStore
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.vectors import encode_chunks
from lexassist.settings import ReadingSettings
from lexassist.telling import tell_remarks
from lexassist.types import DocumentCard, Encoder, Ingested, Progress, Reading, ReadStatus, Stage, Watcher

_KEPT = "Its earlier reading is kept."
_LOST_PAGES = "It would lose its pages: LibreOffice, which made them, could not be used this time."


@dataclass(frozen=True)
class _Signs:
    """Signs of life while one document is read again."""

    watch: Watcher
    told: Progress

    def say(self, stage: Stage, page: int = 0, pages: int = 0) -> None:
        self.watch(replace(self.told, stage=stage, page=page, pages=pages))


@dataclass(frozen=True)
class Rereading:
    """Where the documents are and what makes them searchable.

    ``index`` and ``encoder`` load what they give when they are first called.
    """

    folder: MatterFolder
    store: MatterStore
    index: Callable[[], ChromaIndex]
    encoder: Callable[[], Encoder]
    limits: ReadingSettings

    def reread(self, cards: Sequence[DocumentCard], watch: Watcher) -> Iterator[Ingested]:
        """Read these documents again, in their order; one outcome each, as soon as it is stored.

        The outcome of a document that keeps its earlier reading has the status in which reading it ended now.
        """
        with Readers(self.limits) as readers:
            for done, card in enumerate(cards):
                told = Progress(card.source, Stage.READING, done, len(cards))
                started = time.perf_counter()
                status, message = self._reread(card, readers, _Signs(watch, told))
                watch(replace(told, stage=Stage.DONE, done=done + 1))
                yield self._outcome(card, status, message, time.perf_counter() - started)

    def _reread(self, card: DocumentCard, readers: Readers, signs: _Signs) -> tuple[ReadStatus, str]:
        """How reading ended, and what is to be said of it."""
        signs.say(Stage.READING)
        kept = self.store.original(card.id)
        try:
            path = original(self.folder, kept.sha256, kept.suffix)
        except UnknownDocument as error:
            return ReadStatus.DAMAGED, f"{error} {_KEPT}"
        reading = readers.read(path, source=kept.source, watch=partial(signs.say, Stage.RECOGNISING))
        if refusal := self._refusal(card, reading):
            return refusal
        self._store(card, reading, kept.sha256, signs)
        assert reading.document is not None
        return reading.status, f"{reading.message} {tell_remarks(reading.document.remarks)}".strip()

    def _refusal(self, card: DocumentCard, reading: Reading) -> tuple[ReadStatus, str] | None:
        """Why the earlier reading is kept, None where this one takes its place."""
        if reading.document is None:
            return reading.status, f"{reading.message} {_KEPT}"
        if reading.document.id != card.id:
            return ReadStatus.DAMAGED, f"The bytes of its original have changed. {_KEPT}"
        if not reading.document.paged and card.id not in self.store.unpaged():
            return ReadStatus.PARTIAL, f"{_LOST_PAGES} {_KEPT}"
        return None

    def _store(self, card: DocumentCard, reading: Reading, sha256: str, signs: _Signs) -> None:
        signs.say(Stage.ENCODING)
        name, vectors = "", np.zeros((0, 0), dtype=np.float32)
        if reading.chunks:
            encoder = self.encoder()
            name = encoder.name
            vectors = encode_chunks(self.store, encoder, reading.chunks, partial(signs.say, Stage.ENCODING))
        signs.say(Stage.STORING)
        if reading.rendition is not None:
            keep_rendition(self.folder, reading.rendition, sha256)
        searchable = self.store.counts(card.id).chunks or reading.chunks
        index = self.index() if searchable else None
        self.store.replace(reading, encoder=name, vectors=vectors)
        if index is not None:
            index.replace(card.id)
        # They were drawn from what the pages were before.
        remove_pages(self.folder, card.id)

    def _outcome(self, card: DocumentCard, status: ReadStatus, message: str, seconds: float) -> Ingested:
        pages, clauses = len(self.store.document(card.id).pages), self.store.counts(card.id).clauses
        return Ingested(card.source, card.id, status, pages, clauses, seconds, message)
