"""Mentions as they are shown: each with its citation and the words around it.

Promises: nothing is left out and nothing changes its order; a place's words are those of its span without furniture, and
what stands around it is of the same clause. A document is read once however many places it has, and one at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from lexassist.parsing.marks import DASHES
from lexassist.parsing.sentences import furniture_in
from lexassist.retrieval.citing import cite_span
from lexassist.types import Citation, Clause, ClauseId, Document, Library, Mention, Mentions, Span

_ROOM = 160
"""Characters of a clause that are shown with a mention."""
_BROKEN = re.compile(rf"(?<=[{re.escape(DASHES)}/])[ \t]*\n\s*")
_CELLS = re.compile(r"\s*\t\s*")
_NOT_BLANK = re.compile(r"^[^\n]*\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """A mention with its citation, its words on one line, and what stands before and behind them in its clause."""

    mention: Mention
    citation: Citation
    before: str
    words: str
    after: str

    @property
    def text(self) -> str:
        """The words with what stands around them, about 160 characters."""
        return f"{self.before}{self.words}{self.after}"


def show_places(library: Library, mentions: Mentions) -> Iterator[Place]:
    """Every mention as it is shown, in order; citations are numbered from 1."""
    n = 0
    for identity, group in groupby(mentions.places, key=lambda mention: mention.document):
        shown = _Shown(library, library.document(identity))
        for mention in group:
            n += 1
            yield shown.place(mention, n)


def count_forms(places: Iterable[Place]) -> Counter[str]:
    """How often the term stands in each way in which it is written: "Losses", "losses", "LOSSES"."""
    return Counter(place.words for place in places)


@dataclass
class _Shown:
    """One document whose mentions are shown."""

    library: Library
    document: Document
    clauses: dict[ClauseId, Clause] = field(default_factory=dict)
    paragraphs: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.document.paged:
            self.paragraphs = [line.start() for line in _NOT_BLANK.finditer(self.document.text)]

    def place(self, mention: Mention, n: int) -> Place:
        clause = self.clauses.get(mention.clause) or self.library.clause(mention.clause)
        self.clauses[mention.clause] = clause
        return Place(mention, self._cited(mention, clause, n), *_around(self.document, mention.span, clause.span))

    def _cited(self, mention: Mention, clause: Clause, n: int) -> Citation:
        paragraph = bisect_right(self.paragraphs, mention.span.start) if self.paragraphs else None
        return cite_span(self.document, clause, mention.span, n=n, paragraph=paragraph)


def _around(document: Document, span: Span, clause: Span) -> tuple[str, str, str]:
    words = _read(document, span.start, span.end)
    before = _read(document, max(clause.start, span.start - 2 * _ROOM), span.start).lstrip()
    after = _read(document, span.end, min(clause.end, span.end + 2 * _ROOM)).rstrip()
    room = max(0, _ROOM - len(words))
    left = max(room // 2, room - len(after))
    right = max(room // 2, room - len(before))
    if len(before) > left:
        before = f"…{before[len(before) - left :].partition(' ')[2]}"
    if len(after) > right:
        after = f"{after[:right].rpartition(' ')[0]}…"
    return before, words, after


def _read(document: Document, start: int, end: int) -> str:
    """The words from ``start`` to ``end`` on one line, without furniture; " | " between the cells of a table's row."""
    if start >= end:
        return ""
    parts: list[str] = []
    position = start
    for furniture in furniture_in(document, Span(start, end)):
        parts.append(document.text[position : max(position, furniture.start)])
        position = max(position, furniture.end)
    parts.append(document.text[position:end])
    line = _BROKEN.sub("", "\n".join(parts))
    return re.sub(r"[ \n]+", " ", _CELLS.sub(" | ", line))
