"""Whether an expert's span fits the clause tree."""

from __future__ import annotations

import pytest

from lexassist.evaluation.structure import fits_clause
from lexassist.types import Clause, ClauseId, ClauseKind, DocumentId, Span


def clause(name: str, start: int, end: int, parent: str | None = None) -> Clause:
    return Clause(
        id=ClauseId(name),
        document=DocumentId("d"),
        label=name,
        path=(name,),
        heading="",
        kind=ClauseKind.OPERATIVE,
        span=Span(start, end),
        parent=ClauseId(parent) if parent else None,
    )


CLAUSES = (
    clause("1", 0, 100),
    clause("1.1", 0, 40, "1"),
    clause("1.2", 40, 70, "1"),
    clause("1.3", 70, 100, "1"),
    clause("2", 100, 300),
    clause("2.1", 100, 200, "2"),
    clause("2.2", 200, 300, "2"),
    clause("3", 300, 350),
    clause("4", 350, 400),
    clause("5", 400, 450),
)


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        (5, 35, True),  # inside one leaf
        (35, 60, True),  # two neighbours under one parent
        (35, 80, True),  # three of them
        (95, 105, False),  # two neighbours under two parents
        (310, 360, True),  # two neighbours without a parent
        (349, 401, False),  # three of them: without a parent, anything would fit
        (290, 310, False),  # the end of one clause's part and the start of another clause
    ],
)
def test_fits_clause(start: int, end: int, fits: bool) -> None:
    assert fits_clause(Span(start, end), CLAUSES) is fits


def test_most_of_a_clause_fits_it_though_its_parts_have_several_parents() -> None:
    nested = (clause("1", 0, 300), clause("1.1", 0, 100, "1"), clause("1.2", 100, 300, "1"),
              clause("a", 100, 200, "1.2"), clause("b", 200, 300, "1.2"))  # fmt: skip
    assert fits_clause(Span(50, 250), nested)
    assert not fits_clause(Span(90, 210), nested)
