"""Numbers that do not run on, and references that point nowhere.

A missing number is told only where the numbers before and behind it stand in one list, and the missing one stands nowhere as
a label: a clause whose number was not recognised is not missing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lexassist.review.drafting.fault import Fault
from lexassist.types import Clause, ClauseId, DefectKind, Severity, Span, WholeDocument

_LAST = re.compile(r"^(.*?)(\d+|[a-z]|[A-Z]|[ivx]+|[IVX]+)(\)?)$")
_ROMANS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_ATTACHED = re.compile(r"exhibit|schedule|annex|appendix|attachment|addendum", re.IGNORECASE)
# "8.2(c) or 8.2(e) of the Indenture": a list of numbers whose end says that they are another document's.
_ELSEWHERE = re.compile(
    r"(?:[\s,\d.()]|[a-z]\)|[ivx]+\)|and|or|through|to)*\s*of\s+(?:the|that|such|its)\s+(?!agreement\b)[A-Z]\w+"
)
_MOST_MISSING = 2
"""More numbers than that are not forgotten one by one: the list was read wrongly, or ends and begins anew."""
_MOST_SHOWN = 5


def find_numbering_faults(whole: WholeDocument) -> Iterator[Fault]:
    """Gaps in text order, then references that point nowhere, by what they refer to."""
    siblings: dict[ClauseId | None, list[Clause]] = defaultdict(list)
    for clause in whole.clauses:
        siblings[clause.parent].append(clause)
    for group in siblings.values():
        yield from _gaps(whole, group)
    yield from _dangling(whole)


def _gaps(whole: WholeDocument, group: Sequence[Clause]) -> Iterator[Fault]:
    labelled = [clause for clause in group if clause.label]
    for before, after in pairwise(labelled):
        missing = _missing(before.label, after.label)
        if not missing or any(_stands_as_label(whole.document.text, label) for label in missing):
            continue
        last = {label: n for n, label in enumerate(missing)}
        lacks = " and ".join(last)
        yield Fault(
            DefectKind.NUMBERING_GAP,
            Severity.LOW,
            f"{lacks} {'is' if len(missing) == 1 else 'are'} missing: {before.label} is followed by {after.label}.",
            (_opening(whole, before), _opening(whole, after)),
        )


def _missing(before: str, after: str) -> tuple[str, ...]:
    """The labels that lie between two of one list, none where they run on or do not belong together.

    >>> _missing("7.2", "7.4"), _missing("3(a)", "3(b)"), _missing("1", "2(a)")
    (('7.3',), (), ())
    """
    one, other = _LAST.match(before), _LAST.match(after)
    if one is None or other is None or (one[1], one[3]) != (other[1], other[3]):
        return ()
    for name in (_arabic, _letter, _roman):
        first, second = name(one[2]), name(other[2])
        if first is None or second is None:
            continue
        between = range(first + 1, second)
        if 0 < len(between) <= _MOST_MISSING:
            return tuple(f"{one[1]}{_like(n, one[2])}{one[3]}" for n in between)
        if second == first + 1:
            return ()
    return ()


def _arabic(part: str) -> int | None:
    return int(part) if part.isdecimal() else None


def _letter(part: str) -> int | None:
    return ord(part.lower()) - ord("a") + 1 if len(part) == 1 and part.isalpha() else None


def _roman(part: str) -> int | None:
    return _ROMANS.index(part.lower()) + 1 if part.lower() in _ROMANS else None


def _like(number: int, pattern: str) -> str:
    if pattern.isdecimal():
        return str(number).zfill(len(pattern) if pattern.startswith("0") else 0)
    written = (
        chr(ord("a") + number - 1) if len(pattern) == 1 and _letter(pattern) == number - 1 else _ROMANS[number - 1]
    )
    if len(pattern) == 1 and number <= 26 and _letter(pattern) is not None and pattern.lower() not in ("i", "v", "x"):
        written = chr(ord("a") + number - 1)
    return written.upper() if pattern.isupper() else written


def _stands_as_label(text: str, label: str) -> bool:
    """Whether the label opens a line, or a sentence within one, whatever was made of it when the file was read."""
    bare = re.sub(r"^(?:section|article|clause)\s+", "", label, flags=re.IGNORECASE)
    last = re.split(r"(?=\()|\s|,", bare)[-1]
    at_line = "|".join(re.escape(each) for each in {label, bare, last})
    if re.search(rf"^[ \t]*(?:section|article|clause)?\s*(?:{at_line})(?=[.):\s])", text, re.IGNORECASE | re.MULTILINE):
        return True
    return "." in bare and re.search(rf"(?<=[;:.,] ){re.escape(bare)}(?=[.)]?\s+\w)", text) is not None


def _opening(whole: WholeDocument, clause: Clause) -> Span:
    """The first words of a clause."""
    words = whole.document.text[clause.span.start : min(clause.span.end, clause.span.start + 80)]
    solid = words.split("\n")[0].rstrip() or words.strip()
    start = clause.span.start + (len(words) - len(words.lstrip()))
    return Span(start, max(start + 1, min(clause.span.end, start + len(solid))))


def _dangling(whole: WholeDocument) -> Iterator[Fault]:
    by_words: dict[str, list[Span]] = defaultdict(list)
    for reference in whole.references:
        if reference.dangling and not _ELSEWHERE.match(whole.document.text, reference.span.end):
            by_words[" ".join(whole.document.quote(reference.span).split())].append(reference.span)
    for words, spans in by_words.items():
        if _opens_a_line(whole.document.text, words):
            continue
        attached = _ATTACHED.match(words) is not None
        what = "is not in this file" if attached else "does not exist in this document"
        yield Fault(
            DefectKind.DANGLING_REFERENCE,
            Severity.LOW if attached else Severity.MEDIUM,
            f"“{words}” is referred to and {what}.",
            tuple(spans[:_MOST_SHOWN]),
        )


def _opens_a_line(text: str, words: str) -> bool:
    """Whether what is referred to stands at the start of a line: then it is there, and was not recognised as a clause."""
    number = re.sub(r"^[A-Za-z]+\s+", "", words)
    named = rf"{re.escape(words)}\b[^\n,;]{{0,60}}$"
    numbered = rf"{re.escape(number)}(?:\.0)?[.):]?\s+[A-Z]" if number[:1].isdecimal() else r"(?!)"
    return re.search(rf"^[ \t]*(?:(?i:{named})|{numbered})", text, re.MULTILINE) is not None
