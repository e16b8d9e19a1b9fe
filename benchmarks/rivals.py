"""Rivals that rank given texts: plain all-MiniLM-L6-v2, and BM25.

BM25 is that of SQLite's FTS5 (k1 1.2, b 0.75) over stemmed words, for a query without stopwords; both are given the bare
texts. Vectors of texts that were encoded before are not made again: agreements and queries come one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexassist.evaluation.rankings import MakeRanker, Ranker
from lexassist.retrieval.encoder import SentenceEncoder
from lexassist.retrieval.text_ranker import WordIndex
from lexassist.types import Encoder


class Cosines:
    """Ranks texts by the cosine of their vectors with the query's."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self._encoder = encoder
        self._vectors = encoder.encode(list(texts))

    def scores(self, query: str, /) -> list[float]:
        """One cosine a text."""
        scores: list[float] = (self._vectors @ self._encoder.encode([query])[0]).tolist()
        return scores


class Remembering:
    """An encoder that keeps the vector of every text it was given: for a benchmark, whose texts are few."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Unit vectors, one row a text."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(missing, self._encoder.encode(missing), strict=True))
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else self._encoder.encode([])


def make_rivals(model: Path) -> dict[str, MakeRanker]:
    """The rivals by name; ``model`` is the sentence-transformers folder of all-MiniLM-L6-v2."""
    encoder = Remembering(SentenceEncoder(model, name="plain", threads=0, batch=32))

    def plain(texts: Sequence[str]) -> Ranker:
        return Cosines(encoder, texts)

    return {"all-MiniLM-L6-v2": plain, "BM25": WordIndex}
