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
_NARROWEST = 30.0
"""No column of running text is narrower, in small letters."""
_END = 16
"""Characters at a line's end that tell whether it goes on."""
_OPEN_END = re.compile(r"(?:[\w,’'\-–—(&/]|\b(?:Inc|Ltd|No|Section|Sections|Article|Articles)\.)$")
_AND = re.compile(r"(?:[;,]|^)\s*(?:and|or|and/or|and either)$")
_HANGING = re.compile(
    r"(?:\b(?:of|to|in|under|with|by|this|the|such|an?|for|at|on|as|into|from|per|see|and|or|than|that|which|is|are|be|shall|will|Sections?|Articles?|Clauses?|"
    r"Paragraphs?|[Ss]ubsections?|Exhibits?|Schedules?|Annex|Appendix|Attachment|[Nn]o\.)|\()$"
)
_NUMBER_CELL = re.compile(r"(?:(?:Section|Article|Clause|Item|Paragraph|§)\s*)?\(?[\w.]{1,10}[).:]?", re.IGNORECASE)
_FIGURES = re.compile(r"[\W\d]*")


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One line that is not furniture. ``start`` is the offset of its first character that is no space."""

    start: int
    text: str
    """Its characters, a space for each tab between the cells of a table."""
    page: int
    gap: bool
    """White space or a change of page layout sets it off from the line before."""
    fresh: bool
    """The line before ended short of the margin, or ended a sentence or an item: this one may start something."""
    full: bool
    """It reaches the margin, so that the next line may only be its continuation."""
    ended: bool = True
    """The line before ended a sentence, an item or a heading in capitals, or white space stands between."""
    row: bool = False
    """It is a row of a table, which is no clause by itself."""


def body_lines(document: Document) -> tuple[BodyLine, ...]:
    """The lines of the body, in order."""
    found = list(_written_lines(document))
    widths = [_width(text) for _, text, _, _ in found]
    margin = _margin(widths)
    lines: list[BodyLine] = []
    before, width_before = "", 0.0
    for (start, text, page, gap), width in zip(found, widths, strict=True):
        short = width_before + 1 + _width(text.split(" ", 1)[0]) < _FULL * margin
        end = before[-_END:]
        listed = bool(_AND.search(end))
        ended = not before or gap or listed or not _OPEN_END.search(end) or _shouts(before)
        fresh = not before or gap or ((short or ended) and (listed or not _HANGING.search(end)))
        plain = text.replace("\t", " ")
        full = width >= _FULL * margin
        lines.append(BodyLine(start, plain, page, gap or not before, fresh, full, ended, _is_row(text)))
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


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table, and not a clause whose number stands in a cell of its own."""
    if "\t" not in text:
        return False
    first, *others = text.split("\t")
    if len(others[-1].split()) >= 8:
        return False
    return len(others) > 1 or not _NUMBER_CELL.fullmatch(first.strip()) or bool(_FIGURES.fullmatch(others[0]))


def _shouts(text: str) -> bool:
    return text.isupper() and len(text) >= 4


def _width(text: str) -> float:
    """About how wide a line is, in small letters: capitals are wider."""
    return len(text) + 0.3 * sum(map(str.isupper, text))


def _margin(widths: list[float]) -> float:
    """The width that nine of ten lines do not exceed: where the right margin is."""
    ordered = sorted(widths)
    return max(_NARROWEST, ordered[int(0.9 * (len(ordered) - 1))]) if ordered else 0.0
