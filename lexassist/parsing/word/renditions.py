"""A document's own words on the pages of a PDF that was made of it. Pure.

The seam: read a Word document to a ``Document`` as if there were no PDF, read the PDF to raw pages, and give both to
:func:`place`. Promises: the text stays as it was, to the character, with or without a rendition; only page numbers, page
sizes and boxes come from the PDF. Heads, feet and notes, which stand elsewhere on paper than in the text, get their boxes
where the page has the same words. Where fewer than nine of ten words are found again, the document stays without pages.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lexassist.parsing.pages import RawPage
from lexassist.parsing.word.aligning import align_words
from lexassist.types import Document, Page, Words

_ENOUGH = 0.9
_TELLING = 3
"""Words that are not likely to stand together by chance."""
_MOST_JOINED = 4
_AHEAD = 2
"""Pages behind the nearest word's on which a note may stand."""
_WORD = re.compile(r"\S+")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the document: its offsets, and the line that it is in."""

    line: int
    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word of the PDF, in one piece or (broken at a line's end) in two; ``letters`` are those of the first."""

    key: str
    page: int
    boxes: tuple[tuple[float, float, float, float], ...]
    letters: int


def place(document: Document, pdf: Sequence[RawPage]) -> Document:
    """``document`` with the pages of a rendition of it; unchanged where the two do not say the same."""
    words = list(_words(document.text))
    seen = list(_seen(pdf))
    pairs = align_words([word.key for word in words], [word.key for word in seen])
    _split_joined(words, seen, pairs)
    _find_the_rest(words, seen, pairs)
    if not words or len(pairs) < _ENOUGH * len(words):
        return document
    numbers = _page_numbers(words, seen, pairs)
    furniture = [span for page in document.pages for span in page.furniture]
    pages: list[Page] = []
    first = 0
    for index, page in enumerate(pdf):
        last = bisect_right(numbers, index)
        start = pages[-1].end if pages else 0
        end = words[last].start if last < len(words) else len(document.text)
        boxed = _boxed(words, range(first, last), (seen, pairs), index)
        held = tuple(span for span in furniture if start <= span.start < end)
        pages.append(Page(index + 1, start, end, page.width, page.height, boxed, held))
        first = last
    return replace(document, pages=tuple(pages), paged=True)


def _words(text: str) -> Iterator[_Word]:
    line = place = 0
    for match in _WORD.finditer(text):
        line += text.count("\n", place, match.start())
        place = match.start()
        yield _Word(line, match.start(), match.end(), _key(match[0]))


