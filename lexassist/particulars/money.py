"""To how much a party's liability is limited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.particulars.body import Body
from lexassist.particulars.figures import money_told, placed
from lexassist.particulars.quantities import Kind
from lexassist.types import Span, Value, ValueKind

_CAP = re.compile(
    r"\bliabilit\w+\b[^.]{0,260}?\b(?:exceed|limited\s+to|greater\s+than|in\s+excess\s+of|more\s+than)\b(?P<what>[^.;]{5,300})",
    re.IGNORECASE,
)


def read_caps(body: Body) -> Iterator[Value]:
    """The limits of liability, in the order of the text: an amount, else the words of the formula."""
    for match in _CAP.finditer(body.text):
        what = Span(*match.span("what"))
        amounts = [(q, place) for q, place in placed(body, what) if q.kind is Kind.MONEY and len(q.unit) == 3]
        if amounts:
            quantity, _ = amounts[0]
            yield body.value(
                ValueKind.LIABILITY_CAP,
                what,
                f"{quantity.unit} {quantity.value}",
                money_told(quantity),
                probability=0.7,
            )
        else:
            yield body.value(ValueKind.LIABILITY_CAP, what, "", body.words(what), probability=0.6)
