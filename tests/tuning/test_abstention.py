"""When to abstain, learned from a few made-up contracts: the examples, the threshold and the curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.generation.answerable import FEATURES, AnswerModel, Weights
from lexassist.generation.judging import CLASSES, Judgement, Says
from lexassist.retrieval.ranking import FEATURES as RANKED
from lexassist.retrieval.ranking import Ranking
from lexassist.testing import WordEncoder
from lexassist.tuning.abstention import Known, collect, open_examples, prepare, report, vocabulary
from lexassist.tuning.answer_score import Example, curve, fit, fit_rising
from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Page,
    ReadStatus,
    Routing,
    Search,
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


def test_questions_of_types_are_put_where_the_type_is_understood() -> None:
    made = examples()
    assert len(made) == 16
    assert all(one.typed for one in made)
    assert {one.contract for one in made if one.answers} == {"full", "too"}
    likely = {one.features[FEATURES.index("type")] > 0 for one in made if one.answers}
    assert likely == {True}


@dataclass(frozen=True)
class Shelf:
    """The part of the assistant that open questions are put with: two contracts, searched by their words."""

    contracts: tuple[WholeDocument, ...]

    def documents(self, matter: str, /) -> tuple[DocumentCard, ...]:
        return tuple(DocumentCard(one.document.id, "t", "s", 1, 1, ReadStatus.INDEXED) for one in self.contracts)

    def whole(self, matter: str, document: DocumentId, /) -> WholeDocument:
        return next(one for one in self.contracts if one.document.id == document)

    def encoder(self) -> WordEncoder:
        return ENCODER

    def search(self, matter: str, question: str, /, *, k: int, document: DocumentId) -> Search:
        one = self.whole(matter, document)
        cosines = one.vectors @ ENCODER.encode([question])[0]
        order = sorted(range(len(one.chunks)), key=lambda n: -float(cosines[n]))[:k]
        hits = tuple(Hit(r, float(cosines[n]), float(cosines[n]), one.chunks[n]) for r, n in enumerate(order, start=1))
        return Search(question, hits, Routing((), question), 1, len(one.clauses), 0.0)

    def judge(self) -> Matching:
        return Matching()


class Matching:
    """A judge for whom a passage bears on a question whose last word it has."""

    settles: frozenset[Says] = frozenset()

    def judge(self, asked: str, passages: Sequence[str], /) -> tuple[Judgement, ...]:
        return tuple(self._of(asked.rstrip("?").split()[-1] in passage) for passage in passages)

    def _of(self, bears: bool) -> Judgement:
        rest = 0.03 if bears else 0.9
        return Judgement({each: rest if each is Says.NOTHING else (1 - rest) / 3 for each in CLASSES}, frozenset())


@dataclass(frozen=True)
class Written:
    """Questions about a passage."""

    contract: str
    yes: tuple[str, ...] = ("Is there insurance against fire?",)
    no: tuple[str, ...] = ("Is notice given by fax or post?",)
    told: tuple[str, ...] = ("What may the landlord audit, the books?",)
    untold: tuple[str, ...] = ("Who pays the premium?", "Is there a deposit?")


def _open_examples(*rows: Written) -> tuple[Example, ...]:
    asking = prepare(ranking(), ENCODER, QUESTIONS)
    shelf = Shelf((whole("full", LINES),))
    return tuple(open_examples(shelf, "m", rows, asking))  # type: ignore[arg-type]


def test_questions_about_a_passage_are_answered_or_not() -> None:
    made = _open_examples(Written("full"))
    assert [one.answers for one in made] == [True, True, True, False, False]
    assert not any(one.typed for one in made)
    assert {one.features[FEATURES.index("type")] for one in made} == {0.0}


def test_questions_about_a_contract_that_is_not_there_are_left_out() -> None:
    assert _open_examples(Written("another")) == ()


def test_what_a_judge_reads_counts() -> None:
    bears = [one.features[FEATURES.index("bears")] for one in _open_examples(Written("full"))]
    assert min(bears[:3]) > max(bears[3:])


def test_what_is_not_to_be_used_gets_no_weight() -> None:
    weights = fit(examples(), unused=frozenset({"similarity", "lead"}))
    unused = [FEATURES.index("similarity"), FEATURES.index("lead")]
    assert [weights.weights[n] for n in unused] == [0, 0]
    assert any(weights.weights)


def test_nothing_that_is_found_counts_against_an_answer() -> None:
    """Features at odds with each other, as when the unanswered questions have more words of the evidence."""
    draw = np.random.default_rng(5)
    made = []
    for n in range(60):
        features = draw.random(len(FEATURES))
        answers = features[FEATURES.index("bears")] > features[FEATURES.index("words_in_best")]
        made.append(Example(str(n % 6), False, bool(answers), tuple(features.tolist())))
    assert fit(made).weights[FEATURES.index("words_in_best")] < 0
    rising = fit_rising(made)
    assert min(rising.weights) >= 0
    assert rising.weights[FEATURES.index("bears")] > 0
    assert rising.weights[FEATURES.index("words_in_best")] == 0


def test_what_is_learned_tells_answers_apart() -> None:
    made = examples()
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
    made = (*examples(), *_open_examples(Written("full")))
    weights = fit(examples())
    written = report(AnswerModel(weights, weights, {}), made, seed=7, learned=4, asked=4)
    assert written.contracts == ("full", "too", "bare", "also")
    assert [row[0] for row in written.tables[0].rows] == ["known type", "other"]


@pytest.mark.parametrize(("word", "known"), [("insur", True), ("held", False), ("audit", False)])
def test_the_vocabulary_of_a_type_is_that_of_its_questions(word: str, known: bool) -> None:
    assert (word in vocabulary(QUESTIONS)["Insurance"]) is known
