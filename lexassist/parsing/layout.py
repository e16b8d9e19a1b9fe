"""Pages of lines to the one canonical text: lines joined, broken words healed, furniture found.

Promises: pages are ordered, contiguous and make up the text (``page.end`` is the next page's ``start``); every word keeps
its box; nothing is left out but the hyphens that only the line's end put there. Lines are joined by one newline,
paragraphs by two, and pieces of one visible line by a space. Does not know labels or clauses.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lexassist.parsing.furniture import find_furniture
from lexassist.parsing.hyphens import Healer
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.types import Page, Span, Words

_PARAGRAPH_GAP = 0.5
"""A gap larger than the page's usual one by this share of a line's height starts a paragraph."""
_SAME_ROW = 0.6
"""Lines whose heights overlap by this share stand side by side."""


def compose(pages: Sequence[RawPage]) -> tuple[str, tuple[Page, ...]]:
    """The canonical text of the pages, and the pages as spans of it."""
    healer = Healer(pages)
    furniture = find_furniture(pages)
    parts: list[str] = []
    composed: list[Page] = []
    start = 0
    last_written = max((index for index, page in enumerate(pages) if page.lines), default=-1)
    for index, page in enumerate(pages):
        text, words, spans = _compose_page(page, start, healer, furniture[index])
        if text and index < last_written:
            text += "\n"
        parts.append(text)
        end = start + len(text)
        composed.append(Page(page.number, start, end, page.width, page.height, words, spans, page.needs_ocr))
        start = end
    return "".join(parts), tuple(composed)


def _compose_page(
    page: RawPage, start: int, healer: Healer, furniture: frozenset[int]
) -> tuple[str, Words, tuple[Span, ...]]:
    parts: list[str] = []
    spans: list[Span] = []
    starts, ends, edges = array("I"), array("I"), array("f")
    position = start
    for index, line, joint in _joints(page, healer):
        text = line.text + joint
        if index in furniture:
            spans.append(Span(position, position + len(text.rstrip())))
        starts.extend([position + offset for offset in line.starts])
        ends.extend([position + offset for offset in line.ends])
        if joint.startswith("-") and line.ends:
            ends[-1] += 1
        edges.extend(line.edges)
        parts.append(text)
        position += len(text)
    return "".join(parts), Words(starts, ends, edges), tuple(spans)


def _joints(page: RawPage, healer: Healer) -> Iterator[tuple[int, RawLine, str]]:
    """Each written line and its index, with what stands between it and the next: nothing, a hyphen, a space or newlines."""
    usual = _usual_gap(page.lines)
    lines = page.lines
    for index, line in enumerate(lines):
        following = next((other for other in lines[index + 1 :] if other.text), None)
        if not line.text:
            continue
        if following is None:
            yield index, line, "-" if line.broken else ""
        elif line.broken:
            yield index, line, healer.joint(line.text, following.text)
        elif not lines[index + 1].text:
            yield index, line, "\n\n"
        else:
            yield index, line, _joint(line, following, usual)


def _joint(line: RawLine, following: RawLine, usual: float) -> str:
    if not line.starts or not following.starts:
        return "\n"
    height = max(1.0, line.bottom - line.top)
    overlap = min(line.bottom, following.bottom) - max(line.top, following.top)
    if overlap > _SAME_ROW * min(height, following.bottom - following.top):
        return " " if following.edges[0] > line.edges[-2] - 1 else "\n"
    gap = following.top - line.bottom
    return "\n\n" if gap > usual + _PARAGRAPH_GAP * height or gap < -2 * height else "\n"


def _usual_gap(lines: Sequence[RawLine]) -> float:
    gaps = [
        following.top - line.bottom
        for line, following in pairwise(lines)
        if line.starts and following.starts and following.top > line.top + 1
    ]
    # The smaller gaps are those inside paragraphs, also on a page of many short paragraphs.
    return sorted(gaps)[len(gaps) // 4] if gaps else 0.0
