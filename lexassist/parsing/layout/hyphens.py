"""Whether a hyphen at a line's end belongs to the word ("royalty-free") or only to the line ("termi-nation").

A document that hardly ever breaks a word where it has no hyphen (a web page printed to PDF) keeps them all. Otherwise the
form that the document writes elsewhere decides; where it writes neither, a document that breaks few lines keeps the
hyphen, and so does a word whose halves are words of their own. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lexassist.parsing.pages import RawPage

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(r"[\w-]*\w$")
_FIRST = re.compile(r"\w+")
# Halves that hardly stand in a word of one piece.
_COMPOUNDING = frozenset(
    "all anti cross fully high long low multi non paid quasi self semi short sole third well wholly world year".split()
)
_COMPOUNDED = frozenset("based day exclusive free month owned party related term time up wide year".split())
_ENOUGH = 4
"""Breaks from which on a document shows a habit."""
_SELDOM = 0.25
_ENOUGH_LINES = 60
_RARE = 0.02
"""A typesetter who breaks words does so in more lines than this share."""
# "short-\nand long-term": the line's end only happens to follow the hyphen.
_SUSPENDED = re.compile(r"(?:and|or|to)\b")
# Halves that close a compound: "with-out", "there-of", "how-ever" are one word even where both halves are words.
_OPENING = frozenset("a be con de dis em en ex for im in out over per pro re sub un under up with".split())
_CLOSING = frozenset("after by ever fore from in of on out to under upon with".split())


class Healer:
    """Decides hyphens of one document by the words that it uses."""

    def __init__(self, pages: Sequence[RawPage]) -> None:
        self._words: Counter[str] = Counter()
        self._keeps_all = self._seldom = False
        pairs = list(_broken_pairs(pages))
        if not pairs:
            return
        for page in pages:
            for line in page.lines:
                self._words.update(_WORD.findall(line.text.lower()))
        for half in (half.lower() for pair in pairs for half in pair):
            self._words[half] -= 1  # a half is not yet a word of the document
        lines = sum(len(page.lines) for page in pages)
        self._seldom = lines >= _ENOUGH_LINES and len(pairs) < _RARE * lines
        open_to_both = [pair for pair in pairs if _may_be_joined(*pair)]
        joined = sum(self._evidence(*pair) is False for pair in open_to_both)
        self._keeps_all = len(open_to_both) >= _ENOUGH and joined < _SELDOM * len(open_to_both)

    def joint(self, before: str, after: str) -> str:
        """What stands between a line that ends in a hyphen (not part of ``before``) and the next one."""
        if not after[0].isalnum() or _SUSPENDED.match(after):
            return "-\n"
        return "-" if self._keeps_hyphen(before, after) else ""

    def _keeps_hyphen(self, before: str, after: str) -> bool:
        left, right = _halves(before, after)
        if self._keeps_all or not _may_be_joined(left, right):
            return True
        known = self._evidence(left, right)
        if known is not None:
            return known
        if self._seldom or "-" in left or after[len(right) :].startswith("-"):
            return True
        first, second = left.rpartition("-")[2].lower(), right.lower()
        if first in _COMPOUNDING or second in _COMPOUNDED:
            return True
        both = self._words[first] > 0 and self._words[second] > 0
        return both and first not in _OPENING and second not in _CLOSING

    def _evidence(self, left: str, right: str) -> bool | None:
        """Whether the document writes the word with a hyphen elsewhere, None where it says nothing."""
        last = left.rpartition("-")[2].lower()
        joined, hyphenated = self._words[last + right.lower()], self._words[f"{last}-{right.lower()}"]
        return None if joined == hyphenated else hyphenated > joined


def _may_be_joined(left: str, right: str) -> bool:
    """A capital or a figure behind the hyphen, or a figure before it, keeps it."""
    return bool(left) and bool(right) and not left[-1].isdigit() and right[0].islower()


def _broken_pairs(pages: Sequence[RawPage]) -> Iterator[tuple[str, str]]:
    for page in pages:
        for line, following in zip(page.lines, page.lines[1:], strict=False):
            if line.broken:
                yield _halves(line.text, following.text)


def _halves(before: str, after: str) -> tuple[str, str]:
    left, right = _LAST.search(before), _FIRST.match(after)
    return left[0] if left else "", right[0] if right else ""
