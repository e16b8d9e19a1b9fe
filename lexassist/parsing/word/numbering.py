"""The automatic numbers of a Word document: the labels that Word shows and that stand nowhere in its text.

:class:`Lists` are the definitions (numbering.xml), :class:`Counters` counts one story (the body, the footnotes, a text box).
Counting follows ECMA-376 part 1, 17.9, and where that is silent, Word: all lists over one abstract definition go on with one
count; a ``startOverride`` takes effect when its list is first met at that level; a level that is skipped shows its start;
"legal" numbering writes the levels above in digits and its own as it is. Numbers in other languages' words are written in
digits or English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lexassist.parsing.word.numerals import write_number
from lexassist.parsing.word.package import Element, W, is_on, number, val
from lexassist.parsing.word.styles import Look, Styles, read_look
from lexassist.parsing.word.symbols import spell

_PLACE = re.compile(r"%([1-9])")
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CUSTOM = {
    "01, 02, 03, ...": "decimalZero",
    "001, 002, 003, ...": "decimalZero3",
    "0001, 0002, 0003, ...": "decimalZero4",
}
_CUSTOM["00001, 00002, 00003, ..."] = "decimalZero5"
_GAPS = {"nothing": "", "space": " ", "tab": " "}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, how its label is written, and what stands behind it.

    ``restart`` is the 1-based level behind which it starts anew, 0 for never, None for any above it.
    """

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    legal: bool = False
    restart: int | None = None
    gap: str = " "
    style: str = ""
    look: Look = field(default_factory=Look)

    def starts_anew(self, behind: int, depth: int) -> bool:
        """Whether this level, at ``depth``, starts anew behind a paragraph of level ``behind`` (both from 0)."""
        if self.restart is None or self.restart > depth:
            return behind < depth
        return behind < self.restart


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A ``w:num``: ``key`` is what it shares its count with, ``overrides`` the starts that it sets itself."""

    key: str
    levels: Mapping[int, Level]
    overrides: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is shown, with the white space behind it."""

    text: str
    gap: str
    look: Look


