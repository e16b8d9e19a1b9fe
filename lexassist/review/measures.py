"""Figures that can be compared: how long, how much, what share, how many months' fees.

"thirty (30) days" is at most "1 month" only where every month is as long. Promises that two figures are told apart only where
every reading of their words tells them apart: what can be read both ways, or is of two currencies, compares as None. It
does not know what a figure is a figure of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lexassist.particulars.quantities import Kind, Quantity, read_quantities

_FEWEST_DAYS, _MOST_DAYS = Decimal(28), Decimal(31)
"""Days of a month."""
_ISO_PERIOD = re.compile(r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?")
_FEES = r"(?:fees|charges|price|prices|amounts?|sums?|royalt(?:y|ies)|consideration|contract value|payments?|commissions?|invoices?)"
_FEE_BOUND = re.compile(
    rf"(?P<months>\d+(?:\.\d+)?)\s+months?['’]?\s+(?:of\s+)?(?:{_FEES})|(?P<share>\d+(?:\.\d+)?)\s*%\s+of\s+(?:the\s+)?"
    rf"(?:annual|yearly|a year['’]?s)\s+(?:{_FEES})",
    re.IGNORECASE,
)
_TIMES = r"(?P<times>\d+(?:\.\d+)?)\s*(?:times|x)?\s+(?:the\s+)?"
_SHARE = r"(?P<share>\d+(?:\.\d+)?)\s*(?:%|per\s?cent|percent)\s+(?:of\s+)?(?:the\s+)?"
_SPAN = (
    r"(?:(?P<n>\d+)[\s-]+(?:calendar\s+|consecutive\s+|full\s+)?(?P<unit>months?|years?)"
    r"|(?P<year>contract year|calendar year|year|annual))"
)
_FEE_CAP = re.compile(
    rf"(?:{_SHARE}|{_TIMES})?(?:(?:total|aggregate|net|gross|annual|amount|of|all|the|subscription|service)\s+)*"
    rf"(?P<fees>{_FEES})\b[^.;]{{0,160}}?\b{_SPAN}",
    re.IGNORECASE,
)
_NUMBERS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
} | {"twice": 2, "double": 2, "eighteen": 18, "twenty-four": 24, "thirty-six": 36}
_WORDED = re.compile(rf"(?<![\w-])(?<!and )({'|'.join(_NUMBERS)})(?![\w-])", re.IGNORECASE)
_SAID_TWICE = re.compile(r"[\w-]+\s*(?:per\s?cent(?:um)?|percent)?\s*\(\s*(\d+(?:\.\d+)?\s?%?)\s*\)", re.IGNORECASE)


class Unit(StrEnum):
    """In what a measure is counted; money is counted in its currency's code instead."""

    DAY = "day"
    MONTH = "month"
    PERCENT = "%"
    MONTHS_OF_FEES = "months' fees"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure from ``low`` to ``high`` (equal where its words leave nothing open) of ``unit``; ``told`` as lawyers say it."""

    low: Decimal
    high: Decimal
    unit: str
    told: str


def at_least(one: Measure, bound: Measure) -> bool | None:
    """Whether ``one`` is not less than ``bound``; None where that cannot be said."""
    pair = _alike(one, bound)
    if pair is None:
        return None
    (low, high), (bound_low, bound_high) = pair
    return True if low >= bound_high else False if high < bound_low else None


def at_most(one: Measure, bound: Measure) -> bool | None:
    """Whether ``one`` is not more than ``bound``; None where that cannot be said."""
    return at_least(bound, one)


def equal(one: Measure, bound: Measure) -> bool | None:
    """Whether the two are the same; None where that cannot be said."""
    more, less = at_least(one, bound), at_most(one, bound)
    return False if False in (more, less) else None if None in (more, less) else True


def _alike(one: Measure, other: Measure) -> tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]] | None:
    if one.unit == other.unit:
        return (one.low, one.high), (other.low, other.high)
    if {one.unit, other.unit} == {Unit.DAY, Unit.MONTH}:
        return _in_days(one), _in_days(other)
    return None


def _in_days(one: Measure) -> tuple[Decimal, Decimal]:
    if one.unit == Unit.DAY:
        return one.low, one.high
    years, months = divmod(one.low, 12)
    least = years * 365 + months * _FEWEST_DAYS if months else years * 365
    years, months = divmod(one.high, 12)
    return least, years * 366 + months * _MOST_DAYS


def measure_of(quantity: Quantity) -> Measure | None:
    """A quantity as a measure; None for what is not counted (a date, a reference, a bare number)."""
    told = quantity.words.replace(" )", ")")
    match quantity.kind:
        case Kind.MONEY:
            return _exactly(Decimal(quantity.value), quantity.unit, told)
        case Kind.PERCENT if quantity.unit == "%":
            return _exactly(Decimal(quantity.value), Unit.PERCENT, told)
        case Kind.PERIOD:
            return _period(Decimal(quantity.value), quantity.unit, told)
    return None


def read_measures(text: str) -> tuple[Measure, ...]:
    """Every period, sum and percentage of a text, in order."""
    found = (measure_of(quantity) for quantity in read_quantities(text)[0])
    return tuple(measure for measure in found if measure is not None)


def read_fee_caps(text: str) -> tuple[Measure, ...]:
    """The fees of so many months that a text speaks of: "125% of the Charges in that Contract Year" is 15 months' fees."""
    figures = _SAID_TWICE.sub(r"\1", " ".join(text.split()))
    plain = _WORDED.sub(lambda match: str(_NUMBERS[match[1].lower()]), figures)
    found: list[Measure] = []
    for match in _FEE_CAP.finditer(plain):
        months = Decimal(match["n"]) if match["n"] else Decimal(12)
        if match["unit"] and match["unit"].lower().startswith("year"):
            months *= 12
        factor = Decimal(match["share"]) / 100 if match["share"] else Decimal(match["times"] or 1)
        found.append(_exactly(months * factor, Unit.MONTHS_OF_FEES, _told_fees(months * factor)))
    return tuple(found)


