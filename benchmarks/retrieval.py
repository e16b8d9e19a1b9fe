"""LexAssist and the LangChain recipe on the same PDFs and questions, one after the other in one run.

::

    python -m benchmarks.retrieval --data DIR --model DIR [--contracts 40] [--seed 7]

``--data`` holds CUAD (see :mod:`lexassist.evaluation.cuad`), ``--model`` is the sentence-transformers folder of
all-MiniLM-L6-v2. Each system has a process of its own, so that neither's memory or threads weigh on the other. Writes
``results/retrieval-vs-recipe.json`` and prints the table as Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.langchain_recipe import RECIPES, run_recipe
from benchmarks.ours import NAME, run_ours
from benchmarks.side import Side
from lexassist.errors import LexAssistError
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.runs import Figures, aligned_share, compare, summarise, table
from lexassist.evaluation.tables import render_result

_KS = (1, 4, 8, 32, 64)
_COMPARED = (8, 32)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD and its retrieval questions")
    parser.add_argument("--model", type=Path, required=True, help="sentence-transformers folder of all-MiniLM-L6-v2")
    parser.add_argument("--contracts", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        chosen = pick(read_contracts(options.data), options.contracts, seed=options.seed)
        sides = [_apart(run_ours, chosen, max(_KS))]
        sides += [_apart(run_recipe, chosen, options.model, recipe, max(_KS)) for recipe in RECIPES]
        file = write_experiment(_experiment(sides, chosen, options.model, options.seed), options.out)
        print(render_result(read_experiment(file)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def _apart(run: Callable[..., Side], *arguments: object) -> Side:
    """Run one side in a new process and wait for it."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, *arguments).result()


def _experiment(sides: Sequence[Side], contracts: Sequence[Contract], model: Path, seed: int) -> Experiment:
    figures = {side.name: summarise(side.runs, _KS, seed=seed) for side in sides}
    questions = figures[NAME].queries
    return Experiment(
        name="retrieval-vs-recipe",
        command=f"python -m benchmarks.retrieval --data DIR --model DIR --contracts {len(contracts)} --seed {seed}",
        seed=seed,
        settings={"rival's encoder": {file.name: file_id(file) for file in sorted(model.glob("*.safetensors"))}},
        contracts=tuple(file_id(contract.pdf) for contract in contracts),
        figures={side.name: {**figures[side.name].json(), **_cost(side)} for side in sides},
        tables=(
            table(f"{questions} questions about {len(contracts)} contracts, %", figures),
            _cost_table(sides, figures),
        ),
        notes=tuple(_gain(sides[0], rival, k, seed) for rival in sides[1:] for k in _COMPARED),
    )


def _cost(side: Side) -> dict[str, Json]:
    return {
        "pages": side.pages,
        "failed": side.failed,
        "reading_seconds": side.reading_seconds,
        "reading_and_encoding_seconds": round(side.seconds, 3),
        "peak_memory_mib": round(side.memory_mib, 1),
    }


def _cost_table(sides: Sequence[Side], figures: dict[str, Figures]) -> Table:
    ours = sides[0]
    rows = [
        (
            side.name,
            f"{side.pages:,}",
            str(side.failed),
            f"{side.seconds:.1f}",
            f"{side.seconds / ours.seconds:.2f}",
            f"{100 * figures[side.name].wrong_document.mean:.1f}",
            f"{100 * aligned_share(figures[side.name].gold):.2f}",
            f"{1000 * figures[side.name].seconds_median:.0f}",
            f"{side.memory_mib:,.0f}",
        )
        for side in sides
    ]
    columns = (
        "system",
        "pages",
        "files failed",
        "reading and encoding, s",
        "times ours",
        "first hit in another contract, %",
        "gold spans found in its text, %",
        "a query, ms (median)",
        "peak memory, MiB",
    )
    return Table("Cost and errors", columns, tuple(rows))


def _gain(ours: Side, rival: Side, k: int, seed: int) -> str:
    gain = compare(ours.runs, rival.runs, k, seed=seed)
    return (
        f"Recall at {k}, LexAssist less {rival.name}, question by question: {100 * gain.mean:+.1f} points "
        f"({100 * gain.low:+.1f} to {100 * gain.high:+.1f})."
    )


if __name__ == "__main__":
    sys.exit(main())
