"""When a contract was made and when it takes effect: every date that it may be, with the signs at its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.particulars.body import Body
from lexassist.particulars.calendar import Dated, Day, read_dates
from lexassist.particulars.weighing import Found
from lexassist.types import Span, ValueKind

_OPENING, _TAIL, _MOST = 12_000, 5_000, 40
_BEFORE = {
    "dated": r"\bdated?\b[^.;]{0,40}$",
    "as of": r"\bas\s+of\b[^.;]{0,30}$",
    "made": r"\b(?:made|entered|concluded|signed|executed)\b[^.;]{0,60}$",
    "effective": r"\beffective\b[^.;]{0,40}$",
    "starts": r"\b(?:commenc\w+|beginn?\w*|starts?|starting)\b[^.;]{0,40}$",
    "ends": r"\b(?:until|through|end\w*|expir\w+|terminat\w+|later\s+than|before|prior\s+to)\b[^.;]{0,40}$",
    "other contract": r"\b(?:that\s+certain|(?:agreement|contract|plan|letter|lease|amendment)(?:\s*\([^)]{0,60}\))?,?)\s*,?\s*"
    r"(?:dated|entered|effective|made)\b[^.;]{0,40}$",
    "amended": r"\b(?:amended|supplemented|restated|previously)\b[^.;]{0,60}$",
    "label": r"\b(?:effective\s+date|date\s+of\s+(?:the\s+)?(?:agreement|contract)|agreement\s+date|contract\s+date)\b"
    r"[^.;\w]{0,12}(?:\w+\s){0,3}$",
    "witness": r"\bwitness\s+whereof\b[^;]{0,260}$",
    "named effective": r"\beffective\s+date\"?\)?\s*(?:means|shall\s+mean|is|shall\s+be|:)[^.;]{0,40}$",
    "starts on": r"\b(?:as\s+of|on|from)\s+(?:the\s+)?$",
}
_AFTER = {
    "then effective": r"^[^.;]{0,40}\"(?:the\s+)?(?:\w+\s+)?(?:effective|commencement)\s+date\"",
    "then named": r"^[^.;]{0,40}\"(?:the\s+)?(?:\w+\s+)?(?:execution|agreement|signing|contract|closing)\s+date\"",
    "then between": r"^[^.;]{0,60}\b(?:between|among|by)\b",
    "line ends": r"^[ \t]*(?:\n|$)",
}
_SIGNS = tuple((name, re.compile(form, re.IGNORECASE)) for name, form in _BEFORE.items())
_SIGNS_BEHIND = tuple((name, re.compile(form, re.IGNORECASE)) for name, form in _AFTER.items())
_RECITAL = re.compile(r"\bwhereas\b|\brecital", re.IGNORECASE)
_USES_EFFECTIVE = re.compile(r"\beffective\s+date\b", re.IGNORECASE)
_DEFINES = re.compile(
    r"\"(?:the\s+)?(?:\w+\s+)?(?:effective|commencement)\s+date\"|\beffective\s+(?:date|as\s+of|from|on)\b|\btakes?\s+effect\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    dated: Dated
    signs: frozenset[str]


def find_agreement_dates(body: Body) -> Iterator[Found]:
    """The dates on which the contract may have been made."""
    for candidate in _candidates(body):
        yield _found(body, ValueKind.AGREEMENT_DATE, candidate)


def find_effective_dates(body: Body) -> Iterator[Found]:
    """The dates on which it may take effect."""
    for candidate in _candidates(body):
        yield _found(body, ValueKind.EFFECTIVE_DATE, candidate)


def _found(body: Body, kind: ValueKind, candidate: _Candidate) -> Found:
    dated = candidate.dated
    return Found(body.value(kind, Span(dated.start, dated.end), dated.day.iso, dated.day.told), candidate.signs)


def _candidates(body: Body) -> tuple[_Candidate, ...]:
    """The dates of the opening, of the end, and of sentences that say when something takes effect."""
    end = len(body.text)
    places = {dated.start: dated for dated in read_dates(body.text, 0, min(end, _OPENING))}
    places |= {dated.start: dated for dated in read_dates(body.text, max(0, end - _TAIL), end)}
    for match in _DEFINES.finditer(body.text):
        near = read_dates(body.text, max(0, match.start() - 100), min(end, match.end() + 120))
        places |= {dated.start: dated for dated in near}
    dates = [places[start] for start in sorted(places)][:_MOST]
    again = Counter(dated.day for dated in dates)
    uses = bool(_USES_EFFECTIVE.search(body.text))
    return tuple(_Candidate(dated, _signs(body, dated, n, again, uses=uses)) for n, dated in enumerate(dates))


def _signs(body: Body, dated: Dated, order: int, again: Counter[Day], *, uses: bool) -> frozenset[str]:
    before = body.text[max(0, dated.start - 300) : dated.start]
    behind = body.text[dated.end : dated.end + 120]
    clause = body.clause_at(dated.start)
    signs = {name for name, form in _SIGNS if form.search(before)} | {
        name for name, form in _SIGNS_BEHIND if form.search(behind)
    }
    signs.add(f"order {min(order, 3)}")
    signs.add(f"kind {clause.kind.value}")
    share = dated.start / max(1, len(body.text))
    signs.add("far in" if dated.start > 4000 and share < 0.8 else "end" if share >= 0.8 else "begin")
    line = body.text[body.text.rfind("\n", 0, dated.start) + 1 : dated.start]
    signs |= {"own line"} if not line.strip() and "line ends" in signs else set()
    signs |= {"repeated"} if again[dated.day] > 1 else set()
    signs |= {"blank"} if not dated.day.whole else set()
    signs |= {"recital"} if _RECITAL.search(body.text, max(0, dated.start - 400), dated.start) else set()
    signs |= {"uses effective" if uses else "no effective"}
    for one in ("as of", "made", "dated", "effective"):
        signs |= {f"{one}, first"} if one in signs and order == 0 else set()
        signs |= {f"{one}, uses"} if one in signs and uses else set()
    return frozenset(signs)
