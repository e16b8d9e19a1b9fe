"""Where sentences and clauses begin and end, against the segments that annotators of ContractNLI worked with.

::

    python -m benchmarks.boundaries --data DIR

``DIR`` holds ContractNLI's ``dev.json``: 61 confidentiality agreements as plain text, each divided into segments (sentences,
headings, items of lists, also items inside a sentence). LexAssist reads the same text as it reads any text file. Beside it
stand pysbd, a published rule-based sentence splitter, given each line of the text; and the lines alone. A boundary is right
when a segment begins at the same character (spaces, hyphens and kinds of quotation marks apart); a segment is right when
it begins and ends where the annotators' does. The words of these agreements were not looked at to choose a rule. That items
inside a sentence are segments is the data set's published convention, followed after a first measurement on 12 of them; that
a line which starts with a capital is a paragraph in a text without pages was settled on other contracts, after a count here
of what kinds of boundaries were missed.
Writes ``results/boundaries.json`` and prints the table as Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysbd
from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import LexAssistError, UsageError
from lexassist.evaluation.alignment import Transcription
from lexassist.evaluation.experiment import Experiment, Table, read_experiment, write_experiment
from lexassist.evaluation.tables import render_result
from lexassist.parsing.reading import read_document
from lexassist.parsing.sentences import split_sentences
from lexassist.types import Reading, Span

_Segments = frozenset[tuple[int, int]]
"""Start and end of each segment, counted in the characters that remain when a text is folded."""


class _Agreement(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str
    spans: tuple[tuple[int, int], ...]


class _Dataset(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    documents: tuple[_Agreement, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How many of one side's items the other side has."""

    right: int
    made: int
    wanted: int

    @property
    def precision(self) -> float:
        """Of those made, the share that is wanted."""
        return self.right / max(1, self.made)

    @property
    def recall(self) -> float:
        """Of those wanted, the share that was made."""
        return self.right / max(1, self.wanted)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / max(1, self.made + self.wanted)

    def __add__(self, other: Match) -> Match:
        return Match(self.right + other.right, self.made + other.made, self.wanted + other.wanted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all splitters; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boundaries", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with ContractNLI's dev.json")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    parser.add_argument("--limit", type=int, default=None, help="the first so many agreements only, nothing is written")
    options = parser.parse_args(arguments)
    try:
        agreements = _read(options.data / "dev.json")[: options.limit]
        experiment = _experiment(agreements)
        if options.limit is None:
            print(render_result(read_experiment(write_experiment(experiment, options.out))))
        else:
            print(*experiment.tables[0].rows, sep="\n")
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def _read(file: Path) -> tuple[_Agreement, ...]:
    try:
        return _Dataset.model_validate_json(file.read_bytes()).documents
    except (OSError, ValidationError) as error:
        raise UsageError(f"{file} is not ContractNLI's dev set.", remedy="Name the folder that holds it.") from error


def split_ours(text: str) -> Iterator[tuple[str, Span]]:
    """Our sentences, as (the text they lie in, span)."""
    reading = _reading(text)
    if reading.document is None:
        return
    parents = {clause.parent for clause in reading.clauses}
    for clause in reading.clauses:
        if clause.id not in parents:
            for sentence in split_sentences(reading.document, clause):
                yield reading.document.text, Span(sentence.spans[0].start, sentence.spans[-1].end)


def clauses_of(text: str) -> Iterator[tuple[str, Span]]:
    """Our leaf clauses, as (the text they lie in, span)."""
    reading = _reading(text)
    if reading.document is None:
        return
    parents = {clause.parent for clause in reading.clauses}
    yield from ((reading.document.text, clause.span) for clause in reading.clauses if clause.id not in parents)


def split_plainly(text: str) -> Iterator[tuple[str, Span]]:
    """The sentences that pysbd finds in each line."""
    splitter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    for _, line in split_lines(text):
        for piece in splitter.segment(text[line.start : line.end]):
            if piece.sent.strip():
                yield text, Span(line.start + piece.start, line.start + piece.end)


def split_lines(text: str) -> Iterator[tuple[str, Span]]:
    """The lines that are not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield text, Span(start, start + len(line))
        start += len(line) + 1


def _reading(text: str) -> Reading:
    return read_document(text.encode(), "agreement.txt")


def _folded(pieces: Iterator[tuple[str, Span]]) -> _Segments:
    """The pieces counted in folded characters, so that two texts which differ in spaces can be compared."""
    found = set()
    text, at, length = "", 0, 0
    for text, span in pieces:
        if span.start < at:
            at, length = 0, 0
        length += len(Transcription(text[at : span.start]).fold())
        at = span.start
        size = len(Transcription(text[span.start : span.end]).fold())
        if size:
            found.add((length, length + size))
    return frozenset(found)


def _compare(made: _Segments, wanted: _Segments) -> tuple[Match, Match]:
    """Boundaries (starts) and whole segments. The start of the text is nobody's achievement and is left out."""
    starts, gold = {start for start, _ in made if start}, {start for start, _ in wanted if start}
    return Match(len(starts & gold), len(starts), len(gold)), Match(len(made & wanted), len(made), len(wanted))


_SPLITTERS: tuple[tuple[str, Callable[[str], Iterator[tuple[str, Span]]]], ...] = (
    ("LexAssist, sentences", split_ours),
    ("LexAssist, leaf clauses", clauses_of),
    ("pysbd, line by line", split_plainly),
    ("lines", split_lines),
)


def _experiment(agreements: Sequence[_Agreement]) -> Experiment:
    nothing = Match(0, 0, 0)
    sums = {name: (nothing, nothing) for name, _ in _SPLITTERS}
    for agreement in agreements:
        text = agreement.text
        wanted = _folded((text, Span(start, end)) for start, end in agreement.spans if start < end)
        for name, split in _SPLITTERS:
            starts, whole = _compare(_folded(split(text)), wanted)
            sums[name] = (sums[name][0] + starts, sums[name][1] + whole)
    columns = ("splitter", "segments", "starts: precision, %", "recall, %", "F1, %", "whole segments: F1, %")
    rows = tuple(
        (name, f"{whole.made:,}", *(f"{100 * value:.1f}" for value in (s.precision, s.recall, s.f1, whole.f1)))
        for name, (s, whole) in sums.items()
    )
    annotated = sum(len(agreement.spans) for agreement in agreements)
    return Experiment(
        name="boundaries",
        command="python -m benchmarks.boundaries --data DIR",
        seed=0,
        settings={},
        contracts=(),
        figures={
            name: {"starts": [s.right, s.made, s.wanted], "segments": [w.right, w.made, w.wanted]}
            for name, (s, w) in sums.items()
        },
        tables=(Table(f"{len(agreements)} agreements, {annotated:,} annotated segments", columns, rows),),
        notes=("Annotators also begin a segment at items inside a sentence, and at some line ends of the source.",),
    )


if __name__ == "__main__":
    sys.exit(main())
