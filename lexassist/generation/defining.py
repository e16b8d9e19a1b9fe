"""What a term means: the words that define it, as they stand; where nothing defines it, where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, sentences_at
from lexassist.parsing.terms.termuses import variants
from lexassist.retrieval.mentions import find_mentions
from lexassist.telling import count
from lexassist.types import Definition, DocumentId, QuestionKind, SentenceStatus, Span

_MOST = 5
_MOST_MENTIONS = 3
_NAMED = re.compile(r"(?:what|when|how much) (?:is|are) the (?P<name>[\w'’ -]{3,40}?)\W*$", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:in|under|of|for|within|according|and|as|with)\b.*$")


def compose_definition(inquiry: Inquiry) -> Composed | None:
    """The definitions of the term that is asked for; its mentions where it is asked for in so many words and nothing defines it."""
    for term in _readings(inquiry.asked.term):
        found = [one for document in inquiry.scope for one in _defined(inquiry, document, term)][:_MOST]
        if found:
            lines = [
                Line((evidence_at(inquiry.library, document, one.clause, one.span),), SentenceStatus.SUPPORTED)
                for document, one in found
            ]
            note = f"“{found[0][1].term}” is defined in {count(len(found), 'place')}." if len(found) > 1 else ""
            return Composed(tuple(lines), note=note)
    if inquiry.asked.kind is QuestionKind.DEFINITION and inquiry.asked.term:
        return _mentioned(inquiry, next(iter(_readings(inquiry.asked.term))))
    return None


def compose_row(inquiry: Inquiry) -> Composed | None:
    """The row of a table of particulars that has the very name of what is asked for ("What is the deposit?"), None without one."""
    found = _NAMED.match(inquiry.plain)
    if found is None or len(inquiry.scope) != 1:
        return None
    document = inquiry.scope[0]
    text = inquiry.library.document(document).text
    rows = list(re.finditer(rf"^{re.escape(found['name'])}\t[^\n]+$", text, re.IGNORECASE | re.MULTILINE))
    spans = [Span(row.start(), row.end()) for row in rows]
    clauses = [clause for clause in inquiry.library.clauses(document) if any(clause.span.contains(s) for s in spans)]
    if len(spans) != 1 or not clauses:
        return None
    own = min(clauses, key=lambda clause: len(clause.span))
    return Composed((Line((evidence_at(inquiry.library, document, own.id, spans[0]),), SentenceStatus.SUPPORTED),))


def _readings(term: str) -> Iterator[str]:
    """The term as asked for, then without what stands behind it ("Losses in the lease")."""
    if term:
        yield term
    if (shorter := _TAIL.sub("", term)) and shorter != term:
        yield shorter


def _defined(inquiry: Inquiry, document: DocumentId, term: str) -> Iterator[tuple[DocumentId, Definition]]:
    wanted = {word.casefold() for word in variants(term)} | {term.casefold()}
    for definition in inquiry.library.definitions(document):
        if definition.term.casefold() in wanted:
            yield document, definition


def _mentioned(inquiry: Inquiry, term: str) -> Composed | None:
    if not any(map(str.isalnum, term)):
        return None
    places = [p for p in find_mentions(inquiry.library, term).places if p.document in inquiry.scope]
    if not places:
        return None
    items = [
        item
        for place in places[:_MOST_MENTIONS]
        for item in list(sentences_at(inquiry.library, place.document, place.clause, place.span))[:1]
    ]
    lines = {item.sentence.spans: Line((item,), SentenceStatus.QUOTED) for item in items}
    note = f"“{term}” is not defined there; it stands in {count(len(places), 'place')}."
    return Composed(tuple(lines.values()), note=note) if lines else None
