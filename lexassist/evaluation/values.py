"""Measures the values that are read from contracts against what lawyers wrote down for them (CUAD's PDFs, held out).

Eight categories ask for a value; what counts as the same is said in :mod:`lexassist.evaluation.lawyer_answers`. For each
contract and category the value that is relied on is right, wrong, or none is given. Where the lawyers wrote nothing and
marked nothing the contract has no such value: to give one is wrong, to give none is right and counted apart. Where they
marked words and wrote nothing the answer is open: nothing is counted but the place. CRAG's score is +1 for right, 0 for none,
-1 for wrong (arXiv 2406.04744), so rightly giving none scores 0 here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from lexassist.evaluation.alignment import Transcription, align
from lexassist.evaluation.cuad import Contract, Part, part_of, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.lawyer_answers import (
    KINDS,
    LawyersAnswer,
    PartiesFound,
    agrees,
    compare_parties,
    read_answers,
)
from lexassist.evaluation.measures import Interval, interval
from lexassist.evaluation.retrieval import Subject, ingest
from lexassist.evaluation.subject import evaluation_matter, public_settings
from lexassist.particulars.values import relied_on
from lexassist.types import Document, DocumentId, Span, Value, ValueKind

AT_LEAST = 0.5
"""The probability from which a value is relied on: below it, to abstain scores more."""
_CURVE = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class Valuing(Subject, Protocol):
    """What is measured: the part of the assistant that reads files and their values."""

    def values(self, matter: str, document: DocumentId, /) -> tuple[Value, ...]:
        """The values of a document."""
        ...


class Outcome(StrEnum):
    """What became of one category of one contract."""

    RIGHT = "right"
    WRONG = "wrong"
    ABSTAINED = "abstained"
    INVENTED = "given where there is none"
    RIGHTLY_NONE = "rightly none"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Case:
    """A category of a contract: the lawyers' answer, all values that were read, and where experts marked words."""

    contract: str
    category: str
    theirs: LawyersAnswer
    values: tuple[Value, ...]
    marked: tuple[Span, ...]

    def given(self, at_least: float = AT_LEAST) -> tuple[Value, ...]:
        """The values that are relied on."""
        return relied_on(self.values, KINDS[self.category], at_least)

    def outcome(self, at_least: float = AT_LEAST) -> Outcome:
        """How they compare with the lawyers'."""
        given = self.given(at_least)
        if self.theirs.open:
            return Outcome.OPEN
        if not self.theirs.text.strip():
            return Outcome.INVENTED if given else Outcome.RIGHTLY_NONE
        verdict = agrees(self.category, given, self.theirs.text)
        return Outcome.ABSTAINED if verdict is None else Outcome.RIGHT if verdict else Outcome.WRONG


def run_values(assistant: Valuing, data: Path, *, contracts: int | None, seed: int, out: Path) -> Path:
    """Measure on held-out contracts of ``data``, all or ``contracts`` of them drawn by ``seed``.

    Writes ``out/values-cuad-N.json`` and gives the file.

    Raises:
        UsageError: the data is missing or has too few contracts.
    """
    everything = read_contracts(data)
    held_out = [contract for contract in everything if contract.questions and part_of(contract) is Part.HELD_OUT]
    chosen = pick(everything, contracts or len(held_out), seed=seed)
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in chosen])
    reading = ingest(assistant, matter, chosen)
    cases = collect(assistant, matter, chosen, read_answers(data))
    experiment = Experiment(
        name=f"values-cuad-{len(chosen)}",
        command=f"lexassist evaluate values --data DIR --contracts {len(chosen)} --seed {seed}",
        seed=seed,
        settings=public_settings(assistant.settings, "reading"),
        contracts=tuple(file_id(contract.pdf) for contract in chosen),
        figures={
            "at_least": AT_LEAST,
            "failed": reading.failed,
            "categories": {name: _figures(of) for name, of in _by_category(cases).items()},
            "parties": _party_figures(cases),
            "curve": [_point(cases, at_least) for at_least in _CURVE],
        },
        tables=(_table(cases, len(chosen)), _parties_table(cases), _curve_table(cases)),
        notes=_notes(cases),
    )
    return write_experiment(experiment, out)


