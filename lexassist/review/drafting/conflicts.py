"""Provisions that contradict each other: dates out of order, days that no calendar has, law against forum."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from lexassist.review.drafting.fault import Fault
from lexassist.types import DefectKind, Severity, Span, Value, ValueKind, WholeDocument

_SURE = 0.5
"""Probability that a value must have: a doubtful one contradicts nothing."""
_MONTHS = "january february march april may june july august september october november december".split()
_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?({'|'.join(_MONTHS)})|({'|'.join(_MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?:,)?\s+(\d{4})\b",
    re.IGNORECASE,
)
_ORDERED = (
    (ValueKind.AGREEMENT_DATE, ValueKind.EXPIRY_DATE, "ends"),
    (ValueKind.EFFECTIVE_DATE, ValueKind.EXPIRY_DATE, "ends"),
)
_NAMES = {ValueKind.AGREEMENT_DATE: "is dated", ValueKind.EFFECTIVE_DATE: "takes effect on"}
_STATES_WITHIN = {
    "england and wales": ("england", "london", "wales"),
    "england": ("london",),
    "new york": ("manhattan",),
}


def find_conflicts(whole: WholeDocument, values: Sequence[Value]) -> Iterator[Fault]:
    """Impossible days in text order, then dates against each other, then law against forum."""
    yield from _impossible_days(whole)
    yield from _dates_out_of_order(values)
    yield from _law_and_forum(values)


def _impossible_days(whole: WholeDocument) -> Iterator[Fault]:
    for found in _DAY.finditer(whole.document.text):
        day, month = int(found[1] or found[4]), _MONTHS.index((found[2] or found[3]).lower()) + 1
        year = int(found[5])
        if year > 0 and not 1 <= day <= calendar.monthrange(year, month)[1]:
            yield Fault(
                DefectKind.DATES_CONFLICT,
                Severity.HIGH,
                f"There is no {day} {_MONTHS[month - 1].capitalize()} {year}.",
                (Span(found.start(), found.end()),),
            )


def _dates_out_of_order(values: Sequence[Value]) -> Iterator[Fault]:
    for kind, later, verb in _ORDERED:
        first, last = _sure(values, kind), _sure(values, later)
        if first is None or last is None:
            continue
        begins, ends = _as_date(first.normal), _as_date(last.normal)
        if begins and ends and ends < begins:
            spans = tuple(dict.fromkeys((first.span, last.span)))
            yield Fault(
                DefectKind.DATES_CONFLICT,
                Severity.HIGH,
                f"The contract {_NAMES[kind]} {first.told or first.normal} and {verb} on {last.told or last.normal}.",
                spans,
            )
            return


def _law_and_forum(values: Sequence[Value]) -> Iterator[Fault]:
    law, forum = _sure(values, ValueKind.GOVERNING_LAW), _sure(values, ValueKind.FORUM)
    if law is None or forum is None or not law.normal or not forum.normal:
        return
    one, other = law.normal.casefold(), forum.normal.casefold()
    places = (one, *_STATES_WITHIN.get(one, ()))
    # The courts of the whole country are those of its states as well.
    if any(place in other for place in places) or other in one or other == "united states":
        return
    yield Fault(
        DefectKind.LAW_AND_FORUM,
        Severity.LOW,
        f"The law is that of {law.normal}, and disputes go to {forum.normal}.",
        (law.span, forum.span),
    )


def _sure(values: Sequence[Value], kind: ValueKind) -> Value | None:
    found = [value for value in values if value.kind is kind and value.probability >= _SURE]
    return max(found, key=lambda value: value.probability, default=None)


def _as_date(normal: str) -> date | None:
    try:
        return date.fromisoformat(normal)
    except ValueError:
        return None
