"""How fast and how faithfully contracts are read, beside pypdf's ``extract_text`` on the same files in one run.

::

    python -m benchmarks.reading --data DIR [--contracts 40] [--seed 7] [--explain]

LexAssist reads each file as it does in ingestion: in a process of its own, with a box for every word, clauses and chunks.
pypdf reads in this process and gives text only. Files take turns, so that a busy machine weighs on both. Gold are the spans
that experts marked in CUAD's text files, found when their characters stand in the text that was read (white space, kinds of
quotation marks and dashes apart). A page is right when the span stands on the pages that ``gold_pages.jsonl`` gives; that
file takes the first of several places at which the same words stand, so spans with one place are counted apart. Writes
``results/reading.json`` and prints the table as Markdown; ``--explain`` says on stderr what was missed, and why.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from lexassist.errors import LexAssistError, UsageError
from lexassist.evaluation.alignment import Aligned, How, Transcription, align
from lexassist.evaluation.cuad import Contract, Part, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.pages import GoldPages, Known, read_gold_pages
from lexassist.evaluation.structure import fits_clause
from lexassist.evaluation.tables import render_result
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.settings import ReadingSettings
from lexassist.types import Document, Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file read by one reader. ``gold`` has the fate of each gold span; ``fitting`` of them fit a clause.

    ``pages_right`` has, for each gold span with a known page that was found, whether it has one place, and is on the
    right page. ``recognised`` are pages read by character recognition.
    """

    reader: str
    pages: int
    seconds: float
    gold: tuple[How, ...]
    fitting: int = 0
    pages_right: tuple[tuple[bool, bool], ...] = ()
    recognised: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the files with both; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD")
    parser.add_argument("--contracts", type=int, default=40, help="as many as there are, or more: all of both parts")
    parser.add_argument("--part", type=Part, default=Part.HELD_OUT, choices=list(Part))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--explain", action="store_true", help="say on stderr what was missed, and why")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        there = read_contracts(options.data)
        every = options.contracts >= len(there)
        chosen = there if every else pick(there, options.contracts, seed=options.seed, part=options.part)
        if not (places := read_gold_pages(options.data)):
            raise UsageError(f"{options.data} gives no pages of gold spans.", remedy="Give --data CUAD with them.")
        with Readers(ReadingSettings()) as readers:
            outcomes = [
                outcome
                for contract in chosen
                for outcome in (read_ours(contract, readers, places, explain=options.explain), read_pypdf(contract))
            ]
        name = "reading-all" if every else "reading"
        file = write_experiment(_experiment(name, outcomes, chosen, options.seed), options.out)
        print(render_result(read_experiment(file)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def read_ours(contract: Contract, readers: Readers, places: Known, *, explain: bool) -> Outcome:
    """Read one contract as LexAssist does."""
    started = time.perf_counter()
    reading = readers.read(contract.pdf, source=contract.pdf.name)
    seconds = time.perf_counter() - started
    document = reading.document
    if document is None:
        print(f"{contract.name}: {reading.message}", file=sys.stderr)
        return Outcome("LexAssist", 0, seconds, (How.ABSENT,) * len(contract.labels))
    gold = _align_all(contract, document.text)
    if explain:
        for line in _explain(contract, gold, reading, places):
            print(line, file=sys.stderr)
    return Outcome(
        "LexAssist",
        len(document.pages),
        seconds,
        tuple(each.how for each in gold),
        sum(_fits(each, reading) for each in gold),
        tuple(
            (place.places == 1, _is_right(each, place, document))
            for span, each in zip(contract.labels, gold, strict=True)
            if each.spans and (place := places.get((contract.name, span)))
        ),
        sum(page.ocr for page in document.pages),
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


def _fits(found: Aligned, reading: Reading) -> bool:
    return len(found.spans) > 0 and all(fits_clause(span, reading.clauses) for span in found.spans)


def _is_right(found: Aligned, place: GoldPages, document: Document) -> bool:
    pages = [number for span in found.spans for number in document.pages_of(span)]
    return (pages[0], pages[-1]) == (place.first, place.last)


def _explain(contract: Contract, gold: Sequence[Aligned], reading: Reading, places: Known) -> Iterator[str]:
    """A line for each gold span that was missed: what is wrong, and its first words."""
    document, text = reading.document, contract.text()
    for span, found in zip(contract.labels, gold, strict=True):
        wrong = []
        if found.how is not How.EXACT:
            wrong.append(f"{found.how} ({found.share:.2f})")
        if not _fits(found, reading):
            wrong.append("fits no clause")
        place = places.get((contract.name, span))
        if document and found.spans and place and not _is_right(found, place, document):
            wrong.append(f"page {document.pages_of(found.spans[0])}, not {place.first}-{place.last} of {place.places}")
        if wrong:
            ours = document.quote(found.spans[0]) if document and found.spans else ""
            yield f"{contract.name[:40]} [{span.start}] {', '.join(wrong)}: {text[span.start : span.end][:120]!r} | {ours[:120]!r}"


def _experiment(name: str, outcomes: Sequence[Outcome], contracts: Sequence[Contract], seed: int) -> Experiment:
    by_reader = {reader: [each for each in outcomes if each.reader == reader] for reader in ("LexAssist", "pypdf")}
    spans = sum(len(contract.labels) for contract in contracts)
    scanned = [index for index, each in enumerate(by_reader["LexAssist"]) if each.recognised]
    columns = ("reader", "pages", "pages a second", "files failed", "gold found exactly, %", "found by words, %",
               "page right, %", "of several places, %", "gold in fitting clauses, %")  # fmt: skip
    rows = tuple(_row(reader, mine, scanned) for reader, mine in by_reader.items())
    return Experiment(
        name=name,
        command=f"python -m benchmarks.reading --data DIR --contracts {len(contracts)} --seed {seed}",
        seed=seed,
        settings={},
        contracts=tuple(file_id(contract.pdf) for contract in contracts),
        figures={reader: _figures(mine, scanned) for reader, mine in by_reader.items()},
        tables=(Table(f"{len(contracts)} contracts, {spans:,} gold spans", columns, rows),),
        notes=(
            "LexAssist: one file after another, each in its own process, with boxes, clauses and chunks.",
            f"{len(scanned)} files with scanned pages, which pypdf cannot read, count in neither reader's speed.",
            "Page right: of the spans whose words stand at one place in the PDF; of those that stand at several, the data "
            "gives the first place, whichever the expert meant.",
        ),
    )


def _figures(outcomes: Sequence[Outcome], scanned: Sequence[int]) -> dict[str, int | float | dict[str, int]]:
    judged = [each for outcome in outcomes for each in outcome.pages_right]
    pages, seconds = _speed(outcomes, scanned)
    return {
        "pages": sum(each.pages for each in outcomes),
        "seconds": round(sum(each.seconds for each in outcomes), 3),
        "pages_without_scans": pages,
        "seconds_without_scans": round(seconds, 3),
        "recognised": sum(each.recognised for each in outcomes),
        "failed": sum(not each.pages for each in outcomes),
        "gold": {how.value: sum(each.gold.count(how) for each in outcomes) for how in How},
        "page_of_one_place": {"right": judged.count((True, True)), "wrong": judged.count((True, False))},
        "page_of_several": {"right": judged.count((False, True)), "wrong": judged.count((False, False))},
        "fitting": sum(each.fitting for each in outcomes),
    }


def _speed(outcomes: Sequence[Outcome], scanned: Sequence[int]) -> tuple[int, float]:
    """Pages and seconds of the files without scanned pages."""
    written = [each for index, each in enumerate(outcomes) if index not in scanned]
    return sum(each.pages for each in written), sum(each.seconds for each in written)


def _row(name: str, outcomes: Sequence[Outcome], scanned: Sequence[int]) -> tuple[str, ...]:
    fates = [how for each in outcomes for how in each.gold]
    judged = [each for outcome in outcomes for each in outcome.pages_right]
    pages, seconds = _speed(outcomes, scanned)
    ours = name == "LexAssist"
    return (
        name,
        f"{sum(each.pages for each in outcomes):,}",
        f"{pages / max(seconds, 1e-9):.1f}",
        str(sum(not each.pages for each in outcomes)),
        _percent(fates.count(How.EXACT), len(fates)),
        _percent(fates.count(How.WORDS), len(fates)),
        _percent(judged.count((True, True)), sum(one for one, _ in judged)) if ours else "–",
        _percent(judged.count((False, True)), sum(not one for one, _ in judged)) if ours else "–",
        _percent(sum(each.fitting for each in outcomes), len(fates)) if ours else "–",
    )


def _percent(count: int, whole: int) -> str:
    return f"{100 * count / max(1, whole):.2f}"


if __name__ == "__main__":
    sys.exit(main())
