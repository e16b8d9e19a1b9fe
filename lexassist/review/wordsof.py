"""The words of a clause as two versions of it are compared: where each stands, and what differs between two lists of them.

A clause is its text without its own number and without what runs at the head and foot of pages, so that neither a new number
nor another page break is a change of words. Typographic quotes and dashes count as plain ones; case counts: a term with a
capital is another one. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lexassist.types import Clause, Document, Span, WordChange

_WORD = re.compile(r"\d[\d.,]*\d|\w+(?:['’]\w+)*|[^\w\s]")
_NUMBER = re.compile(
    r"\s*(?:(?:section|article|clause|paragraph|schedule|exhibit|annex|appendix|part)\s+)?"
    r"(\(\w{1,6}\)|(?:[0-9]+|[A-Z]{1,5}|[a-z]{1,5})(?:[.-][0-9A-Za-z]{1,4})*(?:\(\w{1,6}\))*)(\s*[.):]|(?=\s))",
    re.IGNORECASE,
)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a mark of punctuation, folded, and where it stands in its document."""

    text: str
    span: Span


def words_of(document: Document, clause: Clause) -> tuple[Word, ...]:
    """The words of a clause, in order."""
    start, end = clause.span.start, clause.span.end
    start += _number_length(document.text[start : min(end, start + 60)], clause.label)
    furniture = [span for page in document.pages for span in page.furniture if span.start < end and start < span.end]
    return tuple(
        Word(match[0].translate(_PLAIN), Span(*match.span()))
        for match in _WORD.finditer(document.text, start, end)
        if not any(span.start <= match.start() < span.end for span in furniture)
    )


def compare_words(before: Sequence[Word], after: Sequence[Word]) -> tuple[WordChange, ...]:
    """What differs, in order; each change covers words that stand next to each other."""
    matcher = SequenceMatcher(None, [word.text for word in before], [word.text for word in after], autojunk=False)
    return tuple(WordChange(_cover(before[b0:b1]), _cover(after[a0:a1])) for b0, b1, a0, a1 in _joined(matcher, before))


def _joined(matcher: SequenceMatcher[str], before: Sequence[Word]) -> Iterator[tuple[int, int, int, int]]:
    """The places that differ; two that only one mark of punctuation parts are one."""
    last: tuple[int, int, int, int] | None = None
    for tag, b0, b1, a0, a1 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if last and b0 - last[1] == 1 and not before[last[1]].text[0].isalnum():
            last = (last[0], b1, last[2], a1)
            continue
        if last:
            yield last
        last = (b0, b1, a0, a1)
    if last:
        yield last


def _cover(words: Sequence[Word]) -> Span | None:
    return Span(words[0].span.start, words[-1].span.end) if words else None


def _number_length(text: str, label: str) -> int:
    """Characters of the number with which a clause of this label begins; 0 where it begins with its words.

    >>> _number_length("(b) the Buyer", "7.2(b)"), _number_length("7.2 The Buyer", "7.2"), _number_length("A Buyer", "1(a)")
    (3, 3, 0)
    """
    match = _NUMBER.match(text)
    if not match:
        return 0
    said, ending = match[1], match[2]
    if said.isalpha() and not ending:
        return 0  # a word, not a number
    bare = _bare(said)
    return match.end() if bare and _bare(label).endswith(bare) else 0


def _bare(label: str) -> str:
    return "".join(character for character in label.lower() if character.isalnum())
