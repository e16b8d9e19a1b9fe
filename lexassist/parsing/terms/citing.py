"""The words by which a contract refers to its parts: "Sections 4.1, 4.2 and 7(a)(ii)", "clause (ii) of Section 3.1". Pure.

Promises: each number of a list is a mention of its own, with its words; a part of a part ("Schedule 2, paragraph 3") is one
mention whose ``within`` is the other. Does not know whether there is such a part, nor which document is meant. Each
character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from lexassist.parsing.clauses.numbering import roman


class Rank(IntEnum):
    """What kind of part is named, from the largest to the smallest."""

    SCHEDULE = 0
    ARTICLE = 1
    SECTION = 2
    PARAGRAPH = 3
    RECITAL = 4
    RULE = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """One part that is referred to; ``start`` and ``end`` are the words that do.

    ``steps`` are the levels of its number ("7(a)(ii)" is 7, a, ii); none for "this Section". ``inner`` says that the number
    starts with a letter in parentheses, so that it counts from where it stands. ``sure`` is False where only a part that is
    there can be meant.
    """

    rank: Rank
    word: str
    steps: tuple[str, ...]
    start: int
    end: int
    within: Mention | None = None
    sure: bool = True

    @property
    def inner(self) -> bool:
        """Whether its number is one of a list inside a part: "(b)"."""
        return bool(self.steps) and self.rank >= Rank.SECTION and not self.steps[0][0].isdigit()


_SCAN = re.compile(
    r"[AaCcEeIiPpRrSs](?<![\w-].)(?:chedule|CHEDULE|xhibit|XHIBIT|ttachment|TTACHMENT|nnex|NNEX|ppendi|PPENDI|ddend|DDEND|rticle|RTICLE|rt\.|"
    r"arts?\s|ARTS?\s|ection|ECTION|lause|LAUSE|ecs?\.|ub-?\s?[scpSCP]|UB-?\s?[SCP]|ara|ARA|tems?\s|TEMS?\s|ecital|ECITAL|ules?\s|ULES?\s)|§"
)
"""The first letters of a keyword: a quick look at every character before the slow one at a few."""
_KEYWORD = re.compile(
    r"(?:(?P<schedule>schedules?|exhibits?|annex(?:es|ures?)?|appendi(?:x|ces)|attachments?|addend(?:um|a))"
    r"|(?P<article>articles?|art\.|parts?)"
    r"|(?P<section>sections?|secs?\.|clauses?|§{1,2})"
    r"|(?P<paragraph>sub-?\s?(?:section|clause|paragraph)s?|paragraphs?|paras?\.?|items?)"
    r"|(?P<recital>recitals?)|(?P<rule>rules?))(?![\w-])",
    re.IGNORECASE,
)
_THIS = re.compile(r"\bthis\s+$", re.IGNORECASE)
_RANKS = {rank.name.lower(): rank for rank in Rank}
_STEP = re.compile(r"[A-Za-z]+|\d+")
_ODD_PLURALS = {
    "annexures": "annex",
    "annexure": "annex",
    "annexes": "annex",
    "appendices": "appendix",
    "addenda": "addendum",
}
_SPELLED = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_ITEM = r"\(\s?(?:[ivxl]{1,6}|[IVXL]{1,6}|[a-z]{1,3}|[A-Z]{1,2}|\d{1,2})\s?\)"
_ITEMS = rf"(?:\s?{_ITEM})*"

_LETTER = rf"[A-H](?:[.\-]\d+)*(?![\w’']){_ITEMS}"
_SPELLED_OUT = "|".join(word.capitalize() for word in _SPELLED)
_SCHEDULE_NAME = (
    rf"\d{{1,3}}(?:[.\-]\d{{1,3}})*(?:[.\-]?[A-Z](?![A-Za-z]))?{_ITEMS}"
    rf"|[A-Z]{{1,2}}(?:[.\-]?\d{{1,3}}(?:[.\-]\d{{1,3}})*)?(?:-[A-Z])?(?![\w]){_ITEMS}"
    r"|[IVX]{1,5}(?:[.\-][A-Z0-9])?(?![\w])"
)


def _patterns(joint: str) -> dict[Rank, re.Pattern[str]]:
    """What may stand behind a keyword; ``joint`` is what stands between the point and the digits of a number."""
    number = (
        rf"\d{{1,4}}(?:\.{joint}\d{{1,4}}(?!\d)|\.(?=\())*"
        rf"(?:[A-Z]{{1,2}}(?![\w])|[a-z](?=[\s,.;)(]))?(?:\.[a-z]{{1,4}}(?![\w]))*{_ITEMS}"
    )
    values = {
        Rank.SCHEDULE: _SCHEDULE_NAME,
        Rank.ARTICLE: rf"[IVXLC]{{1,7}}(?![\w])|{number}|(?:{_SPELLED_OUT})\b|[A-Z](?![\w])",
        Rank.SECTION: rf"{number}|{_ITEM}{_ITEMS}|[IVX]{{1,6}}(?![\w’'])(?:\.[A-Z0-9])?{_ITEMS}|{_LETTER}",
        Rank.PARAGRAPH: rf"{number}|{_ITEM}{_ITEMS}|{_LETTER}",
        Rank.RECITAL: rf"{_ITEM}|[A-Z](?![\w])|\d{{1,2}}",
        Rank.RULE: rf"\d{{1,4}}[A-Za-z]{{0,2}}(?:-\d{{1,3}})?{_ITEMS}",
    }
    opening = {Rank.SCHEDULE: r"(?:No\.?\s*)?[“\"‘']?"}
    return {rank: re.compile(rf"\s*{opening.get(rank, '')}(?P<value>{value})") for rank, value in values.items()}


_CLOSE = _patterns("")
_SPACED = _patterns("[ ]?")
_SPACED_LABEL = re.compile(r"^[ \t]*\d{1,2}\.[ ]\d{1,2}[. ]", re.MULTILINE)
_AND = re.compile(
    r"\s*(?:,\s*(?:and/or|and|or|through|to|&)?|;\s*(?:and|or)|and/or|and|or|&|through|thru|to|-|–|—)\s*(?=[\dA-Z(])",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s*(?:%|percent|per\s?cent|days?\b|business\b|calendar\b|months?\b|years?\b|hours?\b|million\b|times\b|copies\b|and\s+one|[/$€£])",
    re.IGNORECASE,
)
_AFTER_ITEM = re.compile(
    r"\s*(?:[,.;:)]|$|of|above\b|below\b|here|shall\b|is\b|are\b|will\b|may\b|and\b|or\b|to\b|in\b|with\b|which\b|does\b|do\b|has\b|have\b|"
    r"were\b|was\b|must\b|through\b|applies\b|apply\b|under\b|by\b|for\b|as\b|if\b|at\b|on\b|when\b|hereto|that\b)"
)
_OF = re.compile(r"\s*,?\s*(?:of|to|in|under)\s+(?:(?:the|this)\s+)?(?=\S)", re.IGNORECASE)
_BESIDE = re.compile(r"\s*[,(]?\s*")
_SMALL_WORD = re.compile(r"\s[a-z]")
_QUOTES = ("“", "”", '"', "‘", "’", "'")
_MANY = 5


def find_mentions(text: str) -> Iterator[tuple[Mention, ...]]:
    """The mentions in text order; those that one keyword governs, or that one chain links, come together."""
    return _Reader(text).read()


class _Reader:
    """A text, and how its numbers are printed: "3.9", or "3. 9" where its labels are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._values = _SPACED if len(_SPACED_LABEL.findall(text)) >= _MANY else _CLOSE

    def read(self) -> Iterator[tuple[Mention, ...]]:
        """Every group of mentions."""
        position = 0
        for start in _SCAN.finditer(self._text):
            match = _KEYWORD.match(self._text, start.start()) if start.start() >= position else None
            if match is None:
                continue
            group, position = self._members(match)
            if group:
                group, position = self._chained(group, position)
                yield group

    def _chained(self, group: tuple[Mention, ...], position: int) -> tuple[tuple[Mention, ...], int]:
        """The group with the parts that it is said to be part of: "clause (ii) of Section 3.1 of Schedule 2"."""
        for _ in range(3):
            linked = self._part_of(group) or self._parts_beside(group)
            if linked is None:
                break
            group, position = linked
        return group, position

    def _part_of(self, group: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], int] | None:
        """The group as parts of what is named behind "of"."""
        last = group[-1]
        joint = _OF.match(self._text, last.end)
        match = _KEYWORD.match(self._text, joint.end()) if joint else None
        if match is None:
            return None
        outer, end = self._members(match)
        if len(outer) != 1 or not (outer[0].rank < last.rank or (last.inner and not outer[0].inner)):
            return None
        group = tuple(_put_within(mention, outer[0]) for mention in group)
        return (*group[:-1], replace(group[-1], end=outer[0].end)), end

    def _parts_beside(self, group: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], int] | None:
        """What follows as parts of the one that is named before: "Schedule 2, paragraph 3"."""
        last = group[-1]
        joint = _BESIDE.match(self._text, last.end)
        match = _KEYWORD.match(self._text, joint.end()) if joint and len(joint[0]) <= 4 else None
        if match is None or len(group) != 1:
            return None
        parts, end = self._members(match)
        if not parts or not _holds(last, parts[0]):
            return None
        first = replace(parts[0], start=last.start, within=last)
        return (first, *(replace(part, within=last) for part in parts[1:])), end

    def _members(self, match: re.Match[str]) -> tuple[tuple[Mention, ...], int]:
        """The mentions that a keyword governs, and where to read on."""
        group = match.lastgroup or ""
        rank, word = _RANKS[group], match[group]
        first = self._values[rank].match(self._text, match.end())
        if first is None or not self._is_number(rank, word, first):
            before = _THIS.search(self._text, max(0, match.start() - 12), match.start())
            if before is None or before.end() != match.start() or word.lower().endswith("s"):
                return (), match.end()
            return (Mention(rank, _singular(word), (), before.start(), match.end()),), match.end()
        value = first["value"]
        sure = value[0].isdigit() or value[0] == "(" or rank in (Rank.SCHEDULE, Rank.ARTICLE)
        end = first.end("value")
        if self._text[first.start("value") - 1] in _QUOTES and self._text[end : end + 1] in _QUOTES:
            end += 1
        members = [Mention(rank, _singular(word), _steps(value, rank), match.start(group), end, None, sure)]
        plural = word.lower().endswith(("s", "§§", "ces", "da"))
        while following := self._next(members[-1], plural=plural):
            members.append(following)
        return tuple(members), members[-1].end

    def _is_number(self, rank: Rank, word: str, match: re.Match[str]) -> bool:
        """Whether what follows a keyword is a number and not the next word or an amount."""
        value, place = match["value"], match.start("value")
        spaced = place > match.start() or value[0] == "(" or word[0] == "§"
        if not spaced or (value[0].isalpha() and not word[0].isupper()) or "\n\n" in self._text[match.start() : place]:
            return False
        named = rank in (Rank.SCHEDULE, Rank.ARTICLE, Rank.RECITAL)
        if value in ("A", "I") and not named and _SMALL_WORD.match(self._text, match.end()):
            return False
        return not (value[0].isdigit() and word[0].islower() and _UNIT.match(self._text, match.end()))

    def _next(self, before: Mention, *, plural: bool) -> Mention | None:
        """The next member of a list of numbers."""
        joint = _AND.match(self._text, before.end)
        match = self._values[before.rank].match(self._text, joint.end()) if joint and "\n\n" not in joint[0] else None
        if match is None:
            return None
        value, end = match["value"], match.end("value")
        first = before.steps[0][0]
        if value[0] == "(" and before.rank in (Rank.SECTION, Rank.PARAGRAPH, Rank.ARTICLE):
            return self._next_item(before, match, plural=plural)
        if not plural and not ("." in value and value[0].isdigit()):
            return None
        if value[0].isdigit():
            refused = _UNIT.match(self._text, end) or (not first.isdigit() and before.rank > Rank.ARTICLE)
        else:
            refused = (first.isdigit() and before.rank is not Rank.ARTICLE) or self._text[end : end + 1].isalnum()
        if refused:
            return None
        return replace(before, steps=_steps(value, before.rank), start=match.start("value"), end=end)

    def _next_item(self, before: Mention, match: re.Match[str], *, plural: bool) -> Mention | None:
        """A further item: "Section 5(a) and (b)"; not the next item of the list that the sentence itself is."""
        steps = _steps(match["value"], before.rank)
        items = [index for index, step in enumerate(before.steps) if not step.isdigit() or (index and before.inner)]
        same = [index for index in items if _alike(before.steps[index], steps[0])]
        if not items or not (same or plural) or not (plural or _AFTER_ITEM.match(self._text, match.end())):
            return None
        base = before.steps[: same[-1]] if same else before.steps
        return replace(before, steps=(*base, *steps), start=match.start("value"), end=match.end("value"))


