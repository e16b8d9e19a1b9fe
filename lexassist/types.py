"""The vocabulary of LexAssist: what flows from a contract to a cited answer.

Every offset is a half-open character span into ``Document.text``, the one canonical text; ``document.text[s.start:s.end]``
is always the text meant. Every box is in PDF points, top-left origin. Pages and ranks count from 1. Higher scores are
better. Nothing here knows where a value comes from: this module imports no other module of the project.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DocumentId = NewType("DocumentId", str)
ClauseId = NewType("ClauseId", str)
ChunkId = NewType("ChunkId", str)
AnswerId = NewType("AnswerId", str)


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


@dataclass(frozen=True, slots=True)
class Scored:
    """A chunk id with its score under one method, before fusion."""

    chunk: ChunkId
    score: float


class RelationKind(StrEnum):
    """Why words that do not answer by themselves are needed to understand those that do."""

    DEFINITION = "definition"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Related:
    """Words on which a hit depends: what defines a term that it uses, or the provision that it refers to.

    ``words`` are the term or the cross-reference as the hit has it ("Losses", "Section 5.2(b)"); ``span`` in ``clause`` is
    what to read, at most 500 characters.
    """

    kind: RelationKind
    words: str
    clause: ClauseId
    span: Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query. ``score`` is the fused score; ``similarity`` the cosine of query and chunk, in [-1, 1].

    ``related`` is what the chunk depends on, never found for the query itself.
    """

    rank: int
    score: float
    similarity: float
    chunk: Chunk
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Routing:
    """Which documents a question means. Empty ``documents`` means that it names none: search them all.

    ``question`` is the question without the words that only name the document; ``words`` are those of its words that chose
    the documents, as they stand in it, none where it names none. Words without documents are a name that no document has.
    ``guesses`` are words that fit no document, each with the name for whose misspelling it was taken.
    """

    documents: tuple[DocumentId, ...]
    question: str
    words: tuple[str, ...] = ()
    guesses: tuple[tuple[str, str], ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether its words fit several documents alike, so that all of these were searched."""
        return len(self.documents) > 1


@dataclass(frozen=True, slots=True)
class Search:
    """The result of one search, best hit first. ``exact`` says that the index was out of order and vectors were compared one by one."""

    query: str
    hits: tuple[Hit, ...]
    routing: Routing
    documents: int
    clauses: int
    seconds: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a term stands. ``defining`` says that it stands there in the words that define it."""

    document: DocumentId
    clause: ClauseId
    span: Span
    defining: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every place where a term stands in what was searched: by document in the order of ingestion, then in text order.

    Nothing is left out and nothing is ranked: the number of places is the true total. ``documents`` is how many documents
    were searched, ``seconds`` wall time.
    """

    term: str
    places: tuple[Mention, ...]
    documents: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A numbered sentence in the context of a question.

    ``number`` counts from 1; ``similarity`` is its cosine with the question. ``relation`` says that it was not found for the
    question but is needed to understand evidence that was (a definition, a provision referred to), and ``needed`` which
    words of that evidence it explains; its similarity is 0, since it was not compared.
    """

    number: int
    sentence: Sentence
    document: DocumentId
    label: str
    heading: str
    similarity: float
    relation: RelationKind | None = None
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """All that the model may point at for one question, most relevant clause first."""

    question: str
    evidence: tuple[Evidence, ...]

    def numbered(self, number: int) -> Evidence:
        """The evidence with this number. Raises KeyError when there is none: a model must not be able to ask."""
        if not 1 <= number <= len(self.evidence):
            raise KeyError(number)
        return self.evidence[number - 1]


class SentenceStatus(StrEnum):
    """Whether a sentence of an answer may be relied on."""

    SUPPORTED = "supported"
    QUOTED = "quoted"
    WITHHELD = "withheld"


class Support(StrEnum):
    """Whether an answer as a whole may be relied on."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the model said in one sentence, and the numbers of the evidence it pointed at."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and its place. ``quote`` equals the document's text at ``span``; pages and boxes are looked up from it.

    ``ocr`` says that its words were read by character recognition. ``paragraph`` is given for a document that has no pages
    of its own and is cited by it.
    """

    n: int
    document: DocumentId
    source: str
    clause: ClauseId
    label: str
    span: Span
    quote: str
    pages: tuple[int, ...]
    boxes: tuple[Box, ...]
    ocr: bool = False
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class RelatedCitation:
    """Words on which a quotation depends: ``words`` of it are defined in, or refer to, what is cited.

    Numbered from 1 among themselves: no sentence of an answer points at them by these numbers.
    """

    kind: RelationKind
    words: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of an answer. ``citations`` are numbers of ``Answer.citations``; ``reason`` says why one was withheld."""

    text: str
    status: SentenceStatus
    citations: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with the proof of each of its sentences.

    ``sentences`` holds what may be shown as the answer (supported or quoted), ``withheld`` what the model said and the
    documents do not carry. ``nearest`` are the clauses closest to a question that was not answered: shown as not answering.
    ``related`` is what the citations depend on, in the order of need: shown as what explains them, never as the answer.
    ``routing`` says which documents the question was taken to name, "" where none.
    """

    id: AnswerId
    question: str
    support: Support
    sentences: tuple[AnswerSentence, ...]
    withheld: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    documents_searched: int
    clauses_searched: int
    model: str
    seconds: tuple[tuple[str, float], ...]
    note: str = ""
    related: tuple[RelatedCitation, ...] = ()
    routing: str = ""

    @property
    def text(self) -> str:
        """The sentences that may be shown, in order, joined by spaces."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def only_quoted(self) -> bool:
        """Whether everything shown is evidence itself, which nobody has checked for answering the question."""
        return bool(self.sentences) and all(s.status is SentenceStatus.QUOTED for s in self.sentences)

    def __post_init__(self) -> None:
        if self.support is Support.ABSTAINED and (self.sentences or self.citations or self.related):
            raise ValueError("an abstention has no sentences, no citations and nothing that explains them")
        known = {citation.n for citation in self.citations}
        for sentence in self.sentences:
            if not sentence.citations or not known.issuperset(sentence.citations):
                raise ValueError(f"a sentence that is shown needs citations of this answer: {sentence.text!r}")


@dataclass(frozen=True, slots=True)
class Found:
    """Said first, before the model writes: the evidence that was found for the question.

    ``routing`` says which documents the question was taken to name, "" where none.
    """

    evidence: tuple[Citation, ...]
    documents: int
    clauses: int
    routing: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that passed, or failed, verification, with the citations that are new with it."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Said last: the whole answer."""

    answer: Answer


AnswerEvent = Found | Told | Answered


class Encoder(Protocol):
    """Texts to unit vectors, float32, one row for each text, in order."""

    @property
    def name(self) -> str:
        """Identifies the weights: two encoders with one name give one vector for one text."""
        ...

    @property
    def dimension(self) -> int:
        """Columns of the vectors."""
        ...

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimension); (0, dimension) for no texts."""
        ...


class Mode(StrEnum):
    """What a generator may do by itself; it is earned by measurement.

    PHRASE: it answers; each sentence is shown where it is proven, else the evidence in its place. QUOTE: it only points,
    and the evidence itself is the answer. EVIDENCE: it chooses nothing: the evidence most similar to the question is the
    answer, shown at once; one sentence of the model about it is added where it is proven.
    """

    PHRASE = "phrase"
    QUOTE = "quote"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a prompt. ``content`` is never trusted: whatever it says, it becomes no control token."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a generator writes. ``grammar`` is GBNF, "" for none; temperature 0 is greedy."""

    max_tokens: int
    temperature: float = 0.0
    seed: int = 0
    grammar: str = ""


