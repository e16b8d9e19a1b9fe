"""The warnings of one answer: suspicious sentences of the documents that it cites, each with its place.

Promises that each is cited as it stands, once; those in the clauses that were looked at come first. A document that is cited
is looked through whole, since an order may stand anywhere in it; of others, the clauses that were found for the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from lexassist.generation.suspicion import Suspicion, suspicions
from lexassist.retrieval.citing import cite_span
from lexassist.types import AnswerWarning, Citation, Clause, Document, DocumentId, Library, Span

_MOST = 5
"""Warnings of one answer: a document that is full of orders is told by its first."""
_KEPT_DOCUMENTS = 64


def warn_of(cited: Sequence[Citation], looked_at: Iterable[Citation], library: Library) -> tuple[AnswerWarning, ...]:
    """What tries to steer a reader: in the documents ``cited``, and in the clauses ``looked_at``; numbered from 1."""
    whole = {one.document for one in cited}
    found: dict[tuple[DocumentId, Span], Suspicion] = {}
    for citation in {one.clause: one for one in (*cited, *looked_at)}.values():
        clause = library.clause(citation.clause)
        text = library.document(clause.document).quote(clause.span)
        for one in suspicions(text):
            found.setdefault((clause.document, _moved(one.span, clause.span.start)), one)
    for name in whole:
        for one in _of_whole(library.document(name).text):
            if not any(name == other and one.span.overlap(span) for other, span in found):
                found[name, one.span] = one
    return tuple(_warnings(list(found.items())[:_MOST], library))


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def _of_whole(text: str) -> tuple[Suspicion, ...]:
    """The same document is asked about again and again, and reading it closely takes a moment."""
    return suspicions(text)


def _warnings(found: Sequence[tuple[tuple[DocumentId, Span], Suspicion]], library: Library) -> Iterator[AnswerWarning]:
    for n, ((name, span), suspicion) in enumerate(found, start=1):
        citation = _cite(n, library.document(name), library.clauses(name), span)
        yield AnswerWarning(suspicion.kind, suspicion.message, citation)


def _cite(n: int, document: Document, clauses: Sequence[Clause], span: Span) -> Citation:
    """The words at ``span``, with the innermost clause in which they start."""
    clause = min((one for one in clauses if one.span.start <= span.start < one.span.end), key=lambda one: len(one.span))
    return cite_span(document, clause, span, n=n)
