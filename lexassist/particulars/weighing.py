"""How sure a value is: the signs that were found at its place, weighed as learned on labelled contracts.

Each sign adds its weight; ``weights.json`` holds them by kind, and ``lexassist.tuning.values`` makes it from contracts with
lawyers' answers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from lexassist.types import Value, ValueKind

WEIGHTS = Path(__file__).parent / "weights.json"
BIAS = ""
"""The name of the weight that every value of a kind has."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value that a kind may have, and the signs at its place; words that only weighing reads."""

    value: Value
    signs: frozenset[str]


def rate_one(found: Iterable[Found]) -> tuple[Value, ...]:
    """Values of a kind that a contract has one of, with their probabilities, best first: they exclude each other.

    Of a kind that nothing was learned for, each keeps its reader's probability.

    A conditional logit (McFadden 1974): each place has the exponential of its score as its share, and that there is no such
    value has a share of 1. Places of the same value stand together: the best of them is given, with the probability of all.
    """
    places = tuple(found)
    if places and places[0].value.kind not in load_weights():
        return tuple(sorted((one.value for one in places), key=lambda value: -value.probability))
    shares = [(math.exp(_score(one)), one.value) for one in places]
    total = 1 + sum(share for share, _ in shares)
    pooled: dict[str, float] = {}
    best: dict[str, Value] = {}
    for share, value in sorted(shares, key=lambda one: -one[0]):
        same = value.normal.casefold()
        pooled[same] = pooled.get(same, 0.0) + share / total
        best.setdefault(same, value)
    rated = (replace(value, probability=pooled[same]) for same, value in best.items())
    return tuple(sorted(rated, key=lambda value: -value.probability))


def rate_each(found: Iterable[Found]) -> tuple[Value, ...]:
    """Values of a kind that a contract has several of, each with its probability (a logistic model), in their order."""
    return tuple(replace(one.value, probability=1 / (1 + math.exp(-_score(one)))) for one in found)


def _score(found: Found) -> float:
    weights = load_weights().get(found.value.kind, {})
    score = weights.get(BIAS, 0.0) + sum(weights.get(sign, 0.0) for sign in found.signs)
    return max(-30.0, min(30.0, score))


@cache
def load_weights() -> Mapping[ValueKind, Mapping[str, float]]:
    """The weights of the signs, by kind; none where nothing was learned."""
    if not WEIGHTS.is_file():
        return {}
    return TypeAdapter(dict[ValueKind, dict[str, float]]).validate_json(WEIGHTS.read_bytes())
