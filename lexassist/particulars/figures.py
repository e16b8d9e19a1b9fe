"""Every amount, percentage, period and date of a contract's words, normalised, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.particulars.body import Body, read_body
from lexassist.particulars.calendar import Period, read_dates
from lexassist.particulars.quantities import Kind, Quantity, place_quantities
from lexassist.types import Span, Value, ValueKind, WholeDocument

_PERIOD = re.compile(
    r"(?P<number>\d+(?:\.\d+)?).*?(?P<unit>hour|day|week|fortnight|month|quarter|year)s?$", re.IGNORECASE
)
_MAY_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred|thousand|million)\b",
    re.IGNORECASE,
)


def figures_in(whole: WholeDocument, span: Span) -> tuple[Value, ...]:
    """The amounts, percentages, periods and dates in the words at ``span``, in their order."""
    return tuple(read_figures(read_body(whole), span))


def read_figures(body: Body, span: Span) -> Iterator[Value]:
    """The figures in the words at ``span`` of a body, in their order."""
    dates = read_dates(body.text, span.start, span.end)
    values = [
        body.value(ValueKind.DATE, Span(dated.start, dated.end), dated.day.iso, dated.day.told) for dated in dates
    ]
    for quantity, place in placed(body, span):
        free = all(not place.overlap(Span(dated.start, dated.end)) for dated in dates)
        value = _value(body, quantity, place) if free else None
        values += [value] if value else []
    yield from sorted(values, key=lambda value: value.span)


def placed(body: Body, span: Span) -> Iterator[tuple[Quantity, Span]]:
    """The quantities in the words at ``span``, each with its place in the document."""
    if _MAY_COUNT.search(body.text, span.start, span.end):
        for quantity, start, end in place_quantities(body.text[span.start : span.end]):
            yield quantity, Span(span.start + start, span.start + end)


def period_of(quantity: Quantity) -> Period | None:
    """The period that a quantity is, None where it is none that the calendar knows."""
    match = _PERIOD.search(quantity.words.lower()) if quantity.kind is Kind.PERIOD else None
    if match is None or "." in match["number"] or match["unit"] == "hour":
        return None
    number, unit = int(match["number"]), match["unit"]
    number, unit = {"fortnight": (2 * number, "week"), "quarter": (3 * number, "month")}.get(unit, (number, unit))
    return Period(number, unit, business=quantity.unit.startswith(("business", "banking", "trading")))


def _value(body: Body, quantity: Quantity, place: Span) -> Value | None:
    if quantity.kind is Kind.MONEY and len(quantity.unit) == 3:
        return body.value(ValueKind.AMOUNT, place, f"{quantity.unit} {quantity.value}", money_told(quantity))
    if quantity.kind is Kind.PERCENT:
        unit = {"%": "%", "bp": " basis points", "point": " percentage points"}[quantity.unit]
        return body.value(ValueKind.PERCENTAGE, place, f"{quantity.value}{unit}")
    if period := period_of(quantity):
        return body.value(ValueKind.PERIOD, place, period.iso, period.told)
    if quantity.kind is Kind.PERIOD:
        hours = _PERIOD.search(quantity.words.lower())
        normal = f"PT{hours['number']}H" if hours and hours["unit"] == "hour" else ""
        return body.value(ValueKind.PERIOD, place, normal, quantity.words)
    return None


def money_told(quantity: Quantity) -> str:
    """An amount as a lawyer writes it: "USD 1,000,000"."""
    whole, _, part = quantity.value.partition(".")
    return f"{quantity.unit} {int(whole):,}{f'.{part:0<2}' if part else ''}"
