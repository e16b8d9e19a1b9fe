"""A clause to sentences, as evidence is counted. Pure and cheap: used again whenever a clause becomes context.

Promises: every character of the clause that is neither space nor furniture lies in exactly one segment; a segment that a
running head interrupts has one span on each side of it. A segment is a sentence, an item of a list inside a sentence, a
row of a table, or the clause's label and heading. A label alone is no segment where words follow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lexassist.parsing.listitems import Item, find_items
from lexassist.parsing.tablerows import BETWEEN, around_rows, cells_of, is_header
from lexassist.types import Clause, Document, Page, Sentence, Span

_END = re.compile(
    r"(?P<stop>[.?!:]+[\"”’')\]]*)(?P<space>\s+)(?=[A-Z“\"‘(\[•●0-9$€£§_]|[a-z][A-Z])"
    r"|(?<=[a-z]{2})(?P<glued>\.)(?=[A-Z][a-z]+[\s,])"
    r"|(?P<item>;(?:\s+(?:and|or|and/or))?,?)\s+(?=\(?(?:[a-z]{1,4}|[A-Z]|\d{1,2})[.)]\s)"
    r"|(?P<line>;(?:\s+(?:and|or|and/or))?,?)[ ]*\n+"
    r"|(?P<gap>\n\n\s*)(?=[A-Z“\"‘(\[•●0-9$€£§_])"
    r"|\n\s*(?=\S)"
)
_MAY_END = re.compile(r"[.?!:;\n]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Mr|Mrs|Ms|Dr|Prof|Messrs|Hon|Gov|Art|Arts|Sec|Secs|Para|Reg|Regs|Cl|Ex|Exh|Sched|App|v|vs|cf|ca|approx|est|"
    r"Fig|Vol|pp|p|al|St|Ave|Blvd|Rd|Ste|Bldg|Dept|Attn|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
    r"|\b(?:[A-Za-z]\.)+[A-Za-z]|(?<![\w.])[A-Z])$"
)
_COMPANY = re.compile(r"\b(?:Inc|Ltd|Corp|Co|LLC|L\.L\.C|L\.P|N\.A|S\.A|U\.S|U\.K|Jr|Sr|Bros|etc|e\.g|i\.e|a\.m|p\.m)$")
_STARTER = re.compile(
    r"[“\"(]?(?:The|This|These|Each|Either|Neither|If|In|Any|No|For|Upon|Such|All|Except|Notwithstanding|Subject|Unless|It|"
    r"Where|When|As|At|On|By|To|Both|Nothing|Without|Company|Licensee|Licensor|Customer|Supplier|Seller|Buyer)\b"
)
_LABEL = re.compile(
    r"(?:(?:ARTICLE|Article|SECTION|Section|Clause|CLAUSE|§)\s*)?[(\[]?(?:[A-Za-z]{1,5}[.)\]]{1,2}|\d{1,3}(?:\.\d{1,3})*[.)\]]{0,2})"
)
_LABEL_BEFORE_WORDS = re.compile(r"\(?(?:[a-z]|[ivx]{1,5})[.)]\s")
_BULLET = re.compile(r"[•●▪◦·]\s")
_FINISHED = re.compile(r"[.?!:;][\"”’')\]]*$")
_GOES_ON = re.compile(
    r"(?:,|\b(?:the|of|to|and|or|a|an|by|with|in|for|from|any|all|that|which|shall|will|its|their|such|this))$"
)
_BEHIND_HEADING = re.compile(r"(?P<mark>\.|\s*[–—]|\s+-(?=\s))?[\"”]?(?P<space>\s*)(?=(?:[^\W\d_a-z]|[“\"(]))")
_LONG_ITEM = 60
"""Items of a list that is not numbered are segments of their own from this length on."""
_FEWEST_WORDS = 4
"""A shorter sentence stays with its heading: "Term. Two years." """


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a clause, and how it hangs together with the others.

    Segments with the same ``number`` make up one sentence. ``introduction`` are the indexes of the segments without which
    this one says nothing whole: the words that introduce its list, the header row of its table.
    """

    sentence: Sentence
    number: int
    introduction: tuple[int, ...] = ()
    is_heading: bool = False
    is_row: bool = False


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the view; ``whole`` says that a sentence starts with it, ``items`` are the lists it is an item of."""

    start: int
    end: int
    whole: bool
    items: tuple[Item, ...] = ()
    is_heading: bool = False


def split_sentences(document: Document, clause: Clause) -> tuple[Sentence, ...]:
    """The segments of a clause in text order; none for a clause of white space or furniture only."""
    return tuple(segment.sentence for segment in split_segments(document, clause))


def split_segments(document: Document, clause: Clause) -> tuple[Segment, ...]:
    """The segments of a clause in text order, and how they hang together."""
    view = _view(document, clause.span)
    pieces = [
        piece
        for piece in _pieces(view.text, clause.heading, paged=document.paged)
        if view.text[piece.start : piece.end].strip()
    ]
    introductions = _with_headers(view.text, pieces, list(_introductions(view.text, pieces)))
    segments: list[Segment] = []
    number = 0
    for index, piece in enumerate(pieces):
        spans = tuple(view.spans(piece.start, piece.end))
        words = "\n".join(document.quote(span) for span in spans)
        is_row = "\t" in words
        text = BETWEEN.join(filter(None, cells_of(words))) if is_row else " ".join(words.split())
        number += piece.whole and index > 0
        segments.append(
            Segment(Sentence(clause.id, spans, text), number, introductions[index], piece.is_heading, is_row)
        )
    return tuple(segments)


def join_segments(document: Document, segments: Sequence[Segment]) -> Sentence:
    """Neighbouring segments as one sentence; its spans are parted only by furniture."""
    spans: list[Span] = []
    for span in (span for segment in segments for span in segment.sentence.spans):
        if spans and not document.text[spans[-1].end : span.start].strip():
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    text = " ".join(segment.sentence.text for segment in segments)
    return Sentence(segments[0].sentence.clause, tuple(spans), text)


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


def _pieces(text: str, heading: str, *, paged: bool) -> Iterator[_Piece]:
    """The stretches between all cuts, with a label, or a heading before few words, put before the words that follow it."""
    items = {item.start: item for item in find_items(text)}
    cuts = dict.fromkeys(items, False) | dict(_ends(text, paged=paged))
    if "\t" in text:
        cuts = around_rows(text, cuts)
    headed = _heading_end(text, heading, cuts)
    if headed:
        cuts = {cut: whole for cut, whole in cuts.items() if cut > headed} | {headed: False}
    borders = [0, *sorted(cut for cut in cuts if 0 < cut < len(text)), len(text)]
    begin, first = 0, True
    labels: list[Item] = []
    for left, right in pairwise(borders):
        labels += [items[left]] if left in items else []
        words = " ".join(text[begin:right].split())
        alone = not words or _LABEL.fullmatch(words) or (first and not headed and _is_only_heading(words, heading))
        if alone and right < len(text) and right != headed:
            continue
        yield _Piece(begin, right, cuts.get(begin, True), tuple(labels), is_heading=right == headed)
        begin, labels, first = right, [], False


def _ends(text: str, *, paged: bool) -> Iterator[tuple[int, bool]]:
    """Where a segment ends, and whether the sentence does."""
    start = seen = 0
    for mark in _MAY_END.finditer(text):
        # Tried only where it may match: this is most of the work on a long contract.
        match = _END.match(text, mark.start()) if mark.start() >= seen else None
        if match is None:
            continue
        seen = match.end()
        whole = _cut_at(text, start, match, paged=paged)
        if whole is not None:
            start = seen
            yield start, whole


def _cut_at(text: str, start: int, match: re.Match[str], *, paged: bool) -> bool | None:
    """True where a sentence ends, False where only a part of it does, None for no end at all."""
    if match["item"] or match["line"]:
        long = match.end() - start >= _LONG_ITEM
        return False if long or (not paged and match["line"]) else None
    if match["glued"]:
        token = text[start : match.start()].rsplit(None, 1)[-1:]
        return None if not token or re.search(r"[@/.]", token[0]) else True
    if match["stop"] and match["stop"].startswith(":"):
        new_line = "\n\n" in match["space"] or ("\n" in match["space"] and not paged)
        return False if new_line or text[match.end()] in "(•●" else None
    if match["stop"] and _is_stop(text, start, match):
        return True
    return _line_end(text, match, paged=paged) if "\n" in match[0] else None


def _is_stop(text: str, start: int, match: re.Match[str]) -> bool:
    if match["stop"] != ".":
        return True
    before = text[max(start, match.start() - 24) : match.start()]
    if _COMPANY.search(before):
        return bool(_STARTER.match(text, match.end()))
    return not _ABBREVIATION.search(before)


def _line_end(text: str, match: re.Match[str], *, paged: bool) -> bool | None:
    """What the end of a line ends: on a page, a blank line or a bullet; elsewhere a line is a paragraph."""
    before = text[text.rfind("\n", 0, match.start()) + 1 : text.index("\n", match.start())].rstrip()
    finished = bool(_FINISHED.search(before))
    if _BULLET.match(text, match.end()):
        return before.endswith((".", "!", "?"))
    small = text[match.end()].islower() and not _LABEL_BEFORE_WORDS.match(text, match.end())
    if not finished and (small or _GOES_ON.search(before)):
        return None
    if paged:
        return True if match["gap"] else None
    return not before.endswith((";", ":", ","))


def _heading_end(text: str, heading: str, cuts: Mapping[int, bool]) -> int | None:
    """Where the words behind the clause's label and heading start, if they are a sentence of their own."""
    wanted = heading.strip(" .:–—-")
    start = text.find(wanted, 0, len(wanted) + 60) if wanted else -1
    if start < 0:
        return None
    label = text[:start].strip()
    border = _BEHIND_HEADING.match(text, start + len(wanted))
    # A term in quotation marks is the subject of what defines it.
    if border is None or len(label) > 30 or label.endswith(("“", '"', "‘", "'")):
        return None
    if not border["space"] or not (border["mark"] or "\n" in border["space"] or label):
        return None
    end = border.end()
    stop = min((cut for cut, whole in cuts.items() if whole and cut > end), default=len(text))
    behind = text[end:stop]
    return end if len(behind.split()) >= _FEWEST_WORDS or "\t" in behind else None


