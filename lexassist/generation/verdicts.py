"""Yes or no from types of clause: yes with the clause's words, no with the scan of every clause on which it rests.

Promises a verdict only where the question asks no more than whether there is such a clause, and never "no" for a type whose
absence is uncertain. The exceptions that a clause makes are part of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from lexassist.generation.asking import GENERAL, asks_existence, stems_of
from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, exceptions_to, place_of
from lexassist.generation.entailment import Settled
from lexassist.generation.statements import statement_of
from lexassist.types import Evidence, Presence, QuestionKind, SentenceStatus, Span, TypePresence, YesNo

_MOST_PLACES = 2
"""Clauses of a type that are quoted for a verdict."""
_MOST_EXCEPTIONS = 2
_LIKELY = 0.5
"""Probability that there is such a clause from which a yes is told, whatever the type counts as present from."""
_COVERED = 0.75
"""Part of a question's words that evidence must have to settle it: a judge of statements is sure too soon of other words."""
_SURE = 0.8
"""Probability from which evidence settles a question."""
_OPEN = (QuestionKind.EXPLAIN, QuestionKind.LIST, QuestionKind.WHERE, QuestionKind.VALUE)
"""Kinds of question that presuppose the clause that they ask about."""


def compose_verdict(inquiry: Inquiry) -> Composed | None:
    """The answer to whether a contract has a clause of a type; None where the question asks something else, or nobody knows."""
    asked, presence = inquiry.asked, inquiry.presence
    if presence is None or not asked.only or presence.presence is Presence.UNCERTAIN:
        return None
    existence = asked.kind is QuestionKind.YES_NO and asks_existence(inquiry.plain, asked)
    if not existence and (asked.kind not in _OPEN or asked.value is not None):
        return None
    if presence.presence is Presence.ABSENT:
        return absent(inquiry, presence, YesNo.NO)
    if presence.probability < _LIKELY:
        return None
    return _present(inquiry, presence, lead="Yes: " if existence else "")


def compose_judged(inquiry: Inquiry, best: Sequence[Evidence]) -> Composed:
    """The best evidence for a yes/no question with its exceptions; behind "Yes" or "No" where that is settled by one of it."""
    settled = _settled(inquiry, best)
    status = SentenceStatus.QUOTED
    lines = [Line((item,), status) for item in best]
    if settled is not None:
        verdict, item = settled
        lead = "Yes: " if verdict is YesNo.YES else "No: "
        lines = [
            Line((item,), SentenceStatus.SUPPORTED, lead),
            *(Line((one,), status) for one in best if one is not item),
        ]
    made = [one for one in exceptions_to(inquiry.library, best[:1]) if one.sentence.spans not in _spans(best)]
    lines += [Line((one,), status, "Exception: ") for one in made[:_MOST_EXCEPTIONS]]
    return Composed(tuple(lines), settled[0] if settled else YesNo.NONE)


def _settled(inquiry: Inquiry, best: Sequence[Evidence]) -> tuple[YesNo, Evidence] | None:
    """The verdict that one piece of the evidence settles by itself, and that piece; None where none does, or two disagree."""
    statement = statement_of(inquiry.plain)
    if inquiry.judge is None or statement is None:
        return None
    wanted = stems_of(inquiry.plain) - GENERAL
    alike = [item for item in best if len(wanted & stems_of(item.sentence.text)) >= _COVERED * len(wanted)]
    judged = [(inquiry.judge.judge(statement, [item.sentence.text]), item) for item in alike]
    sure = [(one, item) for one, item in judged if one.settled is not Settled.NEITHER and one.probability >= _SURE]
    if len({one.settled for one, _ in sure}) != 1:
        return None
    first, item = max(sure, key=lambda pair: pair[0].probability)
    return (YesNo.YES if first.settled is Settled.ENTAILED else YesNo.NO), item


def _spans(items: Sequence[Evidence]) -> frozenset[tuple[Span, ...]]:
    return frozenset(item.sentence.spans for item in items)


def absent(inquiry: Inquiry, presence: TypePresence, verdict: YesNo = YesNo.NONE) -> Composed:
    """That a contract has no clause of a type: how many were checked, and which came nearest."""
    nearest = _places(inquiry, presence)
    return Composed(verdict=verdict, certificate=presence, nearest=nearest, note=_told(inquiry, presence, nearest))


def _present(inquiry: Inquiry, presence: TypePresence, lead: str) -> Composed:
    places = _places(inquiry, presence)
    lines = [Line((item,), SentenceStatus.SUPPORTED, lead if n == 0 else "") for n, item in enumerate(places)]
    made = list(exceptions_to(inquiry.library, places))[:_MOST_EXCEPTIONS]
    lines += [Line((item,), SentenceStatus.SUPPORTED, "Exception: ") for item in made]
    return Composed(tuple(lines), YesNo.YES, presence)


def _places(inquiry: Inquiry, presence: TypePresence) -> tuple[Evidence, ...]:
    """The words of the places of a type, the best first: of one that is absent, where they come nearest."""
    document = inquiry.scope[0]
    if presence.presence is Presence.ABSENT:
        return tuple(evidence_at(inquiry.library, document, p.clause, p.span) for p in presence.places)
    found: dict[tuple[object, ...], Evidence] = {}
    for place in presence.places[:_MOST_PLACES]:
        for item in inquiry.quoted(document, place.clause, place.span):
            found.setdefault(item.sentence.spans, item)
    return tuple(found.values())


def _told(inquiry: Inquiry, presence: TypePresence, nearest: tuple[Evidence, ...]) -> str:
    told = f"No clause of this kind was found: {presence.checked} of {presence.clauses} clauses checked"
    if not nearest:
        return f"{told}."
    first = nearest[0]
    document, clause = inquiry.library.document(first.document), inquiry.library.clause(first.sentence.clause)
    where = place_of(document, clause, first.sentence.spans[0])
    return f"{told}; nearest: {where} ({presence.places[0].probability:.2f})."
