"""The lines of one page in the order in which a person reads them.

The file's order is kept wherever it can be right. It is changed where columns of prose, or blocks of signatures, were written
across the gutter between them, and where a file writes its tables behind its paragraphs. Tables become one line a row
(:mod:`lexassist.parsing.layout.tables`). Promises: every word is there once, with its box. Lines of furniture keep clear of all
this and stay among the lines that they stand between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lexassist.parsing.layout.bandkinds import Kind, classify, signed_columns, without_prose
from lexassist.parsing.layout.bands import Band, find_bands
from lexassist.parsing.layout.pieces import (
    Piece,
    Row,
    beside,
    cut_line,
    gather_rows,
    is_label,
    join_lines,
    piece_line,
    whole,
)
from lexassist.parsing.layout.tables import Joint, table_lines, trimmed
from lexassist.parsing.pages import RawLine

_SEVERAL = 2
"""Rows of lines side by side that make it doubtful that a page reads from the top down."""
_STEP = 2.0
_FEW = 3
"""Lines with wide gaps from which on a page may hold a table."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its place. ``joint`` is what stands behind it, None where the distance to the next line decides.

    ``note`` says that it is a footnote.
    """

    line: RawLine
    furniture: bool = False
    joint: str | None = None
    note: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stay together. ``held`` are their places in the file's order; ``low`` is the top of the lowest one."""

    held: frozenset[int]
    top: float
    low: float
    x0: float
    lines: tuple[Placed, ...]


def arrange(lines: Sequence[RawLine], furniture: Collection[int], joint: Joint) -> list[Placed]:
    """The lines in reading order; ``joint`` heals a word broken inside a cell."""
    body = [index for index in range(len(lines)) if index not in furniture]
    if any(not lines[index].starts for index in body) or _is_plain(lines, body):
        return [Placed(line, index in furniture) for index, line in enumerate(lines)]
    pieces = [piece for index in body for piece in cut_line(index, lines[index])]
    rows = gather_rows(pieces, lines)
    blocks = [block for band in find_bands(rows) for block in _blocks(band, lines, joint)]
    return _in_order(lines, furniture, blocks, rows)


def _is_plain(lines: Sequence[RawLine], body: Sequence[int]) -> bool:
    """Whether lines follow each other downwards, with hardly anything side by side but labels and their words."""
    gaps = 0
    bottom_before = -1e9
    for index in body:
        line = lines[index]
        edges = line.edges
        top, bottom = edges[1], edges[3]
        height = bottom - top
        if top < bottom_before - 0.5 * height and not is_label(lines[index - 1].text):
            return False  # beside the line before, or above it
        # The first word may be a label, and the gap behind it is none between cells.
        first = 1 if len(edges) > 4 and is_label(line.text[: line.ends[0]]) else 0
        gaps += any(
            right - left > height
            for left, right in zip(edges[4 * first + 2 : -4 : 4], edges[4 * first + 4 :: 4], strict=True)
        )
        if gaps >= _FEW:
            return False
        bottom_before = bottom
    return True


def _blocks(band: Band, lines: Sequence[RawLine], joint: Joint) -> Iterator[_Block]:
    kind = classify(band, lines)
    if kind is Kind.TABLE:
        band = trimmed(band)
    elif kind is Kind.BLOCKS:
        band = trimmed(without_prose(band, lines))
    if kind is Kind.PLAIN or not _holds_whole_lines(band, lines):
        return
    if kind is Kind.COLUMNS:
        yield _block(band, list(_column_lines(band, lines)))
    elif kind is Kind.BLOCKS:
        yield _block(band, list(_signed_lines(band, lines)))
    elif (rows := table_lines(band, lines, joint)) is not None:
        yield _block(band, [*(Placed(row, joint="\n") for row in rows[:-1]), Placed(rows[-1])])


def _holds_whole_lines(band: Band, lines: Sequence[RawLine]) -> bool:
    held: Counter[int] = Counter()
    for row in band.mine:
        for piece in row:
            for index, first, last in piece.parts:
                held[index] += last - first
    return all(len(lines[index].starts) == words for index, words in held.items())


