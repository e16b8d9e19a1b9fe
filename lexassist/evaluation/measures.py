"""Measures of retrieval over characters, and how sure they are.

The method is that of LegalBench-RAG (arXiv 2408.10343): for each query, over characters, precision is the overlap of
what was retrieved with the gold divided by the characters retrieved, recall the overlap divided by the gold's characters;
places in another document than the gold's share nothing with it; retrieved places that overlap are merged first, so that
no character counts twice; the figure is the mean over queries.

Intervals are bootstrapped by contract, not by query: questions about one contract stand or fall together, and treating
them as independent makes intervals too narrow. Pure: nothing here knows where a place comes from.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from lexassist.types import Span

_DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Place:
    """A span of one document. ``document`` only has to be the same for the same document."""

    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class Score:
    """One query's result at one k. ``characters`` is what the reader is given to read, overlaps counted once."""

    precision: float
    recall: float
    characters: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval."""

    mean: float
    low: float
    high: float


def merge(places: Sequence[Place]) -> tuple[Place, ...]:
    """The same characters as disjoint places, ordered by document and start; spans that touch become one."""
    merged: list[Place] = []
    for place in sorted(places, key=lambda p: (p.document, p.span)):
        last = merged[-1] if merged else None
        if last is None or last.document != place.document or last.span.end < place.span.start:
            merged.append(place)
        elif place.span.end > last.span.end:
            merged[-1] = Place(last.document, Span(last.span.start, place.span.end))
    return tuple(merged)


def characters(places: Sequence[Place]) -> int:
    """How many different characters the places cover."""
    return sum(len(place.span) for place in merge(places))


def overlap(left: Sequence[Place], right: Sequence[Place]) -> int:
    """How many characters the two sides share, each counted once."""
    gold = merge(right)
    return sum(a.span.overlap(b.span) for a in merge(left) for b in gold if a.document == b.document)


def score(retrieved: Sequence[Place], gold: Sequence[Place], *, missing: int = 0) -> Score:
    """Character precision and recall of what was retrieved (arXiv 2408.10343, section 4).

    ``missing`` are gold characters that stand nowhere in the text that was searched: they count as not found, so that
    losing text while reading cannot raise the figure. Nothing retrieved has precision 0.

    Raises:
        ValueError: there is no gold at all; such a query measures nothing.
    """
    wanted = characters(gold) + missing
    if not wanted:
        raise ValueError("a query without gold has no recall")
    read = characters(retrieved)
    shared = overlap(retrieved, gold)
    return Score(precision=shared / read if read else 0.0, recall=shared / wanted, characters=read)


def interval(values: Sequence[float], groups: Sequence[Hashable], *, seed: int = 0, draws: int = _DRAWS) -> Interval:
    """The mean of ``values`` and its 95 % percentile interval, bootstrapped by drawing whole groups with replacement.

    ``groups`` names each value's group, in the same order. One group gives an interval of no width: it says nothing
    about other contracts, and the caller must say so.

    Raises:
        ValueError: there are no values, or not one group each.
    """
    if not values or len(values) != len(groups):
        raise ValueError("an interval needs values and one group for each")
    order = {group: index for index, group in enumerate(dict.fromkeys(groups))}
    member = np.array([order[group] for group in groups])
    sums = np.bincount(member, weights=np.asarray(values, dtype=np.float64), minlength=len(order))
    counts = np.bincount(member, minlength=len(order)).astype(np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(order), size=(draws, len(order)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(mean=float(sums.sum() / counts.sum()), low=float(low), high=float(high))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of the values do not exceed, interpolated. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values have no percentile")
    return float(np.percentile(np.asarray(values, dtype=np.float64), 100 * share))
