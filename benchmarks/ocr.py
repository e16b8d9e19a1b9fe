"""How well scanned contracts are recognised: the character error rate of each file, and pages a minute.

::

    python -m benchmarks.ocr --data DIR [--threads 2]

The files are contracts of CUAD turned into images (clean, skewed, fax, faint, noisy, upside down) without a text layer, and
real scans; the truth is the contract's text file. Each page is rendered, recognised and composed as LexAssist does it, in
this process and one after another; the time is that of rendering and recognition. An error is a character that has to be
inserted, deleted or replaced, spaces included, over the characters of the truth. Before they are compared, both texts have
white space folded, kinds of quotation marks and dashes made one, compatibility forms (NFKC) plain, and runs of four or more
dashes, underscores, dots, stars or equal signs (rules and leaders) left out. The files hold a contract's first pages: the
truth ends where the recognised text fits best. Writes ``results/ocr.json`` and prints the table as Markdown.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from statistics import fmean

import numpy as np

from lexassist.errors import LexAssistError, UsageError
from lexassist.evaluation.experiment import Experiment, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.tables import render_result
from lexassist.parsing.layout.composition import compose
from lexassist.parsing.pages import RawPage
from lexassist.parsing.pdf import reader as pdf
from lexassist.parsing.scans import ocr

_FOLDER = PurePosixPath("derived_image_only")
_RULES = re.compile(r"[-_.=*]{4,}")
_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u201b`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00ad\u200b", ""),
    }
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned contract and the file with its true text."""

    pdf: Path
    truth: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file as it was recognised. ``characters`` are those of the truth; ``qualities`` one a recognised page."""

    scan: Scan
    seconds: float
    characters: int
    errors: int
    qualities: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Errors over characters of the truth."""
        return self.errors / max(1, self.characters)


