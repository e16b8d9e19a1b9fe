"""Values as the records that scripts read: the field names here are a contract (docs/cli.md).

Pure functions from the vocabulary to plain JSON values. A field may be added; none may be renamed or change its meaning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from lexassist.models import ModelState, Role
from lexassist.models.qualified import Earned
from lexassist.types import (
    Answer,
    AnswerSentence,
    AnswerWarning,
    Box,
    Citation,
    Clause,
    ClauseId,
    ClauseScore,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Ingested,
    Mention,
    Mentions,
    Page,
    ReadStatus,
    Reencoded,
    Reference,
    Related,
    RelatedCitation,
    Remark,
    Replay,
    Search,
    TypePresence,
    Value,
)

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Record: TypeAlias = Mapping[str, Json]


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


def answer_record(answer: Answer) -> Record:
    """An answer with the proof of each sentence."""
    return {
        "answer": answer.id,
        "question": answer.question,
        "asked": answer.asked,
        "kind": answer.kind.value,
        "verdict": answer.verdict.value,
        "support": answer.support.value,
        "text": answer.text,
        "sentences": [_sentence_record(sentence) for sentence in answer.sentences],
        "withheld": [_sentence_record(sentence) for sentence in answer.withheld],
        "citations": [citation_record(citation) for citation in answer.citations],
        "nearest": [citation_record(citation) for citation in answer.nearest],
        "related": [related_record(related) for related in answer.related],
        "warnings": [warning_record(warning) for warning in answer.warnings],
        "values": [value_record(value) for value in answer.values],
        "certificate": None if answer.certificate is None else certificate_record(answer.certificate),
        "searched": {"documents": answer.documents_searched, "clauses": answer.clauses_searched},
        "note": answer.note,
        "routing": answer.routing,
        "model": answer.model,
        "seconds": {name: round(seconds, 4) for name, seconds in answer.seconds},
    }


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
        "boxes": [_box_record(box) for box in citation.boxes],
        "ocr": citation.ocr,
        "paragraph": citation.paragraph,
    }


def related_record(related: RelatedCitation) -> Record:
    """Words on which the citations of an answer depend: a citation with the reason; its ``n`` is among these only."""
    return {"kind": related.kind.value, "words": related.words, **citation_record(related.citation)}


def warning_record(warning: AnswerWarning) -> Record:
    """Words among the evidence that try to steer whoever reads them: a citation with what they do, in words."""
    return {"kind": warning.kind.value, "message": warning.message, **citation_record(warning.citation)}


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


def replay_record(replay: Replay) -> Record:
    """An answer put again: whether it is the same, what differs and in what way, what is shown then and now."""
    return {
        "answer": replay.before,
        "question": replay.question,
        "same": replay.same,
        "differences": [{"kind": one.kind.value, "words": one.words} for one in replay.differences],
        "text": {"then": replay.text_before, "now": replay.text_now},
    }


def model_record(state: ModelState, earned: Earned | None = None) -> Record:
    """One listed model and how it stands; of a generator, what it has ``earned`` and why."""
    entry = state.entry
    return {
        "name": entry.name,
        "role": entry.role.value,
        "state": state.state.value,
        "detail": state.detail,
        "bytes": entry.size,
        "sha256": entry.sha256,
        "licence": entry.licence,
        "origin": entry.origin,
        "memory_mib": entry.memory_mib,
        "mode": (earned.mode if earned else entry.mode).value if entry.role is Role.GENERATOR else None,
        "mode_reason": earned.reason if earned else None,
    }


def _sentence_record(sentence: AnswerSentence) -> Record:
    record: dict[str, Json] = {
        "text": sentence.text,
        "status": sentence.status.value,
        "citations": list(sentence.citations),
    }
    return {**record, "reason": sentence.reason} if sentence.reason else record


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
        "boxes": [_box_record(box) for box in remark.boxes],
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


def _box_record(box: Box) -> Record:
    return {
        "page": box.page,
        "x0": round(box.x0, 2),
        "top": round(box.top, 2),
        "x1": round(box.x1, 2),
        "bottom": round(box.bottom, 2),
    }
