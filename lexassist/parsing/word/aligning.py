"""Two sequences of words that say nearly the same, aligned in nearly linear time. Pure.

Patience: runs of words that occur once in both are anchors; between two anchors shorter runs are, and small rests are
compared word by word. (Bram Cohen's patience diff; the rests are difflib's.)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_RUNS = (6, 3, 1)
"""Words of an anchor, tried in turn."""
_SMALL = 40_000
"""Pairs of words: rests with more are not compared each with each."""

_AHEAD = 40
"""Words that one side may have more, in such a rest."""
_LIKE = 3

_Pair = tuple[int, int]


def align_words(left: Sequence[str], right: Sequence[str]) -> dict[int, int]:
    """For places of ``left``, the place of the same word in ``right``; both go up together."""
    pairs: dict[int, int] = {}
    waiting = [((0, len(left)), (0, len(right)), 0)]
    while waiting:
        a, b, level = waiting.pop()
        a, b = _trim(left, right, a, b, pairs)
        if a[0] == a[1] or b[0] == b[1]:
            continue
        anchors = _anchors(left[a[0] : a[1]], right[b[0] : b[1]], _RUNS[level]) if level < len(_RUNS) else []
        if anchors:
            waiting += _between(anchors, a, b, level, pairs)
        elif level + 1 < len(_RUNS):
            waiting.append((a, b, level + 1))
        elif (a[1] - a[0]) * (b[1] - b[0]) <= _SMALL:
            matcher = SequenceMatcher(None, left[a[0] : a[1]], right[b[0] : b[1]], autojunk=False)
            for block in matcher.get_matching_blocks():
                pairs.update((a[0] + block.a + step, b[0] + block.b + step) for step in range(block.size))
        else:
            pairs.update(_walk(left, right, a, b))
    return pairs


def _trim(left: Sequence[str], right: Sequence[str], a: _Pair, b: _Pair, pairs: dict[int, int]) -> tuple[_Pair, _Pair]:
    """Pair the words that both begin with and both end with; what is left."""
    (start, end), (other, last) = a, b
    while start < end and other < last and left[start] == right[other]:
        pairs[start] = other
        start, other = start + 1, other + 1
    while start < end and other < last and left[end - 1] == right[last - 1]:
        end, last = end - 1, last - 1
        pairs[end] = last
    return (start, end), (other, last)


def _walk(left: Sequence[str], right: Sequence[str], a: _Pair, b: _Pair) -> Iterator[_Pair]:
    """Pairs of a large rest that only repeats itself: side by side, and where they differ, on to the next likeness."""
    (place, end), (match, last) = a, b
    while place < end and match < last:
        if left[place] == right[match]:
            yield place, match
            place, match = place + 1, match + 1
            continue
        skips = ((skip - other, other) for skip in range(1, _AHEAD) for other in range(skip + 1))
        alike = (
            (skip, other)
            for skip, other in skips
            if place + skip + _LIKE <= end
            and left[place + skip : place + skip + _LIKE] == right[match + other : match + other + _LIKE]
        )
        skip, other = next(alike, (1, 1))
        place, match = place + skip, match + other


def _between(
    anchors: Sequence[_Pair], a: _Pair, b: _Pair, level: int, pairs: dict[int, int]
) -> Iterator[tuple[_Pair, _Pair, int]]:
    """Pair the anchors' first words; the rests between them, each to be aligned at the same level."""
    before, other = a[0], b[0]
    for place, match in anchors:
        pairs[a[0] + place] = b[0] + match
        yield (before, a[0] + place), (other, b[0] + match), level
        before, other = a[0] + place + 1, b[0] + match + 1
    yield (before, a[1]), (other, b[1]), level


def _anchors(left: Sequence[str], right: Sequence[str], size: int) -> list[_Pair]:
    """The longest row of runs of ``size`` words that occur once on either side, in the same order on both."""
    known = _once(left, size)
    others = _once(right, size)
    pairs = sorted((place, others[run]) for run, place in known.items() if run in others)
    return _ascending(pairs)


def _once(words: Sequence[str], size: int) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    for place, run in enumerate(zip(*(words[step:] for step in range(size)), strict=False)):
        places[run] = -1 if run in places else place
    return {run: place for run, place in places.items() if place >= 0}


def _ascending(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The longest subsequence whose second members go up."""
    tops: list[int] = []
    holders: list[int] = []
    behind: list[int] = []
    for index, (_, match) in enumerate(pairs):
        pile = bisect_left(tops, match)
        behind.append(holders[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(match)
            holders.append(index)
        else:
            tops[pile], holders[pile] = match, index
    found: list[_Pair] = []
    index = holders[-1] if holders else -1
    while index >= 0:
        found.append(pairs[index])
        index = behind[index]
    return found[::-1]
