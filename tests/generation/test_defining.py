"""The row of a table of particulars: by its very name, or the only one with a sum that fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from lexassist.generation.asking import Asked
from lexassist.generation.composing import Inquiry, NoParticulars
from lexassist.generation.defining import compose_row
from lexassist.parsing.reading import read_document
from lexassist.particulars.values import read_values
from lexassist.types import DocumentId, QuestionKind, Routing, Search, SentenceStatus, Value, WholeDocument

from .one_document import One

LEASE = """# LEASE

## PARTICULARS

| Item | Particulars |
| --- | --- |
| Tenant | Brackwater Mills Limited |
| Initial Rent | £64,500 a year |
| Rent Commencement Date | 25 March 2024 |
| Service Fee | £100 a month |
| Late Fee | £25 |
| Deposit | £32,250 |

## TERMS

1. The Tenant pays the rent.
"""
READ = read_document(LEASE.encode(), "lease.md")


@dataclass(frozen=True)
class Values(NoParticulars):
    """The values of the document as they are read."""

    def values(self, document: DocumentId, /) -> tuple[Value, ...]:
        assert READ.document is not None
        parts = (READ.clauses, READ.definitions, READ.references, READ.chunks)
        return read_values(WholeDocument(READ.document, *parts, np.zeros((0, 0), dtype=np.float32)))


def row(question: str) -> tuple[str, str, SentenceStatus] | None:
    library = One(READ)
    search = Search(question, (), Routing((library.id,), question), 1, 6, 0.0)
    asked = Asked(QuestionKind.VALUE)
    made = compose_row(Inquiry(question, question, asked, search, library, Values(), lambda _, items: tuple(items)))
    if made is None:
        return None
    (line,) = made.lines
    return line.lead, line.items[0].sentence.text, line.status


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the deposit?", ("", "Deposit £32,250", SentenceStatus.SUPPORTED)),
        # Named otherwise: quoted behind its sum, for the reader to judge.
        ("What is the annual rent?", ("GBP 64,500: ", "Initial Rent £64,500 a year", SentenceStatus.QUOTED)),
        ("What is the rent?", ("GBP 64,500: ", "Initial Rent £64,500 a year", SentenceStatus.QUOTED)),
        ("What is the monthly rent?", None),  # the rent is for a year
        ("What is the fee?", None),  # two rows have one
        ("What is the monthly fee?", ("GBP 100: ", "Service Fee £100 a month", SentenceStatus.QUOTED)),
        ("What is the reserve?", None),
    ],
)
def test_a_row_of_particulars(question: str, told: tuple[str, str, SentenceStatus] | None) -> None:
    assert row(question) == told
