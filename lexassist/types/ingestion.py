"""What happens to files on their way into a matter, and how a document is listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lexassist.types.documents import DocumentId, ReadStatus


@dataclass(frozen=True, slots=True)
class Ingested:
    """The outcome of one file of an ingestion. ``seconds`` is wall time from opening to stored."""

    file: str
    document: DocumentId | None
    status: ReadStatus
    pages: int
    clauses: int
    seconds: float
    message: str


@dataclass(frozen=True, slots=True)
class Reencoded:
    """How a matter came to another encoder's vectors.

    ``before`` is the encoder it had, None where it held no vectors. ``chunks`` is how many it has, ``encoded`` how many
    different texts had to be encoded this time, ``seconds`` wall time with the making of the index.
    """

    encoder: str
    before: str | None
    chunks: int
    encoded: int
    seconds: float


class Stage(StrEnum):
    """What is being done to a file, for those who watch."""

    READING = "reading"
    RECOGNISING = "recognising"
    ENCODING = "encoding"
    STORING = "storing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life during an ingestion: ``done`` of ``total`` files are finished; ``file`` is now in ``stage``.

    While a scan is recognised, ``page`` of its ``pages`` scanned pages are done (both 0 in other stages).
    """

    file: str
    stage: Stage
    done: int
    total: int
    page: int = 0
    pages: int = 0


Watcher = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document as it is listed: everything but its text."""

    id: DocumentId
    title: str
    source: str
    pages: int
    clauses: int
    status: ReadStatus
