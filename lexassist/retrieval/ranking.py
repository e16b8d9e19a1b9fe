"""How chunks are ranked for a question, learned from contracts with expert labels.

A question asks for types of clause (governing law, cap on liability ...) to some degree, or for none that is known. A chunk
is of each type to some degree. Both are read off the vectors of one encoder, so nothing is kept beside the vectors and a
chunk costs a few multiplications. The features are combined linearly, with weights fitted to which chunks the experts
marked. For a question that asks for no known type, what remains is the similarity and the words; and the more of the candidates
are of the type asked for, the less it tells, as a word that stands in every text tells little.

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
from lexassist.types import ChunkId, ClauseId, Scored

FILE = RANKING
FEATURES = 8
"""Columns of :meth:`Ranking.features`. The first is the similarity."""
_USUAL = 0.05
"""Part of the candidates that may be of the type asked for while it tells all that it can: of a contract's chunks, more seldom are."""
_AS_IF = 50
"""Chunks of other types that are counted beside the candidates: of very few, a part says little."""
_LEAST = 1e-3
"""Probability below which it makes no difference how surely a chunk is not of a type."""
Floats = NDArray[np.float32]
Groups = NDArray[np.intp]
"""The clause of each chunk, by number: chunks of one clause have the same."""


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
        return np.asarray(1 / (1 + np.exp(-(vectors @ self.heads.T + self.head_bias))), dtype=np.float32)

    def scores(self, question: Floats, vectors: Floats, lexical: Floats, clauses: Groups | None = None) -> Floats:
        """One score a chunk, (n,), higher is better; comparable for one question and one set of candidates only.

        ``lexical`` is bm25 as a share of the best for this question, 0 where a chunk has none of its words. Without
        ``clauses`` each chunk is a clause of its own.
        """
        return np.asarray(self.features(question, vectors, lexical, clauses) @ self.weights, dtype=np.float32)

    def rank(
        self,
        question: Floats,
        ids: Sequence[ChunkId],
        vectors: Floats,
        words: Mapping[ChunkId, float],
        clauses: Mapping[ChunkId, ClauseId] | None = None,
    ) -> tuple[Scored, ...]:
        """The chunks ``ids`` with their scores, best first, equals by id; ``words`` is bm25 where a chunk has any."""
        if not ids:
            return ()
        best = max(words.values(), default=0.0)
        lexical = np.array([words.get(chunk, 0.0) / best if best > 0 else 0.0 for chunk in ids], dtype=np.float32)
        groups = number_clauses([clauses[chunk] for chunk in ids]) if clauses is not None else None
        scores: list[float] = self.scores(question, vectors, lexical, groups).tolist()
        return tuple(sorted(map(Scored, ids, scores), key=lambda scored: (-scored.score, scored.chunk)))

    def features(self, question: Floats, vectors: Floats, lexical: Floats, clauses: Groups | None = None) -> Floats:
        """What is weighed, (n, FEATURES): similarity and words, always and as far as no type is asked for, and types.

        Of the types asked for: similarity to their questions, the logarithm of their probability, and the first of these for the
        best chunk of the clause, since what is looked for often runs over several.
        """
        asked = self.asked(question)
        types, none = asked[:-1] / max(float(asked[:-1].sum()), 1e-9), float(asked[-1])
        likely = self.types_of(vectors) @ types
        typed = (1 - none) * _telling(likely)
        typical = np.asarray(typed * ((vectors @ self.prototypes.T) @ types), dtype=np.float32)
        cosines = vectors @ question
        untyped = np.asarray((1 - typed) * cosines, dtype=np.float32)
        columns = (
            cosines,
            lexical,
            typical,
            typed * np.log(likely + _LEAST),
            _best_of(typical, clauses),
            untyped,
            (1 - typed) * lexical,
            _best_of(untyped, clauses),
        )
        return np.asarray(np.stack(columns, axis=1), dtype=np.float32)


def number_clauses(clauses: Sequence[ClauseId]) -> Groups:
    """The clauses of some chunks as numbers."""
    numbers = {clause: number for number, clause in enumerate(dict.fromkeys(clauses))}
    return np.array([numbers[clause] for clause in clauses], dtype=np.intp)


def _telling(likely: Floats) -> float:
    """How much a type tells, 0 to 1: by the logarithm of the part of the candidates that are ``likely`` of it (as for words, idf)."""
    share = float(likely.sum()) / (len(likely) + _AS_IF)
    return min(1.0, max(0.0, float(np.log(max(share, 1e-9)) / np.log(_USUAL))))


def _best_of(values: Floats, clauses: Groups | None) -> Floats:
    """For each chunk the highest value in its clause."""
    if clauses is None or not len(clauses):
        return values
    best = np.full(int(clauses.max()) + 1, -np.inf, dtype=values.dtype)
    np.maximum.at(best, clauses, values)
    return np.asarray(best[clauses], dtype=np.float32)


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
        if ranking.weights.shape != (FEATURES,):
            raise ValueError(f"{ranking.weights.size} weights for {FEATURES} features: it is of another version")
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
