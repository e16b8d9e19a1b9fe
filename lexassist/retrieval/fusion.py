"""Two lists of scores to one order."""

from __future__ import annotations

from collections.abc import Sequence

from lexassist.types import ChunkId, Scored


def fuse(dense: Sequence[Scored], lexical: Sequence[Scored], *, lexical_weight: float) -> tuple[Scored, ...]:
    """Convex combination of cosine and bm25, best first; equal scores in the order of their ids.

    Cosines are used as they are; bm25 is divided by the best of its list, since its scale depends on the query. A chunk
    that one list lacks has 0 there (Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").
    """
    highest = max((scored.score for scored in lexical), default=0.0)
    total: dict[ChunkId, float] = {scored.chunk: (1 - lexical_weight) * scored.score for scored in dense}
    for scored in lexical:
        share = scored.score / highest if highest > 0 else 0.0
        total[scored.chunk] = total.get(scored.chunk, 0.0) + lexical_weight * share
    return tuple(Scored(chunk, score) for chunk, score in sorted(total.items(), key=lambda item: (-item[1], item[0])))
