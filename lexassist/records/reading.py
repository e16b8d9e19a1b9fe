"""Files that were read, and documents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from lexassist.records.values import Record, box_record
from lexassist.types import (
    Clause,
    ClauseId,
    ClauseScore,
    Definition,
    Document,
    DocumentCard,
    Ingested,
    Page,
    Reencoded,
    Reference,
    Remark,
)


def ingested_record(ingested: Ingested) -> Record:
    """One file of an ingestion."""
    return {
        "file": ingested.file,
        "document": ingested.document,
        "status": ingested.status.value,
        "pages": ingested.pages,
        "clauses": ingested.clauses,
        "seconds": round(ingested.seconds, 3),
        "message": ingested.message,
    }


def reencoded_record(matter: str, reencoded: Reencoded) -> Record:
    """How a matter came to another encoder's vectors."""
    return {
        "matter": matter,
        "encoder": reencoded.encoder,
        "before": reencoded.before,
        "chunks": reencoded.chunks,
        "encoded": reencoded.encoded,
        "seconds": round(reencoded.seconds, 3),
    }


def card_record(card: DocumentCard, remarks: Sequence[Remark] = (), *, outdated: bool = False) -> Record:
    """One document of a matter, with the kinds of what was remarked on it, and whether an earlier version read it."""
    return {
        "document": card.id,
        "title": card.title,
        "source": card.source,
        "pages": card.pages,
        "clauses": card.clauses,
        "status": card.status.value,
        "remarks": list(dict.fromkeys(remark.kind.value for remark in remarks)),
        "outdated": outdated,
    }


def document_record(
    document: Document,
    clauses: Sequence[Clause],
    definitions: Sequence[Definition] = (),
    references: Sequence[Reference] = (),
    types: Mapping[ClauseId, Sequence[ClauseScore]] | None = None,
) -> Record:
    """A document, whole: text, pages, clause tree, defined terms, cross-references, and what was remarked on it.

    ``types`` are those of the clauses, best first; without them each clause has none. Hidden words stand in ``remarks``
    and nowhere else.
    """
    labels = {clause.id: clause.label for clause in clauses}
    turns = tuple(page.start for page in document.pages)
    return {
        "document": document.id,
        "title": document.title,
        "source": document.source,
        "text": document.text,
        "paged": document.paged,
        "pages": [_page_record(page) for page in document.pages],
        "clauses": [_clause_record(document, clause, (types or {}).get(clause.id, ())) for clause in clauses],
        "definitions": [_definition_record(document, definition, labels, turns) for definition in definitions],
        "references": [_reference_record(document, reference, labels, turns) for reference in references],
        "remarks": [_remark_record(remark) for remark in document.remarks],
    }


def _page_record(page: Page) -> Record:
    return {
        "number": page.number,
        "start": page.start,
        "end": page.end,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "ocr": page.ocr,
        "needs_ocr": page.needs_ocr,
        "quality": None if page.quality is None else round(page.quality, 4),
    }


def _clause_record(document: Document, clause: Clause, types: Sequence[ClauseScore]) -> Record:
    pages = document.pages_of(clause.span)
    return {
        "id": clause.id,
        "label": clause.label,
        "path": list(clause.path),
        "heading": clause.heading,
        "kind": clause.kind.value,
        "start": clause.span.start,
        "end": clause.span.end,
        "page_first": pages[0],
        "page_last": pages[-1],
        "parent": clause.parent,
        "types": [{"type": score.type, "probability": round(score.probability, 4)} for score in types],
    }


def _definition_record(
    document: Document, definition: Definition, labels: Mapping[ClauseId, str], turns: Sequence[int]
) -> Record:
    return {
        "term": definition.term,
        "clause": definition.clause,
        "label": labels.get(definition.clause, ""),
        "start": definition.span.start,
        "end": definition.span.end,
        "text": document.quote(definition.span),
        "uses": [
            {"start": use.start, "end": use.end, "page": _page_at(document, use.start, turns)}
            for use in definition.uses
        ],
    }


def _reference_record(
    document: Document, reference: Reference, labels: Mapping[ClauseId, str], turns: Sequence[int]
) -> Record:
    span = reference.span
    return {
        "text": document.quote(span),
        "clause": reference.clause,
        "start": span.start,
        "end": span.end,
        "page": _page_at(document, span.start, turns),
        "target": reference.target,
        "label": labels.get(reference.target, "") if reference.target else "",
        "state": "outside" if reference.outside else "nowhere" if reference.dangling else "found",
    }


def _page_at(document: Document, offset: int, turns: Sequence[int]) -> int:
    """The number of the page on which a character stands; ``turns`` are the starts of the pages."""
    return document.pages[bisect_right(turns, offset) - 1].number


def _remark_record(remark: Remark) -> Record:
    return {
        "kind": remark.kind.value,
        "message": remark.message,
        "page": remark.page,
        "text": remark.text,
        "boxes": [box_record(box) for box in remark.boxes],
    }
