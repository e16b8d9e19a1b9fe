"""Asks what lawyers were asked about the contracts of CUAD, and compares the answers with what they wrote.

The contracts are read from their PDFs; each question is put to one document, as a lawyer puts it who has the contract open.
Scored as CRAG (arXiv 2406.04744) does: +1 right, 0 abstained, -1 wrong; always beside how many were answered. A yes or a no
is the answer's ``verdict``, a value its ``values``: prose is not read. Where a contract lacks a value, to abstain is right and
counts 0, any value is wrong.

Beside that, the quotations: whether each equals the stored text, whether its page is the one on which the experts' words
stand, and how many of the cited characters are theirs, and of theirs cited.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lexassist.evaluation.alignment import Transcription, align
from lexassist.evaluation.answers import Answering
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.lawyer_answers import KINDS, agrees
from lexassist.evaluation.lawyer_questions import LawyerQuestion, Wording, data_wordings, questions_about, read_answers
from lexassist.evaluation.measures import Interval, Place, characters, interval, overlap, percentile
from lexassist.evaluation.retrieval import Subject, ingest
from lexassist.evaluation.subject import evaluation_matter, public_settings
from lexassist.types import Answer, Document, DocumentId, YesNo


class Counsel(Answering, Subject, Protocol):
    """What is measured: the part of the assistant that reads, searches and answers."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it. ``right`` is None where it was not answered.

    ``cited`` and ``gold`` count characters, ``shared`` those in both; all 0 where the experts marked nothing or nothing was
    answered. ``copied`` says that every quotation equals the stored text.
    """

    contract: str
    question: LawyerQuestion
    right: bool | None
    cited: int
    gold: int
    shared: int
    copied: bool
    seconds: tuple[float, float]

    @property
    def score(self) -> float:
        """+1 right, 0 abstained, -1 wrong."""
        return 0.0 if self.right is None else 1.0 if self.right else -1.0


def run_lawyers(assistant: Counsel, data: Path, *, contracts: int, seed: int, out: Path) -> Path:
    """Measure on ``contracts`` held-out contracts of ``data`` drawn by ``seed``; write ``out/lawyers-cuad-N.json``.

    Raises:
        UsageError: the data is missing or has too few contracts.
    """
    everything = read_contracts(data)
    chosen = pick(everything, contracts, seed=seed)
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in chosen])
    ingest(assistant, matter, chosen)
    judged = ask_all(assistant, matter, chosen, read_answers(data), data_wordings(everything))
    return write_experiment(experiment(assistant, judged, contracts=contracts, seed=seed), out)


def ask_all(
    assistant: Counsel,
    matter: str,
    contracts: Sequence[Contract],
    answers: Mapping[str, Mapping[str, str]],
    official: Mapping[str, str],
) -> tuple[Judged, ...]:
    """Put every question to every contract of ``matter`` that could be read."""
    known = {card.id for card in assistant.documents(matter)}
    judged: list[Judged] = []
    for contract in contracts:
        document = DocumentId(file_id(contract.pdf))
        if document not in known:
            continue
        read = assistant.document(matter, document)
        gold = gold_places(contract, read)
        for question in questions_about(answers[contract.name], official):
            started = time.perf_counter()
            answer = assistant.ask(matter, question.text, document=document)
            seconds = dict(answer.seconds).get("retrieve", 0.0), time.perf_counter() - started
            judged.append(judge(question, answer, read, gold.get(question.category, ()), seconds))
    return tuple(judged)


def judge(
    question: LawyerQuestion, answer: Answer, document: Document, gold: Sequence[Place], seconds: tuple[float, float]
) -> Judged:
    """Compare an answer with what the lawyers wrote and marked."""
    cited = [Place(citation.document, citation.span) for citation in answer.citations]
    counted = bool(cited) and bool(gold)
    return Judged(
        contract=document.id,
        question=question,
        right=_right(question, answer),
        cited=characters(cited) if counted else 0,
        gold=characters(gold) if counted else 0,
        shared=overlap(cited, gold) if counted else 0,
        copied=all(document.quote(citation.span) == citation.quote for citation in answer.citations),
        seconds=seconds,
    )


def _right(question: LawyerQuestion, answer: Answer) -> bool | None:
    if question.yes_no:
        if answer.verdict is YesNo.NONE:
            return None
        return (answer.verdict is YesNo.YES) == (question.answer == "Yes")
    values = [value for value in answer.values if value.kind is KINDS[question.category]]
    # A value of another kind was given as the answer: it is wrong whatever it is.
    return agrees(question.category, values, question.answer) if values or not answer.values else False


def gold_places(contract: Contract, document: Document) -> Mapping[str, Sequence[Place]]:
    """Where the words that the experts marked stand in the text as it was read, by category."""
    source, target = Transcription(contract.text()), Transcription(document.text)
    return {
        marked.category: tuple(
            Place(document.id, piece) for span in marked.spans for piece in align(span, source, target).spans
        )
        for marked in contract.marked
        if marked.spans
    }


def experiment(assistant: Counsel, judged: Sequence[Judged], *, contracts: int, seed: int) -> Experiment:
    """The measurement as it is written."""
    return Experiment(
        name=f"lawyers-cuad-{contracts}",
        command=f"lexassist evaluate lawyers --data DIR --contracts {contracts} --seed {seed}",
        seed=seed,
        settings={**public_settings(assistant.settings, "retrieval", "generation"), "model": assistant.model},
        contracts=tuple(dict.fromkeys(one.contract for one in judged)),
        figures=_figures(judged),
        tables=(_summary(judged), _by_category(judged)),
        notes=_notes(judged),
    )


_GROUPS: tuple[tuple[str, Callable[[Judged], bool]], ...] = (
    ("33 yes/no categories, our wording", lambda one: one.question.yes_no and one.question.wording is Wording.OURS),
    ("the same, the data's wording", lambda one: one.question.yes_no and one.question.wording is Wording.DATA),
    ("8 values, our wording", lambda one: not one.question.yes_no and one.question.wording is Wording.OURS),
    ("the same, the data's wording", lambda one: not one.question.yes_no and one.question.wording is Wording.DATA),
    ("all", lambda one: True),
)


def _summary(judged: Sequence[Judged]) -> Table:
    return Table(
        f"Lawyers' answers, {len({one.contract for one in judged})} held-out contracts, %",
        ("", "questions", "answered", "right when answered", "CRAG score"),
        tuple(row for name, holds in _GROUPS if (row := _row(name, [one for one in judged if holds(one)]))),
    )


def _by_category(judged: Sequence[Judged]) -> Table:
    rows = []
    for category in dict.fromkeys(one.question.category for one in judged):
        of = [one for one in judged if one.question.category == category]
        rows.append(_row(category, of))
    return Table(
        "By category, both wordings, %", ("", "questions", "answered", "right when answered", "CRAG score"), tuple(rows)
    )


def _row(name: str, judged: Sequence[Judged]) -> tuple[str, ...]:
    if not judged:
        return ()
    answered = [one for one in judged if one.right is not None]
    right = (
        _told(interval([float(bool(one.right)) for one in answered], [one.contract for one in answered]))
        if answered
        else "–"
    )
    score = interval([one.score for one in judged], [one.contract for one in judged])
    return name, str(len(judged)), f"{100 * len(answered) / len(judged):.1f}", right, _told(score)


def _told(one: Interval) -> str:
    return f"{100 * one.mean:.1f} ({100 * one.low:.1f}–{100 * one.high:.1f})"


def _figures(judged: Sequence[Judged]) -> Mapping[str, Json]:
    return {
        "questions": [
            {
                "contract": one.contract,
                "category": one.question.category,
                "wording": one.question.wording.value,
                "right": one.right,
                "cited": one.cited,
                "gold": one.gold,
                "shared": one.shared,
                "copied": one.copied,
                "seconds": [round(second, 4) for second in one.seconds],
            }
            for one in judged
        ]
    }


def _notes(judged: Sequence[Judged]) -> tuple[str, ...]:
    cited = [one for one in judged if one.cited]
    lacking = [one for one in judged if not one.question.yes_no and not one.question.answer]
    notes = [
        "Each question is put to one document. A yes/no question is answered where the answer has a verdict, a value where it "
        "has a value of the kind asked for; quoted evidence without either counts as abstained.",
        f"Quotations equal to the stored text: {sum(one.copied for one in judged)} of {len(judged)} answers.",
        f"Evidence is on screen after {percentile([one.seconds[0] for one in judged], 0.5):.2f} s (median; 95 % within "
        f"{percentile([one.seconds[0] for one in judged], 0.95):.2f} s), the whole answer after "
        f"{percentile([one.seconds[1] for one in judged], 0.5):.2f} s ({percentile([one.seconds[1] for one in judged], 0.95):.2f} s).",
    ]
    if cited:
        shared = sum(one.shared for one in cited)
        notes.append(
            f"Of the characters cited where experts marked any, {100 * shared / sum(one.cited for one in cited):.1f} % are theirs; "
            f"of theirs, {100 * shared / sum(one.gold for one in cited):.1f} % are cited ({len(cited)} answers)."
        )
    if lacking:
        false = sum(one.right is False for one in lacking)
        notes.append(f"Of {len(lacking)} questions for a value that the lawyers found none of, {false} were answered.")
    return tuple(notes)
