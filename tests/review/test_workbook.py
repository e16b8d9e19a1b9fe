"""The workbook, opened again: typed cells, links that land, no formula, the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from lexassist.review import workbook
from lexassist.review.links import Addresses, name_copies
from lexassist.review.sheets import DRAFTING, FINDINGS, GRID, MADE
from lexassist.review.workbook import write_workbook

from .reviewed import COLUMNS, many, review


def opened(addresses: Addresses | None = None) -> openpyxl.Workbook:
    if addresses is None:
        addresses = Addresses(name_copies(review().rows))
    return openpyxl.load_workbook(io.BytesIO(write_workbook(review(), addresses, (("nda.pdf", "It is locked."),))))


def column(sheet: Worksheet, head: int, title: str) -> int:
    return next(cell.column for cell in sheet[head] if cell.value == title)


def test_the_sheets_in_their_order() -> None:
    assert opened().sheetnames == [GRID, FINDINGS, DRAFTING, MADE]


def test_dates_are_dates_and_sums_are_numbers() -> None:
    grid = opened()[GRID]
    expiry, cap = grid.cell(4, column(grid, 3, "Expiry date")), grid.cell(4, column(grid, 3, "Cap on liability"))
    assert expiry.value == datetime(2027, 2, 28)
    assert cap.value == 1000000.5
    assert cap.number_format == '"GBP" #,##0.00'


def test_a_cell_leads_to_the_page_that_its_citation_names() -> None:
    grid, findings = opened()[GRID], opened()[FINDINGS]
    for row, shown in zip(review().rows, range(4, 8), strict=True):
        for finding in row.findings:
            link = grid.cell(shown, column(grid, 3, next(c.title for c in COLUMNS if c.id == finding.rule))).hyperlink
            if finding.rule == "control":
                # Missing: nothing to land on but its own row, with the certificate.
                number = int(link.location.rpartition("A")[2])
                assert findings.cell(number, 2).value == "Change of control"
                assert findings.cell(number, column(findings, 1, "Certificate")).value.startswith("61 of 61")
                continue
            cited = finding.citations[0]
            assert link.location == f"page={cited.pages[0]}"
            names = name_copies(review().rows)
            assert link.target.startswith("highlighted/")
            assert link.target.count("/") == 1
            assert names[cited.document]


def test_no_text_is_a_formula() -> None:
    for sheet in opened():
        for row in sheet:
            assert not [cell.coordinate for cell in row if cell.data_type in ("f", "e")]
    grid = opened()[GRID]
    assert grid["A5"].value == "=cmd|' /C calc'!A0.pdf"
    assert grid["A5"].quotePrefix


def test_the_grid_keeps_its_heads_in_sight_and_can_be_sifted() -> None:
    grid = opened()[GRID]
    assert grid.freeze_panes == "B4"
    assert grid.auto_filter.ref == "A3:J7"
    assert opened()[FINDINGS].auto_filter.ref.startswith("A1:K")


def test_what_was_not_read_is_told_in_the_row() -> None:
    grid = opened()[GRID]
    assert [cell.value for cell in grid[7]][:2] == [
        "locked.pdf",
        "Not read: needs a password. It opens only with a password.",
    ]
    assert {cell.value for cell in grid[7][5:]} == {"not read"}
    assert {cell.value for cell in grid[6][5:]} == {"not asked"}


def test_a_comment_has_the_quotation_with_its_place() -> None:
    grid = opened()[GRID]
    comment = grid.cell(4, column(grid, 3, "Governing law")).comment
    cited = review().rows[0].findings[0].citations[0]
    assert f"p. {cited.pages[0]}" in comment.text
    assert " ".join(cited.quote.split())[:100] in comment.text
    assert len(comment.text) <= 702


def test_equal_reviews_give_equal_bytes_without_a_clock() -> None:
    written = write_workbook(review(), Addresses())
    assert written == write_workbook(review(), Addresses())
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z</dcterms:modified>" in parts.read("docProps/core.xml")


def test_no_sheet_has_more_links_than_excel_takes(monkeypatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_LINKS", 7)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(many(9), Addresses())))
    assert sum(cell.hyperlink is not None for row in book[GRID] for cell in row) == 7


def test_rows_have_room_for_their_text() -> None:
    findings = opened()[FINDINGS]
    quotation = column(findings, 1, "Quotation")
    width = findings.column_dimensions["I"].width
    for number in range(2, findings.max_row + 1):
        text = findings.cell(number, quotation).value or ""
        # At nine points, a column is at most 1.35 letters a unit wide.
        assert findings.row_dimensions[number].height >= min(400, 12 * len(text) / (1.35 * width))
