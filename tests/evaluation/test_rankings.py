"""Orders of given texts and their measures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.evaluation.rankings import average_precision, best_first, ndcg_at, recall_at


def test_equal_scores_keep_their_order() -> None:
    assert best_first([0.1, 0.5, 0.1, 0.5]) == [1, 3, 0, 2]
    assert best_first([]) == []


@pytest.mark.parametrize(
    ("order", "gold", "recall_at_2", "precision"),
    [
        ([0, 1, 2], {0, 1}, 1.0, 1.0),  # both first
        ([2, 0, 1], {0, 1}, 0.5, (1 / 2 + 2 / 3) / 2),  # one place late
        ([2, 0], {0, 1}, 0.5, (1 / 2) / 2),  # one is not ranked at all
        ([2, 3], {0}, 0.0, 0.0),  # nothing found
    ],
)
def test_recall_and_average_precision(order: list[int], gold: set[int], recall_at_2: float, precision: float) -> None:
    assert recall_at(order, gold, 2) == recall_at_2
    assert average_precision(order, gold) == pytest.approx(precision)


def test_a_query_without_gold_measures_nothing() -> None:
    with pytest.raises(ValueError, match="without gold"):
        recall_at([1], set(), 1)
    with pytest.raises(ValueError, match="without gold"):
        average_precision([1], set())


@pytest.mark.parametrize(
    ("gains", "k", "expected"),
    [
        ([3, 2, 0], 2, 1.0),  # the best order
        ([0, 3], 2, 1 / math.log2(3)),  # second instead of first
        ([0, 0, 3], 2, 0.0),  # beyond k
        ([0, 0], 2, 0.0),  # nobody graded anything
        ([2, 3], 2, (2 + 3 / math.log2(3)) / (3 + 2 / math.log2(3))),  # grades are gains
    ],
)
def test_ndcg(gains: list[float], k: int, expected: float) -> None:
    assert ndcg_at(gains, k) == pytest.approx(expected)


@given(st.permutations(range(8)), st.sets(st.integers(0, 7), min_size=1))
def test_the_best_order_is_the_gold_first(order: list[int], gold: set[int]) -> None:
    ideal = sorted(order, key=lambda place: place not in gold)
    assert average_precision(ideal, gold) == pytest.approx(1.0)
    assert 0 < average_precision(order, gold) <= 1.0
    assert recall_at(order, gold, 8) == 1.0
    assert (
        ndcg_at([float(place in gold) for place in order], 8) <= ndcg_at([float(p in gold) for p in ideal], 8) + 1e-12
    )
