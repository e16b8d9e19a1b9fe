"""Measures whether LexAssist tells right which types of clause a contract has, and where, against experts' labels.

The contracts are read from their PDFs into one matter and each is read for all types. A contract has a type where experts
marked words of it as such; what they left out counts against LexAssist when it finds it. F1 of a type is that of "has it", with
each contract decided at the threshold from which LexAssist says so; *macro* is the mean over types, so that a rare
type counts as much as a frequent one. Beside it stands what a lawyer is told: ABSENT where the contract has the clause (a false
absence) is the error that costs most, and UNCERTAIN leaves the decision to a person.

Places count where they share a character with marked words. It does not build the system that it measures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lexassist.evaluation.alignment import Transcription, align
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.measures import Interval, Place, overlap, percentile
from lexassist.evaluation.measures import characters as count_characters
from lexassist.evaluation.retrieval import Subject as Searcher
from lexassist.evaluation.retrieval import ingest
from lexassist.evaluation.subject import evaluation_matter, public_settings
from lexassist.types import DocumentId, Presence, TypePresence

_DRAWS = 2000

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Subject(Searcher, Protocol):
    """What is measured: the part of the assistant that reads files and tells the types of a document."""

    def types(self, matter: str, document: DocumentId, /) -> tuple[TypePresence, ...]:
        """Which types of clause a document has, one a type."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of one type of one contract, and what experts marked: ``gold``, in the text as it was read.

    ``has`` says that experts marked something, ``cited`` are the places given for a type that is present, best first.
    """

    contract: str
    type: str
    has: bool
    presence: Presence
    probability: float
    threshold: float
    cited: tuple[Place, ...]
    gold: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was told, and the seconds that each contract took."""

    told: tuple[Told, ...]
    seconds: tuple[float, ...]


@dataclass(frozen=True)
class Grid:
    """The same as arrays: a row a contract, a column a type, in order."""

    types: tuple[str, ...]
    has: Bools
    yes: Bools
    absent: Bools
    likely: Floats

    @cached_property
    def uncertain(self) -> Bools:
        """Where a person is asked."""
        return ~self.absent & ~self.yes

    def rows(self, chosen: NDArray[np.intp]) -> Grid:
        """Some contracts of it, each as often as it is chosen."""
        parts = (self.has[chosen], self.yes[chosen], self.absent[chosen], self.likely[chosen])
        return Grid(self.types, *parts)


def run_presence(assistant: Subject, data: Path, *, contracts: int, seed: int, out: Path) -> Path:
    """Measure on ``contracts`` held-out contracts of ``data`` drawn by ``seed``; write ``out/types-cuad-N.json``.

    Raises:
        UsageError: the data is missing or has too few contracts, or the matter holds other documents.
        ModelMissing: the encoder knows no types of clause.
    """
    chosen = pick(read_contracts(data), contracts, seed=seed)
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in chosen])
    ingest(assistant, matter, chosen)
    answers = tell_all(assistant, matter, chosen)
    grid = as_grid(answers.told)
    measured = {name: _interval(grid, measure, seed) for name, measure in MEASURES.items()}
    experiment = Experiment(
        name=f"types-cuad-{contracts}",
        command=f"lexassist evaluate types --data DIR --contracts {contracts} --seed {seed}",
        seed=seed,
        settings=public_settings(assistant.settings, "reading", "retrieval"),
        contracts=tuple(file_id(contract.pdf) for contract in chosen),
        figures={
            **{name: [found.mean, found.low, found.high] for name, found in measured.items()},
            "by_type": {name: _type_json(grid, at) for at, name in enumerate(grid.types)},
            "places": dict(_places(answers.told)),
            "seconds": list(answers.seconds),
        },
        tables=(_summary(measured, len(grid.types), len(grid.has)), _by_type(grid)),
        notes=_notes(answers),
    )
    return write_experiment(experiment, out)


