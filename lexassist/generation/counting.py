"""Which figure is meant: the number that a sentence gives of the very thing that is asked for, the sum for the time asked for.

Promises a number only where the sentence counts the thing once, in a number before its name; numbers of clauses and of items
of a list are none. It does not know other names of the thing.
"""

from __future__ import annotations

import re

from lexassist.generation.wording import stem
from lexassist.particulars.quantities import Kind, place_quantities

_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|in|under|of|for|at|on|to|that|which)"
_ASKED = re.compile(
    rf"\bhow many (?P<many>(?:(?!{_AUXILIARY}\b)[\w-]+ ?){{1,4}})|\bnumber of (?P<number>(?:(?!{_AUXILIARY}\b)[\w-]+ ?){{1,4}})",
    re.IGNORECASE,
)
_PLURAL = ("s", "people", "men", "women", "children", "staff", "personnel")
_BEHIND = re.compile(r"\W{0,2}(?P<words>[A-Za-z-]+(?: [A-Za-z-]+){0,2})")
_BOUND = re.compile(
    r"\b(?:up to|(?:no|not) (?:more|fewer|less) than|not exceeding|at (?:most|least)|(?:a |the )?(?:maximum|minimum) of)\s+$",
    re.IGNORECASE,
)


_YEAR, _MONTH, _QUARTER, _WEEK, _DAY, _HOUR = (
    rf"\b(?:a|an|per|each|every)\s+(?:calendar\s+)?{unit}\b|\b{said}"
    for unit, said in (
        ("(?:year|annum)", r"(?:annual|yearly)"), ("month", "monthly"), ("quarter", "quarterly"), ("week", "weekly"),
        ("day", "daily"), ("hour", "hourly"),
    )
)  # fmt: skip
_QUALIFIERS = {
    "annual": _YEAR, "annually": _YEAR, "yearly": _YEAR, "monthly": _MONTH, "quarterly": _QUARTER, "weekly": _WEEK, "daily": _DAY,
    "hourly": _HOUR, "total": r"\b(?:total|aggregate)", "overall": r"\b(?:total|aggregate|overall)", "aggregate": r"\b(?:total|aggregate)",
    "minimum": r"\b(?:minimum|at least|not less than|no less than)\b", "maximum": r"\b(?:maximum|up to|exceed\w*|(?:not|no) more than)\b",
    "initial": r"\binitial", "first": r"\bfirst\b", "late": r"\b(?:late|overdue|unpaid)\b",
}  # fmt: skip


def is_qualifier(word: str) -> bool:
    """Whether a word says for which time, or of which kind, a figure is."""
    return word in _QUALIFIERS


def qualified(question: str, text: str) -> bool:
    """Whether words are for the time, or of the kind, for which a question asks: a sum "a year" is no monthly one.

    >>> qualified("What is the monthly fee?", "The fee is $1,200 a year."), qualified("What is the annual rent?", "£5 per annum")
    (False, True)
    """
    asked = (word for word in re.findall(r"[a-z]+", question.lower()) if word in _QUALIFIERS)
    return all(re.search(_QUALIFIERS[word], text, re.IGNORECASE) for word in asked)


def thing_counted(question: str) -> str:
    """The thing of which a question asks how many there are ("named users"), "" where it asks for none.

    >>> thing_counted("How many named users may log in?"), thing_counted("What is the limit on the number of copies?")
    ('named users', 'copies')
    """
    found = _ASKED.search(question)
    return (found["many"] or found["number"]).strip() if found is not None else ""


def names_thing(thing: str, text: str) -> bool:
    """Whether a text has a word of the thing, in the singular or the plural: "seated" is no seat."""
    words = set(re.findall(r"[\w-]+", text.lower()))
    return any(form in words for one in thing.lower().split() for form in (one, one.removesuffix("s"), one[:-3] + "y"))


def count_of(thing: str, text: str) -> str:
    """The number of ``thing`` in a sentence with its bound and name ("not more than 3 vehicles"), "" for none or several."""
    asked = {stem(word) for word in thing.lower().split()}
    found: dict[str, None] = {}
    for quantity, start, end in place_quantities(text):
        behind = _BEHIND.match(text, end)
        listed = (
            text[:start].rstrip()[-1:] in ("", "(")
            and not quantity.words[:1].isalpha()
            and text[end : end + 1] in (")", "")
        )
        if quantity.kind is not Kind.NUMBER or behind is None or listed or start == 0:
            continue
        names = [word.lower() for word in behind["words"].split()]
        # Its last word that is asked for, in the plural: "named" counts nothing, and what is done with the thing is not it.
        places = [
            n
            for n, word in enumerate(names)
            if stem(word) in asked and (word.endswith(_PLURAL) or quantity.value == "1")
        ]
        if places:
            place = places[-1]
            bound = _BOUND.search(text[:start])
            found[
                f"{bound[0].strip().lower() if bound else ''} {_grouped(quantity.value)} {' '.join(names[: place + 1])}".strip()
            ] = None
    return next(iter(found)) if len(found) == 1 else ""


def _grouped(number: str) -> str:
    whole, point, part = number.partition(".")
    return f"{int(whole):,}{point}{part}"
