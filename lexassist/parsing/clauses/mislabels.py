"""Labels that character recognition has garbled: "l.2" for "1.2", "2,1" for "2.1", "(li)" for "(ii)". Pure.

Every reading is marked as not sure: whoever knows the sequence takes it only where the labels around it prove it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lexassist.parsing.clauses.numbering import Family, Label, read_labels

_FIGURES = str.maketrans(
    {"l": "1", "I": "1", "|": "1", "!": "1", "i": "1", "O": "0", "o": "0", "S": "5", "B": "8", "Z": "2"}
)
_DIGIT = r"[\dlI|!iOoSBZ]"
_DECIMAL = re.compile(
    rf"(?P<value>{_DIGIT}{{1,2}}(?:\s?[.,·]\s?{_DIGIT}{{1,2}}){{1,3}})(?P<mark>[.,:)]?)(?=\s|$|[A-Z“\"])"
)
_NUMBER = re.compile(rf"(?P<value>{_DIGIT}{{1,2}})(?P<mark>[.,])(?=\s)")
_ITEM = re.compile(r"[({\[](?P<value>[ilI1|!vxVXj]{1,5}|[0OoB69qGsS5])[)}\]](?=\s)")
_NUMERAL = re.compile("[ilI1|!vxVXj]+")
_MAY_BE: dict[str, str] = {"0": "o", "O": "o", "6": "b", "9": "g", "5": "s", "8": "b", "1": "l", "q": "g", "G": "c"}


def read_garbled(line: str) -> tuple[Label, ...]:
    """What the label at a line's start may have been before recognition garbled it; none where nothing is garbled.

    >>> [(label.text, label.sure) for label in read_garbled("l.2 Payment")]
    [('1.2', False)]
    >>> read_garbled("(li) the Seller")[0].text
    '(ii)'
    """
    return tuple(_readings(line))


def _readings(line: str) -> Iterator[Label]:
    if match := _ITEM.match(line):
        yield from _items(line, match)
    elif match := _DECIMAL.match(line) or _NUMBER.match(line):
        if line[0].isdigit() and not re.search(r"[^\d. ]", match["value"] + match["mark"]):
            return
        value = re.sub(r"\s?[.,·]\s?", ".", match["value"].translate(_FIGURES))
        for label in read_labels(f"{value}. x"):
            if label.family is Family.NUMBER:
                yield replace(label, end=_behind(line, match.end()), sure=False)


def _items(line: str, match: re.Match[str]) -> Iterator[Label]:
    value = match["value"]
    # A capital that is no numeral is what stands there: "(B)" in running text is no garbled "(b)".
    numeral = re.sub("[lI1|!j]", "i", value).lower() if _NUMERAL.fullmatch(value) else value
    mended = {numeral, _MAY_BE.get(value, value)} - {value}
    for text in sorted(mended):
        for label in read_labels(f"({text}) x"):
            yield replace(label, end=_behind(line, match.end()), sure=False)


def _behind(line: str, end: int) -> int:
    return end + len(line[end:]) - len(line[end:].lstrip(" -–—"))
