"""Citations of a document that is at hand whole: words, clause, pages and boxes looked up, never searched for.

Promises that a quotation equals the document's text at its span. Does not know why something is cited.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import count

from lexassist.retrieval.citing import cite_span, leaves_of
from lexassist.types import Citation, Clause, Document, Span

__all__ = ["cite_spans", "leaves_of"]


def cite_spans(document: Document, clauses: Sequence[Clause], spans: Iterable[Span]) -> tuple[Citation, ...]:
    """A citation for each span, numbered from 1 in their order; ``clauses`` are the document's, in text order."""
    leaves = leaves_of(clauses)
    starts = [leaf.span.start for leaf in leaves]
    numbers = count(1)
    return tuple(
        cite_span(document, leaves[max(0, bisect_right(starts, span.start) - 1)], span, n=next(numbers))
        for span in spans
    )
