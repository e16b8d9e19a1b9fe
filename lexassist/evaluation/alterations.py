"""One change of meaning in a real sentence, by kind: what the gate must not let through.

Each alteration changes one thing that a lawyer would call another provision: another figure, another party, a duty made a
permission. What may leave the meaning as it was ("each" for "any", "may not" for "shall not") is not made. Promises that the
new text differs from the old; that it differs in meaning was looked at by hand on a sample (docs/evaluation.md). The words
are ours and general: none was taken from the contracts that are measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lexassist.evaluation.spelling import spell_number


class Alteration(StrEnum):
    """What is changed."""

    NUMBER = "number"
    MONEY = "money"
    PERCENTAGE = "percentage"
    DATE = "date"
    DURATION = "duration"
    START = "what a period counts from"
    PARTY = "party or role"
    NEGATION = "negation"
    EXCEPTION = "exception"
    MODAL = "modal"
    RESTRICTION = "quantifier or bound"
    TERM = "defined term"
    ACT = "what is done"


@dataclass(frozen=True, slots=True)
class Names:
    """What a contract calls things: its parties, and its other defined terms."""

    parties: tuple[str, ...]
    terms: tuple[str, ...]


_Change = Callable[[str], Iterator[str]]
_UNIT = r"(?:business |working |calendar |consecutive )?(?:hours?|days?|weeks?|months?|years?|quarters?)"
_MONEY_AFTER = r"(?:dollars|euros|pounds|US|USD|EUR|GBP|cents?)"
_MONTHS = "January February March April May June July August September October November December".split()
_DENIED = re.compile(r"\b(?:no|not|neither|nor|nothing|none|never|without|unless)\b", re.IGNORECASE)
_ROLE_JOINED = r"(?:,|\band\b|\bor\b|\band/or\b|/)"


def _each(pattern: str, new: str | Callable[[re.Match[str]], str]) -> _Change:
    """A change at each place of the pattern, one at a time."""
    compiled = re.compile(pattern)

    def change(text: str) -> Iterator[str]:
        for found in compiled.finditer(text):
            words = new(found) if callable(new) else found.expand(new)
            yield text[: found.start()] + words + text[found.end() :]

    return change


def _swapped(pairs: Sequence[tuple[str, str]], before: str = "") -> tuple[_Change, ...]:
    """A change of each word for its partner, both ways."""
    both = [*pairs, *((other, one) for one, other in pairs)]
    return tuple(_each(rf"{before}\b{one}\b", _behind_space(other)) for one, other in both)


def _behind_space(new: str) -> Callable[[re.Match[str]], str]:
    """The new word behind the white space that the pattern has taken with the old one."""
    return lambda found: found[0][: len(found[0]) - len(found[0].lstrip())] + new


def _other(number: int) -> int:
    return number + 1 if number < 10 else number * 2 if number < 1000 else number + 1000


def _twice(found: re.Match[str]) -> str:
    """ "thirty (30)" with another number, in words and figures."""
    new = _other(int(found["figure"]))
    return f"{spell_number(new)} ({new}{found['sign'] or ''})"


def _figure(found: re.Match[str]) -> str:
    return str(_other(int(found[0])))


_SPELLED = (
    r"\b(?:[Oo]ne hundred (?:and )?)?(?:(?:[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty|[Ss]ixty|[Ss]eventy|[Ee]ighty|[Nn]inety)(?:[- ][a-z]+)?|"
    r"[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|[A-Za-z][a-z]+teen|[Oo]ne hundred)"
)
_SAID_TWICE = rf"{_SPELLED} \((?P<figure>\d{{1,3}})(?P<sign>%?)\)"
_BARE = r"(?<![\d.,$£€§/(-])(?<!Section )(?<!Article )(?<!ARTICLE )(?<!Exhibit )(?<!Schedule )\b\d{1,3}\b(?![\d.,/:)-]\d)(?![\w%)-])"
_LONE = rf"(?! ?(?:{_UNIT}|%|percent|per cent|{'|'.join(_MONTHS)}|{_MONEY_AFTER}|million|billion|thousand|U\.S|[AP]M|[ap]\.?m)\b)(?! ?%)"


def _other_month(found: re.Match[str]) -> str:
    return _MONTHS[(_MONTHS.index(found[0]) + 4) % 12]


def _other_sum(found: re.Match[str]) -> str:
    return str(int(found[0][0]) % 9 + 1) + found[0][1:]


_DATE_MONTH = rf"\b(?:{'|'.join(_MONTHS)})\b(?= \d{{1,2}},? )|(?<=\d )(?:{'|'.join(_MONTHS)})\b(?= \d{{4}})"
_EVENTS = (
    ("receipt", "dispatch"), ("the receipt", "the issue"), ("delivery", "order"), ("termination", "execution"),
    ("expiration", "commencement"), ("the Effective Date", "the date of termination"), ("the end", "the beginning"),
    ("the date of this Agreement", "the date of expiration"), ("the date hereof", "the end of the Term"),
    ("execution", "expiration"), ("such notice", "such breach"), ("written notice", "breach"), ("notice", "the breach"),
    ("the expiry", "the start"), ("the invoice date", "receipt of payment"), ("the date of invoice", "receipt of payment"),
)  # fmt: skip
_SIDES = r"(?P<side>after|following|from|of|prior to|before)"

_CHANGES: dict[Alteration, tuple[_Change, ...]] = {
    Alteration.NUMBER: (
        _each(_SAID_TWICE.replace("(?P<sign>%?)", "(?P<sign>(?!))?") + _LONE, _twice),
        _each(_BARE + _LONE, _figure),
        _each(_SAID_TWICE + _LONE, lambda m: m[0].replace(m["figure"], str(_other(int(m["figure"]))))),
    ),
    Alteration.MONEY: (
        _each(r"(?<=[$£€])(\d{1,3})(?:,\d{3})*(?:\.\d\d)?(?!\d)", _other_sum),
        _each(r"(?:US)?[$£€](?=\d)", lambda m: "£" if "$" in m[0] else "$"),
        _each(r"(?<=\d )million\b", "billion"),
        _each(r"\bUSD\b", "EUR"),
    ),
    Alteration.PERCENTAGE: (
        _each(
            rf"{_SPELLED}(?: per\s?cent| percent) \((?P<figure>\d{{1,3}})(?P<sign>%)\)",
            lambda m: f"{_other(int(m['figure']))}%",
        ),
        _each(r"(?<![\d.])\d{1,3}(?= ?%)(?![^(]*\))", _figure),
        _each(r"(?<![\d.])\d{1,3}(?= percent| per cent)", _figure),
    ),
    Alteration.DATE: (
        _each(_DATE_MONTH, _other_month),
        _each(
            rf"(?<=\b(?:{'|'.join(m for m in _MONTHS if len(m) == 8)}) )\d{{1,2}}(?=, \d{{4}})",
            lambda m: str(int(m[0]) % 28 + 1),
        ),
        _each(r"\b(?:19|20)\d\d\b(?! (?:Act|Code|Plan))", lambda m: str(int(m[0]) + 1)),
    ),
    Alteration.DURATION: (
        _each(_SAID_TWICE + rf"(?= {_UNIT}\b)", _twice),
        _each(rf"(?<![\d.,$(-])\b\d{{1,3}}\b(?=[ -]{_UNIT}\b)", _figure),
        _each(r"(?<=[\d)][ -])days?\b", lambda m: m[0].replace("day", "month")),
        _each(r"(?<=[\d)][ -])months?\b", lambda m: m[0].replace("month", "year")),
        _each(r"(?<=[\d)][ -])years?\b", lambda m: m[0].replace("year", "month")),
        _each(r"(?<=\) )(?:[Bb]usiness|[Ww]orking) days?\b", lambda m: m[0].split()[1]),
        _each(r"(?<=\) )days?\b(?!’|')", lambda m: f"business {m[0]}"),
    ),
    Alteration.START: (
        *(
            _each(rf"(?<={unit} ){side} {one}\b", f"{side} {other}")
            for one, other in _EVENTS
            for unit in ("days", "months", "years", "year", "day")
            for side in ("after", "following", "from", "of", "prior to", "before")
        ),
        _each(rf"(?<=days ){_SIDES}(?= )", lambda m: "after" if m["side"] in ("prior to", "before") else "before"),
        _each(r"\b[Ww]ithin (?=[a-z]+(?:-[a-z]+)? \(\d+\) |\d+ )", lambda m: "not earlier than "),
    ),
    Alteration.NEGATION: (
        _each(r"\b(shall|will|must)\b(?! not| in no event| only)", r"\1 not"),
        _each(r"\b(shall|will|must|may|does|do|is|are|has|have) not\b(?! be required| be obligated| exceed)", r"\1"),
        _each(r"\b(is|are)\b(?! not| no\b|: )", r"\1 not"),
        _each(r"\bNo (?=[a-z]+ (?:shall|may|will|is))", "Any "),
        _each(r"\b[Nn]either (?=[Pp]art)", "Either "),
        _each(r"\bunreasonably (?=withh)", ""),
    ),
    Alteration.EXCEPTION: (
        _each(
            r",? (?:except|unless|other than|excluding|save)\b[^.;,]*(?:,(?= (?:shall|the|and|will|may))|(?=[.;]))", ""
        ),
        _each(r"^(?:If|In the event that) [^,]*, (\w)", lambda m: m[1].upper()),
        _each(r"(?<=[a-z]) (?:if|in the event that) [^,;]*(?=\.$)", ""),
        _each(r"^Subject to [^,]*, (\w)", lambda m: m[1].upper()),
        _each(r"[,;]? provided,?(?: however,?)? that\b[^.;]*(?=\.$)", ""),
        _each(r"(?<=[a-z])\.$", ", except in the case of a change of control."),
        _each(r"(?<=[a-z])\.$", ", unless the other party objects in writing."),
        _each(r"\bexcept\b", "including"),
        _each(r"\b[Nn]otwithstanding\b(?= (?:the|any|Sec|Art))", "Subject to"),
        _each(r"\bwithout (?=the prior|prior|the written|the express)", "with "),
    ),
    Alteration.MODAL: (
        _each(r"\b(?:shall|must)\b(?! not\b| have\b| mean| include| be\b| only)", "may"),
        _each(
            r"(?<=[A-Z][a-z]{3} )may\b(?! not| be| have)|(?<=[a-z][a-z]{4} )may\b(?! not| be| have|,)(?= [a-z]+ )",
            "shall",
        ),
        _each(r"(?<=[a-z] )(?:shall|may|must) not\b(?! be (?:deemed|required)| exceed)", "need not"),
        _each(r"\bshall not be (?:required|obligated|obliged) to\b", "shall not"),
        _each(r"\b(?:has|have|shall have) the right to\b", "shall"),
    ),
    Alteration.RESTRICTION: (
        _each(r"\b(?:only|solely|exclusively) ", ""),
        _each(r"\bnon-exclusive\b", "exclusive"),
        _each(r"(?<![Nn]on-)\bexclusive\b", "non-exclusive"),
        _each(r"\b(?:at least|not less than|no less than|no fewer than)\b", "at most"),
        _each(r"\b(?:up to|not more than|no more than|not to exceed)\b", "at least"),
        _each(r"\b[Bb]oth (?=[Pp]arties)", "one of the "),
        _each(r"\b(?:[Ee]ach|[Ee]ither)(?= [Pp]arty (?:shall|may|will|agrees|has))", "Only one"),
        _each(r"\b(?:any and all|all)(?= (?:of the |such |other |the )?[a-z]+s\b)", "some"),
        *_swapped(
            (
                ("greater of", "lesser of"),
                ("earlier of", "later of"),
                ("minimum", "maximum"),
                ("increase", "decrease"),
                ("first", "last"),
                ("above", "below"),
            )
        ),
        _each(r"(?<=[a-z] )(?:if|upon)\b(?! and)", lambda m: f"only {m[0]}"),
    ),
    Alteration.ACT: _swapped(
        (
            ("deliver", "receive"),
            ("sell", "lease"),
            ("terminate", "renew"),
            ("approve", "reject"),
            ("disclose", "use"),
            ("pay", "invoice"),
            ("indemnify", "insure"),
            ("assign", "license"),
            ("provide", "request"),
            ("purchase", "lease"),
            ("own", "use"),
            ("notify", "consult"),
            ("return", "copy"),
            ("maintain", "inspect"),
            ("manufacture", "distribute"),
            ("accept", "refuse"),
            ("retain", "transfer"),
            ("reimburse", "charge"),
            ("destroy", "store"),
            ("waive", "enforce"),
            ("increase", "reduce"),
        ),
        before=r"(?:(?<=shall)|(?<=will)|(?<=must)|(?<= not)|(?<= may)|(?<= to)) ",
    ),
}


def alter(text: str, kind: Alteration, names: Names) -> Iterator[str]:
    """Every alteration of that kind of ``text``, none of which is ``text``."""
    if kind is Alteration.PARTY:
        made = _other_parties(text, names)
    elif kind is Alteration.TERM:
        made = _other_terms(text, names)
    else:
        made = (new for change in _CHANGES[kind] for new in change(text))
    for new in dict.fromkeys(made):
        if " ".join(new.split()) != text and not (
            kind is Alteration.MODAL and _DENIED.search(text[: _first_difference(text, new)])
        ):
            yield " ".join(new.split())


def _first_difference(one: str, other: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _other_parties(text: str, names: Names) -> Iterator[str]:
    here = [name for name in names.parties if re.search(rf"\b{re.escape(name)}\b", text)]
    joined = any(
        re.search(
            rf"\b{re.escape(one)} ?{_ROLE_JOINED} ?(?:the )?{re.escape(other)}\b|between[^.]*\b{re.escape(one)}\b", text
        )
        for one in here
        for other in here
    )
    if len(here) > 1 and not joined:
        one, other = here[:2]
        yield re.sub(rf"\b({re.escape(one)}|{re.escape(other)})\b", lambda m: other if m[0] == one else one, text)
    for one in here[:1]:
        for other in names.parties:
            if other not in here and not other.startswith(one[:-1]) and not one.startswith(other[:-1]):
                yield re.sub(rf"\b{re.escape(one)}\b", lambda _, new=other: new, text)  # type: ignore[misc]


def _other_terms(text: str, names: Names) -> Iterator[str]:
    here = [
        term for term in names.terms if re.search(rf"(?<!\w)(?<![A-Z][a-z] ){re.escape(term)}(?! [A-Z])(?!\w)", text)
    ]
    absent = [
        term for term in names.terms if not set(term.lower().split()) & set(text.lower().split()) and term not in text
    ]
    for place, term in enumerate(here):
        for other in absent[place : place + 2]:
            yield re.sub(rf"(?<!\w){re.escape(term)}(?!\w)", lambda _, new=other: new, text, count=1)  # type: ignore[misc]
