"""What stands in many records: citations, values, the certificate of an absence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from lexassist.types import (
    Box,
    Citation,
    Clause,
    ClauseId,
    Document,
    TypePresence,
    Value,
)

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


Record: TypeAlias = Mapping[str, Json]


def citation_record(citation: Citation) -> Record:
    """A quotation and its place; boxes are in points from the page's top-left corner."""
    return {
        "n": citation.n,
        "document": citation.document,
        "source": citation.source,
        "clause": citation.clause,
        "label": citation.label,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "pages": list(citation.pages),
        "boxes": [box_record(box) for box in citation.boxes],
        "ocr": citation.ocr,
        "paragraph": citation.paragraph,
    }


def certificate_record(presence: TypePresence) -> Record:
    """Whether a contract has a clause of a type, and the scan on which that rests."""
    return {
        "type": presence.type,
        "presence": presence.presence.value,
        "probability": round(presence.probability, 4),
        "threshold": round(presence.threshold, 4),
        "false_absences": round(presence.false_absences, 4),
        "checked": presence.checked,
        "clauses": presence.clauses,
        "places": [
            {
                "clause": place.clause,
                "start": place.span.start,
                "end": place.span.end,
                "probability": round(place.probability, 4),
            }
            for place in presence.places
        ],
    }


def values_record(document: Document, clauses: Mapping[ClauseId, Clause], values: Sequence[Value]) -> Record:
    """The values of a document, each with the label of its clause and its page; ``clauses`` hold theirs by id."""
    return {
        "document": document.id,
        "source": document.source,
        "values": [
            {
                **value_record(value),
                "label": clauses[value.clause].label,
                "page": document.pages_of(value.span)[0],
                "paragraph": None if document.paged else document.paragraph_of(value.span),
            }
            for value in values
        ],
    }


def value_record(value: Value) -> Record:
    """A value of a contract with the words that it comes from, and how it was worked out where it stands in none."""
    return {
        "kind": value.kind.value,
        "normal": value.normal,
        "told": value.told,
        "words": value.words,
        "clause": value.clause,
        "start": value.span.start,
        "end": value.span.end,
        "role": value.role,
        "probability": round(value.probability, 4),
        "steps": [
            {"says": step.says, "clause": step.clause, "start": step.span.start, "end": step.span.end}
            for step in value.steps
        ],
    }


def box_record(box: Box) -> Record:
    """A rectangle on a page, in points from its top-left corner."""
    return {
        "page": box.page,
        "x0": round(box.x0, 2),
        "top": round(box.top, 2),
        "x1": round(box.x1, 2),
        "bottom": round(box.bottom, 2),
    }
