"""Lines cut into pieces and joined again, and pieces gathered into the rows that an eye sees.

A piece is a stretch of one line without a wide gap: a cell of a table, a line of a column. Every operation keeps each word
with its box. Does not know what the pieces mean.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lexassist.parsing.pages import RawLine

WIDE = 0.8
"""A gap wider than this share of a line's height may part cells or columns."""
_LABEL = re.compile(
    r"(?:(?:section|clause|article|item)\s+)?[(\[]?(?:[A-Za-z]\d{0,2}|[ivxlIVXL]{1,6}|\d{1,3}(?:\.\d{1,3})*)[.)\]]+(?:\([A-Za-z0-9]{1,4}\))*"
    r"|\d{1,2}(?:\.\d{1,3})+"
    r"|(?:section|clause|article|schedule|exhibit|annex|appendix|attachment)\s+[A-Z0-9]{1,4}(?:[.-]\d{1,3})*[.:]?"
    r"|[•●▪◦·○■□–—*oÿ§-]|\[\s?[xX]?\s?\]|[☐☒☑]",
    re.IGNORECASE,
)

Part = tuple[int, int, int]
"""The index of a line, its first word, and the word behind its last one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand side by side, and the box around them. It has more than one part where a label joins its words."""

    parts: tuple[Part, ...]
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its middle height."""
        return (self.top + self.bottom) / 2

    @property
    def index(self) -> int:
        """The place of its first line in the file's order."""
        return self.parts[0][0]


Row = list[Piece]


def cut_line(index: int, line: RawLine) -> list[Piece]:
    """The pieces of a line, from left to right."""
    edges = line.edges
    tops, bottoms = edges[1::4], edges[3::4]
    top, bottom = min(tops), max(bottoms)
    count = len(tops)
    wide = max(4.0, WIDE * (bottom - top))
    starts = [word for word in range(1, count) if edges[4 * word] - edges[4 * word - 2] > wide]
    if not starts:
        return [Piece(((index, 0, count),), min(edges[0::4]), top, max(edges[2::4]), bottom)]
    return [
        Piece(
            ((index, first, last),),
            min(edges[4 * first : 4 * last : 4]),
            min(tops[first:last]),
            max(edges[4 * first + 2 : 4 * last : 4]),
            max(bottoms[first:last]),
        )
        for first, last in zip([0, *starts], [*starts, count], strict=True)
    ]


def words_of(piece: Piece, lines: Sequence[RawLine]) -> str:
    """The text of a piece."""
    return " ".join(
        lines[index].text[lines[index].starts[first] : lines[index].ends[last - 1]]
        for index, first, last in piece.parts
    )


def gather_rows(pieces: Sequence[Piece], lines: Sequence[RawLine]) -> list[Row]:
    """The pieces in rows from the top down, each row from left to right, a label in one piece with what it labels."""
    rows: list[Row] = []
    top = bottom = 0.0
    for piece in sorted(pieces, key=lambda each: each.middle):
        if (
            rows
            and top < piece.middle < bottom
            and (piece.top + piece.bottom) / 2 - (top + bottom) / 2 < 0.5 * (bottom - top)
        ):
            rows[-1].append(piece)
        else:
            rows.append([piece])
            top, bottom = piece.top, piece.bottom
    return [_with_label(sorted(row, key=lambda each: each.x0), lines) for row in rows]


def _with_label(row: Row, lines: Sequence[RawLine]) -> Row:
    """The row; its first two pieces in one where the first is the label of a list."""
    if len(row) < 2 or row[0].parts[0][2] - row[0].parts[0][1] > 3 or not is_label(words_of(row[0], lines)):
        return row
    return [join_pieces(row[0], row[1]), *row[2:]]


def join_pieces(left: Piece, right: Piece) -> Piece:
    """Two pieces of one row as one."""
    return Piece(
        left.parts + right.parts,
        min(left.x0, right.x0),
        min(left.top, right.top),
        max(left.x1, right.x1),
        max(left.bottom, right.bottom),
    )


def is_label(text: str) -> bool:
    """Whether a text is nothing but the label of an item: "(a)", "1.1", a bullet."""
    return bool(_LABEL.fullmatch(text))


def piece_line(piece: Piece, lines: Sequence[RawLine]) -> RawLine:
    """A piece as a line of its own, its parts with a space between."""
    return join_lines([_part_line(part, lines[part[0]]) for part in piece.parts], beside)


def _part_line(part: Part, line: RawLine) -> RawLine:
    _, first, last = part
    if first == 0 and last == len(line.starts):
        return line
    start = line.starts[first]
    return RawLine(
        line.text[start : line.ends[last - 1]],
        array("I", [offset - start for offset in line.starts[first:last]]),
        array("I", [offset - start for offset in line.ends[first:last]]),
        line.edges[4 * first : 4 * last],
        line.broken and last == len(line.starts),
    )


def join_lines(lines: Sequence[RawLine], between: Callable[[RawLine, RawLine], str]) -> RawLine:
    """Several lines as one; ``between`` gives what stands between two that follow each other."""
    if len(lines) == 1:
        return lines[0]
    parts: list[str] = []
    starts, ends, edges = array("I"), array("I"), array("f")
    length = 0
    for place, line in enumerate(lines):
        starts.extend([length + offset for offset in line.starts])
        ends.extend([length + offset for offset in line.ends])
        edges.extend(line.edges)
        joint = between(line, lines[place + 1]) if place + 1 < len(lines) else ""
        if joint.startswith("-") and line.ends:
            ends[-1] += 1
        parts += [line.text, joint]
        length += len(line.text) + len(joint)
    return RawLine("".join(parts), starts, ends, edges, lines[-1].broken)


def beside(left: RawLine, _right: RawLine) -> str:
    """What stands between two pieces of one row."""
    return "- " if left.broken else " "


def whole(line: RawLine) -> RawLine:
    """The line with the hyphen that it was broken at, where nothing follows that could heal it."""
    if not line.broken:
        return line
    ends = line.ends[:]
    if ends:
        ends[-1] += 1
    return RawLine(line.text + "-", line.starts, ends, line.edges)
