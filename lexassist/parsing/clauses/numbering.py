"""What a label at the start of a line may be: "9.2", "(b)", "Article IV", "Section 2.03", "Schedule 2". Pure.

Promises: every way to read the label, most likely first ("(i)" is a roman one or the ninth letter); a word in running text
that only looks like one may be among them, for whoever knows the sequence to refuse. Does not know the lines around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Family(StrEnum):
    """What kind of label it is, by the way it is written."""

    SCHEDULE = "schedule"
    ARTICLE = "article"
    SECTION = "section"
    NUMBER = "number"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Label:
    """One reading of a label.

    Labels of one ``style`` count up through ``value``; a decimal value ("2.3") has a member a level. ``text`` is the
    label as it is cited, ``end`` where the words behind it start in the line.
    """

    family: Family
    style: str
    value: tuple[int, ...]
    text: str
    end: int
    sure: bool = True
    """It is read as it is written, and not mended: what is mended counts only where the sequence proves it."""

    @property
    def starts(self) -> bool:
        """Whether a sequence of its style can begin with it."""
        return self.value[-1] <= 1

    def follows(self, before: tuple[int, ...], *, gap: int = 1) -> bool:
        """Whether it is the next one after ``before``, or at most ``gap`` further."""
        if self.value[:-1] != before[:-1]:
            return False
        return 1 <= self.value[-1] - before[-1] <= gap


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ROMAN_FORM = re.compile(r"(?=.)(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_SPELLED = {
    **_ORDINALS,
    **{
        word: value
        for value, word in enumerate(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty".split(),
            1,
        )
    },
}
_SPELLED |= {f"twenty-{word}": 20 + value for word, value in _SPELLED.items() if value < 10}
_WORDS = "|".join(sorted(_SPELLED, key=len, reverse=True))
_SCHEDULE = re.compile(
    r"(?P<word>SCHEDULE|EXHIBIT|ANNEX|ANNEXURE|APPENDIX|ATTACHMENT|ADDENDUM)S?\b\s*(?:NO\.?\s*)?[-–—:#]?\s*"
    r"[“\"‘']?(?P<value>\d{1,3}(?:[.\-]\d{1,3})*(?:[.\-]?[A-Z])?|[A-Z]{1,2}(?:[.\-]?\d{1,3})?|[IVX]{1,5})?[”\"’']?(?=$|[\s.:,;()–—\-])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?P<word>ARTICLE|PART|CHAPTER|TITLE)\s*[-–—]?\s*(?P<value>[IVXLC]{1,7}|\d{1,3}|(?<=PART )[A-H]|"
    + _WORDS
    + r")(?=$|[\s.:;,–—\-(])[\s.:\-–—]*",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?P<word>SECTION|SEC\.|CLAUSE|PARAGRAPH|ITEM|POINT|§+)\s*(?:NO\.?\s*)?"
    r"(?P<value>\d{1,3}(?:\s?\.\s?\d{1,3})*|[IVX]{1,6}(?=[\s.:)\-–—]|$)|" + _WORDS + r")(?=$|[\W_A-Z])[\s.:)\-–—]*",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(?P<value>\d{1,3}(?:\s?\.\s?\d{1,3}){1,4})\s?[.:)]?(?=$|\s|[A-Z“\"(\[‘])[\s\-–—]*")
_NUMBER = re.compile(r"(?P<value>\d{1,3})\s?\.(?=$|\s|[A-Z“\"(\[‘])[\s\-–—]*")
_BARE_NUMBER = re.compile(
    r"(?P<value>\d{1,2})[\s:]\s*(?=[A-Z][A-Z,&’'\- ]{3,}|[A-Z][a-z’'/-]+(?:[,;]? (?:[A-Z][\w’'/-]*|[a-z]{1,4}|&)){0,11}\.?$)"
)
_BARE_BEFORE_WORDS = re.compile(r"(?P<value>\d{1,2})\s+(?=[A-Z][a-z]* [A-Za-z]|“)")
_PAREN = re.compile(r"\(\s?(?P<value>[A-Za-z]{1,7}|\d{1,3})\s?\)\s*")
_HALF = re.compile(r"(?P<value>[A-Za-z]|[ivx]{2,5}|\d{1,2})\)(?=$|\s|[A-Z])\s*")
_DOT = re.compile(r"(?P<value>[A-Za-z]|[ivx]{2,5}|[IVX]{2,6})\s?\.(?=$|\s|[A-Z“\"])\s*")
_BRACKETED = re.compile(r"\[(?:\d|\([a-z]{1,4}\) )")
_DASHED = re.compile(r"(?P<value>[IVX]{1,6})\s+[-–—]\s*(?=[A-Z])")
_NOT_A_VALUE = frozenset({"to", "of", "in", "by", "is", "as", "at", "an", "on", "or", "and", "the", "for"})


def read_labels(line: str) -> tuple[Label, ...]:
    """Every reading of the label with which a line starts, most likely first; none when it starts with no label.

    >>> [(label.style, label.value) for label in read_labels("(i) the Buyer")]
    [('(i)', (1,)), ('(a)', (9,))]
    >>> read_labels("Section 2.03 Payment")[0].text
    'Section 2.03'
    """
    if not line:
        return ()
    first = line[0]
    if first == "(":
        return tuple(_items(_PAREN.match(line), "({})"))
    if first.isdigit():
        return tuple(_numbers(line))
    if first == "[" and (bracketed := _BRACKETED.match(line)):  # a clause that may be left out
        return tuple(replace(label, end=label.end + 1) for label in read_labels(line[1:]) if bracketed)
    return (
        tuple(_worded(line))
        or tuple(_items(_HALF.match(line), "{})"))
        or tuple(_items(_DOT.match(line) or _DASHED.match(line), "{}."))
    )


def roman(text: str) -> int | None:
    """The value of a roman numeral up to 99, None where it is none.

    >>> roman("xiv"), roman("iiii"), roman("C")
    (14, None, None)
    """
    if not _ROMAN_FORM.fullmatch(text):
        return None
    values = [_ROMAN[letter] for letter in text.lower()]
    return sum(-v if any(later > v for later in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def to_roman(value: int) -> str:
    """The small roman numeral of a number up to 99.

    >>> to_roman(44)
    'xliv'
    """
    tens, ones = divmod(value, 10)
    return f"{_TENS[tens]}{_ONES[ones]}"


def _numbers(line: str) -> Iterator[Label]:
    if match := _DECIMAL.match(line):
        text = re.sub(r"\s", "", match["value"])
        value = tuple(int(part) for part in text.split("."))
        if len(value) == 2 and text.endswith(".0"):  # "1.0" heads what 1.1 and 1.2 belong to
            yield Label(Family.NUMBER, "1", value[:1], text, match.end())
            return
        yield Label(Family.NUMBER, f"1{'.1' * (len(value) - 1)}", value, text, match.end())
    elif match := _NUMBER.match(line) or _BARE_NUMBER.match(line):
        yield Label(Family.NUMBER, "1", (int(match["value"]),), match["value"], match.end())
    elif match := _HALF.match(line):
        yield Label(Family.ITEM, "1)", (int(match["value"]),), f"({match['value']})", match.end())
    elif match := _BARE_BEFORE_WORDS.match(line):  # any sentence may start a line with a number
        yield Label(Family.NUMBER, "1", (int(match["value"]),), match["value"], match.end(), sure=False)


def _worded(line: str) -> Iterator[Label]:
    if match := _SCHEDULE.match(line):
        word, value = match["word"], match["value"] or ""
        if word[0].isupper() and (value or word.isupper()) and not value.islower():
            yield Label(
                Family.SCHEDULE, "schedule", (_count(value),), f"{word.capitalize()} {value}".strip(), match.end()
            )
    elif match := _ARTICLE.match(line):
        count = _SPELLED.get(match["value"].lower()) or _count(match["value"])
        if match["word"][0].isupper() and count:
            style, text = match["word"].lower(), f"{match['word'].capitalize()} {match['value']}"
            yield Label(
                Family.ARTICLE,
                style,
                (count,),
                text if not match["value"].isalpha() else _article_text(match),
                match.end(),
            )
    elif match := _SECTION.match(line):
        if match["word"][0].islower():
            return
        value = re.sub(r"\s", "", match["value"])
        counts = tuple(int(part) for part in value.split(".")) if value[0].isdigit() else (_count_word(value),)
        if not counts[0] and not value.startswith("0"):
            return
        word = "Section" if match["word"][0] in "§sS" else match["word"].capitalize()
        value = value if value[0].isdigit() or roman(value) else value.capitalize()
        style = f"{word.lower()}{'.1' * (len(counts) - 1)}"
        yield Label(Family.SECTION, style, counts, f"{word} {value}", match.end())


def _article_text(match: re.Match[str]) -> str:
    value = match["value"].upper() if roman(match["value"]) else match["value"].capitalize()
    return f"{match['word'].capitalize()} {value}"


def _count_word(value: str) -> int:
    """The number that a roman numeral or a word stands for; 0 for any other."""
    return _SPELLED.get(value.lower()) or roman(value) or 0


def _count(value: str) -> int:
    """A number for what may be written as digits, a roman numeral or a letter; 0 where there is nothing."""
    if not value:
        return 0
    if digits := re.match(r"\d+", value):
        return int(digits[0])
    return roman(value) or ord(value[0].upper()) - ord("A") + 1


def _items(match: re.Match[str] | None, form: str) -> Iterator[Label]:
    """The readings of a letter, roman numeral or number between marks."""
    if match is None or match["value"].lower() in _NOT_A_VALUE:
        return
    value = match["value"]
    text, end = f"({value})" if form != "{}." else value, match.end()
    if value.isdigit():
        yield Label(Family.ITEM, form.format("1"), (int(value),), text, end)
        return
    if not (value.islower() or value.isupper()):
        return
    small = value.islower()
    letters = None
    if len(value) == 1 or (len(value) <= 4 and len(set(value)) == 1):
        letters = ord(value[0].lower()) - ord("a") + 1 + 26 * (len(value) - 1)
    count = roman(value)
    numeral = Label(Family.ITEM, form.format("i" if small else "I"), (count,), text, end) if count else None
    if numeral:
        yield numeral
    if letters:
        yield Label(Family.ITEM, form.format("a" if small else "A"), (letters,), text, end)
