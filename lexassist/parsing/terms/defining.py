"""The forms in which a contract defines a term: `"X" means`, `(the "X")`, "X: any person who", a row of a table. Pure.

Promises: each place once, in text order. A quotation that is not introduced as a term is none: names of songs, symbols of
exchanges, captions of other documents. Works on the body text (:mod:`lexassist.parsing.terms.bodytext`); where a definition ends
is :mod:`lexassist.parsing.terms.definitions`' work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lexassist.parsing.clauses.headings import is_capitals, is_title_case
from lexassist.parsing.terms.bodytext import folded
from lexassist.parsing.terms.quoted import Quoted, clean_term, find_quoted


class Form(StrEnum):
    """How a term is defined. The words of ``MEANS`` follow the term, those of ``NAMED`` come before it."""

    MEANS = "means"
    NAMED = "named"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Defining:
    """A place that defines: ``start`` and ``end`` are those of the term as printed, with its quotation marks."""

    term: str
    start: int
    end: int
    form: Form


_ADVERBS = (
    r"(?:(?:each|also|hereby|hereinafter|collectively|individually|generally|only|always|both|respectively|,)\s+)*"
)
_MEANS = (
    rf"(?:(?:shall|will|does|do|may)\s+)?{_ADVERBS}(?:means?\b|(?:have|has)\s+(?:the\s+|that\s+|a\s+)?(?:\w+\s+){{0,3}}meanings?\b"
    r"|refers?\s+(?:collectively\s+|individually\s+|only\s+)?to\b)"
    rf"|(?:shall|will)\s+(?:each\s+|also\s+)?(?:refer\s+to|denote|be\s+(?:the|equal\s+to|calculated|determined|computed))\b"
    rf"|(?:is|are|shall\s+be|will\s+be)\s+{_ADVERBS}(?:understood|deemed|defined|used|intended|considered|construed|taken)\s+"
    r"(?:herein\s+|below\s+)?(?:to\s+(?:mean|refer|include|be)|as|in|by)\b"
)
_INCLUDES = r"(?:shall\s+|will\s+)?(?:also\s+)?includes?\b|(?:(?:shall|will)\s+(?:initially\s+)?be|is|are|occurs\s+(?:when|if))\b"
_ASIDE = r"(?:\s*\([^()]{0,120}\))?"
_DEFINED_SO = r"(?!\s+(?:(?:such|that|those|these)\s+)?(?:terms?\s+)?(?:(?:is|are|was|were)\s+)?(?:so\s+)?defined)"
_BETWEEN = (
    rf"(?:,?\s*(?:,|as{_DEFINED_SO}|when|wherever|whenever|with|in|for|of|where|which|if|on|under|throughout|without)\b"
    r"[^.;:\"“”]{0,180}?[,\s])?"
)
_STRONG = re.compile(rf"\s*\(meaning\b|{_ASIDE},?{_BETWEEN}\s*(?:{_MEANS})", re.IGNORECASE)
_WEAK = re.compile(rf"{_ASIDE},?\s*(?:{_INCLUDES}|(?::|[–—]|-(?=\s))\s*(?=\S))", re.IGNORECASE)
_LINKED = re.compile(
    r"\s*(?:,|and|or|and/or|&|/|,\s*(?:and|or))\s*(?:(?:the|an?|each|any)\s+)?(?:terms?\s+)?", re.IGNORECASE
)
_SENTENCE_START = re.compile(r"[.;][”\"’)]?\s+$")
_LISTED = re.compile(r"\s*,?\s*(?:(?:and|or)\s+)?(?:(?:the|an?)\s+)?", re.IGNORECASE)
_FOR_THIS = re.compile(
    r"\b(?:for (?:the )?purposes? (?:of|hereof)|as used|when used|wherever used)\b[^.;:\"“”]{0,60},?\s*$", re.IGNORECASE
)
_LEAD = re.compile(r"(?:\bthe\s+)?(?:\bterms?\s+|\bexpressions?\s+|\bwords?\s+|\bphrases?\s+)?$", re.IGNORECASE)
_REFERRED = re.compile(
    r"(?:\b(?:hereinafter|hereafter|hereinbelow|herein)(?:,|\s+(?:jointly|collectively|individually|sometimes|also|each))*"
    r"|\b(?:refer(?:red|s)?\s+to|known|called|defined|designated|termed|styled|identified)(?:\s+(?:in|throughout)\s+this\s+\w+)?"
    r"(?:\s+(?:herein(?:after|below)?|hereafter|collectively|individually|jointly|together|severally|and|or|as|also|each|to|be|simply|,))*"
    r"|\brefers?\s+to\s+[^;\"“”]{1,60}?\s+as|\b(?:shall|will)\s+(?:each\s+|also\s+)?constitute|\b(?:shall|will)\s+be(?=\s+the\b)|[,;]\s*each|\b(?:collectively|individually|jointly|together)(?:,|\s+referred\s+to)?)\s*,?\s*(?:[\"“”‘'’.,\s]|as|the|an?|each|either)*$",
    re.IGNORECASE,
)
_DEFINED_THERE = re.compile(
    r"\s*\(?\s*as\s+(?:such\s+terms?\s+(?:is|are)\s+|that\s+term\s+is\s+)?(?:so\s+)?defined", re.IGNORECASE
)
_REFERRING = re.compile(
    r"here|[Rr]efer|known|called|defined|designated|termed|styled|identified|ollectively|ndividually|ointly|ogether|constitute|be\s|each",
    re.IGNORECASE,
)
_NAMING_END = re.compile(
    r"(?:^|[\s,;/])(?:the|an?|and/or|or|and|each|both|as|this|these|such|our|its|their|all|any|together|also|collectively|individually|"
    r"jointly|severally|respectively|singly|hereinafter|hereafter|herein|hereof|hereunder|called|named|being|terms?|otherwise|sometimes)"
    r"(?:\s+(?:being|individually|collectively|as))?[,:]?$",
    re.IGNORECASE,
)
_NO_NAMING = re.compile(
    r"(?:not\b|e\.?\s?g\b|i\.?\s?e\b|for example|for instance|such as|includ|excluding|other than|but not|except|see\b|"
    r"within the meaning|under the|symbol|ticker|entitled|titled|captioned|marked|with the words?|the words?|the phrases?|"
    r"(?:as|to the extent|such terms?|that term)[\w\s]{0,40} (?:defined|used|set forth|described)\b(?! collectively| herein as)|formerly)",
    re.IGNORECASE,
)
_HERE = re.compile(r"\b(?:herein(?:after)?|hereafter|referred to|collectively|together|individually)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:defined|has the meaning|have the meaning|meaning set)\b", re.IGNORECASE)
_INTERPRETED = frozenset(
    "include includes including or and any all may shall will must herein hereof hereunder hereto hereby thereof day days month "
    "person writing written Section Article Exhibit Schedule".split()
)
_NOISE = re.compile(r"\([^()]*\)|[-_]{3,}")
"""What does not count among the words before a term: inner parentheses, and lines drawn under the words above."""
_PAREN = re.compile(r"[(){}]")
_LABEL_WIDTH = 20
"""Characters that may stand on a line before a term, at most: its label and quotation mark."""
_LONGEST_PAREN = 500
_LABEL = r"(?:(?:\d{1,3}(?:\.\d{1,3})*[.)]?|\(\w{1,5}\)|\w{1,3}[.)]|[•●▪◦·*–-])\s+){0,2}"
_WORD = r"[A-Z0-9][\w’'&/.\-]*"
_UNQUOTED = re.compile(
    rf"^[ \t]*{_LABEL}(?P<term>[A-Z][\w’'&/\-]*(?:\s(?:{_WORD}|of|and|or|the|for|in|to|on|by|with)){{0,8}}?)"
    rf"(?:\s\([^()\n]{{1,80}}\))?(?:\s*(?P<verb>,?\s(?:shall\s+|will\s+)?(?:means?\b|(?:have|has)\s+the\s+(?:\w+\s+){{0,2}}meanings?\b))"
    r"|\s?(?P<mark>:|[–—]|-(?=\s))\s*(?=\S)|(?P<cell>\t)\s*(?=[^\s\t]))",
    re.MULTILINE,
)
_HEAD_CELL = re.compile(
    r"(?:meanings?|definitions?|sections?|references?|pages?)\b[^\n]{0,20}$", re.IGNORECASE | re.MULTILINE
)
_NO_TERM = frozenset(
    "this that it which what such no by all these those there nothing each any either neither if where when as for in the section "
    "article schedule exhibit note signature name title date attention address he she they we you".split()
)
_PARTY = re.compile(
    r"\((?P<intro>(?:(?:hereinafter|hereafter|herein|collectively|individually|jointly|each|referred to|called|as|the|an?|together|both|"
    r"or|and),?\s+)+)"
    rf"(?P<term>{_WORD}(?:\s{_WORD}){{0,4}})\)"
)


def find_defining(text: str, *, defines: Callable[[int], bool], names: Callable[[int], bool]) -> tuple[Defining, ...]:
    """Every place that defines a term, in order.

    ``defines`` says whether an offset stands among definitions (where a colon is enough), ``names`` whether it stands where
    the parties are named (where a name in parentheses needs no quotation marks).
    """
    quoted = tuple(find_quoted(text))
    found = {place.start: place for place in _unquoted(text, defines)}
    found.update((place.start, place) for place in _parties(text, names))
    found.update((place.start, place) for place in _named(text, quoted))
    found.update((place.start, place) for place in _meant(text, quoted, defines))
    return tuple(found[start] for start in sorted(found))


def starts_paragraph(text: str, position: int) -> bool:
    """Whether the line in which ``position`` stands starts after a blank line or after the end of a sentence or an item."""
    nearest = max(0, position - _LABEL_WIDTH)
    line = text.rfind("\n", nearest, position)
    if line < 0 and nearest:
        return False
    line = max(0, line)
    start = max(0, line - 200)
    head = text[start:line]
    shown = head.rstrip()
    return not shown or head.count("\n", len(shown)) > 0 or shown[-1] in '.;:,”"’)' or shown.endswith((" and", " or"))


def _meant(text: str, quoted: Sequence[Quoted], defines: Callable[[int], bool]) -> Iterator[Defining]:
    """Quoted terms with the verb behind them; of terms in a list, the verb behind the last counts for all."""
    meant = False
    following: Quoted | None = None
    for place in reversed(quoted):
        linked = following is not None and _linked(text, place.end, following.start)
        meant = (linked and meant) or _is_meant(text, place, defines)
        if meant and place.term not in _INTERPRETED:
            yield Defining(place.term, place.start, place.end, Form.MEANS)
        following = place


def _linked(text: str, end: int, start: int) -> bool:
    return start - end <= 30 and _LINKED.fullmatch(text, end, start) is not None


def _is_meant(text: str, place: Quoted, defines: Callable[[int], bool]) -> bool:
    if _STRONG.match(text, place.end, place.end + 360):
        return True
    return _WEAK.match(text, place.end, place.end + 160) is not None and _is_subject(text, place, defines)


def _is_subject(text: str, place: Quoted, defines: Callable[[int], bool]) -> bool:
    """Whether a quotation before a weak verb ("is", "includes", a colon) is what its sentence is about."""
    if _FOR_THIS.search(text, max(0, place.start - 100), place.start):
        return True
    if place.term.islower():
        return False
    lead = _LEAD.search(text, max(0, place.start - 24), place.start)
    start = lead.start() if lead else place.start
    named = text[start : place.start].strip().lower() not in ("", "the")
    if named or _SENTENCE_START.search(text, max(0, start - 4), start):
        return True
    return starts_paragraph(text, start) and (defines(start) or text[place.end : place.end + 1].isspace())


def _named(text: str, quoted: Sequence[Quoted]) -> Iterator[Defining]:
    """Quoted terms that a parenthesis, or "hereinafter called", gives to the words before."""
    inside = _enclosing(text, quoted)
    named, end = False, 0
    for index, place in enumerate(quoted):
        if opened := inside.get(index):
            named = _is_named(text, place, opened)
        else:
            goes_on = named and place.start - end <= 30 and _LISTED.fullmatch(text, end, place.start) is not None
            named = goes_on or _is_referred(text, place)
        end = place.end
        if named and place.term not in _INTERPRETED:
            yield Defining(place.term, place.start, place.end, Form.NAMED)


def _is_referred(text: str, place: Quoted) -> bool:
    if _DEFINED_THERE.match(text, place.end):
        return False
    start = max(0, place.start - 120)
    # The quick look first: most quotations are not introduced at all.
    return bool(_REFERRING.search(text, start, place.start) and _REFERRED.search(text, start, place.start))


def _enclosing(text: str, quoted: Sequence[Quoted]) -> dict[int, tuple[int, int]]:
    """For each quotation that stands in a parenthesis, by its index, where the innermost one opens and closes."""
    found: dict[int, tuple[int, int]] = {}
    waiting: list[tuple[int, list[int]]] = []
    coming = 0
    for mark in _PAREN.finditer(text):
        position = mark.start()
        while coming < len(quoted) and quoted[coming].start < position:
            if waiting:
                waiting[-1][1].append(coming)
            coming += 1
        if mark[0] in "({":
            waiting.append((position, []))
        elif waiting:
            start, members = waiting.pop()
            if position - start <= _LONGEST_PAREN:
                found.update((member, (start, position)) for member in members)
    return found


def _is_named(text: str, place: Quoted, opened: tuple[int, int]) -> bool:
    """Whether the words of the parenthesis before a quotation introduce it as a name, and those behind allow it."""
    start, end = opened
    intro = folded(_NOISE.sub(" ", text[start + 1 : place.start]))
    if _ELSEWHERE.search(text, place.end, end) and not _HERE.search(text, place.end, end):
        return False
    if not intro:
        return True
    if _NO_NAMING.match(intro) and not _HERE.search(intro):
        return False
    return bool(_NAMING_END.search(intro)) or intro.endswith(('"', "”", ",", "/"))


def _unquoted(text: str, defines: Callable[[int], bool]) -> Iterator[Defining]:
    """Terms without quotation marks at the start of a paragraph: "Affiliate means", "AFFILIATE: any", a row of a table."""
    for match in _UNQUOTED.finditer(text):
        start, end = match.span("term")
        term = clean_term(match["term"])
        words = term.split()
        if not words or words[0].lower() in _NO_TERM or not (is_title_case(term) or is_capitals(term)):
            continue
        if not match["verb"] and (len(words) > 6 or not defines(start)):
            continue
        if match["cell"]:
            if not _HEAD_CELL.match(text, match.end()):
                yield Defining(term, start, end, Form.ROW)
        elif starts_paragraph(text, start):
            yield Defining(term, start, end, Form.MEANS)


def _parties(text: str, names: Callable[[int], bool]) -> Iterator[Defining]:
    """Names in parentheses without quotation marks, "(the Buyer)", that come again."""
    for match in _PARTY.finditer(text):
        start, end = match.span("term")
        if names(start) or "herein" in match["intro"] or "hereafter" in match["intro"]:
            yield Defining(match["term"], start, end, Form.NAMED)
