"""The same question to several documents: a sentence for each, with its own citation, values side by side.

Promises that each document is asked by itself, so that a long contract cannot hide a short one, and that how many were asked
and how many had nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lexassist.generation.asking import roles_in
from lexassist.generation.composing import Composed, Inquiry, Line, amends
from lexassist.generation.stating import quote_place, state, values_of
from lexassist.generation.wording import stem
from lexassist.telling import count, source_words
from lexassist.types import DocumentCard, DocumentId, Evidence, Presence, SentenceStatus, Value

MOST_DOCUMENTS = 60
"""Documents that are asked one by one; of more, those that a search of all finds."""
_MOST_LINES = 20
AMENDED = "One of them amends another: each is told as it stands, and what is in force is for you to put together."

_THING = re.compile(
    r"\b(?:the|our|my|this) (?P<thing>employment|subscription|loan|lease|licen[cs]e|tenancy|mortgage|guarantee)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]+")

AskOne = Callable[[DocumentId], "Evidence | None"]
"""The best evidence of one document, None where it does not answer."""


def compose_comparison(inquiry: Inquiry, documents: Sequence[DocumentId], ask_one: AskOne) -> Composed | None:
    """A sentence for each of ``documents`` that has what is asked for; None where none has."""
    cards = {card.id: card for card in inquiry.library.documents()}
    asked = _of_the_kind(inquiry, [card for d in _with_roles(inquiry, documents) if (card := cards.get(d)) is not None])
    wanted = sorted(asked, key=lambda d: amends(cards[d]))[:MOST_DOCUMENTS]
    sources = {d: source_words(cards[d].source) for d in wanted}
    values = _stated(inquiry, wanted) if inquiry.asked.value is not None else {}
    made: dict[DocumentId, tuple[Line, ...]] = {}
    for document in values if _narrowed(inquiry, values) else wanted:
        lead, told = f"{sources[document]}: ", values.get(document)
        lines = state(inquiry, document, told, lead) if told else _lines(inquiry, document, lead, ask_one)
        if lines:
            made[document] = lines
    if not made:
        return None
    note = f"{count(len(made), 'document')} of {len(wanted)} asked, each by itself."
    amendments = [d for d in wanted if amends(cards[d])] if inquiry.search.routing.documents else []
    changed = any(d in made and not _same(values, d) for d in amendments) and len(made) > 1
    return Composed(
        tuple(replace(x, status=SentenceStatus.QUOTED) if changed else x for y in made.values() for x in y)[
            :_MOST_LINES
        ],
        values=tuple(value for told in values.values() for value in told),
        note=f"{note} {AMENDED}" if amendments and len(wanted) > len(amendments) else note,
    )


def _same(values: dict[DocumentId, tuple[Value, ...]], document: DocumentId) -> bool:
    """Whether a document's value is that of every other."""
    return document in values and len({tuple(value.normal for value in told) for told in values.values()}) == 1


def _of_the_kind(inquiry: Inquiry, cards: Sequence[DocumentCard]) -> Sequence[DocumentId]:
    """Of documents that the question does not name, those whose title or file has the one thing that it speaks of ("the loan")."""
    found = None if inquiry.search.routing.documents else _THING.search(inquiry.plain)
    wanted = stem(found["thing"].lower()) if found is not None else ""
    named = [card.id for card in cards if wanted in map(stem, _WORDS.findall(f"{card.title} {card.source}".lower()))]
    return named or [card.id for card in cards]


def _with_roles(inquiry: Inquiry, documents: Sequence[DocumentId]) -> Sequence[DocumentId]:
    """Of documents that the question does not name, those with a party in the role that it names, where any has."""
    roles = roles_in(inquiry.plain)
    if inquiry.search.routing.documents or not roles:
        return documents
    values = {document: inquiry.particulars.values(document) for document in documents}
    parties = {document: {value.role.lower() for value in known} for document, known in values.items()}
    return [document for document in documents if roles & parties[document]] or documents


def _stated(inquiry: Inquiry, documents: Sequence[DocumentId]) -> dict[DocumentId, tuple[Value, ...]]:
    """The value of each document that has one; of those only whose value the question names, where it names one."""
    found = {document: values for document in documents if (values := values_of(inquiry, document))}
    named = {document: values for document, values in found.items() if any(_names(inquiry.plain, v) for v in values)}
    return named or found


def _narrowed(inquiry: Inquiry, values: dict[DocumentId, tuple[Value, ...]]) -> bool:
    """Whether only documents with a value are told of: the question names one, or no document."""
    named = any(_names(inquiry.plain, value) for told in values.values() for value in told)
    return bool(values) and (named or not inquiry.search.routing.documents)


def _names(question: str, value: Value) -> bool:
    return bool(value.normal) and re.search(rf"\b{re.escape(value.normal)}\b", question, re.IGNORECASE) is not None


def _lines(inquiry: Inquiry, document: DocumentId, lead: str, ask_one: AskOne) -> tuple[Line, ...]:
    if inquiry.asked.value is not None and (quoted := quote_place(inquiry, document, lead)):
        return quoted
    presence = inquiry.presence_in(document) if inquiry.asked.only and inquiry.asked.value is None else None
    if presence is None or (presence.presence is not Presence.PRESENT and amends(inquiry.library.document(document))):
        best = ask_one(document)
        return (Line((best,), SentenceStatus.QUOTED, lead),) if best is not None else ()
    if presence.presence is not Presence.PRESENT:
        return ()
    place = presence.places[0]
    return (Line(inquiry.quoted(document, place.clause, place.span), SentenceStatus.QUOTED, lead),)
