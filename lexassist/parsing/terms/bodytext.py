"""The canonical text as it is searched for terms and references: what is no clause text is blanked, offsets stay as they are.

Promises: ``body_text`` has the length of ``document.text``, so that an offset into one is an offset into the other; running
heads and feet and the entries of a table of contents are spaces in it, and a sentence that a page break interrupts goes on
behind one line break. Pure. Works on the clauses' types alone: it does not know how they were found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from lexassist.types import Clause, Document, Span

_CONTENTS = re.compile(r"^[ \t]*(?:TABLE OF CONTENTS|CONTENTS|INDEX)\b[ \t:.]*$", re.IGNORECASE | re.MULTILINE)
_ENTRY = re.compile(r"^[^\n]{1,130}(?:[. \t_]|(?<=\D))(?:[A-Z]-)?(?:\d{1,3}|[ivx]{1,5})[ \t]*$", re.MULTILINE)
_LEADER = re.compile(r"^[^\n]{1,160}?(?:\.[ \t]?){5}[^\n]*$", re.MULTILINE)
_APART = 300
"""Characters that the entries of a table of contents are apart, at most."""
_ENDS = ".:;"


class Leaves:
    """The leaves of a clause tree by place, and the clauses around each."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        parents = {clause.parent for clause in clauses}
        self._known = {clause.id: clause for clause in clauses}
        self.all = tuple(clause for clause in clauses if clause.id not in parents)
        self._starts = [leaf.span.start for leaf in self.all]

    def at(self, position: int) -> Clause | None:
        """The leaf in which the character at ``position`` stands."""
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position >= self.all[index].span.end:
            return None
        return self.all[index]

    def around(self, clause: Clause) -> Iterator[Clause]:
        """The clause and those that hold it, innermost first."""
        current: Clause | None = clause
        while current is not None:
            yield current
            current = self._known[current.parent] if current.parent is not None else None


def body_text(document: Document, leaves: Leaves) -> str:
    """``document.text`` with furniture and tables of contents blanked, of the same length."""
    text = document.text
    furniture = [span for page in document.pages for span in page.furniture]
    blanks = [(span, True) for span in furniture] + [(span, False) for span in _contents(text, leaves)]
    parts: list[str] = []
    position = 0
    for span, joins in sorted(blanks, key=lambda blank: blank[0]):
        start, end = _widened(text, span) if joins else (span.start, span.end)
        start = max(start, position)
        if end <= start:
            continue
        parts.append(text[position:start])
        parts.append(_blank(text, start, end))
        position = end
    parts.append(text[position:])
    return "".join(parts)


def folded(text: str) -> str:
    """The text with each stretch of white space made one space, and none at its ends."""
    return " ".join(text.split())


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The stretch of ``text`` without white space at its ends, None when there is nothing else in it."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end) if start < end else None


def _widened(text: str, span: Span) -> tuple[int, int]:
    """The span with the white space around it."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def _blank(text: str, start: int, end: int) -> str:
    """Spaces and the line breaks that stand between what comes before and behind."""
    if end - start < 2 or start == 0:
        return " " * (end - start)
    breaks = "\n\n" if text[start - 1] in _ENDS else "\n"
    return breaks + " " * (end - start - len(breaks))


def _contents(text: str, leaves: Leaves) -> Iterator[Span]:
    """The lines of a table of contents: from its heading to the last line near the others that ends in a page number."""
    if "....." in text or ". . . . ." in text:
        yield from (Span(match.start(), match.end()) for match in _LEADER.finditer(text))
    heading = _CONTENTS.search(text, 0, len(text) // 3 + 1)
    if heading is None:
        return
    limit = _first_labelled(leaves.all, heading.end(), len(text))
    end = heading.end()
    for entry in _ENTRY.finditer(text, heading.end(), limit):
        if entry.start() - end > _APART:
            break
        end = entry.end()
    yield Span(heading.start(), end)


def _first_labelled(leaves: Iterable[Clause], position: int, default: int) -> int:
    return next((leaf.span.start for leaf in leaves if leaf.span.start > position and leaf.label), default)
