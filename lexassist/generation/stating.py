"""A value as a sentence: the law, the date, the period that was asked for, with the words that it comes from.

Promises that the value told is the normalised one whose words are cited, and that what stands nowhere in the words is told
with the steps by which it was worked out, each cited. Where only a figure of the right kind stands in the best evidence, it is
told in front of the quotation, which nobody has checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexassist.generation.asking import GENERAL, stems_of
from lexassist.generation.bearing import SIGNS
from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, sentences_at
from lexassist.generation.counting import count_of, qualified, thing_counted
from lexassist.generation.listing import OPENS, items_of, rows_of
from lexassist.generation.verdicts import absent
from lexassist.particulars.quantities import Kind
from lexassist.telling import label_words
from lexassist.types import (
    ClauseId,
    DocumentId,
    Evidence,
    Presence,
    QuestionKind,
    SentenceStatus,
    Span,
    Value,
    ValueKind,
)

_LEAST = 0.5
"""Probability from which a value is told."""
_LONGEST_SENTENCE = 500
"""Characters of a sentence up to which it is cited whole for a value in it."""
_MOST_PLACES = 2
_LEAST_WORDS = 0.4
"""Part of a question's words that evidence must have for its figure to be told in front of it."""
_HOW = stems_of("how much high large big")
_BREATH, _BEHIND = 80, 40
"""Characters before a figure, and behind it, in which the thing is named that it is of."""
_FIGURE_KINDS = {
    Kind.MONEY: ValueKind.AMOUNT,
    Kind.PERCENT: ValueKind.PERCENTAGE,
    Kind.PERIOD: ValueKind.PERIOD,
    Kind.DATE: ValueKind.DATE,
}
_TOLD = {
    ValueKind.TITLE: "The document is titled “{}”.",
    ValueKind.AGREEMENT_DATE: "The agreement is dated {}.",
    ValueKind.EFFECTIVE_DATE: "The agreement takes effect on {}.",
    ValueKind.EXPIRY_DATE: "The agreement ends on {}.",
    ValueKind.RENEWAL_TERM: "The renewal term: {}.",
    ValueKind.RENEWAL_NOTICE: "The notice that prevents renewal: {}.",
    ValueKind.TERMINATION_NOTICE: "The notice of termination: {}.",
    ValueKind.GOVERNING_LAW: "The agreement is governed by the law of {}.",
    ValueKind.FORUM: "Disputes are decided in: {}.",
    ValueKind.LIABILITY_CAP: "Liability is capped at {}.",
    ValueKind.TERM: "The term: {}.",
}
PERPETUAL = "perpetual"
_IN_OWN_WORDS = (ValueKind.FORUM, ValueKind.LIABILITY_CAP)
"""Values that are more than a figure or a name: "the greater of", "arbitration in"."""
_SIGNED = (ValueKind.EXPIRY_DATE, ValueKind.TERM, ValueKind.EFFECTIVE_DATE)
"""Values that a figure beside them would be mistaken for."""
_NEEDS_CLAUSE = (ValueKind.GOVERNING_LAW, ValueKind.RENEWAL_TERM, ValueKind.RENEWAL_NOTICE, ValueKind.LIABILITY_CAP)
"""Values that a contract without such a clause does not have."""


def compose_value(inquiry: Inquiry) -> Composed | None:
    """The value that is asked for, or that the contract proves to have none; None where neither is known."""
    asked = inquiry.asked
    if asked.kind is not QuestionKind.VALUE or asked.value is None or len(inquiry.scope) != 1:
        return None
    if not asked.only and asked.value is not ValueKind.FORUM:
        return None
    document, presence = inquiry.scope[0], inquiry.presence
    values = values_of(inquiry, document)
    if values:
        return Composed(state(inquiry, document, values), values=values)
    if presence is not None and presence.presence is Presence.ABSENT and asked.only and asked.value in _NEEDS_CLAUSE:
        return absent(inquiry, presence)
    lines = quote_place(inquiry, document) if asked.only else ()
    return Composed(lines) if lines else None


