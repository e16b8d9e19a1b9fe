"""When a contract was made and when it takes effect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.particulars.body import Body
from lexassist.particulars.calendar import Dated, read_dates
from lexassist.types import Span, Value, ValueKind

_OPENING = 12_000
_MADE = re.compile(r"\b(?:dated|made|entered|executed|concluded|as\s+of|day\s+of|signed|effective)\b", re.IGNORECASE)
_EFFECTIVE = re.compile(r"\beffective\b|\btakes?\s+effect\b|\bcommenc\w+|\bbegin\w*|\binto\s+force\b", re.IGNORECASE)
_NAMED_EFFECTIVE = re.compile(r"\"(?:the\s+)?(?:\w+\s+)?(?:effective|commencement)\s+date\"", re.IGNORECASE)


def read_agreement_date(body: Body) -> Iterator[Value]:
    """The dates that the contract may bear, best first."""
    dates = _opening_dates(body)
    scored = sorted(
        ((_agreement_score(body, dated, n), dated) for n, dated in enumerate(dates)), key=lambda one: -one[0]
    )
    for score, dated in scored[:3]:
        yield _value(body, ValueKind.AGREEMENT_DATE, dated, score)


def read_effective_date(body: Body) -> Iterator[Value]:
    """The dates on which the contract may take effect, best first."""
    dates = _opening_dates(body)
    scored = sorted(
        ((_effective_score(body, dated, n), dated) for n, dated in enumerate(dates)), key=lambda one: -one[0]
    )
    for score, dated in scored[:3]:
        yield _value(body, ValueKind.EFFECTIVE_DATE, dated, score)


def _opening_dates(body: Body) -> tuple[Dated, ...]:
    return read_dates(body.text, 0, min(len(body.text), _OPENING))


def _agreement_score(body: Body, dated: Dated, order: int) -> float:
    before = body.text[max(0, dated.start - 160) : dated.start]
    return 0.9 - 0.1 * order if _MADE.search(before) else 0.3 - 0.05 * min(order, 5)


def _effective_score(body: Body, dated: Dated, order: int) -> float:
    around = body.text[max(0, dated.start - 120) : dated.end + 60]
    named = bool(_NAMED_EFFECTIVE.search(around))
    return (0.9 if named else 0.6 if _EFFECTIVE.search(around) else 0.4) - 0.05 * min(order, 5)


def _value(body: Body, kind: ValueKind, dated: Dated, probability: float) -> Value:
    return body.value(
        kind, Span(dated.start, dated.end), dated.day.iso, dated.day.told, probability=max(0.01, probability)
    )