def tell_all(assistant: Subject, matter: str, contracts: Sequence[Contract]) -> Answers:
    """What is told of every contract that could be read, for the types that experts looked for."""
    known = {card.id for card in assistant.documents(matter)}
    told: list[Told] = []
    seconds: list[float] = []
    for contract in contracts:
        document = DocumentId(file_id(contract.pdf))
        if document not in known:
            continue
        source, target = Transcription(contract.text()), Transcription(assistant.document(matter, document).text)
        marked = {each.category: each.spans for each in contract.marked}
        started = time.perf_counter()
        found = assistant.types(matter, document)
        seconds.append(time.perf_counter() - started)
        for one in found:
            if one.type in marked:
                spans = [place for span in marked[one.type] for place in align(span, source, target).spans]
                told.append(_told(one, document, bool(marked[one.type]), [Place(document, span) for span in spans]))
    return Answers(tuple(told), tuple(seconds))


def _told(found: TypePresence, document: str, has: bool, gold: Sequence[Place]) -> Told:
    present = found.presence is Presence.PRESENT
    cited = tuple(Place(document, place.span) for place in found.places) if present else ()
    return Told(document, found.type, has, found.presence, found.probability, found.threshold, cited, tuple(gold))


def as_grid(told: Sequence[Told]) -> Grid:
    """Contracts and types in the order in which they first come; of a type that was not looked for in a contract: not there."""
    rows = {name: at for at, name in enumerate(dict.fromkeys(one.contract for one in told))}
    columns = {name: at for at, name in enumerate(dict.fromkeys(one.type for one in told))}
    has, yes, absent = (np.zeros((len(rows), len(columns)), dtype=np.bool_) for _ in range(3))
    likely = np.zeros(has.shape)
    for one in told:
        at = rows[one.contract], columns[one.type]
        has[at], yes[at] = one.has, one.probability >= one.threshold
        absent[at], likely[at] = one.presence is Presence.ABSENT, one.probability
    return Grid(tuple(columns), has, yes, absent, likely)


def f1(grid: Grid) -> Floats:
    """F1 of each type; 0 where a contract has it and none was found, not a number where there is nothing to find or to say."""
    return _share(2 * (grid.has & grid.yes).sum(axis=0), grid.has.sum(axis=0) + grid.yes.sum(axis=0))


def precision(grid: Grid) -> Floats:
    """Of the contracts that are said to have a type, the share that has it."""
    return _share((grid.has & grid.yes).sum(axis=0), grid.yes.sum(axis=0))


def recall(grid: Grid) -> Floats:
    """Of the contracts that have a type, the share that is said to."""
    return _share((grid.has & grid.yes).sum(axis=0), grid.has.sum(axis=0))


def average_precision(has: Bools, likely: Floats) -> float:
    """The mean precision down to each contract that has the type, most likely first; not a number where none has it."""
    right = has[np.argsort(-likely, kind="stable")]
    if not right.any():
        return float("nan")
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right].mean())


def area(has: Bools, likely: Floats) -> float:
    """The chance that a contract with the type is thought likelier to have it than one without (area under the ROC curve)."""
    if has.all() or not has.any():
        return float("nan")
    with_it, without = likely[has][:, None], likely[~has][None]
    return float((with_it > without).mean() + (with_it == without).mean() / 2)


MEASURES: Mapping[str, Callable[[Grid], float]] = {
    "macro F1": lambda grid: float(np.nanmean(f1(grid))),
    "macro precision": lambda grid: float(np.nanmean(precision(grid))),
    "macro recall": lambda grid: float(np.nanmean(recall(grid))),
    "clauses told as absent, all clauses": lambda grid: float((grid.absent & grid.has).sum() / max(1, grid.has.sum())),
    "clauses told as absent, mean of the types": lambda grid: float(
        np.nanmean(_share((grid.absent & grid.has).sum(axis=0), grid.has.sum(axis=0)))
    ),
    "absences that are wrong": lambda grid: float((grid.absent & grid.has).sum() / max(1, grid.absent.sum())),
    "uncertain": lambda grid: float(grid.uncertain.mean()),
    "lacking and told as absent": lambda grid: float((grid.absent & ~grid.has).sum() / max(1, (~grid.has).sum())),
}
"""What is measured on all types together, each from 0 to 1."""


