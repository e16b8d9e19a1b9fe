"""What amendments in the matter make of the words of an answer, told behind them.

Promises that words which an amendment changes are never told alone nor as what is in force: they are said to be as signed, the
amendment's own words follow, and neither a yes, a no nor a value rests on them. Whether the amendment is in force yet is for
the reader: it is quoted with the words that say from when, where they introduce it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, sentences_at
from lexassist.generation.listing import OPENS
from lexassist.particulars.amending import Amending
from lexassist.particulars.changes import Action, label_key
from lexassist.particulars.quantities import fold
from lexassist.telling import source_words
from lexassist.types import Clause, DocumentId, Evidence, Presence, SentenceStatus, Span, Value, YesNo

_LONGEST = 900
"""Characters of an amendment's words up to which they are quoted whole; of longer ones, the sentences that say what changes."""
_BEGINNING = 300
_VERDICT = re.compile(r"\b(?:Yes|No): ")
_TERM = re.compile(r"\bdefinitions? (?:of|for) (?:the term )?[“\"](?P<term>[^”\"]+)[”\"]", re.IGNORECASE)
_PARTED = re.compile(r"\d+\.\d+")
"""Labels that are enough by themselves to know a clause by in other words."""


def as_amended(inquiry: Inquiry, composed: Composed) -> Composed:
    """``composed`` with what amendments in the matter say of the words that it cites; as it is where they say nothing."""
    if not composed.lines:
        return _not_proven(inquiry, composed)
    lines: list[Line] = []
    told: dict[tuple[DocumentId, Span], Line] = {}
    for line in composed.lines:
        found = [one for item in line.items for one in _changes(inquiry, item)]
        lines.append(_as_signed(inquiry, line) if found else line)
        for one in found:
            if (one.amendment, one.change.span) not in told:
                told[one.amendment, one.change.span] = new = _told(inquiry, one)
                lines.append(new)
    if not told:
        return composed
    kept = tuple(line for line in lines if line in told.values() or not _repeats(line, list(told.values())))
    values = tuple(value for value in composed.values if not _outdated(inquiry, value))
    return replace(composed, lines=kept, verdict=YesNo.NONE, certificate=None, values=values)


def _not_proven(inquiry: Inquiry, composed: Composed) -> Composed:
    """A proven absence, where no amendment has what the contract lacks; the amendment's words, or its name, where one may."""
    absence = composed.certificate
    if absence is None:
        return composed
    amendments = dict.fromkeys(one.amendment for d in inquiry.scope for one in inquiry.particulars.changes_to(d))
    lines: list[Line] = []
    doubted: list[str] = []
    for amendment in amendments:
        known = next((one for one in inquiry.particulars.types(amendment) if one.type == absence.type), None)
        source = source_words(inquiry.library.document(amendment).source)
        if known is None or known.presence is Presence.UNCERTAIN:
            doubted.append(source)
        elif known.presence is Presence.PRESENT:
            items = inquiry.quoted(amendment, known.places[0].clause, known.places[0].span)
            lines.append(Line(items, SentenceStatus.QUOTED, f"As amended by {source}: "))
    if not lines and not doubted:
        return composed
    note = f"{composed.note} Whether {' and '.join(doubted)} adds one is not known." if doubted else ""
    return replace(composed, lines=tuple(lines), verdict=YesNo.NONE, certificate=None, note=note)


def _changes(inquiry: Inquiry, item: Evidence) -> Iterator[Amending]:
    """The changes of the very words of ``item``, in the order of the amendments' dates; added clauses that speak of its clause."""
    all_of = inquiry.particulars.changes_to(item.document)
    clauses: dict[str, Clause] = {}
    for clause in inquiry.library.clauses(item.document) if all_of else ():
        if clause.label:
            clauses.setdefault(label_key(clause.label), clause)
    for one in all_of:
        if one.change.action is Action.ADDED:
            if _speaks_of(inquiry, one, item):
                yield one
            continue
        if not one.change.label:
            if _redefines(inquiry, one, item):
                yield one
            continue
        changed = clauses.get(label_key(one.change.label))
        if changed is not None and _touches(inquiry, one, changed, item):
            yield one


