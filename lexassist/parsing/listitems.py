"""Items of lists inside running text: "(a) ...; or (b) ...", "1) ... 2) ...", bullets. Pure.

Promises: two or more items in sequence, each with words of its own, in text order. A cross-reference ("Section 5(a)",
"clauses (a) and (b)"), a number said again in digits ("three (3)") and a label without a second one are no items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.parsing.clauses.numbering import Family, read_labels

_IN_BRACKETS = re.compile(r"\((?:[a-z]{1,5}|[A-Z]{1,4}|\d{1,2})\)(?=\s*[\w“\"‘'(\[$€£])")
_AFTER_SPACE = re.compile(
    r"\s(?:(?:[a-z]{1,4}|\d{1,2})\)(?=\s*[\w“\"‘'(\[$€£])|(?P<dot>[a-z]|[ivx]{2,5}|\d{1,2})\.(?=\s+\S)"
    r"|(?P<line>[*§o–—-])(?=\s+\w|(?<=\*)\w)|(?P<bullet>[•●▪◦])(?=\s*\w))"
)
_NO_ITEM_BEHIND = re.compile(r"(?:[\w()§\-]|\d\.)\Z")
_REFERS = re.compile(
    r"(?:\b(?:sections?|clauses?|articles?|paragraphs?|sub-?(?:sections?|clauses?|paragraphs?)|items?|rules?|regulations?|"
    r"schedules?|exhibits?|annex(?:es)?|appendix|points?|parts?|see)|§+)(?:\s+[\dIVX]+(?:\.\d+)*\.?)?\s*$",
    re.IGNORECASE,
)
_SAID_AGAIN = re.compile(
    r"(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)|\d)[\s-]*$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\s*(?:(?:above|below|hereof|thereof|inclusive)\b|of (?:this|the (?:above|foregoing))\b|,? ?(?:and|or) \()"
)
_WORD = re.compile(r"(?!(?:and|or|to|through)\b)\b\w+")
_DASHES = frozenset("–—-o§")
_LINE_ENDS = ".:;,"
"""What stands before a list whose bullets are other things elsewhere."""
_FARTHEST = 2500
"""Characters between an item and the next one of its list."""
_LOOK_BACK = 32


@dataclass(frozen=True, slots=True)
class Item:
    """An item by the place of its label; ``of`` is the place of its list's first item."""

    start: int
    of: int


@dataclass(slots=True)
class _List:
    first: int
    last: int
    value: int


def find_items(text: str) -> tuple[Item, ...]:
    """The items of all lists in a text, in order."""
    lists: dict[str, _List] = {}
    items: dict[int, Item] = {}
    for start, readings in _marks(text):
        # A text that is an item itself goes on with the list it stands in.
        opens = not text[:start].strip()
        for style, value in readings:
            known = lists.get(style)
            if known and value in (0, known.value + 1) and start - known.last <= _FARTHEST:
                items.setdefault(known.last, Item(known.last, known.first))
                items[start] = Item(start, known.first)
                known.last, known.value = start, value
            elif value <= 1 or opens:
                lists[style] = _List(start, start, value)
    return tuple(items[start] for start in sorted(items))


def _marks(text: str) -> Iterator[tuple[int, tuple[tuple[str, int], ...]]]:
    """The labels that have words behind them and refer to nothing: where they stand, and what they count as."""
    labels = sorted([*_bracketed(text), *_spaced(text)])
    for index, (start, end, is_bullet) in enumerate(labels):
        if is_bullet:
            yield start, ((text[start:end], 0),)
            continue
        following = labels[index + 1][0] if index + 1 < len(labels) else len(text)
        words = text[end : min(following, end + 80)]
        # A list may start with the first words of an item: "(a) (i) ...".
        few = not _WORD.search(words) and (words.strip() or following == len(text))
        if not few and not _REFERS.search(text, max(0, start - _LOOK_BACK), start) and not _POINTS_BACK.match(words):
            yield start, tuple(_readings(text[start : end + 1]))


_Label = tuple[int, int, bool]
"""Start, end, and whether it is a bullet."""


def _bracketed(text: str) -> Iterator[_Label]:
    for match in _IN_BRACKETS.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if not _NO_ITEM_BEHIND.search(before[-2:]) and not _is_said_again(match[0], before):
            yield match.start(), match.end(), False


def _spaced(text: str) -> Iterator[_Label]:
    seen: set[str] = set()
    # With a line's end before it, so that a label at the start is found like any other.
    for match in _AFTER_SPACE.finditer(f"\n{text}"):
        start, end, label = match.start(), match.end() - 1, match[0][1:]
        before = text[max(0, start - _LOOK_BACK) : start]
        new_line = match[0][0] == "\n" or not before.strip()
        marked = not before.strip() or before.rstrip()[-1] in _LINE_ENDS
        if match["bullet"] or match["line"]:
            if match["bullet"] or (new_line and (label not in _DASHES or label in seen or marked)):
                seen.add(label)
                yield start, end, True
        elif (new_line or before.rstrip()[-1] in ";:") if match["dot"] else not _is_said_again(label, before):
            yield start, end, False


def _is_said_again(label: str, before: str) -> bool:
    return label.strip("()").isdigit() and bool(_SAID_AGAIN.search(before))


def _readings(text: str) -> Iterator[tuple[str, int]]:
    for label in read_labels(text):
        if label.family in (Family.ITEM, Family.NUMBER) and len(label.value) == 1:
            yield label.style, label.value[0]
