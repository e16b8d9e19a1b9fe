"""To how much a party's liability is limited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lexassist.particulars.body import Body
from lexassist.particulars.figures import money_told, placed
from lexassist.particulars.quantities import Kind
from lexassist.types import Span, Value, ValueKind

_CAP = re.compile(
    r"\bliabilit\w+\b[^.]{0,260}?\b(?:exceed|(?<!not )limited\s+to|greater\s+than|in\s+excess\s+of|more\s+than)\b(?P<what>[^.;]{5,300})",
    re.IGNORECASE,
)


_MEASURE = re.compile(
    r"\W*(?:in\s+(?:the\s+)?(?:aggregate|total)\W+)?(?:(?:the|an?|all|any)\s+)*(?:\w+\s+)?(?:total|aggregate|amounts?|fees?|prices?|sums?|cap|greater|"
    r"lesser|lower|higher|value|moneys?|payments?|charges|consideration|costs?|insurance|premiums?|usd|gbp|eur|(?:us|a|c|s|hk)?\s?[$£€]|\d|\w+\s+(?:hundred|thousand|million))",
    re.IGNORECASE,
)
"""How the measure of a limit begins: an amount, or what is paid."""


def read_caps(body: Body) -> Iterator[Value]:
    """The limits of liability, in the order of the text: an amount, else the words of the formula (``normal`` is "").

    Where the amount stands in an item of a list behind the words, its own words are given.
    """
    for match in _CAP.finditer(body.text):
        what = Span(*match.span("what"))
        if not _MEASURE.match(body.text, what.start, what.end):
            continue
        amounts = [(q, place) for q, place in placed(body, what) if q.kind is Kind.MONEY and len(q.unit) == _CODE]
        # "The greater of GBP 1 and the fees" is no amount before the fees are known.
        if amounts and not _COMPARED.match(body.text, what.start, what.end):
            quantity, place = amounts[0]
            together = body.clause_at(place.start).id == body.clause_at(what.start).id
            normal, told = f"{quantity.unit} {quantity.value}", money_told(quantity)
            value = body.value(ValueKind.LIABILITY_CAP, what if together else place, normal, told)
            yield replace(value, probability=_AMOUNT)
        else:
            yield replace(body.value(ValueKind.LIABILITY_CAP, what, "", body.words(what)), probability=_FORMULA)


_AMOUNT, _FORMULA = 0.7, 0.6
"""The probabilities of a limit, chosen by hand: lawyers' answers have none."""
_COMPARED = re.compile(r"\W*(?:the\s+)?(?:greater|lesser|lower|higher|larger|smaller)\b", re.IGNORECASE)
_CODE = 3
"""Letters of a currency's ISO 4217 code; cents and pence have none."""
