"""How long a contract lasts, when it ends, how it is renewed, and how long before somebody must give notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lexassist.particulars.body import Body
from lexassist.particulars.calendar import Day, Period, later, read_dates
from lexassist.particulars.figures import period_of, placed
from lexassist.types import Span, Value, ValueKind, ValueStep

_TERM = re.compile(
    r"\b(?:(?:initial\s+)?term|duration|agreement|contract|license|period)\b[^.]{0,160}?"
    r"\b(?:shall\s+be|is|continue|remain|in\s+effect|in\s+(?:full\s+)?force|commence|begin|expire|terminate|last|end|extend|effective)\w*\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\b(?:until|through|expir\w+|terminat\w+|end\w*|conclud\w+|to)\b[^.;]{0,50}$", re.IGNORECASE)
_PERPETUAL = re.compile(
    r"\b(?:perpetual\w*|in\s+perpetuity|indefinite\w*|until\s+(?:it\s+is\s+|this\s+agreement\s+is\s+)?terminated|unless\s+(?:and\s+until\s+)?terminated)\b",
    re.IGNORECASE,
)
_RENEW = re.compile(r"\b(?:renew\w*|extend\w*|extension\w*)\b", re.IGNORECASE)
_SUCCESSIVE = re.compile(
    r"\b(?:successive|consecutive|additional\s+\S+\s+\S*\s*(?:periods|terms)|subsequent|periods|terms|each|thereafter|year\s+to\s+year)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"\b(?:notic\w+|notif\w+|inform\w*)\b", re.IGNORECASE)
_NOT_RENEW = re.compile(
    r"\b(?:not\s+to\s+(?:renew|extend)|non-?\s?renewal|prior\s+to\s+the\s+(?:end|expiration|expiry|commencement)|before\s+the\s+(?:end|expiration|expiry))\b",
    re.IGNORECASE,
)
_CONVENIENCE = re.compile(
    r"\b(?:without\s+cause|for\s+convenience|for\s+any\s+(?:or\s+no\s+)?reason|with\s+or\s+without|at\s+any\s+time|at\s+will|for\s+no\s+reason)\b",
    re.IGNORECASE,
)
_TERMINATE = re.compile(r"\bterminat\w+|\bcancel\w*", re.IGNORECASE)


def read_term(body: Body, start: Sequence[Value]) -> Iterator[Value]:
    """The initial term and the expiry date, worked out from ``start``, the effective dates, best first."""
    for sentence in _sentences(body, _TERM):
        if _RENEW.search(body.text, sentence.start, sentence.end) and not re.search(
            r"\binitial|\bcommenc|\bcontinue|\bterm\b", body.text[sentence.start : sentence.end], re.IGNORECASE
        ):
            continue
        yield from _expiry(body, sentence, start)


def _expiry(body: Body, sentence: Span, start: Sequence[Value]) -> Iterator[Value]:
    for dated in read_dates(body.text, sentence.start, sentence.end):
        if _ENDS.search(body.text[sentence.start : dated.start]):
            yield body.value(ValueKind.EXPIRY_DATE, sentence, dated.day.iso, dated.day.told, probability=0.7)
            return
    for quantity, place in placed(body, sentence):
        period = period_of(quantity)
        if (
            period
            and period.unit in ("year", "month")
            and not _RENEW.search(body.text, max(sentence.start, place.start - 60), place.start)
        ):
            yield body.value(ValueKind.TERM, place, period.iso, period.told, probability=0.6)
            yield from _counted(body, sentence, place, period, start)
            return
    if _PERPETUAL.search(body.text, sentence.start, sentence.end):
        yield body.value(ValueKind.EXPIRY_DATE, sentence, "perpetual", probability=0.5)


def _counted(body: Body, sentence: Span, place: Span, period: Period, start: Sequence[Value]) -> Iterator[Value]:
    parts = [int(part) for part in start[0].normal.split("-")] if start and start[0].normal else []
    if len(parts) == 3:
        day = Day(*parts)
        end = later(day, period)
        steps = (
            ValueStep(f"It starts on {day.told}.", start[0].clause, start[0].span),
            body.step(f"{day.told} and {period.told}: {end.told}", place),
        )
        yield body.value(ValueKind.EXPIRY_DATE, sentence, end.iso, end.told, steps=steps, probability=0.6)
    else:
        yield body.value(ValueKind.EXPIRY_DATE, sentence, "", body.words(sentence), probability=0.6)


def read_renewal(body: Body) -> Iterator[Value]:
    """The renewal term and the notice that prevents it."""
    for sentence in _sentences(body, _RENEW):
        words = body.text[sentence.start : sentence.end]
        renewed = _RENEW.search(words)
        for quantity, place in placed(body, sentence):
            period = period_of(quantity)
            if period is None or renewed is None:
                continue
            noticed = _NOTICE.search(words) and _NOT_RENEW.search(words)
            if noticed and period.unit in ("day", "month") and place.start > sentence.start + renewed.start():
                yield body.value(ValueKind.RENEWAL_NOTICE, place, period.iso, period.told, probability=0.6)
            elif place.start > sentence.start + renewed.start() and period.unit != "day":
                many = "successive " if _SUCCESSIVE.search(words) else ""
                yield body.value(ValueKind.RENEWAL_TERM, place, period.iso, many + period.told, probability=0.6)


def read_termination_notice(body: Body) -> Iterator[Value]:
    """The notice by which a party can end the contract without a reason."""
    for sentence in _sentences(body, _TERMINATE):
        words = body.text[sentence.start : sentence.end]
        if not (_CONVENIENCE.search(words) and _NOTICE.search(words)):
            continue
        for quantity, place in placed(body, sentence):
            if period := period_of(quantity):
                yield body.value(ValueKind.TERMINATION_NOTICE, place, period.iso, period.told, probability=0.7)
                break


def _sentences(body: Body, pattern: re.Pattern[str]) -> Iterator[Span]:
    seen = -1
    for match in pattern.finditer(body.text):
        if match.start() >= seen:
            sentence = body.sentence_at(match.start())
            seen = sentence.end
            yield sentence