def _share(part: NDArray[np.int_], whole: NDArray[np.int_]) -> Floats:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)


def _interval(grid: Grid, measure: Callable[[Grid], float], seed: int) -> Interval:
    """A measure with its 95 % interval, by drawing whole contracts."""
    drawn = np.random.default_rng(seed).integers(0, len(grid.has), size=(_DRAWS, len(grid.has)))
    low, high = np.percentile([measure(grid.rows(rows)) for rows in drawn], [2.5, 97.5])
    return Interval(measure(grid), float(low), float(high))


def _places(told: Sequence[Told]) -> Mapping[str, float]:
    """How well the places of types that are rightly told as present fit the marked words."""
    right = [one for one in told if one.cited and one.gold]
    first = [overlap(one.cited[:1], one.gold) > 0 for one in right]
    some = [overlap(one.cited, one.gold) > 0 for one in right]
    shared = sum(overlap(one.cited, one.gold) for one in right)
    cited = sum(count_characters(one.cited) for one in right)
    gold = sum(count_characters(one.gold) for one in right)
    return {
        "types": len(right),
        "best place": sum(first) / len(first),
        "any place": sum(some) / len(some),
        "character precision": shared / cited,
        "character recall": shared / gold,
        "character F1": 2 * shared / (cited + gold),
    }


def _summary(measured: Mapping[str, Interval], types: int, contracts: int) -> Table:
    rows = tuple(
        (name, f"{100 * found.mean:.1f} ({100 * found.low:.1f}–{100 * found.high:.1f})")
        for name, found in measured.items()
    )
    return Table(f"{types} types of clause in {contracts} contracts, %", ("measure", "LexAssist"), rows)


def _by_type(grid: Grid) -> Table:
    rows = []
    for at, name in enumerate(grid.types):
        has, likely = grid.has[:, at], grid.likely[:, at]
        shares = (
            f1(grid)[at],
            precision(grid)[at],
            recall(grid)[at],
            average_precision(has, likely),
            area(has, likely),
        )
        lost = int((grid.absent[:, at] & has).sum())
        rows.append(
            (name, str(int(has.sum())), *map(_percent, shares), str(lost), _percent(grid.uncertain[:, at].mean()))
        )
    columns = (
        "type",
        "contracts",
        "F1",
        "precision",
        "recall",
        "average precision",
        "AUC",
        "told as absent",
        "uncertain",
    )
    return Table(
        "By type, %; contracts that have it, and those of them that are told to lack it, as numbers",
        columns,
        tuple(rows),
    )


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f}"


def _type_json(grid: Grid, at: int) -> Mapping[str, Json]:
    has, likely = grid.has[:, at], grid.likely[:, at]
    shares = {"f1": f1(grid)[at], "precision": precision(grid)[at], "recall": recall(grid)[at]}
    shares |= {"average_precision": average_precision(has, likely), "auc": area(has, likely)}
    numbers: dict[str, Json] = {name: None if np.isnan(share) else float(share) for name, share in shares.items()}
    told = {"has": has, "said": grid.yes[:, at], "absent": grid.absent[:, at], "uncertain": grid.uncertain[:, at]}
    told["told_as_absent"] = grid.absent[:, at] & has
    return {**numbers, **{name: int(each.sum()) for name, each in told.items()}}


def _notes(answers: Answers) -> tuple[str, ...]:
    places = _places(answers.told)
    return (
        f"Of {places['types']:,.0f} types that are rightly told as present, the best place shares words with those that experts "
        f"marked for {_percent(places['best place'])} %, some place for {_percent(places['any place'])} %. Of the characters "
        f"cited {_percent(places['character precision'])} % are marked, of the marked {_percent(places['character recall'])} % "
        f"are cited (F1 {_percent(places['character F1'])} %).",
        f"All types of a stored contract take {1000 * percentile(answers.seconds, 0.5):.0f} ms (median; 95 % within "
        f"{1000 * percentile(answers.seconds, 0.95):.0f} ms), its text and vectors read from the store.",
    )
