"""A clause to sentences, as evidence is counted. Pure and cheap: used again whenever a clause becomes context.

Promises: every character of the clause that is neither space nor furniture lies in exactly one sentence; a sentence that a
running head interrupts has one span on each side of it. A label or a heading alone is not a sentence where words follow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.types import Clause, Document, Page, Sentence, Span

_END = re.compile(
    r"(?P<stop>[.?!:]+[\"”’')\]]*)(?P<space>\s+)(?=[A-Z“\"‘(\[•●0-9$_])"
    r"|(?P<item>;(?:\s+(?:and|or|and/or))?,?)\s+(?=\(?(?:[a-z]{1,4}|[A-Z]|\d{1,2})[.)]\s)"
    r"|(?P<line>;(?:\s+(?:and|or|and/or))?,?)[ ]*\n+"
    r"|(?P<gap>[ ]*\n\n\s*)(?=[A-Z“\"‘(\[•●0-9$_])"
    r"|\n\s*(?=[•●▪◦·]\s)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Mr|Mrs|Ms|Dr|Prof|Messrs|Hon|Gov|Art|Arts|Sec|Secs|Para|Cl|Ex|Exh|Sched|App|v|vs|cf|ca|approx|est|"
    r"Fig|Vol|pp|p|al|St|Ave|Blvd|Rd|Ste|Bldg|Dept|Attn|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
    r"|\b(?:[A-Za-z]\.)+[A-Za-z]|(?<![\w.])[A-Z])$"
)
_COMPANY = re.compile(r"\b(?:Inc|Ltd|Corp|Co|LLC|L\.L\.C|L\.P|N\.A|S\.A|U\.S|U\.K|Jr|Sr|Bros|etc|e\.g|i\.e)$")
_STARTER = re.compile(
    r"[“\"(]?(?:The|This|These|Each|Either|Neither|If|In|Any|No|For|Upon|Such|All|Except|Notwithstanding|Subject|Unless|It|"
    r"Where|When|As|At|On|By|To|Both|Nothing|Without|Company|Licensee|Licensor|Customer|Supplier|Seller|Buyer)\b"
)
_LABEL = re.compile(
    r"(?:(?:ARTICLE|Article|SECTION|Section|Clause|CLAUSE|§)\s*)?[(\[]?(?:[A-Za-z]{1,5}[.)\]]{1,2}|\d{1,3}(?:\.\d{1,3})*[.)\]]{0,2})"
)
_LONG_ITEM = 60
"""Items of a list are sentences of their own from this length on."""


@dataclass(frozen=True, slots=True)
class _View:
    """The words of a span without furniture, with the way back: ``places`` holds the offset of each segment in both."""

    text: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The document's spans for a stretch of the view, without the white space at their ends."""
        segment = bisect_right(self.starts, start) - 1
        while start < end:
            border = self.starts[segment + 1] if segment + 1 < len(self.starts) else len(self.text)
            stop = min(end, border)
            piece = self.text[start:stop]
            if piece.strip():
                place = self.places[segment] + start - self.starts[segment]
                left = len(piece) - len(piece.lstrip())
                yield Span(place + left, place + len(piece.rstrip()))
            start = stop
            segment += 1


def split_sentences(document: Document, clause: Clause) -> tuple[Sentence, ...]:
    """The sentences of a clause in text order; none for a clause of white space or furniture only."""
    view = _view(document, clause.span)
    sentences = []
    for start, end in _merged(view.text, list(_pieces(view.text)), clause.heading):
        spans = tuple(view.spans(start, end))
        if spans:
            text = " ".join(" ".join(document.quote(span) for span in spans).split())
            sentences.append(Sentence(clause.id, spans, text))
    return tuple(sentences)


def furniture_in(document: Document, span: Span) -> list[Span]:
    """The furniture that touches a span, in order."""
    found: list[Span] = []
    for page in document.pages[bisect_right(document.pages, span.start, key=_end_of) :]:
        if page.start >= span.end:
            break
        found.extend(sorted(piece for piece in page.furniture if piece.overlap(span)))
    return found


def _end_of(page: Page) -> int:
    return page.end


def _view(document: Document, span: Span) -> _View:
    parts: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    length, position = 0, span.start
    for skipped in [*furniture_in(document, span), None]:
        stop = min(skipped.start, span.end) if skipped else span.end
        if stop > position:
            starts.append(length)
            places.append(position)
            parts.append(document.text[position:stop])
            length += stop - position
        if skipped:
            position = max(position, skipped.end)
    return _View("".join(parts), tuple(starts), tuple(places))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between the ends of sentences."""
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end > start and _is_end(text, start, match):
            yield start, end
            start = end
    if start < len(text):
        yield start, len(text)


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    if match["item"] or match["line"]:
        return match.end() - start >= _LONG_ITEM
    if not match["stop"]:
        # A blank line, or a bullet; behind a comma the sentence goes on.
        return match["gap"] is None or not text[start : match.start()].rstrip().endswith(",")
    before = text[max(start, match.start() - 24) : match.start()]
    if match["stop"].startswith(":"):
        return "\n\n" in match["space"] or text[match.end()] in "(•●"
    if match["stop"] != ".":
        return True
    if _COMPANY.search(before):
        return bool(_STARTER.match(text, match.end()))
    return not _ABBREVIATION.search(before)


def _merged(text: str, pieces: list[tuple[int, int]], heading: str) -> Iterator[tuple[int, int]]:
    """The pieces, with a label or the clause's heading put before the words that follow it."""
    start: int | None = None
    first = True
    for index, (left, right) in enumerate(pieces):
        begin = left if start is None else start
        words = " ".join(text[begin:right].split())
        last = index == len(pieces) - 1
        if not last and (not words or _LABEL.fullmatch(words) or (first and _is_only_heading(words, heading))):
            start = begin
            continue
        yield begin, right
        start = None
        first = False


def _is_only_heading(words: str, heading: str) -> bool:
    """Whether the words are a label and the heading, with nothing behind."""
    if not heading or len(words) > len(heading) + 30:
        return False
    return words.rstrip(' .:–—-"”').endswith(" ".join(heading.split()).rstrip(" .:"))
