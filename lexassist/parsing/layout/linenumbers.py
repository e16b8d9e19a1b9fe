"""Line-numbered paper: the numbers down the left edge of a pleading, taken out of the lines that they number.

Promises: the numbers of a page become one line before the others, which is furniture, so that sentences read on from line to
line; every number keeps its box. A numbered list is no numbered paper: the numbers must stand at the same heights on several
pages, or be as many as such paper has and stand beside empty lines too.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lexassist.parsing.pages import RawLine, RawPage

_LEAST = 8
_PAPER = range(22, 61)
"""Lines that a sheet of numbered paper has."""
_STEPS = (1, 5)
_NEAR = 4.0


@dataclass(frozen=True, slots=True)
class _Number:
    word: str
    line: int
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def value(self) -> int:
        """The number."""
        return int(self.word)


def take_line_numbers(pages: Sequence[RawPage]) -> tuple[list[RawPage], list[bool]]:
    """The pages, the numbers of numbered paper gathered in their first line; and which pages have such a line."""
    found = [_numbers(page) for page in pages]
    numbered = [index for index, numbers in enumerate(found) if numbers]
    taken = [False] * len(pages)
    result = list(pages)
    for index in numbered:
        others = [
            found[other]
            for other in (*range(index - 2, index), *range(index + 1, index + 3))
            if 0 <= other < len(pages)
        ]
        if any(_alike(found[index], other) for other in others) or _is_paper(pages[index], found[index]):
            result[index] = _without(pages[index], found[index])
            taken[index] = True
    return result, taken


def _numbers(page: RawPage) -> list[_Number]:
    """The numbers at the left edge that count evenly down the page, none where there are not enough."""
    candidates = [
        _Number(word, index, *line.edges[:4])
        for index, line in enumerate(page.lines)
        if line.starts and len(word := line.text[: line.ends[0]]) <= 2 and word.isascii() and word.isdigit()
    ]
    if len(candidates) < _LEAST:
        return []
    edge = min(number.x0 for number in candidates)
    column = sorted((n for n in candidates if n.x0 < edge + 20), key=lambda number: number.top)
    column = [
        number
        for number, after in zip(column, [*column[1:], None], strict=True)
        if after is None or after.top > number.top + 2
    ]
    step = column[1].value - column[0].value if len(column) > 1 else 0
    if len(column) < _LEAST or step not in _STEPS:
        return []
    if any(after.value - before.value != step for before, after in pairwise(column)):
        return []
    pitches = [after.top - before.top for before, after in pairwise(column)]
    even = max(pitches) - min(pitches) <= 0.3 * max(pitches)
    return column if even and _keep_left(page, column) else []


def _keep_left(page: RawPage, column: Sequence[_Number]) -> bool:
    """Whether the numbers go down half of the page, and hardly a word stands above or beside them as far left."""
    if column[-1].bottom - column[0].top < 0.5 * page.height:
        return False
    right = max(number.x1 for number in column)
    numbered = {number.line for number in column}
    others = [
        line.edges[4 * (index in numbered)]
        for index, line in enumerate(page.lines)
        if len(line.starts) > (index in numbered)
    ]
    return sum(x0 < right for x0 in others) <= 0.1 * len(others)


def _alike(numbers: Sequence[_Number], others: Sequence[_Number]) -> bool:
    """Whether two pages have the same numbers at the same places."""
    heights = {other.value: other for other in others}
    same = [
        number
        for number in numbers
        if number.value in heights
        and abs(heights[number.value].top - number.top) < _NEAR
        and abs(heights[number.value].x1 - number.x1) < _NEAR
    ]
    return len(same) >= max(_LEAST, 0.7 * min(len(numbers), len(others)))


def _is_paper(page: RawPage, numbers: Sequence[_Number]) -> bool:
    """Whether a single page looks like numbered paper: full of numbers, some of them beside nothing."""
    if numbers[0].value > 5 or numbers[-1].value not in _PAPER:
        return False
    middles = [(number.top + number.bottom) / 2 for number in numbers]
    taken = {number.line for number in numbers if len(page.lines[number.line].starts) == 1}
    written = [line for index, line in enumerate(page.lines) if line.starts and index not in taken]
    empty = sum(not any(line.edges[1] < middle < line.edges[3] for line in written) for middle in middles)
    return empty >= 1 and numbers[-1].bottom - numbers[0].top > 0.5 * page.height


def _without(page: RawPage, numbers: Sequence[_Number]) -> RawPage:
    held = {number.line for number in numbers}
    rest = [_rest(line) if index in held else line for index, line in enumerate(page.lines)]
    return replace(page, lines=(_gathered(numbers), *(line for line in rest if line is not None)))


def _gathered(numbers: Sequence[_Number]) -> RawLine:
    starts, ends, edges = array("I"), array("I"), array("f")
    length = 0
    for number in numbers:
        starts.append(length)
        ends.append(length + len(number.word))
        edges.extend((number.x0, number.top, number.x1, number.bottom))
        length = ends[-1] + 1
    return RawLine(" ".join(number.word for number in numbers), starts, ends, edges)


def _rest(line: RawLine) -> RawLine | None:
    """The line without its first word, None where there is no other."""
    if len(line.starts) == 1:
        return None
    start = line.starts[1]
    return RawLine(
        line.text[start:],
        array("I", [offset - start for offset in line.starts[1:]]),
        array("I", [offset - start for offset in line.ends[1:]]),
        line.edges[4:],
        line.broken,
    )
