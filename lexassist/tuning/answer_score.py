"""A score of whether evidence answers, learned from questions that have an answer in a contract and such that have none.

Logistic regression over the features of :mod:`lexassist.generation.answerable`, with a threshold for a share of refusals that
is bearable. Contracts are never split between what is learned from and what the threshold is chosen on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from lexassist.generation.answerable import FEATURES, Weights

FALSE_ABSTENTIONS = 0.1
"""The share of questions with an answer that may be refused: what the thresholds are chosen for."""
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One question to one contract. ``typed`` says that it was put as one for a known type."""

    contract: str
    typed: bool
    answers: bool
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Both errors at one threshold: questions refused that have an answer, and answered that have none."""

    threshold: float
    false_abstentions: float
    false_answers: float


def fit(examples: Sequence[Example], *, unused: frozenset[str] = frozenset()) -> Weights:
    """Weights, and the threshold at which :data:`FALSE_ABSTENTIONS` of contracts not learned from are refused.

    The features ``unused`` get no weight.
    """
    features, answers = _arrays(examples)
    features *= [name not in unused for name in FEATURES]
    groups = [one.contract for one in examples]
    folds = GroupKFold(min(_FOLDS, len(set(groups))))
    apart = np.zeros(len(examples))
    for learned, rest in folds.split(features, answers, groups):
        apart[rest] = _model(features[learned], answers[learned]).predict_proba(features[rest])[:, 1]
    whole = _model(features, answers)
    threshold = float(np.quantile(apart[answers], FALSE_ABSTENTIONS))
    return Weights(tuple(whole.coef_[0].tolist()), float(whole.intercept_[0]), threshold)


def fit_rising(examples: Sequence[Example], *, unused: frozenset[str] = frozenset()) -> Weights:
    """Weights none of which is below 0: features that would count against an answer are left out, one after another.

    Whoever writes questions near a passage which it does not answer takes its words: that such questions are more like the
    evidence than others is of their making.
    """
    weights = fit(examples, unused=unused)
    lowest = min(range(len(FEATURES)), key=lambda n: weights.weights[n])
    if weights.weights[lowest] >= 0:
        return weights
    return fit_rising(examples, unused=unused | {FEATURES[lowest]})


def curve(weights: Weights, examples: Sequence[Example], thresholds: Sequence[float]) -> tuple[Point, ...]:
    """Both errors at each threshold."""
    likely = np.array([weights.probability(one.features) for one in examples])
    answers = np.array([one.answers for one in examples])
    return tuple(
        Point(at, float((likely[answers] < at).mean()), float((likely[~answers] >= at).mean())) for at in thresholds
    )


def _arrays(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return np.array([one.features for one in examples]), np.array([one.answers for one in examples])


def _model(features: NDArray[np.float64], answers: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(max_iter=3000).fit(features, answers)