class Lists:
    """The list definitions of a document."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[str, Element] = {}
        self._read: dict[str, NumberedList | None] = {}
        self._places: dict[str, tuple[NumberedList, int] | None] = {}
        if root is None:
            return
        for abstract in root.findall(f"{W}abstractNum"):
            self._abstract[str(abstract.get(f"{W}abstractNumId", ""))] = abstract
        for element in root.findall(f"{W}num"):
            self._numbers.setdefault(str(element.get(f"{W}numId", "")), element)

    def place(self, properties: Element | None) -> tuple[NumberedList, int] | None:
        """The list and the level (from 0) of a paragraph with these properties, None where it has no number."""
        own = None if properties is None else properties.find(f"{W}numPr")
        style = self._styles.of_paragraph(properties)
        if own is None:
            if style not in self._places:
                self._places[style] = self._find_place(style, "", "")
            return self._places[style]
        return self._find_place(style, val(own, "numId"), val(own, "ilvl"))

    def _find_place(self, named: str, which: str, depth: str) -> tuple[NumberedList, int] | None:
        """The place that a paragraph sets itself, completed by the style that it names."""
        styles: list[str] = []
        for style, element in self._styles.chain(named):
            styles.append(style)
            inherited = element.find(f"{W}pPr/{W}numPr")
            if not which:
                which = val(inherited, "numId")
                # The style's own level counts only where the list's level does not name the style.
                found = self.find(which) if which else None
                linked = _linked(found, styles) if found is not None and not depth else None
                depth = depth if linked is None else str(linked)
            depth = depth or val(inherited, "ilvl")
        found = self.find(which) if which and which != "0" else None
        level = number(depth, 0)
        return (found, level) if found is not None and level in found.levels else None

    def find(self, which: str) -> NumberedList | None:
        """The list with this ``w:numId``, None where the document defines none."""
        if which not in self._read:
            self._read[which] = self._define(which)
        return self._read[which]

    def _define(self, which: str) -> NumberedList | None:
        element = self._numbers.get(which)
        key = val(element, "abstractNumId")
        if element is None or key not in self._abstract:
            return None
        levels = _levels(self._resolved(key))
        overrides: dict[int, int] = {}
        for override in element.findall(f"{W}lvlOverride"):
            depth = number(override.get(f"{W}ilvl"), -1)
            replaced = override.find(f"{W}lvl")
            if replaced is not None:
                levels[depth] = _level(replaced)
            start = val(override, "startOverride")
            if start:
                overrides[depth] = number(start, 1)
                levels[depth] = replace(levels.get(depth, Level()), start=overrides[depth])
        return NumberedList(key, levels, overrides)

    def _resolved(self, key: str) -> Element:
        """The abstract definition that holds the levels, behind a link to a numbering style."""
        abstract = self._abstract[key]
        for _ in range(8):
            link = val(abstract, "numStyleLink")
            if not link:
                break
            numbers = (val(style.find(f"{W}pPr/{W}numPr"), "numId") for _, style in self._styles.chain(link))
            target = self._numbers.get(next(filter(None, numbers), ""))
            other = self._abstract.get(val(target, "abstractNumId"))
            if other is None:
                break
            abstract = other
        return abstract


class Counters:
    """The counts of one story, paragraph by paragraph."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._met: dict[str, set[int]] = {}
        self._waiting: dict[str, set[int]] = {}
        self._overridden: set[tuple[int, int]] = set()

    def count(self, found: NumberedList, depth: int) -> Label:
        """Count a paragraph of a level, and give its label ("" for a level that shows none)."""
        counts = self._counts.setdefault(found.key, {})
        met = self._met.setdefault(found.key, set())
        waiting = self._waiting.setdefault(found.key, set())
        if depth not in met:
            self._open_above(found, depth)
        self._count_level(found, depth)
        for deeper, level in found.levels.items():
            if deeper > depth and level.starts_anew(depth, deeper):
                counts[deeper] = level.start
                waiting.add(deeper)
        level = found.levels[depth]
        return Label(_write(found, depth, counts), level.gap, level.look)

    def _open_above(self, found: NumberedList, depth: int) -> None:
        for above in range(depth - 1, -1, -1):
            if above in self._met[found.key] or above not in found.levels:
                return
            self._count_level(found, above)

    def _count_level(self, found: NumberedList, depth: int) -> None:
        counts, met, waiting = self._counts[found.key], self._met[found.key], self._waiting[found.key]
        start = found.levels[depth].start
        once = (id(found), depth)
        if depth in found.overrides and once not in self._overridden:
            self._overridden.add(once)
            counts[depth] = start
        elif depth in waiting:
            counts[depth] = start
        else:
            counts[depth] = counts[depth] + 1 if depth in met else start
        waiting.discard(depth)
        met.add(depth)


def _write(found: NumberedList, depth: int, counts: Mapping[int, int]) -> str:
    level = found.levels[depth]
    if level.form == "bullet":
        return spell(level.pattern, level.look.font or "", bullet=True)

    def count(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        meant = found.levels.get(other)
        if meant is None:
            return ""
        shows = meant.form not in ("bullet", "none")
        form = "decimal" if level.legal and other < depth and shows else meant.form
        return write_number(counts.get(other, meant.start), form)

    return _PLACE.sub(count, level.pattern)


def _linked(found: NumberedList, styles: list[str]) -> int | None:
    """The level of a list that names one of the styles, the nearest first."""
    for style in styles:
        for depth, level in found.levels.items():
            if level.style == style:
                return depth
    return None


def _levels(abstract: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in abstract.findall(f"{W}lvl"):
        depth = number(element.get(f"{W}ilvl"), -1)
        if 0 <= depth <= 8:
            levels[depth] = _level(element)
    return levels


def _level(element: Element) -> Level:
    restart = val(element, "lvlRestart")
    return Level(
        start=number(val(element, "start"), 0),
        form=_form(element),
        pattern=val(element, "lvlText"),
        legal=bool(is_on(element, "isLgl")),
        restart=number(restart, 0) if restart else None,
        gap=_GAPS.get(val(element, "suff", "tab"), " "),
        style=val(element, "pStyle"),
        look=read_look(element.find(f"{W}rPr")),
    )


def _form(element: Element) -> str:
    """The number form; newer ones stand in an alternative that older Words do not read."""
    own = element.find(f"{W}numFmt")
    alternate = element.find(f"{_ALTERNATE}//{W}numFmt")
    chosen = alternate if alternate is not None else own
    if chosen is None:
        return "decimal"
    form = str(chosen.get(f"{W}val", "decimal"))
    return _CUSTOM.get(str(chosen.get(f"{W}format", "")), "decimal") if form == "custom" else form
