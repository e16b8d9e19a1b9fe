"""A review as sheets of cells: the grid, a row a finding, faults of drafting, and how it was made.

Pure: what each cell shows, how it looks and where it leads, before a file format is met; Excel and CSV are written from it.
Dates are dates and sums are numbers. Colours and words are those of :mod:`lexassist.review.wording`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from lexassist.review.links import Address, Addresses
from lexassist.review.wording import (
    DEFECT_WORDS,
    HEAD_FILL,
    SEVERITY_WORDS,
    STATUS_WORDS,
    UNREAD_FILL,
    VERDICT_MEANINGS,
    Told,
    absence_rows,
    answer_words,
    cell_words,
    certificate_words,
    cites_finding,
    made_rows,
    open_findings,
    place_of,
    plain,
    quoted,
    row_note,
    shade_of,
    tell_findings,
    tell_review,
    unread_rows,
)
from lexassist.telling import label_words, place_words
from lexassist.types import (
    SEVERITIES,
    Citation,
    Column,
    ColumnKind,
    Defect,
    Finding,
    Review,
    ReviewedDocument,
    Verdict,
)

GRID, FINDINGS, DRAFTING, MADE = "Grid", "Findings", "Drafting", "How it was made"
"""The titles of the sheets."""

_LONGEST_CELL = 900
"""Characters of a quotation in a cell; JSON and the copies of the PDFs have it whole."""
_LONGEST_COMMENT = 700
_GRID_HEADS = {"Document": 40.0, "Note": 30.0, "High": 7.5, "Medium": 9.5, "Low": 7.5}
_GRID_WIDTHS = {
    ColumnKind.VERDICT: 25.0, ColumnKind.YES_NO: 22.0, ColumnKind.DATE: 17.0, ColumnKind.PERIOD: 24.0,
    ColumnKind.MONEY: 19.0, ColumnKind.TEXT: 30.0,
}  # fmt: skip
_FINDING_HEADS = {
    "Document": 30.0, "Rule": 30.0, "Verdict": 13.0, "Severity": 10.0, "Reason": 40.0, "Value": 16.0, "Clause": 13.0,
    "Page": 9.0, "Quotation": 62.0, "Certificate": 28.0, "Superseded wording": 34.0,
}  # fmt: skip
_DEFECT_HEADS = {
    "Document": 34.0, "Fault": 26.0, "Severity": 10.0, "What": 60.0, "Clause": 14.0, "Page": 10.0, "Words": 60.0,
}  # fmt: skip

Shown = str | int | float | date


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks. Colours are RRGGBB, ``fill`` "" for none; ``size`` is in points."""

    bold: bool = False
    size: int = 9
    ink: str = "1D2430"
    fill: str = ""
    lined: bool = True
    centred: bool = False


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows. ``form`` is Excel's number format; ``row`` the row of the sheet of findings that it leads to
    where it has no address."""

    shown: Shown
    look: Look = Look()
    form: str = "General"
    comment: str = ""
    address: Address | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``widths`` are in characters; ``head`` is the row that names the columns, 0 for none, which stays in sight
    with the first ``kept`` columns."""

    title: str
    widths: tuple[float, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    head: int = 0
    kept: int = 0


_TITLE = Look(bold=True, size=15, lined=False)
_SECTION = Look(bold=True, size=13, lined=False)
_SOFT = Look(ink="4A5568", lined=False)
_HEAD = Look(bold=True, ink="FFFFFF", fill=HEAD_FILL)
_NAME = Look(bold=True)
_UNREAD = Look(size=8, ink="4A5568", fill=UNREAD_FILL)


def make_sheets(
    review: Review, addresses: Addresses, problems: Sequence[tuple[str, str]] = ()
) -> tuple[Sheet, Sheet, Sheet, Sheet]:
    """The sheets of a review. ``problems`` are files of which no highlighted copy could be made, with the reason."""
    told = tell_findings(review)
    rows = {id(one.finding): number for number, one in enumerate(told, start=2)}
    return (
        _grid(review, addresses, rows),
        _table(FINDINGS, _FINDING_HEADS, [_finding_row(one, addresses) for one in told], kept=2),
        _table(DRAFTING, _DEFECT_HEADS, list(_defect_rows(review, addresses)), kept=1),
        _made(review, problems),
    )


def _grid(review: Review, addresses: Addresses, rows: Mapping[int, int]) -> Sheet:
    heads = [SheetCell(title, _HEAD) for title in _GRID_HEADS]
    for column in review.columns:
        asked = "\n\n".join(filter(None, (column.question, column.guidance)))
        heads.append(SheetCell(column.title, _HEAD, comment=_cut(asked)))
    summary = f"{tell_review(review)} Colours are explained on the last sheet."
    lines = (
        (SheetCell(review.title, _TITLE),),
        (SheetCell(summary, _SOFT),),
        tuple(heads),
        *(_grid_row(review, row, addresses, rows) for row in review.rows),
    )
    widths = (*_GRID_HEADS.values(), *(_GRID_WIDTHS[column.kind] for column in review.columns))
    return Sheet(GRID, widths, lines, head=3, kept=1)


def _grid_row(
    review: Review, row: ReviewedDocument, addresses: Addresses, rows: Mapping[int, int]
) -> tuple[SheetCell, ...]:
    cells = [
        SheetCell(row.file, _NAME, address=addresses.of_document(row.document)),
        SheetCell(quoted(row_note(row, review.rows), _LONGEST_CELL), Look(size=8)),
    ]
    for severity in reversed(SEVERITIES):
        tally = open_findings(row.findings, severity)
        cells.append(SheetCell(tally if row.status.kept else "", Look(bold=tally > 0, centred=True)))
    findings = {finding.rule: finding for finding in row.findings}
    for column in review.columns:
        if column.id in findings:
            finding = findings[column.id]
            cells.append(_grid_cell(column, finding, addresses, rows.get(id(finding), 0)))
        else:
            words = "not asked" if row.status.kept else STATUS_WORDS[row.status].partition(":")[0].lower()
            cells.append(SheetCell(words, _UNREAD))
    return tuple(cells)


def _grid_cell(column: Column, finding: Finding, addresses: Addresses, row: int) -> SheetCell:
    shown, form = _typed(column.kind, finding) or (cell_words(finding, column.kind), "General")
    return SheetCell(
        shown,
        Look(fill=shade_of(finding.verdict, finding.severity).fill),
        form,
        _comment(finding),
        _first_address(finding, addresses),
        row,
    )


def _first_address(finding: Finding, addresses: Addresses) -> Address | None:
    """Where the words that carry a finding are opened."""
    return addresses.of(finding.citations[0]) if finding.citations and cites_finding(finding) else None


def _typed(kind: ColumnKind, finding: Finding) -> tuple[Shown, str] | None:
    """The answer as a date or a sum with its format, where it is one."""
    if finding.verdict is Verdict.MISSING:
        return None
    normal = finding.value.normal if finding.value else finding.answer
    if kind is ColumnKind.DATE:
        try:
            return date.fromisoformat(normal), "d mmm yyyy"
        except ValueError:
            return None
    return _sum(normal) if kind is ColumnKind.MONEY else None


def _sum(normal: str) -> tuple[Shown, str] | None:
    currency, _, digits = normal.partition(" ")
    try:
        amount = Decimal(digits)
    except InvalidOperation:
        return None
    if not (amount.is_finite() and len(currency) == 3 and currency.isascii() and currency.isalpha()):
        return None
    cents = "" if amount == amount.to_integral_value() else ".00"
    return float(amount), f'"{currency.upper()}" #,##0{cents}'


def _comment(finding: Finding) -> str:
    shade = shade_of(finding.verdict, finding.severity)
    parts = [f"{shade.mark} {shade.words}. {finding.reason}"]
    if finding.value is not None:
        parts += [step.says for step in finding.value.steps]
    parts.append(certificate_words(finding))
    if cites_finding(finding):
        parts += [f"{place_of(c)}: “{quoted(c.quote, 320)}”" for c in finding.citations[:2]]
    return _cut("\n\n".join(part for part in parts if part))


def _cut(words: str) -> str:
    text = plain(words)
    return text if len(text) <= _LONGEST_COMMENT else f"{text[:_LONGEST_COMMENT].rsplit(maxsplit=1)[0]} …"


def _table(title: str, heads: Mapping[str, float], rows: Sequence[tuple[SheetCell, ...]], *, kept: int) -> Sheet:
    head = tuple(SheetCell(name, _HEAD) for name in heads)
    return Sheet(title, tuple(heads.values()), (head, *rows), head=1, kept=kept)


def _finding_row(told: Told, addresses: Addresses) -> tuple[SheetCell, ...]:
    finding = told.finding
    shade = shade_of(finding.verdict, finding.severity)
    cited = finding.citations if cites_finding(finding) else ()
    clause, page = _places(cited, _first_address(finding, addresses))
    value, form = _typed(told.column.kind, finding) or (answer_words(finding), "General")
    return (
        SheetCell(told.row.file),
        SheetCell(told.column.title),
        SheetCell(f"{shade.mark} {shade.words.partition(' (')[0]}", Look(fill=shade.fill)),
        SheetCell(SEVERITY_WORDS[finding.severity]),
        SheetCell(finding.reason),
        SheetCell(value, form=form),
        clause,
        page,
        SheetCell("\n\n".join(quoted(citation.quote, _LONGEST_CELL) for citation in cited)),
        SheetCell(certificate_words(finding)),
        SheetCell("\n\n".join(f"{place_of(c)}: {quoted(c.quote, _LONGEST_CELL)}" for c in finding.superseded)),
    )


def _defect_rows(review: Review, addresses: Addresses) -> Iterator[tuple[SheetCell, ...]]:
    for row in review.rows:
        for defect in row.defects:
            yield _defect_row(row.file, defect, addresses)


def _defect_row(file: str, defect: Defect, addresses: Addresses) -> tuple[SheetCell, ...]:
    clause, page = _places(defect.citations, addresses.of(defect.citations[0]) if defect.citations else None)
    return (
        SheetCell(file),
        SheetCell(DEFECT_WORDS[defect.kind]),
        SheetCell(SEVERITY_WORDS[defect.severity]),
        SheetCell(defect.message),
        clause,
        page,
        SheetCell("\n".join(quoted(citation.quote, 300) for citation in defect.citations[:4])),
    )


def _places(citations: Sequence[Citation], address: Address | None) -> tuple[SheetCell, SheetCell]:
    """The clauses and the pages of citations, each named once; both lead to the first."""
    clauses = dict.fromkeys(label_words(citation.label) for citation in citations if citation.label)
    pages = dict.fromkeys(place_words(citation.pages, citation.paragraph) for citation in citations)
    told = (_few(tuple(clauses)), _few(tuple(page for page in pages if page)))
    clause, page = (SheetCell(words, address=address if words else None) for words in told)
    return clause, page


def _few(words: tuple[str, ...]) -> str:
    """The first two, and how many more: a cell that is a link is not wrapped by every program."""
    more = len(words) - 2
    return "; ".join(words[:2]) + (f" +{more}" if more > 0 else "")


def _made(review: Review, problems: Sequence[tuple[str, str]]) -> Sheet:
    unread = unread_rows(review) or (("Every file was read whole.", ""),)
    rows = [*_section("How it was made", made_rows(review)), *_legend(), *_section("What was not read", unread)]
    if absences := absence_rows(review):
        rows += _section("How far “missing” can be relied on", absences)
    if problems:
        rows += _section("Without a highlighted copy", problems)
    return Sheet(MADE, (40.0, 100.0), tuple(rows[:-1]))


def _section(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[tuple[SheetCell, ...]]:
    """A titled list of names with values, and an empty row."""
    yield (SheetCell(title, _SECTION),)
    for name, value in rows:
        yield SheetCell(name), SheetCell(value)
    yield ()


def _legend() -> Iterator[tuple[SheetCell, ...]]:
    yield (SheetCell("What the colours mean", _SECTION),)
    for verdict in Verdict:
        for severity in reversed(SEVERITIES) if verdict in (Verdict.DEVIATION, Verdict.MISSING) else SEVERITIES[:1]:
            shade = shade_of(verdict, severity)
            words = "Uncertain" if verdict is Verdict.UNCERTAIN else shade.words
            yield (
                SheetCell(f"{shade.mark} {words}", replace(_NAME, fill=shade.fill)),
                SheetCell(VERDICT_MEANINGS[verdict]),
            )
    yield ()
