"""Whether citations name the right pages: of every span that experts marked, and of the sentences and clauses around it.

::

    python -m benchmarks.pages --data DIR [--contracts 175] [--part held-out] [--seed 7] [--explain] [--answers FILE]

Each PDF is read as in ingestion; the words at a marked span, every sentence and every leaf clause that shares characters with it
are cited by the code that makes the citations of answers, and the pages that the citation names are compared with those of the
marked span (``lexassist/evaluation/pages.py``). Where the words of a span stand at several places of the PDF, the data names the
pages of the first, whichever the expert meant. Of these the place is looked up anew by the words that surround the span in the
data's text file, as many as make it the only place: in LexAssist's text, and for the pages in pypdf's, which LexAssist has no part
in. A span that stays open is counted and compared with nothing. Writes ``results/pages.json`` and prints the table as Markdown; ``--explain``
says on stderr what was wrong. With ``--answers``, a result of ``lexassist evaluate lawyers``, the quotations of its answers are
compared in their place, with the pages that they named (``results/pages-answers.json``).
"""

from __future__ import annotations

import argparse
import logging
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pypdf import PdfReader

from lexassist.errors import LexAssistError, UsageError
from lexassist.evaluation.alignment import Transcription, align, locate_by_surroundings
from lexassist.evaluation.cuad import Contract, Part, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.measures import interval
from lexassist.evaluation.pages import GoldPages, Known, PagedGold, pages_right, read_gold_pages
from lexassist.evaluation.tables import render_result
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.parsing.sentences import split_sentences
from lexassist.retrieval.citing import cite_span
from lexassist.review.citing import leaves_of
from lexassist.settings import ReadingSettings
from lexassist.types import Clause, Document, Reading, Span


class Whence(StrEnum):
    """How the pages of a marked span are known."""

    DATA = "one place, by the data"
    SURROUNDINGS = "several places, by the words around"
    OPEN = "open"


class What(StrEnum):
    """What is cited."""

    MARKED = "the marked words"
    SENTENCE = "sentences that hold some of them"
    CLAUSE = "leaf clauses that hold some of them"
    ANSWER = "quotations of answers"


@dataclass(frozen=True, slots=True)
class Case:
    """One citation beside one marked span. ``pages`` are those named, ``gold`` those of the span.

    ``shift_seen`` says that the same citation with every page one higher would have counted as wrong.
    """

    contract: str
    what: What
    whence: Whence
    span: Span
    pages: tuple[int, ...]
    gold: GoldPages
    right: bool
    shift_seen: bool


@dataclass(frozen=True, slots=True)
class PdfText:
    """A PDF's text by another reader: all pages in turn, and where each begins."""

    text: Transcription
    starts: tuple[int, ...]

    def pages(self, span: Span) -> GoldPages:
        """The pages, counted from 1, on which ``span`` of the text stands."""
        return GoldPages(bisect_right(self.starts, span.start), bisect_right(self.starts, span.end - 1), 1)