class Generator(Protocol):
    """A language model. Closing the iterator of :meth:`stream` early stops the model's work."""

    @property
    def name(self) -> str:
        """The model's name, as answers record it."""
        ...

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and reply may have together."""
        ...

    def count_tokens(self, text: str, /) -> int:
        """How many tokens ``text`` becomes."""
        ...

    def stream(self, turns: Sequence[Turn], sampling: Sampling, /) -> Iterator[str]:
        """The reply, piece by piece. Raises GenerationFailed when the model dies or takes too long."""
        ...


class Library(Protocol):
    """The documents of one matter, as those who cite them need them."""

    def documents(self) -> tuple[DocumentCard, ...]:
        """Every document of the matter, in the order of ingestion."""
        ...

    def document(self, document: DocumentId, /) -> Document:
        """One document, whole. Raises UnknownDocument."""
        ...

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        """Its clauses in text order, parents before children."""
        ...

    def clause(self, clause: ClauseId, /) -> Clause:
        """One clause. Raises UnknownDocument when there is none."""
        ...

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        """Its defined terms, in the order of their definitions."""
        ...

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        """Its cross-references, in text order."""
        ...


class Searcher(Protocol):
    """Finds the chunks that bear on a query."""

    def search(self, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
        """The best ``k`` hits, in ``document`` only where one is given."""
        ...
