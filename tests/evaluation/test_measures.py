"""Character precision and recall, and the intervals by contract."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.evaluation.measures import Place, Score, characters, interval, merge, overlap, percentile, score
from lexassist.types import Span


def place(document: str, start: int, end: int) -> Place:
    return Place(document, Span(start, end))


places = st.lists(
    st.builds(
        lambda document, start, length: place(document, start, start + length),
        st.sampled_from("ab"),
        st.integers(0, 60),
        st.integers(1, 30),
    ),
    max_size=12,
)


def covered(found: list[Place] | tuple[Place, ...]) -> set[tuple[str, int]]:
    return {(p.document, at) for p in found for at in range(p.span.start, p.span.end)}


@pytest.mark.parametrize(
    ("retrieved", "gold", "missing", "expected"),
    [
        # exactly the gold
        ([place("a", 10, 20)], [place("a", 10, 20)], 0, Score(1.0, 1.0, 10)),
        # half of the gold, and as much again around it
        ([place("a", 0, 10)], [place("a", 5, 15)], 0, Score(0.5, 0.5, 10)),
        # the right characters of the wrong document
        ([place("b", 10, 20)], [place("a", 10, 20)], 0, Score(0.0, 0.0, 10)),
        # two chunks that share ten characters: those are read, and count, once
        ([place("a", 0, 20), place("a", 10, 30)], [place("a", 0, 30)], 0, Score(1.0, 1.0, 30)),
        # nothing retrieved
        ([], [place("a", 0, 5)], 0, Score(0.0, 0.0, 0)),
        # half of the gold was lost when the file was read
        ([place("a", 0, 10)], [place("a", 0, 10)], 10, Score(1.0, 0.5, 10)),
        # all of it was
        ([place("a", 0, 10)], [], 10, Score(0.0, 0.0, 10)),
        # gold in two places, one of them found
        ([place("a", 0, 10)], [place("a", 0, 10), place("a", 50, 80)], 0, Score(1.0, 0.25, 10)),
    ],
)
def test_score(retrieved: list[Place], gold: list[Place], missing: int, expected: Score) -> None:
    assert score(retrieved, gold, missing=missing) == expected


def test_a_query_without_gold_is_refused() -> None:
    with pytest.raises(ValueError, match="without gold"):
        score([place("a", 0, 1)], [])


@given(places)
def test_merging_keeps_every_character_and_leaves_no_overlap(found: list[Place]) -> None:
    merged = merge(found)
    assert covered(merged) == covered(found)
    assert characters(found) == len(covered(found))
    assert all(left.document < right.document or left.span.end < right.span.start for left, right in pairwise(merged))
    assert merge(merged) == merged


@given(places, places)
def test_overlap_counts_shared_characters_once(left: list[Place], right: list[Place]) -> None:
    assert overlap(left, right) == len(covered(left) & covered(right)) == overlap(right, left)


@given(places, places.filter(bool), st.randoms(use_true_random=False))
def test_scores_are_shares_and_the_order_of_places_does_not_matter(
    retrieved: list[Place], gold: list[Place], chance: random.Random
) -> None:
    scored = score(retrieved, gold)
    assert 0 <= scored.precision <= 1
    assert 0 <= scored.recall <= 1
    shuffled, shuffled_gold = retrieved[:], gold[:]
    chance.shuffle(shuffled)
    chance.shuffle(shuffled_gold)
    assert score(shuffled, shuffled_gold) == scored


@given(places, places.filter(bool))
def test_recall_and_characters_never_fall_as_k_grows(retrieved: list[Place], gold: list[Place]) -> None:
    scores = [score(retrieved[:k], gold) for k in range(len(retrieved) + 1)]
    for less, more in pairwise(scores):
        assert less.recall <= more.recall
        assert less.characters <= more.characters


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=40))
def test_an_interval_holds_within_its_values_and_is_the_same_each_time(drawn: list[tuple[float, int]]) -> None:
    values, groups = [value for value, _ in drawn], [group for _, group in drawn]
    found = interval(values, groups, seed=3, draws=200)
    assert found == interval(values, groups, seed=3, draws=200)
    assert found.mean == pytest.approx(sum(values) / len(values), abs=1e-9)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


def test_contracts_that_stand_or_fall_whole_make_a_wider_interval_than_queries_would() -> None:
    # Ten contracts of twenty questions each; five contracts are wholly right.
    values = [1.0 if contract < 5 else 0.0 for contract in range(10) for _ in range(20)]
    by_contract = interval(values, [index // 20 for index in range(200)])
    by_query = interval(values, list(range(200)))
    assert by_contract.mean == by_query.mean == 0.5
    assert by_contract.high - by_contract.low > 3 * (by_query.high - by_query.low)


def test_an_interval_weighs_queries_not_contracts() -> None:
    # One contract has nine questions, the other one: the mean is over the ten questions.
    assert interval([1.0] * 9 + [0.0], ["a"] * 9 + ["b"]).mean == pytest.approx(0.9)


@pytest.mark.parametrize(("values", "groups"), [([], []), ([1.0], []), ([1.0], ["a", "b"])])
def test_an_interval_of_nothing_is_refused(values: list[float], groups: list[str]) -> None:
    with pytest.raises(ValueError, match="one group for each"):
        interval(values, groups)


def test_percentile() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0, 5.0], 0.5) == 3.0
    assert percentile([0.0, 10.0], 0.95) == pytest.approx(9.5)
    with pytest.raises(ValueError, match="no percentile"):
        percentile([], 0.5)
