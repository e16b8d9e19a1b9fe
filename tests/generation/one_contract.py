"""A small contract with its clauses, and searches over it whose hits are given by label."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lexassist.errors import UnknownDocument
from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Page,
    ReadStatus,
    Reference,
    Routing,
    Search,
    Span,
)

DOCUMENT = DocumentId("0123456789abcdef")
LINES = (
    ("1", "Term", "1 Term. This Agreement begins on 1 March 2025 and lasts for twenty-four (24) months.\n"),
    (
        "2",
        "Fees",
        "2 Fees. The Customer shall pay each invoice within thirty (30) days of receipt. Late sums bear interest at 4%.\n",
    ),
    ("3", "Confidentiality", "3 Confidentiality. The Recipient shall:\n"),
    ("3(a)", "", "(a) use the Confidential Information only for the Purpose; and\n"),
    ("3(b)", "", "(b) not disclose the Confidential Information to any person.\n"),
    (
        "4",
        "Assignment",
        "4 Assignment. The Supplier may not assign this Agreement without the\n\fconsent of the Customer.\n",
    ),
)
TEXT = "".join(line for _, _, line in LINES)


def _clauses() -> tuple[Clause, ...]:
    """Clause 3 is a branch: its opening words are a leaf of their own that carries its label."""
    spans = {label: Span(TEXT.index(line), TEXT.index(line) + len(line)) for label, _, line in LINES}
    clauses: list[Clause] = []

    def add(label: str, heading: str, span: Span, parent: ClauseId | None = None) -> ClauseId:
        clause = ClauseId(f"{DOCUMENT}-c{len(clauses):04d}")
        clauses.append(Clause(clause, DOCUMENT, label, (label,), heading, ClauseKind.OPERATIVE, span, parent))
        return clause

    add("1", "Term", spans["1"])
    add("2", "Fees", spans["2"])
    branch = add("3", "Confidentiality", Span(spans["3"].start, spans["3(b)"].end))
    add("3", "Confidentiality", spans["3"], branch)
    add("3(a)", "", spans["3(a)"], branch)
    add("3(b)", "", spans["3(b)"], branch)
    add("4", "Assignment", spans["4"])
    return tuple(clauses)


@dataclass(frozen=True)
class OneContract:
    """A library, and a searcher whose hits are the leaves with these labels, best first."""

    labels: tuple[str, ...] = ("2", "1", "3(a)", "3(b)", "4")
    text: str = TEXT
    _clauses: tuple[Clause, ...] = field(default_factory=_clauses)

    def documents(self) -> tuple[DocumentCard, ...]:
        return (DocumentCard(DOCUMENT, "Services Agreement", "services.pdf", 2, 7, ReadStatus.INDEXED),)

    def document(self, document: DocumentId, /) -> Document:
        if document != DOCUMENT:
            raise UnknownDocument("No such document.", remedy="Name another.")
        turn = self.text.index("\f")
        pages = (Page(1, 0, turn, 595, 842), Page(2, turn, len(self.text), 595, 842, ocr=True))
        return Document(DOCUMENT, "Services Agreement", "services.pdf", self.text, pages)

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        return self._clauses

    def clause(self, clause: ClauseId, /) -> Clause:
        return next(one for one in self._clauses if one.id == clause)

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        """It defines nothing."""
        return ()

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        """No clause refers to another."""
        return ()

    def search(self, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
        parents = {clause.parent for clause in self._clauses}
        leaves = {clause.label: clause for clause in self._clauses if clause.id not in parents}
        hits = []
        for rank, label in enumerate(self.labels[:k], start=1):
            clause = leaves[label]
            words = re.sub(r"\s+", " ", self.text[clause.span.start : clause.span.end]).strip()
            chunk = Chunk(ChunkId(f"{DOCUMENT}-k{rank:05d}"), clause.id, DOCUMENT, clause.span, words, clause.heading)
            hits.append(Hit(rank, 1 / rank, 0.9 / rank, chunk))
        return Search(query, tuple(hits), Routing((), query), 1, 6, 0.0)
