"""Running heads, running feet, page numbers and stamps: which lines of which page they are.

A line is furniture when the same words (the page's number may vary) stand at the same height in the top or bottom band of
at least three pages or half of them; when it is a lone page number at a page's edge; when it is one of a series of lone
numbers that counts up through the document, as a file has that was paginated twice; or when it is the stamp of a court, of
a production or of a signing service, or a note such as "Execution copy", at an edge. The heading of a schedule or an article
is none where it first stands. Does not know the canonical text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from lexassist.parsing.pages import RawPage

_BAND = 0.2
_DEEP = 4
"""Lines counted from the edge that may be a head or a foot."""
_EDGE = 2
"""Lines from the edge at which a stamp may stand on a page that is not full."""
_DRIFT = 18.0
"""Points by which the height of a running head may vary."""
_NUMBER_LENGTH = 32
_FEW = 20
_SERIES = 4
_APART = 12
"""Lines that lie between two page numbers of a series, at least."""

_PAGE_NUMBER = re.compile(
    r"(?:(?:exhibit|schedule|annex|appendix|attachment)\s+[A-Z0-9.-]{1,6}[\s,–—|-]+(?=page))?"
    r"[\s\-–—|\[(~]*(?:(?:page|p\.|pg\.?|sheet)\s*[:|]?\s*)?(\d{1,4}|[ivxl]{1,6}|[A-Z]{1,3}-\d{1,3})"
    r"(?:\s*(?:of|/)\s*\d{1,4})?(?:[\s|–—-]+page)?[\s\-–—|\])~]*",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\d{1,3} ?\.")
_BARE_LABEL = re.compile(r"[(\[]?(?:#|[a-z])(?:\.#)*[.)\]]*")
_PART = re.compile(
    r"(?:exhibit|schedule|annex(?:ure)?|appendix|attachment|article|section|clause|chapter|part|addendum|recital)s?\b[\s–—:.#“\"-]*"
    r"[\w.-]{0,8}[”\"]?|(?:table of )?contents|index",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?:exhibit|schedule|annex(?:ure)?|appendix|attachment|addendum)\s+[“\"]?[\w.]{1,5}[”\"]?\s*[:–—-]\s*[^\W\d_].{2,80}",
    re.IGNORECASE,
)
"""The heading of a schedule with its title on the line."""
_FOLDED = re.compile(
    r"(?:(?<=page)|(?<=pg)|(?<=p\.)|(?<=sheet))\s*[:|]?\s*(?:\d+|[ivxl]+\b)(?:\s*of\s*\d+)?|^[\[(–—-]*\s*\d{1,6}(?=\s+[^\W\d]|\s*\|)|"
    r"\b\d{1,6}(?:\s*(?:of|/)\s*\d{1,4})?\W*$"
)
_STAMP = re.compile(
    r"(?:(?:USCA|Appellate)?\s*Case:?\s*(?:No\.\s*)?\d[\w:.-]*\b.*\b(?:Doc(?:ument)?|Filed|Page)\b.*"
    r"|.*\bDocu?Sign(?:ed)? Envelope ID:?\s*[0-9A-F-]{16,}.*"
    r"|.*\bFILED\b.{0,60}\b(?:CLERK|COUNTY|NYSCEF|COURT)\b.*|NYSCEF DOC\. NO\..*|RECEIVED NYSCEF:.*"
    r"|[A-Z][A-Z&_-]{1,14}[ _-]?\d{5,10}"
    r"|Source: .{3,80}, \S{1,10}, \d{1,2}/\d{1,2}/\d{4})"
)
_NOTE = re.compile(
    r"(?:strictly |highly )?(?:private (?:and|&) )?confidential(?: (?:and|&) proprietary| information)?"
    r"|(?:execution|conformed|final|agreed|signature) (?:copy|version|form)|(?:privileged|proprietary)(?: (?:and|&) confidential)?"
    r"|(?:\W*)confidential treatment requested\W*(?:by .{3,60})?|(?:preliminary )?draft(?: of)?[ \d/.,-]*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that stands near an end of its page. ``rank`` counts from that end, from 0."""

    page: int
    index: int
    top: float
    band: str
    """"top" or "bottom" in the band there, "" between the bands."""
    end: str
    rank: int
    text: str
    folded: str


