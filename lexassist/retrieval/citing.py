"""The one way from words of a document to their citation: clause, pages and boxes are looked up, never searched for.

Promises that the quotation equals the document's text at its span. Does not know why something is cited.
"""

from __future__ import annotations

from collections.abc import Sequence

from lexassist.types import Citation, Clause, Document, Span


def cite_span(document: Document, clause: Clause, span: Span, *, n: int = 1, paragraph: int | None = None) -> Citation:
    """The citation, numbered ``n``, of the words at ``span``, which stand in ``clause``.

    ``paragraph`` is the number of the paragraph in which they start, where it is known already; counting takes the whole text.
    """
    pages = document.pages_of(span)
    return Citation(
        n=n,
        document=document.id,
        source=document.source,
        clause=clause.id,
        label=clause.label,
        span=span,
        quote=document.quote(span),
        pages=pages,
        boxes=document.boxes_of(span),
        ocr=any(page.ocr for page in document.pages if page.number in pages),
        paragraph=None if document.paged else paragraph or document.paragraph_of(span),
    )


def leaves_of(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses without children, in text order: together they cover the document."""
    parents = {clause.parent for clause in clauses}
    return tuple(clause for clause in clauses if clause.id not in parents)
