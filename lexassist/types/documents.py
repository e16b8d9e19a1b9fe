"""A contract as it was read: its text, pages, clauses, sentences and chunks, and how reading it ended."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", str)
ClauseId = NewType("ClauseId", str)
ChunkId = NewType("ChunkId", str)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open [start, end) character offsets into ``Document.text``, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlap(self, other: Span) -> int:
        """Characters the two spans share (0 when disjoint)."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def contains(self, other: Span) -> bool:
        """Whether every character of ``other`` lies in this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points, from the page's top-left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of a page, in text order, packed: a 2,000-page contract must fit in memory.

    ``starts`` and ``ends`` are offsets into ``Document.text``; ``edges`` holds x0, top, x1, bottom for each word in turn.
    """

    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    edges: array[float] = field(default_factory=lambda: array("f"))

    def __post_init__(self) -> None:
        if not len(self.starts) == len(self.ends) == len(self.edges) / 4:
            raise ValueError("words need one start, one end and four edges each")

    def __len__(self) -> int:
        return len(self.starts)

    def boxes_in(self, span: Span, page: int) -> Iterator[Box]:
        """The boxes of the words that share a character with ``span``, in text order."""
        index = bisect_left(self.ends, span.start + 1)
        while index < len(self.starts) and self.starts[index] < span.end:
            x0, top, x1, bottom = self.edges[4 * index : 4 * index + 4]
            yield Box(page, x0, top, x1, bottom)
            index += 1


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read.

    ``start`` and ``end`` are offsets into ``Document.text`` (equal on a page without text). ``furniture`` are the running
    heads, feet and page numbers, each with the white space behind it: part of the canonical text, kept out of sentences and
    chunks. ``needs_ocr`` says that the page is an image that has not been read; ``ocr`` that its words come from character
    recognition, whose mean confidence is ``quality``, from 0 to 1.
    """

    number: int
    start: int
    end: int
    width: float
    height: float
    words: Words = field(default_factory=Words)
    furniture: tuple[Span, ...] = ()
    needs_ocr: bool = False
    ocr: bool = False
    quality: float | None = None


class RemarkKind(StrEnum):
    """What a reader of a file has to know before relying on it."""

    HIDDEN_TEXT = "hidden_text"
    ACTIVE_CONTENT = "active_content"
    EMBEDDED_FILE = "embedded_file"
    TRACKED_CHANGES = "tracked_changes"
    COMMENTS = "comments"
    POOR_SCAN = "poor_scan"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a file that its text does not show.

    ``message`` is one sentence for a lawyer. ``text`` are the words concerned, "" where there are none: hidden words stand
    here and nowhere else, so that no prompt and no answer can hold them. ``page`` is None for the file as a whole.
    """

    kind: RemarkKind
    message: str
    page: int | None = None
    text: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One contract: its canonical text and its pages. ``source`` is the original file's name.

    A row of a table is one line of ``text`` with a tab between its cells; a tab stands nowhere else. ``paged`` is False for
    a file that has no pages of its own (Word, plain text): its pages are only portions, and it is cited by paragraph.
    """

    id: DocumentId
    title: str
    source: str
    text: str
    pages: tuple[Page, ...]
    paged: bool = True
    remarks: tuple[Remark, ...] = ()

    def quote(self, span: Span) -> str:
        """The words at ``span``, exactly as they stand in the canonical text."""
        return self.text[span.start : span.end]

    def pages_of(self, span: Span) -> tuple[int, ...]:
        """The numbers of the pages on which ``span`` stands, in order."""
        return tuple(p.number for p in self.pages if p.start < span.end and span.start < p.end)

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """The boxes of the words in ``span``, in text order, over all its pages."""
        pages = [p for p in self.pages if p.start < span.end and span.start < p.end]
        return tuple(box for page in pages for box in page.words.boxes_in(span, page.number))

    def paragraph_of(self, span: Span) -> int:
        """The number, from 1, of the paragraph in which ``span`` starts: the line of ``text`` that is not blank."""
        before = self.text[: span.start].rpartition("\n")[0]
        return 1 + sum(1 for line in before.split("\n") if line.strip())


class ClauseKind(StrEnum):
    """The part that a clause plays in its contract."""

    PREAMBLE = "preamble"
    RECITAL = "recital"
    DEFINITION = "definition"
    OPERATIVE = "operative"
    SCHEDULE = "schedule"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of the clause tree.

    ``label`` is what a lawyer would cite inside the document ("7.2(b)", "Schedule 2, 3.1"), "" where the text has none.
    ``path`` are the labels or headings from the outermost clause to this one. A child's span lies in its parent's; the
    leaves (clauses without children) are disjoint, ordered and cover the text, so the words that introduce a list are a
    leaf of their own that carries its parent's label.
    """

    id: ClauseId
    document: DocumentId
    label: str
    path: tuple[str, ...]
    heading: str
    kind: ClauseKind
    span: Span
    parent: ClauseId | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a clause, as evidence is counted.

    ``spans`` has more than one member where a running head or foot interrupts the sentence, and where an item of a list
    or a row of a table comes with the words that introduce it (its first span, in this clause or another). ``text`` is the
    words of the spans with white space folded and " | " between the cells of a row, which is what a model reads. A
    quotation is copied from the spans, never from ``text``.
    """

    clause: ClauseId
    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A unit of retrieval: at most 500 characters of one clause.

    ``text`` is the words at ``span`` with white space folded and furniture left out; ``context`` (heading path, header of a table) is
    encoded with it and never shown as a quotation.
    """

    id: ChunkId
    clause: ClauseId
    document: DocumentId
    span: Span
    text: str
    context: str

    @property
    def encoded(self) -> str:
        """What an encoder is given for this chunk."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined term. ``span`` are the words that define it, in ``clause``; ``uses`` every other place, in text order."""

    term: str
    clause: ClauseId
    span: Span
    uses: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference in the words of ``clause``: "Section 5.2(b)", "Schedule 3".

    ``span`` are the words that refer. ``target`` is the clause they point to, None where there is no such clause; ``outside``
    says that they point into another document or a statute, where nobody has looked.
    """

    span: Span
    clause: ClauseId
    target: ClauseId | None = None
    outside: bool = False

    def __post_init__(self) -> None:
        if self.outside and self.target is not None:
            raise ValueError("what points outside the document has no clause of it for a target")

    @property
    def dangling(self) -> bool:
        """Whether it points nowhere."""
        return self.target is None and not self.outside


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came inside another (an e-mail's attachment). ``name`` is a plain file name, never a path."""

    name: str
    data: bytes


class ReadStatus(StrEnum):
    """How reading a file ended. Every file ends in exactly one of these."""

    INDEXED = "indexed"
    DUPLICATE = "duplicate"
    PARTIAL = "partial"
    NEEDS_PASSWORD = "needs_password"  # noqa: S105
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"

    @property
    def kept(self) -> bool:
        """Whether a file that ended so stands in the matter and can be searched."""
        return self in (ReadStatus.INDEXED, ReadStatus.DUPLICATE, ReadStatus.PARTIAL)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file gave. ``message`` says what is wrong and what to do, "" when nothing is.

    ``attachments`` are files to be read in their turn, as documents of their own. ``rendition`` is a PDF of a file that has
    no pages of its own, from which the document's pages were taken: page images are drawn from it.
    """

    status: ReadStatus
    message: str
    document: Document | None = None
    clauses: tuple[Clause, ...] = ()
    chunks: tuple[Chunk, ...] = ()
    definitions: tuple[Definition, ...] = ()
    references: tuple[Reference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    rendition: bytes | None = None

    def __post_init__(self) -> None:
        if self.status.kept == (self.document is None):
            raise ValueError(
                f"a reading that ended {self.status} must {'' if self.status.kept else 'not '}hold a document"
            )
