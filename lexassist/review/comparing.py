"""Two versions of a contract, clause by clause: unchanged, changed, moved, renumbered, added, removed.

The clauses compared are the leaves of the clause tree, which cover the text. They are aligned in three steps: equal words in
the same order; equal words elsewhere; then the most similar of what is left (cosine of words weighted by how rare they are,
with the number and the neighbourhood as further signs), the most similar pair first. Of the pairs, the longest chain that
keeps its order has stayed where it was; the others were moved. Promises that every leaf of both versions is in exactly one
change. Does not know whether a change matters, and a clause that was rewritten beyond likeness is one removed and one added.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import log1p

import numpy as np
from numpy.typing import NDArray

from lexassist.review.citing import leaves_of
from lexassist.review.wordsof import Word, compare_words, words_of
from lexassist.types import ChangeKind, Clause, ClauseChange, WholeDocument

_LIKE = 0.5
"""Least likeness of a clause to the one in whose place it stands."""
_LIKE_ELSEWHERE = 0.62
"""Least likeness where it would have been moved as well: two signs of change ask for more."""
_SAME_NUMBER = 0.12
_SAME_PLACE = 0.12
_SHORT = 4
"""Fewer words than this say too little to be known again elsewhere."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A leaf with its words; ``texts`` are the words alone."""

    clause: Clause
    words: tuple[Word, ...]
    texts: tuple[str, ...]


@dataclass
class _Pairing:
    """Which part of the later version each part of the earlier one became, as it is found out."""

    before: Sequence[_Part]
    after: Sequence[_Part]
    later: dict[int, int] = field(default_factory=dict)
    earlier: dict[int, int] = field(default_factory=dict)

    def pair(self, i: int, j: int) -> None:
        self.later[i], self.earlier[j] = j, i

    def open(self) -> tuple[list[int], list[int]]:
        """The parts without a partner."""
        return (
            [i for i in range(len(self.before)) if i not in self.later],
            [j for j in range(len(self.after)) if j not in self.earlier],
        )


def compare(before: WholeDocument, after: WholeDocument) -> tuple[ClauseChange, ...]:
    """What became of each clause, in the order of the later version; removed ones stand where they stood."""
    pairing = _Pairing(_parts(before), _parts(after))
    _pair_equal_in_order(pairing)
    _pair_equal_elsewhere(pairing)
    _pair_alike(pairing)
    stayed = _longest_chain([(i, pairing.later[i]) for i in sorted(pairing.later)])
    return tuple(_changes(pairing, stayed))


def _parts(whole: WholeDocument) -> list[_Part]:
    parts = []
    for clause in leaves_of(whole.clauses):
        words = words_of(whole.document, clause)
        parts.append(_Part(clause, words, tuple(word.text for word in words)))
    return parts


def _pair_equal_in_order(pairing: _Pairing) -> None:
    matcher = SequenceMatcher(None, [p.texts for p in pairing.before], [p.texts for p in pairing.after], autojunk=False)
    for i, j, size in matcher.get_matching_blocks():
        for at in range(size):
            pairing.pair(i + at, j + at)


def _pair_equal_elsewhere(pairing: _Pairing) -> None:
    """Of several with equal words ("Reserved."), those of one number first, then in their order."""
    earlier, later = pairing.open()
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j in later:
        places[pairing.after[j].texts].append(j)
    for same_number in (True, False):
        for i in earlier:
            part = pairing.before[i]
            free = [j for j in places.get(part.texts, ()) if j not in pairing.earlier]
            if same_number:
                free = [j for j in free if pairing.after[j].clause.label == part.clause.label]
            if i not in pairing.later and free and (same_number or len(part.texts) >= _SHORT):
                pairing.pair(i, free[0])


