"""What a batch holds, and which of its texts are no negatives of which questions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.tuning.batches import Pair, Sampler, find_masked
from lexassist.tuning.examples import Examples, Headed, Labelled, Passage
from lexassist.tuning.material import NONE, Topic
from lexassist.tuning.recipe import Recipe

ALIKE = 0.72


def passage(types: str = "") -> Passage:
    return Passage("words", frozenset(types))


def pair(asked: str = NONE, types: str = "") -> Pair:
    return Pair("question", passage(types), asked, "question")


def table(rows: str) -> list[list[bool]]:
    return [[mark == "x" for mark in row] for row in rows.split()]


@pytest.mark.parametrize(
    ("pairs", "negatives", "alike", "expected"),
    [
        # strangers: every other passage is wrong
        ([pair("a", "a"), pair("b", "b")], [passage()], [], "... ..."),
        # the second's passage carries the first's label too
        ([pair("a", "a"), pair("b", "ab")], [], [], ".x .."),
        # both ask for the same label
        ([pair("a", "a"), pair("a", "a")], [], [], ".x x."),
        # a hard negative of one question carries the label of another
        ([pair("a", "a"), pair("b", "b")], [passage("b"), passage("a")], [], "...x ..x."),
        # questions without a label, of which two ask for the same
        ([pair(), pair(), pair()], [passage("a")], [(0, 2)], "..x. .... x..."),
        # a question without a label asks for what a labelled passage says
        ([pair("a", "a"), pair()], [], [(0, 1)], ".x x."),
        # a question without a label masks no hard negative
        ([pair()], [passage(), passage("a")], [], "..."),
    ],
)
def test_what_is_right_too_is_masked(
    pairs: list[Pair], negatives: list[Passage], alike: list[tuple[int, int]], expected: str
) -> None:
    similarity = np.eye(len(pairs), dtype=np.float32)
    for one, other in alike:
        similarity[one, other] = similarity[other, one] = 0.8
    assert find_masked(pairs, negatives, similarity, alike=ALIKE).tolist() == table(expected)


types = st.sampled_from(["", "a", "b", "c", "ab", "bc", "abc"])


@st.composite
def pairs_with(draw: st.DrawFn) -> Pair:
    carried = draw(types)
    return pair(draw(st.sampled_from(sorted(carried))) if carried else NONE, carried)


@given(st.lists(pairs_with(), min_size=1, max_size=8), st.lists(types.map(passage), max_size=5), st.integers(0, 99))
def test_a_positive_is_never_masked_and_what_carries_the_label_always_is(
    pairs: list[Pair], negatives: list[Passage], seed: int
) -> None:
    count = len(pairs)
    similarity = np.random.default_rng(seed).uniform(-1, 1, (count, count)).astype(np.float32)
    similarity = np.maximum(similarity, similarity.T)
    np.fill_diagonal(similarity, 1)
    masked = find_masked(pairs, negatives, similarity, alike=ALIKE)
    assert masked.shape == (count, count + len(negatives))
    assert not masked.diagonal().any()
    passages = [each.passage for each in pairs] + negatives
    for row, asking in enumerate(pairs):
        for column, found in enumerate(passages):
            if row == column:
                continue
            carries = asking.type != NONE and asking.type in found.types
            near = column < count and similarity[row, column] > ALIKE
            assert masked[row, column] == (carries or near)


def examples(*, per_type: int = 4) -> Examples:
    names = "abcdef"
    return Examples(
        questions={name: (f"{name}?", f"which {name}?") for name in names} | {NONE: ("else?",)},
        labelled={
            name: tuple(
                Labelled(Passage(f"{name}{place}", frozenset(name)), (Passage(f"no {name}"),) if place else ())
                for place in range(per_type)
            )
            for name in names
        },
        headed=tuple(Headed(f"Heading {place}", f"text {place}", f"outer\ntext {place}") for place in range(9)),
        topics=tuple(Topic(topic=str(at), queries=(f"topic {at}?",), clauses=(f"clause {at}",)) for at in range(9)),
    )


def test_a_batch_has_what_the_recipe_says() -> None:
    sampler = Sampler(examples(), Recipe(labelled=4, headings=3, topics=2))
    for _ in range(20):
        batch = sampler.draw()
        kinds = [each.type for each in batch.pairs]
        assert len(set(kinds[:4])) == 4  # different types
        assert kinds[4:] == [NONE] * 5
        assert all(each.type in each.passage.types for each in batch.pairs[:4])
        assert len(batch.negatives) <= 4
        assert all(each.compared.startswith("Heading") for each in batch.pairs[4:7])
        assert set(examples().asked()) >= {each.compared for each in batch.pairs}


def test_the_same_seed_draws_the_same_batches_and_another_does_not() -> None:
    one, same, other = (Sampler(examples(), Recipe(seed=seed)) for seed in (3, 3, 4))
    assert [one.draw() for _ in range(3)] == [same.draw() for _ in range(3)]
    assert one.draw() != other.draw()


def test_too_few_examples_make_a_smaller_batch() -> None:
    batch = Sampler(examples(per_type=1), Recipe()).draw()
    assert (len(batch.pairs), len(batch.negatives)) == (6 + 9 + 9, 0)