def _touches(inquiry: Inquiry, one: Amending, clause: Clause, item: Evidence) -> bool:
    """Whether a change of ``clause`` is one of the words of ``item``: in doubt it is."""
    if not any(clause.span.overlap(span) for span in item.sentence.spans):
        return False
    said = fold(item.sentence.text).casefold()
    if one.change.action is Action.WORDS:
        old = fold(one.change.old).casefold()
        whole = fold(inquiry.library.document(item.document).quote(clause.span)).casefold()
        return old in said or old not in whole
    if one.change.action is Action.UNCLEAR:
        words = " ".join(inquiry.library.document(one.amendment).quote(one.change.span).split())
        term = _TERM.search(words)
        return term is None or fold(term["term"]).casefold() in said
    return True


def _redefines(inquiry: Inquiry, one: Amending, item: Evidence) -> bool:
    """Whether an amendment of a definition, wherever it stands, is of a term that ``item`` has in quotation marks."""
    words = inquiry.library.document(one.amendment).quote(one.change.span)
    terms = {fold(match["term"]).casefold() for match in _TERM.finditer(" ".join(words.split()))}
    return any(f'"{term}"' in fold(item.sentence.text).casefold() for term in terms)


def _speaks_of(inquiry: Inquiry, one: Amending, item: Evidence) -> bool:
    """Whether the words that an amendment adds name the clause of ``item`` by its label."""
    label = item.label or inquiry.library.clause(item.sentence.clause).label
    number = _PARTED.search(label)
    if number is None or one.change.new_span is None:
        return False
    words = inquiry.library.document(one.amendment).quote(one.change.new_span)
    return re.search(rf"(?<![\d.]){re.escape(number[0])}(?![\d]|\.\d)", words) is not None


def _told(inquiry: Inquiry, one: Amending) -> Line:
    document, change = inquiry.library.document(one.amendment), one.change
    around = [c for c in inquiry.library.clauses(document.id) if c.span.contains(change.span)]
    own = min(around, key=lambda clause: len(clause.span))
    items: Sequence[Evidence] = list(sentences_at(inquiry.library, document.id, own.id, change.span))
    if sum(len(item.sentence.text) for item in items) > _LONGEST:
        items = [item for item in items if _says_what(one, item)] or items[:1]
    items = items or [evidence_at(inquiry.library, document.id, own.id, change.span)]
    items = [*_introducing(inquiry, own), *items]
    return Line(tuple(items), SentenceStatus.QUOTED, f"As amended by {source_words(document.source)}: ")


def _introducing(inquiry: Inquiry, own: Clause) -> list[Evidence]:
    """The words that introduce the list of which a clause is an item: they say from when it holds, or whose paragraph it is."""
    siblings = [c for c in inquiry.library.clauses(own.document) if c.parent == own.parent and own.parent is not None]
    first = min(siblings, key=lambda clause: clause.span.start, default=own)
    if first == own or first.label != inquiry.library.clause(own.parent or own.id).label:
        return []
    last = list(sentences_at(inquiry.library, own.document, first.id, first.span))[-1:]
    return [item for item in last if item.sentence.text.endswith(OPENS)]


def _says_what(one: Amending, item: Evidence) -> bool:
    """Whether a sentence of a long amendment names the clause, or begins the new words."""
    new = one.change.new_span
    begins = new is not None and any(
        span.overlap(Span(new.start, min(new.end, new.start + _BEGINNING))) for span in item.sentence.spans
    )
    named = re.search(rf"(?<![\d.]){re.escape(one.change.label)}(?![\d])", item.sentence.text) is not None
    return begins or named or bool(one.change.old and fold(one.change.old) in fold(item.sentence.text))


def _as_signed(inquiry: Inquiry, line: Line) -> Line:
    source = f"{source_words(inquiry.library.document(line.items[0].document).source)}: "
    words = _VERDICT.sub("", line.text or line.lead, count=1)
    first, rest = (source, words[len(source) :]) if words.startswith(source) else ("", words)
    words = f"{first}As signed: {rest}"
    return replace(line, status=SentenceStatus.QUOTED, text=words if line.text else "", lead="" if line.text else words)


def _repeats(line: Line, told: Sequence[Line]) -> bool:
    """Whether a line quotes nothing but the words of amendments that are told in their place."""
    there = {(item.document, span) for one in told for item in one.items for span in item.sentence.spans}
    return all((item.document, span) in there for item in line.items for span in item.sentence.spans)


def _outdated(inquiry: Inquiry, value: Value) -> bool:
    """Whether an amendment changes words that a value was read from."""
    places = [(value.clause, value.span), *((step.clause, step.span) for step in value.steps)]
    return any(
        next(_changes(inquiry, item), None) is not None
        for clause, span in places
        for item in sentences_at(inquiry.library, inquiry.library.clause(clause).document, clause, span)
    )
