"""A library of one contract written down as parts, its terms and references found as for any other; and hits in it."""

from __future__ import annotations

from lexassist.parsing.terms.definitions import find_definitions
from lexassist.parsing.terms.references import find_references
from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Reference,
    Span,
)
from tests.parsing.handmade import Part, contract


class OneLibrary:
    """Counts how often the document is read."""

    def __init__(self, *parts: Part) -> None:
        self.one, self._clauses = contract(*parts)
        self.read = 0

    def documents(self) -> tuple[DocumentCard, ...]:
        return ()

    def document(self, document: DocumentId, /) -> Document:
        assert document == self.one.id
        self.read += 1
        return self.one

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        return self._clauses

    def clause(self, clause: ClauseId, /) -> Clause:
        return next(one for one in self._clauses if one.id == clause)

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        return find_definitions(self.one, self._clauses)

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        return find_references(self.one, self._clauses)

    def hit_on(self, words: str, *, length: int = 0) -> Hit:
        """A hit that starts with the first place of these words, to the end of their line."""
        start = self.one.text.index(words)
        end = start + length if length else self.one.text.index("\n", start)
        return self.hit(Span(start, end))

    def hit(self, span: Span, rank: int = 1) -> Hit:
        inside = [clause for clause in self._clauses if clause.span.contains(span)]
        clause = min(inside, key=lambda one: len(one.span)) if inside else self._clauses[0]
        words = " ".join(self.one.quote(span).split())
        return Hit(rank, 0.5, 0.5, Chunk(ChunkId(f"k{span.start}"), clause.id, self.one.id, span, words, ""))
