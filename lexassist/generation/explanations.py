"""What is needed to understand evidence, as further evidence: the definitions and provisions that came along with the hits.

Promises: only what words of the evidence need is taken, what the best evidence needs first; nothing that is among that
evidence already; each is marked with its relation and with the words that need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lexassist.parsing.sentences import furniture_in
from lexassist.telling import quote_rows
from lexassist.types import Document, DocumentId, Evidence, Hit, Library, Related, Sentence, Span

_MOST = 8
"""More explanations than that explain nothing."""


def explain(evidence: Sequence[Evidence], hits: Sequence[Hit], library: Library) -> tuple[Evidence, ...]:
    """What ``evidence`` (best first) needs of what came along with ``hits``, not yet numbered."""
    fresh = (one for one in _needed(evidence, hits) if not _is_known(one[0], one[1].span, evidence))
    made = (_as_evidence(library, document, related) for document, related in fresh)
    return tuple(islice((item for item in made if item is not None), _MOST))


def needs(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text``, whatever their case, and not as part of another word."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def _needed(evidence: Iterable[Evidence], hits: Sequence[Hit]) -> Iterator[tuple[DocumentId, Related]]:
    """What any of the evidence needs, once, in the order of the evidence."""
    offered = [(hit.chunk.document, related) for hit in hits for related in hit.related]
    given: set[tuple[DocumentId, Related]] = set()
    for item in evidence:
        for one in offered:
            if one not in given and one[0] == item.document and needs(item.sentence.text, one[1].words):
                given.add(one)
                yield one


def _is_known(document: DocumentId, span: Span, evidence: Iterable[Evidence]) -> bool:
    """Whether more than half of the words are evidence already."""
    spans = {part for item in evidence if item.document == document for part in item.sentence.spans}
    return 2 * sum(span.overlap(part) for part in spans) > len(span)


def _as_evidence(library: Library, of: DocumentId, related: Related) -> Evidence | None:
    document, clause = library.document(of), library.clause(related.clause)
    spans = tuple(without_furniture(document, related.span))
    if not spans:
        return None
    rows = (row for span in spans for row in quote_rows(document.quote(span)))
    text = " ".join(" | ".join(filter(None, row)) for row in rows)
    sentence = Sentence(related.clause, spans, text)
    return Evidence(0, sentence, of, clause.label, clause.heading, 0.0, related.kind, related.words)


def without_furniture(document: Document, span: Span) -> Iterator[Span]:
    """The parts of a span between running heads and feet, without the white space at their ends."""
    position = span.start
    for start, end in [*((piece.start, piece.end) for piece in furniture_in(document, span)), (span.end, span.end)]:
        words = document.text[position : max(position, min(start, span.end))]
        if words.strip():
            yield Span(position + len(words) - len(words.lstrip()), position + len(words.rstrip()))
        position = max(position, end)
