"""Which documents are asked one by one where the question names none."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lexassist.generation.asking import Asked
from lexassist.generation.comparing import compose_comparison
from lexassist.generation.composing import Inquiry, NoParticulars
from lexassist.types import (
    Document,
    DocumentCard,
    DocumentId,
    QuestionKind,
    ReadStatus,
    Routing,
    Search,
    Value,
    ValueKind,
)

from .one_contract import DOCUMENT, TEXT, OneContract

OTHER = DocumentId("fedcba9876543210")


@dataclass(frozen=True)
class Two(OneContract):
    """The contract twice: as a services agreement, and as an employment contract."""

    def documents(self) -> tuple[DocumentCard, ...]:
        second = DocumentCard(OTHER, "Contract of Employment", "staff.pdf", 2, 7, ReadStatus.INDEXED)
        return (*super().documents(), second)

    def document(self, document: DocumentId, /) -> Document:
        return super().document(DOCUMENT)


class Known(NoParticulars):
    """Both end on the same day."""

    def values(self, document: DocumentId, /) -> tuple[Value, ...]:
        clause = OneContract().clauses(DOCUMENT)[0]
        start = TEXT.index("1 March 2025")
        span = type(clause.span)(start, start + len("1 March 2025"))
        return (Value(ValueKind.EXPIRY_DATE, "2027-03-01", "1 March 2027", "1 March 2025", clause.id, span),)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When does the employment end?", ["staff.pdf"]),
        # Nothing here is called a lease, and every document is an agreement: all are asked.
        ("When does the lease end?", ["services.pdf", "staff.pdf"]),
        ("When does the agreement end?", ["services.pdf", "staff.pdf"]),
    ],
)
def test_the_thing_that_a_question_speaks_of_chooses_the_documents(question: str, told: list[str]) -> None:
    library = Two()
    search = Search(question, (), Routing((), question), 2, 14, 0.0)
    asked = Asked(QuestionKind.VALUE, value=ValueKind.EXPIRY_DATE, only=True)
    inquiry = Inquiry(question, question, asked, search, library, Known(), lambda _, items: tuple(items))
    made = compose_comparison(inquiry, inquiry.scope, lambda _: None)
    assert made is not None
    assert [line.text.partition(":")[0] for line in made.lines] == told
