"""A document as a library of its own, for what is learned about one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lexassist.types import (
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    ReadStatus,
    Reference,
    WholeDocument,
)


@dataclass(frozen=True, eq=False)
class Alone:
    """A library that holds ``whole`` and nothing else, whichever document it is asked for."""

    whole: WholeDocument
    _clauses: Mapping[ClauseId, Clause] = field(init=False)

    def __post_init__(self) -> None:
        """Know the clauses by id."""
        object.__setattr__(self, "_clauses", {clause.id: clause for clause in self.whole.clauses})

    def documents(self) -> tuple[DocumentCard, ...]:
        """The one document."""
        one = self.whole.document
        return (
            DocumentCard(one.id, one.title, one.source, len(one.pages), len(self.whole.clauses), ReadStatus.INDEXED),
        )

    def document(self, _: DocumentId, /) -> Document:
        """The document."""
        return self.whole.document

    def clauses(self, _: DocumentId, /) -> tuple[Clause, ...]:
        """Its clauses in text order, parents before children."""
        return self.whole.clauses

    def clause(self, clause: ClauseId, /) -> Clause:
        """One of its clauses. Raises KeyError when there is none."""
        return self._clauses[clause]

    def definitions(self, _: DocumentId, /) -> tuple[Definition, ...]:
        """Its defined terms, in the order of their definitions."""
        return self.whole.definitions

    def references(self, _: DocumentId, /) -> tuple[Reference, ...]:
        """Its cross-references in text order."""
        return self.whole.references
