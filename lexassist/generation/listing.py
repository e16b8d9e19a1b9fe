"""A list as it stands: every item under the words that introduce it, with their number.

Promises that no item of the list is left out and that the introducing words are said once, with the first. Which list is
meant is decided by the best evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lexassist.generation.composing import Composed, Inquiry, Line, evidence_of
from lexassist.parsing.sentences import Segment, split_segments
from lexassist.telling import count
from lexassist.types import Clause, ClauseId, Evidence, QuestionKind, Sentence, SentenceStatus

_FEWEST, _MOST = 2, 40
_MOST_ROWS = 10
_LABEL = 2
"""Words of a label: "Article XIII"."""
_QUOTES = '"“'
"""How an item begins that defines a term: definitions under each other are no list of anything."""
OPENS = (":", "—", "-")
"""How words end that introduce a list."""


def compose_list(inquiry: Inquiry, best: Evidence) -> Composed | None:
    """All items of the list of which ``best`` is one; None where it is none."""
    if inquiry.asked.kind is not QuestionKind.LIST:
        return None
    items = items_of(inquiry, best)
    defined = sum(item.sentence.text.lstrip()[:1] in _QUOTES for item in items[1:])
    if not _FEWEST <= len(items) <= _MOST or 2 * defined > len(items):
        return None
    lines = tuple(Line((item,), SentenceStatus.QUOTED) for item in items)
    return Composed(lines, note=f"The list has {count(len(items), 'item')}.")


def items_of(inquiry: Inquiry, item: Evidence) -> list[Evidence]:
    """The items of the list that ``item`` opens or belongs to, the first with the words that introduce it; none for no list."""
    found = _of_clauses(inquiry, item) or _of_segments(inquiry, item)
    if found or not item.sentence.text.endswith(OPENS):
        return found
    clause = inquiry.library.clause(item.sentence.clause)
    segments = split_segments(inquiry.library.document(item.document), clause)
    opened = (s for s in segments for led in s.introduction if segments[led].sentence.spans == item.sentence.spans)
    first = next(opened, None)
    return _of_segments(inquiry, _segment(clause, [first])) if first is not None else []


def rows_of(inquiry: Inquiry, row: Evidence) -> list[Evidence]:
    """All rows of a short table of which ``row`` is one, each with the header; none for words that stand in no table."""
    clause = inquiry.library.clause(row.sentence.clause)
    segments = split_segments(inquiry.library.document(row.document), clause)
    own = next((s for s in segments if s.is_row and s.sentence.spans[-1] == row.sentence.spans[-1]), None)
    if own is None or not own.introduction:
        return []
    rows = [segment for segment in segments if segment.is_row and segment.introduction == own.introduction]
    led = [segments[index] for index in own.introduction]
    return [_segment(clause, [*led, one]) for one in rows] if len(rows) <= _MOST_ROWS else []


def _of_clauses(inquiry: Inquiry, best: Evidence) -> list[Evidence]:
    """The items of a list whose items are clauses: the siblings under the leaf that carries their parent's label."""
    clauses = {clause.id: clause for clause in inquiry.library.clauses(best.document)}
    parent = clauses.get(clauses[best.sentence.clause].parent or ClauseId(""))
    if parent is None:
        return []
    siblings = sorted((c for c in clauses.values() if c.parent == parent.id), key=lambda clause: clause.span.start)
    if siblings[0].label != parent.label:
        return []
    opening = _sentences(inquiry, siblings[0])
    if not opening or not opening[-1].text.endswith(OPENS) or _only_heads(inquiry, parent, opening[-1], siblings[1:]):
        return []
    return [_item(inquiry, clauses, clause, opening[-1:] if n == 0 else ()) for n, clause in enumerate(siblings[1:])]


def _only_heads(inquiry: Inquiry, parent: Clause, opening: Sentence, items: Sequence[Clause]) -> bool:
    """Whether words are no more than a heading ("13. Miscellaneous:") over clauses that are sentences of their own."""
    words, heading = opening.text.rstrip(" :—-").casefold(), parent.heading.casefold()
    before = words.removesuffix(heading)
    if not heading or before == words or len(before.split()) > _LABEL:
        return False
    text = inquiry.library.document(parent.document).text
    whole = sum(text[item.span.start : item.span.end].rstrip().endswith(".") for item in items)
    return 2 * whole > len(items)


def _item(inquiry: Inquiry, clauses: Mapping[ClauseId, Clause], clause: Clause, before: Sequence[Sentence]) -> Evidence:
    """One item with all that stands below it."""
    leaves = [c for c in clauses.values() if clause.span.contains(c.span) and not _has_children(clauses, c)]
    sentences = [*before, *(sentence for leaf in leaves for sentence in _sentences(inquiry, leaf))]
    spans = tuple(span for sentence in sentences for span in sentence.spans) or (clause.span,)
    own = leaves[0] if leaves else clause
    return evidence_of(clause, Sentence(own.id, spans, " ".join(sentence.text for sentence in sentences)))


def _of_segments(inquiry: Inquiry, best: Evidence) -> list[Evidence]:
    """The items of a list that stands in one clause."""
    clause = inquiry.library.clause(best.sentence.clause)
    segments = split_segments(inquiry.library.document(best.document), clause)
    own = next((s for s in segments if s.introduction and s.sentence.spans[-1] == best.sentence.spans[-1]), None)
    if own is None or own.is_row:
        return []
    items = [segment for segment in segments if segment.introduction == own.introduction]
    led = [segments[index] for index in own.introduction]
    return [_segment(clause, [*led, item] if n == 0 else [item]) for n, item in enumerate(items)]


def _segment(clause: Clause, segments: Sequence[Segment]) -> Evidence:
    spans = tuple(span for segment in segments for span in segment.sentence.spans)
    return evidence_of(clause, Sentence(clause.id, spans, " ".join(segment.sentence.text for segment in segments)))


def _sentences(inquiry: Inquiry, clause: Clause) -> list[Sentence]:
    segments = split_segments(inquiry.library.document(clause.document), clause)
    return [segment.sentence for segment in segments if not segment.is_heading or len(segments) == 1]


def _has_children(clauses: Mapping[ClauseId, Clause], clause: Clause) -> bool:
    return any(other.parent == clause.id for other in clauses.values())
