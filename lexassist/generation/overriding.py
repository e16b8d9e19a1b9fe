"""Provisions that take back, elsewhere in the contract, what an answer quotes: "notwithstanding clause 9.1", "clause 9 does not apply".

Found by the cross-references of the contract, not by likeness: a sentence that refers to a quoted clause in words which put
that clause aside is told behind it. Promises nothing of what overrides without naming a clause ("notwithstanding anything in
this Agreement"). Like the quoted clause's own exceptions, it is evidence for the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, sentences_at
from lexassist.telling import source_words
from lexassist.types import ClauseKind, DocumentId, Evidence, Library, Reference, SentenceStatus, Span

LEAD = "But: "
_MOST = 2
"""Overriding sentences that are told of one answer: those of the narrowest reference first."""
_LONGEST = 600
_PROVIDING = (ClauseKind.OPERATIVE, ClauseKind.SCHEDULE, ClauseKind.DEFINITION)
"""Parts of a contract that can be put aside: a list of parties cannot, though its items have numbers like clauses."""
_SETS_ASIDE = re.compile(
    r"\b(?:notwithstanding|despite|in\s+(?:place|lieu|substitution)\s+(?:of|for)|instead\s+of|overrid(?:es?|ing)|supersed(?:es?|ing)|"
    r"prevails?\s+over|replaces|nothing\s+(?:contained\s+|set\s+forth\s+|herein\s+)?in)\b(?:(?!\b(?:shall|may|will|must|is|are)\b)[^.;:,]){0,80}$",
    re.IGNORECASE,
)
_IS_SET_ASIDE = re.compile(
    r"[^.;:,]{0,60}\b(?:(?:does|do|shall|will)\s+not\s+apply|(?:is|are|shall\s+be)\s+(?:hereby\s+)?(?:disapplied|replaced|deleted|"
    r"excluded|varied|inapplicable|of\s+no\s+effect))\b",
    re.IGNORECASE,
)


def with_overriding(inquiry: Inquiry, composed: Composed) -> Composed:
    """``composed`` with the sentences that put a clause which it quotes aside, behind its lines; as it is where there are none."""
    items = [item for line in composed.lines for item in line.items]
    found = list(overriding(inquiry.library, items))[:_MOST]
    if not found:
        return composed
    status = SentenceStatus.SUPPORTED if composed.proven else SentenceStatus.QUOTED
    several = len({item.document for item in items}) > 1
    leads = [f"{source_words(inquiry.library.document(one.document).source)}: " if several else "" for one in found]
    told = (Line((one,), status, f"{lead}{LEAD}") for lead, one in zip(leads, found, strict=True))
    return replace(composed, lines=(*composed.lines, *told))


def overriding(library: Library, items: Iterable[Evidence]) -> Iterator[Evidence]:
    """The sentences that put the clause of one of ``items`` aside, each once, those that name the narrowest clause first."""
    quoted = list(items)
    shown = {(item.document, span) for item in quoted for span in item.sentence.spans}
    for document in dict.fromkeys(item.document for item in quoted):
        spans = [span for item in quoted if item.document == document for span in item.sentence.spans]
        for reference in _aimed_at(library, document, spans):
            found = _sentence(library, document, reference)
            if found is None or any((document, span) in shown for span in found.sentence.spans):
                continue
            shown |= {(document, span) for span in found.sentence.spans}
            yield found


def _aimed_at(library: Library, document: DocumentId, spans: Iterable[Span]) -> list[Reference]:
    """The references to clauses in which words of ``spans`` stand, the narrowest clause first."""
    targets = {clause.id: clause.span for clause in library.clauses(document) if clause.kind in _PROVIDING}
    items = {clause.id for clause in library.clauses(document) if clause.label.startswith("(")}
    text = library.document(document).text
    places = list(spans)
    aimed = [
        (len(targets[one.target]), one.span.start, one)
        for one in library.references(document)
        # "Clause 2" is not the "(2)" of a list.
        if one.target in targets
        and (one.target not in items or "(" in text[one.span.start : one.span.end])
        and any(targets[one.target].overlap(span) for span in places)
    ]
    return [one for _, _, one in sorted(aimed, key=lambda entry: entry[:2])]


def _sentence(library: Library, document: DocumentId, reference: Reference) -> Evidence | None:
    """The sentence of a reference that puts its clause aside; with the list that it opens, where that is short."""
    found = [
        (item, span)
        for item in sentences_at(library, document, reference.clause, reference.span)
        for span in item.sentence.spans
        if span.contains(reference.span)
    ]
    if not found:
        return None
    item, own = found[0]
    text = library.document(document).text
    before, behind = (
        " ".join(text[a:b].split()) for a, b in ((own.start, reference.span.start), (reference.span.end, own.end))
    )
    if not _SETS_ASIDE.search(before) and not _IS_SET_ASIDE.match(behind):
        return None
    if len(found) == 1:
        return item if len(item.sentence.text) <= _LONGEST else evidence_at(library, document, reference.clause, own)
    whole = Span(own.start, found[-1][0].sentence.spans[-1].end)
    listed = library.clause(reference.clause).span.contains(whole) and len(whole) <= _LONGEST
    return evidence_at(library, document, reference.clause, whole if listed else own)
