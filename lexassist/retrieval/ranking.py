"""How chunks are ranked for a question, learned from contracts with expert labels.

A question asks for types of clause (governing law, cap on liability ...) to some degree, or for none that is known. A chunk
is of each type to some degree. Both are read off the vectors of one encoder, so nothing is kept beside the vectors and a
chunk costs a few multiplications. The features are combined linearly, with weights fitted to which chunks the experts
marked. For a question that asks for no known type, what remains is the similarity and the words.

What was learned belongs to one encoder and lies in its folder (:data:`FILE`); an encoder without it is ranked by similarity and
words (:mod:`lexassist.retrieval.fusion`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import ModelDamaged
from lexassist.models.catalogue import RANKING
from lexassist.types import ChunkId, Scored

FILE = RANKING
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Learned weights. ``types`` are the names of T types of clause; vectors have D columns.

    ``heads`` (T, D) and ``head_bias`` (T,): the logit that a chunk is of each type. ``questions`` (T + 1, D) and
    ``question_bias``: the logit that a question asks for each type, the last for none. ``prototypes`` (T, D): the mean
    question of each type, of unit length. ``weights``: of the features in :meth:`features`.
    """

    types: tuple[str, ...]
    heads: Floats
    head_bias: Floats
    questions: Floats
    question_bias: Floats
    prototypes: Floats
    weights: Floats

    def asked(self, question: Floats) -> Floats:
        """How far the vector of a question asks for each type, and last for none; sums to 1."""
        logits = self.questions @ question + self.question_bias
        shares = np.exp(logits - logits.max())
        return np.asarray(shares / shares.sum(), dtype=np.float32)

    def types_of(self, vectors: Floats) -> Floats:
        """The probability, (n, T), that each of n chunks is of each type."""
        return np.asarray(1 / (1 + np.exp(-self._logits(vectors))), dtype=np.float32)

    def scores(self, question: Floats, vectors: Floats, lexical: Floats) -> Floats:
        """One score a chunk, (n,), higher is better; comparable for one question only.

        ``lexical`` is bm25 as a share of the best for this question, 0 where a chunk has none of its words.
        """
        return np.asarray(self.features(question, vectors, lexical) @ self.weights, dtype=np.float32)

    def rank(
        self, question: Floats, ids: Sequence[ChunkId], vectors: Floats, words: Mapping[ChunkId, float]
    ) -> tuple[Scored, ...]:
        """The chunks ``ids`` with their scores, best first, equals by id; ``words`` is bm25 where a chunk has any."""
        if not ids:
            return ()
        best = max(words.values(), default=0.0)
        lexical = np.array([words.get(chunk, 0.0) / best if best > 0 else 0.0 for chunk in ids], dtype=np.float32)
        scores: list[float] = self.scores(question, vectors, lexical).tolist()
        return tuple(sorted(map(Scored, ids, scores), key=lambda scored: (-scored.score, scored.chunk)))

    def features(self, question: Floats, vectors: Floats, lexical: Floats) -> Floats:
        """What is weighed, a column each: similarity, probability and logit of the types asked for, words, prototypes."""
        asked = self.asked(question)
        types, none = asked[:-1], asked[-1]
        cosines = vectors @ question
        logits = self._logits(vectors)
        # A logit without bounds would let one sure type outweigh everything else.
        bounded = np.clip(logits, -8, 8) @ types / 8
        likely = (1 / (1 + np.exp(-logits))) @ types
        typical = (vectors @ self.prototypes.T) @ types + cosines * none
        return np.asarray(np.stack([cosines, likely, bounded, lexical, typical], axis=1), dtype=np.float32)

    def _logits(self, vectors: Floats) -> Floats:
        return np.asarray(vectors @ self.heads.T + self.head_bias, dtype=np.float32)


def load_ranking(folder: Path) -> Ranking | None:
    """What was learned for the encoder in ``folder``; None where it has nothing.

    Raises:
        ModelDamaged: the file is there and cannot be used.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        with np.load(file, allow_pickle=False) as parts:
            names: Sequence[str] = [str(name) for name in parts["types"]]
            fields = ("heads", "head_bias", "questions", "question_bias", "prototypes", "weights")
            ranking = Ranking(tuple(names), *(np.asarray(parts[field], dtype=np.float32) for field in fields))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelDamaged(
            f"{file} cannot be used ({error}).", remedy="Run `lexassist models verify`, then install LexAssist again."
        ) from error
    return ranking


def save_ranking(ranking: Ranking, folder: Path) -> None:
    """Write what was learned into an encoder's folder."""
    np.savez_compressed(
        folder / FILE,
        types=np.array(ranking.types),
        heads=ranking.heads,
        head_bias=ranking.head_bias,
        questions=ranking.questions,
        question_bias=ranking.question_bias,
        prototypes=ranking.prototypes,
        weights=ranking.weights,
    )
