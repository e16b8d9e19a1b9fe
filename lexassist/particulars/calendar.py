"""Dates and periods as they are written in contracts, with their blanks; and sums of the two.

A date that is not filled in whole keeps what is given ("April __, 2003" is 2003-04, "[*], 2013" is 2013). A date in figures
is read with the month first where both readings are dates, as in the United States; :attr:`Dated.unsure` says so.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_ORDINAL = {word: n for n, word in enumerate(_ORDINALS, start=1)}
_SPELT = sorted((word.replace("-", r"[\s-]") for word in _ORDINALS), key=len, reverse=True)
_BLANK = r"(?:_[_\s]*|\[[^\]\n]{0,14}\](?:\s*\[[^\]\n]{0,14}\])*|\*[*\s]*|[●•]+|\.{3,}|-{2,})"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = (
    r"(?<![\d,.$/])(?P<day>(?:[0-3]?\d)(?!\d)(?:\s?(?:st|nd|rd|th)\b)?"
    rf"|(?:{'|'.join(_SPELT)})"
    rf"(?:\s*\(\s*\d{{1,2}}(?:st|nd|rd|th)?\s*\))?|{_BLANK})"
)
_YEAR = rf"(?P<year>(?:19|20)\d\d(?!\d)|(?:19|20)\d?\s?{_BLANK}|'\d\d(?!\d))"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:\s*days?)?(?:\s*of)?[\s,./-]*(?<![a-z]){_MONTH}(?:\s+in\s+the\s+year)?[\s,.-]*(?:of\s+)?{_YEAR}",
        rf"\b{_MONTH}\s*,?\s*(?:the\s+)?{_DAY}\s*,?\s*[.,]?\s*{_YEAR}",
        rf"{_DAY}\s+day\s+of\s+(?:the\s+month\s+of\s+|[a-z]+day,?\s+){_MONTH}[\s,]*(?:of\s+)?{_YEAR}",
        rf"\b{_MONTH}\s*,?\s*(?:of\s+)?{_YEAR}",
        rf"(?:{_BLANK}|\bthe|\bthis)\s*day\s+of\s*(?:{_BLANK})?[\s,]*{_YEAR}",
        rf"(?<![\w\d]){_BLANK}\s*,\s*{_YEAR}",
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/.](?P<m>[01]?\d)[-/.](?P<d>[0-3]?\d)(?![\d/])",
        r"(?<![\d/.-])(?P<first>[0-3]?\d)(?P<mark>[/.-])(?P<second>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)(?![\d/-])",
        r"(?<![\d/.-])(?P<first>[0-3]?\d)(?P<mark>[/-])(?P<second>[0-3]?\d)(?P=mark)(?P<year>\d\d)(?![\d/-])",
    )
)
_PIVOT = 50
"""Years of two figures from here on are of the last century."""
_MAY_HOLD = re.compile(r"(?:19|20)\d|'\d\d\b|\d[/.-]\d{1,2}[/.-]\d")


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is given: 0 for what is left blank."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing is left blank."""
        return bool(self.year and self.month and self.day)

    @property
    def iso(self) -> str:
        """ISO 8601, shorter where the end is blank: "2003-04"."""
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.month and self.day)])

    @property
    def told(self) -> str:
        """As a lawyer writes it: "28 February 2026"."""
        parts = (str(self.day or ""), _NAMES[self.month - 1] if self.month else "", str(self.year))
        return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Dated:
    """A date at a place of a text. ``unsure`` says that day and month could be the other way round."""

    start: int
    end: int
    day: Day
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """So many of a unit: day, week, month or year. ``business`` says that only working days count."""

    number: int
    unit: str
    business: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601: "P30D". Business days have no form of their own there: ``told`` says them."""
        return f"P{self.number}{self.unit[0].upper()}"

    @property
    def told(self) -> str:
        """In words: "30 business days"."""
        return f"{self.number} {'business ' if self.business else ''}{self.unit}{'' if self.number == 1 else 's'}"


def read_dates(text: str, start: int = 0, end: int | None = None) -> tuple[Dated, ...]:
    """The dates in ``text``, in order, none overlapping another.

    >>> [dated.day.iso for dated in read_dates("as of this 3rd day of March, 2017, and April __, 2018")]
    ['2017-03-03', '2018-04']
    """
    stop = len(text) if end is None else end
    found: list[Dated] = []
    for left, right in _windows(text, start, stop):
        for form in _FORMS:
            for match in form.finditer(text, left, right):
                dated = _dated(match)
                if dated and all(dated.end <= one.start or one.end <= dated.start for one in found):
                    found.append(dated)
    return tuple(sorted(found, key=lambda one: one.start))


def later(day: Day, period: Period) -> Day:
    """The day ``period`` after ``day``: the same day of a later month, or its last where it is shorter.

    >>> later(Day(2024, 2, 29), Period(1, "year")).iso
    '2025-02-28'
    """
    if period.unit in ("day", "week"):
        moved = date(day.year, day.month, day.day) + timedelta(days=period.number * (7 if period.unit == "week" else 1))
        return Day(moved.year, moved.month, moved.day)
    months = day.year * 12 + day.month - 1 + period.number * (12 if period.unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return Day(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of ``text`` in which a date can be: only there are all the forms tried."""
    left = right = -1
    for match in _MAY_HOLD.finditer(text, start, end):
        if match.start() - 60 > right:
            if right > 0:
                yield left, right
            left = max(start, match.start() - 60)
        right = min(end, match.end() + 20)
    if right > 0:
        yield left, right


def _dated(match: re.Match[str]) -> Dated | None:
    parts = match.groupdict()
    year, unsure = _year(parts["year"]), False
    if parts.get("month"):
        month, day = 1 + _MONTHS.index(parts["month"][:3].lower()), _day(parts.get("day"))
    elif parts.get("first"):
        month, day = int(parts["first"]), int(parts["second"])
        unsure = month <= 12 and day <= 12 and month != day
        if month > 12:
            month, day = day, month
    elif parts.get("m"):
        month, day = int(parts["m"]), int(parts["d"])
    else:
        month = day = 0
    if month > 12 or not year or (month and day > calendar.monthrange(year, month)[1]):
        return None
    return Dated(match.start(), match.end(), Day(year, month, day), unsure)


def _year(words: str) -> int:
    figures = re.match(r"'?(\d+)", words)
    if figures is None:
        return 0
    if len(figures[1]) == 4:
        return int(figures[1])
    if len(figures[1]) == 2 and len(words) <= 3:
        return (1900 if int(figures[1]) >= _PIVOT else 2000) + int(figures[1])
    return 0


def _day(words: str | None) -> int:
    if not words:
        return 0
    figures = re.match(r"\d+", words)
    if figures:
        return int(figures[0])
    word = re.match(r"[a-z]+(?:[\s-][a-z]+)?", words.lower())
    return _ORDINAL.get(re.sub(r"\s", "-", word[0]), 0) if word else 0
