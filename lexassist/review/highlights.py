"""Highlighted copies of the PDFs of a review: the words that findings cite, marked with the rule and the verdict.

Promises that originals are only read, that every mark lies where the cited words stand, and that one file which cannot be
copied (encrypted, damaged, too slow) is a message and no more. Nearest clauses of a missing one are not marked: they do not
carry it. A word of the same quotation that several rules cite is marked once, with what each says.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import lexassist
from lexassist.bands import join_lines
from lexassist.offline import VARIABLES
from lexassist.review.highlight_worker import CopyJob, Mark, MarkKind
from lexassist.review.links import Links, name_copies
from lexassist.review.wording import (
    DEFECT_FILL,
    DEFECT_WORDS,
    Told,
    answer_words,
    cites_finding,
    plain,
    shade_of,
    tell_findings,
)
from lexassist.types import Citation, DocumentId, Review, Span

_SECONDS = 60
"""How long the copy of one file may take."""
_PROGRAM = ("-m", "lexassist.review.highlight_worker")
_STRUCK = "8C2F1B"
_REMEDY = "Open it in a PDF viewer and print it to a new PDF to get one that can be marked."


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies that were written, by document, and for the others why there is none."""

    names: Mapping[DocumentId, str]
    problems: Mapping[DocumentId, str]


@dataclass(frozen=True, slots=True)
class _Cited:
    """Words to mark with what one finding or defect says about them."""

    citation: Citation
    kind: MarkKind
    fill: str
    words: str


def mark_documents(review: Review) -> Mapping[DocumentId, tuple[Mark, ...]]:
    """The marks of each document, in the order of its text; those of one quotation on two pages are two marks."""
    cited: dict[DocumentId, dict[tuple[Span, MarkKind], list[_Cited]]] = {}
    for one in _cited(review):
        places = cited.setdefault(one.citation.document, {})
        places.setdefault((one.citation.span, one.kind), []).append(one)
    return {
        document: tuple(mark for _, ones in sorted(places.items()) for mark in _marks(ones))
        for document, places in cited.items()
    }


def outline_documents(review: Review) -> Mapping[DocumentId, tuple[tuple[str, int], ...]]:
    """For the side bar of each copy: its open findings with the page of the first words that they cite."""
    outlines: dict[DocumentId, list[tuple[str, int]]] = {}
    for told in tell_findings(review):
        finding = told.finding
        pages = [c.pages[0] for c in finding.citations if c.document == finding.document and c.pages]
        if finding.verdict.open and cites_finding(finding) and pages:
            title = plain(f"{shade_of(finding.verdict, finding.severity).words}: {told.column.title}")
            outlines.setdefault(finding.document, []).append((title, pages[0]))
    return {document: tuple(items) for document, items in outlines.items()}


def write_copies(review: Review, links: Links, folder: Path, *, seconds: float = _SECONDS) -> Copies:
    """Write a highlighted copy of every reviewed document that has a PDF into ``folder``; each within ``seconds``."""
    marks, outlines = mark_documents(review), outline_documents(review)
    names: dict[DocumentId, str] = {}
    problems: dict[DocumentId, str] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with _Worker() as worker:
        for document, name in name_copies(review.rows).items():
            if document not in links.originals:
                continue
            part = folder / f".{document}.part"
            job = CopyJob(
                original=links.originals[document].absolute(),
                copy_to=part.absolute(),
                marks=marks.get(document, ()),
                outline=outlines.get(document, ()),
            )
            if problem := worker.write(job, seconds):
                part.unlink(missing_ok=True)
                problems[document] = f"No highlighted copy could be made: {problem}. {_REMEDY}"
            else:
                part.replace(folder / name)
                names[document] = name
    return Copies(names, problems)


def _cited(review: Review) -> Iterator[_Cited]:
    for told in tell_findings(review):
        finding = told.finding
        shade = shade_of(finding.verdict, finding.severity)
        if cites_finding(finding):
            for citation in finding.citations:
                yield _Cited(citation, MarkKind.HIGHLIGHT, shade.ink, _finding_words(told))
        for citation in finding.superseded:
            yield _Cited(citation, MarkKind.STRIKE_OUT, _STRUCK, f"Superseded. {_finding_words(told)}")
    for row in review.rows:
        for defect in row.defects:
            for citation in defect.citations:
                words = plain(f"{DEFECT_WORDS[defect.kind]}: {defect.message}")
                yield _Cited(citation, MarkKind.HIGHLIGHT, DEFECT_FILL, words)


def _finding_words(told: Told) -> str:
    finding = told.finding
    head = f"{told.column.title}: {shade_of(finding.verdict, finding.severity).words}"
    answer = answer_words(finding)
    return plain(f"{head}. {answer}. {finding.reason}" if answer else f"{head}. {finding.reason}")


def _marks(ones: Sequence[_Cited]) -> Iterator[Mark]:
    """One mark a page for words that several findings may cite; the gravest, which comes first, gives the colour."""
    first = ones[0]
    words = "\n\n".join(dict.fromkeys(one.words for one in ones))
    bands = join_lines(first.citation.boxes)
    for page in dict.fromkeys(band.page for band in bands):
        boxes = tuple((band.x0, band.top, band.x1, band.bottom) for band in bands if band.page == page)
        yield Mark(page=page, boxes=boxes, kind=first.kind, fill=first.fill, words=words)


class _Worker:
    """The process that writes copies, one after another; a new one where it was lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def write(self, job: CopyJob, seconds: float) -> str:
        """Do a job; why it could not be done, "" when it was."""
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise AssertionError("the worker has pipes")
        try:
            process.stdin.write(job.model_dump_json().encode() + b"\n")
            process.stdin.flush()
        except OSError:
            self._end()
            return "the program that writes it could not be started"
        if not select.select([process.stdout], [], [], seconds)[0]:
            self._end()
            return f"it took more than {seconds:g} seconds"
        answer = process.stdout.readline().decode("utf-8", "replace")
        if not answer:
            self._end()
            return "the program that writes it ended"
        return "" if answer.strip() == '{"done": true}' else _reason(answer)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            root = str(Path(lexassist.__file__).absolute().parents[1])
            self._process = subprocess.Popen(
                [sys.executable, "-P", *_PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **VARIABLES, "PYTHONPATH": root},
                cwd=tempfile.gettempdir(),
                start_new_session=True,  # an interrupt from the keyboard is for the program that asked
            )
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None


def _reason(answer: str) -> str:
    """The reason in a worker's answer, which a hostile file may have had a hand in: one short line of plain text."""
    said = plain(answer.partition('"failed":')[2]).strip(' "}\n')
    return " ".join(said.split())[:200].rstrip(".") or "the PDF is damaged"