def quote_place(inquiry: Inquiry, document: DocumentId, lead: str = "") -> tuple[Line, ...]:
    """The clause in which the value should stand that was not read, for the reader to judge; none where it is not sure."""
    presence = inquiry.presence_in(document)
    if presence is None or presence.presence is not Presence.PRESENT or not presence.places:
        return ()
    sign = SIGNS.get(inquiry.asked.value) if inquiry.asked.value is not None else None
    for place in presence.places[:_MOST_PLACES]:
        items = [
            whole for item in inquiry.quoted(document, place.clause, place.span) for whole in _whole(inquiry, item)
        ]
        if items and (sign is None or sign.search(items[0].sentence.text)):
            return tuple(Line((item,), SentenceStatus.QUOTED, lead if n == 0 else "") for n, item in enumerate(items))
    return ()


def values_of(inquiry: Inquiry, document: DocumentId) -> tuple[Value, ...]:
    """The value of the kind that is asked for, or the parties, as far as they are sure enough to be told.

    Of a contract whose end is not sure, how long it runs.
    """
    kind = inquiry.asked.value
    known = [v for v in inquiry.particulars.values(document) if v.probability >= _LEAST and v.told]
    of = [v for v in known if v.kind is kind]
    if not of and kind is ValueKind.EXPIRY_DATE:
        of = [v for v in known if v.kind is ValueKind.TERM]
    return tuple(of if kind is ValueKind.PARTY else of[:1])


def state(inquiry: Inquiry, document: DocumentId, values: Sequence[Value], lead: str = "") -> tuple[Line, ...]:
    """``values``, which are of one kind, told in a sentence that cites their words and those of each step, or in their own."""
    places = [(value.clause, value.span) for value in values]
    places += [(step.clause, step.span) for value in values for step in value.steps]
    items = {item.sentence.spans: item for place in places for item in _around(inquiry, document, *place)}
    if values[0].kind in _IN_OWN_WORDS:
        quoted = [whole for item in items.values() for whole in _whole(inquiry, item)]
        return tuple(Line((item,), SentenceStatus.SUPPORTED, lead if n == 0 else "") for n, item in enumerate(quoted))
    told = lead + tell_values(values, _labels(inquiry, values))
    return (Line(tuple(items.values()), SentenceStatus.SUPPORTED, text=told),)


def _whole(inquiry: Inquiry, item: Evidence) -> Sequence[Evidence]:
    """A sentence with the list that it opens."""
    return (items_of(inquiry, item) if item.sentence.text.endswith(OPENS) else []) or [item]


def tell_values(values: Sequence[Value], labels: dict[ClauseId, str]) -> str:
    """Values of one kind in a sentence, with the steps of one that was worked out."""
    first = values[0]
    if first.kind is ValueKind.PARTY:
        named = [f"{value.told} ({value.role})" if value.role else value.told for value in values]
        return (
            f"The parties are {', '.join(named[:-1])} and {named[-1]}."
            if len(named) > 1
            else f"One party is {named[0]}."
        )
    if first.normal == PERPETUAL:
        return "The agreement has no fixed end."
    words = first.told.rstrip(".").replace("successive ", "successive periods of ")
    told = _TOLD.get(first.kind, "{}").format(words)
    steps = [
        f"{step.says.rstrip('.')}{f' ({labels[step.clause]})' if labels.get(step.clause) else ''}"
        for step in first.steps
    ]
    return f"{told} Worked out: {'; '.join(steps)}." if steps else told


