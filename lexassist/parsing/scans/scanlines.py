"""Pieces of recognised text to the lines of a page: characters into words, pieces of one row into lines.

Promises: rows from the top down, pieces of a row from left to right; pieces that stand as close as words do are one line;
wide gaps (columns, cells) part lines. Columns of prose are read one after another, between the lines that run over both;
cells and labels stay in their rows. Pure: knows neither images nor the engine. Coordinates are those of the caller's page.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lexassist.parsing.pages import RawLine, clean_text, end_line

_SAME_ROW = 0.5
"""Share of the lower piece's height that two pieces of one row have in common."""
_WORD_GAP = 1.3
"""Widest gap inside one line, in heights of the line."""
_GUTTER = 0.7
"""Narrowest gap between columns, in heights of the line."""
_COLUMN_LINES = 4
"""Lines that a column has at least."""
_COLUMN_WIDTH = 7.0
"""Heights of a line that a column is wide at least."""
_FULL = 0.55
_MOST_CUTS = 3
_LOOKALIKES = str.maketrans(
    {
        "\u3001": ",",
        "\u3002": ".",
        "\u300a": "\u00ab",
        "\u300b": "\u00bb",
        "\u3008": "<",
        "\u3009": ">",
        "\u3010": "[",
        "\u3011": "]",
        "\u3014": "(",
        "\u3015": ")",
        "\u2033": '"',
        "\u2032": "'",
        "\u02b9": "'",
        "\u00b4": "'",
        "\u30fb": "\u2022",
        "\u2015": "\u2014",
        "\u2016": '"',
        "\u2025": "..",
        "\u2212": "-",
    }
)

_CAPITALS = re.compile(r"\b(?=[A-Z]*[csvwxz])(?=[csvwxz]*[A-Z])[A-Zcsvwxz]{4,}\b")

