"""What a contract of 2,000 pages costs: memory of the program that asks and of the process that reads, and time.

::

    python -m benchmarks.large [--pages 2000]

The contract is made at run time: numbered articles, sections and items of varied words, a running head and page numbers.
It is read as in ingestion. Growth is the highest memory (resident set) of the asking program during the reading above what
it had before; the reader's is the highest of its process. Writes ``results/large.json`` and prints the table as Markdown.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from lexassist.errors import LexAssistError
from lexassist.evaluation.experiment import Experiment, Table, read_experiment, write_experiment
from lexassist.evaluation.tables import render_result
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.settings import ReadingSettings

_WORDS = (
    "the party supplier purchaser goods services agreement shall may must not deliver pay notify terminate assign within "
    "days written notice reasonable costs losses damages liability invoice price order term renewal breach remedy consent "
    "confidential information law court premises warranty insurance schedule delivery acceptance of to in by for under any "
    "each such other and or with from after before unless provided that including without limitation as set out in"
).split()
_LINES_A_PAGE = 46
_PARENT_BAR, _READER_BAR = 200, 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading the file took. Memory in MiB."""

    pages: int
    clauses: int
    chunks: int
    characters: int
    seconds: float
    parent_growth: float
    reader: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the file, have it read, and write the costs; the exit status is 0, 1 above a bar, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(asdict(measure(options.measure))))
        return 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "large.pdf"
            make_contract(file, options.pages, seed=options.seed)
            size = file.stat().st_size
            # In a program of its own, whose memory holds nothing of the making.
            command = [sys.executable, "-m", "benchmarks.large", "--measure", str(file)]
            cost = Cost(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
        written = write_experiment(_experiment(cost, size, options.seed), options.out)
        print(render_result(read_experiment(written)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return int(cost.parent_growth > _PARENT_BAR or cost.reader > _READER_BAR)


def measure(file: Path) -> Cost:
    """Read ``file`` as ingestion does and say what it took."""
    with Readers(ReadingSettings(cpu_seconds=1200, wall_seconds=1200)) as readers:
        _forget_peak()
        before, started = _memory("VmRSS"), time.perf_counter()
        reading = readers.read(file, source=file.name)
        seconds, growth = time.perf_counter() - started, _memory("VmHWM") - before
    if reading.document is None:
        raise SystemExit(reading.message)
    # Those of the reading process are among those of the server, which has been waited for.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Cost(
        len(reading.document.pages), len(reading.clauses), len(reading.chunks), len(reading.document.text),
        round(seconds, 2), round(growth, 1), round(peak, 1),
    )  # fmt: skip


def make_contract(file: Path, pages: int, *, seed: int) -> None:
    """A contract of ``pages`` pages as a PDF."""
    canvas = Canvas(str(file), pagesize=(612, 792))
    lines = _lines(random.Random(seed))
    for number in range(1, pages + 1):
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 756, "FRAMEWORK AGREEMENT FOR SUPPLY")
        for row in range(_LINES_A_PAGE):
            canvas.drawString(72, 726 - 14 * row, next(lines))
        canvas.drawString(290, 36, str(number))
        canvas.showPage()
    canvas.save()


def _lines(chance: random.Random) -> Iterator[str]:
    """Lines of numbered clauses, without end."""
    article = 0
    while True:
        article += 1
        yield f"ARTICLE {article}  {' '.join(chance.choices(_WORDS, k=3)).upper()}"
        for section in range(1, chance.randint(4, 12)):
            yield from _wrap(f"{article}.{section} {_sentences(chance, chance.randint(2, 5))}")
            for item in "abcdefgh"[: chance.choice((0, 0, 2, 5))]:
                yield from _wrap(f"({item}) {_sentences(chance, 1)}")


def _sentences(chance: random.Random, count: int) -> str:
    drawn = (" ".join(chance.choices(_WORDS, k=chance.randint(8, 30))) for _ in range(count))
    return " ".join(f"{each.capitalize()}." for each in drawn)


def _wrap(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) > 88:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _memory(what: str) -> float:
    """MiB that this program holds now (VmRSS), or held at most (VmHWM)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    raise ValueError(what)


def _experiment(cost: Cost, size: int, seed: int) -> Experiment:
    columns = ("pages", "MiB of PDF", "clauses", "chunks", "seconds", "program's growth, MiB", "reader's memory, MiB")
    row = (
        f"{cost.pages:,}", f"{size / (1 << 20):.1f}", f"{cost.clauses:,}", f"{cost.chunks:,}", f"{cost.seconds:.1f}",
        f"{cost.parent_growth:.0f} (bar {_PARENT_BAR})", f"{cost.reader:.0f} (bar {_READER_BAR:,})",
    )  # fmt: skip
    return Experiment(
        name="large",
        command=f"python -m benchmarks.large --pages {cost.pages} --seed {seed}",
        seed=seed,
        settings={},
        contracts=(),
        figures=asdict(cost),
        tables=(Table(f"A contract of {cost.pages:,} pages", columns, (row,)),),
        notes=("The contract is generated; memory is the resident set at its highest.",),
    )


if __name__ == "__main__":
    sys.exit(main())
