"""What a band of a page is: a table, columns of prose, or blocks of signatures that stand side by side.

It follows from its shape, from the order in which the file writes it, and from few words ("By:", dots before a page number).
In doubt a band is nothing, and stays as the file has it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise
from statistics import median

from lexassist.parsing.layout.bands import Band
from lexassist.parsing.layout.pieces import Piece, Row, is_label, words_of
from lexassist.parsing.pages import RawLine

_ROWS = 3
"""Rows with two cells or more that make a table."""
_BULLET = 2
_CLEAR = 2.5
"""Spaces between words that a gutter is wider than."""
_WHOLE = 3
"""Times that a file may leave each column before it is through."""
_PROSE_ROWS = 5
_PROSE_WORDS = 3.5
_SIGNS = re.compile(
    r"(By|BY|Name|NAME|Title|TITLE|Its|ITS|Dated?|DATE|Signature|SIGNATURE|Signed|SIGNED|Print(?:ed)? [Nn]ame|Position|"
    r"Att(?:ention|n)|ATT(?:ENTION|N)|Address|ADDRESS|Tel(?:ephone)?|TEL(?:EPHONE)?|Phone|PHONE|Fax|FAX|Facsimile|FACSIMILE|"
    r"E-?[Mm]ail|E-?MAIL|Witness|WITNESS|Per)\b\.?(?:\s+(?:[Nn]o|NO|[Nn]umber|NUMBER)\.?)?\s*(?::|/s/|[_-]{3,}|$)"
    r"|([Ii]f to|IF TO)\b|(/s/|_{8,}|-{15,})"
)
_REACHED = re.compile(
    r"(?:Att(?:ention|n)|ATT(?:ENTION|N)|Tel|Phone|Fax|FAX|Facsimile|E-?mail|[Ii]f to|IF TO|To [^:]{2,40}:)\b"
)
_LEADERS = re.compile(r"\.{5,}|(?:\. ){4,}|…{2,}")
_PAGE = re.compile(r"(?:page\s*)?(?:\d{1,3}|[ivxl]{1,6}|[A-Z]{1,2}-\d{1,3})", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:table of )?contents|index(?: of \w+)?|page(?: no\.?)?", re.IGNORECASE)
_ENTRY = re.compile(
    r"(?:article|section|clause|schedule|exhibit|annex|appendix|part|\(?[a-z0-9]{1,4}[.)])\s*", re.IGNORECASE
)


class Kind(Enum):
    """What a band is."""

    PLAIN = auto()
    TABLE = auto()
    COLUMNS = auto()
    BLOCKS = auto()


def classify(band: Band, lines: Sequence[RawLine]) -> Kind:
    """What a band is."""
    if not band.gutters:
        return Kind.PLAIN
    if signed_columns(band, lines) and _is_signed(without_prose(band, lines), lines):
        return Kind.BLOCKS
    if len(band.shared) < _ROWS or _is_contents(band, lines) or _lists(band, lines) or _names(band, lines):
        return Kind.PLAIN
    if _is_prose(band, lines):
        return Kind.COLUMNS
    if band.by_columns and len(band.gutters) == 1:
        return Kind.PLAIN
    return Kind.TABLE if _has_cells(band, lines) else Kind.PLAIN


def without_prose(band: Band, lines: Sequence[RawLine]) -> Band:
    """The band without the lines above the signatures that are only stretched to the margin."""
    starts = signed_columns(band, lines)
    first = band.first
    while starts and first < band.last and not is_clear([band.rows[first]], band, starts[1] - 1, lines):
        first += 1
    return Band(band.rows, first, band.last, band.gutters)


def signed_columns(band: Band, lines: Sequence[RawLine]) -> list[int]:
    """The columns in which blocks of signatures or addresses start."""
    words: dict[int, set[str]] = defaultdict(set)
    for row in band.mine:
        for piece in row:
            match = _SIGNS.match(words_of(piece, lines))
            if match:
                words[band.column(piece)].add((match[1] or match[2] or "_").lower())
    for column, said in sorted(words.items()):
        alike = [other for other, others in words.items() if other >= column and others & said]
        if len(alike) > 1:
            return sorted(alike)
    return []


def _is_signed(band: Band, lines: Sequence[RawLine]) -> bool:
    starts = signed_columns(band, lines)
    return bool(starts) and is_clear(band.shared, band, starts[1] - 1, lines)


def _is_contents(band: Band, lines: Sequence[RawLine]) -> bool:
    """Whether its rows are entries of a table of contents, with the number of a page at the end."""
    ends = [words_of(row[-1], lines) for row in band.shared]
    if sum(bool(_LEADERS.search(words_of(piece, lines))) for row in band.shared for piece in row) >= len(ends) / 2:
        return True
    pages = [end for end in ends if _PAGE.fullmatch(end)]
    if len(pages) < 0.7 * len(ends):
        return False
    numbers = [int(page) for page in pages if page.isdigit()]
    if any(after < before for before, after in pairwise(numbers)):
        return False
    above = [words_of(piece, lines) for row in band.rows[max(0, band.first - 6) : band.first + 1] for piece in row]
    entries = sum(bool(_ENTRY.match(words_of(row[0], lines))) for row in band.shared)
    return any(_CONTENTS.fullmatch(text.strip(" .:")) for text in above) or entries >= 0.6 * len(ends)


def _lists(band: Band, lines: Sequence[RawLine]) -> bool:
    """Whether its first column is the labels or bullets of a list and there is but one more."""
    if len(band.gutters) > 1:
        return False
    labels = [words_of(piece, lines) for piece in band.columns[0]]
    if len({*labels}) == 1 and len(labels[0]) <= _BULLET:
        return True
    return sum(is_label(label) for label in labels) >= 0.7 * len(labels)


def _names(band: Band, lines: Sequence[RawLine]) -> bool:
    """Whether it is one block of a signature, or an address."""
    texts = [words_of(piece, lines) for row in band.mine for piece in row]
    reached = sum(bool(_REACHED.match(text)) for text in texts)
    return reached >= 2 or sum(bool(_SIGNS.match(text)) for text in texts) >= 0.3 * len(band.mine)


def _is_prose(band: Band, lines: Sequence[RawLine]) -> bool:
    """Whether its columns are lines of running text that fill them."""
    if len(band.shared) < _PROSE_ROWS:
        return False
    if _switches(band) > _WHOLE * len(band.columns) and not _is_row_by_row(band):
        return False
    return all(_fills(column, lines) for column in band.columns)


def _fills(column: Sequence[Piece], lines: Sequence[RawLine]) -> bool:
    if len(column) < _PROSE_ROWS:
        return False
    left, right = min(piece.x0 for piece in column), max(piece.x1 for piece in column)
    full = sum(right - piece.x1 < 0.15 * (right - left) for piece in column)
    words = [words_of(piece, lines).split() for piece in column]
    running = sum(each[0][:1].islower() for each in words[1:])
    return (
        full >= 0.5 * len(column)
        and sum(map(len, words)) >= _PROSE_WORDS * len(column)
        and running >= 0.25 * len(column)
    )


def _switches(band: Band) -> int:
    """How often the file goes from one column to another."""
    written = sorted(
        (part[0], number) for number, column in enumerate(band.columns) for each in column for part in each.parts
    )
    return sum(before[1] != after[1] for before, after in pairwise(written))


def _is_row_by_row(band: Band) -> bool:
    """Whether the file writes each row before the next one."""
    return all(
        max(part[0] for piece in above for part in piece.parts) <= min(piece.index for piece in below)
        for above, below in pairwise(band.mine)
    )


def _has_cells(band: Band, lines: Sequence[RawLine]) -> bool:
    """Whether what stands side by side are cells: they start like cells, stand under each other, and are not too long."""
    starts = [words_of(piece, lines)[:1] for row in band.shared for piece in row if band.column(piece)]
    if sum(start.islower() for start in starts) > 0.4 * len(starts):
        return False
    if all(len({part[0] for piece in row for part in piece.parts}) == 1 for row in band.shared):
        # Lines stretched to the margin have wide gaps too, but few wider than some spaces, and not under each other.
        if not any(is_clear(band.shared, band, gutter, lines) for gutter in range(len(band.gutters))):
            return False
        return sum(map(_is_aligned, band.columns[1:])) >= len(band.gutters) / 2
    return True


def is_clear(rows: Sequence[Row], band: Band, gutter: int, lines: Sequence[RawLine]) -> bool:
    """Whether each of the rows leaves a gutter clearly wider than the spaces between its words."""
    for row in rows:
        left = [piece.x1 for piece in row if band.column(piece) <= gutter]
        right = [piece.x0 for piece in row if band.column(piece) > gutter]
        if left and right and min(right) - max(left) < _CLEAR * _space(lines[row[0].index]):
            return False
    return True


def _space(line: RawLine) -> float:
    """The usual gap between the words of a line."""
    edges = line.edges
    gaps = [right - left for left, right in zip(edges[2:-4:4], edges[4::4], strict=True)]
    inside = [gap for gap in gaps if gap > 0]
    return min(sorted(inside)[len(inside) // 3], (line.bottom - line.top) * 0.6) if inside else 0.0


def _is_aligned(column: Sequence[Piece]) -> bool:
    """Whether most pieces have their left edge, right edge or middle in common."""
    for places in (
        [piece.x0 for piece in column],
        [piece.x1 for piece in column],
        [(piece.x0 + piece.x1) / 2 for piece in column],
    ):
        usual = median(places)
        if sum(abs(place - usual) < 3 for place in places) >= 0.6 * len(places):
            return True
    return False
