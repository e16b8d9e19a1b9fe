"""The rows of a table: each one line, its cells parted by a tab, the lines of a cell joined by spaces.

Which lines are one row follows from the order in which the file writes them: where a cell of a lower line comes before a
cell of an upper one, both lines are one row of cells written one after the other. Words keep their boxes and are written in
the order in which the table is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from lexassist.parsing.layout.bands import Band
from lexassist.parsing.layout.pieces import Piece, Row, join_lines, piece_line, whole, words_of
from lexassist.parsing.pages import RawLine

_TIGHT = 0.5
"""Share of a line's height that may lie between two lines of one cell."""
_LONG_CELL = 450
_FIGURE = re.compile(r"[^\w]*\d[\d.,%\s()/-]*\W*")

Joint = Callable[[str, str], str]
Cells = list[list[Piece]]


def table_lines(band: Band, lines: Sequence[RawLine], joint: Joint) -> list[RawLine] | None:
    """One line a row of the table, None when its cells are too long to be read as one.

    ``joint`` gives what stands between a line that ends in a broken word and the next.
    """
    rows = _table_rows(band, lines)
    if any(sum(len(words_of(piece, lines)) for piece in cell) > _LONG_CELL for row in rows for cell in row):
        return None
    return [_row_line(row, lines, joint) for row in rows]


def trimmed(band: Band) -> Band:
    """The band without the lines at its end that are no row of it, with those above it that are."""
    last = band.last
    while last > band.first and len({band.column(piece) for piece in band.rows[last - 1]}) < 2:
        row = band.rows[last - 1]
        above = band.rows[last - 2]
        if row[0].parts[0] < max(piece.parts[0] for piece in above):
            break
        if band.column(row[0]) > 0 and _gap(_bottom(above), row) < _TIGHT * (row[0].bottom - row[0].top):
            break
        last -= 1
    return Band(band.rows, _first_row(band), last, band.gutters)


def _first_row(band: Band) -> int:
    """The first row that the file writes among the cells of the band: the upper line of a head may stand alone."""
    written = [piece.index for row in band.mine for piece in row]
    first = band.first
    while first and all(min(written) < piece.index < max(written) for piece in band.rows[first - 1]):
        if _gap(_bottom(band.rows[first - 1]), band.rows[first]) > _TIGHT * (
            band.rows[first][0].bottom - band.rows[first][0].top
        ):
            break
        first -= 1
    return first


def _table_rows(band: Band, lines: Sequence[RawLine]) -> list[Cells]:
    if not band.by_columns:
        written = _written_rows(band, lines)
        if all(_top(before) < _top(after) + 1 for before, after in pairwise(written)):
            return written
    return _seen_rows(band, lines)


def _written_rows(band: Band, lines: Sequence[RawLine]) -> list[Cells]:
    """The rows as the file writes them: a new one starts where it goes back to a column further left."""
    pieces = sorted((piece for row in band.mine for piece in row), key=lambda piece: piece.parts[0])
    by_cells = any(
        band.column(left) < band.column(right) and right.bottom <= left.top + 1 for left, right in pairwise(pieces)
    )
    found: list[Cells] = []
    before, column_before = pieces[0], -1
    for piece in pieces:
        column = band.column(piece)
        height = piece.bottom - piece.top
        tight = piece.top - before.bottom < _TIGHT * height and piece.top > before.top - height
        clash = not by_cells and bool(found) and _clash(found[-1][column], piece, lines)
        if not found or column < column_before or (column == column_before and (clash or not tight)):
            grid = bool(found) and tight and not by_cells
            if not (grid and 0 < column < column_before and not clash):
                found.append(_empty(band))
        # A cell that starts higher than its row: the paragraphs of the cells before it are all of one row.
        while len(found) > 1 and column > column_before and _top(found[-1]) > piece.top + height / 2:
            upper = found.pop()
            found[-1] = [above + below for above, below in zip(found[-1], upper, strict=True)]
        found[-1][column].append(piece)
        before, column_before = piece, column
    return found


def _top(cells: Cells) -> float:
    return min(piece.top for cell in cells for piece in cell)


def _clash(cell: Sequence[Piece], piece: Piece, lines: Sequence[RawLine]) -> bool:
    """Whether a figure would come to stand under a figure in one cell."""
    return bool(_FIGURE.fullmatch(words_of(piece, lines))) and any(
        _FIGURE.fullmatch(words_of(other, lines)) for other in cell
    )


def _seen_rows(band: Band, lines: Sequence[RawLine]) -> list[Cells]:
    """The rows that the eye sees, a line without a first cell with the one above it."""
    found: list[Cells] = []
    bottom = 0.0
    for row in band.mine:
        tight = _gap(bottom, row) < _TIGHT * (row[0].bottom - row[0].top)
        own = (
            not found
            or not tight
            or any(band.column(piece) == 0 or _clash(found[-1][band.column(piece)], piece, lines) for piece in row)
        )
        if own:
            found.append(_empty(band))
        for piece in row:
            found[-1][band.column(piece)].append(piece)
        bottom = _bottom(row)
    return found


def _empty(band: Band) -> Cells:
    return [[] for _ in range(len(band.gutters) + 1)]


def _gap(bottom: float, row: Row) -> float:
    return min(piece.top for piece in row) - bottom


def _bottom(row: Row) -> float:
    return max(piece.bottom for piece in row)


def _row_line(cells: Cells, lines: Sequence[RawLine], joint: Joint) -> RawLine:
    def between(left: RawLine, right: RawLine) -> str:
        return joint(left.text, right.text).replace("\n", " ") if left.broken else " "

    filled = [
        join_lines([piece_line(piece, lines) for piece in cell], between) if cell else RawLine("") for cell in cells
    ]
    while len(filled) > 1 and not filled[-1].text:
        filled.pop()
    return join_lines([whole(cell) for cell in filled], lambda _left, _right: "\t")