def collect(
    assistant: Valuing,
    matter: str,
    contracts: Sequence[Contract],
    answers: Mapping[str, Mapping[str, LawyersAnswer]],
) -> tuple[Case, ...]:
    """The cases of contracts that were read, those that could not be read without any value."""
    kept = {card.id for card in assistant.documents(matter)}
    cases: list[Case] = []
    for contract in contracts:
        identity = DocumentId(file_id(contract.pdf))
        document = assistant.document(matter, identity) if identity in kept else None
        values = assistant.values(matter, identity) if document else ()
        cases += cases_of(contract, document, values, answers[contract.name])
    return tuple(cases)


def cases_of(
    contract: Contract, document: Document | None, values: Sequence[Value], answers: Mapping[str, LawyersAnswer]
) -> list[Case]:
    """One case a category of a contract."""
    source, target = Transcription(contract.text()), Transcription(document.text if document else "")
    marked = {each.category: each.spans for each in contract.marked}
    places = {
        category: tuple(place for span in marked.get(category, ()) for place in align(span, source, target).spans)
        for category in KINDS
    }
    return [
        Case(
            file_id(contract.pdf),
            category,
            answers.get(category, LawyersAnswer("", marked=False)),
            tuple(value for value in values if value.kind is kind),
            places[category],
        )
        for category, kind in KINDS.items()
    ]


def _by_category(cases: Sequence[Case]) -> dict[str, list[Case]]:
    return {name: [case for case in cases if case.category == name] for name in KINDS}


_SCORES = {Outcome.RIGHT: 1.0, Outcome.WRONG: -1.0, Outcome.INVENTED: -1.0}
_ANSWERED = (Outcome.RIGHT, Outcome.WRONG, Outcome.INVENTED)


@dataclass(frozen=True, slots=True)
class _Summary:
    counts: Counter[Outcome]
    crag: Interval
    accuracy: Interval | None
    coverage: Interval | None
    overlap: Interval | None


def _summarise(cases: Sequence[Case], at_least: float = AT_LEAST) -> _Summary:
    outcomes = [(case, case.outcome(at_least)) for case in cases]
    counted = [(case, outcome) for case, outcome in outcomes if outcome is not Outcome.OPEN]
    answered = [(case, outcome) for case, outcome in counted if outcome in _ANSWERED]
    valued = [(case, outcome) for case, outcome in counted if case.theirs.text.strip()]
    placed = [case for case, _ in outcomes if case.marked and case.given(at_least)]
    return _Summary(
        Counter(outcome for _, outcome in outcomes),
        _mean([(case, _SCORES.get(outcome, 0.0)) for case, outcome in counted]) or Interval(0.0, 0.0, 0.0),
        _mean([(case, float(outcome is Outcome.RIGHT)) for case, outcome in answered]),
        _mean([(case, float(outcome is not Outcome.ABSTAINED)) for case, outcome in valued]),
        _mean([(case, float(_meets(case, at_least))) for case in placed]),
    )


def _mean(values: Sequence[tuple[Case, float]]) -> Interval | None:
    if not values:
        return None
    return interval([value for _, value in values], [case.contract for case, _ in values])


def _meets(case: Case, at_least: float) -> bool:
    """Whether the words of a value that is relied on share a character with those that experts marked."""
    return any(value.span.overlap(span) for value in case.given(at_least) for span in case.marked)


def _figures(cases: Sequence[Case]) -> Json:
    summary = _summarise(cases)
    return {
        **{outcome.value: summary.counts[outcome] for outcome in Outcome},
        "crag": _interval(summary.crag),
        "accuracy": _interval(summary.accuracy),
        "coverage": _interval(summary.coverage),
        "overlap": _interval(summary.overlap),
    }


def _interval(value: Interval | None) -> Json:
    return None if value is None else [round(value.mean, 4), round(value.low, 4), round(value.high, 4)]


