"""How much is found on validation contracts, before training and after it.

Figures of the ranking are crosswise: those of one half of the contracts with weights fitted on the other. The heads have
seen none of these contracts. The encoder's training has not either; but how long to train and what to weigh was chosen by such
figures, so only those of held-out contracts (docs/evaluation.md) say how good it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lexassist.evaluation.measures import Place, score
from lexassist.retrieval.ranking import FEATURES, Ranking
from lexassist.tuning.contracts import Asked, Studied
from lexassist.tuning.examples import Floats
from lexassist.tuning.fitting import fit_weights
from lexassist.tuning.material import Topic
from lexassist.tuning.ranking import HIDDEN, Learned, fit_types, judge_all, judge_headings

KS = (1, 8, 32)
AS_ASKED = "as asked"
OTHERWISE = "in other words"
_FIRST = 8
"""Clauses among which those of a topic are looked for."""


@dataclass(frozen=True, slots=True)
class AtK:
    """Means over questions: shares of characters, and characters read."""

    k: int
    precision: float
    recall: float
    characters: float


Found = Mapping[str, tuple[AtK, ...]]
"""Figures by how the questions are worded."""


def measure_similarity(learned: Learned) -> Found:
    """What similarity alone finds."""
    kinds, dimension = len(learned.types), next(iter(learned.vectors.values())).shape[0]
    ranking = _knowing_nothing(kinds, dimension)
    return {
        words: _means(
            (contract, asked, one.features[:, 0]) for contract, asked, one in judge_all(learned, ranking, texts)
        )
        for words, texts in _wordings(learned).items()
    }


def measure_ranking(learned: Learned) -> Found:
    """What the ranking finds; the other words are hidden from what tells the type of a question."""
    hidden = frozenset(text for texts in learned.said(HIDDEN).values() for text in texts)
    whole, blind = fit_types(learned), fit_types(learned, without=hidden)
    half = {each.id: place % 2 for place, each in enumerate(learned.validation)}
    judged = [(half[contract.id], one) for contract, _, one in judge_all(learned, whole, learned.fitted_on())]
    judged += [(half[contract], one) for contract, one in judge_headings(learned, whole)]
    weights = [fit_weights(one for side, one in judged if side != wanted) for wanted in (0, 1)]
    return {
        words: _means(
            (contract, asked, one.features @ weights[half[contract.id]])
            for contract, asked, one in judge_all(learned, ranking, texts)
        )
        for (words, texts), ranking in zip(_wordings(learned).items(), (whole, blind), strict=True)
    }


def measure_topics(
    topics: Sequence[Topic], asked: int, vectors: Mapping[str, Floats], ranking: Ranking | None = None
) -> float:
    """How many of a topic's clauses are among the first 8 of all topics' clauses, for the queries of the first ``asked``.

    The mean over queries, 0 to 1; by similarity where there is no ranking.
    """
    owners = np.array([place for place, topic in enumerate(topics) for _ in topic.clauses])
    rows = np.stack([vectors[clause] for topic in topics for clause in topic.clauses])
    wordless = np.zeros(len(rows), dtype=np.float32)
    shares: list[float] = []
    for place, topic in enumerate(topics[:asked]):
        for query in topic.queries:
            question = vectors[query]
            scores = ranking.scores(question, rows, wordless) if ranking else rows @ question
            first = owners[np.argsort(-scores, kind="stable")[:_FIRST]]
            shares.append(int((first == place).sum()) / min(_FIRST, len(topic.clauses)))
    return sum(shares) / len(shares)


def _wordings(learned: Learned) -> dict[str, dict[str, tuple[str, ...]]]:
    return {AS_ASKED: learned.asked(times=1), OTHERWISE: learned.said(HIDDEN)}


def _means(scored: Iterable[tuple[Studied, Asked, Floats]]) -> tuple[AtK, ...]:
    found = []
    for contract, asked, scores in scored:
        best = np.argsort(-scores, kind="stable")[: max(KS)].tolist()
        places = [Place(contract.id, contract.chunks[at].span) for at in best]
        found.append([score(places[:k], asked.gold.places, missing=asked.gold.missing) for k in KS])
    count = max(1, len(found))
    return tuple(
        AtK(
            k=k,
            precision=sum(each[at].precision for each in found) / count,
            recall=sum(each[at].recall for each in found) / count,
            characters=sum(each[at].characters for each in found) / count,
        )
        for at, k in enumerate(KS)
    )


def _knowing_nothing(kinds: int, dimension: int) -> Ranking:
    """A ranking without types, whose first feature is the similarity."""

    def empty(*shape: int) -> Floats:
        return np.zeros(shape, dtype=np.float32)

    return Ranking(
        types=("",) * kinds,
        heads=empty(kinds, dimension),
        head_bias=empty(kinds),
        questions=empty(kinds + 1, dimension),
        question_bias=empty(kinds + 1),
        prototypes=empty(kinds, dimension),
        weights=empty(FEATURES),
    )
