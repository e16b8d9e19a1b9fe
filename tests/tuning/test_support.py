"""What is learned about words that the evidence lacks: what tells the two apart, and a threshold that few pass wrongly."""

from __future__ import annotations

import numpy as np

from lexassist.evaluation.alterations import Names
from lexassist.evaluation.provisions import Material, Provision
from lexassist.generation.gate import excusable
from lexassist.generation.scorer import FEATURES
from lexassist.generation.verification import check
from lexassist.tuning.support import PASSING, Measured, fit_support, make_examples, passing, weights_of_words

TEXTS = (
    "The Supplier shall promptly deliver the requested documents to the premises of the Customer during the Term.",
    "The Customer may inspect the current records of the Supplier at any location within ten days of a request.",
    "Each party shall conduct its business in an appropriate manner and shall assist the other in every dispute.",
    "The Supplier shall not disclose the information of the Customer to its employees without written consent.",
    "Any amount that is not paid within thirty days of the invoice bears interest at the applicable rate.",
    "The Customer shall provide reasonable assistance and sufficient access to the initial documents.",
)
MATERIAL = Material(
    "one", tuple(Provision(text, TEXTS[0]) for text in TEXTS), Names(("Supplier", "Customer"), ("Term",))
)


def drawn(seed: int) -> Measured:
    rng = np.random.default_rng(seed)
    supported = rng.random(400) < 0.5
    features = rng.normal(size=(400, len(FEATURES)))
    features[:, 4] += 3 * supported
    return Measured(features, supported)


def test_the_threshold_lets_few_unsupported_sentences_through_and_many_supported_ones() -> None:
    model = fit_support(drawn(1), drawn(2), {})
    right, wrong = passing(model, drawn(2))
    assert wrong <= PASSING
    assert right > 0.3


def test_examples_are_those_that_only_the_score_can_decide() -> None:
    examples = list(make_examples(MATERIAL, seed=1))
    assert {each.supported for each in examples} == {True, False}
    assert all(excusable(check(each.statement, [each.evidence])) for each in examples)


def test_examples_follow_from_the_seed() -> None:
    assert list(make_examples(MATERIAL, seed=1)) == list(make_examples(MATERIAL, seed=1))


def test_words_of_few_contracts_have_no_weight_of_their_own() -> None:
    assert weights_of_words([MATERIAL]) == {}
    assert set(weights_of_words([MATERIAL] * 8).values()) == {0.0}
