"""How the judge of statements does on provisions kept from its training, as a result file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lexassist.evaluation.experiment import Experiment, Table, write_experiment
from lexassist.generation.entailment import NEVER, EntailmentModel, Settled
from lexassist.tuning.entailment import Measured, Shown, answers_of, weights_of

_TOLD = {Settled.ENTAILED: "entailed", Settled.CONTRADICTED: "contradicted", Settled.NEITHER: "neither"}


def write_judging(model: EntailmentModel, measured: Measured, *, out: Path, seed: int) -> Path:
    """Write ``out/training-statements.json`` and give that file."""
    answers = answers_of(model, measured)
    rows = [row for shown in Shown for row in _rows(measured, answers, shown)]
    kept = sum(each.kept and each.shown is Shown.ALONE for each in measured.examples)
    learned = sum(not each.kept and each.shown is Shown.ALONE for each in measured.examples)
    sure = {each.value: None if model.sure[each] == NEVER else model.sure[each] for each in Settled}
    experiment = Experiment(
        name="training-statements",
        command="python -m lexassist.tuning.gate --data DIR --statements-only",
        seed=seed,
        settings={"learned": learned, "kept": kept},
        contracts=(),
        figures={"sure_from": sure},
        tables=(
            Table(
                f"{kept} statements kept from training, {learned} learned from",
                ("evidence", "answer", "statements", "precision, %", "recall, %", "accuracy by share, %"),
                tuple(rows),
            ),
        ),
    )
    return write_experiment(experiment, out)


def _rows(measured: Measured, answers: tuple[tuple[Settled, float], ...], shown: Shown) -> list[tuple[str, ...]]:
    cases = [
        (one, answer)
        for one, (answer, _) in zip(measured.examples, answers, strict=True)
        if one.kept and one.shown is shown
    ]
    right = np.array([one.settled is answer for one, answer in cases], dtype=float)
    accuracy = 100 * float(np.average(right, weights=weights_of([one for one, _ in cases])))
    found: list[tuple[str, ...]] = []
    for each in Settled:
        gold = sum(one.settled is each for one, _ in cases)
        said = sum(answer is each for _, answer in cases)
        both = sum(one.settled is each is answer for one, answer in cases)
        if gold:
            precision = f"{100 * both / said:.1f}" if said else ""
            found.append(
                (shown.value, _TOLD[each], str(gold), precision, f"{100 * both / gold:.1f}", f"{accuracy:.1f}")
            )
    return found
