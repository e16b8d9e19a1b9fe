"""What becomes of files made to break parsers: the state each one ends in, how long it takes, and what is left behind.

::

    python -m benchmarks.torture --data DIR [--no-ocr]

Every PDF under DIR is read as it is when it is ingested, and the first page of each file that could be read is drawn.
Each must end in one named state with a message that says what to do (an indexed file has nothing to say); no process and
no file may be left when all are done. Files are named by collection only: the folder of DIR that they lie in. Writes
``results/torture.json`` and prints the table as Markdown; exit status 1 when something is unexplained or left behind.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from lexassist.errors import LexAssistError, ReadError, UsageError
from lexassist.evaluation.experiment import Experiment, Table, read_experiment, write_experiment
from lexassist.evaluation.tables import render_result
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.settings import ReadingSettings
from lexassist.types import Reading, ReadStatus

_CRASHED = ("made the reader crash", "made the reader fail")
_STOPPED = ("Reading was stopped", "more memory than")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file. ``flaw`` says what is wrong with how it ended, "" when nothing is."""

    collection: str
    status: ReadStatus
    seconds: float
    crashed: bool
    stopped: bool
    flaw: str


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What is there behind a run that was not before."""

    processes: int
    files: int
    descriptors: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the files; the exit status is 0, 1 with a flaw, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, action="append", help="folder with PDFs, walked")
    parser.add_argument("--no-ocr", action="store_true", help="leave scanned pages unread")
    parser.add_argument("--explain", action="store_true", help="say on stderr how each file ended")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        files = _find(options.data)
        limits = ReadingSettings(ocr=not options.no_ocr)
        outcomes, leftovers = _read_all(files, limits, explain=options.explain)
        file = write_experiment(_experiment(outcomes, leftovers, limits), options.out)
        print(render_result(read_experiment(file)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return int(any(each.flaw for each in outcomes) or leftovers != Leftovers(0, 0, 0))


def _find(folders: Sequence[Path]) -> list[tuple[str, Path]]:
    """Each PDF with its collection."""
    found = [
        (f"{folder.name}/{path.relative_to(folder).parts[0]}" if path.parent != folder else folder.name, path)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() == ".pdf"
    ]
    if not found:
        raise UsageError("There is no PDF in what was named.", remedy="Give --data a folder that holds some.")
    return found


def _read_all(
    files: Sequence[tuple[str, Path]], limits: ReadingSettings, *, explain: bool
) -> tuple[list[Outcome], Leftovers]:
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        # A folder of its own for temporary files, so that those of other programs are not counted.
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        try:
            before = _processes(), _descriptors()
            with Readers(limits) as readers:
                outcomes = [_read(readers, collection, path, explain=explain) for collection, path in files]
            left = Leftovers(
                len(_processes() - before[0]), sum(1 for _ in Path(folder).rglob("*")), _descriptors() - before[1]
            )
        finally:
            del os.environ["TMPDIR"]
            tempfile.tempdir = None
    return outcomes, left


def _read(readers: Readers, collection: str, path: Path, *, explain: bool) -> Outcome:
    started = time.perf_counter()
    reading = readers.read(path, source=path.name)
    seconds = time.perf_counter() - started
    drawing = _draw(readers, path) if reading.document is not None else ""
    crashed = any(words in reading.message for words in _CRASHED)
    stopped = any(words in reading.message for words in _STOPPED)
    flaw = _flaw(reading.message, reading) or drawing
    if explain:
        print(
            f"{seconds:7.2f} {reading.status:14} {path.name}: {reading.message} {flaw and 'FLAW: ' + flaw}",
            file=sys.stderr,
        )
    return Outcome(collection, reading.status, seconds, crashed, stopped, flaw)


def _draw(readers: Readers, path: Path) -> str:
    """What is wrong with how drawing its first page ends; a page that cannot be drawn must say why."""
    try:
        return "" if readers.draw(path, page=1, scale=1.0).startswith(b"\x89PNG") else "the picture is none"
    except ReadError as error:
        return _unexplained(str(error))


def _flaw(message: str, reading: Reading) -> str:
    if reading.status is ReadStatus.INDEXED:
        return ""
    return _unexplained(message)


def _unexplained(message: str) -> str:
    if "Traceback" in message:
        return "the message is a traceback"
    return "" if message.count(". ") >= 1 else "the message does not say what happened and what to do"


def _processes() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def _descriptors() -> int:
    return psutil.Process().num_fds()


def _experiment(outcomes: Sequence[Outcome], left: Leftovers, limits: ReadingSettings) -> Experiment:
    collections = sorted({each.collection for each in outcomes})
    columns = (
        "files from", "files", *(status.value for status in _STATES), "reader crashed", "stopped by a limit",
        "unexplained", "seconds a file: median", "95 %", "most",
    )  # fmt: skip
    groups = [(name, [each for each in outcomes if each.collection == name]) for name in collections]
    rows = tuple(_row(name, mine) for name, mine in [*groups, ("all", list(outcomes))])
    return Experiment(
        name="torture",
        command=f"python -m benchmarks.torture --data DIR{'' if limits.ocr else ' --no-ocr'}",
        seed=0,
        settings={"ocr": limits.ocr},
        contracts=(),
        figures={
            "files": len(outcomes),
            "states": dict(Counter(each.status.value for each in outcomes)),
            "crashed": sum(each.crashed for each in outcomes),
            "stopped": sum(each.stopped for each in outcomes),
            "unexplained": sum(bool(each.flaw) for each in outcomes),
            "left": {"processes": left.processes, "files": left.files, "descriptors": left.descriptors},
            "seconds": {name: round(_share(outcomes, share), 3) for name, share in _SHARES.items()},
        },
        tables=(Table(f"{len(outcomes)} damaged, hostile or odd PDFs", columns, rows),),
        notes=(
            "A reader that crashed or was stopped is a process of one file: the file is reported as damaged, with the reason.",
            f"Left behind: {left.processes} processes, {left.files} files, {left.descriptors} open descriptors.",
        ),
    )


_STATES = tuple(status for status in ReadStatus if status is not ReadStatus.DUPLICATE)
_SHARES = {"p50": 0.5, "p95": 0.95, "max": 1.0}


def _share(outcomes: Sequence[Outcome], share: float) -> float:
    seconds = sorted(each.seconds for each in outcomes)
    return median(seconds) if share == 0.5 else seconds[min(len(seconds) - 1, int(share * len(seconds)))]


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    states = Counter(each.status for each in outcomes)
    return (
        name,
        str(len(outcomes)),
        *(str(states[status]) for status in _STATES),
        str(sum(each.crashed for each in outcomes)),
        str(sum(each.stopped for each in outcomes)),
        str(sum(bool(each.flaw) for each in outcomes)),
        *(f"{_share(outcomes, share):.2f}" for share in _SHARES.values()),
    )


if __name__ == "__main__":
    sys.exit(main())
