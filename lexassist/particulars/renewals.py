"""How a contract is renewed and how long before somebody must give notice: to prevent that, or to end it without a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lexassist.particulars.body import Body
from lexassist.particulars.calendar import Period
from lexassist.particulars.figures import period_of, placed
from lexassist.particulars.plainwords import ends_by_notice
from lexassist.particulars.weighing import Found
from lexassist.types import Span, ValueKind

_RENEW = re.compile(
    r"\b(?:re-?new\w*|extend(?:s|ed|able)?|extensions?|continu\w+\s+(?:automatically|thereafter|for\s+successive)|roll\w*\s+over|prolong\w*)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"\b(?:(?P<year>annual(?:ly)?|yearly|each\s+year|year[\s-]to[\s-]year|another\s+year|anniversary)|(?P<month>monthly|month[\s-]to[\s-]month))\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:like|same|equal|similar)\s+(?:\w+\s+)?(?:term|period|duration)s?\b|\bunder\s+(?:these|the)\s+same\s+terms\b",
    re.IGNORECASE,
)
_SUCCESSIVE = re.compile(
    r"\b(?:successive|consecutive|subsequent|periods|terms|each|year[\s-]to[\s-]year|month[\s-]to[\s-]month|annually|yearly)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\bone\s+(?:\(1\)\s+)?(?:additional|further|successive)|\ban(?:other)?\s+(?:additional|further)|\bextended\s+for\s+a\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"\b(?:notic\w+|notif\w+|inform\w*|advis\w+|elect\w*|written)\b", re.IGNORECASE)
_BEFORE_END = re.compile(
    r"\b(?:prior\s+to|before|in\s+advance\s+of|preceding)\b(?:\s+\w+){0,4}?\s+\b(?:end|expir\w+|renewal|commencement|beginning|term\w*|anniversary|then|applicable|"
    r"current|initial|start|conclusion|completion|natural)\b",
    re.IGNORECASE,
)
_ABOUT = tuple(
    (name, re.compile(form, re.IGNORECASE))
    for name, form in {
        "automatic": r"\bautomatic\w*",
        "shall renew": r"\b(?:shall|will)\s+(?:\w+\s+){0,3}(?:re-?new|extend|be\s+(?:\w+\s+)?(?:re-?newed|extended))",
        "may renew": r"\b(?:may|option|right\s+to|entitled|can)\b",
        "mutual": r"\b(?:mutual\w*|agree\w*|consent\w*|negotiat\w+)\b",
        "unless notice": r"\bunless\b[^.]{0,160}\b(?:noti\w+|inform|advis|elect|terminat|cancel)",
        "not renew": r"\b(?:not\s+(?:to\s+)?(?:be\s+)?(?:re-?new|extend)\w*|non-?\s?renew\w*|intent\w*\s+(?:to\s+terminate|not))",
        "this agreement": r"\bthis\s+(?:\w+\s+){0,2}(?:agreement|contract|lease|addendum)\b",
        "term": r"\bterms?\b",
        "initial": r"\binitial\s+(?:\w+\s+)?(?:term|period)\b",
        "successive": _SUCCESSIVE.pattern,
        "named": r"\"(?:the\s+|each,?\s+(?:a\s+)?)?(?:renewal|extension|extended|additional|subsequent)\b[^\"]*\"",
        "thereafter": r"\bthereafter\b",
        "terminate": r"\bterminat\w+|\bcancel\w*",
        "breach": r"\b(?:breach|default|cure|insolven\w+)\b",
        "other": r"\b(?:confidential\w*|warrant\w+|invoice|payment|lease|insurance|deliver\w*|order|fees?|price|rate|schedule|"
        r"force\s+majeure)\b",
        "convenience": r"\b(?:without\s+cause|for\s+convenience|for\s+any\s+(?:or\s+no\s+)?reason|with\s+or\s+without|at\s+any\s+time|"
        r"at\s+will|no\s+reason)\b",
    }.items()
)  # fmt: skip
_ADDITIONAL = re.compile(
    r"\b(?:additional|successive|further|subsequent|consecutive|another|renewal|extended)\b", re.IGNORECASE
)
_NOTICED = 0.75
"""How likely a period next to the word notice is the notice: chosen by hand, lawyers' answers have none."""
_HEADED = re.compile(r"\b(?:term|duration|period|renewal|extension)\b", re.IGNORECASE)


def find_renewal_terms(body: Body) -> Iterator[Found]:
    """The periods by which the contract may be renewed."""
    for sentence in _sentences(body, _RENEW):
        signs = _signs(body, sentence)
        renewed = _RENEW.search(body.text, sentence.start, sentence.end)
        anchor = renewed.start() if renewed else sentence.start
        periods = list(_periods(body, sentence))
        for order, (period, place) in enumerate(periods):
            near = _near(body, sentence, place) | {f"order {min(order, 3)}", f"unit {period.unit}"}
            near |= {"behind" if place.start > anchor else "ahead", f"far {min(abs(place.start - anchor) // 60, 4)}"}
            yield Found(
                body.value(ValueKind.RENEWAL_TERM, place, period.iso, _told(body, sentence, period)), signs | near
            )
        for every in _EVERY.finditer(body.text, sentence.start, sentence.end):
            period = Period(1, "year" if every["year"] else "month")
            far = f"far {min(abs(every.start() - anchor) // 60, 4)}"
            value = body.value(ValueKind.RENEWAL_TERM, Span(*every.span()), period.iso, f"successive {period.told}")
            yield Found(
                value,
                signs
                | {"every", far, f"every {every[0].split()[0].lower()[:6]}", "with period" if periods else "alone"},
            )
        yield from _same_again(body, sentence, periods, signs)


