"""What was left in or left out on the page: blanks, notes to the draft, figures that differ from their words, signatures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from lexassist.parsing.sentences import furniture_in
from lexassist.particulars.quantities import disagreeing_figures
from lexassist.review.citing import leaves_of
from lexassist.review.drafting.fault import Fault
from lexassist.types import ClauseKind, DefectKind, Document, Severity, Span, WholeDocument

_BLANK = re.compile(
    r"_{3,}|\[\s*(?:[•●○◯.]|[-–—_]+|\s)\s*\]"
    r"|\[(?i:insert|enter|tbd|tbc|to be (?:determined|confirmed|agreed|completed|inserted|provided)|name of|date|amount|"
    r"address|number|drafting note|note to draft|nb:?)\b[^\[\]]{0,200}\]"
    r"|\bTB[DC]\b"
)
# A line to sign or to fill in by hand is no blank of the draft.
_TO_SIGN = re.compile(
    r"(?:\b(?:by|name|title|date|dated|signed?|signature|witness|its|print|printed|address|telephone|fax|email|attest|initials?|phone|per)\b"
    r"[^\n]{0,25}[:.]?|/s/)\s*$",
    re.IGNORECASE,
)
_TICKED = re.compile(r"\[\s*\][ \t]+[A-Z]")
_NUMBERED = re.compile(r"(?:section|clause|article)\s+[\d.()a-z]+\s*$", re.IGNORECASE)
_SIGNED = re.compile(
    r"in\s+witness\s+whereof|/s/|^\s*(?:by|signed|signature|executed|witness|authori[sz]ed\s+signator(?:y|ies))\b[^\n]{0,60}:"
    r"|^\s*(?:signed|executed)\s+(?:for\s+and\s+on\s+behalf|on\s+behalf|as\s+a\s+deed|by\s+[A-Z])"
    r"|duly\s+authori[sz]ed\s+(?:representatives?|officers?)\s+ha(?:s|ve)",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_SHOWN = 5
_TWICE_SAID = re.compile(r"\b[A-Za-z]+(?:[\s-]+[A-Za-z]+){0,6}\s*\(\s*[\d,.]+\s*%?\s*\)")


def find_mark_faults(whole: WholeDocument) -> Iterator[Fault]:
    """Blanks, figures and signatures, kind by kind, each in text order."""
    yield from _blanks(whole)
    yield from _figures(whole)
    yield from _signatures(whole)


def _blanks(whole: WholeDocument) -> Iterator[Fault]:
    """One fault a clause, whatever is left open in it: a table to be filled in is one thing to do."""
    document = whole.document
    leaves = leaves_of(whole.clauses)
    by_clause: dict[int, list[Span]] = defaultdict(list)
    for found in _BLANK.finditer(document.text):
        span = Span(found.start(), found.end())
        at = bisect_right(leaves, span.start, key=lambda leaf: leaf.span.start) - 1
        if leaves[max(0, at)].kind is not ClauseKind.SIGNATURE and _is_blank(document, span):
            by_clause[at].append(span)
    for spans in by_clause.values():
        what = "A note to the draft" if re.search(r"[a-z]{4}", document.quote(spans[0])) else "A blank"
        more = f" (and {len(spans) - 1} more in this clause)" if len(spans) > 1 else ""
        message = f"{what} was left in: “{_around(document, spans[0])}”{more}."
        yield Fault(DefectKind.BLANK, Severity.MEDIUM, message, tuple(spans[:_MOST_SHOWN]))


def _is_blank(document: Document, span: Span) -> bool:
    start = document.text.rfind("\n", 0, span.start) + 1
    end = document.text.find("\n", span.end)
    line, before = document.text[start : end if end >= 0 else None], document.text[start : span.start]
    # A rule across the page, above a footnote or a signature, has no words beside it.
    words = re.sub(r"[_\W]+", "", line)
    if document.text[span.start] == "_" and (not words or _TO_SIGN.search(before)):
        return False
    # A box to tick ("[ ] Yes"), and the heading of a section in brackets behind its number.
    if document.text[span.start] == "[" and (_TICKED.match(document.text, span.start) or _NUMBERED.search(before)):
        return False
    return not any(piece.overlap(span) for piece in furniture_in(document, span))


def _around(document: Document, span: Span) -> str:
    words = document.text[max(0, span.start - 30) : span.end + 20]
    return " ".join(re.sub(r"_{5,}", "____", words).split())


def _figures(whole: WholeDocument) -> Iterator[Fault]:
    for found in _TWICE_SAID.finditer(whole.document.text):
        odd = disagreeing_figures(found[0])
        if odd is not None:
            words = " ".join(found[0].split())
            tail = _differing(words)
            start = found.end() - len(found[0]) + found[0].rfind(found[0].split()[-len(tail.split())])
            yield Fault(
                DefectKind.FIGURES_DIFFER,
                Severity.HIGH,
                f"The words and the figures differ: “{tail}”.",
                (Span(min(start, found.end() - 1), found.end()),),
            )


def _differing(words: str) -> str:
    """The shortest end of the words that still says two figures."""
    parts = words.split()
    for start in range(len(parts) - 1, -1, -1):
        if disagreeing_figures(" ".join(parts[start:])) is not None:
            return " ".join(_with_whole_number(parts, start))
    return words


def _with_whole_number(parts: list[str], start: int) -> list[str]:
    """The end from ``start``, with the words of the same number before it ("one hundred and twenty" (12))."""
    while start > 0 and disagreeing_figures(" ".join(parts[start - 1 :])) is not None and _is_number(parts[start - 1]):
        start -= 1
    return parts[start:]


def _is_number(word: str) -> bool:
    return disagreeing_figures(f"{word} (987654)") is not None or word.casefold() in ("and", "hundred", "thousand")


def _signatures(whole: WholeDocument) -> Iterator[Fault]:
    if any(clause.kind is ClauseKind.SIGNATURE for clause in whole.clauses) or _SIGNED.search(whole.document.text):
        return
    yield Fault(DefectKind.NO_SIGNATURE, Severity.MEDIUM, "No signature block was found in this document.")
