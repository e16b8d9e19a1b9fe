"""The last day of a term: which one it is depends on whether the words count its first day.

"For five years from and including 1 March 2024" ends with 28 February 2029; "until the fifth anniversary of 1 March 2024" with
1 March 2029. Promises that a day is told with the reason in the words, and that where the words leave it open (the anniversary,
as most readers count) the step says so and names the day before. It does not know the law of the contract.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from lexassist.particulars.calendar import Day, Period, later

_INCLUDED = re.compile(
    r"\b(?:from|on|of|commenc\w+|begin\w*|start\w*)\s+and\s+including\b|\b(?:first\s+(?:day|date)|both\s+(?:days|dates))\s+(?:is\s+|are\s+)?"
    r"(?:inclusive|included)\b|\binclusive\s+of\s+(?:the\s+)?(?:first\s+day|commencement\s+date|effective\s+date)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:day|date)\s+(?:that\s+is\s+|which\s+is\s+)?(?:immediately\s+)?(?:before|prior\s+to|preceding)\s+(?:the\s+|its\s+)?$"
    r"|\b(?:but\s+(?:not\s+including|excluding)|not\s+including|excluding)\s+(?:the\s+|its\s+)?$",
    re.IGNORECASE,
)


class Counting(StrEnum):
    """What the words say of the first day, or of the last."""

    FIRST_DAY_COUNTS = "the first day counts"
    ANNIVERSARY = "the anniversary is named"
    DAY_BEFORE = "the day before the anniversary is named"
    OPEN = "open"


def counting_in(words: str, before: str, *, anniversary: bool) -> Counting:
    """How a sentence counts: ``before`` are its words before the period, which is ``anniversary`` where it names one."""
    if anniversary:
        return Counting.DAY_BEFORE if _BEFORE.search(before) else Counting.ANNIVERSARY
    return Counting.FIRST_DAY_COUNTS if _INCLUDED.search(words) else Counting.OPEN


def last_day(start: Day, period: Period, counting: Counting) -> tuple[Day, str]:
    """The last day of a period that counts from a whole day, and the step to it in words.

    >>> last_day(Day(2024, 3, 1), Period(5, "year"), Counting.FIRST_DAY_COUNTS)[1]
    '1 March 2024 and 5 years, the first day counted: 28 February 2029 is the last day.'
    >>> last_day(Day(2024, 3, 1), Period(5, "year"), Counting.ANNIVERSARY)[1]
    '1 March 2024 and 5 years: 1 March 2029, the anniversary that the words name.'
    """
    same = later(start, period)
    day_before = _before(start, period, same)
    told = f"{start.told} and {period.told}"
    if counting is Counting.FIRST_DAY_COUNTS:
        return day_before, f"{told}, the first day counted: {day_before.told} is the last day."
    if counting is Counting.DAY_BEFORE:
        return day_before, f"{told}: {same.told}; the words name the day before: {day_before.told}."
    if counting is Counting.ANNIVERSARY:
        return same, f"{told}: {same.told}, the anniversary that the words name."
    return same, f"{told}: {same.told}; where {start.told} counts as the first day, {day_before.told} is the last."


def _before(start: Day, period: Period, same: Day) -> Day:
    """The last day where the first counts: the day before; the last of a month that has no such day."""
    if period.unit in ("month", "year") and same.day < start.day:
        return same
    moved = date(same.year, same.month, same.day) - timedelta(days=1)
    return Day(moved.year, moved.month, moved.day)