def find_furniture(pages: Sequence[RawPage]) -> list[frozenset[int]]:
    """For each page, the indexes of the lines that are furniture."""
    found: list[set[int]] = [set() for _ in pages]
    lines = [list(_ends(number, page)) for number, page in enumerate(pages)]
    every = list(chain.from_iterable(lines))
    for page, line in (
        *_repeated(every, pages),
        *_stamps(every),
        *_edge_numbers(every),
        *_dotted(every),
        *_series(pages),
    ):
        found[page].add(line)
    for page, line in _in_step(every, pages, found):
        found[page].add(line)
    for sheet, indexes in zip(pages, found, strict=True):
        indexes.update(_numbers_beside(sheet, indexes))
        numbers = [index for index in indexes if _is_number(sheet.lines[index].text)][:_FEW]
        indexes.difference_update([index for index in numbers if _has_company(sheet, index, indexes)])
    return [frozenset(indexes) for indexes in found]


def _ends(number: int, page: RawPage) -> Iterator[_Line]:
    """The first and the last lines of a page, from each end inwards."""
    placed = sorted((min(line.edges[1::4]), index) for index, line in enumerate(page.lines) if line.starts)
    for end, part in (("top", placed[:_DEEP]), ("bottom", placed[: -_DEEP - 1 : -1])):
        for rank, (top, index) in enumerate(part):
            inside = top < _BAND * page.height if end == "top" else top > (1 - _BAND) * page.height
            text = page.lines[index].text
            yield _Line(number, index, top, end if inside else "", end, rank, text, _fold(text))


def _fold(text: str) -> str:
    """The words of a line without what varies from page to page."""
    lower = text.lower()
    if _PAGE_NUMBER.fullmatch(text):
        return "#"
    return lower if _PART.fullmatch(lower) or not _WORDS.search(lower) else _FOLDED.sub("#", lower)


def _headings(lines: Sequence[_Line]) -> dict[int, int]:
    """How far from the top of its page a heading of a part stands that is no running head; its title stands below it."""
    times = Counter(line.folded for line in lines)
    found: dict[int, int] = {}
    for line in lines:
        if line.end == "top" and times[line.folded] < 3 and _PART.fullmatch(line.folded):
            found.setdefault(line.page, line.rank)
    return found


def _repeated(lines: Sequence[_Line], pages: Sequence[RawPage]) -> Iterator[tuple[int, int]]:
    """The same words in the bands of many pages; or at an end of many pages that are full, at whatever height."""
    banded: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    ending: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    headings = _headings(lines)
    for line in lines:
        if _BARE_LABEL.fullmatch(line.folded) or not any(map(str.isalnum, line.folded)):
            continue
        if line.band:
            banded[line.band, line.folded].append(line)
        if len(pages[line.page].lines) >= 3 * _DEEP:
            ending[line.end, line.folded].append(line)
    for places in banded.values():
        titles = sum(line.end == "top" and line.rank > headings.get(line.page, _DEEP) for line in places)
        if titles > len(places) / 2:
            continue
        usual = median(line.top for line in places)
        near = [line for line in places if abs(line.top - usual) <= _DRIFT]
        count = len({line.page for line in near})
        if count >= 3 or (count == 2 and 2 * count >= len(pages)):
            yield from _without_headings(near)
    for places in ending.values():
        if len({line.page for line in places}) >= max(4, 0.3 * len(pages)):
            yield from _without_headings(places)


