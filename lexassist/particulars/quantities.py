"""The figures of a text (numbers, money, percentages, dates, periods), folded so that two ways of writing one are equal.

"thirty (30) days" is 30 days, "5 per cent" is 5%, "14th March 2025" is 2025-03-14. Promises that different quantities stay
different: 30 days is not 30 months nor 30 business days, and USD 5 is not GBP 5. It does not know what is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join([*_MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept?", "oct", "nov", "dec"])
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = "hundred|thousand|million|billion|bn|m|k"
_CURRENCIES = {
    "us$": "USD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "hk$": "HKD", "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY",
    "dollar": "USD", "pound": "GBP", "euro": "EUR", "sterling": "GBP", "cent": "cent", "pence": "penny", "penny": "penny",
}  # fmt: skip
_CODES = "usd|gbp|eur|chf|cad|aud|jpy|sgd|hkd|nzd|sek|nok|dkk|inr|cny"
_BEFORE = rf"us\$|a\$|c\$|s\$|hk\$|[$£€¥]|\b(?:{_CODES})\b"
_AFTER = rf"[£€]|(?:(?:u\.?s\.?|united states)\s)?dollars?\b|pounds?\b(?:\s(?:sterling)\b)?|euros?\b|sterling\b|pence\b|cents?\b|(?:{_CODES})\b"
_QUALIFIER = (
    r"(?:calendar|business|working|banking|trading|clear|consecutive|full|further|additional|successive|complete)"
)
_UNIT = r"seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|years?"
_IN_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12}

# "one of the parties" counts nothing: the word is a figure only where a unit, a scale or its own figure follows.
_BARE_ONE = rf"one(?!\s*[-–]?\s*(?:\(|hundred|thousand|million|billion|per|{_QUALIFIER}|{_UNIT}|{_AFTER}))"
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
_NUMBER_WORDS = re.compile(
    rf"\b(?!{_BARE_ONE}\b)(?:{'|'.join(_WORDS)}|hundred|thousand)(?:(?:[\s-]+|\s+and\s+)(?:{_WORD}))*\b", re.IGNORECASE
)


# "thirty (30)", "five per cent (5%)": one figure said twice.
_TWICE = re.compile(rf"({_NUMBER})\s*((?:per\s?cent(?:um)?|percent|%)?)\s*\(\s*\1\s*%?\s*\)", re.IGNORECASE)


class Kind(StrEnum):
    """What a quantity is."""

    NUMBER = "number"
    MONEY = "sum"
    PERCENT = "percentage"
    DATE = "date"
    PERIOD = "period"
    TIME = "time"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure. ``value`` and ``unit`` are folded; ``words`` are those of the folded text in which it stood."""

    kind: Kind
    value: str
    unit: str
    words: str


def read_quantities(text: str) -> tuple[tuple[Quantity, ...], str]:
    """The quantities of ``text``, those of a kind in their order, and the folded text without them."""
    found: list[tuple[int, Quantity]] = []
    rest = in_digits(text)
    for pattern, read in _READERS:
        matches = list(pattern.finditer(rest))
        found += [(match.start(), read(match)) for match in matches]
        # As long as before, so that places stay comparable from one form to the next.
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    in_order = sorted(found, key=lambda one: one[0])
    return tuple(quantity for _, quantity in in_order), re.sub(r"\(\s*\)", " ", rest)


def in_digits(text: str) -> str:
    """The folded text with numbers in digits, each said once: "thirty (30) days" as "30  days"."""
    digits = _NUMBER_WORDS.sub(lambda match: str(_number_of(match[0].lower())), fold(text))
    return _TWICE.sub(r"\1 \2", digits)


