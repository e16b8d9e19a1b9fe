"""The same question to several documents: a sentence for each, with its own citation, values side by side.

Promises that each document is asked by itself, so that a long contract cannot hide a short one, and that how many were asked
and how many had nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lexassist.generation.composing import Composed, Inquiry, Line
from lexassist.generation.stating import state, values_of
from lexassist.telling import count, source_words
from lexassist.types import DocumentId, Evidence, Presence, SentenceStatus, Value

MOST_DOCUMENTS = 60
"""Documents that are asked one by one; of more, those that a search of all finds."""
_MOST_LINES = 20

AskOne = Callable[[DocumentId], "Evidence | None"]
"""The best evidence of one document, None where it does not answer."""


def compose_comparison(inquiry: Inquiry, documents: Sequence[DocumentId], ask_one: AskOne) -> Composed | None:
    """A sentence for each of ``documents`` that has what is asked for; None where none has."""
    sources = {card.id: source_words(card.source) for card in inquiry.library.documents()}
    wanted = [d for d in documents if d in sources][:MOST_DOCUMENTS]
    stated = _stated(inquiry, wanted, sources)
    if stated is None:
        stated = [line for d in wanted if (line := _line(inquiry, d, f"{sources[d]}: ", ask_one)) is not None], ()
    lines, values = stated
    if not lines:
        return None
    note = f"{count(len(lines), 'document')} of {len(wanted)} asked, each by itself."
    return Composed(tuple(lines[:_MOST_LINES]), values=values, note=note)


def _stated(
    inquiry: Inquiry, documents: Sequence[DocumentId], sources: dict[DocumentId, str]
) -> tuple[list[Line], tuple[Value, ...]] | None:
    """The value of each document; of those only whose value the question names, where it names one."""
    if inquiry.asked.value is None:
        return None
    found = {document: values for document in documents if (values := values_of(inquiry, document))}
    named = {document: values for document, values in found.items() if any(_names(inquiry.plain, v) for v in values)}
    chosen = named or found
    lines = [state(inquiry, document, values, f"{sources[document]}: ") for document, values in chosen.items()]
    return (lines, tuple(value for values in chosen.values() for value in values)) if lines else None


def _names(question: str, value: Value) -> bool:
    return bool(value.normal) and re.search(rf"\b{re.escape(value.normal)}\b", question, re.IGNORECASE) is not None


def _line(inquiry: Inquiry, document: DocumentId, lead: str, ask_one: AskOne) -> Line | None:
    presence = inquiry.presence_in(document) if inquiry.asked.only else None
    if presence is not None and presence.presence is not Presence.PRESENT:
        return None
    if presence is not None:
        place = presence.places[0]
        return Line(inquiry.quoted(document, place.clause, place.span), SentenceStatus.QUOTED, lead)
    best = ask_one(document)
    return Line((best,), SentenceStatus.QUOTED, lead) if best is not None else None
