"""Text that stands sideways: a stamp up the side of a page, or a page printed across the sheet.

A page that is sideways as a whole is turned, so that rows, columns and tables can be found on it, and its boxes are turned
back. Lines at the side of an upright page are kept out of its reading order. Boxes stay those of the page as displayed.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from enum import Enum, auto

from lexassist.parsing.pages import RawLine

_TALL = 2.0
"""How much taller than wide a word of several characters is when it stands sideways."""
_SIDE = 0.12
"""Share of the page's width, from either side, in which a stamp stands."""


class Way(Enum):
    """The way a line runs."""

    ACROSS = auto()
    UP = auto()
    DOWN = auto()


def way_of(line: RawLine) -> Way:
    """The way a line runs, told by its first and last word; by its shape where there is but one."""
    edges = line.edges
    if len(edges) > 4:
        across, down = edges[-4] - edges[0], edges[-3] - edges[1]
        if abs(down) <= abs(across) or abs(across) > edges[2] - edges[0]:
            return Way.ACROSS
        return Way.DOWN if down > 0 else Way.UP
    tall = len(line.text) >= 3 and len(edges) == 4 and edges[3] - edges[1] > _TALL * (edges[2] - edges[0])
    return Way.UP if tall else Way.ACROSS


def turn(line: RawLine, way: Way, size: tuple[float, float]) -> RawLine:
    """The line of a page of this width and height as it stands when its ``way`` becomes across."""
    width, height = size
    edges = array("f")
    for word in range(0, len(line.edges), 4):
        x0, top, x1, bottom = line.edges[word : word + 4]
        edges.extend(
            (height - bottom, x0, height - top, x1) if way is Way.UP else (top, width - x1, bottom, width - x0)
        )
    return RawLine(line.text, line.starts, line.ends, edges, line.broken)


def turn_back(line: RawLine, way: Way, size: tuple[float, float]) -> RawLine:
    """The inverse of :func:`turn`, for the same page."""
    width, height = size
    edges = array("f")
    for word in range(0, len(line.edges), 4):
        x0, top, x1, bottom = line.edges[word : word + 4]
        edges.extend(
            (top, height - x1, bottom, height - x0) if way is Way.UP else (width - bottom, x0, width - top, x1)
        )
    return RawLine(line.text, line.starts, line.ends, edges, line.broken)


def page_way(lines: Sequence[RawLine], ways: Sequence[Way]) -> Way:
    """The way most of the text on a page runs."""
    length = dict.fromkeys(Way, 0)
    for line, way in zip(lines, ways, strict=True):
        length[way] += len(line.text)
    return max(length, key=length.__getitem__)


def stands_aside(line: RawLine, width: float) -> bool:
    """Whether a sideways line stands at the side of its page."""
    return max(line.edges[2::4]) < _SIDE * width or min(line.edges[0::4]) > (1 - _SIDE) * width