def _block(band: Band, placed: Sequence[Placed]) -> _Block:
    pieces = [piece for row in band.mine for piece in row]
    held = frozenset(part[0] for piece in pieces for part in piece.parts)
    top, bottom = min(piece.top for piece in pieces), max(piece.bottom for piece in pieces)
    return _Block(held, top, bottom - 1, 0.0, tuple(placed))


def _column_lines(band: Band, lines: Sequence[RawLine]) -> Iterator[Placed]:
    """The lines of columns, which a sentence runs through from the foot of one to the head of the next."""
    for number in range(len(band.gutters) + 1):
        column = [[piece for piece in row if band.column(piece) == number] for row in band.mine]
        written = [_row_line(row, lines) for row in column if row]
        for line in written[:-1]:
            yield Placed(line)
        yield from (Placed(line, joint="\n" if number < len(band.gutters) else None) for line in written[-1:])


def _signed_lines(band: Band, lines: Sequence[RawLine]) -> Iterator[Placed]:
    """The lines of blocks that stand side by side, block by block."""
    starts = [0, *signed_columns(band, lines)[1:], len(band.gutters) + 1]
    for first, last in pairwise(starts):
        block = [[piece for piece in row if first <= band.column(piece) < last] for row in band.mine]
        written = [whole(_row_line(row, lines)) for row in block if row]
        for line in written[:-1]:
            yield Placed(line)
        yield from (Placed(line, joint="\n\n" if last < starts[-1] else None) for line in written[-1:])


def _row_line(row: Sequence[Piece], lines: Sequence[RawLine]) -> RawLine:
    return join_lines([piece_line(piece, lines) for piece in row], beside)


def _in_order(
    lines: Sequence[RawLine], furniture: Collection[int], blocks: Sequence[_Block], rows: Sequence[Row]
) -> list[Placed]:
    """Blocks and the lines outside them, in the file's order; from the top down where that order is none."""
    taken = {index for block in blocks for index in block.held}
    loose = _clusters([(index, line) for index, line in enumerate(lines) if index not in taken], furniture)
    ordered = sorted([*blocks, *loose], key=lambda block: min(block.held))
    if _jumps(ordered) and not _side_by_side(rows, taken):
        heights = {part[0]: min(each.top for each in row) for row in rows for piece in row for part in piece.parts}
        ordered.sort(key=lambda block: (min(heights.get(index, block.top) for index in block.held), block.x0))
    return [placed for block in ordered for placed in block.lines]


def _clusters(lines: Sequence[tuple[int, RawLine]], furniture: Collection[int]) -> list[_Block]:
    """Each line, together with those that the file writes next to it and a little higher or in the same row."""
    found: list[_Block] = []
    for index, line in lines:
        x0, top, bottom = min(line.edges[0::4]), line.top, line.bottom
        placed = Placed(line, index in furniture)
        before = found[-1] if found else None
        if before is not None and index - 1 in before.held and not placed.furniture and _beside(before, line):
            held = before.held | {index}
            low = max(before.low, top)
            found[-1] = _Block(held, min(before.top, top), low, min(before.x0, x0), (*before.lines, placed))
        else:
            found.append(_Block(frozenset((index,)), top, min(top, bottom), x0, (placed,)))
    return found


def _beside(block: _Block, line: RawLine) -> bool:
    """Whether a line stands in the same rows as the block, or less than two lines above it, and to its right."""
    height = line.bottom - line.top
    if line.top > block.low + 0.5 * height or line.top < block.low - _STEP * height:
        return False
    last = block.lines[-1]
    return not last.furniture and line.edges[0] >= last.line.edges[-2] - 1


def _jumps(blocks: Sequence[_Block]) -> bool:
    """Whether a line of the body stands wholly above one that comes before it."""
    lowest = -1e9
    for block in blocks:
        if len(block.lines) == 1 and block.lines[0].furniture:
            continue
        if block.lines[0].line.bottom < lowest:
            return True
        lowest = max(lowest, block.low)
    return False


def _side_by_side(rows: Sequence[Row], taken: Collection[int]) -> bool:
    """Whether lines outside the blocks stand side by side that the file does not write one after the other."""
    apart = 0
    for row in rows:
        indexes = sorted({part[0] for piece in row for part in piece.parts} - set(taken))
        apart += any(right - left > 1 for left, right in pairwise(indexes))
    return apart >= _SEVERAL