def place_quantities(text: str) -> tuple[tuple[Quantity, int, int], ...]:
    """The quantities of ``text`` as :func:`read_quantities` reads them, each with where it starts and ends in ``text``."""
    rest = _fold_placed(text)
    rest = rest.replaced(_NUMBER_WORDS, lambda match: str(_number_of(match[0].lower())))
    rest = rest.replaced(_TWICE, lambda match: f"{match[1]} {match[2]}")
    found: list[tuple[Quantity, int, int]] = []
    for pattern, read in _READERS:
        matches = list(pattern.finditer(rest.text))
        found += [(read(match), rest.starts[match.start()], rest.ends[match.end() - 1]) for match in matches]
        blanked = pattern.sub(lambda match: " " * len(match[0]), rest.text) if matches else rest.text
        rest = _Placed(blanked, rest.starts, rest.ends)
    return tuple(sorted(found, key=lambda one: one[1]))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A folded text; each of its characters stands for those from ``starts`` to ``ends`` of the text it was made from."""

    text: str
    starts: list[int]
    ends: list[int]

    def replaced(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> _Placed:
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for match in pattern.finditer(self.text):
            words = by(match)
            pieces += [self.text[at : match.start()], words]
            starts += [*self.starts[at : match.start()], *[self.starts[match.start()]] * len(words)]
            ends += [*self.ends[at : match.start()], *[self.ends[match.end() - 1]] * len(words)]
            at = match.end()
        return _Placed("".join([*pieces, self.text[at:]]), starts + self.starts[at:], ends + self.ends[at:])


def _fold_placed(text: str) -> _Placed:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token in re.finditer(r"\S+", text):
        if pieces:
            pieces.append(" ")
            starts.append(ends[-1] if ends else token.start())
            ends.append(token.start())
        plain = token[0].isascii() and token[0].isprintable() and "`" not in token[0]
        words = token[0] if plain else fold(token[0])
        pieces.append(words)
        same = len(words) == len(token[0])
        starts += range(token.start(), token.end()) if same else [token.start()] * len(words)
        ends += range(token.start() + 1, token.end() + 1) if same else [token.end()] * len(words)
    return _Placed("".join(pieces), starts, ends)


def disagreeing_figures(text: str) -> str | None:
    """The first "thirty (60)" of the text, whose words and figures differ; None where there is none."""
    figures = _NUMBER_WORDS.sub(lambda match: f"={_number_of(match[0].lower())}=", fold(text))
    for found in re.finditer(
        rf"=(\d+)=\s*(?:per\s?cent(?:um)?|percent|{_UNIT})?\s*\(\s*({_NUMBER})", figures, re.IGNORECASE
    ):
        if Decimal(found[1]) != Decimal(found[2].replace(",", "")):
            return found[0].replace("=", "")
    return None


def missing_quantity(said: Sequence[Quantity], shown: Sequence[Quantity]) -> Quantity | None:
    """The first quantity of ``said`` that no quantity of ``shown`` is, or that stands in another order there, or None.

    Order matters within a kind: "60 days to cure, 180 days to leave" does not carry "180 days to cure, 60 days to leave".
    """
    for kind in Kind:
        left = list(shown)
        for one in (quantity for quantity in said if quantity.kind is kind):
            place = next((n for n, other in enumerate(left) if _carries(other, one)), None)
            if place is None:
                return one
            left = left[place + 1 :]
    return None


def fold(text: str) -> str:
    """Compatibility forms, quotes and dashes made one; invisible characters left out; white space single."""
    plain = unicodedata.normalize("NFKC", text).translate(_FOLDED)
    visible = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return " ".join(visible.split())


_FOLDED = {ord(c): "'" for c in "’‘ʼ`"} | {ord(c): '"' for c in "“”„"} | {ord(c): "-" for c in "‐‑‒–—−"}


def _carries(shown: Quantity, said: Quantity) -> bool:
    if said.kind is Kind.DATE and shown.kind is Kind.DATE:
        pairs = zip(said.value.split("-"), shown.value.split("-"), strict=False)
        return said.value == shown.value or (
            shown.value.count("-") == 2 == said.value.count("-") and all(a in (b, "?") for a, b in pairs)
        )
    if said.kind is Kind.NUMBER:
        parts = shown.value.split("-") if shown.kind is Kind.DATE else [shown.value]
        return said.value in parts and shown.kind in (Kind.NUMBER, Kind.DATE, Kind.REFERENCE)
    if said.kind is Kind.REFERENCE and shown.kind is Kind.NUMBER:
        return said.value == shown.value
    return (said.kind, said.value, said.unit) == (shown.kind, shown.value, shown.unit)


def _number_of(words: str) -> int:
    total = part = 0
    for word in re.findall(r"[a-z]+", words):
        if word in _WORDS:
            part += _WORDS[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1) * _SCALES[word], 0
    return total + part


def _decimal(number: str, scale: str | None = None) -> str:
    scales = {**_SCALES, "bn": 10**9, "m": 10**6, "k": 10**3}
    value = Decimal(number.replace(",", "")) * scales.get((scale or "").lower(), 1)
    return f"{value.normalize():f}"


def _date(year: str, month: str, day: str) -> str:
    month = month.lower()
    if month.isalpha():
        month = str(next(n for n, name in enumerate(_MONTHS, start=1) if name.startswith(month[:3])))
    return "-".join(part.lstrip("0") or "?" for part in (year, month, day))


def _slashed(match: re.Match[str]) -> Quantity:
    first, second, year = match[1], match[2], match[3] if len(match[3]) == 4 else f"20{match[3]}"
    if int(first) > 12 or first == second:
        return Quantity(Kind.DATE, _date(year, second, first), "", match[0])
    if int(second) > 12:
        return Quantity(Kind.DATE, _date(year, first, second), "", match[0])
    # Which of the two is the month cannot be known: equal only to itself.
    return Quantity(Kind.DATE, match[0], "", match[0])


def _money(match: re.Match[str]) -> Quantity:
    before = match["sign"] is not None
    number, scale = (match["n1"], match["s1"]) if before else (match["n2"], match["s2"])
    sign = re.sub(r"^(u\.?s\.?|united states)\s", "", (match["sign"] if before else match["code"]).lower())
    unit = next((code for mark, code in _CURRENCIES.items() if sign.startswith(mark)), sign.upper())
    return Quantity(Kind.MONEY, _decimal(number, scale), unit, " ".join(match[0].split()))


def _percent(match: re.Match[str]) -> Quantity:
    sign = match[2].lower()
    unit = "bp" if sign.startswith("b") else "point" if "point" in sign else "%"
    return Quantity(Kind.PERCENT, _decimal(match[1]), unit, " ".join(match[0].split()))


def _period(match: re.Match[str]) -> Quantity:
    unit, number = match["unit"].lower().rstrip("s"), Decimal(_decimal(match[1]))
    qualifiers = match["qualifiers"].lower()
    if re.search("business|working", qualifiers):
        return Quantity(Kind.PERIOD, f"{number:f}", f"business {unit}", " ".join(match[0].split()))
    if special := re.search("banking|trading|clear", qualifiers):
        return Quantity(Kind.PERIOD, f"{number:f}", f"{special[0]} {unit}", " ".join(match[0].split()))
    for folded, table in (("day", _IN_DAYS), ("month", _IN_MONTHS)):
        if unit in table:
            return Quantity(Kind.PERIOD, f"{(number * table[unit]).normalize():f}", folded, " ".join(match[0].split()))
    return Quantity(Kind.PERIOD, f"{number:f}", unit, " ".join(match[0].split()))


def _dated(year: int, month: int, day: int) -> Callable[[re.Match[str]], Quantity]:
    def read(match: re.Match[str]) -> Quantity:
        parts = (match[group] if group else "" for group in (year, month, day))
        return Quantity(Kind.DATE, _date(*parts), "", " ".join(match[0].split()))

    return read


def _plain(kind: Kind) -> Callable[[re.Match[str]], Quantity]:
    def read(match: re.Match[str]) -> Quantity:
        value = re.sub(r"\s|\.$", "", match[1]).upper()
        return Quantity(kind, value, "", " ".join(match[0].split()))

    return read


def _counted(match: re.Match[str]) -> Quantity:
    return Quantity(Kind.NUMBER, _decimal(match[1], match[2]), "", " ".join(match[0].split()))


_Reader = Callable[[re.Match[str]], Quantity]
_ORDINAL = r"(?:st|nd|rd|th)?"


def _readers() -> Iterator[tuple[str, _Reader]]:
    """From the most particular form to the least: what one has taken, the next no longer sees."""
    day_first = rf"\b(\d{{1,2}}){_ORDINAL}(?:\s+day)?(?:\s+of)?[\s-]+({_MONTH})\b\.?"
    month_first = rf"\b({_MONTH})\b\.?\s+(\d{{1,2}}){_ORDINAL}"
    yield rf"{day_first},?(?:\s+in\s+the\s+year)?[\s-]+(\d{{4}})\b", _dated(3, 2, 1)
    yield rf"{month_first},?\s+(\d{{4}})\b", _dated(3, 1, 2)
    yield r"\b(\d{4})-(\d{2})-(\d{2})\b", _dated(1, 2, 3)
    yield r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b", _slashed
    yield day_first, _dated(0, 2, 1)
    yield rf"{month_first}\b(?!\s*[:.]\d)", _dated(0, 1, 2)
    yield rf"\b({_MONTH})\b\.?,?\s+(\d{{4}})\b", _dated(2, 1, 0)
    label = r"(\d+(?:\.\d+)*(?:\s?\([a-z0-9]{1,4}\))*)"
    part = r"(?:clause|section|article|schedule|paragraph|annex|appendix|exhibit|attachment|addendum|part|item)(?:s|es)?\.?"
    yield rf"\b{part}\s+{label}(?!\s*(?:{_UNIT}|%))", _plain(Kind.REFERENCE)
    yield (
        rf"(?P<sign>{_BEFORE})\s?(?P<n1>{_NUMBER})(?:\s?(?P<s1>{_SCALE})\b)?"
        rf"|\b(?P<n2>{_NUMBER})(?:\s?(?P<s2>{_SCALE})\b)?\s?(?P<code>{_AFTER})",
        _money,
    )
    yield rf"\b({_NUMBER})\s?\)?\s?(%|per\s?cent(?:um)?\b|percentage points?|percent\b|basis points?|bps\b)", _percent
    yield (
        rf"\b({_NUMBER})\)?[\s-]*'?(?P<qualifiers>(?:{_QUALIFIER}[\s-]+)*)(?P<unit>{_UNIT})\b",
        _period,
    )
    yield r"\b(\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b\.?|\d{1,2}:\d{2})", _plain(Kind.TIME)
    yield rf"(?<![\w.])({_NUMBER}){_ORDINAL}(?:\s?({_SCALE})\b)?(?!\w)", _counted


_READERS = tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in _readers())
