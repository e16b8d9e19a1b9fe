"""What a term means: the words that define it, as they stand; where nothing defines it, where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, sentences_at
from lexassist.generation.counting import is_qualifier, qualified
from lexassist.generation.wording import stem
from lexassist.parsing.terms.termuses import variants
from lexassist.retrieval.mentions import find_mentions
from lexassist.telling import count
from lexassist.types import Definition, DocumentId, Evidence, QuestionKind, SentenceStatus, Span, ValueKind

_MOST = 5
_MOST_MENTIONS = 3
_NAMED = re.compile(r"(?:what|when|how much) (?:is|are) the (?P<name>[\w'’ -]{3,40}?)\W*$", re.IGNORECASE)
_ROW = re.compile(r"^(?P<name>[A-Za-z][^\t\n]{0,40}?) ?\t[^\n]+$", re.MULTILINE)
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
    """The row of a table of particulars that has the name of what is asked for ("What is the deposit?"), None without one.

    Else the only row with a sum whose name ends in the last word of it and which has its other words, "annual" as "a year":
    quoted behind the sum.
    """
    found = _NAMED.match(inquiry.plain)
    if found is None or len(inquiry.scope) != 1:
        return None
    document = inquiry.scope[0]
    text = inquiry.library.document(document).text
    rows = list(re.finditer(rf"^{re.escape(found['name'])}\t[^\n]+$", text, re.IGNORECASE | re.MULTILINE))
    if len(rows) == 1:
        item = _row(inquiry, document, Span(*rows[0].span()))
        return Composed((Line((item,), SentenceStatus.SUPPORTED),)) if item is not None else None
    return _sum_row(inquiry, document, found["name"]) if not rows else None


def _sum_row(inquiry: Inquiry, document: DocumentId, name: str) -> Composed | None:
    *others, last = re.findall(r"[\w'’-]+", name.lower())
    text = inquiry.library.document(document).text
    rows = [row for row in _ROW.finditer(text) if stem(row["name"].split()[-1].lower()) == stem(last)]
    rows = [row for row in rows if all(_says(row[0], word) for word in others)]
    sums = [v for v in inquiry.particulars.values(document) if v.kind is ValueKind.AMOUNT]
    inside = [[value for value in sums if Span(*row.span()).contains(value.span)] for row in rows]
    if len(rows) != 1 or len(inside[0]) != 1 or (item := _row(inquiry, document, Span(*rows[0].span()))) is None:
        return None
    line = Line((item,), SentenceStatus.QUOTED, f"{inside[0][0].told}: ")
    return Composed((line,), values=(inside[0][0],))


def _says(row: str, word: str) -> bool:
    """Whether a row has a word, or says how often in another way: "a year" for "annual"."""
    return stem(word) in {stem(own) for own in re.findall(r"\w+", row.lower())} or (
        is_qualifier(word) and qualified(word, row)
    )


def _row(inquiry: Inquiry, document: DocumentId, span: Span) -> Evidence | None:
    clauses = [clause for clause in inquiry.library.clauses(document) if clause.span.contains(span)]
    own = min(clauses, key=lambda clause: len(clause.span), default=None)
    return evidence_at(inquiry.library, document, own.id, span) if own is not None else None


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
