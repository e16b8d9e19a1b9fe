"""The three fits of the ranking, on vectors that can be worked out by head."""

from __future__ import annotations

import numpy as np
import pytest

from lexassist.evaluation.measures import Place
from lexassist.evaluation.runs import Gold
from lexassist.tuning.contracts import Asked
from lexassist.tuning.fitting import Judged, fit_heads, fit_questions, fit_weights
from lexassist.tuning.ranking import gold_shares
from lexassist.types import Span

from .small import studied

AXES = np.eye(4, dtype=np.float32)


def test_heads_tell_the_types_apart() -> None:
    vectors = np.repeat(AXES, 50, axis=0)
    carried = np.stack([vectors[:, 0] == 1, vectors[:, 1] == 1], axis=1)
    weights, bias = fit_heads(vectors, carried)
    logits = AXES @ weights.T + bias
    assert (logits > 0).tolist() == [[True, False], [False, True], [False, False], [False, False]]


def test_heads_to_rank_by_put_the_chunk_that_carries_the_type_first_in_its_contract() -> None:
    chance = np.random.default_rng(0)
    vectors = chance.normal(0, 1, (60, 4)).astype(np.float32)
    contracts = [place // 6 for place in range(60)]
    first = np.array([place % 6 == vectors[place - place % 6 :][:6, 0].argmax() for place in range(60)])
    weights, bias = fit_heads(vectors, first[:, None], contracts)
    logits = (vectors @ weights.T + bias).reshape(10, 6)
    assert (logits.argmax(axis=1) == first.reshape(10, 6).argmax(axis=1)).all()


def test_a_question_is_of_the_kind_of_those_it_resembles_and_never_of_one_without_questions() -> None:
    vectors = np.concatenate([AXES[[0, 0, 1, 1]], [(AXES[0] + AXES[2]) / 2**0.5]]).astype(np.float32)
    weights, bias = fit_questions(vectors, [0, 0, 1, 1, 3], 4, np.ones(5, dtype=np.float32))
    logits = AXES @ weights.T + bias
    assert logits[:3].argmax(axis=1).tolist() == [0, 1, 3]
    assert (logits[:, 2] < -1000).all()


def test_the_feature_that_tells_gold_weighs() -> None:
    chance = np.random.default_rng(0)
    judged = []
    for _ in range(40):
        features = chance.uniform(0, 1, (12, 2)).astype(np.float32)
        gold = np.zeros(12, dtype=np.float32)
        gold[features[:, 0].argmax()] = 1
        judged.append(Judged(features, gold))
    weights = fit_weights(judged)
    assert weights[0] > 5 > abs(weights[1])


def test_contracts_of_different_length_are_weighed_alike() -> None:
    short = Judged(np.array([[1, 0], [0, 1]], dtype=np.float32), np.array([1, 0], dtype=np.float32))
    long = Judged(np.tile(short.features, (50, 1)), np.tile(short.gold, 50))
    assert fit_weights([short, long]) == pytest.approx(fit_weights([short]), rel=1e-3)


def test_without_gold_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="no question has gold"):
        fit_weights([Judged(np.ones((2, 2), np.float32), np.zeros(2, np.float32))])


def test_a_scrap_of_gold_is_no_place_to_find() -> None:
    contract = studied([("x" * 50, set()), ("y" * 50, set()), ("z" * 50, set())])  # at 0, 100 and 200
    places = tuple(Place("d", span) for span in (Span(0, 50), Span(110, 130), Span(125, 140), Span(240, 300)))
    assert gold_shares(contract.chunks, Asked("a", Gold(places, 0, ()))).tolist() == pytest.approx([1, 0.6, 0])
