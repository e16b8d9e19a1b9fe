"""Pages whose text does not stand upright as they are displayed: a scan upside down, a table printed sideways.

Their boxes are those of the page as displayed, so whoever looks for lines and columns turns the page first and turns the
boxes back afterwards. Pure.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

from lexassist.parsing.pages import RawLine, RawPage

_MOST = 2 / 3
"""Share of a page's text that has to run one way for the page to be turned."""


def lean(lines: Sequence[RawLine]) -> int:
    """Degrees clockwise, 0, 90, 180 or 270, by which most of a page's text is turned from upright.

    It is seen in the way from the first to the last word of each line; a page of single words stands upright.
    """
    ways = {0: 0.0, 90: 0.0, 180: 0.0, 270: 0.0}
    for line in lines:
        edges = line.edges
        if len(edges) < 8:
            continue
        across = edges[-4] + edges[-2] - edges[0] - edges[2]
        down = edges[-3] + edges[-1] - edges[1] - edges[3]
        if abs(across) >= abs(down):
            ways[0 if across >= 0 else 180] += abs(across)
        else:
            ways[90 if down > 0 else 270] += abs(down)
    best = max(ways, key=lambda way: ways[way])
    return best if ways[best] > _MOST * sum(ways.values()) else 0


def turn_page(page: RawPage, degrees: int) -> RawPage:
    """The page turned clockwise by 0, 90, 180 or 270 degrees: its size and every box."""
    if not degrees % 360:
        return page
    lines = tuple(
        replace(line, edges=turn_edges(line.edges, degrees, width=page.width, height=page.height))
        for line in page.lines
    )
    width, height = (page.width, page.height) if degrees % 180 == 0 else (page.height, page.width)
    return replace(page, width=width, height=height, lines=lines)


def turn_edges(edges: array[float], degrees: int, *, width: float, height: float) -> array[float]:
    """Boxes (x0, top, x1, bottom in turn) of a page of this size after it was turned clockwise."""
    turned = array("f")
    for i in range(0, len(edges), 4):
        x0, top, x1, bottom = edges[i : i + 4]
        match degrees % 360:
            case 90:
                turned.extend((height - bottom, x0, height - top, x1))
            case 180:
                turned.extend((width - x1, height - bottom, width - x0, height - top))
            case 270:
                turned.extend((top, width - x1, bottom, width - x0))
            case _:
                turned.extend((x0, top, x1, bottom))
    return turned
