"""What kind of contract words mean: "NDA", "Distributor Agreement", "both leases", "Amendment No. 2".

One name for each kind, whatever form of the word a title or a question has. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# One line a kind: its name, then the other forms that its word takes in titles and questions.
_FORMS = """
addendum addenda addendums
affiliate affiliates affiliation
agency agent agents
alliance alliances
amendment amendments amending
branding cobranding brand co-branding co-brand
collaboration collaborations collaborative
commercialization commercialisation
confidentiality nondisclosure non-disclosure disclosure secrecy confidential
construction building
consulting consultancy consultant consultants advisory
cooperation co-operation cooperative
credit facility
development
distribution distributor distributors distributorship distributing
employment
endorsement endorsements
escrow
franchise franchises franchising franchisee
guarantee guarantees guaranty guaranties
hosting
indemnity indemnification
insurance
investment
joint-venture venture ventures
lease leases leasing tenancy tenancies rental
licence licences license licenses licensing licensor licensee
loan loans
maintenance
manufacturing manufacture manufacturer
marketing
master framework
merger mergers
mortgage mortgages
noncompetition non-competition non-compete noncompete
operation operations operating
outsourcing
patent patents
pledge
processing
promotion promotional co-promotion copromotion
property
purchase purchases
reseller resellers resale reselling
sale sales
secondment
security
separation
service services servicing
settlement settlements
share shares stock
shareholders shareholder stockholders stockholder
software
sponsorship sponsor sponsorships
storage
sublease subleases sublet
sublicence sublicense sublicences sublicenses
subscription
supply supplies supplier
support
trademark trademarks trade-mark
transition transitional
transportation transport carriage
warranty
"""
_KINDS: Mapping[str, str] = {
    form.replace("-", ""): line.split()[0] for line in _FORMS.strip().splitlines() for form in line.split()
}
# What lawyers call contracts for short, and the kinds that a contract so called has together.
_SHORT: Mapping[str, tuple[str, ...]] = {
    "apa": ("purchase",),
    "cda": ("confidentiality",),
    "dpa": ("processing",),
    "jv": ("joint-venture",),
    "jva": ("joint-venture",),
    "mla": ("master", "licence"),
    "msa": ("master", "service"),
    "mta": ("transfer",),
    "nda": ("confidentiality",),
    "psa": ("purchase",),
    "saas": ("software",),
    "sha": ("shareholders",),
    "sla": ("service",),
    "sow": ("work",),
    "spa": ("share", "purchase"),
    "tsa": ("transition", "service"),
}
NOUNS = frozenset(
    """addendum addenda agreement agreements amendment amendments contract contracts deed deeds guarantee guaranty lease leases
    licence licences license licenses loan loans memorandum mortgage mortgages sublease subleases tenancy""".split()
) | frozenset(short + plural for short in _SHORT for plural in ("", "s"))
"""The nouns for a contract, before which its name stands in running words."""
PLURALS = frozenset(word for word in NOUNS if word.endswith("s") or word == "addenda")
"""Those of them that mean several."""
# Nouns that are also what a contract is about: "the license is exclusive", "repay the loan".
WEAK_NOUNS = frozenset(
    "addendum amendment amendments guarantee guaranty licence licences license licenses loan loans mortgage".split()
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERED = re.compile(
    rf"\b(?:(?P<ordinal>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\s+(?P<before>amendment|addendum)"
    r"|(?P<after>amendment|addendum)\s*(?:(?:no|number|num)\b\.?|nr\.?|#)?\s*"
    rf"(?P<number>\d+|{'|'.join(_CARDINALS)}|{'|'.join(sorted(_ROMAN, key=len, reverse=True))}))\b(?!\s*\.\s*\d)",
    re.IGNORECASE,
)


def kinds_of(words: Iterable[str]) -> frozenset[str]:
    """The kinds that ``words`` (lower case, without stopwords) name together; amendments are kinds too.

    >>> sorted(kinds_of(["exclusive", "distributor"])), sorted(kinds_of(["msas"]))
    (['distribution'], ['master', 'service'])
    """
    found: set[str] = set()
    for word in words:
        plain = word.replace("-", "").replace("’", "'").removesuffix("'s")
        kind = _KINDS.get(plain)
        found.update((kind,) if kind else _SHORT.get(plain) or _SHORT.get(plain.removesuffix("s"), ()))
    return frozenset(found)


def is_kind(word: str) -> bool:
    """Whether a lower-case word says what kind of contract one is."""
    return bool(kinds_of((word,)))


def amendment_numbers(text: str) -> tuple[tuple[int, int, int], ...]:
    """The numbered amendments in ``text``: number, start and end.

    >>> amendment_numbers("Amendment No. 2 and the first amendment")
    ((2, 0, 15), (1, 24, 39))
    """
    return tuple((_number(match), *match.span()) for match in _NUMBERED.finditer(text))


def _number(match: re.Match[str]) -> int:
    word = (match["ordinal"] or match["number"]).lower()
    for names in (_ORDINALS, _ROMAN, _CARDINALS):
        if word in names:
            return 1 + names.index(word)
    return int("".join(filter(str.isdigit, word)))