def _key(word: str) -> str:
    """A word without what two writers of the same text may set differently."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return _SIGNS.sub("", plain) or plain


def _seen(pages: Sequence[RawPage]) -> Iterator[_Seen]:
    broken: _Seen | None = None
    for index, page in enumerate(pages):
        for line in page.lines:
            for place, (start, end) in enumerate(zip(line.starts, line.ends, strict=True)):
                x0, top, x1, bottom = line.edges[4 * place : 4 * place + 4]
                text = line.text[start:end]
                found = _Seen(_key(text), index, ((x0, top, x1, bottom),), end - start)
                if broken is not None and broken.page == index:
                    found = replace(broken, key=broken.key + found.key, boxes=broken.boxes + found.boxes)
                elif broken is not None:
                    yield broken
                broken = None
                if line.broken and place == len(line.starts) - 1:
                    broken = found
                else:
                    yield found
    if broken is not None:
        yield broken


def _split_joined(words: Sequence[_Word], seen: list[_Seen], pairs: dict[int, int]) -> None:
    """Pair words that the PDF gives as one: a label set close to what follows it. Their boxes share its width by letters."""
    for run in list(_unpaired(words, pairs, least=2)):
        before, after = pairs.get(run.start - 1), pairs.get(run.stop)
        if before is None or after is None or not 2 <= len(run) <= _MOST_JOINED:
            continue
        key = "".join(words[place].key for place in run)
        one = next(
            (seen[place] for place in range(before + 1, min(after, before + 40)) if seen[place].key == key), None
        )
        if one is None or len(one.boxes) != 1:
            continue
        x0, top, x1, bottom = one.boxes[0]
        total, read = sum(words[place].end - words[place].start for place in run), 0
        for place in run:
            length = words[place].end - words[place].start
            left, right = (x0 + (x1 - x0) * part / total for part in (read, read + length))
            seen.append(_Seen(words[place].key, one.page, ((left, top, right, bottom),), length))
            pairs[place] = len(seen) - 1
            read += length


def _find_the_rest(words: Sequence[_Word], seen: Sequence[_Seen], pairs: dict[int, int]) -> None:
    """Pair the words of lines that stand elsewhere on their page than in the text."""
    taken = set(pairs.values())
    free: dict[int, list[int]] = {}
    for place, word in enumerate(seen):
        if place not in taken:
            free.setdefault(word.page, []).append(place)
    bounds = _page_bounds(words, seen, pairs)
    for run in list(_unpaired(words, pairs)):
        first, last = bounds[run.start]
        for page in range(first, min(last, first + _AHEAD) + 1):
            places = free.get(page, [])
            at = _find([words[place].key for place in run], [seen[place].key for place in places])
            if at is not None:
                pairs.update(zip(run, places[at : at + len(run)], strict=True))
                del places[at : at + len(run)]
                break


def _page_bounds(words: Sequence[_Word], seen: Sequence[_Seen], pairs: dict[int, int]) -> list[tuple[int, int]]:
    """For each word the pages of the nearest ones with a partner, before and behind it."""
    lowest, page = [0] * len(words), 0
    for place in range(len(words)):
        page = lowest[place] = seen[pairs[place]].page if place in pairs else page
    highest, page = [0] * len(words), max((word.page for word in seen), default=0)
    for place in range(len(words) - 1, -1, -1):
        page = highest[place] = seen[pairs[place]].page if place in pairs else page
    return list(zip(lowest, highest, strict=True))


def _unpaired(words: Sequence[_Word], pairs: dict[int, int], *, least: int = _TELLING) -> Iterator[range]:
    """Runs of words of one line that have no partner: whole lines, or at least so many words."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and end not in pairs and words[end].line == words[start].line:
            end += 1
        whole = (start == 0 or words[start - 1].line != words[start].line) and (
            end == len(words) or words[end].line != words[start].line
        )
        if end - start >= least or (end > start and whole):
            yield range(start, end)
        start = max(end, start + 1)


def _find(needle: Sequence[str], words: Sequence[str]) -> int | None:
    """The place of a run of words among others."""
    text = f" {' '.join(words)} "
    at = text.find(f" {' '.join(needle)} ")
    return None if at < 0 else text.count(" ", 0, at + 1) - 1


def _page_numbers(words: Sequence[_Word], seen: Sequence[_Seen], pairs: dict[int, int]) -> list[int]:
    """The page (from 0) of each word, never going back: one that was not found is where the next one of its line is."""
    numbers: list[int] = [-1] * len(words)
    following, line = -1, -1
    for place in range(len(words) - 1, -1, -1):
        if place in pairs:
            following, line = seen[pairs[place]].page, words[place].line
        numbers[place] = following if words[place].line == line else -1
    before = 0
    for place, number in enumerate(numbers):
        before = numbers[place] = max(before, number)
    return numbers


def _boxed(words: Sequence[_Word], held: range, found: tuple[Sequence[_Seen], dict[int, int]], page: int) -> Words:
    """The boxes of the words that were found on their page; one broken in two has two."""
    seen, pairs = found
    starts, ends, edges = array("I"), array("I"), array("f")
    for place in held:
        word = words[place]
        match = seen[pairs[place]] if place in pairs else None
        if match is None or match.page != page:
            continue
        cut = min(word.start + match.letters, word.end)
        bounds = [word.start, cut, word.end] if len(match.boxes) == 2 and cut < word.end else [word.start, word.end]
        for index, box in enumerate(match.boxes[: len(bounds) - 1]):
            starts.append(bounds[index])
            ends.append(bounds[index + 1])
            edges.extend(box)
    return Words(starts, ends, edges)
