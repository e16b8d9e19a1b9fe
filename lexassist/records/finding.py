"""Hits of a search, and every mention of a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lexassist.records.values import Json, Record
from lexassist.types import (
    Citation,
    Clause,
    ClauseId,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Mention,
    Mentions,
    ReadStatus,
    Related,
    Search,
)


def search_record(
    search: Search, sources: Mapping[DocumentId, Document], clauses: Mapping[ClauseId, Clause], *, note: str = ""
) -> Record:
    """The hits of a search; ``sources`` and ``clauses`` hold what the hits and their related words refer to, by id.

    ``note`` tells in words which documents the query was taken to name.
    """
    named: Record = {"documents": list(search.routing.documents), "words": list(search.routing.words)}
    guesses: Json = [{"word": word, "read_as": name} for word, name in search.routing.guesses]
    return {
        "query": search.query,
        "hits": [hit_record(hit, sources[hit.chunk.document], clauses) for hit in search.hits],
        "named": list(search.routing.documents),
        "routing": {**named, "guesses": guesses, "note": note},
        "searched": {"documents": search.documents, "clauses": search.clauses},
        "seconds": round(search.seconds, 4),
    }


def hit_record(hit: Hit, document: Document, clauses: Mapping[ClauseId, Clause]) -> dict[str, Json]:
    """One hit in ``document`` with its related words; ``clauses`` hold its clause and theirs, by id."""
    related = [_related_record(one, document, clauses[one.clause]) for one in hit.related]
    return {**_hit_record(hit, document, clauses[hit.chunk.clause]), "related": related}


def mentions_record(
    mentions: Mentions, places: Sequence[Record], forms: Mapping[str, int], cards: Sequence[DocumentCard]
) -> Record:
    """Every mention of a term; ``places`` are the :func:`mention_record` of each, ``forms`` how often it is written how.

    ``documents`` is how many were searched (``cards``), ``found_in`` how many of them hold a place, ``partial`` those that
    were read in part only, so that words in them can be missing.
    """
    return {
        "query": mentions.term,
        "total": len(places),
        "documents": mentions.documents,
        "found_in": len({place.document for place in mentions.places}),
        "partial": [card.id for card in cards if card.status is ReadStatus.PARTIAL],
        "forms": dict(forms),
        "places": places,
        "seconds": round(mentions.seconds, 4),
    }


def mention_record(mention: Mention, citation: Citation, text: str) -> Record:
    """One place where a term stands; ``text`` is the line around it."""
    return {
        "document": mention.document,
        "source": citation.source,
        "clause": mention.clause,
        "label": citation.label,
        "start": mention.span.start,
        "end": mention.span.end,
        "page": citation.pages[0] if citation.pages else None,
        "text": text,
        "defining": mention.defining,
        "ocr": citation.ocr,
        "paragraph": citation.paragraph,
    }


def _hit_record(hit: Hit, document: Document, clause: Clause) -> Record:
    span = hit.chunk.span
    pages = document.pages_of(span)
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "document": hit.chunk.document,
        "source": document.source,
        "clause": hit.chunk.clause,
        "label": clause.label,
        "heading": clause.heading,
        "start": span.start,
        "end": span.end,
        "page": pages[0],
        "text": document.quote(span),
        "ocr": any(page.ocr for page in document.pages if page.number in pages),
        "paragraph": None if document.paged else document.paragraph_of(span),
    }


def _related_record(related: Related, document: Document, clause: Clause) -> Record:
    span = related.span
    return {
        "kind": related.kind.value,
        "words": related.words,
        "clause": related.clause,
        "label": clause.label,
        "start": span.start,
        "end": span.end,
        "page": document.pages_of(span)[0],
        "text": document.quote(span),
    }
