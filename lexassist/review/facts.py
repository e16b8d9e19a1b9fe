"""The values that a clause holds, as constraints compare them: from what was read as values, else from its words.

Promises that a fact comes with the lines that hold it, and that words which an amendment has replaced give none. It does not
choose among several: all that fit are given, and :mod:`lexassist.review.judging` doubts where they disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lexassist.particulars.jurisdictions import JURISDICTION, jurisdiction_of
from lexassist.particulars.quantities import fold, place_quantities
from lexassist.review.constraints import Subject
from lexassist.review.contract import Line, Passage, ReadContract
from lexassist.review.measures import Measure, Unit, measure_of, measure_of_normal, read_fee_caps, read_measures
from lexassist.types import Value, ValueKind

SURE = 0.8
"""From this probability on, a value counts although its clause was not recognised for what it is."""
_KINDS: dict[Subject, frozenset[ValueKind]] = {
    Subject.NOTICE: frozenset({ValueKind.TERMINATION_NOTICE, ValueKind.RENEWAL_NOTICE}),
    Subject.TERM: frozenset({ValueKind.TERM}),
    Subject.RENEWAL: frozenset({ValueKind.RENEWAL_TERM}),
    Subject.LAW: frozenset({ValueKind.GOVERNING_LAW}),
    Subject.FORUM: frozenset({ValueKind.FORUM}),
}
_ELSEWHERE = frozenset({Subject.LAW, Subject.TERM})
"""Subjects of which a contract has one, so that a sure value counts wherever it stands."""
_PERIODS = frozenset({Subject.NOTICE, Subject.TERM, Subject.RENEWAL, Subject.PERIOD})
_LAW = re.compile(r"\blaws?\b|\blegislation\b|\bgovern", re.IGNORECASE)
_FORUM = re.compile(r"\bcourts?\b|\bvenue\b|\barbitrat|\bjurisdiction\b|\btribunals?\b", re.IGNORECASE)
_BEFORE_NOTICE = re.compile(
    r"(?:\)|['’]|s\b|\s|,|or more|of|in|advance|prior|previous|written|clear|at least)*\bnotice", re.IGNORECASE
)
_AFTER_NOTICE = re.compile(
    r"\b(?:notices?|notify|notif\w+)\b[^.;]{0,80}?\b(?:least|less than|fewer than|later than|period of|notice of)\s*$",
    re.IGNORECASE,
)
_RENEWED = re.compile(
    r"\b(?:renew|exten[ds]|successive|further|additional|consecutive)\w*\b[^.;]{0,120}$", re.IGNORECASE
)
_NEARLY = 0.2
"""How much less sure than the surest a value may be that still counts beside it."""
_ALL_PARTIES = re.compile(
    r"\b(?:each|either|neither|both|no)\s+(?:of the\s+)?part(?:y|ies)\b|\bthe\s+parties\b|\bmutual(?:ly)?\b",
    re.IGNORECASE,
)
_DOER = re.compile(
    r"\b(?P<who>[A-Z][\w&’'-]+(?:\s+[A-Z][\w&’'-]+)?)\s+(?:\([^)]*\)\s+)?(?:shall|may|must|will|agrees?|undertakes?|warrants?)\b"
)
EACH_PARTY = "each party"
"""The name under which all parties are meant."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of the contract: a measure, or a name; ``told`` as a lawyer says it, ``lines`` hold it.

    ``value`` is what was read as such, None where the words themselves gave it. ``led`` are the lines before it in its clause:
    what introduces its list.
    """

    told: str
    lines: tuple[Line, ...]
    measure: Measure | None = None
    name: str = ""
    value: Value | None = None
    led: tuple[Line, ...] = ()

    @property
    def key(self) -> str:
        """The same for two facts that say the same."""
        return f"{self.measure.low} {self.measure.high} {self.measure.unit}" if self.measure else fold_name(self.name)


def find_facts(subject: Subject, contract: ReadContract, passages: Sequence[Passage]) -> tuple[Fact, ...]:
    """The different values of ``subject`` in the passages, the surest first."""
    found = list(_from_values(subject, contract, passages))
    if not found:
        found = [fact for passage in passages for fact in _from_words(subject, passage.core or passage.lines)]
    if not found:
        found = [fact for passage in passages for fact in _from_words(subject, passage.lines)]
    if not found and subject in _ELSEWHERE:
        found = list(_sure_values(subject, contract))
    different: dict[str, Fact] = {}
    for fact in found:
        different.setdefault(fact.key, fact)
    return tuple(different.values())


def _sure_values(subject: Subject, contract: ReadContract) -> Iterator[Fact]:
    for value in _kept(subject, contract.values):
        place = contract.line_at(value.span)
        fact = _of_value(value, (place,)) if place is not None and value.probability >= SURE else None
        if fact is not None:
            yield fact


def _from_values(subject: Subject, contract: ReadContract, passages: Sequence[Passage]) -> Iterator[Fact]:
    inside: dict[Value, tuple[Line, ...]] = {}
    for passage in passages:
        own = [line for line in passage.lines if line.document == contract.id]
        for value in contract.values if subject in _KINDS else ():
            lines = tuple(line for line in own if any(span.overlap(value.span) for span in line.spans))
            if lines and value.kind in _KINDS[subject]:
                inside.setdefault(value, lines)
    for value in _kept(subject, tuple(inside)):
        if (fact := _of_value(value, inside[value])) is not None:
            yield fact


def _kept(subject: Subject, values: Sequence[Value]) -> tuple[Value, ...]:
    """The values of the subject's kinds that are about as sure as the surest, which comes first."""
    fitting = sorted((v for v in values if v.kind in _KINDS.get(subject, ())), key=lambda v: -v.probability)
    return tuple(v for v in fitting if v.probability >= fitting[0].probability - _NEARLY)


