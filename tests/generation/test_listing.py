"""Which words are a list: items under words that introduce them, not clauses under a heading."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lexassist.generation.asking import Asked
from lexassist.generation.composing import Inquiry, NoParticulars, evidence_of
from lexassist.generation.listing import compose_list
from lexassist.types import (
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Page,
    QuestionKind,
    Routing,
    Search,
    Sentence,
    Span,
)

from .one_contract import OneContract

ID = DocumentId("fedcba9876543210")
BRANCH = ClauseId("branch")


@dataclass(frozen=True)
class Branch(OneContract):
    """One clause: the words that open it, and its items."""

    opening: str = ""
    heading: str = ""
    items: tuple[str, ...] = ()

    def document(self, document: DocumentId, /) -> Document:
        words = "\n".join((self.opening, *self.items))
        return Document(ID, "t", "t.pdf", words, (Page(1, 0, len(words), 595, 842),))

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        words = self.document(ID).text
        made = [Clause(BRANCH, ID, "13", ("13",), self.heading, ClauseKind.OPERATIVE, Span(0, len(words)))]
        for n, part in enumerate((self.opening, *self.items)):
            start, label = words.index(part), f"13({'abc'[n - 1]})" if n else "13"
            span = Span(start, start + len(part))
            made.append(Clause(ClauseId(f"c{n}"), ID, label, ("13", label), "", ClauseKind.OPERATIVE, span, BRANCH))
        return tuple(made)

    def clause(self, clause: ClauseId, /) -> Clause:
        return next(one for one in self.clauses(ID) if one.id == clause)


SENTENCES = ("(a) Notices shall be in writing.", "(b) Time is of the essence.", "(c) Remedies are cumulative.")
PARTS = ("(a) deliver the goods;", "(b) insure the goods; and", "(c) keep records.")


@pytest.mark.parametrize(
    ("opening", "heading", "items", "found"),
    [
        ("13. MISCELLANEOUS:", "Miscellaneous", SENTENCES, 0),  # provisions under a heading are no list of anything
        ("13.MISCELLANEOUS:", "Miscellaneous", SENTENCES, 0),
        ("ARTICLE XIII. MISCELLANEOUS:", "Miscellaneous", SENTENCES, 0),
        ("13. The Supplier shall:", "", PARTS, 3),
        ("13. The Supplier shall:", "The Supplier shall", PARTS, 3),  # read as a heading, and continued by its items
        ("13. Services. The Supplier shall:", "Services", SENTENCES, 3),
        ("13. MISCELLANEOUS", "Miscellaneous", PARTS, 0),  # no words that introduce anything
    ],
)
def test_clauses_under_a_heading_are_no_list(opening: str, heading: str, items: tuple[str, ...], found: int) -> None:
    library = Branch(opening=opening, heading=heading, items=items)
    search = Search("What are they?", (), Routing((ID,), "What are they?"), 1, 4, 0.0)
    inquiry = Inquiry(
        "What are they?",
        "What are they?",
        Asked(QuestionKind.LIST),
        search,
        library,
        NoParticulars(),
        lambda _, some: tuple(some),
    )
    last = library.clause(ClauseId("c3"))
    made = compose_list(inquiry, evidence_of(last, Sentence(last.id, (last.span,), items[-1])))
    assert (len(made.lines) if made else 0) == found
