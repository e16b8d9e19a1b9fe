"""From the segments of a clause to what can be evidence: a whole sentence, or an item of a list after what introduces it.

Promises that no passage is only a heading, only the words before a list or only the header of a table where more
follows, and that every other segment is the own part of exactly one passage. Does not look beyond the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lexassist.parsing.sentences import Segment, join_segments, split_segments
from lexassist.types import Clause, Document, Sentence, Span

_LONGEST_WHOLE = 300
"""Characters: a sentence up to this length is read as it stands, its list with it."""
_LONGEST_CONDITION = 900
"""The same for a sentence that starts with a condition: what follows from it stands behind the last item."""
_CONDITION = re.compile(
    r"(?:\W|\d)*(?:if|where|when|whenever|unless|until|should|provided|in (?:the event|case|each case)|upon|on|after|to the extent|"
    r"subject to|except)\b",
    re.IGNORECASE,
)
_ROWS = " / "
"""What a reader sees between the header of a table and a row."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that can be evidence, in one sentence with what introduces them.

    ``own`` are the spans for which it stands: those of what introduces it belong to the first passage after it.
    ``opens`` says that the clause's own words start with it, or with what introduces it.
    """

    sentence: Sentence
    own: tuple[Span, ...]
    opens: bool


def passages_of(document: Document, clause: Clause) -> tuple[Passage, ...]:
    """The passages of a clause in text order; of a clause that is only a heading, the heading."""
    segments = split_segments(document, clause)
    first = next((index for index, segment in enumerate(segments) if not segment.is_heading), 0)
    numbers = range(first, len(segments))
    passages: list[Passage] = []
    claimed: set[int] = set()
    for _, group in groupby(numbers, key=lambda index: segments[index].number):
        for introduction, own in _cut(segments, list(group)):
            parts = {*introduction, *own} - claimed
            claimed |= parts
            spans = tuple(span for index in sorted(parts) for span in segments[index].sentence.spans)
            sentence = _joined(
                document, [segments[index] for index in introduction], [segments[index] for index in own]
            )
            passages.append(Passage(sentence, spans, first in (*introduction, *own)))
    return tuple(passages)


def _cut(segments: Sequence[Segment], group: list[int]) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """The passages of one sentence, each as the segments that introduce it and its own."""
    before = segments[group[0]].introduction
    length = sum(len(segments[index].sentence.text) + 1 for index in group)
    conditional = _CONDITION.match(segments[group[0]].sentence.text)
    if len(group) == 1 or length <= (_LONGEST_CONDITION if conditional else _LONGEST_WHOLE):
        if not any(group[-1] in segments[index].introduction for index in range(group[-1] + 1, len(segments))):
            yield before, group
        return
    introducing = {index for segment in segments for index in segment.introduction}
    for index in group:
        if index not in introducing:
            yield segments[index].introduction, [index]


def _joined(document: Document, introduction: Sequence[Segment], own: Sequence[Segment]) -> Sentence:
    sentence = join_segments(document, own)
    if not introduction:
        return sentence
    between = _ROWS if introduction[-1].is_row else " "
    led = " ".join(segment.sentence.text for segment in introduction)
    spans = tuple(span for segment in introduction for span in segment.sentence.spans)
    return Sentence(sentence.clause, spans + sentence.spans, f"{led}{between}{sentence.text}")
