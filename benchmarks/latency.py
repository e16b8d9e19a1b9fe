"""How long a warm search takes, from a thousand chunks to a million, and what it needs.

::

    python -m benchmarks.latency --data DIR [--sizes 1000 10000 100000 1000000] [--profile]

Matters are made of development contracts of CUAD in ``--data`` (see :mod:`benchmarks.synthetic`) and written straight into
the store; each is then opened in a process of its own, as it is by a program that starts. A search gives 8 hits with their
words and what they depend on; half of the questions name a document, half none. Memory is what the process has more than
before the matter was opened, when the encoder was loaded already.

Writes ``results/latency.json`` and prints the table as Markdown; sizes that an earlier run has measured stay in it.
``--profile`` tells on stderr where the time of the searches goes.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import pstats
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import psutil
from pydantic import TypeAdapter, ValidationError

from benchmarks.synthetic import Base, Made, fill, read_base
from lexassist.assistant import Assistant, open_assistant
from lexassist.errors import LexAssistError
from lexassist.evaluation.experiment import Experiment, Table, read_experiment, write_experiment
from lexassist.evaluation.measures import percentile
from lexassist.evaluation.subject import public_settings
from lexassist.evaluation.tables import render_result
from lexassist.matters.folder import find_matter
from lexassist.settings import Settings, load_settings

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_MATTER = "synthetic"
_HITS = 8
_WARMING = 20
_SETTLING = 4 * 3600.0
_BARS = {"p50": 100, "p95": 300}
_BARRED = 100_000
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds that half, and 95 % of, the searches stayed within."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one size took. Memory and files in MiB; ``exact`` says that no index was used. ``commit`` made the figures."""

    chunks: int
    documents: int
    searches: int
    named: Times
    unnamed: Times
    every: Times
    opening_seconds: float
    indexing_seconds: float
    memory: float
    store: float
    index: float
    exact: bool
    commit: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the matters and measure; the exit status is 0, 1 above a bar, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="chunks of each matter")
    parser.add_argument("--searches", type=int, default=200, help="searches that are timed, of each matter")
    parser.add_argument("--base", type=int, default=2000, help="real chunks that are repeated")
    parser.add_argument(
        "--work", type=Path, default=None, help="folder for the matters, deleted after; else a temporary one"
    )
    parser.add_argument("--profile", action="store_true", help="tell where the time goes; writes nothing")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        base = _apart(_read, options.data, options.base)
        costs = [_measure_size(base, size, options) for size in options.sizes]
        if options.profile:
            print(*costs, sep="\n")
            return 0
        file = write_experiment(_experiment(costs, options), options.out)
        print(render_result(read_experiment(file)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return int(any(cost.every.p50 > _BARS["p50"] or cost.every.p95 > _BARS["p95"] for cost in _barred(costs)))


def measure(home: Path, made: Sequence[Made], questions: Sequence[str], searches: int, profile: bool = False) -> Cost:
    """Open the matter, warm it up, and time ``searches`` searches."""
    with open_assistant(_settings(home), purpose="a benchmark") as assistant:
        assistant.encoder().encode(["warm"])
        before = _memory()
        started = time.perf_counter()
        assistant.search(_MATTER, questions[0], k=_HITS)
        opening = time.perf_counter() - started
        asked = make_questions(made, questions, _WARMING + searches)
        exact = [assistant.search(_MATTER, query, k=_HITS).exact for query, _ in asked[:_WARMING]]
        # Processor time: on a busy machine the clock says more of the others.
        watch = cProfile.Profile(time.process_time) if profile else nullcontext()
        with watch:
            times = [(_time(assistant, query), named) for query, named in asked[_WARMING:]]
        if isinstance(watch, cProfile.Profile):
            _tell(watch)
        memory = _memory() - before
    folder = find_matter(_settings(home).matters, _MATTER)
    return Cost(
        chunks=0,
        documents=len(made),
        searches=searches,
        named=_times([seconds for seconds, named in times if named]),
        unnamed=_times([seconds for seconds, named in times if not named]),
        every=_times([seconds for seconds, _ in times]),
        opening_seconds=round(opening, 3),
        indexing_seconds=0.0,
        memory=round(memory, 1),
        store=_size(folder.path) - _size(folder.index),
        index=_size(folder.index),
        exact=any(exact),
    )


def make_questions(made: Sequence[Made], questions: Sequence[str], count: int) -> list[tuple[str, bool]]:
    """``count`` queries, in turn with and without the name of a document; says of each whether it has one."""
    rng = random.Random(7)
    queries = []
    for number in range(count):
        question = rng.choice(questions)
        named = number % 2 == 0
        queries.append((f"Consider the {rng.choice(made).title}; {question}" if named else question, named))
    return queries


def merge(costs: Sequence[Cost], file: Path) -> tuple[Cost, ...]:
    """These costs with those of other sizes in an earlier result ``file``, by size."""
    earlier: dict[str, object] = {}
    commit = ""
    if file.is_file():
        body = json.loads(file.read_text(encoding="utf-8"))
        earlier, commit = body["figures"]["sizes"], body["commit"]
    try:
        known = TypeAdapter(dict[int, Cost]).validate_python(earlier)
    except ValidationError:
        # An earlier version wrote other figures: they are measured again.
        known = {}
    kept = [_with(cost, commit=cost.commit or commit) for size, cost in known.items() if size not in _sizes(costs)]
    return tuple(sorted([*kept, *costs], key=lambda cost: cost.chunks))


def _read(data: Path, chunks: int) -> Base:
    with open_assistant(purpose="a benchmark") as assistant:
        return read_base(data, assistant.encoder(), chunks=chunks, seed=7)


def _build(home: Path, base: Base, chunks: int) -> tuple[tuple[Made, ...], float]:
    """Fill the matter and make its index; the documents, and how long the index took."""
    settings = _settings(home)
    with open_assistant(settings, purpose="a benchmark") as assistant:
        assistant.create_matter(_MATTER)
        made = fill(settings.matters, _MATTER, base, assistant.encoder(), chunks=chunks)
        started = time.perf_counter()
        assistant.settle(_MATTER, timeout=_SETTLING)
        return made, time.perf_counter() - started


def _measure_size(base: Base, chunks: int, options: argparse.Namespace) -> Cost:
    with tempfile.TemporaryDirectory(dir=options.work, prefix="latency-") as folder:
        home = Path(folder)
        print(f"{chunks:,} chunks: making the matter", file=sys.stderr, flush=True)
        made, indexing = _apart(_build, home, base, chunks)
        print(f"{chunks:,} chunks: searching", file=sys.stderr, flush=True)
        cost = _apart(measure, home, made, base.questions, options.searches, options.profile)
    return _with(cost, chunks=chunks, indexing_seconds=round(indexing, 1))


def _apart(run: Callable[..., _T], *arguments: object) -> _T:
    """Run in a new process, whose memory holds nothing of what was done before."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, *arguments).result()


def _settings(home: Path) -> Settings:
    """The settings of this machine, models in place, with matters in ``home``."""
    settings = load_settings()
    models = home / "models"
    if not models.exists():
        models.symlink_to(settings.models.resolve())
    return settings.model_copy(update={"home": home})


def _time(assistant: Assistant, query: str) -> float:
    """Seconds of one search, until the words of the hits, and what they depend on, are there."""
    started = time.perf_counter()
    search = assistant.search(_MATTER, query, k=_HITS)
    seconds = time.perf_counter() - started
    assert all(hit.chunk.text for hit in search.hits)
    return seconds


def _times(seconds: Sequence[float]) -> Times:
    return Times(*(round(1000 * percentile(seconds, share), 1) for share in (0.5, 0.95)))


def _memory() -> float:
    process = psutil.Process()
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 2**20


def _size(folder: Path) -> float:
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20, 1)


def _with(cost: Cost, **changes: float | str) -> Cost:
    return TypeAdapter(Cost).validate_python({**asdict(cost), **changes})


def _sizes(costs: Sequence[Cost]) -> set[int]:
    return {cost.chunks for cost in costs}


def _for_many(cost: Cost) -> str:
    """Memory, store and index for 100,000 chunks; smaller matters say little of it, the code itself weighs more."""
    memory, store, index = (100_000 * value / cost.chunks for value in (cost.memory, cost.store, cost.index))
    return f"{memory:,.0f} MiB of memory, {store:,.0f} MiB of store, {index:,.0f} MiB of index"


def _barred(costs: Sequence[Cost]) -> list[Cost]:
    return [cost for cost in costs if cost.chunks == _BARRED]


def _tell(profile: cProfile.Profile) -> None:
    told = io.StringIO()
    pstats.Stats(profile, stream=told).sort_stats("cumulative").print_stats(45)
    print(told.getvalue(), file=sys.stderr)


def _experiment(costs: Sequence[Cost], options: argparse.Namespace) -> Experiment:
    every = merge(costs, options.out / "latency.json")
    others = [f"{cost.chunks:,} at commit {cost.commit or 'unknown'}" for cost in every if cost not in costs]
    notes = [
        f"Bars at {_BARRED:,} chunks: p50 {_BARS['p50']} ms, p95 {_BARS['p95']} ms, two cores.",
        "Opening: from the first search of a process, its encoder loaded, to its hits; the store and the index are checked.",
        *(
            f"Memory for 100,000 chunks: {_for_many(cost)} at {cost.chunks:,}."
            for cost in every
            if cost.chunks >= _BARRED
        ),
    ]
    if others:
        notes.append(f"Measured by an earlier run: {'; '.join(others)}.")
    sizes = " ".join(str(cost.chunks) for cost in costs)
    return Experiment(
        name="latency",
        command=f"python -m benchmarks.latency --data DIR --sizes {sizes} --searches {options.searches}",
        seed=7,
        settings=public_settings(load_settings(), "retrieval"),
        contracts=(),
        figures={"sizes": {str(cost.chunks): asdict(cost) for cost in every}},
        tables=(_table(every),),
        notes=tuple(notes),
    )


def _table(costs: Sequence[Cost]) -> Table:
    columns = (
        "chunks",
        "all searches: p50, ms",
        "p95, ms",
        "document named: p50, ms",
        "p95, ms",
        "none named: p50, ms",
        "p95, ms",
        "opening, s",
        "making the index, s",
        "memory, MiB",
        "store, MiB",
        "index, MiB",
        "by index",
    )
    rows = []
    for cost in costs:
        times = [f"{value:,.0f}" for each in (cost.every, cost.named, cost.unnamed) for value in (each.p50, each.p95)]
        sizes = [f"{value:,.0f}" for value in (cost.memory, cost.store, cost.index)]
        seconds = (f"{cost.opening_seconds:.1f}", f"{cost.indexing_seconds:,.0f}")
        rows.append((f"{cost.chunks:,}", *times, *seconds, *sizes, "no" if cost.exact else "yes"))
    return Table("A warm search that gives 8 hits", columns, tuple(rows))


if __name__ == "__main__":
    sys.exit(main())
