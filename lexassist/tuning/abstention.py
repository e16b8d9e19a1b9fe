"""Learns when evidence does not answer, and draws the curve of both errors.

Questions of a type that a contract lacks have no answer in it: 41 types and some hundred contracts give thousands of
questions of either sort, in wordings written for this project. Each is put twice, as a question for a type that is known, and
as one of which nothing but its words and its meaning is known, since most questions of lawyers are of the second sort. Learned
and chosen on validation contracts of the development part, on which nothing below was trained; the curve is drawn on
held-out contracts.

A contract that has a clause of the type counts as answering, whichever chunk was found: what is measured is whether to
answer, not the finding.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.retrieval import Subject, ingest
from lexassist.evaluation.subject import evaluation_matter
from lexassist.generation.answerable import (
    FEATURES,
    AnswerModel,
    Findings,
    Weights,
    features_of,
    passages_of,
    save_answerable,
)
from lexassist.generation.asking import Asked, stems_of, understand
from lexassist.generation.judging import Judge
from lexassist.retrieval.ranking import Ranking
from lexassist.retrieval.text_ranker import WordIndex
from lexassist.tuning.contracts import development, is_validation, official_questions
from lexassist.tuning.material import NONE, read_material
from lexassist.types import DocumentId, Encoder, Hit, TypePresence, WholeDocument

FALSE_ABSTENTIONS = 0.1
"""The share of questions with an answer that may be refused: what the thresholds are chosen for."""
_WORDINGS = 2
"""Wordings in which a type is asked of a contract, drawn anew for each."""
_HITS = 8
_FOLDS = 5
_CERTAIN = 60.0
_ALWAYS = frozenset({"Document Name", "Parties", "Agreement Date"})
"""Types that hardly a contract lacks."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A contract with what experts found in it: ``present`` are the types that it has, ``likely`` how sure ours are."""

    id: str
    present: frozenset[str]
    likely: Mapping[str, float]
    whole: WholeDocument


