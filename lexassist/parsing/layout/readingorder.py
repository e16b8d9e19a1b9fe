"""One page's lines in reading order: what stands sideways, footnotes and furniture apart, the rest arranged.

See :mod:`lexassist.parsing.layout.arrangement` for the body, :mod:`lexassist.parsing.layout.footnotes` for where notes go, and
:mod:`lexassist.parsing.layout.sideways` for turned text. Promises: every line's words are there once, with their boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lexassist.parsing.layout.arrangement import Placed, arrange
from lexassist.parsing.layout.footnotes import find_footnotes
from lexassist.parsing.layout.sideways import Way, page_way, stands_aside, turn, turn_back, way_of
from lexassist.parsing.layout.tables import Joint
from lexassist.parsing.pages import RawLine, RawPage

_CROWDED = 3000
"""Lines from which on a page is no page that a person reads, and stays as the file has it."""


def order_page(page: RawPage, furniture: frozenset[int], joint: Joint) -> list[Placed]:
    """The page's lines as they are read; ``joint`` heals a word broken inside a cell of a table."""
    if len(page.lines) > _CROWDED:
        return [Placed(line, index in furniture) for index, line in enumerate(page.lines)]
    body = [line for index, line in enumerate(page.lines) if index not in furniture]
    if not any(_may_be_sideways(line) for line in body):
        return _order_upright(page, furniture, joint)
    written = [line for line in body if line.starts]
    way = page_way(written, [way_of(line) for line in written])
    if way is Way.ACROSS:
        return _order_beside(page, furniture, joint)
    size = (page.width, page.height)
    turned = tuple(turn(line, way, size) for line in page.lines)
    upright = replace(page, lines=turned, width=page.height, height=page.width)
    return [
        replace(placed, line=turn_back(placed.line, way, size)) for placed in _order_upright(upright, furniture, joint)
    ]


def _may_be_sideways(line: RawLine) -> bool:
    edges = line.edges
    if len(edges) > 4:
        return abs(edges[-3] - edges[1]) > abs(edges[-4] - edges[0])
    return len(edges) == 4 and way_of(line) is not Way.ACROSS


def _order_upright(page: RawPage, furniture: frozenset[int], joint: Joint) -> list[Placed]:
    notes = find_footnotes(page, furniture)
    if not notes:
        return arrange(page.lines, furniture, joint)
    body, kept = _left(page.lines, notes, furniture)
    return [*arrange(body, kept, joint), *(Placed(page.lines[index], note=True) for index in notes)]


def _order_beside(page: RawPage, furniture: frozenset[int], joint: Joint) -> list[Placed]:
    """An upright page; its sideways lines behind the others, as furniture where they stand at the side."""
    aside = [
        index
        for index, line in enumerate(page.lines)
        if index not in furniture and line.starts and way_of(line) is not Way.ACROSS
    ]
    lines, kept = _left(page.lines, aside, furniture)
    ordered = _order_upright(replace(page, lines=tuple(lines)), kept, joint)
    if ordered and aside:
        ordered[-1] = replace(ordered[-1], joint="\n\n")
    stamps = [page.lines[index] for index in aside]
    return [*ordered, *(Placed(line, furniture=stands_aside(line, page.width), joint="\n") for line in stamps)]


def _left(
    lines: Sequence[RawLine], taken: Sequence[int], furniture: frozenset[int]
) -> tuple[list[RawLine], frozenset[int]]:
    """The lines that are left when some are taken, and which of those are furniture."""
    left = [index for index in range(len(lines)) if index not in taken]
    return [lines[index] for index in left], frozenset(place for place, index in enumerate(left) if index in furniture)