def _without_headings(places: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """The places but for the first one of a heading, which is repeated on the pages that go on under it."""
    names = _PART.fullmatch(places[0].folded) or _TITLED.fullmatch(places[0].text)
    heading = bool(names) and places[0].end == "top"
    first = min(line.page for line in places)
    yield from ((line.page, line.index) for line in places if not (heading and line.page == first))


def _stamps(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    for line in lines:
        if (line.band or line.rank < _EDGE) and (_STAMP.fullmatch(line.text) or _NOTE.fullmatch(line.text)):
            yield line.page, line.index


def _edge_numbers(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Page numbers in the bands; below or above another piece of furniture is still the edge, so two lines deep."""
    for line in lines:
        if line.band and line.rank < _EDGE and line.folded == "#":
            yield line.page, line.index


def _dotted(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Page numbers written like labels ("2."): alone at the ends of several pages, and in step with them."""
    steps: dict[int, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.end == "bottom" and line.rank < _EDGE and _DOTTED.fullmatch(line.text):
            steps[int(line.text.strip(" .")) - line.page].append(line)
    for places in steps.values():
        if len(places) >= 3:
            yield from ((line.page, line.index) for line in places)


def _in_step(lines: Sequence[_Line], pages: Sequence[RawPage], found: Sequence[set[int]]) -> Iterator[tuple[int, int]]:
    """Numbers at the end of pages that are not full, in step with the page numbers of the pages beside them."""
    steps: dict[int, set[int]] = defaultdict(set)
    last: dict[int, int] = {}
    for number, indexes in enumerate(found):
        for index in indexes:
            value = _lone_number(pages[number].lines[index].text)
            if value is not None:
                steps[number].add(value - number)
    for line in lines:
        value = _lone_number(line.text) if line.rank == 0 and line.end == "bottom" else None
        if value is not None:
            last[line.page] = value - line.page
    for line in lines:
        value = _lone_number(line.text) if line.rank < _EDGE else None
        if value is None:
            continue
        near = set().union(*(steps[page] for page in range(line.page - 2, line.page + 3) if page in steps))
        if value - line.page in near or value == line.page + 1 or (line.page in last and _goes_on(last, line.page)):
            yield line.page, line.index


def _goes_on(last: dict[int, int], page: int) -> bool:
    """Whether the number in the last line of a page is in step with that of the page before or behind."""
    return last[page] in (last.get(page - 1), last.get(page + 1))


def _numbers_beside(page: RawPage, lines: set[int]) -> Iterator[int]:
    """Lone numbers that stand at an end of the page, next to furniture."""
    for index in (*lines,):
        for beside in (index - 1, index + 1):
            if 0 <= beside < len(page.lines) and _is_number(page.lines[beside].text):
                yield beside


def _has_company(page: RawPage, index: int, furniture: Collection[int]) -> bool:
    """Whether a line of the body stands in the same row."""
    line = page.lines[index]
    if not line.starts:
        return False
    middle = (line.edges[1] + line.edges[3]) / 2
    return any(
        other.starts and other.edges[1] < middle < other.edges[3]
        for place, other in enumerate(page.lines)
        if place != index and place not in furniture
    )


def _is_number(text: str) -> bool:
    return len(text) <= _NUMBER_LENGTH and bool(_PAGE_NUMBER.fullmatch(text))


def _series(pages: Sequence[RawPage]) -> Iterator[tuple[int, int]]:
    """Lone numbers wherever they stand that count up by one, a good many lines apart."""
    chains: dict[int, list[tuple[int, int, int]]] = {}
    position = 0
    for number, page in enumerate(pages):
        for index, line in enumerate(page.lines):
            position += 1
            value = _lone_number(line.text)
            if value is None:
                continue
            before = chains.get(value - 1, [])
            if before and position - before[-1][2] < _APART:
                before = []
            if len(before) + 1 >= len(chains.get(value, [])):
                chains[value] = [*before, (number, index, position)]
                if len(before) + 1 >= _SERIES:
                    yield from ((page_of, line_of) for page_of, line_of, _ in chains[value][-_SERIES:])


def _lone_number(text: str) -> int | None:
    if len(text) > 16 or not any(map(str.isdigit, text)):
        return None
    match = _PAGE_NUMBER.fullmatch(text)
    digits = match[1].rpartition("-")[2] if match else ""
    return int(digits) if digits.isdigit() else None
