"""Learns when evidence does not answer, and draws the curve of both errors.

Two sorts of question. Those that ask for a type that a contract lacks have no answer in it: 41 types and some hundred contracts give
thousands, in wordings written for this project; a contract that has a clause of the type counts as answering, whichever chunk
was found. All others are questions that were written about a passage by somebody who read it: some that it answers, and some near
it that it does not. Learned and chosen on validation contracts of the development part, on which nothing below was trained; the
curves are drawn on held-out contracts, whose questions were written for that alone.
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

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.passages import PassageQuestions, read_passage_questions
from lexassist.evaluation.retrieval import Subject, ingest
from lexassist.evaluation.subject import evaluation_matter
from lexassist.generation.answerable import (
    FEATURES,
    AnswerModel,
    Findings,
    features_of,
    save_answerable,
)
from lexassist.generation.asking import Asked, stems_of, understand
from lexassist.generation.bearing import likeliest
from lexassist.generation.context import build_context
from lexassist.generation.judging import Judge
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.retrieval.ranking import Ranking
from lexassist.retrieval.text_ranker import WordIndex
from lexassist.tuning.alone import Alone
from lexassist.tuning.answer_score import FALSE_ABSTENTIONS, Example, Point, curve, fit, fit_rising
from lexassist.tuning.contracts import development, is_validation, official_questions
from lexassist.tuning.material import NONE, read_judgements, read_material
from lexassist.types import DocumentId, Encoder, Hit, TypePresence, WholeDocument

_WORDINGS = 2
"""Wordings in which a type is asked of a contract, drawn anew for each."""
_HITS = 8
_READ_OF = 175
"""Held-out contracts among which the passages are that questions were written about."""
_ROOM = 10**6
"""Characters of evidence: more than there are."""
_FIGURES = frozenset({"figure", "no_figure"})
"""Not learned from for other questions: how often such as ask for a figure have an answer depends on who wrote them."""
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


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """The questions of each type with their vectors, and how questions are understood."""

    ranking: Ranking
    wordings: Mapping[str, Sequence[tuple[str, Floats, Asked]]]


@dataclass(frozen=True, slots=True)
class Material:
    """What was written: ``training`` is a folder like corpora/training, ``asked`` the questions about held-out contracts."""

    training: Path
    asked: Path


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

    def answerable(self) -> AnswerModel | None:
        """What was learned before about whether evidence answers."""
        ...


def run_abstention(  # noqa: PLR0913
    assistant: Learner, data: Path, material: Material, *, contracts: int, seed: int, learn: Path | None, out: Path
) -> Path:
    """Learn on the validation contracts of ``data``, and write the curves on held-out ones to ``out``.

    ``contracts`` of these are asked for types. What was learned is written to the encoder's folder ``learn`` where one is
    given. The score for known types stays as it is where the encoder has one: it has to be learned with types that were read
    by heads which had not seen the contracts, and those that ship have.

    Raises:
        UsageError: the data is missing or has too few contracts, or the encoder has no ranking.
    """
    ranking = assistant.ranking()
    if ranking is None:
        raise UsageError("The encoder has no ranking to learn with.", remedy="Use the one that comes with LexAssist.")
    everything = read_contracts(data)
    written = read_material(material.training).questions
    asking = prepare(ranking, assistant.encoder(), written)
    validation = [contract for contract in development(everything) if is_validation(contract.name)]
    matter = _matter(assistant, validation)
    apart = tuple(open_examples(assistant, matter, read_judgements(material.training), asking))
    model, known = fit_rising(apart, unused=_FIGURES), assistant.answerable()
    if known is None:
        typed = fit(tuple(collect(_read(assistant, matter, validation), asking, seed=seed)))
        official = official_questions(everything)
        worded = {name: (*texts, official.get(name, "")) for name, texts in written.items()}
        known = AnswerModel(typed, model, vocabulary(worded))
    model_of_all = replace(known, open=model)
    chosen = pick(everything, contracts, seed=seed)
    held_out = list(collect(_read(assistant, _matter(assistant, chosen), chosen), asking, seed=seed))
    others = _matter(assistant, pick(everything, _READ_OF, seed=seed))
    held_out += open_examples(assistant, others, read_passage_questions(material.asked), asking)
    made = report(
        model_of_all, tuple(held_out), seed=seed, learned=len({one.contract for one in apart}), asked=contracts
    )
    # Last: models that are loaded while the folder differs from its listing are refused.
    if learn is not None:
        save_answerable(model_of_all, learn)
    return write_experiment(made, out)


def _matter(assistant: Learner, contracts: Sequence[Contract]) -> str:
    """The matter of these contracts, which are read where they are new."""
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in contracts])
    ingest(assistant, matter, contracts)
    return matter


def _read(assistant: Learner, matter: str, contracts: Sequence[Contract]) -> Iterator[Known]:
    """The contracts as they are read, with what experts found in them."""
    kept = {card.id for card in assistant.documents(matter)}
    for contract in contracts:
        document = DocumentId(file_id(contract.pdf))
        if document in kept:
            present = frozenset(marked.category for marked in contract.marked if marked.spans)
            likely = {one.type: one.probability for one in assistant.types(matter, document)}
            yield Known(document, present, likely, assistant.whole(matter, document))


def open_examples(
    assistant: Learner, matter: str, rows: Iterable[PassageQuestions], asking: Asking
) -> Iterator[Example]:
    """The questions about passages of the matter's documents, each put to its document: those that it answers, and the others."""
    kept = {card.id for card in assistant.documents(matter)}
    libraries: dict[DocumentId, Alone] = {}
    ranker = SentenceRanker(assistant.encoder(), assistant.judge())
    for row in rows:
        document = DocumentId(row.contract)
        if document not in kept:
            continue
        if document not in libraries:
            libraries[document] = Alone(assistant.whole(matter, document))
        put = [(question, True) for question in (*row.yes, *row.no, *row.told)] + [(one, False) for one in row.untold]
        for question, answers in put:
            search = assistant.search(matter, question, k=_HITS, document=document)
            vector = assistant.encoder().encode([question])[0]
            asked = understand(question, question, asking.ranking.types, asking.ranking.asked(vector))
            library = libraries[document]
            context = build_context(question, search.hits, library, ranker, count_tokens=len, budget=_ROOM)
            findings = Findings(search.hits, library.whole.document.text, bears=likeliest(context))
            yield Example(document, typed=False, answers=answers, features=features_of(question, asked, findings))


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
    """The questions for types to each contract, as examples, where the type is understood."""
    for contract in contracts:
        draw = random.Random(f"{seed}{contract.id}")  # noqa: S311
        with closing(WordIndex([chunk.encoded for chunk in contract.whole.chunks])) as words:
            for wordings in asking.wordings.values():
                for text, vector, asked in draw.sample(list(wordings), min(_WORDINGS, len(wordings))):
                    if asked.type:
                        found = _found(contract.whole, asking.ranking, vector, words.scores(text))
                        findings = Findings(found, contract.whole.document.text)
                        yield _example(contract, asked, text, findings)


def _example(contract: Known, asked: Asked, text: str, findings: Findings) -> Example:
    features = features_of(text, asked, replace(findings, type_probability=contract.likely.get(asked.type)))
    return Example(contract.id, typed=True, answers=asked.type in contract.present, features=features)


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


def report(model: AnswerModel, examples: Sequence[Example], *, seed: int, learned: int, asked: int) -> Experiment:
    """The curves on held-out contracts, of which ``asked`` were asked for types, as they are written."""
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
        command=f"lexassist evaluate abstention --data DIR --contracts {asked} --seed {seed}",
        seed=seed,
        settings={"false_abstentions_aimed_at": FALSE_ABSTENTIONS, "contracts_learned_from": learned},
        contracts=contracts,
        figures=figures,
        tables=(Table(f"Whether to answer, {len(contracts)} held-out contracts", columns, tuple(rows)),),
        notes=(
            "The thresholds were chosen on development contracts for one question in ten refused that has an answer.",
            f"Known types: the questions of corpora/training, 38 types in 28 wordings, of which two are drawn for each of {asked} contracts; a "
            "type counts as answered where experts marked a clause of it. Others: the questions of corpora/passage-questions.jsonl, put "
            "to the contract of their passage; those that the passage does not answer count as not there.",
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
