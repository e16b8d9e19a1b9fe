"""All that a finished review becomes, as files in one folder.

Promises that a file is whole or not there (it is written beside its place and renamed into it), that the same review gives
the same bytes, and that what cannot be written of one document does not stop the rest: the workbook, the memo and the page
say what is lacking and why. Does not know how a review is made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lexassist.errors import DiskFull, UsageError
from lexassist.review.deadlines import write_calendar
from lexassist.review.highlights import Copies, write_copies
from lexassist.review.links import COPIES, Addresses, Links
from lexassist.review.memo import write_memo
from lexassist.review.records import review_record
from lexassist.review.sheets import make_sheets
from lexassist.review.tabular import write_csv
from lexassist.review.webpage import write_page
from lexassist.review.wording import shorten_names
from lexassist.review.workbook import write_workbook
from lexassist.types import Review


class ReportFormat(StrEnum):
    """What a review can become. CSV is three files; COPIES is a folder of highlighted PDFs."""

    WORKBOOK = "xlsx"
    MEMO = "docx"
    PAGE = "html"
    JSON = "json"
    CSV = "csv"
    CALENDAR = "ics"
    COPIES = "pdf"


ALL = tuple(ReportFormat)
"""Every format."""


@dataclass(frozen=True, slots=True)
class _Report:
    """A review, and the same with its files' names shortened, with where its citations lead, and what has no copy."""

    whole: Review
    review: Review
    addresses: Addresses
    problems: tuple[tuple[str, str], ...]


def write_report(
    review: Review, out: Path, *, formats: Sequence[ReportFormat] = ALL, links: Links | None = None
) -> tuple[Path, ...]:
    """Write ``review`` into the folder ``out``, which is made where there is none; the files, highlighted copies last.

    A file of an earlier report with the same name is replaced. Without ``links`` a report stands alone: nothing in it leads
    to a page.

    Raises:
        UsageError: ``out`` cannot be written to.
        DiskFull: too little space is left.
    """
    links = links or Links()
    try:
        out.mkdir(parents=True, exist_ok=True)
        wanted = ReportFormat.COPIES in formats
        short = shorten_names(review)
        copies = write_copies(short, links, out / COPIES) if wanted and links.originals else Copies({}, {})
        report = _Report(review, short, Addresses(copies.names, links.view), _problems(short, copies))
        written = [
            _place(out / name, content)
            for kind in ALL
            if kind in formats and kind in _WRITERS
            for name, content in _WRITERS[kind](report)
        ]
    except OSError as error:
        raise _refused(out, error) from error
    return (*written, *(out / COPIES / name for name in copies.names.values()))


def _problems(review: Review, copies: Copies) -> tuple[tuple[str, str], ...]:
    files = {row.document: row.file for row in reversed(review.rows)}
    return tuple((files[document], reason) for document, reason in copies.problems.items())


def _workbook(report: _Report) -> Iterator[tuple[str, bytes]]:
    yield "review.xlsx", write_workbook(report.review, report.addresses, report.problems)


def _memo(report: _Report) -> Iterator[tuple[str, bytes]]:
    yield "memo.docx", write_memo(report.review, report.problems)


def _page(report: _Report) -> Iterator[tuple[str, bytes]]:
    yield "review.html", write_page(report.review, report.addresses, report.problems)


def _json(report: _Report) -> Iterator[tuple[str, bytes]]:
    text = json.dumps(review_record(report.whole), ensure_ascii=False, indent=1)
    # Half of a surrogate pair, which a damaged PDF may hold, has no UTF-8.
    yield "review.json", f"{text}\n".encode("utf-8", "replace")


def _csv(report: _Report) -> Iterator[tuple[str, bytes]]:
    grid, findings, drafting, _ = make_sheets(report.review, report.addresses)
    for name, sheet in (("grid.csv", grid), ("findings.csv", findings), ("drafting.csv", drafting)):
        yield name, write_csv(sheet)


def _calendar(report: _Report) -> Iterator[tuple[str, bytes]]:
    yield "deadlines.ics", write_calendar(report.review)


_WRITERS: dict[ReportFormat, Callable[[_Report], Iterator[tuple[str, bytes]]]] = {
    ReportFormat.WORKBOOK: _workbook,
    ReportFormat.MEMO: _memo,
    ReportFormat.PAGE: _page,
    ReportFormat.JSON: _json,
    ReportFormat.CSV: _csv,
    ReportFormat.CALENDAR: _calendar,
}


def _place(file: Path, content: bytes) -> Path:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file


def _refused(out: Path, error: OSError) -> DiskFull | UsageError:
    if error.errno == 28:  # ENOSPC
        return DiskFull(
            f"The report does not fit into {out}.", remedy="Make space, or choose another folder with --out."
        )
    return UsageError(
        f"The report cannot be written to {out}: {error.strerror or error}.",
        remedy="Close its files where they are open in another program, or choose another folder with --out.",
    )
