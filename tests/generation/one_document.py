"""A document as it is read, as a library of one."""

from __future__ import annotations

from dataclasses import dataclass

from lexassist.types import (
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Reading,
    ReadStatus,
    Reference,
)


@dataclass(frozen=True)
class One:
    """A library of one document as it was read."""

    reading: Reading

    @property
    def id(self) -> DocumentId:
        assert self.reading.document is not None
        return self.reading.document.id

    def documents(self) -> tuple[DocumentCard, ...]:
        one = self.document(self.id)
        return (DocumentCard(one.id, one.title, one.source, 1, 1, ReadStatus.INDEXED),)

    def document(self, document: DocumentId, /) -> Document:
        assert self.reading.document is not None
        return self.reading.document

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        return self.reading.clauses

    def clause(self, clause: ClauseId, /) -> Clause:
        return next(one for one in self.reading.clauses if one.id == clause)

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        return self.reading.definitions

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        return self.reading.references
