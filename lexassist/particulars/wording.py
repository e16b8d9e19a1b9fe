"""The words of a chunk as numbers: single words, pairs of neighbours, and those of the headings above it.

Which of them count is learned (:mod:`lexassist.particulars.clause_types`). Numbers in figures are one word, "#"; letters are
taken without case; everything else is passed over. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lexassist.particulars.cues import find_cues
from lexassist.types import Chunk

Floats = NDArray[np.float32]

_WORD = re.compile(r"[a-z]+|[$%]|\d+")
_HEADING = "^"
"""Begins a term that stands in the headings."""


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Which terms n chunks have, each counted once a chunk: those of chunk i are ``numbers[starts[i] : starts[i + 1]]``."""

    numbers: NDArray[np.intp]
    starts: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What the words of chunks are known by: their terms, and the numbers of each one's cues."""

    terms: Terms
    cues: tuple[tuple[int, ...], ...]


def split_words(text: str) -> list[str]:
    """The words of a text in lower case, in order.

    >>> split_words("within 30 days, at 5%")
    ['within', '#', 'days', 'at', '#', '%']
    """
    return ["#" if word.isdigit() else word for word in _WORD.findall(text.lower())]


def terms_of(words: Sequence[str], headings: Sequence[str]) -> Iterator[str]:
    """The terms of a chunk with these words under headings with those; one may come more than once.

    >>> list(terms_of(["no", "waiver"], ["general"]))
    ['no', 'waiver', 'no waiver', '^general']
    """
    yield from words
    yield from map(" ".join, pairwise(words))
    yield from (f"{_HEADING}{term}" for term in (*headings, *map(" ".join, pairwise(headings))))


def number_terms(words: Sequence[Sequence[str]], headings: Sequence[Sequence[str]], known: Mapping[str, int]) -> Terms:
    """The known terms of each chunk, by their numbers."""
    numbers: list[int] = []
    starts = [0]
    # Many chunks stand under the same headings.
    under: dict[str, list[int]] = {}
    for own, above in zip(words, headings, strict=True):
        context = " ".join(above)
        if context not in under:
            under[context] = [known[term] for term in set(terms_of((), above)) if term in known]
        numbers += [known[term] for term in {*own, *map(" ".join, pairwise(own))} if term in known]
        numbers += under[context]
        starts.append(len(numbers))
    return Terms(np.array(numbers, dtype=np.intp), np.array(starts, dtype=np.intp))


def read_wording(chunks: Sequence[Chunk], known: Mapping[str, int]) -> Wording:
    """The known terms and the cues of each chunk."""
    above = {context: split_words(context) for context in {chunk.context for chunk in chunks}}
    words, headings = [split_words(chunk.text) for chunk in chunks], [above[chunk.context] for chunk in chunks]
    cues = tuple(
        find_cues(f"{chunk.context} : {chunk.text}".lower(), {*own, *over})
        for chunk, own, over in zip(chunks, words, headings, strict=True)
    )
    return Wording(number_terms(words, headings, known), cues)


def weigh_terms(terms: Terms, rarity: Floats, weights: Floats) -> Floats:
    """What its terms say of each chunk, (n, T): their ``weights`` (W, T) by ``rarity`` (W,), scaled to unit length."""
    count = len(terms.starts) - 1
    said = np.zeros((count, weights.shape[1]), dtype=np.float32)
    filled = np.flatnonzero(np.diff(terms.starts))
    if len(filled):
        values, starts = rarity[terms.numbers], terms.starts[filled]
        lengths = np.sqrt(np.add.reduceat(values**2, starts))
        said[filled] = np.add.reduceat(weights[terms.numbers] * values[:, None], starts, axis=0) / lengths[:, None]
    return said
