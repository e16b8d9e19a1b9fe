"""Finds a span of one transcription of a contract in another transcription of it.

Experts marked their gold in a plain-text file; LexAssist reads the PDF. The two agree but for white space, quotation
marks, hyphens and what a converter added or dropped (running heads, form blanks). :func:`align` first looks for the same
characters with these differences folded away, taking the occurrence nearest in relative position; then it compares the
words of the neighbourhood, and of the whole text. When too little of the gold is found it says ABSENT: a gold span that was
lost in reading must never be passed over in silence.

It does not know what the words mean, nor which transcription is right.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from lexassist.parsing.marks import DOUBLE, SINGLE
from lexassist.types import Span

# Dashes are left out wherever they stand, not at line ends only: of "royalty-\nfree" one transcription keeps the hyphen
# and another does not, and no rule on one text alone can tell.
_LEFT_OUT = r"\s\-\x00\x02\xad\u200b-\u200f\u2010-\u2015\u2212\ufeff\ufffe\uffff"
_CHANGED = {
    **dict.fromkeys(SINGLE, "'"),
    **dict.fromkeys(DOUBLE, '"'),
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "…": "...",
    "\u037e": ";",  # Greek question mark: PDFs made from web pages have it for the semicolon, and the two look the same
}  # fmt: skip
_PIECE = re.compile(f"[^{_LEFT_OUT}{''.join(_CHANGED)}]+|[{SINGLE}]{{2}}|[{''.join(_CHANGED)}]")
_WORD = re.compile(r"\w+")

_SHARE = 0.75
"""Part of the gold's word characters that must be found in order, for the span to count as found."""
_NEIGHBOURHOOD = 6000
"""Characters to either side of the expected place whose words are compared first."""
_JOINED = 4
"""Unmatched words between two matched runs that are still part of the same span; more of them are an insertion."""
_SURROUNDINGS = (40, 80, 160, 320, 640)
"""Characters to one side or both, tried in turn until they make a place the only one."""


class How(StrEnum):
    """By what means a span was found."""

    EXACT = "exact"
    WORDS = "words"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Aligned:
    """Where a span stands in the other text: in order, disjoint; more than one where something was inserted.

    ``share`` is the part of the gold's word characters that was found (1 when exact).
    """

    how: How
    spans: tuple[Span, ...]
    share: float


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span


@dataclass(frozen=True)
class Transcription:
    """One text of a contract, prepared for comparison; prepare it once and align many spans."""

    text: str

    @cached_property
    def _folded(self) -> tuple[str, array[int], array[int]]:
        """The text with differences between converters folded away; where each character of it starts and ends in ``text``."""
        pieces: list[str] = []
        starts: array[int] = array("I")
        ends: array[int] = array("I")
        for match in _PIECE.finditer(self.text):
            start, end = match.span()
            # Two single quotation marks in a row are how some converters write a double one.
            changed = '"' if match[0][0] in SINGLE and end - start == 2 else _CHANGED.get(match[0])
            pieces.append(changed or match[0])
            starts.extend([start] * len(changed) if changed else range(start, end))
            ends.extend([end] * len(changed) if changed else range(start + 1, end + 1))
        return "".join(pieces), starts, ends

    @cached_property
    def _words(self) -> tuple[_Word, ...]:
        return tuple(_Word(match[0].casefold(), Span(*match.span())) for match in _WORD.finditer(self.text))

    def fold(self, span: Span | None = None) -> str:
        """The folded characters of the whole text, or of ``span``."""
        return self._folded[0] if span is None else Transcription(self.text[span.start : span.end]).fold()

    def occurrences(self, folded: str, *, lead: int = 0, trail: int = 0) -> Iterator[Span]:
        """Where ``folded`` stands, as spans of ``text``, in order; occurrences may overlap.

        The spans leave out the first ``lead`` and the last ``trail`` of its characters, which are fewer than it has.
        """
        text, starts, ends = self._folded
        at = text.find(folded) if folded else -1
        while at >= 0:
            yield Span(starts[at + lead], ends[at + len(folded) - trail - 1])
            at = text.find(folded, at + 1)

    def words(self, start: int = 0, end: int | None = None) -> tuple[_Word, ...]:
        """The words that lie wholly in [start, end), in order."""
        stop = len(self.text) if end is None else end
        return tuple(word for word in self._words if start <= word.span.start and word.span.end <= stop)


def locate_by_surroundings(gold: Span, source: Transcription, target: Transcription) -> Span | None:
    """Where the same characters stand in ``target``, told by the fewest words around them that stand there once.

    For words that stand at several places, of which the expert meant one. None where no words around tell.
    """
    for reach in _SURROUNDINGS:
        for before, after in ((reach, reach), (reach, 0), (0, reach)):
            wide = Span(max(0, gold.start - before), min(len(source.text), gold.end + after))
            lead = len(source.fold(Span(wide.start, gold.start))) if wide.start < gold.start else 0
            trail = len(source.fold(Span(gold.end, wide.end))) if gold.end < wide.end else 0
            folded = source.fold(wide)
            found = list(target.occurrences(folded, lead=lead, trail=trail)) if lead + trail < len(folded) else []
            if len(found) == 1:
                return found[0]
    return None


def align(gold: Span, source: Transcription, target: Transcription) -> Aligned:
    """Where the characters at ``gold`` of ``source`` stand in ``target``."""
    wanted = source.fold(gold)
    if not wanted or not target.text:
        return Aligned(How.ABSENT, (), 0.0)
    place = gold.start / len(source.text)
    found = list(target.occurrences(wanted))
    if found:
        nearest = min(found, key=lambda span: abs(span.start / len(target.text) - place))
        return Aligned(How.EXACT, (nearest,), 1.0)
    words = source.words(gold.start, gold.end)
    middle = round(place * len(target.text))
    reach = _NEIGHBOURHOOD + len(gold)
    near = _align_words(words, target.words(max(0, middle - reach), middle + reach))
    return near if near.how is not How.ABSENT else _align_words(words, target.words())


def _align_words(gold: Sequence[_Word], text: Sequence[_Word]) -> Aligned:
    """The longest common run of words, and the runs before and after it that keep about its distance."""
    if not gold or not text:
        return Aligned(How.ABSENT, (), 0.0)
    matcher = SequenceMatcher(None, [w.text for w in text], [w.text for w in gold], autojunk=False)
    anchor = matcher.find_longest_match()
    # Only the surroundings of the anchor are compared: common words elsewhere in the text would be matched by chance.
    slack = 10 + len(gold) // 2
    start = max(0, anchor.a - anchor.b - slack)
    window = text[start : anchor.a - anchor.b + len(gold) + slack]
    blocks = SequenceMatcher(None, [w.text for w in window], [w.text for w in gold], autojunk=False)
    runs = [(block.a, block.a + block.size) for block in blocks.get_matching_blocks() if block.size]
    matched = sum(len(word.text) for first, last in runs for word in window[first:last])
    share = matched / sum(len(word.text) for word in gold)
    if share < _SHARE:
        return Aligned(How.ABSENT, (), share)
    spans = tuple(Span(window[first].span.start, window[last - 1].span.end) for first, last in _join(runs))
    return Aligned(How.WORDS, spans, share)


def _join(runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        if joined and first - joined[-1][1] <= _JOINED:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined
