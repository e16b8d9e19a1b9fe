"""Headings as questions: what people ask for that is no known type, without anybody having to write it down.

A heading is asked of its own contract, and what stands under it is to be found by its words alone: neither the heading nor the
headings around it are encoded with them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lexassist.tuning.contracts import Studied
from lexassist.tuning.examples import headed_passage

_CONTRACTS = 36
"""Validation contracts whose headings are asked: more would cost their encoding and say the same."""
_EVERY = 2
"""Of the headings each second one is asked, so that they do not outweigh the questions of types."""
_MOST = 8
"""Chunks under one heading; of more, hardly any is *the* answer."""


@dataclass(frozen=True, slots=True)
class Headings:
    """A contract's chunks without their headings, and for each heading the places of those under it."""

    contract: str
    texts: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]


def collect_headings(studied: Sequence[Studied]) -> tuple[Headings, ...]:
    """The headings of validation contracts that have questions."""
    validation = (each for each in studied if each.validation and each.asked)
    return tuple(_every_second(map(_headings, islice(validation, _CONTRACTS))))


def _headings(contract: Studied) -> Headings:
    clauses = {clause.id: clause for clause in contract.clauses}
    texts, places = [], dict[str, list[int]]()
    for place, chunk in enumerate(contract.chunks):
        headed = headed_passage(chunk, clauses)
        texts.append(headed.text if headed else chunk.text)
        if headed:
            places.setdefault(headed.heading, []).append(place)
    kept = {heading: tuple(under) for heading, under in places.items() if len(under) <= _MOST}
    return Headings(contract.id, tuple(texts), kept)


def _every_second(found: Iterator[Headings]) -> Iterator[Headings]:
    number = 0
    for each in found:
        chosen = {}
        for heading, under in each.places.items():
            if number % _EVERY == 0:
                chosen[heading] = under
            number += 1
        if chosen:
            yield Headings(each.contract, each.texts, chosen)