def _same_again(
    body: Body, sentence: Span, periods: list[tuple[Period, Span]], signs: frozenset[str]
) -> Iterator[Found]:
    """A renewal for the same time as before: the first period of the sentence."""
    if periods and _SAME.search(body.text, sentence.start, sentence.end):
        period, place = periods[0]
        value = body.value(ValueKind.RENEWAL_TERM, place, period.iso, _told(body, sentence, period))
        yield Found(value, signs | {"same again"})


def find_renewal_notices(body: Body) -> Iterator[Found]:
    """The notices that may prevent a renewal."""
    for sentence in _sentences(body, _RENEW):
        yield from _notices(body, sentence, ValueKind.RENEWAL_NOTICE, _signs(body, sentence) | {"renews"})
        after = sentence.end + 1
        if after < len(body.text):
            following = body.sentence_at(after)
            if not _RENEW.search(body.text, following.start, following.end):
                signs = _signs(body, following) | {"follows"}
                yield from _notices(body, following, ValueKind.RENEWAL_NOTICE, signs)


def find_termination_notices(body: Body) -> Iterator[Found]:
    """The notices by which a party may end the contract without a reason."""
    for sentence in _sentences(body, re.compile(r"\bterminat\w+|\bcancel\w*|\bend(?:s|ed)?\b", re.IGNORECASE)):
        signs = _signs(body, sentence)
        plain = ends_by_notice(body.words(sentence))
        if plain or ("convenience" in signs and "breach" not in signs):
            for found in _notices(body, sentence, ValueKind.TERMINATION_NOTICE, signs):
                noticed = bool(found.signs & {"then notice", "noticed before"})
                yield Found(replace(found.value, probability=_NOTICED if noticed else 1 - _NOTICED), found.signs)


def _notices(body: Body, sentence: Span, kind: ValueKind, signs: frozenset[str]) -> Iterator[Found]:
    if not _NOTICE.search(body.text, sentence.start, sentence.end):
        return
    for order, (period, place) in enumerate(_periods(body, sentence)):
        near = _near(body, sentence, place) | {f"order {min(order, 3)}", f"unit {period.unit}"}
        yield Found(body.value(kind, place, period.iso, period.told), signs | near)


def _near(body: Body, sentence: Span, place: Span) -> frozenset[str]:
    """The signs of the words around a period."""
    before = body.text[max(sentence.start, place.start - 70) : place.start]
    behind = body.text[place.end : min(sentence.end, place.end + 70)]
    signs = {
        "noticed before": bool(re.search(r"\b(?:noti\w+|inform\w*|advis\w*)", before, re.IGNORECASE)),
        "then notice": bool(re.search(r"^'?s?\W*(?:\w+\W+){0,3}(?:noti\w+)", behind, re.IGNORECASE)),
        "then end": bool(_BEFORE_END.search(behind)),
        "at least": bool(re.search(r"\b(?:at\s+least|not?\s+less\s+than|not\s+later\s+than|minimum|within)\W*$", before, re.IGNORECASE)),
        "renewed before": bool(re.search(r"\b(?:re-?new|exten)\w*", before, re.IGNORECASE)),
        "additional": bool(_ADDITIONAL.search(before + behind[:25])),
        "for": bool(re.search(r"\bfor\s+(?:\w+\s+){0,4}$|\bof\s+$", before, re.IGNORECASE)),
        "initial before": bool(re.search(r"\binitial\b|\boriginal\b", before, re.IGNORECASE)),
        "then period": bool(re.search(r"^\W*(?:\w+\s+)?(?:periods?|terms?|renewal|each)\b", behind, re.IGNORECASE)),
        "cure": bool(re.search(r"\b(?:cure|breach|after\s+receipt|receipt)\b", behind, re.IGNORECASE)),
        "follows": bool(re.search(r"\bfollowing|\bafter\b", behind, re.IGNORECASE)),
    }  # fmt: skip
    return frozenset(name for name, holds in signs.items() if holds)


def _told(body: Body, sentence: Span, period: Period) -> str:
    words = body.text[sentence.start : sentence.end]
    many = _SUCCESSIVE.search(words) and not _ONCE.search(words)
    return f"{'successive ' if many else ''}{period.told}"


def _periods(body: Body, sentence: Span) -> Iterator[tuple[Period, Span]]:
    for quantity, place in placed(body, sentence):
        period = period_of(quantity)
        if period and period.number:
            yield period, place


def _sentences(body: Body, pattern: re.Pattern[str]) -> Iterator[Span]:
    seen = -1
    for match in pattern.finditer(body.text):
        if match.start() >= seen:
            sentence = body.sentence_at(match.start())
            seen = sentence.end
            yield sentence


def _signs(body: Body, sentence: Span) -> frozenset[str]:
    words = body.text[sentence.start : sentence.end]
    clause = body.clause_at(sentence.start)
    signs = {name for name, form in _ABOUT if form.search(words)}
    signs |= {"headed"} if _HEADED.search(" ".join((*clause.path, clause.heading))) else set()
    return frozenset(signs | {f"kind {clause.kind.value}"})
