"""What a question finds in one document, in the form in which types of clause are told.

The document is searched as for an answer. From :data:`FOUND` on, the similarity of the best hit counts as found; below
:data:`LACKING` the document is told to have nothing; between them it is uncertain. Both were chosen on development contracts
(docs/evaluation.md). Does not know what the words mean.
"""

from __future__ import annotations

from collections.abc import Callable

from lexassist.types import DocumentId, Presence, Searcher, TypedPlace, TypePresence

FOUND = 0.45
"""Similarity of the best hit from which a question counts as found."""
LACKING = 0.30
"""Similarity of the best hit below which a document is told to have nothing that bears on a question."""
FALSE_ABSENCES = 0.029
"""Share of questions that a development contract answers and whose best hit is below :data:`LACKING`."""
_HITS = 8
"""Hits that are looked at: of these, similarity chooses a little better than the order of the search."""
_NEARLY = 0.2
"""How much less similar than the best a further hit may be in which wording is still looked for."""
_NEAREST = 3


def ask_in(
    searcher: Callable[[], Searcher], document: DocumentId, checked: int, clauses: int
) -> Callable[[str], TypePresence]:
    """What asks ``document`` a question; ``checked`` of its ``clauses`` without children could be read and are searched."""

    def ask(question: str) -> TypePresence:
        found = searcher().search(question, k=_HITS, document=document).hits
        hits = sorted(found, key=lambda hit: (-hit.similarity, hit.rank))
        best = hits[0].similarity if hits else 0.0
        if best < FOUND:
            presence = Presence.ABSENT if best < LACKING and checked == clauses else Presence.UNCERTAIN
            places = hits[:_NEAREST]
        else:
            presence = Presence.PRESENT
            places = [hit for hit in hits if hit.similarity >= max(LACKING, best - _NEARLY)]
        typed = tuple(TypedPlace(hit.chunk.clause, hit.chunk.span, _share(hit.similarity)) for hit in places)
        return TypePresence(question, presence, _share(best), typed, checked, clauses, FOUND, FALSE_ABSENCES)

    return ask


def _share(similarity: float) -> float:
    return max(0.0, min(1.0, similarity))
