"""Which evidence bears on a question, where a judge read it and where nobody did."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.asking import Asked
from lexassist.generation.bearing import bearing
from lexassist.generation.composing import Inquiry, NoParticulars
from lexassist.generation.grounding import best_evidence
from lexassist.particulars.quantities import Kind
from lexassist.types import Context, Evidence, QuestionKind, RelationKind, Sentence, Span

from .one_contract import DOCUMENT, TEXT, OneContract

CONTRACT = OneContract()
IDS = {clause.label: clause.id for clause in CONTRACT.clauses(DOCUMENT)}
SENTENCES = (
    ("2", "The Customer shall pay each invoice within thirty (30) days of receipt."),
    ("2", "Late sums bear interest at 4%."),
    ("1", "This Agreement begins on 1 March 2025 and lasts for twenty-four (24) months."),
)


def evidence(*bears: float | None) -> Context:
    """The three sentences, the best first; the first is as similar to the question as can be, the others are not at all."""
    items = []
    for n, ((label, words), likely) in enumerate(zip(SENTENCES, bears, strict=True)):
        span = Span(TEXT.index(words), TEXT.index(words) + len(words))
        sentence = Sentence(IDS[label], (span,), words)
        items.append(
            Evidence(n + 1, sentence, DOCUMENT, label, "", 0.0 if n else 1.0, score=float(9 - n), bears=likely)
        )
    return Context("?", tuple(items))


def numbers(question: str, asked: Asked, context: Context) -> list[int]:
    search = CONTRACT.search(question, k=8)
    inquiry = Inquiry(question, question, asked, search, CONTRACT, NoParticulars(), lambda _, some: tuple(some))
    return [item.number for item in bearing(inquiry, context)]


ANY = Asked(QuestionKind.EXPLAIN)
PERIOD = Asked(QuestionKind.VALUE, figures=(Kind.PERIOD,))


@pytest.mark.parametrize(
    ("bears", "asked", "quoted"),
    [
        ((None, None, None), ANY, [1]),  # nobody read them: similarity decides
        ((0.9, 0.8, 0.1), ANY, [1, 2]),  # as likely as the likeliest, or nearly
        ((0.9, 0.4, 0.1), ANY, [1]),
        ((0.1, 0.9, 0.1), ANY, [2]),  # what is most similar has to be likely too
        ((0.9, 0.8, 0.3), PERIOD, [1, 3]),  # without a figure nothing is told; with one, less likely words are
        ((0.9, 0.8, 0.1), PERIOD, [1]),
    ],
)
def test_what_a_judge_read_is_quoted_where_it_is_likely_to_say_something(
    bears: tuple[float | None, ...], asked: Asked, quoted: list[int]
) -> None:
    assert numbers("How does it work?", asked, evidence(*bears)) == quoted


@given(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)))
def test_the_likeliest_is_always_quoted(bears: tuple[float, float, float]) -> None:
    context = evidence(*bears)
    likeliest = max(context.evidence, key=lambda item: item.bears or 0)
    assert likeliest in best_evidence(context)
    assert likeliest.number in numbers("How does it work?", ANY, context)


def test_what_only_explains_is_no_measure_of_what_was_found() -> None:
    read = evidence(0.2, 0.2, 0.0)
    explaining = replace(read.evidence[2], bears=0.99, relation=RelationKind.DEFINITION)
    found = replace(read, evidence=(*read.evidence[:2], explaining))
    assert [item.number for item in best_evidence(found)] == [1, 2]
