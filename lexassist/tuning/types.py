"""What a contract's types of clause are read with, learned from contracts with expert labels.

Two stages: which types a chunk is of, by its vector; and whether the contract has the type, by its chunks. The second is
learned from what the first says about contracts that it has not seen (5 parts, each judged by what the others taught), and
so are the thresholds. Pure: vectors and labels in, weights out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from lexassist.particulars.clause_types import TypeModel, gather
from lexassist.tuning.examples import Floats
from lexassist.tuning.fitting import fit_heads

Bools = NDArray[np.bool_]

PARTS = 5
"""Parts that the contracts are divided into."""
FALSE_ABSENCES = 0.02
"""Share of the contracts with a clause that may be told to lack it."""
_LOOSE = 1.0
"""Inverse of how small the weights of the second stage are kept, as in logistic regression."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A contract to learn types from: a vector a chunk (n, D), and which types each chunk is of (n, T)."""

    id: str
    vectors: Floats
    carried: Bools


@dataclass(frozen=True, slots=True)
class Judged:
    """What the second stage says about contracts that nothing was learned from: (contracts, T) each."""

    likely: Floats
    has: Bools


def part_of_id(identity: str) -> int:
    """The part of a contract, by a digest of its id: it stays there whatever else is in the data."""
    return hashlib.sha256(f"part{identity}".encode()).digest()[0] % PARTS


def fit_type_model(types: Sequence[str], contracts: Sequence[Typed]) -> TypeModel:
    """The model of all that the contracts teach."""
    features, has = _unseen(contracts), np.stack([each.carried.any(axis=0) for each in contracts])
    weights, bias = _fit_second(features, has)
    likely = _cross_fit(contracts, features, has)
    present = np.array([_best_threshold(likely[:, t], has[:, t]) for t in range(len(types))], dtype=np.float32)
    absent = np.array([_low_threshold(likely[:, t], has[:, t]) for t in range(len(types))], dtype=np.float32)
    absent = np.minimum(absent, present)
    missed = (((likely < absent) & has).sum(axis=0) / np.maximum(1, has.sum(axis=0))).astype(np.float32)
    return TypeModel(tuple(types), *_fit_first(contracts), weights, bias, absent, present, missed)


def _fit_first(contracts: Sequence[Typed]) -> tuple[Floats, Floats]:
    vectors = np.concatenate([each.vectors for each in contracts])
    return fit_heads(vectors, np.concatenate([each.carried for each in contracts]))


def _unseen(contracts: Sequence[Typed]) -> Floats:
    """What the chunks of each contract say, (contracts, T, F), by heads that have not seen the contract."""
    found: dict[str, Floats] = {}
    for part in range(PARTS):
        inside = [each for each in contracts if part_of_id(each.id) == part]
        outside = [each for each in contracts if part_of_id(each.id) != part]
        if inside and outside:
            heads, bias = _fit_first(outside)
            found |= {each.id: gather(each.vectors @ heads.T + bias) for each in inside}
    return np.stack([found[each.id] for each in contracts])


def _fit_second(features: Floats, has: Bools) -> tuple[Floats, Floats]:
    fits = list(_logistic(features, has))
    return np.stack([weights for weights, _ in fits]), np.array([bias for _, bias in fits], dtype=np.float32)


def _logistic(features: Floats, has: Bools) -> Iterator[tuple[Floats, float]]:
    for column in range(has.shape[1]):
        seen, wanted = features[:, column], has[:, column]
        if wanted.all() or not wanted.any():
            share = (wanted.sum() + 1) / (len(wanted) + 2)
            yield np.zeros(seen.shape[1], dtype=np.float32), float(np.log(share / (1 - share)))
            continue
        fit = LogisticRegression(C=_LOOSE, max_iter=1000).fit(seen, wanted)
        yield fit.coef_[0].astype(np.float32), float(fit.intercept_[0])


def _cross_fit(contracts: Sequence[Typed], features: Floats, has: Bools) -> Floats:
    parts = np.array([part_of_id(each.id) for each in contracts])
    likely = np.zeros(has.shape, dtype=np.float32)
    for part in range(PARTS):
        inside = parts == part
        if inside.any() and not inside.all():
            weights, bias = _fit_second(features[~inside], has[~inside])
            likely[inside] = 1 / (1 + np.exp(-((features[inside] * weights).sum(axis=2) + bias)))
    return likely


def _best_threshold(likely: Floats, has: Bools) -> float:
    order = np.argsort(-likely)
    right = np.cumsum(has[order])
    best = int(np.argmax(2 * right / (np.arange(len(has)) + 1 + has.sum())))
    following = likely[order[best + 1]] if best + 1 < len(order) else 0.0
    return float((likely[order[best]] + following) / 2)


def _low_threshold(likely: Floats, has: Bools) -> float:
    return float(np.quantile(likely[has], FALSE_ABSENCES, method="lower")) if has.any() else 0.0
