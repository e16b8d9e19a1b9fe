"""Sheets of cells as an Excel workbook: the only module that meets openpyxl.

Promises that no text of a contract becomes a formula, that a cell with a place links to it, that columns are readable
without being pulled, and that equal sheets give equal bytes. What the cells say is :mod:`lexassist.review.sheets`'s.
"""

from __future__ import annotations

import io
import math
from copy import copy
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from lexassist.review.links import Addresses
from lexassist.review.office import strip_clock
from lexassist.review.sheets import FINDINGS, Look, Sheet, SheetCell, make_sheets
from lexassist.review.wording import plain
from lexassist.types import Review

_MOST_LINKS = 65_000
"""Excel takes no more than 65,530 links on a sheet, and repairs a file that has more by dropping them."""
_FONT = "Arial"
"""Of one width on all systems: where it is missing, fonts of the same measures stand in."""
_LINK_INK = "1F3F6E"
_LINE = 1.36
"""Height of a line, in sizes of its font."""
_LETTER = 0.088
"""Width of a letter, in units of a column's width for each point of its font: a little more than the mean."""
_HIGHEST = 400.0
"""Points; Excel has no rows above 409."""
_WIDEST = 300.0
"""Columns that are wider together go on several sheets of paper."""
_FORMULA = ("=", "+", "-", "@", "\t")
_THIN = Side(style="thin", color="C9CED6")


@dataclass
class _Filling:
    """A sheet as it is filled. A look becomes a style once: a workbook has thousands of cells and a dozen looks."""

    sheet: Worksheet
    links: int = 0
    styles: dict[tuple[Look, bool, str, bool], StyleArray] = field(default_factory=dict)

    def put(self, number: int, at: int, shown: SheetCell) -> None:
        """Fill one cell."""
        cell: Cell = self.sheet.cell(number, at)
        if isinstance(shown.shown, str):
            text = plain(shown.shown)
            cell.value = text
            cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
            cell.quotePrefix = text.startswith(_FORMULA)
        else:
            cell.value = shown.shown
        cell.number_format = shown.form
        self._dress(cell, shown.look, linked=self._link(cell, shown) and shown.address is not None)
        if shown.comment:
            cell.comment = _comment(shown.comment)

    def _dress(self, cell: Cell, look: Look, *, linked: bool) -> None:
        underlined = linked and not look.fill
        key = (look, underlined, cell.number_format, bool(cell.quotePrefix))
        if key not in self.styles:
            cell.font = Font(
                name=_FONT,
                size=look.size,
                bold=look.bold,
                color=_LINK_INK if underlined else look.ink,
                underline="single" if underlined else None,
            )
            cell.alignment = Alignment(
                wrap_text=look.lined, vertical="top", horizontal="center" if look.centred else "left"
            )
            if look.fill:
                cell.fill = PatternFill("solid", start_color=look.fill, end_color=look.fill)
            if look.lined:
                cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
            self.styles[key] = copy(cell._style)
        cell._style = copy(self.styles[key])

    def _link(self, cell: Cell, shown: SheetCell) -> bool:
        """Let a cell lead to its address, or to its row of the findings; whether it leads anywhere."""
        if (shown.address is None and not shown.row) or self.links >= _MOST_LINKS:
            return False
        self.links += 1
        where = cell.coordinate
        if shown.address is None:
            cell.hyperlink = Hyperlink(ref=where, location=f"'{FINDINGS}'!A{shown.row}")
        else:
            # As Excel writes it: what stands behind "#" is kept apart from the file.
            cell.hyperlink = Hyperlink(ref=where, target=shown.address.target, location=shown.address.place or None)
        return True


def write_workbook(review: Review, addresses: Addresses, problems: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The workbook of a review. ``problems`` are files of which no highlighted copy could be made, with the reason."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in make_sheets(review, addresses, problems):
        _fill(book.create_sheet(sheet.title), sheet)
    book.properties.creator, book.properties.title = "LexAssist", plain(review.title)
    written = io.BytesIO()
    book.save(written)
    return strip_clock(written.getvalue())


def _fill(into: Worksheet, sheet: Sheet) -> None:
    filling = _Filling(into)
    for number, row in enumerate(sheet.rows, start=1):
        for at, shown in enumerate(row, start=1):
            filling.put(number, at, shown)
        if row:
            into.row_dimensions[number].height = _height(row, sheet.widths)
    for at, width in enumerate(sheet.widths, start=1):
        into.column_dimensions[get_column_letter(at)].width = width
    if sheet.head:
        into.freeze_panes = f"{get_column_letter(sheet.kept + 1)}{sheet.head + 1}"
        into.auto_filter.ref = f"A{sheet.head}:{get_column_letter(len(sheet.widths))}{max(len(sheet.rows), sheet.head)}"
        into.print_title_rows = f"{sheet.head}:{sheet.head}"
        into.print_title_cols = f"A:{get_column_letter(sheet.kept)}"
    into.sheet_view.showGridLines = False
    into.page_setup.orientation, into.page_setup.paperSize = "landscape", into.PAPERSIZE_A4
    into.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    into.oddFooter.right.text = "&P / &N"
    into.page_setup.fitToWidth, into.page_setup.fitToHeight = math.ceil(sum(sheet.widths) / _WIDEST), 0
    into.sheet_properties.pageSetUpPr.fitToPage = True


def _height(row: tuple[SheetCell, ...], widths: tuple[float, ...]) -> float:
    """Room for the cell of a row that needs most: a program that does not fit rows to their text would cut it off."""
    cells = [(cell, width if cell.look.lined else math.inf) for cell, width in zip(row, widths, strict=False)]
    heights = [cell.look.size * _LINE * _lines(cell, width) for cell, width in cells]
    return min(_HIGHEST, max(heights, default=0.0) + 4)


def _lines(cell: SheetCell, width: float) -> int:
    """Lines that the text of a cell takes."""
    letter = _LETTER * cell.look.size * (1.08 if cell.look.bold else 1.0)
    lines = 0
    for paragraph in str(cell.shown).split("\n"):
        lines, left = lines + 1, 0.0
        for word in paragraph.split(" "):
            long = letter * (len(word) + 1)
            if left and left + long > width:
                lines, left = lines + 1, 0.0
            lines += int(long // width)
            left += long % width
    return lines


def _comment(words: str) -> Comment:
    lines = sum(1 + len(line) // 56 for line in words.split("\n"))
    return Comment(words, "LexAssist", height=24 + 16 * lines, width=380)
