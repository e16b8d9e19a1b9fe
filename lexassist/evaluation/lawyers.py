"""Asks what lawyers were asked about the contracts of CUAD, and compares the answers with what they wrote.

The contracts are read from their PDFs; each question is put to one document, as a lawyer puts it who has the contract open.
Scored as CRAG (arXiv 2406.04744) does: +1 right, 0 abstained, -1 wrong; always beside how many were answered. A yes or a no
is the answer's ``verdict``, a value its ``values``: prose is not read. Where a contract lacks a value, to abstain is right and
counts 0, any value is wrong.

Beside that, the quotations (:mod:`lexassist.evaluation.citations`): whether each equals the stored text, whether it names the
pages on which the experts' words stand, and how many of the clauses cited are theirs, and of theirs cited.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lexassist.evaluation.answers import Answering
from lexassist.evaluation.citations import experts_of
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import file_id, write_experiment
from lexassist.evaluation.lawyer_figures import experiment
from lexassist.evaluation.lawyer_judging import Judged, judge
from lexassist.evaluation.lawyer_questions import LawyerQuestion, data_wordings, questions_about, read_answers
from lexassist.evaluation.pages import Known, read_gold_pages
from lexassist.evaluation.retrieval import Subject, ingest
from lexassist.evaluation.subject import evaluation_matter
from lexassist.types import Clause, DocumentId

Tell = Callable[[str], object]
"""Told in a line how far it has come."""


class Counsel(Answering, Subject, Protocol):
    """What is measured: the part of the assistant that reads, searches and answers."""

    def clauses(self, matter: str, document: DocumentId, /) -> tuple[Clause, ...]:
        """The clauses of a document in text order, parents before children."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A contract and the questions that are put to it."""

    contract: Contract
    questions: tuple[LawyerQuestion, ...]


def run_lawyers(
    assistant: Counsel, data: Path, *, contracts: int, seed: int, out: Path, tell: Tell = lambda line: None
) -> Path:
    """Measure on ``contracts`` held-out contracts of ``data`` drawn by ``seed``; write ``out/lawyers-cuad-N.json``.

    Raises:
        UsageError: the data is missing or has too few contracts.
    """
    everything = read_contracts(data)
    chosen = pick(everything, contracts, seed=seed)
    answers, official, known = read_answers(data), data_wordings(everything), read_gold_pages(data)
    asked = [Asked(contract, questions_about(answers[contract.name], official)) for contract in chosen]
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in chosen])
    tell(f"{contracts} contracts: those that are new are read, which takes about 4 s each")
    ingest(assistant, matter, chosen)
    judged = ask_all(assistant, matter, asked, known, tell=tell)
    return write_experiment(
        experiment(assistant.settings, assistant.model, judged, contracts=contracts, seed=seed), out
    )


def ask_all(
    assistant: Counsel, matter: str, asked: Sequence[Asked], known: Known, *, tell: Tell = lambda line: None
) -> tuple[Judged, ...]:
    """Put every question to every contract of ``matter`` that could be read."""
    kept = {card.id for card in assistant.documents(matter)}
    judged: list[Judged] = []
    started = time.perf_counter()
    for done, one in enumerate(asked):
        tell(tell_progress(asked, done, time.perf_counter() - started))
        document = DocumentId(file_id(one.contract.pdf))
        if document in kept:
            judged.extend(_ask_one(assistant, matter, one, known))
        else:
            tell("this contract could not be read: it is not asked")
    return tuple(judged)


def _ask_one(assistant: Counsel, matter: str, asked: Asked, known: Known) -> list[Judged]:
    document = DocumentId(file_id(asked.contract.pdf))
    read = assistant.document(matter, document)
    experts = experts_of(asked.contract, read, assistant.clauses(matter, document), known)
    judged = []
    for question in asked.questions:
        started = time.perf_counter()
        answer = assistant.ask(matter, question.text, document=document)
        seconds = dict(answer.seconds).get("retrieve", 0.0), time.perf_counter() - started
        judged.append(judge(question, answer, experts, seconds))
    return judged


_A_QUESTION = 0.12
"""Seconds that a question took on two cores with other work on them: what is told before anything was asked."""


def tell_progress(asked: Sequence[Asked], done: int, seconds: float) -> str:
    """How far it has come after ``seconds`` and the first ``done`` contracts, and about how long the others take."""
    left = sum(len(one.questions) for one in asked[done:])
    each = seconds / max(1, sum(len(one.questions) for one in asked[:done])) if done else _A_QUESTION
    time_left = f"{left * each:.0f} s" if left * each < 2 * 60 else f"{left * each / 60:.0f} min"
    return f"contract {done + 1} of {len(asked)}, {left:,} questions left: about {time_left}"
