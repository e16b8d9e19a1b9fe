"""Counts written as the numbers of lists: "3", "iii", "C", "third", "03". Pure.

The forms are Word's names for them (ECMA-376 part 1, 17.18.59); those that are not known here are written in digits, as
Word writes them where it lacks the language.
"""

from __future__ import annotations

from collections.abc import Callable

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "M CM D CD C XC L XL X IX V IV I".split(),
        strict=True,
    )
)
_SIGNS = "*†‡§"
_LARGEST = 32_767
"""What Word counts to."""


def write_number(count: int, form: str) -> str:
    """``count`` in one of Word's number forms; "" for those that show none."""
    if form in ("bullet", "none"):
        return ""
    if not 0 <= count <= _LARGEST:
        return str(count)
    return _FORMS.get(form, str)(count)


def roman(count: int) -> str:
    """Capital roman numerals, "" for 0."""
    written = ""
    for value, sign in _ROMAN:
        written += sign * (count // value)
        count %= value
    return written


def letters(count: int) -> str:
    """A, B ... Z, AA, BB ...: Word repeats the letter. "" for 0."""
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""


def columns(count: int) -> str:
    """A, B ... Z, AA, AB ...: as web pages count. "" for 0."""
    written = ""
    while count > 0:
        count, rest = divmod(count - 1, 26)
        written = chr(ord("A") + rest) + written
    return written


def _cardinal(count: int) -> str:
    if count < 20:
        return _ONES[count]
    if count < 100:
        return _TENS[count // 10] + (f"-{_ONES[count % 10]}" if count % 10 else "")
    name, size = ("hundred", 100) if count < 1000 else ("thousand", 1000)
    rest = f" {_cardinal(count % size)}" if count % size else ""
    return f"{_cardinal(count // size)} {name}{rest}"


def _ordinal_word(count: int) -> str:
    words = _cardinal(count)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    ending = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return words[:cut] + ending


def _ordinal(count: int) -> str:
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda count: f"{count:02d}",
    "upperRoman": roman,
    "lowerRoman": lambda count: roman(count).lower(),
    "upperLetter": letters,
    "lowerLetter": lambda count: letters(count).lower(),
    "upperColumn": columns,
    "lowerColumn": lambda count: columns(count).lower(),
    "ordinal": _ordinal,
    "cardinalText": lambda count: _sentence_case(_cardinal(count)),
    "ordinalText": lambda count: _sentence_case(_ordinal_word(count)),
    "hex": lambda count: f"{count:X}",
    "chicago": lambda count: _SIGNS[(count - 1) % 4] * ((count - 1) // 4 + 1) if count else "",
    "numberInDash": lambda count: f"- {count} -",
    "decimalEnclosedParen": lambda count: f"({count})",
    "decimalEnclosedFullstop": lambda count: f"{count}.",
    "decimalEnclosedCircle": lambda count: chr(0x2460 + count - 1) if 1 <= count <= 20 else str(count),
    "decimalZero3": lambda count: f"{count:03d}",
    "decimalZero4": lambda count: f"{count:04d}",
    "decimalZero5": lambda count: f"{count:05d}",
}
