"""Orders of given texts, and how good they are.

Where the data fixes the units (spans of an agreement, clauses of a collection), a system is whatever gives each of them a
score for a query: LexAssist and its rivals are measured by the same code. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import Protocol


class Ranker(Protocol):
    """Scores the texts that it was made for."""

    def scores(self, query: str, /) -> Sequence[float]:
        """One score a text, in their order; higher is better."""
        ...


MakeRanker = Callable[[Sequence[str]], Ranker]


def best_first(scores: Sequence[float]) -> list[int]:
    """The places of the scores, the highest first, equals as they stand."""
    return sorted(range(len(scores)), key=lambda place: (-scores[place], place))


def recall_at(order: Sequence[int], gold: Collection[int], k: int) -> float:
    """The part of ``gold`` among the first ``k``. Raises ValueError where there is no gold."""
    if not gold:
        raise ValueError("a query without gold has no recall")
    return sum(place in gold for place in order[:k]) / len(gold)


def average_precision(order: Sequence[int], gold: Collection[int]) -> float:
    """The mean, over the gold, of the precision at the place where each is found; one that is not found counts 0.

    Raises:
        ValueError: there is no gold.
    """
    if not gold:
        raise ValueError("a query without gold has no precision")
    found, total = 0, 0.0
    for rank, place in enumerate(order, start=1):
        if place in gold:
            found += 1
            total += found / rank
    return total / len(gold)


def ndcg_at(gains: Sequence[float], k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k``: gains as graded, discount log2(rank + 1) (as trec_eval).

    ``gains`` holds the grade of every text of the collection in the order in which it was ranked; 0 where all are 0.
    """
    best = _discounted(sorted(gains, reverse=True)[:k])
    return _discounted(gains[:k]) / best if best else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
