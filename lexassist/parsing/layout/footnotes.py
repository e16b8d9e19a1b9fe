"""Footnotes: small print at the foot of a page that starts with a mark, and its place in the text.

Footnotes stand behind the body of their page. Where the body's last sentence runs over to the next page, they stand before
the paragraph that it is in, so that the sentence is whole and the note can still be found and cited on its page. Where that
paragraph fills its page they stay behind it. Sizes of type are not known: the height of a line tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from lexassist.parsing.layout.arrangement import Placed
from lexassist.parsing.pages import RawLine, RawPage

_SMALL = 0.92
"""Share of the body's height that a line of a footnote has at most."""
_INDENT = (0.4, 5.0)
"""Heights of a line by which the first line of a paragraph may be indented."""
_LOWER = 0.3
"""Share of the page above which no footnote stands."""
_MARK = re.compile(r"(?:\d{1,3}|[*†‡§¶]{1,3}|\(\d{1,2}\))[.)]?\s*[“\"'‘(\[]?[^\W\d_]|[—–_-]{4,}$")
_DONE = re.compile(r"[.?!:;][\"”’')\]]*$")

Gap = Callable[[RawLine, RawLine], str]


def find_footnotes(page: RawPage, furniture: Collection[int]) -> list[int]:
    """The indexes of the lines that are footnotes, in the file's order."""
    body = [index for index, line in enumerate(page.lines) if index not in furniture and line.starts]
    heights = {index: page.lines[index].edges[3] - page.lines[index].edges[1] for index in body}
    if len(body) < 3 or min(heights.values()) > _SMALL * max(heights.values()):
        return []
    usual = _usual_height(page.lines, heights)
    small = [index for index in body if heights[index] <= _SMALL * usual]
    large = [page.lines[index] for index in body if heights[index] > _SMALL * usual]
    notes = [index for index in small if _is_below(page.lines[index], large, page.height)]
    first = next((place for place, index in enumerate(notes) if _MARK.match(page.lines[index].text)), len(notes))
    return notes[first:] if len(notes) - first <= len(body) / 2 else []


def _usual_height(lines: Sequence[RawLine], heights: dict[int, float]) -> float:
    """The height that half of the page's characters have at most."""
    total = sum(len(lines[index].text) for index in heights)
    counted = 0
    for index in sorted(heights, key=heights.__getitem__):
        counted += len(lines[index].text)
        if 2 * counted >= total:
            return heights[index]
    return 0.0


def _is_below(line: RawLine, large: Sequence[RawLine], height: float) -> bool:
    """Whether a line is in the lower part of the page with nothing of the body under it."""
    top = line.edges[1]
    if top < _LOWER * height:
        return False
    left, right = line.edges[0], line.edges[-2]
    return not any(other.edges[1] > top and other.edges[0] < right and other.edges[-2] > left for other in large)


def place_footnotes(pages: Sequence[Sequence[Placed]], gap: Gap) -> list[list[Placed]]:
    """The lines of each page with its footnotes where they interrupt no sentence.

    ``gap`` gives what stands between two lines of the body by their distance.
    """
    placed = [list(lines) for lines in pages]
    for number, lines in enumerate(placed):
        if any(line.note for line in lines):
            after = next((_first_body(other) for other in placed[number + 1 :] if _first_body(other)), None)
            before = next((_last_body(other) for other in reversed(placed[:number]) if _last_body(other)), None)
            placed[number] = _with_notes(lines, before, after, gap)
    return placed


def _with_notes(lines: Sequence[Placed], before: Placed | None, after: Placed | None, gap: Gap) -> list[Placed]:
    notes = [line for line in lines if line.note]
    rest = [line for line in lines if not line.note]
    notes[-1] = replace(notes[-1], joint="\n\n")
    body = [index for index, line in enumerate(rest) if not line.furniture and line.line.text]
    if not body:
        return [*rest, *notes]
    at = body[-1] + 1
    if after is not None and _runs_over(rest[body[-1]].line.text, after.line.text):
        at = _paragraph(rest, body, before, gap)
    if at > 0 and not rest[at - 1].line.broken:
        rest[at - 1] = replace(rest[at - 1], joint="\n\n")
    return [*rest[:at], *notes, *rest[at:]]


def _paragraph(rest: Sequence[Placed], body: Sequence[int], before: Placed | None, gap: Gap) -> int:
    """Where the last paragraph of the page starts; behind it where it has come from the page before."""
    for above, index in zip(reversed(body[:-1]), reversed(body[1:]), strict=True):
        upper, line = rest[above].line, rest[index].line
        joint = rest[above].joint or gap(upper, line)
        if not upper.broken and (joint == "\n\n" or _is_indented(upper, line)):
            return index
    if before is not None and _runs_over(before.line.text, rest[body[0]].line.text):
        return body[-1] + 1
    return body[0]


def _is_indented(above: RawLine, line: RawLine) -> bool:
    """Whether a line starts a paragraph that only its indentation shows."""
    if not above.starts or not line.starts or not _DONE.search(above.text):
        return False
    height = line.edges[3] - line.edges[1]
    return _INDENT[0] * height < line.edges[0] - above.edges[0] < _INDENT[1] * height


def _runs_over(text: str, following: str) -> bool:
    """Whether a sentence goes on in the line that follows on the next page."""
    return not _DONE.search(text) and (following[:1].islower() or text[-1:].islower() or text.endswith(","))


def _first_body(lines: Sequence[Placed]) -> Placed | None:
    return next((line for line in lines if not line.furniture and not line.note and line.line.text), None)


def _last_body(lines: Sequence[Placed]) -> Placed | None:
    return _first_body(list(reversed(lines)))
