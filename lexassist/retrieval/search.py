"""One search over a matter: which document is meant, then the chunks in it that bear on the question.

Knows neither files nor models: the store, the index and the encoder are given.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.matters.store import Counts, MatterStore
from lexassist.retrieval.citations import route_by_text, unmet_names
from lexassist.retrieval.fusion import fuse
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.lexical import match_expression
from lexassist.retrieval.ranking import Ranking
from lexassist.retrieval.related import Relations
from lexassist.retrieval.routing import OPENING, Names, collect_names, route
from lexassist.types import ChunkId, DocumentId, Encoder, Hit, Routing, Scored, Search

CANDIDATES = 200
"""Chunks that each signal proposes before they are ranked."""
LEXICAL_WEIGHT = 0.2
"""Part of the score that bm25 has where nothing was learned for the encoder (docs/LOG.md)."""


class MatterSearcher:
    """Searches one matter (see :class:`lexassist.types.Searcher`)."""

    def __init__(
        self, store: MatterStore, index: ChromaIndex, encoder: Encoder, *, ranking: Ranking | None = None
    ) -> None:
        """``ranking`` is what was learned for this encoder; without it, similarity and words are fused."""
        self._store = store
        self._index = index
        self._encoder = encoder
        self._ranking = ranking
        self._relations = Relations(store)
        self._names: tuple[int, Names] | None = None
        self._sizes: tuple[int, dict[DocumentId | None, Counts]] = (-1, {})
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
        ranked, cosines = self._ranked(vector, dense, lexical, k)
        counts = self._counted(scope)
        return Search(
            query=query,
            hits=self._relations.relate(self._hits(ranked, cosines), revision=self._store.revision()),
            routing=routing,
            documents=sum(count.documents for count in counts),
            clauses=sum(count.clauses for count in counts),
            seconds=time.perf_counter() - started,
            exact=self._index.exact,
        )

    def _counted(self, scope: Sequence[DocumentId | None]) -> tuple[Counts, ...]:
        """How much stands in each part of ``scope``; counted anew only where the store has changed."""
        with self._lock:
            revision = self._store.revision()
            if self._sizes[0] != revision:
                self._sizes = (revision, {})
            known = self._sizes[1]
            for document in scope:
                if document not in known:
                    known[document] = self._store.counts(document)
            return tuple(known[document] for document in scope)

    def _ranked(
        self, vector: NDArray[np.float32], dense: Sequence[Scored], lexical: Sequence[Scored], k: int
    ) -> tuple[tuple[Scored, ...], Mapping[ChunkId, float]]:
        """The best ``k`` of the chunks that either signal proposed, and their cosines (of others too)."""
        if self._ranking is None:
            fused = fuse(dense, lexical, lexical_weight=LEXICAL_WEIGHT)[:k]
            ids, vectors = self._store.vectors_of([scored.chunk for scored in fused], encoder=self._encoder.name)
            return fused, _cosines(ids, vectors, vector)
        proposed = sorted({scored.chunk for scored in (*dense, *lexical)})
        ids, vectors = self._store.vectors_of(proposed, encoder=self._encoder.name)
        words = {scored.chunk: scored.score for scored in lexical}
        ranked = self._ranking.rank(vector, ids, vectors, words, self._store.clauses_of(ids))
        return ranked[:k], _cosines(ids, vectors, vector)

    def _hits(self, ranked: Sequence[Scored], cosines: Mapping[ChunkId, float]) -> tuple[Hit, ...]:
        chosen = [scored.chunk for scored in ranked]
        return tuple(
            Hit(rank, scored.score, min(1.0, max(-1.0, cosines[scored.chunk])), chunk)
            for rank, (scored, chunk) in enumerate(zip(ranked, self._store.chunks(chosen), strict=True), start=1)
        )

    def _route(self, query: str, document: DocumentId | None) -> Routing:
        if document is None:
            return self._settled(query, self._known_names())
        if not self._store.has(document):
            self._store.document(document)  # says so
        named = route(query, self._known_names())
        return Routing((document,), named.question if document in named.documents else query)

    def _settled(self, query: str, names: Names) -> Routing:
        """The documents that ``query`` names, looked for in the whole texts where it cites by names that stand nowhere else."""
        routing = route(query, names)
        unmet = unmet_names(query, names, routing.documents)
        holders = {word: self._store.holders(word) for word in unmet}
        return route_by_text(query, routing, holders, len(names.documents)) if unmet else routing

    def _known_names(self) -> Names:
        with self._lock:
            revision = self._store.revision()
            if self._names is None or self._names[0] != revision:
                self._names = (revision, self._collected(self._names))
            return self._names[1]

    def _collected(self, before: tuple[int, Names] | None) -> Names:
        """The names of all documents; what is known of one is taken over, unless one of them was read again."""
        cards = self._store.documents()
        known: frozenset[DocumentId] = frozenset()
        if before is not None and not set(before[1].documents) & set(self._store.added_since(before[0])):
            known = frozenset(before[1].documents)
        openings = {card.id: self._store.opening(card.id, OPENING) for card in cards if card.id not in known}
        return collect_names(cards, openings, before[1] if before is not None and known else None)


def _cosines(
    ids: Sequence[ChunkId], vectors: NDArray[np.float32], vector: NDArray[np.float32]
) -> Mapping[ChunkId, float]:
    return dict(zip(ids, (vectors @ vector).tolist(), strict=True)) if ids else {}


def _best(scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """Scores of several documents in one order, each chunk once."""
    best: dict[ChunkId, float] = {}
    for one in scored:
        best[one.chunk] = max(one.score, best.get(one.chunk, one.score))
    return tuple(Scored(chunk, score) for chunk, score in sorted(best.items(), key=lambda item: (-item[1], item[0])))
