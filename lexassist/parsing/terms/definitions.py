"""The terms that a contract defines, the words that define each, and every place where it is used.

Promises: a definition's span is in the document and its term stands in its clause; uses are disjoint, in text order, outside
furniture and tables of contents, and not among the words that define the term. A term that is defined twice is two
definitions, with the same uses. Pure; the time is linear in the text. Does not know what a term means, nor in which part of
the contract a definition holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from lexassist.parsing.terms.bodytext import Leaves, body_text, trimmed
from lexassist.parsing.terms.defining import Defining, Form, find_defining, starts_paragraph
from lexassist.parsing.terms.termuses import TermIndex
from lexassist.types import Clause, ClauseKind, Definition, Document, Span

_LONGEST = 8000
"""Characters of a definition, at most."""
_BORDER = re.compile(
    r"[.!?;\n](?:(?<=[.!?])[\"”’)\]]*\s+(?=[A-Z“\"‘•(])"
    r"|(?<=[.;])[\"”’)\]]*(?:\s+(?:and|or))?[ \t]*\n\s*(?=[\"“‘•])"
    r"|(?<=[^\s,]\n)[ \t]*\n\s*(?=[A-Z“\"‘•0-9(]))"
)
"""Where a sentence or a paragraph ends."""
_PARAGRAPH = re.compile(r"[.!?;][\"”’)\]]*(?:\s+(?:and|or))?[ \t]*\n[ \t]*\n\s*(?=[A-Z“\"‘•])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:No|Nos|Mr|Mrs|Ms|Dr|Sec|Art|Inc|Ltd|Corp|Co|St|vs|v|Ex|etc)|\b(?:[A-Za-z]\.)+[A-Za-z]|(?<![\w.])[A-Z])$"
)
_LINKED = 12
"""Characters between two terms that share one definition, at most: "A" or "B" means."""
_QUOTES = "\"“”„'‘’`,"


def find_definitions(document: Document, clauses: tuple[Clause, ...]) -> tuple[Definition, ...]:
    """Every defined term of the document, in the order of the places that define."""
    leaves = Leaves(clauses)
    text = body_text(document, leaves)

    def kind_at(position: int) -> ClauseKind | None:
        leaf = leaves.at(position)
        return leaf.kind if leaf else None

    places = find_defining(
        text,
        defines=lambda position: kind_at(position) is ClauseKind.DEFINITION,
        names=lambda position: kind_at(position) in (ClauseKind.PREAMBLE, ClauseKind.RECITAL),
    )
    spans = _spans(text, leaves, places)
    uses = _uses(text, places, spans)
    return tuple(
        Definition(place.term, leaf.id, span, uses[place.term])
        for place, span in zip(places, spans, strict=True)
        if (leaf := leaves.at(place.start)) and (text[place.start] in _QUOTES or uses[place.term])
    )


def _spans(text: str, leaves: Leaves, places: Sequence[Defining]) -> tuple[Span, ...]:
    """For each place, the words that define."""
    openings = [
        place.start
        for before, place in zip([None, *places], places, strict=False)
        if place.form is not Form.NAMED
        and starts_paragraph(text, place.start)
        and (before is None or place.start - before.end > _LINKED)
    ]
    borders = [match.end() for match in _BORDER.finditer(text) if not _is_abbreviated(text, match)]
    return tuple(_span(text, leaves, place, openings, borders) for place in places)


def _is_abbreviated(text: str, match: re.Match[str]) -> bool:
    start = match.start()
    return text[start] == "." and _ABBREVIATED.search(text[max(0, start - 24) : start]) is not None


def _span(text: str, leaves: Leaves, place: Defining, openings: Sequence[int], borders: Sequence[int]) -> Span:
    leaf = leaves.at(place.start)
    if leaf is None:
        return Span(place.start, place.end)
    start = place.start
    if place.form is Form.ROW:
        end = text.find("\n", place.end)
    elif place.form is Form.NAMED:
        index = bisect_right(borders, place.start)
        start = max(leaf.span.start, borders[index - 1] if index else 0)
        end = min(leaf.span.end, _next(borders, place.end, len(text)))
    else:
        limit = min(_end_of_part(leaves, leaf), place.start + _LONGEST)
        if _is_among(openings, place.start):
            end = min(limit, _next(openings, place.end, len(text)))
            paragraph = _PARAGRAPH.search(text, place.end, end)
            end = paragraph.end() if paragraph else end
        else:
            end = min(limit, _next(borders, place.end, len(text)))
    return trimmed(text, start, max(end, place.end)) or Span(place.start, place.end)


def _next(positions: Sequence[int], after: int, default: int) -> int:
    index = bisect_left(positions, after)
    return positions[index] if index < len(positions) else default


def _is_among(positions: Sequence[int], position: int) -> bool:
    index = bisect_left(positions, position)
    return index < len(positions) and positions[index] == position


def _end_of_part(leaves: Leaves, leaf: Clause) -> int:
    """Where the clause ends that the leaf is or introduces: a definition goes on in the items of its list."""
    end = leaf.span.end
    for clause in leaves.around(leaf):
        if clause.span.start != leaf.span.start or clause.label != leaf.label:
            break
        end = clause.span.end
    return end


def _uses(text: str, places: Sequence[Defining], spans: Sequence[Span]) -> dict[str, tuple[Span, ...]]:
    """For each term, where it is used outside its definitions."""
    defined: dict[str, list[Span]] = defaultdict(list)
    for place, span in zip(places, spans, strict=True):
        defined[place.term].append(span)
    used: dict[str, list[Span]] = {term: [] for term in defined}
    for term, span in TermIndex(defined).find(text):
        used[term].append(span)
    return {term: tuple(_outside(used[term], sorted(defined[term]))) for term in defined}


def _outside(uses: Sequence[Span], defining: Sequence[Span]) -> list[Span]:
    starts = [span.start for span in defining]
    ends = list(accumulate((span.end for span in defining), max))
    return [use for use in uses if not (index := bisect_right(starts, use.start)) or ends[index - 1] <= use.start]
