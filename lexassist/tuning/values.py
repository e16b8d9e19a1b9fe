"""Learns how much each sign of a value weighs, from development contracts with lawyers' answers.

::

    python -m lexassist.tuning.values --data DIR

Writes ``lexassist/particulars/weights.json``. The model is a conditional logit over the places of a contract, with "it has
no such value" as one more choice (:func:`lexassist.particulars.weighing.rate_one`); all places whose value the lawyers gave
are right. For parties each place is a choice of its own. Contracts whose answer is open (experts marked words and gave no
value) teach nothing. Held-out contracts are never opened.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lexassist.evaluation.cuad import read_contracts
from lexassist.evaluation.lawyer_answers import KINDS, LawyersAnswer, agrees, agrees_party, read_answers
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.particulars.body import read_body
from lexassist.particulars.values import FINDERS, find_all_expiry
from lexassist.particulars.weighing import BIAS, WEIGHTS, Found, load_weights
from lexassist.settings import ReadingSettings
from lexassist.tuning.contracts import development
from lexassist.types import ValueKind, WholeDocument

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_RIDGE = {ValueKind.PARTY: 3.0, ValueKind.TITLE: 3.0, ValueKind.AGREEMENT_DATE: 3.0, ValueKind.EFFECTIVE_DATE: 2.0,
          ValueKind.RENEWAL_NOTICE: 2.0}  # fmt: skip
"""How strongly weights are drawn to nought, chosen by five-fold cross-validation on development contracts; 1 elsewhere."""
_STEPS, _RATE = 1500, 0.05
_LEAST = 0.02
"""Weights nearer to nought are left out."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The places of a kind in one contract, with whether the lawyers gave the value of each."""

    found: tuple[Found, ...]
    right: tuple[bool, ...]


def learn_weights(
    contracts: Sequence[tuple[WholeDocument, Mapping[str, LawyersAnswer]]],
) -> Mapping[ValueKind, Mapping[str, float]]:
    """The weights of the signs, by kind, from contracts with the lawyers' answers by category."""
    learned: dict[ValueKind, Mapping[str, float]] = {}
    bodies = [(read_body(whole), answers) for whole, answers in contracts]
    for category, kind in KINDS.items():
        if kind is ValueKind.EXPIRY_DATE:
            continue
        lessons = [
            _lesson(category, tuple(FINDERS[kind](body)), answers[category])
            for body, answers in bodies
            if not answers[category].open
        ]
        learned[kind] = fit(_alone(lessons) if kind is ValueKind.PARTY else lessons, _RIDGE.get(kind, 1.0))
    return learned


def learn_expiry(
    contracts: Sequence[tuple[WholeDocument, Mapping[str, LawyersAnswer]]],
) -> Mapping[str, float]:
    """The weights of the signs of an expiry date; those of the dates that it counts from must be in place."""
    category = "Expiration Date"
    chosen = [(read_body(whole), answers[category]) for whole, answers in contracts if not answers[category].open]
    return fit([_lesson(category, tuple(find_all_expiry(body)), answer) for body, answer in chosen], 1.0)


def fit(lessons: Sequence[Lesson], ridge: float) -> Mapping[str, float]:
    """The weights under which what the lawyers gave is likeliest (Adam on the whole batch; deterministic)."""
    lessons = [lesson for lesson in lessons if lesson.found]
    names = [BIAS, *sorted({sign for lesson in lessons for one in lesson.found for sign in one.signs})]
    column = {name: n for n, name in enumerate(names)}
    signs = np.zeros((sum(len(lesson.found) for lesson in lessons), len(names)))
    signs[:, 0] = 1.0
    for row, one in enumerate(one for lesson in lessons for one in lesson.found):
        signs[row, [column[sign] for sign in one.signs]] = 1.0
    group = np.repeat(np.arange(len(lessons)), [len(lesson.found) for lesson in lessons])
    right = np.array([float(one) for lesson in lessons for one in lesson.right])
    weights = _climb(signs, group, right, ridge)
    return {
        name: round(float(weight), 3)
        for name, weight in zip(names, weights, strict=True)
        if name == BIAS or abs(weight) >= _LEAST
    }


