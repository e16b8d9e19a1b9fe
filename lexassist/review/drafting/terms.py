"""Defined terms: used but not defined, defined but not used, defined twice.

Promises that a term counts as used wherever it stands outside the words that define it, in the singular or the plural. A
capitalised phrase counts as a term only where it is used as one ("any Royalty Report", "such Products"), since names of
people, companies, places and statutes are capitalised as well; so an undefined term that stands only behind "the" is not found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lexassist.review.drafting.fault import Fault
from lexassist.types import Clause, ClauseId, ClauseKind, DefectKind, Definition, Severity, Span, WholeDocument

_FEWEST_USES = 2
"""Places where a phrase must stand to be taken for a term: a single capital is more often a slip than a term."""
_MOST_SHOWN = 5
# An entry of a list of definitions that only says where the definition stands, and what adds to a definition.
_POINTS = re.compile(
    r"\b(?:has|have|shall have|having)\s+the\s+(?:same\s+)?meanings?\b|\b(?:is|are|as)\s+(?:further\s+)?defined\s+(?:in|under|above|below)\b"
    r"|\bfor\s+(?:the\s+)?purposes?\s+of\s+this\s+(?!agreement)\w+|\bdefinition\s+(?:of|in)\b|[”\"']\s+(?:also\s+)?includes?\b"
    r"|\bas\s+(?:described|set\s+forth|specified|provided)\s+in\s+(?:section|clause|article|paragraph|the\s+(?:preamble|recitals?))\b|\b(?:shall|will)\s+(?:also\s+)?(?:include|be\s+deemed)\b|\t",
    re.IGNORECASE,
)
# A short name in brackets: what matters are the last words before it, which it names.
_NAMED = re.compile(r"(\w+)[\s,.]*\((?:the |each,? an? |hereinafter |herein |referred to as )*[“\"']", re.IGNORECASE)
_LEAD = 80
"""Characters before a definition that may limit it."""
_LEAST_RUNNING = 2
"""Words in lower case on a line of running text."""
# A longer name goes on behind the words: "Change of Control", "Non-Recourse Party".
_GOES_ON = re.compile(r"\s+[A-Z]|[-–]\w|\s+(?:of|in|and|or)\s+[A-Z]")
# A list of definitions that several contracts share holds words that one of them does not use.
_SHARED = re.compile(
    r"\bmeanings?\s+(?:\w+\s+){1,4}in\s+(?:\w+\s+[\d.()a-z]+\s+of\s+)?the\s+[A-Z]\w+(?:\s+\w+){0,4}\s+(?:Agreement|Indenture)\b"
)
_WORD = r"[A-Z][a-z]+(?:-[A-Z][a-z]+)*"
_PHRASE = rf"{_WORD}(?:[ \n]{_WORD}){{0,3}}"
_AS_TERM = re.compile(rf"\b(?:(?i:any|each|such|every|no|all|either|its|their)|applicable)[ \n]({_PHRASE})\b(?!['’])")
# What contracts write with a capital without defining it, and what names parts of the contract itself.
_UNDERSTOOD = frozenset(
    "party parties agreement section sections article articles clause clauses exhibit exhibits schedule schedules annex "
    "annexes appendix appendices attachment attachments paragraph paragraphs part parts recital recitals amendment addendum "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday state states federal united government court courts board director directors president "
    "vice officer secretary treasurer chairman chief executive financial manager internet web world english american "
    "european canadian chinese japanese german french british christmas north south east west bank trust company corporation "
    "inc llc limited law laws act code rule rules regulation regulations commission department county city street avenue "
    "road suite floor international national general attorney certified public arbitrator delaware york california england".split()
)


def find_term_faults(whole: WholeDocument) -> Iterator[Fault]:
    """The faults of a document's terms, kind by kind, each kind in text order."""
    yield from _undefined(whole)
    yield from _unused(whole)
    yield from _twice(whole)


def _undefined(whole: WholeDocument) -> Iterator[Fault]:
    text = whole.document.text
    known = {key(definition.term) for definition in whole.definitions}
    places: dict[str, list[Span]] = defaultdict(list)
    spelt: dict[str, str] = {}
    for found in _AS_TERM.finditer(text):
        phrase = " ".join(found[1].split())
        if not _is_known(phrase, known) and _is_running(text, Span(found.start(), found.end())):
            places[key(phrase)].append(Span(found.start(1), found.end(1)))
            spelt.setdefault(key(phrase), phrase)
    for term, spans in places.items():
        if len(spans) >= _FEWEST_USES:
            shown = spelt[term]
            yield Fault(
                DefectKind.UNDEFINED_TERM,
                Severity.MEDIUM,
                f"“{shown}” is used as a defined term, and this document does not define it.",
                tuple(spans[:_MOST_SHOWN]),
            )


