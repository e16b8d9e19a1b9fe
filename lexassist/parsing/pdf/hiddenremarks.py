"""Hidden words as remarks for a lawyer: one a run of words, with the place of each line. Pure.

A word that the page also shows at the same place is no finding: recognition and drop shadows double words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise

from lexassist.parsing.pdf.survey import Edges
from lexassist.parsing.pdf.words import PageWords
from lexassist.types import Box, Remark, RemarkKind

_SAME_PLACE = 0.5
_MOST_RUNS = 20
_MOST_LETTERS = 2_000


class How(Enum):
    """Why nobody sees a word."""

    OUTSIDE = "they lie outside the page"
    TINY = "they are too small to read"
    UNSEEN = "they are invisible, covered, or of the colour of the paper"


Rows = Mapping[int, Sequence[tuple[int, Edges]]]
_ROW = 24.0


def by_row(words: PageWords, indices: Iterable[int]) -> Rows:
    """The words at the indices, by the strip of the page that their middle lies in."""
    rows: dict[int, list[tuple[int, Edges]]] = defaultdict(list)
    for index in indices:
        box = words.box(index)
        rows[int((box[1] + box[3]) / 2 // _ROW)].append((index, box))
    return rows


def near(rows: Rows, box: Edges) -> Iterator[tuple[int, Edges]]:
    """The words that may touch a place."""
    row = int((box[1] + box[3]) / 2 // _ROW)
    for strip in (row - 1, row, row + 1):
        yield from rows.get(strip, ())


def overlap(one: Edges, other: Edges) -> bool:
    """Whether they share half of the smaller one's area."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return False
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high >= _SAME_PLACE * smaller


def remarks_on(words: PageWords, hidden: Mapping[int, How], *, page: int) -> tuple[Remark, ...]:
    """One remark a run of hidden words; none for words that the page also shows at their place."""
    rows = by_row(words, (index for index in range(len(words.texts)) if index not in hidden))
    told = [index for index in sorted(hidden) if not _is_doubled(words, index, rows)]
    runs: list[list[int]] = []
    for before, index in pairwise([-2, *told]):
        if index != before + 1:
            runs.append([])
        runs[-1].append(index)
    remarks = [_remark(words, run, hidden[run[0]], page) for run in runs[:_MOST_RUNS]]
    if len(runs) > _MOST_RUNS:
        rest = sum(map(len, runs[_MOST_RUNS:]))
        message = f"Page {page} holds {rest} more words in other places that do not show when the page is looked at; they were left out."
        remarks.append(Remark(RemarkKind.HIDDEN_TEXT, message, page))
    return tuple(remarks)


def _is_doubled(words: PageWords, index: int, rows: Rows) -> bool:
    box, text = words.box(index), words.texts[index]
    return any(words.texts[other] == text and overlap(box, place) for other, place in near(rows, box))


def _remark(words: PageWords, run: Sequence[int], how: How, page: int) -> Remark:
    many = len(run) > 1
    noun, verb = (f"{len(run)} words", "do") if many else ("a word", "does")
    reason = how.value if many else how.value.replace("they are", "it is").replace("they lie", "it lies")
    message = f"Page {page} holds {noun} that {verb} not show when the page is looked at ({reason}); "
    message += "they were left out." if many else "it was left out."
    text = " ".join(words.texts[index] for index in run)
    if len(text) > _MOST_LETTERS:
        text = text[:_MOST_LETTERS]
        message += f" Only their first {_MOST_LETTERS:,} characters are kept here."
    return Remark(RemarkKind.HIDDEN_TEXT, message, page, text, tuple(_line_boxes(words, run, page)))


def _line_boxes(words: PageWords, run: Sequence[int], page: int) -> Iterator[Box]:
    """A box for the words of the run on each line."""
    ends = iter(words.lines)
    end = next(ends)[0]
    begun: list[int] = []
    for index in run:
        if index >= end and begun:
            yield _around(words, begun, page)
            begun = []
        while index >= end:
            end = next(ends)[0]
        begun.append(index)
    if begun:
        yield _around(words, begun, page)


def _around(words: PageWords, indices: Sequence[int], page: int) -> Box:
    boxes = [words.box(index) for index in indices]
    return Box(
        page,
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip
