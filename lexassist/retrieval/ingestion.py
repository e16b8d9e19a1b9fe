"""Files into a matter: read in child processes, encoded, stored, indexed.

A document is stored in one transaction and its id follows from its bytes, so an ingestion that was killed can be repeated:
what was acknowledged is there, what was not is read again, nothing is there twice. One bad file never stops the rest.
Files that came in an e-mail are read right after it, as documents of their own.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import uuid4

import numpy as np

from lexassist.errors import UsageError
from lexassist.matters.folder import MatterFolder, keep_original, keep_rendition, suffix_of, unpack, unpacking
from lexassist.matters.store import MatterStore
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.vectors import encode_chunks
from lexassist.settings import ReadingSettings
from lexassist.telling import source_words, tell_remarks
from lexassist.types import (
    Attachment,
    DocumentId,
    Encoder,
    Ingested,
    Progress,
    Reading,
    ReadStatus,
    Stage,
    Watcher,
)

_DEEPEST = 3
"""Attachments of attachments are read so deep; what lies deeper is named and left out."""
_MAIL = ".eml"
_GLANCE = 0.25
"""Seconds between two looks at how far the reading of a file has come."""
_TOO_DEEP = "It lies in an e-mail inside an e-mail, too deep to be read. Save it by itself, and ingest that."
_TOO_MANY = "The e-mail holds more files than reading.attachments allows. Save them from it, and ingest those; or raise the limit."

_StageWatcher = Callable[[Stage], None]


@dataclass(frozen=True)
class _File:
    """A file to be read: where its bytes lie, what people call it, and in how many e-mails it came.

    ``origin`` is the file on which it came; ``refused`` says why it is not even tried, "" where it is.
    """

    path: Path
    shown: str
    source: str
    origin: Path
    depth: int = 0
    refused: str = ""


@dataclass(frozen=True)
class _Read:
    """A file as it came back from the child; ``reading`` is None where there was no need to read it again."""

    file: _File
    sha256: str
    reading: Reading | None
    seconds: float

    def outcome(self, document: DocumentId | None, status: ReadStatus, size: tuple[int, int], message: str) -> Ingested:
        """How it ended; ``size`` is pages and clauses."""
        return Ingested(self.file.shown, document, status, *size, self.seconds, message)


@dataclass
class _Line:
    """The files that wait, in their order, and how far they have come.

    ``signs`` are scanned pages done, of how many; ``inside`` counts what came inside each file.
    """

    files: deque[_File]
    total: int
    watch: Watcher
    begun: dict[_File, Future[_Read]] = field(default_factory=dict)
    signs: dict[_File, tuple[int, int]] = field(default_factory=dict)
    inside: Counter[Path] = field(default_factory=Counter)
    done: int = 0

    def say(self, file: _File, stage: Stage, page: int = 0, pages: int = 0) -> None:
        """Tell who watches what is now done to ``file``."""
        self.watch(Progress(file.shown, stage, self.done, self.total, page, pages))

    def note(self, file: _File, page: int, pages: int) -> None:
        """Remember how far the recognition of ``file`` has come; called by the threads that read."""
        self.signs[file] = (page, pages)

    def heed(self, file: _File) -> _Read:
        """Wait until the file is read, telling how far its recognition has come."""
        future, told = self.begun.pop(file), (0, 0)
        while not wait([future], _GLANCE).done:
            sign = self.signs.get(file, told)
            if sign != told:
                told = sign
                self.say(file, Stage.RECOGNISING, *sign)
        return future.result()

    def insert(self, files: Sequence[_File]) -> None:
        """Put files at the head of the line."""
        self.files.extendleft(reversed(files))
        self.total += len(files)


@dataclass(frozen=True)
class Intake:
    """Where documents go and what makes them searchable.

    ``index`` and ``encoder`` load what they give when they are first called: files that are here already, or hold no text,
    need neither.
    """

    folder: MatterFolder
    store: MatterStore
    index: Callable[[], ChromaIndex]
    encoder: Callable[[], Encoder]
    limits: ReadingSettings

    def ingest(self, files: Sequence[Path], watch: Watcher) -> Iterator[Ingested]:
        """Read, encode and store ``files`` in their order; one outcome each, as soon as it is stored.

        An e-mail's attachments have an outcome each, after the e-mail's own.
        """
        line = _Line(deque(_File(path, str(path), path.name, path) for path in files), len(files), watch)
        workers = ThreadPoolExecutor(self.limits.workers, thread_name_prefix="reading")
        # Left from right to left: who stops listening early waits neither for files that nobody has begun to read, nor for
        # one that is being read: its process is ended first.
        with unpacking(self.folder), workers as pool, Readers(self.limits) as readers, ExitStack() as stack:
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            while line.files:
                # A few files are read ahead, not all: a reading holds its whole document.
                for file in islice(line.files, self.limits.workers + 1):
                    if file not in line.begun:
                        line.begun[file] = pool.submit(self._read, file, readers, line)
                file = line.files.popleft()
                line.say(file, Stage.READING)
                read, started = line.heed(file), time.perf_counter()
                outcome = self._keep(read, partial(line.say, file))
                line.insert(self._unpack(read, line))
                line.done += 1
                line.say(file, Stage.DONE)
                yield replace(outcome, seconds=read.seconds + time.perf_counter() - started)

    def _read(self, file: _File, readers: Readers, line: _Line) -> _Read:
        started = time.perf_counter()
        if file.refused:
            return _Read(file, "", Reading(ReadStatus.UNSUPPORTED, file.refused), 0.0)
        sha256 = _hash(file.path)
        known = sha256 and self.store.has(DocumentId(sha256[:16]))
        # An e-mail that is here already is read for its attachments: an earlier ingestion may have ended before them.
        if known and suffix_of(file.source) != _MAIL:
            return _Read(file, sha256, None, time.perf_counter() - started)
        reading = readers.read(file.path, source=file.source, watch=partial(line.note, file))
        return _Read(file, sha256, reading, time.perf_counter() - started)

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
        self._store(read, reading, stage)
        size = (len(reading.document.pages), len(reading.clauses))
        message = f"{reading.message} {tell_remarks(reading.document.remarks)}".strip()
        return read.outcome(known, reading.status, size, message)

    def _store(self, read: _Read, reading: Reading, stage: _StageWatcher) -> None:
        """Keep the file and what was read of it; a file without text asks for no model."""
        stage(Stage.ENCODING)
        encoder = self.encoder() if reading.chunks else None
        index = self.index() if reading.chunks else None
        vectors = np.zeros((0, 0), dtype=np.float32)
        if encoder is not None:
            vectors = encode_chunks(self.store, encoder, reading.chunks, partial(stage, Stage.ENCODING))
        stage(Stage.STORING)
        keep_original(self.folder, read.file.path, read.sha256, suffix_of(read.file.source))
        if reading.rendition is not None:
            keep_rendition(self.folder, reading.rendition, read.sha256)
        self.store.add(reading, sha256=read.sha256, encoder=encoder.name if encoder else "", vectors=vectors)
        if index is not None:
            index.add(DocumentId(read.sha256[:16]))

    def _unpack(self, read: _Read, line: _Line) -> tuple[_File, ...]:
        """The files that came inside, ready to be read; the file itself, where it was unpacked too, is let go."""
        file = read.file
        if file.depth:
            file.path.unlink(missing_ok=True)
        attachments = read.reading.attachments if read.reading is not None else ()
        room = self.limits.attachments - line.inside[file.origin]
        line.inside[file.origin] += len(attachments)
        files = [self._unpacked(attachment, file) for attachment in attachments[: max(0, room)]]
        if len(files) < len(attachments):
            left = f"{len(attachments) - len(files)} more"
            files.append(replace(file, shown=f"{file.shown}/{left}", depth=file.depth + 1, refused=_TOO_MANY))
        return tuple(files)

    def _unpacked(self, attachment: Attachment, mail: _File) -> _File:
        name, depth = attachment.name, mail.depth + 1
        path = self.folder.incoming / f"{uuid4().hex}{suffix_of(name)}"
        refused = _TOO_DEEP if depth > _DEEPEST else ""
        if not refused:
            unpack(self.folder, attachment.data, path.name)
        return _File(path, f"{mail.shown}/{name}", f"{mail.source}/{name}", mail.origin, depth, refused)

    def _duplicate(self, read: _Read, known: DocumentId) -> Ingested:
        card = next(card for card in self.store.documents() if card.id == known)
        message = f"The same file is in this matter already, as {source_words(card.source)}."
        return read.outcome(known, ReadStatus.DUPLICATE, (card.pages, card.clauses), message)


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