def _table(cases: Sequence[Case], contracts: int) -> Table:
    rows = [_row(name, of) for name, of in _by_category(cases).items()]
    columns = (
        "category", "right", "wrong", "none given", "given where there is none", "rightly none", "open", "accuracy when answered, %",
        "coverage, %", "CRAG, %", "place met, %",
    )  # fmt: skip
    title = f"Values of {contracts} held-out contracts against the lawyers' answers"
    return Table(title, columns, (*rows, _row("all", cases)))


def _row(name: str, cases: Sequence[Case]) -> tuple[str, ...]:
    summary = _summarise(cases)
    counts = (
        Outcome.RIGHT, Outcome.WRONG, Outcome.ABSTAINED, Outcome.INVENTED, Outcome.RIGHTLY_NONE, Outcome.OPEN,
    )  # fmt: skip
    shares = (summary.accuracy, summary.coverage, summary.crag, summary.overlap)
    return (name, *(str(summary.counts[one]) for one in counts), *(_percent(share) for share in shares))


def _percent(value: Interval | None) -> str:
    if value is None:
        return "–"
    return f"{100 * value.mean:.1f} ({100 * value.low:.1f}–{100 * value.high:.1f})"


def _found(cases: Sequence[Case], at_least: float) -> list[tuple[Case, PartiesFound]]:
    return [
        (case, compare_parties(_parties(case, at_least), case.theirs.text))
        for case in cases
        if KINDS[case.category] is ValueKind.PARTY and case.theirs.text.strip()
    ]


def _parties(case: Case, at_least: float) -> list[Value]:
    return [value for value in case.values if value.probability >= at_least]


def _party_shares(cases: Sequence[Case]) -> tuple[float, float, int, int]:
    """Precision and recall of the parties' names, and how many of ours and theirs there are."""
    found = [one for _, one in _found(cases, AT_LEAST)]
    ours, theirs, same = (sum(map(of, found)) for of in _COUNTS)
    return same / max(ours, 1), same / max(theirs, 1), ours, theirs


_COUNTS: tuple[Callable[[PartiesFound], int], ...] = (
    lambda one: one.ours,
    lambda one: one.theirs,
    lambda one: one.same,
)


def _party_figures(cases: Sequence[Case]) -> Json:
    precision, recall, ours, theirs = _party_shares(cases)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "ours": ours, "theirs": theirs}


def _parties_table(cases: Sequence[Case]) -> Table:
    precision, recall, ours, theirs = _party_shares(cases)
    row = (str(ours), str(theirs), f"{100 * precision:.1f}", f"{100 * recall:.1f}")
    return Table(
        "Parties name by name, those likelier than not", ("read", "the lawyers'", "precision, %", "recall, %"), (row,)
    )


def _point(cases: Sequence[Case], at_least: float) -> Json:
    summary = _summarise(cases, at_least)
    return {
        "at_least": at_least,
        "crag": _interval(summary.crag),
        "accuracy": _interval(summary.accuracy),
        "coverage": _interval(summary.coverage),
    }


def _curve_table(cases: Sequence[Case]) -> Table:
    rows = []
    for at_least in _CURVE:
        summary = _summarise(cases, at_least)
        rows.append((f"{at_least:.1f}", *map(_percent, (summary.accuracy, summary.coverage, summary.crag))))
    columns = ("relied on from probability", "accuracy when answered, %", "coverage, %", "CRAG, %")
    return Table("All categories, by the probability from which a value is relied on", columns, tuple(rows))


def _notes(cases: Sequence[Case]) -> tuple[str, ...]:
    opened = sum(case.theirs.open for case in cases)
    return (
        "95 % intervals are bootstrapped by contract.",
        "Coverage is the share of contracts with a value for which one is given; accuracy is among those for which one is given, "
        "whether or not the contract has it. CRAG is over all but the open cases; rightly giving none scores 0.",
        f"In {opened} cases experts marked words and the lawyers wrote no value: they are open and count nowhere but under "
        "place met (the words of the value share a character with the marked ones).",
    )
