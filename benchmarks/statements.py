"""Whether statements about an agreement are entailed, contradicted or not mentioned (ContractNLI, development set).

::

    python -m benchmarks.statements --data DIR [--limit N]

``--data`` holds ``contractnli/dev.json``. Writes ``results/contractnli-statements.json`` and prints the tables as Markdown; with
``--limit`` only the first so many agreements are taken, and nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lexassist.assistant import open_assistant
from lexassist.errors import LexAssistError, ModelMissing
from lexassist.evaluation.contractnli import read_agreements
from lexassist.evaluation.experiment import read_experiment
from lexassist.evaluation.statements import run_statements
from lexassist.evaluation.tables import render_result


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.statements", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with contractnli/")
    parser.add_argument("--limit", type=int, default=None, help="a small part only, nothing is written")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder, open_assistant(purpose="a benchmark") as assistant:
            judge = assistant.judge()
            if judge is None:
                raise ModelMissing(
                    "This encoder has no judge of passages with it.", remedy="Use the encoder that ships."
                )
            out = options.out if options.limit is None else Path(folder)
            file = run_statements(assistant, judge, read_agreements(options.data)[: options.limit], out=out)
            print(render_result(read_experiment(file)), flush=True)
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
