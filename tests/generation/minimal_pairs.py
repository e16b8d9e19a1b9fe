"""Alterations of a sentence, each of which changes one thing: for true sentences none that matters, for false ones one that does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Change = Callable[[str], Iterator[str]]

ROLES = (
    ("Supplier", "Customer"), ("Discloser", "Recipient"), ("Licensor", "Licensee"), ("Landlord", "Tenant"),
    ("Seller", "Buyer"), ("Lender", "Borrower"), ("Company", "Consultant"), ("Employer", "Employee"),
    ("Distributor", "Manufacturer"), ("Lessor", "Lessee"), ("Franchisor", "Franchisee"), ("Vendor", "Purchaser"),
)  # fmt: skip
UNITS = {
    "day": "month",
    "days": "months",
    "months": "years",
    "month": "year",
    "years": "months",
    "year": "month",
    "weeks": "months",
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SPELLED = {
    "two": "three",
    "three": "five",
    "five": "fifteen",
    "ten": "twenty",
    "thirty": "sixty",
    "sixty": "ninety",
    "ninety": "thirty",
}


def _sub(pattern: str, words: str | Callable[[re.Match[str]], str], *, flags: int = 0) -> Change:
    """One alteration for each place where the pattern stands."""

    def change(text: str) -> Iterator[str]:
        for found in re.finditer(pattern, text, flags):
            new = words(found) if callable(words) else found.expand(words)
            yield text[: found.start()] + new + text[found.end() :]

    return change


def _swap_roles(text: str) -> Iterator[str]:
    for one, other in ROLES:
        if re.search(rf"\b(?:{one}|{other})\b", text):
            yield re.sub(rf"\b({one}|{other})\b", lambda m, a=one, b=other: b if m[0] == a else a, text)


def _other_month(found: re.Match[str]) -> str:
    return MONTHS[(MONTHS.index(found[0]) + 3) % len(MONTHS)]


def _more(found: re.Match[str]) -> str:
    return str(int(found[0]) + 7)


ALTERATIONS: dict[str, tuple[Change, ...]] = {
    "negation": (
        _sub(r"\b(shall|must|will|may)\b(?! not)", r"\1 not"),
        _sub(r"\b(shall|must|will|may|is|are|does|do) not\b", r"\1"),
        _sub(r"\b(is|are)\b(?! not)", r"\1 not"),
        _sub(r"\b[Nn]o (?=[a-z]+ (?:shall|may|will|is))", "any "),
        _sub(r"\b[Nn]either\b", "either"),
        _sub(r"\bnever ", ""),
    ),
    "number": (
        _sub(r"(?<![\d,.])\d{1,3}(?![\d,.%]\d|\d)", _more),
        _sub(rf"\b({'|'.join(SPELLED)})\b(?! of)(?!\s*\()", lambda m: SPELLED[m[0]]),
    ),
    "unit": (_sub(rf"(?<=[\d)] )({'|'.join(sorted(UNITS, key=len, reverse=True))})\b", lambda m: UNITS[m[0]]),),
    "date": (
        _sub(rf"\b(?:{'|'.join(MONTHS)})\b(?= \d)|(?<=\d )(?:{'|'.join(MONTHS)})\b", _other_month),
        _sub(r"\b(?:19|20)\d\d\b", lambda m: str(int(m[0]) - 1)),
    ),
    "money": (
        _sub(r"[$£€](?=\s?\d)", lambda m: {"$": "€", "£": "$", "€": "£"}[m[0]]),
        _sub(r"(?<=[$£€])(\d{1,3}),(\d{3})", r"\1\2,\2"),
        _sub(r"\b(USD|GBP|EUR)\b", lambda m: {"USD": "GBP", "GBP": "EUR", "EUR": "USD"}[m[0]]),
    ),
    "party": (_swap_roles,),
    "modal": (
        _sub(r"\b(shall|must)\b(?! not| be| have)", "may"),
        _sub(r"\bmay\b(?! not)", "shall"),
        _sub(r"\bmay not\b", "may"),
    ),
    "bound": (
        _sub(r"\bat least\b|\bnot less than\b", "not more than"),
        _sub(r"\bnot more than\b|\bno more than\b|\bup to\b|\bnot exceed(?:ing)?\b", "at least"),
        _sub(r"\bbefore\b|\bprior to\b", "after"),
        _sub(r"\bafter\b", "before"),
    ),
    "exception": (
        _sub(r",? (?:except|unless|without(?! limitation))\b[^.;]*", ""),
        _sub(r"\bonly ", ""),
    ),
}
"""Each changes the meaning; the name is what it changes."""

PARAPHRASES: dict[str, Change] = {
    "same": lambda text: iter((text,)),
    "must for shall": _sub(r"\bshall\b(?! not)", "must"),
    "shall for must": _sub(r"\bmust\b(?! not)", "shall"),
    "must not": _sub(r"\bshall not\b", "must not"),
    "figure alone": _sub(r"\b(?:one hundred (?:and )?)?[a-z]+(?:-[a-z]+)? \((\d+)\)", r"\1"),
    "the Agreement": _sub(r"\bthis Agreement\b", "the Agreement"),
    "at least": _sub(r"\bnot less than\b", "at least"),
    "entitled to": _sub(r"(?<=[a-z]) may\b(?! not| be| have)", " is entitled to"),
    "straight quotes": lambda text: iter(
        [text.translate({0x201C: '"', 0x201D: '"', 0x2019: "'"})] if "’" in text else []
    ),
    "without the tail": lambda text: iter(
        [text[: found.start()]] if (found := re.search(r", (?:and|which|including) [^.;]*$", text)) else []
    ),
}
"""None changes what the sentence says."""


def altered(text: str) -> Iterator[tuple[str, str]]:
    """The kind and the words of every alteration of ``text``."""
    denied = re.search(r"\b(?:[Nn]o|[Nn]either|[Nn]othing|[Nn]one|at no time)\b", text) is not None
    for kind, changes in ALTERATIONS.items():
        if kind == "modal" and denied:
            # "No party shall" and "no party may" forbid alike.
            continue
        yield from ((kind, new) for change in changes for new in change(text) if new != text)


def paraphrased(text: str) -> Iterator[tuple[str, str]]:
    """The kind and the words of every paraphrase of ``text``."""
    for kind, change in PARAPHRASES.items():
        yield from ((kind, new) for new in change(text) if new != text or kind == "same")
