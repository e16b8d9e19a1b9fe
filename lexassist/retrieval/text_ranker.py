"""Scores given texts for a query as a search scores chunks, without a matter.

For texts that come from elsewhere: a collection of model clauses, a benchmark. Promises the scores that
:mod:`lexassist.retrieval.search` would give if each text were a chunk of one matter and every chunk were proposed; words are
compared as the store compares them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.retrieval.fusion import fuse
from lexassist.retrieval.lexical import match_expression
from lexassist.retrieval.ranking import Ranking
from lexassist.retrieval.search import LEXICAL_WEIGHT
from lexassist.types import ChunkId, Encoder, Scored

_TOKENS = "porter unicode61 remove_diacritics 2"
"""How the store parts words (lexassist/matters/schema.py)."""


class WordIndex:
    """The words of some texts, in memory. For one thread; close it when done."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE VIRTUAL TABLE lexicon USING fts5 (text, tokenize = '{_TOKENS}')")
        rows = ((place, text.replace("\0", " ")) for place, text in enumerate(texts))
        self._connection.executemany("INSERT INTO lexicon (rowid, text) VALUES (?, ?)", rows)

    def scores(self, query: str, /) -> list[float]:
        """BM25 of each text for the words that carry the query, 0 where it has none of them."""
        scores = [0.0] * self._size
        expression = match_expression(query)
        if expression:
            found = self._connection.execute(
                "SELECT rowid, -bm25(lexicon) FROM lexicon WHERE lexicon MATCH ?", (expression,)
            )
            for place, score in found:
                scores[place] = float(score)
        return scores

    def close(self) -> None:
        """Let the memory go."""
        self._connection.close()


class TextRanker:
    """The texts with their vectors and words. For one thread."""

    def __init__(self, encoder: Encoder, texts: Sequence[str], *, ranking: Ranking | None = None) -> None:
        """``ranking`` is what was learned for this encoder; without it, similarity and words are fused."""
        self._encoder = encoder
        self._ranking = ranking
        self._vectors: NDArray[np.float32] = encoder.encode(list(texts))
        self._words = WordIndex(texts)

    def scores(self, query: str, /) -> list[float]:
        """One score a text, in their order; higher is better, and comparable for one query only."""
        asked = self._encoder.encode([query])[0]
        names = [ChunkId(str(place)) for place in range(len(self._vectors))]
        words = {name: score for name, score in zip(names, self._words.scores(query), strict=True) if score > 0}
        if self._ranking is not None:
            ranked = self._ranking.rank(asked, names, self._vectors, words)
        else:
            cosines: list[float] = (self._vectors @ asked).tolist()
            dense = [Scored(name, cosine) for name, cosine in zip(names, cosines, strict=True)]
            lexical = [Scored(name, score) for name, score in words.items()]
            ranked = fuse(dense, lexical, lexical_weight=LEXICAL_WEIGHT)
        scores = [0.0] * len(names)
        for scored in ranked:
            scores[int(scored.chunk)] = scored.score
        return scores

    def close(self) -> None:
        """Let the memory go."""
        self._words.close()
