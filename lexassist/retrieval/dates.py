"""Dates as they are written in contracts, file names and questions, made comparable.

A date written in figures is read both ways where both are dates ("3/4/17": in the United States 4 March, elsewhere
3 April). A part that is not given is 0. Pure; knows nothing of what a date means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_SEPARATOR = r"(?P<separator>[/._-])"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:\s+day)?(?:\s+of)?[\s,_-]+{_MONTH}[\s,_-]*{_YEAR}",
        rf"\b{_MONTH}[\s_-]*{_DAY}[\s,_-]+{_YEAR}",
        rf"\b{_MONTH}[\s,_-]*(?:of\s+)?{_YEAR}",
        rf"(?<!\d){_YEAR}{_SEPARATOR}(?P<first>[01]?\d)(?P=separator)(?P<second>[0-3]?\d)(?!\d)",
        rf"(?<!\d)(?P<first>[0-3]?\d){_SEPARATOR}(?P<second>[0-3]?\d)(?P=separator){_YEAR}",
        rf"(?<![\d./-])(?P<first>[0-3]?\d){_SEPARATOR}(?P<second>[0-3]?\d)(?P=separator)(?P<short>\d\d)(?!\d|[./-]\d)",
        # A date whose day has not been filled in: "this ____ day of ________, 2013".
        rf"\bday\s+of[\s_.,\[\]*●•-]*{_YEAR}",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<first>[01]\d)(?P<second>[0-3]\d)(?!\d)",
    )
)
_BARE = re.compile(r"(?<![\d.,$€£-])(?<!\d[/_])(?P<year>(?:19|20)\d\d)(?![\d%])(?!-\d)(?![.,]\d)")
_HINT = re.compile(r"(?:19|20)\d\d|\d[/._-]\d{1,2}[/._-]\d\d")
_AROUND = 40
_PIVOT = 50
"""Years of two figures from here on are of the last century."""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A date as far as it is given: ``month`` and ``day`` are 0 where they are not."""

    year: int
    month: int = 0
    day: int = 0

    def marks(self) -> tuple[str, ...]:
        """The date at each grain that is given, the year first: "2017", "2017-03", "2017-03-03"."""
        parts = (f"{self.year}", f"{self.year}-{self.month:02}", f"{self.year}-{self.month:02}-{self.day:02}")
        return parts[: 1 + (self.month > 0) + (self.month > 0 and self.day > 0)]


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a text: its place, and the days that may be meant, of which one is."""

    start: int
    end: int
    days: tuple[Day, ...]


def find_dates(text: str, *, bare_years: bool = False) -> tuple[Written, ...]:
    """The dates in ``text`` in order, none overlapping another; a year that stands alone where ``bare_years``.

    >>> [date.days for date in find_dates("dated as of 3rd of March, 2017")]
    [(Day(year=2017, month=3, day=3),)]
    """
    found: list[Written] = []
    for start, end in _windows(text):
        for form in (*_FORMS, _BARE) if bare_years else _FORMS:
            for match in form.finditer(text, start, end):
                days = tuple(sorted(set(_days(match))))
                free = all(match.end() <= one.start or one.end <= match.start() for one in found)
                if days and free:
                    found.append(Written(match.start(), match.end(), days))
    return tuple(sorted(found, key=lambda date: date.start))


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """The parts of ``text`` in which a date can be: only there are all the forms tried."""
    start, end = 0, 0
    for match in _HINT.finditer(text):
        if match.start() - _AROUND > end:
            if end:
                yield start, end
            start = max(0, match.start() - _AROUND)
        end = min(len(text), match.end() + _AROUND)
    if end:
        yield start, end


def _days(match: re.Match[str]) -> Iterator[Day]:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else _century(int(parts["short"]))
    if parts.get("month"):
        yield from _valid(year, 1 + _MONTHS.index(parts["month"][:3].lower()), int(parts.get("day") or 0))
    elif parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        yield from _valid(year, first, second)
        if not match.group().startswith(parts.get("year") or " "):
            yield from _valid(year, second, first)
    else:
        yield Day(year)


def _century(short: int) -> int:
    return (1900 if short >= _PIVOT else 2000) + short


def _valid(year: int, month: int, day: int) -> Iterator[Day]:
    if 1 <= month <= 12 and day <= 31:
        yield Day(year, month, day)
