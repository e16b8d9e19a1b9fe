"""Pages of lines to the one canonical text: put into reading order, joined, broken words healed, furniture found.

Promises: pages are ordered, contiguous and make up the text (``page.end`` is the next page's ``start``); every word keeps
its box; nothing is left out but the hyphens that only the line's end put there. Lines are joined by one newline,
paragraphs by two, pieces of one visible line by a space, the cells of a table's row by a tab. A span of furniture holds the
white space behind it, so that the lines around it are one newline apart. Does not know labels or clauses.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from lexassist.parsing.layout.arrangement import Placed
from lexassist.parsing.layout.footnotes import place_footnotes
from lexassist.parsing.layout.furniture import find_furniture
from lexassist.parsing.layout.hyphens import Healer
from lexassist.parsing.layout.linenumbers import take_line_numbers
from lexassist.parsing.layout.readingorder import order_page
from lexassist.parsing.layout.turning import lean, turn_edges, turn_page
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.types import Page, Span, Words

_PARAGRAPH_GAP = 0.5
"""A gap larger than the page's usual one by this share of a line's height starts a paragraph."""
_SAME_ROW = 0.6
"""Lines whose heights overlap by this share stand side by side."""

Height = tuple[float, float]
"""Where a line starts and ends from the top of its page."""


def compose(pages: Sequence[RawPage]) -> tuple[str, tuple[Page, ...]]:
    """The canonical text of the pages, and the pages as spans of it."""
    leans = [lean(page.lines) if page.ocr else 0 for page in pages]
    pages = [turn_page(page, -degrees) for page, degrees in zip(pages, leans, strict=True)]
    pages, numbered = take_line_numbers(pages)
    healer = Healer(pages)
    found = find_furniture(pages)
    furniture = [lines | {0} if has else lines for lines, has in zip(found, numbered, strict=True)]
    ordered = [order_page(page, lines, healer.joint) for page, lines in zip(pages, furniture, strict=True)]
    if any(placed.note for lines in ordered for placed in lines):
        ordered = place_footnotes(ordered, _gaps_of(ordered))
    parts: list[str] = []
    composed: list[Page] = []
    start = 0
    last_written = max((index for index, page in enumerate(pages) if page.lines), default=-1)
    for index, (page, lines) in enumerate(zip(pages, ordered, strict=True)):
        text, words, spans = _compose_page(lines, start, healer, border="\n" if index < last_written else "")
        parts.append(text)
        end = start + len(text)
        read = (page.needs_ocr, page.ocr, page.quality)
        width, height = page.width, page.height
        if leans[index]:
            edges = turn_edges(words.edges, leans[index], width=width, height=height)
            words = Words(words.starts, words.ends, edges)
            width, height = (width, height) if leans[index] == 180 else (height, width)
        composed.append(Page(page.number, start, end, width, height, words, spans, *read))
        start = end
    return "".join(parts), tuple(composed)


def _compose_page(
    lines: Sequence[Placed], start: int, healer: Healer, *, border: str
) -> tuple[str, Words, tuple[Span, ...]]:
    parts: list[str] = []
    spans: list[Span] = []
    starts, ends, edges = array("I"), array("I"), array("f")
    position = start
    for placed, joint in _joints(lines, healer, border):
        line = placed.line
        text = line.text + joint
        if placed.furniture:
            # With the white space behind it, so that what stands before and after it are a line's end apart.
            spans.append(Span(position, position + len(text)))
        starts.extend([position + offset for offset in line.starts])
        ends.extend([position + offset for offset in line.ends])
        if joint.startswith("-") and line.ends:
            ends[-1] += 1
        edges.extend(line.edges)
        parts.append(text)
        position += len(text)
    return "".join(parts), Words(starts, ends, edges), tuple(spans)


def _joints(lines: Sequence[Placed], healer: Healer, border: str) -> Iterator[tuple[Placed, str]]:
    """Each written line, with what stands between it and the next: nothing, a hyphen, a space or newlines."""
    heights = [_height(placed.line) for placed in lines]
    usual = _usual_gap(heights)
    written = [index for index, placed in enumerate(lines) if placed.line.text]
    for index, following in zip(written, [*written[1:], None], strict=False):
        placed = lines[index]
        line = placed.line
        if following is None:
            yield placed, ("-" if line.broken else "") + border
        elif placed.furniture or lines[following].furniture:
            yield placed, "-\n" if line.broken else "\n"
        elif line.broken:
            yield placed, healer.joint(line.text, lines[following].line.text)
        elif placed.joint is not None:
            yield placed, placed.joint
        elif following > index + 1:
            yield placed, "\n\n"
        elif _is_beside(heights[index], heights[following]):
            yield placed, " " if lines[following].line.edges[0] > line.edges[-2] - 1 else "\n"
        else:
            yield placed, _joint(heights[index], heights[following], usual)


def _gaps_of(pages: Sequence[Sequence[Placed]]) -> Callable[[RawLine, RawLine], str]:
    usual = _usual_gap([_height(placed.line) for lines in pages for placed in lines])
    return lambda line, following: _joint(_height(line), _height(following), usual)


def _height(line: RawLine) -> Height | None:
    """The top and the bottom of a line, None where it has no boxes."""
    return (line.top, line.bottom) if line.starts else None


def _is_beside(line: Height | None, following: Height | None) -> bool:
    if line is None or following is None:
        return False
    overlap = min(line[1], following[1]) - max(line[0], following[0])
    return overlap > _SAME_ROW * min(max(1.0, line[1] - line[0]), following[1] - following[0])


def _joint(line: Height | None, following: Height | None, usual: float) -> str:
    """What stands between two lines by their distance."""
    if line is None or following is None:
        return "\n"
    height = max(1.0, line[1] - line[0])
    gap = following[0] - line[1]
    return "\n\n" if gap > usual + _PARAGRAPH_GAP * height or gap < -2 * height else "\n"


def _usual_gap(heights: Sequence[Height | None]) -> float:
    gaps = sorted(
        following[0] - line[1]
        for line, following in pairwise(heights)
        if line is not None and following is not None and following[0] > line[0] + 1
    )
    # The smaller gaps are those inside paragraphs, also on a page of many short paragraphs.
    return gaps[len(gaps) // 4] if gaps else 0.0
