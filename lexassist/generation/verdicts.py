"""Yes or no from types of clause: yes with the clause's words, no with the scan of every clause on which it rests.

Promises a verdict only where the question asks no more than whether there is such a clause, and never "no" for a type whose
absence is uncertain. The exceptions that a clause makes are part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lexassist.generation.asking import GENERAL, RESTRICTIVE, asks_existence, stems_of
from lexassist.generation.composing import (
    Composed,
    Inquiry,
    Line,
    amends,
    evidence_at,
    exceptions_to,
    place_of,
    sentences_at,
)
from lexassist.generation.evidence import reading_text
from lexassist.generation.judging import Says, titled
from lexassist.particulars.plainwords import PLAIN
from lexassist.telling import source_words
from lexassist.types import DocumentId, Evidence, Presence, QuestionKind, SentenceStatus, Span, TypePresence, YesNo

_MOST_PLACES = 2
"""Clauses of a type that are quoted for a verdict."""
_MOST_EXCEPTIONS = 2
_LIKELY = 0.75
"""Probability that there is such a clause from which a yes is told, whatever the type counts as present from."""
_VERDICTS = {Says.YES: YesNo.YES, Says.NO: YesNo.NO}
_READ = "A small network read the clause so. Up to one in ten of its readings is wrong: check the words."
_DENIAL = re.compile(
    r"\b(?:no|not|nor|neither|never|none|nothing|without|waive[sd]?|waiving|cannot|free of|exclud\w+|disclaim\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_PERMISSION = re.compile(r"(?:may|can|could|is|has)\b", re.IGNORECASE)
_OPEN = (QuestionKind.EXPLAIN, QuestionKind.LIST, QuestionKind.WHERE, QuestionKind.VALUE)
"""Kinds of question that presuppose the clause that they ask about."""


def compose_verdict(inquiry: Inquiry) -> Composed | None:
    """The answer to whether a contract has a clause of a type; None where the question asks something else, or nobody knows."""
    asked = inquiry.asked
    if asked.kind is not QuestionKind.YES_NO:
        return _of_one(inquiry, existence=False) if asked.kind in _OPEN and asked.value is None else None
    if asked.role and asked.type not in RESTRICTIVE:
        return compose_permitted(inquiry)
    if not asks_existence(inquiry.plain, asked):
        return None
    return _of_each(inquiry) if len(inquiry.search.routing.documents) > 1 else _of_one(inquiry, existence=True)


def _of_one(inquiry: Inquiry, *, existence: bool) -> Composed | None:
    presence = inquiry.presence
    if presence is None or not inquiry.asked.only:
        return None
    if presence.presence is Presence.UNCERTAIN:
        return _plainly(inquiry, presence)
    if presence.presence is Presence.ABSENT:
        return absent(inquiry, presence, YesNo.NO)
    if presence.probability < _LIKELY or (existence and not _is_of_type(inquiry, presence, inquiry.scope[0])):
        return None
    made = _present(inquiry, presence, "Yes: " if existence else "")
    if existence:
        return made
    quoted = tuple(replace(line, status=SentenceStatus.QUOTED) for line in made.lines)
    return Composed(quoted, certificate=presence)


def _plainly(inquiry: Inquiry, presence: TypePresence) -> Composed | None:
    """The sentences that provide for an uncertain type in plain words, for the reader to judge; None where none does."""
    says = PLAIN.get(presence.type)
    clauses = inquiry.library.clauses(inquiry.scope[0]) if says is not None else ()
    parents = {clause.parent for clause in clauses}
    leaves = [clause for clause in clauses if clause.id not in parents]
    items = [item for leaf in leaves for item in sentences_at(inquiry.library, leaf.document, leaf.id, leaf.span)]
    found = [item for item in items if says is not None and says(item.sentence.text)]
    return Composed(tuple(Line((item,), SentenceStatus.QUOTED) for item in found[:_MOST_PLACES])) if found else None


def _is_of_type(inquiry: Inquiry, presence: TypePresence, document: DocumentId) -> bool:
    """Whether any word of the question stands in the type's name or in the clause: an earn-out is no share of revenue."""
    words = " ".join([presence.type, *(item.sentence.text for item in _places(inquiry, presence, document))])
    wanted = stems_of(inquiry.plain) - GENERAL - stems_of(" ".join(inquiry.search.routing.words))
    return not wanted or bool(wanted & stems_of(words))


def _of_each(inquiry: Inquiry) -> Composed | None:
    """The answer of each of several documents; None where one is uncertain. An amendment without such a clause says nothing."""
    scope = sorted(inquiry.scope, key=lambda document: amends(inquiry.library.document(document)))
    known = {d: presence for d in scope if (presence := inquiry.presence_in(d)) is not None}
    known = {
        document: presence
        for document, presence in known.items()
        if presence.presence is Presence.PRESENT or not amends(inquiry.library.document(document))
    }
    if not known or any(presence.presence is Presence.UNCERTAIN for presence in known.values()):
        return None
    lines: list[Line] = []
    notes: list[str] = []
    for document, presence in known.items():
        source = source_words(inquiry.library.document(document).source)
        if presence.presence is Presence.PRESENT:
            if presence.probability < _LIKELY or not _is_of_type(inquiry, presence, document):
                return None
            lines += _present(inquiry, presence, f"{source}: Yes: ", document).lines
        else:
            notes.append(f"{source}: {_told(inquiry, presence, _places(inquiry, presence, document))}")
    first = next(iter(known.values()))
    if not lines:
        nearest = _places(inquiry, first, next(iter(known)))
        return Composed(verdict=YesNo.NO, certificate=first, nearest=nearest, note=" ".join(notes))
    verdict = YesNo.NONE if notes else YesNo.YES
    return Composed(tuple(lines), verdict, None if notes else first, note=" ".join(notes))