def _holds(outer: Mention, inner: Mention) -> bool:
    """Whether "outer, inner" names a part of a part and not two parts."""
    if not outer.steps or inner.rank is Rank.RULE or outer.rank >= Rank.RECITAL:
        return False
    return outer.rank < inner.rank <= Rank.PARAGRAPH or (inner.inner and not outer.inner and inner.rank >= Rank.SECTION)


def _put_within(mention: Mention, outer: Mention) -> Mention:
    if mention.within is None:
        return replace(mention, within=outer)
    return replace(mention, within=_put_within(mention.within, outer))


def _alike(before: str, after: str) -> bool:
    """Whether two items may belong to one list, the second behind the first."""
    if before.isdigit() or after.isdigit():
        return before.isdigit() and after.isdigit()
    if before.islower() != after.islower():
        return False
    counts = roman(before), roman(after)
    if counts[0] and counts[1] and counts[1] > counts[0]:
        return True
    return len(before) == len(after) and after > before and not (len(after) > 1 and counts[1])


def _steps(value: str, rank: Rank) -> tuple[str, ...]:
    """The levels of a number; zeros in front do not count ("2.03" is 2, 3)."""
    if rank is Rank.SCHEDULE:
        head, paren, items = value.partition("(")
        return (head.strip(), *_STEP.findall(paren + items))
    if rank is Rank.ARTICLE:
        if value.lower() in _SPELLED:
            return (str(_SPELLED.index(value.lower()) + 1),)
        count = roman(value) if value.isalpha() else None
        if count:
            return (str(count),)
    if rank is Rank.SECTION and value.isalpha() and len(value) > 1 and (count := roman(value)):
        return (str(count),)
    return tuple(step.lstrip("0") or "0" if step.isdigit() else step for step in _STEP.findall(value))


def _singular(word: str) -> str:
    small = re.sub(r"[\s.-]", "", word.lower())
    if small in _ODD_PLURALS:
        return _ODD_PLURALS[small]
    return small[:-1] if small.endswith("s") else small