def _is_known(phrase: str, known: set[str]) -> bool:
    """Whether the phrase is defined, is made of a term that is, or is understood without one."""
    words = phrase.split()
    if any(word.casefold() in _UNDERSTOOD or word.casefold().rstrip("s") in _UNDERSTOOD for word in words):
        return True
    ends = range(1, len(words) + 1)
    return any(key(" ".join(words[start:end])) in known for end in ends for start in range(end))


def _is_running(text: str, span: Span) -> bool:
    """Whether the words stand in running text: in a heading, and in a longer name, the words around them have capitals too."""
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    line = text[start : end if end >= 0 else None]
    return sum(word.islower() for word in line.split()) >= _LEAST_RUNNING and not _GOES_ON.match(text, span.end)


def _unused(whole: WholeDocument) -> Iterator[Fault]:
    text = whole.document.text
    for definition in whole.definitions:
        # Words in lower case are explained, not defined: "control", "herein".
        if not definition.term[:1].isupper() or definition.uses or _stands_elsewhere(text, definition):
            continue
        if _SHARED.search(whole.document.quote(definition.span)):
            continue
        yield Fault(
            DefectKind.UNUSED_TERM,
            Severity.LOW,
            f"“{_spoken(definition)}” is defined and used nowhere else in this document.",
            (definition.span,),
        )


def _stands_elsewhere(text: str, definition: Definition) -> bool:
    """Whether the term, or one of the names that it is given ("Minutes (AM)", "Government or State"), stands elsewhere."""
    names = [name for name in re.split(r"\s+or\s+|[()]", " ".join(definition.term.split())) if name.strip()]
    return not names or any(_name_stands_elsewhere(text, name, definition.span) for name in names)


def _name_stands_elsewhere(text: str, name: str, span: Span) -> bool:
    words = [re.escape(word) for word in key(name).split()]
    pattern = re.compile(r"(?<!\w)" + r"[\s-]+".join(words) + r"(?:s|es|ies)?(?!\w)", re.IGNORECASE)
    return any(not _within(found, span) for found in pattern.finditer(text))


def _within(found: re.Match[str], span: Span) -> bool:
    return span.start <= found.start() and found.end() <= span.end


def _twice(whole: WholeDocument) -> Iterator[Fault]:
    """Terms with two definitions in one part: a schedule may define a word of the body anew for itself."""
    clauses = {clause.id: clause for clause in whole.clauses}
    by_term: dict[tuple[str, ClauseId | None], list[Definition]] = defaultdict(list)
    for definition in whole.definitions:
        if clauses[definition.clause].kind is not ClauseKind.SIGNATURE:
            by_term[(" ".join(definition.term.split()), _part(definition.clause, clauses))].append(definition)
    for (term, _), definitions in by_term.items():
        different = _different(whole, definitions)
        if len(different) > 1:
            yield Fault(
                DefectKind.TWICE_DEFINED,
                Severity.MEDIUM,
                f"“{term}” is defined {len(different)} times.",
                tuple(definition.span for definition in different[:_MOST_SHOWN]),
            )


def _different(whole: WholeDocument, definitions: Sequence[Definition]) -> list[Definition]:
    """Those that define: one of each wording and place, without those that only point to another or add to it."""
    seen: dict[str, Definition] = {}
    for definition in definitions:
        quote = whole.document.quote(definition.span)
        lead = whole.document.text[max(0, definition.span.start - _LEAD) : definition.span.start]
        if (
            _POINTS.search(quote)
            or _POINTS.search(lead.rpartition(".")[2])
            or any(definition.span.overlap(other.span) for other in seen.values())
        ):
            continue
        named = _NAMED.search(quote)
        words = " ".join((named[1] if named else quote).casefold().split()).strip(" .;,“”\"'()")
        seen.setdefault(words, definition)
    return list(seen.values())


def _part(clause: ClauseId, clauses: Mapping[ClauseId, Clause]) -> ClauseId | None:
    """The schedule in which a clause stands; None for the body."""
    at = clauses.get(clause)
    schedule: ClauseId | None = None
    while at is not None:
        schedule = at.id if at.kind is ClauseKind.SCHEDULE else schedule
        at = clauses.get(at.parent) if at.parent else None
    return schedule


def _spoken(definition: Definition) -> str:
    return " ".join(definition.term.split())


def key(term: str) -> str:
    """A term as it is compared: its words in lower case, each without the ending of the plural.

    >>> key("Licensed  Products") == key("Licensed Product")
    True
    """
    return " ".join(_singular(word) for word in term.casefold().split())


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
