"""Headings as questions."""

from __future__ import annotations

from dataclasses import replace

from lexassist.evaluation.measures import Place
from lexassist.evaluation.runs import Gold
from lexassist.tuning.contracts import Asked, Studied
from lexassist.tuning.headings import collect_headings
from lexassist.types import Span

from .small import studied

WORDS = "the tenant gives the landlord a written notice three months before the end of each year of the lease"


def headed(*, validation: bool, asked: bool = True) -> Studied:
    """Four clauses, the first three with a heading."""
    contract = studied(
        [(f"{head}. {WORDS}", set()) for head in ("Notices", "Payment", "Insurance", "")], validation=validation
    )
    clauses = [
        replace(c, heading=head)
        for c, head in zip(contract.clauses, ("Notices", "Payment", "Insurance", ""), strict=True)
    ]
    gold = Gold((Place("d", Span(0, 50)),), 0, ())
    return replace(contract, clauses=tuple(clauses), asked=(Asked("Law", gold),) if asked else ())


def test_every_second_heading_is_asked_and_its_words_come_without_it() -> None:
    (found,) = collect_headings([headed(validation=True)])
    assert dict(found.places) == {"Notices": (0,), "Insurance": (2,)}
    assert found.texts[0] == WORDS
    assert len(found.texts) == 4


def test_contracts_to_train_on_and_those_without_questions_are_not_asked() -> None:
    assert collect_headings([headed(validation=False), headed(validation=True, asked=False)]) == ()