@dataclass(frozen=True, slots=True)
class Example:
    """One question to one contract. ``typed`` says that it was put as one for a known type."""

    contract: str
    typed: bool
    answers: bool
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Both errors at one threshold: questions refused that have an answer, and answered that have none."""

    threshold: float
    false_abstentions: float
    false_answers: float


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """The questions of each type with their vectors, how questions are understood, and who reads what is found for them."""

    ranking: Ranking
    wordings: Mapping[str, Sequence[tuple[str, Floats, Asked]]]
    judge: Judge | None = None

    @property
    def blind(self) -> Ranking:
        """The same ranking for a question of which no type is known."""
        none = np.full(len(self.ranking.types) + 1, -_CERTAIN, dtype=np.float32)
        none[-1] = _CERTAIN
        return replace(self.ranking, questions=np.zeros_like(self.ranking.questions), question_bias=none)


class Learner(Subject, Protocol):
    """What is learned with: the part of the assistant that reads, and that knows what it reads with."""

    def whole(self, matter: str, document: DocumentId, /) -> WholeDocument:
        """A document with all that was read of it."""
        ...

    def types(self, matter: str, document: DocumentId, /) -> tuple[TypePresence, ...]:
        """Which types of clause it has."""
        ...

    def encoder(self) -> Encoder:
        """The encoder of clauses and questions."""
        ...

    def ranking(self) -> Ranking | None:
        """What was learned about ranking for that encoder."""
        ...

    def judge(self) -> Judge | None:
        """What judges passages, where the encoder has one with it."""
        ...


def run_abstention(  # noqa: PLR0913
    assistant: Learner, data: Path, material: Path, *, contracts: int, seed: int, learn: Path | None, out: Path
) -> Path:
    """Learn on the validation contracts of ``data``, and write the curve on ``contracts`` held-out ones to ``out``.

    What was learned is written to the encoder's folder ``learn`` where one is given.

    Raises:
        UsageError: the data is missing or has too few contracts, or the encoder has no ranking.
    """
    ranking = assistant.ranking()
    if ranking is None:
        raise UsageError("The encoder has no ranking to learn with.", remedy="Use the one that comes with LexAssist.")
    everything = read_contracts(data)
    validation = [contract for contract in development(everything) if is_validation(contract.name)]
    written, official = read_material(material), official_questions(everything)
    asking = replace(prepare(ranking, assistant.encoder(), written.questions), judge=assistant.judge())
    apart = tuple(collect(_read(assistant, validation), asking, seed=seed))
    typed, other = (fit([one for one in apart if one.typed is typed]) for typed in (True, False))
    worded = {name: (*texts, official.get(name, "")) for name, texts in written.questions.items()}
    model = AnswerModel(typed, other, vocabulary(worded))
    if learn is not None:
        save_answerable(model, learn)
    held_out = tuple(collect(_read(assistant, pick(everything, contracts, seed=seed)), asking, seed=seed))
    return write_experiment(report(model, held_out, seed=seed, learned=len({one.contract for one in apart})), out)


def _read(assistant: Learner, contracts: Sequence[Contract]) -> Iterator[Known]:
    """The contracts as they are read, with what experts found in them."""
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in contracts])
    ingest(assistant, matter, contracts)
    kept = {card.id for card in assistant.documents(matter)}
    for contract in contracts:
        document = DocumentId(file_id(contract.pdf))
        if document in kept:
            present = frozenset(marked.category for marked in contract.marked if marked.spans)
            likely = {one.type: one.probability for one in assistant.types(matter, document)}
            yield Known(document, present, likely, assistant.whole(matter, document))


def prepare(ranking: Ranking, encoder: Encoder, questions: Mapping[str, Sequence[str]]) -> Asking:
    """The written questions of each type, encoded and understood."""
    wordings: dict[str, list[tuple[str, Floats, Asked]]] = {}
    for name, texts in questions.items():
        if name not in ranking.types or name in _ALWAYS:
            continue
        vectors = encoder.encode(list(texts))
        wordings[name] = [
            (text, vector, understand(text, text, ranking.types, ranking.asked(vector)))
            for text, vector in zip(texts, vectors, strict=True)
        ]
    return Asking(ranking, wordings)


def vocabulary(questions: Mapping[str, Sequence[str]]) -> Mapping[str, frozenset[str]]:
    """For each type, the stems of the words with which it is named and asked for."""
    return {name: stems_of(" ".join([name, *texts])) for name, texts in questions.items() if name != NONE}


def collect(contracts: Iterable[Known], asking: Asking, *, seed: int) -> Iterator[Example]:
    """The questions to each contract, as examples: each as typed, where its type is understood, and as open."""
    blind = asking.blind
    for contract in contracts:
        draw = random.Random(f"{seed}{contract.id}")  # noqa: S311
        with closing(WordIndex([chunk.encoded for chunk in contract.whole.chunks])) as words:
            for name, wordings in asking.wordings.items():
                for text, vector, asked in draw.sample(list(wordings), min(_WORDINGS, len(wordings))):
                    scores = words.scores(text)
                    if asked.type:
                        found = _found(contract.whole, asking.ranking, vector, scores)
                        yield _example(
                            contract, asked, text, _read_hits(asking, text, contract.whole, found), typed=True
                        )
                    found = _found(contract.whole, blind, vector, scores)
                    findings = _read_hits(asking, text, contract.whole, found)
                    made = _example(contract, replace(asked, type=""), text, findings, typed=False)
                    yield replace(made, answers=name in contract.present)


def _example(contract: Known, asked: Asked, text: str, findings: Findings, *, typed: bool) -> Example:
    likely = contract.likely.get(asked.type) if typed else None
    features = features_of(text, asked, replace(findings, type_probability=likely))
    return Example(contract.id, typed, asked.type in contract.present, features)


def _read_hits(asking: Asking, text: str, whole: WholeDocument, hits: Sequence[Hit]) -> Findings:
    """What is known of what was found, but for the types of the contract."""
    read = () if asking.judge is None else asking.judge.judge(text, passages_of(hits))
    return Findings(hits, whole.document.text, bears=max((one.bears for one in read), default=None))


def _found(whole: WholeDocument, ranking: Ranking, vector: Floats, scores: Sequence[float]) -> tuple[Hit, ...]:
    """What a search of the one document gives."""
    ids = [chunk.id for chunk in whole.chunks]
    chunks = {chunk.id: chunk for chunk in whole.chunks}
    words = {chunk: score for chunk, score in zip(ids, scores, strict=True) if score > 0}
    cosines: dict[str, float] = dict(zip(ids, (whole.vectors @ vector).tolist(), strict=True))
    clauses = {chunk.id: chunk.clause for chunk in whole.chunks}
    ranked = ranking.rank(vector, ids, whole.vectors, words, clauses)[:_HITS]
    return tuple(
        Hit(rank, one.score, cosines[one.chunk], chunks[one.chunk]) for rank, one in enumerate(ranked, start=1)
    )


def fit(examples: Sequence[Example]) -> Weights:
    """Weights, and the threshold at which :data:`FALSE_ABSTENTIONS` of contracts not learned from are refused."""
    features, answers = _arrays(examples)
    groups = [one.contract for one in examples]
    folds = GroupKFold(min(_FOLDS, len(set(groups))))
    apart = np.zeros(len(examples))
    for learned, rest in folds.split(features, answers, groups):
        apart[rest] = _model(features[learned], answers[learned]).predict_proba(features[rest])[:, 1]
    whole = _model(features, answers)
    threshold = float(np.quantile(apart[answers], FALSE_ABSTENTIONS))
    return Weights(tuple(whole.coef_[0].tolist()), float(whole.intercept_[0]), threshold)


def curve(weights: Weights, examples: Sequence[Example], thresholds: Sequence[float]) -> tuple[Point, ...]:
    """Both errors at each threshold."""
    likely = np.array([weights.probability(one.features) for one in examples])
    answers = np.array([one.answers for one in examples])
    return tuple(
        Point(at, float((likely[answers] < at).mean()), float((likely[~answers] >= at).mean())) for at in thresholds
    )


def report(model: AnswerModel, examples: Sequence[Example], *, seed: int, learned: int) -> Experiment:
    """The curve on held-out contracts, as it is written."""
    contracts = tuple(dict.fromkeys(one.contract for one in examples))
    rows: list[tuple[str, ...]] = []
    figures: dict[str, Json] = {}
    for name, weights, typed in (("known type", model.typed, True), ("other", model.open, False)):
        of = [one for one in examples if one.typed is typed]
        points = curve(weights, of, [round(0.02 * n, 2) for n in range(1, 50)])
        (chosen,) = curve(weights, of, [weights.threshold])
        figures[name] = {
            "chosen": _json(chosen),
            "curve": [_json(point) for point in points],
            "weights": dict(zip(FEATURES, weights.weights, strict=True)),
        }
        shares = (chosen.false_abstentions, chosen.false_answers)
        rows.append((name, str(len(of)), f"{chosen.threshold:.3f}", *(f"{100 * share:.1f}" for share in shares)))
    columns = (
        "question asks for",
        "questions",
        "threshold",
        "refused though answered there, %",
        "answered though not there, %",
    )
    return Experiment(
        name="abstention",
        command=f"lexassist evaluate abstention --data DIR --contracts {len(contracts)} --seed {seed}",
        seed=seed,
        settings={"false_abstentions_aimed_at": FALSE_ABSTENTIONS, "contracts_learned_from": learned},
        contracts=contracts,
        figures=figures,
        tables=(Table(f"Whether to answer, {len(contracts)} held-out contracts", columns, tuple(rows)),),
        notes=(
            "The thresholds were chosen on development contracts for one question in ten refused that has an answer.",
            "The questions are those of corpora/training: 38 types in 28 wordings, of which two are drawn for each contract. "
            "A type counts as answered where experts marked a clause of it.",
            "A question that asks for no more than a known type is answered by the scan of every clause instead, and is not "
            "subject to this score.",
        ),
    )


def _json(point: Point) -> Json:
    return {
        "threshold": round(point.threshold, 4),
        "false_abstentions": round(point.false_abstentions, 4),
        "false_answers": round(point.false_answers, 4),
    }


def _arrays(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return np.array([one.features for one in examples]), np.array([one.answers for one in examples])


def _model(features: NDArray[np.float64], answers: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(max_iter=3000).fit(features, answers)
