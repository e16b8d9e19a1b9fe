"""When to abstain, learned from a few made-up contracts: the examples, the threshold and the curve."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.generation.answerable import FEATURES, AnswerModel, Weights
from lexassist.retrieval.ranking import FEATURES as RANKED
from lexassist.retrieval.ranking import Ranking
from lexassist.testing import WordEncoder
from lexassist.tuning.abstention import Example, Known, collect, curve, fit, prepare, report, vocabulary
from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Page,
    Span,
    WholeDocument,
)

ENCODER = WordEncoder()
TYPES = ("Insurance", "Audit Rights")
QUESTIONS = {
    "Insurance": ("Is there insurance?", "Which insurance must be held?"),
    "Audit Rights": ("Who may audit the books?", "Is there an audit?"),
    "": ("How is notice given?",),
}
LINES = ("The tenant holds insurance against fire.", "The landlord may audit the books.", "Notice is given by post.")


def whole(name: str, lines: tuple[str, ...]) -> WholeDocument:
    text = " ".join(lines)
    document = Document(DocumentId(name), name, f"{name}.pdf", text, (Page(1, 0, len(text), 595, 842),))
    clauses, chunks = [], []
    for n, line in enumerate(lines):
        span = Span(text.index(line), text.index(line) + len(line))
        clauses.append(Clause(ClauseId(f"{name}-c{n}"), document.id, str(n), (str(n),), "", ClauseKind.OPERATIVE, span))
        chunks.append(Chunk(ChunkId(f"{name}-k{n}"), clauses[-1].id, document.id, span, line, ""))
    return WholeDocument(document, tuple(clauses), (), (), tuple(chunks), ENCODER.encode(list(lines)))


def ranking() -> Ranking:
    """Knows the question by its words, and weighs similarity only."""
    asked = ENCODER.encode(["insurance", "audit", "notice"]) * 20
    zeros = np.zeros((2, ENCODER.dimension), dtype=np.float32)
    weights = np.zeros(RANKED, dtype=np.float32)
    weights[0] = 1
    return Ranking(TYPES, zeros, np.zeros(2, np.float32), asked, np.zeros(3, np.float32), zeros, weights)


@cache
def examples() -> tuple[Example, ...]:
    full = [Known(name, frozenset(TYPES), dict.fromkeys(TYPES, 0.9), whole(name, LINES)) for name in ("full", "too")]
    bare = [Known(name, frozenset(), dict.fromkeys(TYPES, 0.1), whole(name, LINES[2:])) for name in ("bare", "also")]
    contracts = [*full, *bare]
    return tuple(collect(contracts, prepare(ranking(), ENCODER, QUESTIONS), seed=7))


def test_each_question_is_put_as_typed_and_as_open() -> None:
    made = examples()
    assert [sum(one.typed is typed for one in made) for typed in (True, False)] == [16, 16]
    assert {one.contract for one in made if one.answers} == {"full", "too"}
    likely = {one.features[FEATURES.index("type")] > 0 for one in made if one.typed and one.answers}
    assert likely == {True}
    assert {one.features[FEATURES.index("type")] for one in made if not one.typed} == {0.0}


def test_what_is_learned_tells_answers_apart() -> None:
    made = [one for one in examples() if one.typed]
    weights = fit(made)
    (point,) = curve(weights, made, [0.5])
    assert (point.false_abstentions, point.false_answers) == (0, 0)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_a_higher_threshold_refuses_more_and_answers_less(thresholds: list[float]) -> None:
    weights = Weights((1.0,) * len(FEATURES), -2.0, 0.5)
    points = curve(weights, examples(), sorted(thresholds))
    assert [p.false_abstentions for p in points] == sorted(p.false_abstentions for p in points)
    assert [p.false_answers for p in points] == sorted((p.false_answers for p in points), reverse=True)


def test_the_report_names_the_contracts_and_both_errors() -> None:
    made = examples()
    weights = fit([one for one in made if one.typed])
    written = report(AnswerModel(weights, weights, {}), made, seed=7, learned=4)
    assert written.contracts == ("full", "too", "bare", "also")
    assert [row[0] for row in written.tables[0].rows] == ["known type", "other"]


@pytest.mark.parametrize(("word", "known"), [("insur", True), ("held", False), ("audit", False)])
def test_the_vocabulary_of_a_type_is_that_of_its_questions(word: str, known: bool) -> None:
    assert (word in vocabulary(QUESTIONS)["Insurance"]) is known