def _pair_alike(pairing: _Pairing) -> None:
    earlier, later = pairing.open()
    if not (earlier and later):
        return
    likeness = _likeness([pairing.before[i].texts for i in earlier], [pairing.after[j].texts for j in later])
    neighbours = _neighbourhoods(pairing)
    found: list[tuple[float, int, int]] = []
    for row, column in zip(*np.nonzero(likeness >= _LIKE - _SAME_NUMBER - _SAME_PLACE), strict=True):
        i, j = earlier[row], later[column]
        near = neighbours[0][i] == neighbours[1][j]
        number = pairing.before[i].clause.label == pairing.after[j].clause.label != ""
        score = float(likeness[row, column]) + _SAME_NUMBER * number + _SAME_PLACE * near
        if score >= (_LIKE if near else _LIKE_ELSEWHERE):
            found.append((-score, i, j))
    for _, i, j in sorted(found):
        if i not in pairing.later and j not in pairing.earlier:
            pairing.pair(i, j)


def _neighbourhoods(pairing: _Pairing) -> tuple[list[int], list[int]]:
    """For each part of both versions the last part of the earlier one before it that stayed in its place (-1: none)."""
    kept = sorted(_longest_chain([(i, pairing.later[i]) for i in sorted(pairing.later)]))
    kept_after = [pairing.later[i] for i in kept]
    marks = [-1, *kept]
    return (
        [marks[bisect_right(kept, i)] for i in range(len(pairing.before))],
        [marks[bisect_right(kept_after, j)] for j in range(len(pairing.after))],
    )


def _likeness(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> NDArray[np.float32]:
    """The cosine of each earlier text with each later one; a word weighs more the fewer texts hold it."""
    texts = [*before, *after]
    held = Counter(word for text in texts for word in set(text))
    column = {word: at for at, word in enumerate(sorted(held))}
    weight = {word: log1p(len(texts) / number) for word, number in held.items()}
    first, second = (_rows(part, column, weight) for part in (before, after))
    product: NDArray[np.float32] = first @ second.T
    return product


def _rows(
    texts: Sequence[tuple[str, ...]], column: Mapping[str, int], weight: Mapping[str, float]
) -> NDArray[np.float32]:
    rows = np.zeros((len(texts), len(column)), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word, number in Counter(text).items():
            row[column[word]] = weight[word] * number**0.5
    lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1  # a leaf without words is like nothing
    unit: NDArray[np.float32] = rows / lengths
    return unit


def _longest_chain(pairs: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The earlier parts of the longest chain of ``pairs``, which are in the earlier order, that keeps the later order too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [at]
    chain: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at][0])
        at = before[at]
    return frozenset(chain)


def _changes(pairing: _Pairing, stayed: frozenset[int]) -> Iterator[ClauseChange]:
    """The changes in the later order; a removed clause follows what stayed before it."""
    waiting = iter(range(len(pairing.before)))
    for j, part in enumerate(pairing.after):
        i = pairing.earlier.get(j)
        if i is None:
            yield ClauseChange(frozenset({ChangeKind.ADDED}), None, part.clause.id)
            continue
        if i in stayed:
            yield from _removed(pairing, waiting, i)
        yield _change(pairing.before[i], part, moved=i not in stayed)
    yield from _removed(pairing, waiting, len(pairing.before))


def _removed(pairing: _Pairing, waiting: Iterator[int], until: int) -> Iterator[ClauseChange]:
    for i in waiting:
        if i not in pairing.later:
            yield ClauseChange(frozenset({ChangeKind.REMOVED}), pairing.before[i].clause.id, None)
        if i == until:
            return


def _change(before: _Part, after: _Part, *, moved: bool) -> ClauseChange:
    words = () if before.texts == after.texts else compare_words(before.words, after.words)
    signs = (
        (ChangeKind.CHANGED, bool(words)),
        (ChangeKind.MOVED, moved),
        (ChangeKind.RENUMBERED, before.clause.label != after.clause.label),
    )
    kinds = frozenset(kind for kind, found in signs if found)
    return ClauseChange(kinds or frozenset({ChangeKind.UNCHANGED}), before.clause.id, after.clause.id, words)