def _is_only_heading(words: str, heading: str) -> bool:
    """Whether the words are a label and the heading, with nothing behind."""
    if not heading or len(words) > len(heading) + 30:
        return False
    return words.rstrip(' .:–—-"”').endswith(" ".join(heading.split()).rstrip(" .:"))


def _introductions(text: str, pieces: Sequence[_Piece]) -> Iterator[tuple[int, ...]]:
    """For each piece, those that introduce the list in which it is an item."""
    made: list[tuple[int, ...]] = []
    opened: dict[int, tuple[int, ...]] = {}
    for index, piece in enumerate(pieces):
        before = pieces[index - 1] if index and not piece.whole and not pieces[index - 1].is_heading else None
        led = (*made[-1], index - 1) if before else ()
        if piece.items:
            found = opened.setdefault(piece.items[0].of, led)
            for item in piece.items[1:]:
                opened.setdefault(item.of, found)
        elif before and text[before.start : before.end].rstrip().endswith(":"):
            found = led
        else:
            found = made[-1] if before and not before.items else ()
        made.append(found)
        yield found


def _with_headers(text: str, pieces: Sequence[_Piece], found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The introductions, with that of each row of a table that has a header row."""
    rows = [cells_of(words) if "\t" in (words := text[piece.start : piece.end].strip()) else () for piece in pieces]
    first = 0
    while first < len(rows):
        last = first
        while last < len(rows) and len(rows[last]) == len(rows[first]) > 1:
            last += 1
        if is_header(rows[first], rows[first + 1 : last]):
            found[first + 1 : last] = [(first,)] * (last - first - 1)
        first = max(first + 1, last)
    return found
