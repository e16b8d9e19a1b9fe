"""What to read of a definition or of a provision that is referred to: its first sentences, not the whole article.

Promises: an excerpt lies in the words it is cut from, has at most :data:`LONGEST` characters and no white space around it,
ends behind a sentence where one ends in time, and of a definition holds the term. Pure.
"""

from __future__ import annotations

import re

from lexassist.types import Clause, Definition, Document, Reference, Span

LONGEST = 500
"""Characters of an excerpt, at most."""
_SHORTEST = 150
"""Characters: a cut behind a sentence leaves as much, or it is made elsewhere."""
# The mark first, then what it must not follow: a look behind at every character would take most of the time.
_SENTENCE_END = re.compile(
    r"[.?!](?<!\b[A-Z]\.)(?<!\bNo\.)(?<!\bInc\.)(?<!\bLtd\.)(?<!\bCo\.)(?<!\bCorp\.)(?<!\bSec\.)[\"”’)\]]*(?=\s)"
)
_PART_END = re.compile(r"[;:,][\"”’)\]]*(?=\s)")
_QUOTED = re.compile(r"[\"“„'‘`]\s*")
_ITEM = re.compile(r"\(\w{1,5}\)")


def folded(words: str) -> str:
    """Words with white space folded."""
    return " ".join(words.split())


def defining_words(document: Document, definition: Definition) -> Span:
    """What to read of a definition: from its start, or from the sentence in which the term stands far behind it."""
    start, end = definition.span.start, min(_end_of_term(document, definition), definition.span.end)
    if end - start > LONGEST:
        breaks = [*_SENTENCE_END.finditer(document.text, end - LONGEST, end)]
        breaks = breaks or [*_PART_END.finditer(document.text, end - LONGEST, end)]
        start = breaks[0].end() if breaks else max(start, document.text.find(" ", end - LONGEST, end))
    return cut(document, Span(start, definition.span.end), least=end)


def target_words(document: Document, reference: Reference, target: Clause) -> Span:
    """What to read of the provision that is meant: heading and first sentences, or its item where that is far behind."""
    start = target.span.start
    items = _ITEM.findall(document.quote(reference.span))
    if items and not target.label.endswith(items[-1]):
        # The clause tree ends above the items of a list inside a sentence.
        item = document.text.find(items[-1], start + LONGEST // 2, target.span.end)
        start = item if item >= 0 else start
    return cut(document, Span(start, target.span.end))


def cut(document: Document, span: Span, *, least: int = 0) -> Span:
    """The first sentences of a span; they reach at least to the offset ``least`` where LONGEST allows it."""
    words = document.quote(span)
    start = span.start + len(words) - len(words.lstrip())
    end = span.start + len(words.rstrip())
    if end - start <= LONGEST:
        return Span(start, end) if start < end else Span(span.start, span.start + 1)
    limit = start + LONGEST
    floor = max(start + _SHORTEST, min(least, limit - 1))
    for pattern in (_SENTENCE_END, _PART_END):
        # One character more is seen: a mark ends something only before white space.
        ends = [match.end() for match in pattern.finditer(document.text, start, limit + 1)]
        if good := [position for position in ends if floor <= position <= limit]:
            return Span(start, good[-1])
    space = max(document.text.rfind(mark, floor, limit) for mark in " \n")
    return Span(start, start + len(document.text[start : space if space > start else limit].rstrip()))


def place_of_term(document: Document, definition: Definition) -> int:
    """Where the term stands, in quotation marks, in the words that define it; their start where it does not."""
    term = folded(definition.term).casefold()
    for quote in _QUOTED.finditer(document.text, definition.span.start, definition.span.end):
        # White space inside the term can make it longer than it is when folded.
        if folded(document.text[quote.end() : quote.end() + 2 * len(term)]).casefold().startswith(term):
            return quote.start()
    return definition.span.start


def _end_of_term(document: Document, definition: Definition) -> int:
    return place_of_term(document, definition) + len(definition.term) + 2
