"""How long a contract lasts and when it ends: its initial term, and its expiry date, worked out in steps where it must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lexassist.particulars.body import Body
from lexassist.particulars.calendar import Day, Period, read_dates
from lexassist.particulars.figures import period_of, placed
from lexassist.particulars.lastday import counting_in, last_day
from lexassist.particulars.weighing import Found
from lexassist.types import Span, Value, ValueKind, ValueStep

_SUBJECT = r"(?:(?:initial\s+|original\s+|primary\s+)?term|duration|agreement|contract|licen[cs]e|appointment|engagement|venture|period)"
_TERM = re.compile(
    rf"^(?:the\s+)?(?:initial\s+|contract(?:ual)?\s+)?term(?:\s+of\s+(?:this\s+)?{_SUBJECT})?\t"
    rf"|\b{_SUBJECT}\b[^.]{{0,200}}?\b(?:shall\s+be|is|are|means?|continue|remain|in\s+effect|in\s+(?:full\s+)?force|commenc|begin|expire|"
    rf"terminate|last|end|extend|effective|valid|run|hereof|until|for\s+a\s+(?:period|term))\w*\b|\bexpir(?:y|ation)\s+date\b"
    rf"|\bperiod\s+of\s+(?:the\s+)?(?:agreement|services?|engagement)\b|\"[\w\s]*\bterm\"|\bterm\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_UNTIL = re.compile(
    r"\b(?:until|through|till|expir\w+|terminat\w+|end(?:s|ing)?|conclud\w+|(?<!from )(?<!on )(?<!of )and\s+including|to)\b[^.;]{0,40}$|-\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:commenc\w+|begin\w*|start\w*|from|effective|dated|as\s+of|made|entered|between)\b[^.;,]{0,30}$",
    re.IGNORECASE,
)
_PERPETUAL = re.compile(
    r"\b(?:perpetual\w*|in\s+perpetuity|indefinite\w*|unlimited\s+(?:term|duration|period)"
    r"|(?:until|unless)\s+(?:and\s+until\s+)?(?:such\s+time\s+as\s+)?(?:it\s+is\s+|this\s+agreement\s+is\s+|earlier\s+|sooner\s+|otherwise\s+)?terminated"
    r"|until\s+terminat(?:ion|ed))\b",
    re.IGNORECASE,
)
_ANNIVERSARY = re.compile(
    r"\b(?P<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|fifteenth|twentieth|(?P<n>\d{1,2})(?:st|nd|rd|th))\s*"
    r"(?:\(\s*\d{1,2}\s*(?:st|nd|rd|th)?\s*\)\s*)?(?:\w+\s+)?anniversary\b",
    re.IGNORECASE,
)
_NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
         "tenth": 10, "fifteenth": 15, "twentieth": 20}  # fmt: skip
_ABOUT = tuple(
    (name, re.compile(form, re.IGNORECASE))
    for name, form in {
        "initial": r"\binitial\b",
        "this agreement": r"\bthis\s+(?:\w+\s+){0,2}(?:agreement|contract|lease|addendum)\b",
        "the term": r"\bterm\b",
        "named term": r"\"(?:the\s+)?(?:initial\s+|original\s+)?(?:term|period)\"",
        "commences": r"\b(?:commenc|begin|start)\w*",
        "continues": r"\b(?:continu|remain)\w*",
        "in effect": r"\bin\s+(?:full\s+force|effect)|\bvalid\b",
        "unless terminated": r"\bunless\b[^.]{0,60}\bterminat|\bterminated\s+(?:earlier|sooner|in\s+accordance|as\s+provided)",
        "effective date": r"\beffective\s+date\b|\bdate\s+(?:hereof|of\s+this|of\s+execution|of\s+signing|first)|\bsigning\s+date\b",
        "other event": r"\b(?:launch|delivery|closing|completion|first\s+commercial|approval|installation|offering|acceptance)\b",
        "renews": r"\b(?:renew|extend|extension)\w*",
        "notice": r"\bnotice\b",
        "survives": r"\bsurviv\w+",
        "other term": r"\b(?:confidential\w*|warrant\w+|disclos\w+|non-?compet\w+|tail|indemnif\w+|patent|lease|payment|invoice|insurance)\b",
        "later of": r"\b(?:later|earlier|earliest|latest)\s+(?:of|to\s+occur)\b",
        "breach": r"\b(?:breach|default|cure|insolven\w+)\b",
    }.items()
)  # fmt: skip
_OPENS = re.compile(
    rf"\W*(?:[\d.()a-z]{{1,6}}\s*)?(?:\w+\s*[.:-]\s*)?(?:unless[^,]{{0,120}},\s*|subject\s+to[^,]{{0,60}},\s*)?"
    rf"(?:this|the|effective)\s+(?:\w+\s+){{0,2}}{_SUBJECT}\b",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\W*(?:[\d.()a-z]{1,6}\s*)?\"?(?:the\s+)?(?:\w+\s+)?(?:term|period|expir\w+\s+date)\"?\W*(?:means|shall\s+mean|:)",
    re.IGNORECASE,
)
_HEADED = re.compile(r"\b(?:term|duration|period|validity|effective\w*|expir\w+)\b", re.IGNORECASE)
_OTHER_START = re.compile(
    r"\b(?:from|after|following|of|upon|commencing\s+on)\s+(?:the\s+)?(?:date\s+of\s+)?(?:launch|delivery|closing|completion|first\s+commercial|approval|"
    r"installation|acceptance|opening|commercial)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Says:
    """A sentence about the term: its place and the signs in it."""

    span: Span
    signs: frozenset[str]


def find_terms(body: Body) -> Iterator[Found]:
    """The periods that may be the initial term."""
    for says in _sentences(body):
        length = _length(body, says.span)
        if length:
            period, place = length
            yield Found(body.value(ValueKind.TERM, place, period.iso, period.told), says.signs | _of(period))


def find_expiry(body: Body, starts: Sequence[Value]) -> Iterator[Found]:
    """The dates on which the contract may end; ``starts`` are the dates from which its term may count, best first."""
    for says in _sentences(body):
        yield from _written(body, says)
        yield from _counted(body, says, starts)
        if perpetual := _PERPETUAL.search(body.text, says.span.start, says.span.end):
            before = body.text[max(says.span.start, perpetual.start() - 90) : perpetual.start()]
            signs = says.signs | {"perpetual", _word(perpetual[0])}
            signs |= {"perpetual renewal"} if re.search(r"\b(?:renew|exten)\w*", before, re.IGNORECASE) else set()
            signs |= {"perpetual, yet counted"} if _length(body, says.span) else set()
            signs |= {"perpetual, yet written"} if read_dates(body.text, says.span.start, says.span.end) else set()
            yield Found(body.value(ValueKind.EXPIRY_DATE, says.span, "perpetual"), signs)


def _written(body: Body, says: _Says) -> Iterator[Found]:
    for order, dated in enumerate(read_dates(body.text, says.span.start, says.span.end)):
        before = body.text[says.span.start : dated.start]
        signs = {"written", f"date {min(order, 2)}"}
        signs |= {"until date"} if _UNTIL.search(before) else set()
        signs |= {"from date"} if _FROM.search(before) else set()
        signs |= {"blank"} if not dated.day.whole else set()
        yield Found(body.value(ValueKind.EXPIRY_DATE, says.span, dated.day.iso, dated.day.told), says.signs | signs)


def _counted(body: Body, says: _Says, starts: Sequence[Value]) -> Iterator[Found]:
    length = _length(body, says.span)
    if length is None:
        return
    period, place = length
    written = read_dates(body.text, says.span.start, says.span.end)
    own = next((one for one in written if one.day.whole and _FROM.search(body.text[says.span.start : one.start])), None)
    signs = says.signs | _of(period) | {"counted"} | ({"with date"} if written else set())
    signs |= {"other start"} if _OTHER_START.search(body.text, says.span.start, says.span.end) else set()
    if own:
        step = body.step(f"Counted from {own.day.told}.", Span(own.start, own.end))
        yield Found(_ended(body, says.span, (own.day, step), (period, place)), signs | {"own start"})
        return
    for order, start in enumerate(starts[:2]):
        day = day_of(start.normal)
        if day:
            step = body.step(_counted_from(start, day, other="other start" in signs), start.span)
            yield Found(_ended(body, says.span, (day, step), (period, place)), signs | {f"start {order}", _sure(start)})
    if not starts:
        yield Found(body.value(ValueKind.EXPIRY_DATE, says.span, "", body.words(says.span)), signs | {"no start"})


def _counted_from(start: Value, day: Day, *, other: bool) -> str:
    """The first step: the date that is counted from, and that the words count from something else where they do."""
    name = "effective date" if start.kind is ValueKind.EFFECTIVE_DATE else "date of the contract"
    doubt = "; the words count from another event, whose date is not known" if other else ""
    return f"Counted from the {name}, {day.told}{doubt}."


def _ended(body: Body, sentence: Span, start: tuple[Day, ValueStep], length: tuple[Period, Span]) -> Value:
    day, step = start
    period, place = length
    words, before = body.text[sentence.start : sentence.end], body.text[sentence.start : place.start]
    named = _ANNIVERSARY.match(body.text, place.start) is not None
    end, says = last_day(day, period, counting_in(words, before, anniversary=named))
    steps = (step, body.step(says, place))
    return replace(body.value(ValueKind.EXPIRY_DATE, sentence, end.iso, end.told), steps=steps)


def day_of(iso: str) -> Day | None:
    """The day that an ISO date is, None where a part of it is missing."""
    parts = iso.split("-")
    return Day(*map(int, parts)) if len(parts) == 3 else None


def _length(body: Body, sentence: Span) -> tuple[Period, Span] | None:
    """The first period of a sentence that is none of notice or renewal."""
    if nth := _ANNIVERSARY.search(body.text, sentence.start, sentence.end):
        number = int(nth["n"]) if nth["n"] else _NTHS[nth["nth"].lower()]
        return Period(number, "year"), Span(*nth.span())
    for quantity, place in placed(body, sentence):
        period = period_of(quantity)
        if period is None or period.number == 0 or period.unit not in ("year", "month", "week"):
            continue
        before, behind = (
            body.text[max(sentence.start, place.start - 70) : place.start],
            body.text[place.end : place.end + 50],
        )
        renewed = re.search(r"\b(?:renew|exten|additional|successive|further|subsequent)\w*", before, re.IGNORECASE)
        noticed = re.search(r"\bnotice|\bprior|\bbefore", behind, re.IGNORECASE)
        if not renewed and not noticed:
            return period, place
    return None


def _of(period: Period) -> set[str]:
    return {
        f"in {period.unit}s",
        "short" if period.unit == "week" or (period.unit == "month" and period.number < 6) else "long",
    }


def _sure(start: Value) -> str:
    return "sure start" if start.probability > 0.8 else "likely start" if start.probability > 0.5 else "unsure start"


def _word(words: str) -> str:
    return f"by {words.split(maxsplit=1)[0].lower()[:6]}"


def _sentences(body: Body) -> Iterator[_Says]:
    seen = -1
    order = 0
    for match in _TERM.finditer(body.text):
        if match.start() < seen:
            continue
        sentence = _row_at(body, match.start()) or body.sentence_at(match.start())
        seen = sentence.end
        words = body.text[sentence.start : sentence.end]
        if _MAY_END.search(words):
            yield _Says(sentence, _signs(body, sentence, words, order))
            order += 1


def _row_at(body: Body, offset: int) -> Span | None:
    """The row of a table in which a character stands, None where it stands in none: the other rows say other things."""
    start, end = body.text.rfind("\n", 0, offset) + 1, body.text.find("\n", offset)
    row = Span(start, end if end > offset else len(body.text))
    return row if "\t" in body.text[row.start : row.end] else None


_MAY_END = re.compile(
    r"\b(?:year|month|week|anniversary|terminated|termination|indefinite|perpetu|unlimited)|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def _signs(body: Body, sentence: Span, words: str, order: int) -> frozenset[str]:
    clause = body.clause_at(sentence.start)
    signs = {name for name, form in _ABOUT if form.search(words)}
    headings = " ".join((*clause.path, clause.heading))
    # The first cell of a row is what opens it and the heading of the rest.
    row = "\t" in words and _TERM.match(words) is not None
    signs |= {"opens"} if row or _OPENS.match(words) else {"opens means"} if _MEANS.match(words) else set()
    signs |= {"headed"} if row or _HEADED.search(headings) else set()
    signs |= {"headed term"} if row or re.search(r"\bterm\b", headings, re.IGNORECASE) else set()
    signs |= {"very first"} if order == 0 else {"early"} if order < 5 else set()
    signs.add(f"kind {clause.kind.value}")
    signs |= {"long sentence"} if len(words) > 700 else set()
    return frozenset(signs)