def _climb(signs: Floats, group: NDArray[np.int64], right: Floats, ridge: float) -> Floats:
    count = int(group.max()) + 1
    answered = np.bincount(group, right, count) > 0
    weights, mean, square = (np.zeros(signs.shape[1]) for _ in range(3))
    for step in range(1, _STEPS + 1):
        share = np.exp(np.clip(signs @ weights, -30, 30))
        given = share / (1 + np.bincount(group, share, count))[group]
        wanted = share * right / np.maximum(np.bincount(group, share * right, count)[group], 1e-12)
        pull = signs.T @ (np.where(answered[group], wanted, 0.0) - given)
        pull[1:] -= ridge * weights[1:]
        mean, square = 0.9 * mean + 0.1 * pull, 0.999 * square + 0.001 * pull**2
        weights = weights + _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def write_weights(weights: Mapping[ValueKind, Mapping[str, float]], file: Path = WEIGHTS) -> None:
    """Write weights where they are read from."""
    text = json.dumps({kind.value: dict(sorted(one.items())) for kind, one in weights.items()}, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
    load_weights.cache_clear()


def _lesson(category: str, found: tuple[Found, ...], answer: LawyersAnswer) -> Lesson:
    if category == "Parties":
        return Lesson(found, tuple(agrees_party(one.value, answer.text) for one in found))
    return Lesson(found, tuple(bool(agrees(category, [one.value], answer.text)) for one in found))


def _alone(lessons: Sequence[Lesson]) -> list[Lesson]:
    return [
        Lesson((one,), (right,)) for lesson in lessons for one, right in zip(lesson.found, lesson.right, strict=True)
    ]


def _read(data: Path) -> Iterator[tuple[WholeDocument, Mapping[str, LawyersAnswer]]]:
    answers = read_answers(data)
    with Readers(ReadingSettings(ocr=False)) as readers:
        for contract in development(read_contracts(data)):
            reading = readers.read(contract.pdf, source=contract.pdf.name)
            if reading.document is not None:
                vectors = np.zeros((0, 0), dtype=np.float32)
                parts = (reading.clauses, reading.definitions, reading.references, reading.chunks)
                yield WholeDocument(reading.document, *parts, vectors), answers[contract.name]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the development contracts, learn, write the weights."""
    parser = argparse.ArgumentParser(
        prog="python -m lexassist.tuning.values", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled contracts (CUAD's layout)")
    contracts = tuple(_read(parser.parse_args(arguments).data))
    learn_all(contracts)
    sys.stdout.write(f"{WEIGHTS}\n")
    return 0


def learn_all(contracts: Sequence[tuple[WholeDocument, Mapping[str, LawyersAnswer]]]) -> None:
    """Learn the weights of every kind and write them: those of expiry last, since they count from the other dates."""
    weights = dict(learn_weights(contracts))
    write_weights(weights)
    write_weights(weights | {ValueKind.EXPIRY_DATE: learn_expiry(contracts), ValueKind.TERM: _term(contracts)})


def _term(contracts: Sequence[tuple[WholeDocument, Mapping[str, LawyersAnswer]]]) -> Mapping[str, float]:
    """The weights of an initial term: right where the expiry date that is counted with it is the lawyers'."""
    category = "Expiration Date"
    lessons = []
    for whole, answers in contracts:
        body = read_body(whole)
        counted = [one for one in find_all_expiry(body) if "counted" in one.signs and not answers[category].open]
        right = tuple(bool(agrees(category, [one.value], answers[category].text)) for one in counted)
        plain = tuple(
            replace(one, signs=frozenset(sign for sign in one.signs if "start" not in sign)) for one in counted
        )
        lessons.append(Lesson(plain, right))
    return fit(lessons, 1.0)


if __name__ == "__main__":
    sys.exit(main())
