"""Sheets of cells as CSV: the grid and the findings for programs that take nothing else.

Promises that no cell is a formula when a spreadsheet opens the file (what begins like one gets an apostrophe before it),
that dates are ISO 8601 and sums plain numbers. Written as UTF-8 with a byte-order mark, by which Excel knows it.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from lexassist.review.sheets import Sheet, SheetCell
from lexassist.review.wording import plain

_FORMULA = ("=", "+", "-", "@", "\t")


def write_csv(sheet: Sheet) -> bytes:
    """The rows of a sheet from the one that names its columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_field(cell) for cell in row] for row in sheet.rows[max(0, sheet.head - 1) :])
    return text.getvalue().encode("utf-8-sig")


def _field(cell: SheetCell) -> str:
    match cell.shown:
        case str(words):
            return disarm(plain(words))
        case date() as day:
            return day.isoformat()
        case float(number) if number.is_integer():
            return str(int(number))
        case other:
            return str(other)


def disarm(text: str) -> str:
    """Text that no spreadsheet takes for a formula, also behind white space.

    >>> disarm("=1+1"), disarm("- five"), disarm("cl. 5")
    ("'=1+1", "'- five", 'cl. 5')
    """
    return f"'{text}" if text.lstrip(" \n\r").startswith(_FORMULA) else text