def _of_value(value: Value, lines: tuple[Line, ...]) -> Fact | None:
    if value.kind in (ValueKind.GOVERNING_LAW, ValueKind.FORUM):
        return Fact(value.normal, lines, name=value.normal, value=value) if value.normal else None
    measure = measure_of_normal(value.normal, value.told) if value.normal else None
    return Fact(value.told, lines, measure=measure, value=value) if measure else None


def _from_words(subject: Subject, lines: Sequence[Line]) -> Iterator[Fact]:
    if subject is Subject.PARTY:
        yield from _parties(lines)
        return
    for place, line in enumerate(lines):
        if subject in (Subject.LAW, Subject.FORUM):
            yield from (Fact(name, (line,), name=name) for name in _names(subject, line.text))
        elif subject is Subject.CAP:
            fees = read_fee_caps(line.text)
            sums = [m for m in read_measures(line.text) if m.unit not in (*Unit,)]
            led = tuple(lines[:place])
            yield from (Fact(measure.told, (line,), measure=measure, led=led) for measure in (*fees, *sums))
        else:
            yield from (Fact(m.told, (line,), measure=m) for m in _measures(subject, line.text))


def _measures(subject: Subject, text: str) -> Iterator[Measure]:
    """The figures of a sentence that can be the subject's: a notice period is one that stands with the word."""
    plain = fold(text)
    for quantity, start, end in place_quantities(plain):
        measure = measure_of(quantity)
        if measure is None or not _fits(subject, measure):
            continue
        if subject is Subject.NOTICE and not (_BEFORE_NOTICE.match(plain, end) or _AFTER_NOTICE.search(plain[:start])):
            continue
        if subject is Subject.RENEWAL and not _RENEWED.search(plain[:start]):
            continue
        yield measure


def _fits(subject: Subject, measure: Measure) -> bool:
    if subject in _PERIODS:
        return measure.unit in (Unit.DAY, Unit.MONTH)
    if subject is Subject.PERCENTAGE:
        return measure.unit == Unit.PERCENT
    return measure.unit not in (*Unit,)


def _names(subject: Subject, text: str) -> Iterator[str]:
    found = (_LAW if subject is Subject.LAW else _FORUM).search(text)
    if found is not None:
        # "the law of England and Wales, whose courts have exclusive jurisdiction": the place stands before.
        behind = [match[0] for match in JURISDICTION.finditer(text, found.start())]
        yield from dict.fromkeys(map(jurisdiction_of, behind or JURISDICTION.findall(text)))


def _parties(lines: Sequence[Line]) -> Iterator[Fact]:
    for line in lines:
        if _ALL_PARTIES.search(line.text):
            yield Fact(EACH_PARTY, (line,), name=EACH_PARTY)
        else:
            yield from (Fact(match["who"], (line,), name=match["who"]) for match in _DOER.finditer(line.text))


def fold_name(name: str) -> str:
    """A jurisdiction or a party as names are compared: a place by its one name, lower case, without its article."""
    plain = " ".join(name.casefold().split()).removeprefix("the ")
    return (jurisdiction_of(plain) or plain).casefold()
