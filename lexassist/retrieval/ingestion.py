"""Files into a matter: read in child processes, encoded, stored, indexed.

A document is stored in one transaction and its id follows from its bytes, so an ingestion that was killed can be repeated:
what was acknowledged is there, what was not is read again, nothing is there twice. One bad file never stops the rest.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import UsageError
from lexassist.matters.folder import MatterFolder, keep_original, suffix_of
from lexassist.matters.store import MatterStore
from lexassist.parsing.sandbox import read_file
from lexassist.retrieval.index import ChromaIndex
from lexassist.settings import ReadingSettings
from lexassist.types import Chunk, DocumentId, Encoder, Ingested, Progress, Reading, ReadStatus, Stage, Watcher

_ENCODED_AT_ONCE = 256
"""Chunks between two signs of life while a long document is encoded."""


_Alive = Callable[[], None]
_StageWatcher = Callable[[Stage], None]


@dataclass(frozen=True)
class _Read:
    """A file as it came back from the child; ``reading`` is None where the matter holds it already."""

    path: Path
    sha256: str
    reading: Reading | None
    seconds: float

    def outcome(self, document: DocumentId | None, status: ReadStatus, size: tuple[int, int], message: str) -> Ingested:
        """How it ended; ``size`` is pages and clauses."""
        return Ingested(str(self.path), document, status, *size, self.seconds, message)


@dataclass(frozen=True)
class Intake:
    """Where documents go and what makes them searchable.

    ``index`` and ``encoder`` load what they give when they are first called: files that are here already need neither.
    """

    folder: MatterFolder
    store: MatterStore
    index: Callable[[], ChromaIndex]
    encoder: Callable[[], Encoder]
    limits: ReadingSettings

    def ingest(self, files: Sequence[Path], watch: Watcher) -> Iterator[Ingested]:
        """Read, encode and store ``files`` in their order; one outcome each, as soon as it is stored."""
        with ThreadPoolExecutor(self.limits.workers, thread_name_prefix="reading") as pool, ExitStack() as stack:
            # Who stops listening early does not wait for files that nobody has begun to read.
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            waiting: deque[Future[_Read]] = deque()
            upcoming = iter(files)
            for done in range(len(files)):
                # A few files are read ahead, not all: a reading holds its whole document.
                while len(waiting) <= self.limits.workers and (path := next(upcoming, None)):
                    waiting.append(pool.submit(self._read, path))
                file = str(files[done])
                watch(Progress(file, Stage.READING, done, len(files)))
                read, started = waiting.popleft().result(), time.perf_counter()
                outcome = self._keep(read, partial(_say, watch, file, done, len(files)))
                watch(Progress(file, Stage.DONE, done + 1, len(files)))
                yield replace(outcome, seconds=read.seconds + time.perf_counter() - started)

    def _read(self, path: Path) -> _Read:
        started = time.perf_counter()
        sha256 = _hash(path)
        if sha256 and self.store.has(DocumentId(sha256[:16])):
            return _Read(path, sha256, None, time.perf_counter() - started)
        reading = read_file(path, source=path.name, limits=self.limits)
        return _Read(path, sha256, reading, time.perf_counter() - started)

    def _keep(self, read: _Read, stage: _StageWatcher) -> Ingested:
        known = DocumentId(read.sha256[:16])
        if read.reading is None or (read.sha256 and self.store.has(known)):
            return self._duplicate(read, known)
        reading = read.reading
        if reading.document is None:
            return read.outcome(None, reading.status, (0, 0), reading.message)
        if reading.document.id != known:
            return read.outcome(
                None, ReadStatus.DAMAGED, (0, 0), "The file changed while it was read. Ingest it again."
            )
        stage(Stage.ENCODING)
        encoder, index = self.encoder(), self.index()
        vectors = self._encode(encoder, reading.chunks, lambda: stage(Stage.ENCODING))
        stage(Stage.STORING)
        keep_original(self.folder, read.path, read.sha256, suffix_of(reading.document.source))
        self.store.add(reading, sha256=read.sha256, encoder=encoder.name, vectors=vectors)
        index.add(reading.document.id)
        size = (len(reading.document.pages), len(reading.clauses))
        return read.outcome(reading.document.id, reading.status, size, reading.message)

    def _duplicate(self, read: _Read, known: DocumentId) -> Ingested:
        card = next(card for card in self.store.documents() if card.id == known)
        message = f"The same file is in this matter already, as {card.source}."
        return read.outcome(known, ReadStatus.DUPLICATE, (card.pages, card.clauses), message)

    def _encode(self, encoder: Encoder, chunks: Sequence[Chunk], alive: _Alive) -> NDArray[np.float32]:
        """Vectors of ``chunks`` in their order; what the matter has encoded before is not encoded again."""
        texts = list(dict.fromkeys(chunk.encoded for chunk in chunks))
        vectors = dict(self.store.known_vectors(encoder.name, texts))
        missing = [text for text in texts if text not in vectors]
        for start in range(0, len(missing), _ENCODED_AT_ONCE):
            batch = missing[start : start + _ENCODED_AT_ONCE]
            vectors.update(zip(batch, encoder.encode(batch), strict=True))
            alive()
        if not chunks:
            return np.zeros((0, encoder.dimension), dtype=np.float32)
        return np.stack([vectors[chunk.encoded] for chunk in chunks])


def _say(watch: Watcher, file: str, done: int, total: int, stage: Stage) -> None:
    watch(Progress(file, stage, done, total))


def list_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files at ``paths``, folders walked, hidden files left out, each file once, in a stable order.

    Raises:
        UsageError: one of ``paths`` does not exist, or no file is found.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist.", remedy="Check the path; nothing has been read.")
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        visible = (p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))
        found.update(dict.fromkeys(visible))
    if not found:
        raise UsageError("There is no file in what was named.", remedy="Name contracts, or a folder that holds some.")
    return tuple(found)


def _hash(path: Path) -> str:
    """The sha256 of a file's bytes; "" for one that cannot be opened, which reading will report."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
