"""A document's words as values are read from them: each character at its place, marks made one, running heads blanked.

Promises that ``Body.text`` is as long as the document's text, so that a match in it is a span of the document, and that
every value made here quotes the document's own words in one clause.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.types import Clause, Document, Span, Value, ValueKind, ValueStep, WholeDocument

_ONE_FOR_ONE = {ord(c): "'" for c in "’‘ʼ`´"} | {ord(c): '"' for c in "“”„″"} | {ord(c): "-" for c in "‐‑‒–—−"}
_ONE_FOR_ONE |= {ord(c): " " for c in "\u00a0\u2002\u2003\u2009\u202f\u200b\ufeff"}
_STOP = re.compile(r"[.?!][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])|\n[ \t]*\n\s*|;\s*(?:and\s*|or\s*)?\n")
_NO_STOP = re.compile(
    r"(?:\b(?:No|Nos|Mr|Mrs|Ms|Dr|St|Inc|Ltd|Corp|Co|vs?|Sec|Art|Jr|Sr|Ave|Blvd|approx|e\.g|i\.e)|\b[A-Z]|\b[A-Za-z]\.[A-Za-z])$"
)
_LONGEST = 1500
"""Characters of a sentence to either side of a place, where nothing ends it."""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of ``document``, folded character by character; ``leaves`` are its clauses without children, in order."""

    document: Document
    text: str
    leaves: tuple[Clause, ...]

    def clause_at(self, offset: int) -> Clause:
        """The leaf clause in which a character stands; the nearest before it where it stands in none."""
        return self.leaves[max(0, bisect_right(self.leaves, offset, key=_start_of) - 1)]

    def sentence_at(self, offset: int) -> Span:
        """The sentence around a character, within its clause; furniture does not end it."""
        clause = self.clause_at(offset)
        start, end = max(clause.span.start, offset - _LONGEST), min(clause.span.end, offset + _LONGEST)
        for stop in self._stops(start, end):
            if stop > offset:
                return Span(start, stop)
            start = stop
        return Span(start, max(end, start + 1))

    def sentences(self, span: Span) -> Iterator[Span]:
        """The sentences of ``span``, which is one of a clause, in order."""
        start = span.start
        for stop in [*self._stops(span.start, span.end), span.end]:
            if stop > start and self.text[start:stop].strip():
                yield Span(start, stop)
            start = stop

    def words(self, span: Span) -> str:
        """The folded words of a span, white space single."""
        return " ".join(self.text[span.start : span.end].split())

    def value(self, kind: ValueKind, span: Span, normal: str, told: str = "") -> Value:
        """A value with the words at ``span``, cut to the clause in which it starts; told as ``normal`` where not told otherwise."""
        clause = self.clause_at(span.start)
        cut = self.trimmed(Span(span.start, max(span.start + 1, min(span.end, clause.span.end))))
        return Value(kind, normal, told or normal, self.document.quote(cut), clause.id, cut)

    def step(self, says: str, span: Span) -> ValueStep:
        """A step that takes its input from the words at ``span``."""
        clause = self.clause_at(span.start)
        end = max(span.start + 1, min(span.end, clause.span.end))
        return ValueStep(says, clause.id, self.trimmed(Span(span.start, end)))

    def trimmed(self, span: Span) -> Span:
        """The span without white space at its ends; as it is where it holds nothing else."""
        words = self.document.quote(span)
        left = len(words) - len(words.lstrip())
        right = len(words.rstrip())
        return Span(span.start + left, span.start + right) if right > left else span

    def _stops(self, start: int, end: int) -> Iterator[int]:
        for match in _STOP.finditer(self.text, start, end):
            if match[0][0] != "." or not _NO_STOP.search(self.text, max(start, match.start() - 12), match.start()):
                yield match.end()


def read_body(whole: WholeDocument) -> Body:
    """The body of a document as it was read."""
    text = list(whole.document.text.translate(_ONE_FOR_ONE))
    for page in whole.document.pages:
        for span in page.furniture:
            text[span.start : span.end] = ["\n" if c == "\n" else " " for c in text[span.start : span.end]]
    parents = {clause.parent for clause in whole.clauses}
    leaves = tuple(clause for clause in whole.clauses if clause.id not in parents)
    return Body(whole.document, "".join(text), leaves)


def _start_of(clause: Clause) -> int:
    return clause.span.start
