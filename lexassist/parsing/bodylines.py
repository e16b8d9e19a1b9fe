"""The lines of a document's body: its text without furniture, each line with what shows that it starts a paragraph.

Works on the canonical text alone, so that PDF, Word and plain text are read the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.types import Document

_LINE = re.compile(r"[^\n]+")
_FULL = 0.85
_OPEN_END = re.compile(r"(?:[\w,’'\-–—(]|\b(?:Inc|Ltd|No|Section|Sections|Article|Articles)\.)$")
_AND = re.compile(r"(?:[;,]|^)\s*(?:and|or|and/or)$")


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One line that is not furniture. ``start`` is the offset of its first character that is no space."""

    start: int
    text: str
    page: int
    gap: bool
    """White space or a change of page layout sets it off from the line before."""
    fresh: bool
    """The line before ended short of the margin, or ended a sentence or an item: this one may start something."""
    full: bool
    """It reaches the margin, so that the next line may only be its continuation."""


def body_lines(document: Document) -> tuple[BodyLine, ...]:
    """The lines of the body, in order."""
    found = list(_written_lines(document))
    margin = _margin([_width(text) for _, text, _, _ in found])
    lines: list[BodyLine] = []
    before, width_before = "", 0.0
    for start, text, page, gap in found:
        width = _width(text)
        short = width_before + 1 + _width(text.split(" ", 1)[0]) < _FULL * margin
        fresh = not before or gap or short or not _OPEN_END.search(before) or bool(_AND.search(before))
        lines.append(BodyLine(start, text, page, gap or not before, fresh, width >= _FULL * margin))
        before, width_before = text, width
    return tuple(lines)


def _written_lines(document: Document) -> Iterator[tuple[int, str, int, bool]]:
    """Offset, text, page number, and whether a blank line stands before, of each line outside furniture."""
    for page in document.pages:
        starts = [span.start for span in page.furniture]
        end_before = -1
        for match in _LINE.finditer(document.text, page.start, page.end):
            text = match[0].strip()
            if not text:
                continue
            start = match.start() + match[0].index(text[0])
            index = bisect_right(starts, start) - 1
            if index >= 0 and start + len(text) <= page.furniture[index].end + 1:
                end_before = -1
                continue
            gap = end_before >= 0 and document.text.count("\n", end_before, start) > 1
            end_before = match.end()
            yield start, text, page.number, gap


def _width(text: str) -> float:
    """About how wide a line is, in small letters: capitals are wider."""
    return len(text) + 0.3 * sum(map(str.isupper, text))


def _margin(widths: list[float]) -> float:
    """The width that nine of ten lines do not exceed: where the right margin is."""
    ordered = sorted(widths)
    return ordered[int(0.9 * (len(ordered) - 1))] if ordered else 0.0
