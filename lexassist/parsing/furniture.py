"""Running heads, running feet and page numbers: which lines of which page they are.

A line is furniture when the same words (numbers may vary) stand at the same height in the top or bottom band of at least
three pages or half of them; when it is a lone page number at a page's edge; or when it is one of a series of lone numbers
that counts up through the document, as a file has that was paginated twice. Does not know the canonical text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from lexassist.parsing.pages import RawLine, RawPage

_BAND = 0.2
_DEEP = 4
"""Lines counted from the edge that may be a head or a foot."""
_DRIFT = 18.0
"""Points by which the height of a running head may vary."""
_SERIES = 4
_APART = 12
"""Lines that lie between two page numbers of a series, at least."""

_PAGE_NUMBER = re.compile(
    r"[\s\-–—|\[]*(?:(?:page|p\.|pg\.?|sheet)\s*)?(\d{1,4}|[ivxl]{1,6}|[A-Z]{1,3}-\d{1,3})"
    r"(?:\s*(?:of|/)\s*\d{1,4})?[\s\-–—|\]]*",
    re.IGNORECASE,
)
_BARE_LABEL = re.compile(r"[(\[]?(?:#|[a-z])(?:\.#)*[.)\]]*")
_DIGITS = re.compile(r"\d+")


def find_furniture(pages: Sequence[RawPage]) -> list[frozenset[int]]:
    """For each page, the indexes of the lines that are furniture."""
    found: list[set[int]] = [set() for _ in pages]
    for page, line in (*_repeated(pages), *_repeated_ends(pages), *_edge_numbers(pages), *_series(pages)):
        found[page].add(line)
    for number, lines in enumerate(found):
        lines.update(_numbers_beside(pages[number], lines))
    return [frozenset(lines) for lines in found]


def _bands(page: RawPage) -> Iterator[tuple[str, int]]:
    """The lines in the bands of a page, from each edge inwards, as ("top" or "bottom", index)."""
    placed = sorted((line.top, index) for index, line in enumerate(page.lines) if line.starts)
    for top, index in placed[:_DEEP]:
        if top < _BAND * page.height:
            yield "top", index
    for top, index in reversed(placed[-_DEEP:]):
        if top > (1 - _BAND) * page.height:
            yield "bottom", index


def _repeated(pages: Sequence[RawPage]) -> Iterator[tuple[int, int]]:
    groups: dict[tuple[str, str], list[tuple[int, int, float]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for band, index in _bands(page):
            line = page.lines[index]
            text = _DIGITS.sub("#", line.text.lower())
            if not _BARE_LABEL.fullmatch(text):
                groups[band, text].append((number, index, line.top))
    for places in groups.values():
        usual = median(top for _, _, top in places)
        near = [(number, index) for number, index, top in places if abs(top - usual) <= _DRIFT]
        count = len({number for number, _ in near})
        if count >= 3 or (count == 2 and 2 * count >= len(pages)):
            yield from near


def _repeated_ends(pages: Sequence[RawPage]) -> Iterator[tuple[int, int]]:
    """The same words among the first or last lines of many pages at whatever height: feet that follow the text."""
    groups: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        placed = sorted((line.top, index) for index, line in enumerate(page.lines) if line.starts)
        if len(placed) < 3 * _DEEP:
            continue
        for end, part in (("first", placed[:_DEEP]), ("last", placed[-_DEEP:])):
            for _, index in part:
                text = _DIGITS.sub("#", page.lines[index].text.lower())
                if not _BARE_LABEL.fullmatch(text):
                    groups[end, text].append((number, index))
    for places in groups.values():
        if len({number for number, _ in places}) >= max(4, 0.3 * len(pages)):
            yield from places


def _numbers_beside(page: RawPage, lines: set[int]) -> Iterator[int]:
    """Lone numbers that stand at an end of the page, next to furniture."""
    for index in (*lines,):
        for beside in (index - 1, index + 1):
            if 0 <= beside < len(page.lines) and _PAGE_NUMBER.fullmatch(page.lines[beside].text):
                yield beside


def _edge_numbers(pages: Sequence[RawPage]) -> Iterator[tuple[int, int]]:
    for number, page in enumerate(pages):
        outermost: dict[str, int] = {}
        for band, index in _bands(page):
            # Below or above another piece of furniture is still the edge, so two lines deep.
            if outermost.get(band, 0) < 2 and _PAGE_NUMBER.fullmatch(page.lines[index].text):
                yield number, index
            outermost[band] = outermost.get(band, 0) + 1


def _series(pages: Sequence[RawPage]) -> Iterator[tuple[int, int]]:
    """Lone numbers wherever they stand that count up by one, a good many lines apart."""
    chains: dict[int, list[tuple[int, int, int]]] = {}
    position = 0
    for number, page in enumerate(pages):
        for index, line in enumerate(page.lines):
            position += 1
            value = _lone_number(line)
            if value is None:
                continue
            before = chains.get(value - 1, [])
            if before and position - before[-1][2] < _APART:
                before = []
            if len(before) + 1 >= len(chains.get(value, [])):
                chains[value] = [*before, (number, index, position)]
    for chain in chains.values():
        if len(chain) >= _SERIES:
            yield from ((number, index) for number, index, _ in chain)


def _lone_number(line: RawLine) -> int | None:
    if len(line.text) > 16:
        return None
    match = _PAGE_NUMBER.fullmatch(line.text)
    return int(match[1]) if match and match[1].isdigit() else None
