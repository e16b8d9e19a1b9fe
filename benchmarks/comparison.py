"""Two versions of a contract compared, where every change is known because it was made.

::

    python -m benchmarks.comparison --data DIR [--limit N] [--tuning]

``--data`` holds CUAD. Versions are made of its development contracts on which nothing was tuned (``--tuning``: of the others,
for looking at, nothing is written). Writes ``results/comparison.json`` and prints the tables as Markdown.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lexassist.errors import LexAssistError
from lexassist.evaluation.comparison import run_comparison
from lexassist.evaluation.cuad import Part, part_of, read_contracts
from lexassist.evaluation.experiment import file_id, read_experiment
from lexassist.evaluation.tables import render_result
from lexassist.tuning.contracts import is_validation


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.comparison", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD")
    parser.add_argument("--limit", type=int, default=None, help="only so many contracts, nothing is written")
    parser.add_argument("--tuning", action="store_true", help="the contracts for tuning instead, nothing is written")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        contracts = [
            contract
            for contract in read_contracts(options.data)
            if part_of(contract) is Part.DEVELOPMENT and is_validation(contract.name) is not options.tuning
        ][: options.limit]
        texts = {file_id(contract.pdf): contract.text() for contract in contracts}
        with tempfile.TemporaryDirectory() as folder:
            kept = options.limit is None and not options.tuning
            out = options.out if kept else Path(folder)
            file = run_comparison(texts, out=out, command="python -m benchmarks.comparison --data DIR")
            print(render_result(read_experiment(file)), flush=True)
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
