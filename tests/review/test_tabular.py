"""CSV that no spreadsheet takes for a program."""

from __future__ import annotations

import csv
import io

import pytest

from lexassist.review.links import Addresses
from lexassist.review.sheets import make_sheets
from lexassist.review.tabular import disarm, write_csv

from .reviewed import review


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+44 20 7946", "'+44 20 7946"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        # LibreOffice passes over white space before it looks for a formula.
        ("  =1", "'  =1"),
        ("cl. 5 = five", "cl. 5 = five"),
        ("", ""),
    ],
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str, written: str) -> None:
    assert disarm(text) == written


def test_the_grid_as_rows() -> None:
    grid, findings, _, _ = make_sheets(review(), Addresses())
    written = write_csv(grid)
    assert written.startswith(b"\xef\xbb\xbfDocument,Note,High")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [10] * 5
    assert rows[1][:2] == ["nda.pdf", ""]
    assert rows[1][6:8] == ["2027-02-28", "1000000.5"]
    assert rows[2][0] == "'=cmd|' /C calc'!A0.pdf"
    told = list(csv.DictReader(io.StringIO(write_csv(findings).decode("utf-8-sig"), newline="")))
    assert told[0]["Rule"] == "Governing law"
    assert told[0]["Reason"] == "'=1+1 is not a formula."
