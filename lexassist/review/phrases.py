"""Whether a text has the words of a playbook, whatever their endings, line breaks and articles.

A phrase is a run of words; "..." in it lets others stand between, within one sentence, but no negation or exception; " | "
parts ways of saying it. Promises that what :mod:`lexassist.generation.wording` keeps apart (may, shall, may not, at least, at
most) is never taken for one another. It does not know what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lexassist.generation.wording import read_words
from lexassist.particulars.quantities import fold

_IGNORED = frozenset({"a", "an", "the", "such", "any", "its", "their", "said", ",", "(", ")"})
_TURNS = frozenset({"not", "no", "never", "neither", "none", "nothing", "unless", "except", "without", "neednot"})
"""Words that turn a sentence round: a gap never jumps over one."""
_GAP = re.compile(r"\s*(?:\.\.\.|…)\s*")
_ENDS = frozenset({".", ";"})


def find_phrase(phrase: str, texts: Sequence[str]) -> int | None:
    """The index of the first text (a sentence) that has ``phrase``, in any of its ways; None where none has."""
    ways = _ways(phrase)
    return next((n for n, text in enumerate(texts) if any(_stands(way, _stems(text)) for way in ways)), None)


@lru_cache(maxsize=1024)
def _ways(phrase: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(tuple(_stems(part) for part in _GAP.split(way.strip()) if part) for way in phrase.split("|"))


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in read_words(fold(text)) if word.stem not in _IGNORED)


def _stands(parts: Sequence[Sequence[str]], stems: Sequence[str]) -> bool:
    """Whether the parts stand in ``stems`` in their order, with nothing between that turns or ends the sentence."""
    starts = _starts(parts[0], stems, 0)
    return any(_goes_on(parts[1:], stems, start + len(parts[0])) for start in starts)


def _goes_on(parts: Sequence[Sequence[str]], stems: Sequence[str], at: int) -> bool:
    if not parts:
        return True
    for start in _starts(parts[0], stems, at):
        if any(stem in _TURNS or stem in _ENDS for stem in stems[at:start]):
            return False
        if _goes_on(parts[1:], stems, start + len(parts[0])):
            return True
    return False


def _starts(part: Sequence[str], stems: Sequence[str], at: int) -> list[int]:
    size = len(part)
    return [n for n in range(at, len(stems) - size + 1) if tuple(stems[n : n + size]) == tuple(part)]