def measure_of_normal(normal: str, told: str) -> Measure | None:
    """A normalised value (ISO 8601 duration, "USD 1000", "5%") as a measure; None for any other."""
    if match := _ISO_PERIOD.fullmatch(normal):
        years, months, weeks, days = (Decimal(part or 0) for part in match.groups())
        if years or months:
            return _exactly(years * 12 + months, Unit.MONTH, told) if not (weeks or days) else None
        return _exactly(weeks * 7 + days, Unit.DAY, told)
    measures = read_measures(normal)
    return Measure(measures[0].low, measures[0].high, measures[0].unit, told) if len(measures) == 1 else None


def read_bound(text: str) -> Measure | None:
    """The bound of a playbook: "30 days", "USD 1,000,000", "5%", "12 months' fees", "150% of the annual fees"."""
    words = " ".join(text.split())
    if match := _FEE_BOUND.fullmatch(words):
        months = Decimal(match["months"]) if match["months"] else Decimal(match["share"]) * 12 / 100
        return _exactly(months, Unit.MONTHS_OF_FEES, _told_fees(months))
    measures = read_measures(words)
    return Measure(measures[0].low, measures[0].high, measures[0].unit, words) if len(measures) == 1 else None


def _exactly(amount: Decimal, unit: str, told: str) -> Measure:
    return Measure(amount, amount, unit, told)


def _period(amount: Decimal, unit: str, told: str) -> Measure | None:
    if unit in ("day", "clear day"):
        return _exactly(amount, Unit.DAY, told)
    if unit == "month":
        return _exactly(amount, Unit.MONTH, told)
    if unit in ("business day", "banking day", "trading day"):
        # A week has five of them, a holiday fewer.
        return Measure(amount, (amount * 7 / 5 + 4).to_integral_value(), Unit.DAY, told)
    if unit == "hour":
        return _exactly(amount / 24, Unit.DAY, told)
    return None


def _told_fees(months: Decimal) -> str:
    return f"{months.normalize():f} months' fees"
