"""What a search takes and gives, and the two protocols that searching rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from lexassist.types.documents import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentId,
    Reference,
    Span,
)
from lexassist.types.ingestion import DocumentCard


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