def compose_figure(inquiry: Inquiry, evidence: Sequence[Evidence]) -> Composed | None:
    """The one figure of the right kind in the best evidence, in front of its words; None where it has none, or several.

    Only where the evidence has many of the question's words: the figure of another matter would mislead.
    """
    asked, best = inquiry.asked, evidence[0]
    if asked.value in _SIGNED:
        return None
    if len(evidence) > 1 and asked.kind is QuestionKind.VALUE and (rows := rows_of(inquiry, best)):
        return Composed(tuple(Line((row,), SentenceStatus.QUOTED) for row in rows))
    if asked.kind is not QuestionKind.VALUE:
        return None
    if Kind.NUMBER in asked.figures and (thing := thing_counted(inquiry.plain)):
        return _count(inquiry, thing, evidence)
    return (
        _one_figure(inquiry, best) if _alike(inquiry, best) and qualified(inquiry.plain, best.sentence.text) else None
    )


def _count(inquiry: Inquiry, thing: str, evidence: Sequence[Evidence]) -> Composed | None:
    """The first piece of evidence that counts the thing once, behind the number."""
    counts = ((count_of(thing, item.sentence.text), item) for item in evidence if _alike(inquiry, item))
    found = next(((told, item) for told, item in counts if told), None)
    return Composed((Line((found[1],), SentenceStatus.QUOTED, f"{found[0]}: "),)) if found is not None else None


def _one_figure(inquiry: Inquiry, best: Evidence) -> Composed | None:
    """The only figure of the right kind in a sentence, before it."""
    asked = inquiry.asked
    kinds = {_FIGURE_KINDS[kind] for kind in asked.figures if kind in _FIGURE_KINDS}
    spans = best.sentence.spans
    found = {
        value.told: value
        for value in inquiry.particulars.values(best.document)
        if value.kind in kinds and value.told and any(span.contains(value.span) for span in spans)
    }
    if len(found) != 1:
        return None
    ((told, value),) = found.items()
    if not _of_the_thing(inquiry, best, value):
        return None
    if len(spans) > 1 and not spans[-1].contains(value.span) and (items := items_of(inquiry, best)):
        lines = [Line((item,), SentenceStatus.QUOTED, f"{told}: " if n == 0 else "") for n, item in enumerate(items)]
        return Composed(tuple(lines), values=(value,))
    return Composed((Line((best,), SentenceStatus.QUOTED, lead=f"{told}: "),), values=(value,))


def _of_the_thing(inquiry: Inquiry, best: Evidence, value: Value) -> bool:
    """Whether a figure stands in one breath behind the thing, where the question has no other word to tell it by."""
    wanted = stems_of(inquiry.plain) - GENERAL - _HOW
    if len(wanted) != 1:
        return True
    text = inquiry.library.document(best.document).text
    before = re.split(r"[,;:.](?=\s)", text[max(0, value.span.start - _BREATH) : value.span.start])[-1]
    return bool(wanted & stems_of(f"{before} {text[value.span.start : value.span.end + _BEHIND]}"))


def _alike(inquiry: Inquiry, item: Evidence) -> bool:
    """Whether words have so many of the question's that a figure in them may be the one that is asked for."""
    wanted = stems_of(inquiry.plain) - GENERAL
    return len(wanted & stems_of(item.sentence.text)) >= _LEAST_WORDS * len(wanted)


def _around(inquiry: Inquiry, document: DocumentId, clause: ClauseId, span: Span) -> Sequence[Evidence]:
    """The sentence in which a value stands, or of a long one its own words."""
    if inquiry.asked.value in (ValueKind.PARTY, ValueKind.TITLE):
        return [evidence_at(inquiry.library, document, clause, span)]
    sentences = list(sentences_at(inquiry.library, document, clause, span))
    if not sentences or sum(len(item.sentence.text) for item in sentences) > _LONGEST_SENTENCE:
        return [evidence_at(inquiry.library, document, clause, span)]
    return sentences


def _labels(inquiry: Inquiry, values: Sequence[Value]) -> dict[ClauseId, str]:
    steps = [step.clause for value in values for step in value.steps]
    return {clause: label_words(inquiry.library.clause(clause).label) for clause in steps}
