"""Questions in free words about passages of held-out contracts: is the passage found, is it answered, is silence kept?

Somebody who knows contracts read a passage and wrote questions in other words: one that it answers with yes, one with no, one
otherwise, and two near it that neither it nor, as far as can be judged from it, the contract answers. Each is put to the whole
contract. Such questions ask for no known type of clause, for the most part: this is what the labels of CUAD do not measure.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lexassist.errors import UsageError
from lexassist.evaluation.answers import Answering
from lexassist.evaluation.cuad import pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.measures import Interval, interval
from lexassist.evaluation.retrieval import Subject, ingest
from lexassist.evaluation.subject import evaluation_matter, public_settings
from lexassist.types import DocumentId, Span, Support, YesNo

_KINDS = ("yes", "no", "told", "untold")
_TOLD = {
    "yes": "answered by the passage with yes",
    "no": "with no",
    "told": "otherwise",
    "untold": "not answered by it",
}


class PassageQuestions(Protocol):
    """Questions about one passage of a contract, by what the passage says to them. ``contract`` is the id of its file."""

    @property
    def contract(self) -> str:
        """The id of the contract's file."""
        ...

    @property
    def yes(self) -> tuple[str, ...]:
        """Those that it answers with yes."""
        ...

    @property
    def no(self) -> tuple[str, ...]:
        """Those that it answers with no."""
        ...

    @property
    def told(self) -> tuple[str, ...]:
        """Those that it answers otherwise."""
        ...

    @property
    def untold(self) -> tuple[str, ...]:
        """Those that it does not answer."""
        ...


class Passage(BaseModel):
    """A line of the file: a passage of a held-out contract by its place, and the questions about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    yes: tuple[str, ...]
    no: tuple[str, ...]
    told: tuple[str, ...]
    untold: tuple[str, ...]

    def by_kind(self) -> Iterator[tuple[str, str]]:
        """Each question behind its kind."""
        yield from ((kind, question) for kind in _KINDS for question in getattr(self, kind))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question. ``first`` and ``cited`` say whether the first, or any, quotation is of the passage."""

    contract: str
    kind: str
    answered: bool
    first: bool
    cited: bool
    verdict: YesNo
    seconds: float


class Questioned(Answering, Subject, Protocol):
    """What is measured: the part of the assistant that reads, searches and answers."""


def read_passage_questions(file: Path) -> tuple[Passage, ...]:
    """The passages of a JSON Lines file with the questions about them.

    Raises:
        UsageError: the file is missing or a line cannot be understood.
    """
    try:
        return tuple(Passage.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines())
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"{file} holds no questions about passages ({error}).",
            remedy="Name a file like corpora/passage-questions.jsonl.",
        ) from error


def run_passages(assistant: Questioned, data: Path, written: Path, *, contracts: int, seed: int, out: Path) -> Path:
    """Put every question about a passage of one of ``contracts`` held-out contracts to it; write ``out/passages.json``.

    Raises:
        UsageError: the data or the questions are missing, there are too few contracts, or none of them is asked about.
    """
    rows, chosen = read_passage_questions(written), pick(read_contracts(data), contracts, seed=seed)
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in chosen])
    ingest(assistant, matter, chosen)
    kept = {card.id for card in assistant.documents(matter)}
    outcomes = [
        _ask(assistant, matter, row, kind, question)
        for row in rows
        if row.contract in kept
        for kind, question in row.by_kind()
    ]
    if not outcomes:
        raise UsageError(
            f"{written} asks about none of the {contracts} contracts.", remedy="Give more contracts, or another file."
        )
    settings = public_settings(assistant.settings, "retrieval", "generation")
    figures: dict[str, Json] = {}
    rows_told: list[tuple[str, ...]] = []
    for kind in _KINDS:
        figures[kind], told = _summarise(kind, [one for one in outcomes if one.kind == kind])
        rows_told.append(told)
    answered = [one for one in outcomes if one.kind != "untold"]
    figures["answered"], told = _summarise("answered by the passage, all", answered)
    verdicts = [one for one in outcomes if one.verdict is not YesNo.NONE]
    right = sum(one.verdict == one.kind for one in verdicts)
    seconds = sorted(one.seconds for one in outcomes)
    columns = (
        "question",
        "questions",
        "something quoted",
        "the passage first",
        "the passage at all",
        "told yes",
        "told no",
    )
    experiment = Experiment(
        name="passages",
        command=f"lexassist evaluate passages --data DIR --contracts {contracts} --seed {seed}",
        seed=seed,
        settings=settings,
        contracts=tuple(dict.fromkeys(one.contract for one in outcomes)),
        figures=figures,
        tables=(
            Table(
                f"{len(outcomes)} questions about passages of {len({one.contract for one in outcomes})} held-out contracts, %",
                columns,
                (*rows_told, told),
            ),
        ),
        notes=(
            f"{len(verdicts)} were told yes or no, {right} of them as the writer of the question did.",
            f"A question takes {statistics.median(seconds):.2f} s (median), {seconds[int(0.95 * len(seconds))]:.2f} s (95th percentile).",
            "Another passage of the contract may answer too: what is quoted of it counts as beside the passage. What the passage does not "
            "answer was written to be answered nowhere in the contract, but only the passage was read.",
        ),
    )
    return write_experiment(experiment, out)


def _summarise(kind: str, outcomes: Sequence[Outcome]) -> tuple[Json, tuple[str, ...]]:
    """The figures of the questions of one kind, and their row."""
    groups = [one.contract for one in outcomes]
    shares = {
        name: interval([float(value(one)) for one in outcomes], groups)
        for name, value in (
            ("quoted", lambda one: one.answered),
            ("first", lambda one: one.first),
            ("cited", lambda one: one.cited),
            ("yes", lambda one: one.verdict is YesNo.YES),
            ("no", lambda one: one.verdict is YesNo.NO),
        )
    }
    row = (_TOLD.get(kind, kind), str(len(outcomes)), *(_percent(share) for share in shares.values()))
    return {name: asdict(share) for name, share in shares.items()}, row


def _percent(share: Interval) -> str:
    return f"{100 * share.mean:.1f} ({100 * share.low:.1f}–{100 * share.high:.1f})"


def _ask(assistant: Questioned, matter: str, row: Passage, kind: str, question: str) -> Outcome:
    started = time.perf_counter()
    answer = assistant.ask(matter, question, document=DocumentId(row.contract))
    seconds = time.perf_counter() - started
    places = [citation.span for citation in answer.citations] if answer.support is not Support.ABSTAINED else []
    hits = [span.overlap(Span(row.start, row.end)) > 0 for span in places]
    return Outcome(row.contract, kind, bool(places), hits[:1] == [True], any(hits), answer.verdict, seconds)
