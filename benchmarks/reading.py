"""How fast and how faithfully contracts are read, beside pypdf's ``extract_text`` on the same files in one run.

::

    python -m benchmarks.reading --data DIR [--contracts 40] [--seed 7]

LexAssist reads each file as it does when installed: in a child process of its own, with a box for every word, clauses and
chunks. pypdf reads in this process and gives text only. Files take turns, so that a busy machine weighs on both. Gold are
the spans that experts marked in CUAD's text files, found when their characters stand in the text that was read (white
space, kinds of quotation marks and dashes apart). Writes ``results/reading.json`` and prints the table as Markdown.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from lexassist.errors import LexAssistError
from lexassist.evaluation.alignment import Aligned, How, Transcription, align
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.structure import fits_clause
from lexassist.evaluation.tables import render_result
from lexassist.parsing.sandbox import read_file
from lexassist.settings import ReadingSettings
from lexassist.types import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file read by one reader. ``gold`` has the fate of each gold span; ``fitting`` of them fit a clause."""

    reader: str
    pages: int
    seconds: float
    gold: tuple[How, ...]
    fitting: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the files with both; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD")
    parser.add_argument("--contracts", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        chosen = pick(read_contracts(options.data), options.contracts, seed=options.seed)
        outcomes = [outcome for contract in chosen for outcome in (read_ours(contract), read_pypdf(contract))]
        file = write_experiment(_experiment(outcomes, chosen, options.seed), options.out)
        print(render_result(read_experiment(file)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def read_ours(contract: Contract) -> Outcome:
    """Read one contract as LexAssist does."""
    started = time.perf_counter()
    reading = read_file(contract.pdf, source=contract.pdf.name, limits=ReadingSettings())
    seconds = time.perf_counter() - started
    if reading.document is None:
        return Outcome("LexAssist", 0, seconds, (How.ABSENT,) * len(contract.labels))
    gold = _align_all(contract, reading.document.text)
    return Outcome(
        "LexAssist", len(reading.document.pages), seconds, tuple(each.how for each in gold), _fitting(gold, reading)
    )


def read_pypdf(contract: Contract) -> Outcome:
    """Read one contract's text with pypdf."""
    started = time.perf_counter()
    try:
        texts = [page.extract_text() for page in PdfReader(contract.pdf).pages]
    except Exception as error:  # noqa: BLE001  pypdf also raises outside its own classes
        print(f"pypdf could not read a contract: {type(error).__name__}", file=sys.stderr)
        return Outcome("pypdf", 0, time.perf_counter() - started, (How.ABSENT,) * len(contract.labels))
    seconds = time.perf_counter() - started
    return Outcome("pypdf", len(texts), seconds, tuple(each.how for each in _align_all(contract, "\n".join(texts))))


def _align_all(contract: Contract, text: str) -> list[Aligned]:
    source, target = Transcription(contract.text()), Transcription(text)
    return [align(span, source, target) for span in contract.labels]


def _fitting(gold: Sequence[Aligned], reading: Reading) -> int:
    return sum(len(each.spans) > 0 and all(fits_clause(span, reading.clauses) for span in each.spans) for each in gold)


def _experiment(outcomes: Sequence[Outcome], contracts: Sequence[Contract], seed: int) -> Experiment:
    by_reader = {name: [each for each in outcomes if each.reader == name] for name in ("LexAssist", "pypdf")}
    spans = sum(len(contract.labels) for contract in contracts)
    columns = ("reader", "pages", "pages a second", "files failed", "gold found exactly, %", "found by words, %",
               "gold in fitting clauses, %")  # fmt: skip
    rows = tuple(_row(name, mine) for name, mine in by_reader.items())
    return Experiment(
        name="reading",
        command=f"python -m benchmarks.reading --data DIR --contracts {len(contracts)} --seed {seed}",
        seed=seed,
        settings={},
        contracts=tuple(file_id(contract.pdf) for contract in contracts),
        figures={
            name: {
                "pages": sum(each.pages for each in mine),
                "seconds": round(sum(each.seconds for each in mine), 3),
                "failed": sum(not each.pages for each in mine),
                "gold": {how.value: sum(each.gold.count(how) for each in mine) for how in How},
                "fitting": sum(each.fitting for each in mine),
            }
            for name, mine in by_reader.items()
        },
        tables=(Table(f"{len(contracts)} contracts, {spans:,} gold spans", columns, rows),),
        notes=("LexAssist: one file after another, each in its own process, with boxes, clauses and chunks.",),
    )


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    pages = sum(each.pages for each in outcomes)
    fates = [how for each in outcomes for how in each.gold]

    def share(count: int) -> str:
        return f"{100 * count / max(1, len(fates)):.2f}"

    return (
        name,
        f"{pages:,}",
        f"{pages / sum(each.seconds for each in outcomes):.1f}",
        str(sum(not each.pages for each in outcomes)),
        share(fates.count(How.EXACT)),
        share(fates.count(How.WORDS)),
        share(sum(each.fitting for each in outcomes)) if name == "LexAssist" else "–",
    )


if __name__ == "__main__":
    sys.exit(main())