class _Quotation(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    contract: str
    span: tuple[int, int]
    pages: tuple[int, ...]


class _Figures(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    pages: tuple[_Quotation, ...]


class _Result(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    figures: _Figures


Quoted = Mapping[str, Sequence[tuple[Span, tuple[int, ...]]]]
"""The quotations of answers and the pages that they named, by the contract's id."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Cite and compare; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD")
    parser.add_argument("--contracts", type=int, default=175)
    parser.add_argument("--part", type=Part, default=Part.HELD_OUT, choices=list(Part))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--explain", action="store_true", help="say on stderr what was wrong")
    parser.add_argument("--answers", type=Path, help="a result of `lexassist evaluate lawyers`: compare its quotations")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        chosen = pick(read_contracts(options.data), options.contracts, seed=options.seed, part=options.part)
        if not (known := read_gold_pages(options.data)):
            raise UsageError(f"{options.data} gives no pages of marked spans.", remedy="Give --data CUAD with them.")
        quoted = read_quotations(options.answers) if options.answers else None
        cases, known_by = check_all(chosen, known, quoted, explain=options.explain)
        file = write_experiment(_experiment(cases, known_by, chosen, options), options.out)
        print(render_result(read_experiment(file)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def check_all(
    contracts: Sequence[Contract], known: Known, quoted: Quoted | None, *, explain: bool
) -> tuple[list[Case], Counter[Whence]]:
    """Read and check every contract; and how the pages of its marked spans are known."""
    cases: list[Case] = []
    known_by: Counter[Whence] = Counter()
    with Readers(ReadingSettings()) as readers:
        for contract in contracts:
            reading = readers.read(contract.pdf, source=contract.pdf.name)
            gold, name = place_all(contract, reading, known), file_id(contract.pdf)
            known_by.update(whence for whence, _ in gold)
            found = tuple(
                check_contract(name, reading, gold)
                if quoted is None
                else check_answers(name, gold, quoted.get(name, ()))
            )
            cases += found
            if explain:
                _explain(contract, reading, found)
    return cases, known_by


Placed = tuple[Whence, PagedGold | None]


def place_all(contract: Contract, reading: Reading, known: Known) -> tuple[Placed, ...]:
    """Every marked span that was found in the text as it was read and in the data's PDF, and how its pages are known."""
    if reading.document is None:
        return ()
    source, ours = Transcription(contract.text()), Transcription(reading.document.text)
    theirs = read_pypdf(contract.pdf)
    placed: list[Placed] = []
    for span in contract.labels:
        pages = known.get((contract.name, span))
        if pages is None:
            continue
        if pages.places == 1:
            pieces = align(span, source, ours).spans
            placed += [(Whence.DATA, PagedGold(pieces, pages))] if pieces else []
            continue
        here, there = (locate_by_surroundings(span, source, text) for text in (ours, theirs.text))
        placed.append(
            (Whence.SURROUNDINGS, PagedGold((here,), theirs.pages(there))) if here and there else (Whence.OPEN, None)
        )
    return tuple(placed)


def read_pypdf(pdf: Path) -> PdfText:
    """The text of the pages by pypdf; nothing where it fails, which leaves spans open."""
    try:
        texts = [page.extract_text() + "\n" for page in PdfReader(pdf).pages]
    except Exception as error:  # noqa: BLE001  pypdf also raises outside its own classes
        print(f"pypdf could not read a contract: {type(error).__name__}", file=sys.stderr)
        texts = []
    return PdfText(Transcription("".join(texts)), tuple(accumulate([0, *map(len, texts[:-1])])))


def check_contract(contract: str, reading: Reading, gold: Sequence[Placed]) -> Iterator[Case]:
    """Every citation of the three kinds beside every marked span whose pages are known."""
    document = reading.document
    if document is None:
        return
    leaves = leaves_of(reading.clauses)
    for whence, one in gold:
        if one is None:
            continue
        for what, clause, span in _citable(document, leaves, one):
            pages = cite_span(document, clause, span).pages
            right = pages_right(span, pages, one)
            if right is not None:
                shift_seen = not pages_right(span, [page + 1 for page in pages], one)
                yield Case(contract, what, whence, span, pages, one.pages, right, shift_seen)


def read_quotations(file: Path) -> Quoted:
    """The quotations whose pages a measurement of lawyers' answers compared. Raises UsageError when the file is another one."""
    try:
        rows = _Result.model_validate_json(file.read_bytes()).figures.pages
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"{file} has no quotations with pages ({error}).", remedy="Give lawyers-cuad-N.json."
        ) from error
    quoted: dict[str, list[tuple[Span, tuple[int, ...]]]] = {}
    for row in rows:
        quoted.setdefault(row.contract, []).append((Span(*row.span), row.pages))
    return quoted


def check_answers(
    contract: str, gold: Sequence[Placed], quoted: Sequence[tuple[Span, tuple[int, ...]]]
) -> Iterator[Case]:
    """Every quotation beside all the marked spans that it meets: right when it is by each of them."""
    for span, pages in quoted:
        met = [
            (whence, one, right)
            for whence, one in gold
            if one is not None and (right := pages_right(span, pages, one)) is not None
        ]
        if met:
            sure = any(whence is Whence.DATA for whence, _, _ in met)
            shifted = [pages_right(span, [page + 1 for page in pages], one) for _, one, _ in met]
            right = all(right for _, _, right in met)
            whence = Whence.DATA if sure else Whence.SURROUNDINGS
            yield Case(contract, What.ANSWER, whence, span, pages, met[0][1].pages, right, not all(shifted))


def _citable(document: Document, leaves: Sequence[Clause], gold: PagedGold) -> Iterator[tuple[What, Clause, Span]]:
    around = [leaf for leaf in leaves if leaf.span.overlap(gold.whole)]
    for piece in gold.pieces:
        yield What.MARKED, next(leaf for leaf in around if leaf.span.overlap(piece)), piece
    for leaf in around:
        yield What.CLAUSE, leaf, leaf.span
        for sentence in split_sentences(document, leaf):
            for span in sentence.spans:
                yield What.SENTENCE, leaf, span


def _explain(contract: Contract, reading: Reading, cases: Sequence[Case]) -> None:
    for case in cases:
        if not case.right and reading.document:
            quote = reading.document.quote(case.span)
            print(f"{contract.name[:40]} {case.what}, {case.whence}: page {case.pages}, not {case.gold}: "
                  f"{quote[:80]!r} ... {quote[-40:]!r}", file=sys.stderr)  # fmt: skip


def _experiment(
    cases: Sequence[Case], known_by: Mapping[Whence, int], contracts: Sequence[Contract], options: argparse.Namespace
) -> Experiment:
    given = f" --answers {options.answers.name}" if options.answers else ""
    groups = [(what, whence) for whence in (Whence.DATA, Whence.SURROUNDINGS) for what in What]
    return Experiment(
        name="pages-answers" if options.answers else "pages",
        command=f"python -m benchmarks.pages --data DIR --contracts {len(contracts)} --seed {options.seed}{given}",
        seed=options.seed,
        settings={"part": options.part.value},
        contracts=tuple(file_id(contract.pdf) for contract in contracts),
        figures={
            "spans": {whence.value: known_by.get(whence, 0) for whence in Whence},
            "wrong": [
                [case.contract, case.what.value, case.span.start, case.span.end, list(case.pages)]
                for case in cases
                if not case.right
            ],
        },
        tables=(
            Table(
                f"Pages that citations name, {len(contracts)} {options.part.value} contracts",
                (
                    "marked spans",
                    "cited",
                    "citations",
                    "over several pages",
                    "pages right, %",
                    "one page off would be seen, %",
                ),
                tuple(
                    _row(cases, what, whence)
                    for what, whence in groups
                    if (what is What.ANSWER) == bool(options.answers)
                ),
            ),
        ),
        notes=(
            f"Of {sum(known_by.values()):,} marked spans {known_by.get(Whence.OPEN, 0)} stay open: their words stand at several "
            "places, and the words around did not tell which.",
        ),
    )


def _row(cases: Sequence[Case], what: What, whence: Whence) -> tuple[str, ...]:
    of = [case for case in cases if case.what is what and case.whence is whence]
    right = interval([float(case.right) for case in of], [case.contract for case in of]) if of else None
    told = f"{100 * right.mean:.2f} ({100 * right.low:.2f}–{100 * right.high:.2f})" if right else "–"
    seen = f"{100 * sum(case.shift_seen for case in of) / max(1, len(of)):.1f}"
    return whence.value, what.value, f"{len(of):,}", f"{sum(len(case.pages) > 1 for case in of):,}", told, seen


if __name__ == "__main__":
    sys.exit(main())