def main(arguments: Sequence[str] | None = None) -> int:
    """Recognise the files; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ocr", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with cuad/txt and pdfs/manifest.csv")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="only files whose name contains this; nothing is written")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        scans = [scan for scan in find_scans(options.data) if options.only in scan.pdf.name]
        recogniser = ocr.Recogniser(threads=options.threads)
        outcomes = [_tell(recognise(scan, recogniser)) for scan in scans]
        if not options.only:
            file = write_experiment(_experiment(outcomes, options.threads), options.out)
            print(render_result(read_experiment(file)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def find_scans(data: Path) -> tuple[Scan, ...]:
    """The derived scans whose true text is there, by name; the others are named on stderr.

    Raises:
        UsageError: the folder or its list is missing.
    """
    texts = {file.stem.lower(): file for file in (data / "cuad" / "txt").glob("*.txt")}
    scans = []
    try:
        with (data / "pdfs" / "manifest.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                file = PurePosixPath(row["file"])
                if file.parent == _FOLDER:
                    original = PurePosixPath(row["source_repo"].partition("rasterising ")[2])
                    truth = texts.get(original.stem.lower())
                    if truth is None:
                        print(f"{file.name}: the data has no text of this contract", file=sys.stderr)
                    else:
                        scans.append(Scan(data / "pdfs" / file, truth))
    except OSError as error:
        raise UsageError(
            f"{data} has no list of scans ({error}).",
            remedy=f"Give --data a folder with cuad/txt/*.txt, pdfs/manifest.csv and pdfs/{_FOLDER}.",
        ) from error
    return tuple(sorted(scans, key=lambda scan: scan.pdf.name))


def recognise(scan: Scan, recogniser: ocr.Recogniser) -> Outcome:
    """Recognise the pages of a file that are images, and compare all its text with the truth."""
    data = scan.pdf.read_bytes()
    pages = {page.number: page for page in pdf.read_pdf(data).pages}
    wanted = [page.number for page in pages.values() if page.needs_ocr]
    started = time.perf_counter()
    read = list(_read(data, [pages[number] for number in wanted], recogniser))
    seconds = time.perf_counter() - started
    pages.update((page.number, page) for page in read)
    text, _ = compose(tuple(pages.values()))
    errors, characters = compare(fold(text), fold(scan.truth.read_bytes().decode("utf-8")))
    return Outcome(scan, seconds, characters, errors, tuple(page.quality or 0.0 for page in read))


def _read(data: bytes, pages: Sequence[RawPage], recogniser: ocr.Recogniser) -> Iterator[RawPage]:
    sizes = {page.number: (page.width, page.height) for page in pages}
    for number, image in pdf.page_images(data, list(sizes), dpi=ocr.DPI):
        width, height = sizes[number]
        yield recogniser.read(image, number=number, width=width, height=height)


def fold(text: str) -> str:
    """The text without what is not compared: see the head of this file."""
    plain = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    return " ".join(_RULES.sub(" ", plain).split())


def compare(read: str, truth: str) -> tuple[int, int]:
    """Edit distance of what was read to the beginning of the truth that is nearest to it, and that beginning's length.

    Levenshtein's distance, a row of the table at a time.

    >>> compare("the qick", "the quick brown fox")
    (1, 9)
    """
    columns = _codes(truth[: 2 * len(read) + 100])
    places = np.arange(len(columns) + 1, dtype=np.int32)
    row = places.copy()
    for done, code in enumerate(_codes(read), 1):
        changed = np.minimum(row[1:] + 1, row[:-1] + (columns != code))
        # An insertion costs one a column: the running minimum of what is left when the columns are taken off.
        row = np.minimum.accumulate(np.concatenate(([done], changed)) - places).astype(np.int32) + places
    end = int(row.argmin())
    return int(row[end]), end


def _codes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _tell(outcome: Outcome) -> Outcome:
    pages, rate = len(outcome.qualities), 100 * outcome.rate
    qualities = " ".join(f"{quality:.3f}" for quality in outcome.qualities)
    name = outcome.scan.pdf.stem
    print(f"{name}: {pages} pages, {outcome.seconds:.0f} s, CER {rate:.2f} %, quality {qualities}", file=sys.stderr)
    return outcome


def _experiment(outcomes: Sequence[Outcome], threads: int) -> Experiment:
    pages = sum(len(each.qualities) for each in outcomes)
    seconds = sum(each.seconds for each in outcomes)
    columns = ("file", "pages recognised", "characters", "character errors, %", "confidence", "pages called poor",
               "pages a minute")  # fmt: skip
    return Experiment(
        name="ocr",
        command=f"python -m benchmarks.ocr --data DIR --threads {threads}",
        seed=0,
        settings={"dpi": ocr.DPI, "threads": threads},
        contracts=tuple(file_id(each.scan.pdf) for each in outcomes),
        figures={
            "files": {
                file_id(each.scan.pdf): {
                    "kind": _label(each),
                    "pages": len(each.qualities),
                    "seconds": round(each.seconds, 2),
                    "characters": each.characters,
                    "errors": each.errors,
                    "qualities": [round(quality, 4) for quality in each.qualities],
                }
                for each in outcomes
            },
            "pages_a_minute": round(60 * pages / seconds, 2),
        },
        tables=(Table(f"{pages} scanned pages of {len(outcomes)} contracts", columns, tuple(map(_row, outcomes))),),
        notes=(
            "An error is one character inserted, deleted or replaced, spaces included.",
            "Rendering and recognition on this machine, one page after another; the models are loaded once.",
        ),
    )


def _row(outcome: Outcome) -> tuple[str, ...]:
    pages = len(outcome.qualities)
    return (
        _label(outcome),
        str(pages),
        f"{outcome.characters:,}",
        f"{100 * outcome.rate:.2f}",
        f"{fmean(outcome.qualities):.3f}",
        str(sum(map(ocr.poor, outcome.qualities))),
        f"{60 * pages / outcome.seconds:.1f}",
    )


def _label(outcome: Outcome) -> str:
    """What was done to the contract: its own name is a company's."""
    name = outcome.scan.pdf.stem
    return "real scan" if name.endswith("scan_no_textlayer") else name


if __name__ == "__main__":
    sys.exit(main())
