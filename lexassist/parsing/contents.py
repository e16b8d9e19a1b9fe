"""Which lines are a table of contents: they bear labels but are no clauses. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lexassist.parsing.bodylines import BodyLine
from lexassist.parsing.numbering import read_labels

_HEADING = re.compile(r"(?:TABLE OF )?CONTENTS|INDEX(?: OF [A-Z ]+)?", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*[\divx-]*\s*$|_{4,}\s*\d+\s*$")
_PAGE_AT_END = re.compile(r"\S\s+(?:[A-Z]-)?(?:\d{1,3}|[ivx]{1,5})$")
_LOOK = 400
_ENTRY = 130


def find_contents(lines: Sequence[BodyLine]) -> frozenset[int]:
    """The indexes of the lines that make up a table of contents."""
    found = {index for index, line in enumerate(lines) if _LEADER.search(line.text) and read_labels(line.text)}
    for index, line in enumerate(lines[: len(lines) // 2 + 1]):
        if _HEADING.fullmatch(line.text.strip(" .:-")):
            found.update(range(index, _end(lines, index)))
            break
    found |= _between_leaders(lines, found)
    return frozenset(found)


def _between_leaders(lines: Sequence[BodyLine], found: set[int]) -> set[int]:
    """Lines without leaders that stand between lines with them: entries that ran over."""
    ordered = sorted(found)
    near = [(a, b) for a, b in pairwise(ordered) if 1 < b - a <= 4]
    return {index for a, b in near for index in range(a + 1, b) if len(lines[index].text) <= _ENTRY}


def _end(lines: Sequence[BodyLine], start: int) -> int:
    """The line behind the table that starts at ``start``.

    It is where the table's first entry comes again as a clause; else behind the last line that ends in a page number.
    """
    ahead = range(start + 1, min(len(lines), start + _LOOK))
    first = next((index for index in ahead if read_labels(lines[index].text)), None)
    if first is not None:
        entry = _entry(lines[first].text)
        for index in range(first + 1, ahead.stop):
            if _entry(lines[index].text) == entry:
                return index
    numbered = [index for index in ahead if _PAGE_AT_END.search(lines[index].text)]
    end = start + 1
    for index in numbered:
        if index - end > 6:
            break
        end = index + 1
    return end


def _entry(text: str) -> tuple[str, tuple[int, ...], str]:
    """What an entry and its clause have in common: the label and the first letters of the heading."""
    labels = read_labels(text)
    if not labels:
        return "", (), text
    words = re.sub(r"[^a-z]", "", _LEADER.sub("", text[labels[0].end :]).lower())
    return labels[0].style, labels[0].value, words[:8]
