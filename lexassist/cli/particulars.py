"""The verbs that tell what a contract provides in particular: its values, and how well they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.cli.frame import AsJson, MatterName, OutFolder, app, evaluate_app, open_for, print_json, print_result

if TYPE_CHECKING:
    from rich.table import Table

    from lexassist.types import Clause, ClauseId, Document, Value

_UNLIKELY = 0.1
"""Values of a smaller probability are in the JSON only."""
_LONGEST = 160
"""Characters of a value's words that a line of the table shows."""


@app.command()
def values(
    document: Annotated[str, typer.Argument(help="Id or file name.", show_default=False)],
    matter: MatterName,
    figures: Annotated[bool, typer.Option("--figures", help="Also every amount, percentage, period and date.")] = False,
    as_json: AsJson = False,
) -> None:
    """The values of a document with the words they come from: title, parties, dates, terms, notices, law, caps.

    Each with how likely it is the value that is meant, and the steps where it was worked out. JSON has all, the unlikely too.
    """
    from lexassist.console import show
    from lexassist.records import values_record

    with open_for("lexassist values") as assistant:
        found = assistant.find_document(matter, document)
        whole, clauses = assistant.document(matter, found), assistant.clauses(matter, found)
        read = assistant.values(matter, found)
    by_id = {clause.id: clause for clause in clauses}
    if as_json:
        print_json(values_record(whole, by_id, read))
    else:
        likely = [value for value in read if value.probability >= _UNLIKELY]
        show(_table(whole, by_id, [value for value in likely if figures or value.kind not in _figures()]))


@evaluate_app.command(name="values")
def evaluate_values(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int | None, typer.Option(min=1, help="How many held-out contracts; all without it.")] = None,
    seed: Annotated[int, typer.Option(help="Which of them.")] = 7,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """How often the values that are read are those that lawyers wrote down."""
    from lexassist.evaluation.values import run_values

    with open_for("lexassist evaluate") as assistant:
        file = run_values(assistant, data, contracts=contracts, seed=seed, out=out)
    print_result(file, as_json=as_json)


def _figures() -> frozenset[str]:
    """The kinds of which every figure of a contract is a value."""
    from lexassist.types import ValueKind

    return frozenset({ValueKind.AMOUNT, ValueKind.PERCENTAGE, ValueKind.PERIOD, ValueKind.DATE})


def _table(document: Document, clauses: Mapping[ClauseId, Clause], values: Sequence[Value]) -> Table:
    from rich.table import Table

    from lexassist.console import plain
    from lexassist.telling import pinpoint

    table = Table("what", "value", "words", "where", "sure")
    for value in values:
        pages = document.pages_of(value.span) if document.paged else ()
        paragraph = None if document.paged else document.paragraph_of(value.span)
        told = value.told if not value.role else f"{value.told} ({value.role})"
        steps = "".join(f"\n{step.says}" for step in value.steps)
        table.add_row(
            value.kind.value.replace("_", " "),
            plain(_short(told) + steps),
            plain(_short(value.words)),
            plain(pinpoint(clauses[value.clause].label, pages, paragraph)),
            f"{100 * value.probability:.0f} %",
        )
    return table


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
