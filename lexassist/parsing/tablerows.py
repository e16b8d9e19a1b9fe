"""Rows of tables in the canonical text: lines with a tab between their cells. Pure.

Promises that a row is never cut, and that a header row is named only where it is clear: no figure in it, and below it a
column that holds figures only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

BETWEEN = " | "
"""What a reader sees between two cells of a row."""
_ROW = re.compile(r"(?:^|(?<=\n))(?=[^\n]*\t)\s*\S[^\n]*\n?\s*")
_LABEL = re.compile(r"[(\[]?(?:[A-Za-z]{1,5}[.)\]]{1,2}|\d{1,3}(?:\.\d{1,3})*[.)\]]{0,2})|[•●▪◦·*]")
_FIGURE = re.compile(r"\d")
_LONGEST_NAME = 40


def around_rows(text: str, cuts: Mapping[int, bool]) -> dict[int, bool]:
    """The cuts with one before and behind each row, and none inside; they end sentences."""
    rows = [(match.start(), match.end()) for match in _ROW.finditer(text)]
    kept: dict[int, bool] = {}
    at = 0
    for cut in sorted(cuts):
        while at < len(rows) and rows[at][1] <= cut:
            at += 1
        if at == len(rows) or cut <= rows[at][0]:
            kept[cut] = cuts[cut]
    return kept | {border: True for row in rows for border in row}


def cells_of(row: str) -> tuple[str, ...]:
    """The cells of a row, white space folded; a label goes with the words that it labels."""
    cells = tuple(" ".join(cell.split()) for cell in row.strip(" \n").split("\t"))
    if len(cells) > 1 and _LABEL.fullmatch(cells[0]) and not _FIGURE.match(cells[1]) and len(cells) == 2:
        return (f"{cells[0]} {cells[1]}",)
    return cells


def is_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a table names what stands in the rows below."""
    if len(first) < 2 or not below or any(len(row) != len(first) for row in below):
        return False
    if any(not cell or len(cell) > _LONGEST_NAME or cell.endswith(":") or _FIGURE.search(cell) for cell in first):
        return False
    return any(all(_FIGURE.search(row[column]) for row in below) for column in range(len(first)))