Place = Callable[[float, float, float, float], tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """One word of a piece with its box: x0, top, x1, bottom."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


Piece = tuple[PrintedWord, ...]
"""What one detected box held: words from left to right, at least one."""


def plain_characters(text: str) -> str:
    """The text with full-width and other look-alike characters as the ones that European type has.

    >>> plain_characters("\uff08a\uff09\uff0c \ufb01nal")
    '(a), final'
    >>> plain_characters("ADDREsSES of LLCs"), plain_characters("sUMMARY")
    ('ADDRESSES of LLCs', 'SUMMARY')
    """
    folded = text.translate(_LOOKALIKES)
    if not folded.isascii():
        folded = "".join(_narrow(character) for character in folded)
    return _CAPITALS.sub(_even_case, clean_text(folded))


def _even_case(match: re.Match[str]) -> str:
    """A word of capitals with its small letters that differ in nothing but size; the last may be a plural's."""
    word = match[0]
    capitals = sum(character.isupper() for character in word)
    return (
        word[:-1].upper() + word[-1] if capitals >= 2 and word[-1] == "s" else word.upper() if capitals >= 2 else word
    )


def _narrow(character: str) -> str:
    wide = "\uff00" <= character <= "\uffef"
    return unicodedata.normalize("NFKC", character) if wide else character


def set_lines(pieces: Sequence[Piece], sideways: Sequence[Piece], place: Place) -> tuple[RawLine, ...]:
    """The lines of a page, those that run ``sideways`` up or down its edges last.

    ``place`` puts a box of the pieces' coordinates on the page as displayed.
    """
    parts = [part for piece in pieces for part in _part(piece)]
    ordered = [piece for row in _rows(parts) for piece in row]
    lines = [line for group in _by_columns(ordered) for row in _rows(group) for line in _join(row)]
    return tuple(_set_line(line, place) for line in (*lines, *sideways))


def _part(piece: Piece) -> list[Piece]:
    """A piece cut at gaps that may be a gutter: a box can hold words of two columns."""
    cuts = [i for i in range(1, len(piece)) if piece[i].x0 - piece[i - 1].x1 > _GUTTER * _height(piece)]
    return [piece[start:end] for start, end in pairwise((0, *cuts, len(piece)))]


def _join(row: Sequence[Piece]) -> list[Piece]:
    """The lines of one row: pieces joined where no more than a space parts them."""
    lines: list[Piece] = []
    for piece in row:
        if lines and piece[0].x0 - lines[-1][-1].x1 <= _WORD_GAP * _height(lines[-1]):
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines


def _by_columns(pieces: Sequence[Piece], depth: int = 0) -> list[list[Piece]]:
    """Groups of pieces in the order of reading: columns of prose one after another, what is between them in its rows."""
    if depth == _MOST_CUTS or len(pieces) < 2 * _COLUMN_LINES:
        return [list(pieces)]
    cuts = [_cut_at(pieces, gutter) for gutter in _gutters(pieces)]
    best = max(cuts, key=lambda cut: sum(len(left) + len(right) for _, left, right in cut), default=[])
    groups: list[list[Piece]] = [[]]
    for plain, left, right in best or [(list(pieces), [], [])]:
        if left:
            groups += [*_by_columns(left, depth + 1), *_by_columns(right, depth + 1), []]
        groups[-1].extend(plain)
    return groups


def _gutters(lines: Sequence[Piece]) -> list[float]:
    """Places left of which a column may begin: where several lines start, none of them the page's first."""
    height = median(map(_height, lines))
    starts = sorted(line[0].x0 for line in lines)
    found: list[float] = []
    for index, start in enumerate(starts[: -_COLUMN_LINES + 1]):
        near = starts[index + _COLUMN_LINES - 1] - start < 0.7 * height
        if near and start > starts[0] + _COLUMN_WIDTH * height and (not found or start > found[-1] + height):
            found.append(start)
    return [start - 0.3 * height for start in found]


_Cut = list[tuple[list[Piece], list[Piece], list[Piece]]]


def _cut_at(lines: Sequence[Piece], gutter: float) -> _Cut:
    """Stretches of the page: lines read as they came, then the lines left and right of the gutter (none: no columns)."""
    cut: _Cut = []
    run: list[Piece] = []
    for line in (*lines, None):
        if line is not None and not line[0].x0 < gutter < line[-1].x1:
            run.append(line)
            continue
        left = [each for each in run if each[-1].x1 <= gutter]
        right = [each for each in run if each[0].x0 >= gutter]
        cut.append(([], left, right) if _is_prose(left) and _is_prose(right) else (run, [], []))
        if line is not None:
            cut.append(([line], [], []))
        run = []
    return cut


def _is_prose(lines: Sequence[Piece], depth: int = 0) -> bool:
    """Whether lines fill the column, or the columns, that they stand in, as cells and labels do not."""
    if len(lines) < _COLUMN_LINES:
        return False
    width = max(line[-1].x1 for line in lines) - min(line[0].x0 for line in lines)
    full = [line for line in lines if line[-1].x1 - line[0].x0 > _FULL * width]
    if len(full) >= max(_COLUMN_LINES, len(lines) / 2):
        return width > _COLUMN_WIDTH * median(map(_height, lines))
    if depth == _MOST_CUTS:
        return False
    for gutter in _gutters(lines):
        left = [line for line in lines if line[-1].x1 <= gutter]
        right = [line for line in lines if line[0].x0 >= gutter]
        if len(left) + len(right) == len(lines) and _is_prose(left, depth + 1) and _is_prose(right, depth + 1):
            return True
    return False


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces by rows, top row first; a row is open to a piece that overlaps its nearest neighbour there."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=_middle):
        row = next((row for row in reversed(rows[-6:]) if _is_in_row(piece, row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    for row in rows:
        row.sort(key=lambda piece: piece[0].x0)
    return sorted(rows, key=lambda row: median(_middle(piece) for piece in row))


def _is_in_row(piece: Piece, row: Sequence[Piece]) -> bool:
    nearest = min(row, key=lambda other: max(other[0].x0 - piece[-1].x1, piece[0].x0 - other[-1].x1))
    if nearest[0].x0 < piece[-1].x1 - 1 and piece[0].x0 < nearest[-1].x1 - 1:
        # Boxes that also overlap sideways are two lines set close, unless they are nearly level.
        shared = _shared_height(piece, nearest)
        return shared > 0.8 * min(_height(piece), _height(nearest))
    return _shared_height(piece, nearest) > _SAME_ROW * min(_height(piece), _height(nearest))


def _shared_height(piece: Piece, other: Piece) -> float:
    return min(_bottom(piece), _bottom(other)) - max(_top(piece), _top(other))


def _top(words: Sequence[PrintedWord]) -> float:
    return min(word.top for word in words)


def _bottom(words: Sequence[PrintedWord]) -> float:
    return max(word.bottom for word in words)


def _height(words: Sequence[PrintedWord]) -> float:
    return _bottom(words) - _top(words)


def _middle(words: Sequence[PrintedWord]) -> float:
    return (_bottom(words) + _top(words)) / 2


def _set_line(words: Sequence[PrintedWord], place: Place) -> RawLine:
    starts, ends, edges = array("I"), array("I"), array("f")
    length = -1
    for word in words:
        starts.append(length + 1)
        length += 1 + len(word.text)
        ends.append(length)
        edges.extend(place(word.x0, word.top, word.x1, word.bottom))
    return end_line(RawLine(" ".join(word.text for word in words), starts, ends, edges))
