"""One search over a matter: which document is meant, then the chunks in it that bear on the question.

Knows neither files nor models: the store, the index and the encoder are given.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence

from lexassist.matters.store import MatterStore
from lexassist.retrieval.fusion import fuse
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.lexical import match_expression
from lexassist.retrieval.routing import OPENING, Names, collect_names, route
from lexassist.types import ChunkId, DocumentId, Encoder, Hit, Routing, Scored, Search

CANDIDATES = 200
"""Chunks that each signal proposes before the two are fused."""
LEXICAL_WEIGHT = 0.2
"""Part of the fused score that bm25 has (the best of 0 to 0.7 on 16 development contracts, docs/LOG.md)."""


class MatterSearcher:
    """Searches one matter (see :class:`lexassist.types.Searcher`)."""

    def __init__(self, store: MatterStore, index: ChromaIndex, encoder: Encoder) -> None:
        self._store = store
        self._index = index
        self._encoder = encoder
        self._names: tuple[int, Names] | None = None
        self._lock = threading.Lock()

    def search(self, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
        """The best ``k`` hits for ``query``; in ``document`` where given, else in those it names, else in all.

        Raises:
            UnknownDocument: the matter has no such document.
        """
        started = time.perf_counter()
        routing = self._route(query, document)
        scope: Sequence[DocumentId | None] = routing.documents or (None,)
        vector = self._encoder.encode([routing.question])[0]
        dense = _best(scored for d in scope for scored in self._index.nearest(vector, k=max(CANDIDATES, k), document=d))
        expression = match_expression(routing.question)
        lexical = _best(
            scored
            for d in scope
            if expression
            for scored in self._store.match(expression, document=d, limit=max(CANDIDATES, k))
        )
        fused = fuse(dense, lexical, lexical_weight=LEXICAL_WEIGHT)[:k]
        counts = [self._store.counts(d) for d in scope]
        return Search(
            query=query,
            hits=self._hits(fused, dense),
            routing=routing,
            documents=sum(count.documents for count in counts),
            clauses=sum(count.clauses for count in counts),
            seconds=time.perf_counter() - started,
            exact=self._index.exact,
        )

    def _hits(self, fused: Sequence[Scored], dense: Sequence[Scored]) -> tuple[Hit, ...]:
        cosine = {scored.chunk: scored.score for scored in dense}
        # A chunk that only its words found is less similar than every chunk that the vectors proposed.
        floor = min(cosine.values(), default=0.0)
        chunks = self._store.chunks([scored.chunk for scored in fused])
        return tuple(
            Hit(rank, scored.score, cosine.get(scored.chunk, floor), chunk)
            for rank, (scored, chunk) in enumerate(zip(fused, chunks, strict=True), start=1)
        )

    def _route(self, query: str, document: DocumentId | None) -> Routing:
        if document is None:
            return route(query, self._known_names())
        self._store.document(document)
        named = route(query, self._known_names())
        return Routing((document,), named.question if document in named.documents else query)

    def _known_names(self) -> Names:
        with self._lock:
            revision = self._store.revision()
            if self._names is None or self._names[0] != revision:
                cards = self._store.documents()
                openings = {card.id: self._store.opening(card.id, OPENING) for card in cards}
                self._names = (revision, collect_names(cards, openings))
            return self._names[1]


def _best(scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """Scores of several documents in one order, each chunk once."""
    best: dict[ChunkId, float] = {}
    for one in scored:
        best[one.chunk] = max(one.score, best.get(one.chunk, one.score))
    return tuple(Scored(chunk, score) for chunk, score in sorted(best.items(), key=lambda item: (-item[1], item[0])))
