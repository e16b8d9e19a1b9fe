"""A qualification as a result file: the figures beside the bounds that they are held against."""

from __future__ import annotations

from pathlib import Path

from lexassist.evaluation.experiment import Experiment, Table, write_experiment
from lexassist.evaluation.qualification import PHRASE_NEEDS, QUOTE_NEEDS, Need
from lexassist.models.qualified import Qualification

_NOTES = (
    "The tasks were written by the authors of the system, about invented clauses of one sentence each.",
    "right: of the phrased sentences that passed the gate, the share that cites a gold sentence and holds the gold words.",
    "The bounds were stated before any model was measured.",
)


def write_qualification(measured: Qualification, folder: Path) -> Path:
    """Write ``folder/qualify-MODEL.json``, and give the file."""
    return write_experiment(
        Experiment(
            name=f"qualify-{measured.model}",
            command=f"lexassist models qualify {measured.model} --out results",
            seed=0,
            settings={"tasks_sha256": measured.tasks_sha256, "prompts": dict(measured.prompts)},
            contracts=(),
            figures={
                **measured.figures,
                "mode": measured.mode.value,
                "sha256": measured.sha256,
                "tasks": measured.tasks,
            },
            tables=(_table(measured),),
            notes=(*_NOTES, f"Mode: {measured.mode.value}, since {measured.reason}."),
        ),
        folder,
    )


def _table(measured: Qualification) -> Table:
    rows = [_row("phrase", need, measured) for need in PHRASE_NEEDS]
    rows += [_row("quote", need, measured) for need in QUOTE_NEEDS]
    title = f"{measured.model}, {measured.tasks} tasks: mode {measured.mode.value}"
    return Table(title, ("to", "figure", "measured", "needed", "why"), tuple(rows))


def _row(mode: str, need: Need, measured: Qualification) -> tuple[str, ...]:
    figure = measured.figures[need.figure]
    if need.least > 1:
        return mode, need.words, f"{figure:g}", f"{need.least:g}", need.why
    return mode, need.words, f"{figure:.0%}", f"{need.least:.0%}", need.why
