"""The warnings of one answer: suspicious sentences in the clauses that were looked at, each with its place.

Promises that each is cited as it stands, once. Looks at whole clauses, not only at the words that were quoted: an order
stands beside what it wants to change. It does not look at clauses that were not found for the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lexassist.generation.suspicion import Suspicion, suspicions
from lexassist.types import AnswerWarning, Citation, ClauseId, Library, Span

_MOST = 5
"""Warnings of one answer: a document that is full of orders is told by its first."""


def warn_of(looked_at: Iterable[Citation], library: Library) -> tuple[AnswerWarning, ...]:
    """What in the clauses of these citations tries to steer a reader, in the order of the citations, numbered from 1."""
    warnings: dict[tuple[str, Span], AnswerWarning] = {}
    for citation in {one.clause: one for one in looked_at}.values():
        for suspicion, span in _in_clause(citation.clause, library):
            if len(warnings) < _MOST:
                told = AnswerWarning(
                    suspicion.kind, suspicion.message, _cited(citation, span, library, len(warnings) + 1)
                )
                warnings.setdefault((citation.document, span), told)
    return tuple(warnings.values())


def _in_clause(clause: ClauseId, library: Library) -> Iterator[tuple[Suspicion, Span]]:
    found = library.clause(clause)
    for suspicion in suspicions(library.document(found.document).quote(found.span)):
        yield suspicion, Span(found.span.start + suspicion.span.start, found.span.start + suspicion.span.end)


def _cited(citation: Citation, span: Span, library: Library, n: int) -> Citation:
    """The words at ``span``, which stand in the clause of ``citation``."""
    document = library.document(citation.document)
    pages = document.pages_of(span)
    return replace(
        citation,
        n=n,
        span=span,
        quote=document.quote(span),
        pages=pages,
        boxes=document.boxes_of(span),
        ocr=any(page.ocr for page in document.pages if page.number in pages),
        paragraph=None if document.paged else document.paragraph_of(span),
    )