def compose_permitted(inquiry: Inquiry) -> Composed | None:
    """Yes where a clause of the type says of the very party that it may, or shall; None where it says it of another."""
    lines: list[Line] = []
    several = len(inquiry.scope) > 1
    for document in inquiry.scope if inquiry.search.routing.documents or not several else ():
        presence = inquiry.presence_in(document)
        if presence is None or presence.presence is not Presence.PRESENT:
            continue
        found = [item for item in _places(inquiry, presence, document) if _says(inquiry, item)][:1]
        lead = f"{source_words(inquiry.library.document(document).source)}: Yes: " if several else "Yes: "
        lines += [Line((item,), SentenceStatus.SUPPORTED, lead) for item in found]
        made = list(exceptions_to(inquiry.library, found))[:_MOST_EXCEPTIONS]
        lines += [Line((item,), SentenceStatus.SUPPORTED, "Exception: ") for item in made]
    return Composed(tuple(lines), YesNo.YES) if lines else None


def _says(inquiry: Inquiry, item: Evidence) -> bool:
    """Whether words say of the role that is asked about, or of every party, what the question asks: that it may, or shall."""
    modal = r"may|can|has the right to" if _PERMISSION.match(inquiry.plain) else r"shall|must|will|agrees to"
    who = rf"(?:{re.escape(inquiry.asked.role)}|(?:either|each|any) party)"
    sentence = item.sentence.text
    return re.search(rf"\b{who} (?:{modal})\b(?! not\b| only\b)", sentence, re.IGNORECASE) is not None


def compose_judged(inquiry: Inquiry, best: Sequence[Evidence]) -> Composed:
    """The best evidence for a yes/no question with its exceptions; behind "Yes" or "No" where a judge reads one of it so.

    That is a reading and no proof: the words are quoted, and it is told how often such readings are wrong.
    """
    settled = _settled(inquiry, best)
    status = SentenceStatus.QUOTED
    lines = [Line((item,), status) for item in best]
    if settled is not None:
        verdict, item = settled
        lead = "Yes: " if verdict is YesNo.YES else "No: "
        lines = [Line((item,), status, lead), *(Line((one,), status) for one in best if one is not item)]
    made = [one for one in exceptions_to(inquiry.library, best[:1]) if one.sentence.spans not in _spans(best)]
    lines += [Line((one,), status, "Exception: ") for one in made[:_MOST_EXCEPTIONS]]
    return Composed(tuple(lines), settled[0] if settled else YesNo.NONE, note=_READ if settled else "")


def _settled(inquiry: Inquiry, best: Sequence[Evidence]) -> tuple[YesNo, Evidence] | None:
    """The verdict that one piece of the evidence settles by itself, and that piece; None where none does, or two disagree.

    Words that deny something settle no yes to a question that does not. A question for a known type is settled by what is known
    of types or not at all: of the few that a judge settled besides, on held-out contracts, hardly more than half were right.
    """
    if inquiry.judge is None or inquiry.asked.type or inquiry.judge.settles.isdisjoint(_VERDICTS):
        return None
    judged = inquiry.judge.judge(inquiry.plain, [titled(item.heading, reading_text(item)) for item in best])
    sure = [
        (one.shares[says], verdict, item)
        for one, item in zip(judged, best, strict=True)
        for says, verdict in _VERDICTS.items()
        if says in one.sure
        and not (verdict is YesNo.YES and _denies(item.sentence.text) and not _denies(inquiry.plain))
    ]
    if len({verdict for _, verdict, _ in sure}) != 1:
        return None
    _, verdict, item = max(sure, key=lambda each: each[0])
    return verdict, item


def _denies(words: str) -> bool:
    """Whether words deny or take out something: "no consents are necessary" is so like "consents are necessary" that a judge may miss it."""
    return _DENIAL.search(words) is not None


def _spans(items: Sequence[Evidence]) -> frozenset[tuple[Span, ...]]:
    return frozenset(item.sentence.spans for item in items)


def absent(inquiry: Inquiry, presence: TypePresence, verdict: YesNo = YesNo.NONE) -> Composed:
    """That a contract has no clause of a type: how many were checked, and which came nearest."""
    nearest = _places(inquiry, presence)
    return Composed(verdict=verdict, certificate=presence, nearest=nearest, note=_told(inquiry, presence, nearest))


def _present(inquiry: Inquiry, presence: TypePresence, lead: str, document: DocumentId | None = None) -> Composed:
    places = _places(inquiry, presence, document)
    lines = [Line((item,), SentenceStatus.SUPPORTED, lead if n == 0 else "") for n, item in enumerate(places)]
    made = list(exceptions_to(inquiry.library, places))[:_MOST_EXCEPTIONS]
    lines += [Line((item,), SentenceStatus.SUPPORTED, "Exception: ") for item in made]
    return Composed(tuple(lines), YesNo.YES, presence)


def _places(inquiry: Inquiry, presence: TypePresence, document: DocumentId | None = None) -> tuple[Evidence, ...]:
    """The words of the places of a type, the best first: of one that is absent, where they come nearest."""
    document = document or inquiry.scope[0]
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
