"""The lists of web pages: their numbers as a browser writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lexassist.parsing.word.numerals import columns, roman

_LISTS = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i"}
_LISTS |= {"upper-roman": "I", "decimal": "1", "none": "", "disc": "•", "circle": "◦", "square": "▪"}


@dataclass(slots=True)
class OpenList:
    """An open list: its style, the number of its next item, the step, and the items of a reversed one."""

    style: str
    count: int = 1
    step: int = 1
    waiting: list[tuple[list[str], int]] = field(default_factory=list)


def open_list(tag: str, values: Mapping[str, str]) -> OpenList:
    """The list that an element with these attributes opens."""
    style = list_style(values) or ("1" if tag == "ol" else "•")
    if tag == "ol" and "reversed" in values:
        return OpenList(style, whole(values.get("start", ""), 0), -1)
    return OpenList(style, whole(values.get("start", ""), 1))


def list_style(values: Mapping[str, str]) -> str:
    """How an element's items are numbered or marked, "" where it does not say."""
    match = re.search(r"list-style(?:-type)?\s*:\s*([a-z-]+)", values.get("style", ""), re.IGNORECASE)
    named = match[1].lower() if match else values.get("type", "")
    return _LISTS.get(named.lower(), named if named in ("1", "a", "A", "i", "I") else "")


def number_backwards(items: OpenList) -> None:
    """Write the numbers of a reversed list, whose first item's is known only now."""
    for count, (line, place) in enumerate(reversed(items.waiting), 1):
        line[place] = write_label(count, items.style)


def write_label(count: int, style: str) -> str:
    """What stands before an item, with the space behind it."""
    if style not in ("1", "a", "A", "i", "I"):
        return f"{style} "
    if style == "1" or not 0 < count < 4000:
        return f"{count}. "
    text = roman(count) if style in "iI" else columns(count)
    return f"{text if style.isupper() else text.lower()}. "


def whole(text: str, default: int) -> int:
    """The whole number in an attribute, ``default`` where it is none."""
    return int(text) if re.fullmatch(r"\s*-?[0-9]{1,6}\s*", text) else default
