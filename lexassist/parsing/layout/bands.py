"""Bands of a page in which text stands side by side: runs of rows that leave the same gutters free.

What a band is (a table, columns, signatures) is decided in :mod:`lexassist.parsing.layout.bandkinds`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from lexassist.parsing.layout.pieces import WIDE, Piece, Row

_LEAST = 2
"""Rows with something side by side that blocks of signatures have at least."""
_APART = 4.0
"""Heights of a line by which two rows of a band may be apart."""
_SPANNING = 0.15
"""Share of a band's rows whose cells may reach over a gutter."""
_INDENT = 10.0
"""Points by which a cell may start before the middle of the gutter on its left."""
_SPARSE = 0.06
_CAPTION = 0.6

Gutter = tuple[float, float]


@dataclass(frozen=True)
class Band:
    """Rows ``first`` to ``last`` (not included) of a page, which leave ``gutters`` free, from left to right."""

    rows: Sequence[Row]
    first: int
    last: int
    gutters: tuple[Gutter, ...]

    def column(self, piece: Piece) -> int:
        """The column, from 0, in which a piece starts."""
        return bisect_left(self._middles, piece.x0 + min(_INDENT, (piece.x1 - piece.x0) / 4))

    @cached_property
    def _middles(self) -> list[float]:
        return [(left + right) / 2 for left, right in self.gutters]

    @cached_property
    def mine(self) -> Sequence[Row]:
        """Its rows."""
        return self.rows[self.first : self.last]

    @cached_property
    def shared(self) -> list[Row]:
        """Its rows with pieces in two columns or more."""
        return [row for row in self.mine if len({self.column(piece) for piece in row}) > 1]

    @cached_property
    def columns(self) -> list[list[Piece]]:
        """The pieces of each column, from the top down."""
        found: list[list[Piece]] = [[] for _ in range(len(self.gutters) + 1)]
        for row in self.mine:
            for piece in row:
                found[self.column(piece)].append(piece)
        return found

    @cached_property
    def by_columns(self) -> bool:
        """Whether the file writes one column after the other."""
        written = [[part[0] for piece in column for part in piece.parts] for column in self.columns]
        return all(max(left) < min(right) for left, right in pairwise([each for each in written if each]))


def find_bands(rows: Sequence[Row]) -> Iterator[Band]:
    """The bands of a page, from the top down."""
    start = 0
    while start < len(rows):
        if len(rows[start]) < 2:
            start += 1
            continue
        last, gutters = _grow(rows, start)
        if last - start < _LEAST:
            start += 1
            continue
        band = _refined(rows, start, last, gutters)
        if len(band.shared) >= _LEAST:
            yield band
            start = last
        else:
            start += 1


def _grow(rows: Sequence[Row], start: int) -> tuple[int, list[Gutter]]:
    """The row behind the last one that leaves a gutter of the first one free, and the gutters left."""
    gutters = [(left.x1, right.x0) for left, right in pairwise(rows[start])]
    height = median(piece.bottom - piece.top for piece in rows[start])
    last = start + 1
    bottom = max(piece.bottom for piece in rows[start])
    while last < len(rows):
        row = rows[last]
        if min(piece.top for piece in row) - bottom > (_APART if len(row) > 1 else _APART / 2) * height:
            break
        if len(row) == 1 and _stands_apart(row[0], bottom, rows[start:last], rows[last + 1 : last + 2]):
            break
        narrower = [each for gutter in gutters for each in _left_free(gutter, row, WIDE * height)]
        if not narrower:
            break
        gutters = narrower
        bottom = max(bottom, *(piece.bottom for piece in row))
        last += 1
    return last, gutters


def _stands_apart(piece: Piece, bottom: float, rows: Sequence[Row], below: Sequence[Row]) -> bool:
    """Whether a line of its own, off the one above and the one below it, starts where nothing above it starts: a caption."""
    away = _CAPTION * (piece.bottom - piece.top)
    if piece.top - bottom < away or any(other.top - piece.bottom < away for row in below for other in row):
        return False
    return all(abs(piece.x0 - other.x0) > 3 for row in rows for other in row)


def _left_free(gutter: Gutter, row: Row, least: float) -> Iterator[Gutter]:
    """What the pieces of a row leave of a gutter."""
    left, right = gutter
    for piece in row:
        if piece.x1 <= left or piece.x0 >= right:
            continue
        if piece.x0 - left >= least:
            yield left, piece.x0
        left = max(left, piece.x1)
    if right - left >= least:
        yield left, right


def _refined(rows: Sequence[Row], first: int, last: int, gutters: Sequence[Gutter]) -> Band:
    """The band with every gutter that all but a few of its rows leave free."""
    shared = [row for row in rows[first:last] if len(row) > 1]
    pieces = [piece for row in shared for piece in row]
    height = median(piece.bottom - piece.top for piece in pieces)
    allowed = int(_SPANNING * len(shared))
    bounds = sorted([(piece.x0, 1) for piece in pieces] + [(piece.x1, -1) for piece in pieces])
    found: list[Gutter] = []
    covered, free_from = 0, None
    for place, change in bounds:
        covered += change
        if covered <= allowed and free_from is None and change < 0:
            free_from = place
        elif covered > allowed and free_from is not None:
            if place - free_from >= WIDE * height:
                found.append((free_from, place))
            free_from = None
    return _without_sparse(Band(rows, first, last, tuple(found or gutters)))


def _without_sparse(band: Band) -> Band:
    """The band without columns that hardly a row has anything in."""
    least = max(2, _SPARSE * len(band.mine))
    while band.gutters:
        sparse = next((number for number, column in enumerate(band.columns) if len(column) < least), None)
        if sparse is None:
            break
        dropped = max(0, sparse - 1)
        band = Band(band.rows, band.first, band.last, band.gutters[:dropped] + band.gutters[dropped + 1 :])
    return band
