"""The tree of a contract's parts, from its lines: which labels are clauses, and which clause each belongs to.

A label counts only where the sequence allows it: it goes on where a list that is open left off, or it starts one. So a
number in running text, a year or a reference at a line's start is no clause. Starts only are decided here; labels as they
are cited, kinds and spans are :mod:`lexassist.parsing.clauses`' work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lexassist.parsing.bodylines import BodyLine
from lexassist.parsing.contents import find_contents
from lexassist.parsing.headings import heading_alone, heading_run_in, is_capitals, is_heading_line
from lexassist.parsing.numbering import Family, Label, read_labels
from lexassist.parsing.phrases import (
    defined_term,
    heads_schedule,
    is_agreed,
    is_definitions_heading,
    is_recital,
    is_recitals_heading,
    is_signature,
    opens_clause,
)
from lexassist.parsing.tree import Node, OpenParts, Role, dissolve_single_items

_INNER = re.compile(r"\((?:a|i|A|1)\)\s")
_AHEAD = 300


def build_outline(lines: Sequence[BodyLine], length: int) -> Node:
    """The tree over the lines of a text of ``length`` characters; its root is the text as a whole."""
    builder = _Builder(lines, length)
    for index in range(len(lines)):
        builder.read(index)
    dissolve_single_items(builder.root)
    return builder.root


class _Builder:
    """The open parts, outermost first, while the lines are read in order."""

    def __init__(self, lines: Sequence[BodyLine], length: int) -> None:
        self._parts = OpenParts()
        self._lines = lines
        self._length = length
        self._contents = find_contents(lines)
        self._labels: list[tuple[Label, ...]] = [
            () if index in self._contents else read_labels(line.text) for index, line in enumerate(lines)
        ]
        self._clauses = 0
        self._prose = next((index for index, line in enumerate(lines) if line.full), 0)
        """The first line of running text: before it stand the title and the names on the cover."""
        self._taken = -1
        """The line that has been read as the heading of the label above it."""

    @property
    def root(self) -> Node:
        """The text as a whole."""
        return self._parts.root

    def read(self, index: int) -> None:
        """Open what the line opens, if anything."""
        line = self._lines[index]
        if index in self._contents or index == self._taken or not line.fresh:
            return
        for label in self._ranked(index):
            if self._fits(line, label) and self._enter(index, label):
                return
        self._read_unlabelled(index)

    def _ranked(self, index: int) -> tuple[Label, ...]:
        """The readings of the line's label; of "(i)" after "(h)", the one that the next label bears out first."""
        labels = self._labels[index]
        if len(labels) < 2 or self._parts.continues(labels[1]) is None:
            return labels
        if self._parts.continues(labels[0]) is None and not (
            labels[0].starts and self._next_is_second(index, labels[0])
        ):
            return labels[::-1]
        return labels

    def _next_is_second(self, index: int, label: Label) -> bool:
        """Whether the next label written like this one can be the second of its style."""
        for ahead in range(index + 1, min(len(self._lines), index + _AHEAD)):
            labels = self._labels[ahead] if self._lines[ahead].fresh else ()
            if labels and labels[0].style.strip("aiAI1") == label.style.strip("aiAI1"):
                return any(other.style == label.style and other.value == (2,) for other in labels)
        return False

    def _fits(self, line: BodyLine, label: Label) -> bool:
        """Whether the words around the label are those of a clause."""
        if label.family is not Family.SCHEDULE:
            return opens_clause(line, label)
        if not self._clauses and line.start < self._length // 3:
            return False  # the number of the file, or a list of schedules before the contract
        # The same heading again at the top of a later page is the same schedule.
        text = label.text.lower()
        again = self._parts.innermost(lambda node: node.label is not None and node.label.text.lower() == text)
        return again is None and heads_schedule(line, label)

    def _enter(self, index: int, label: Label) -> bool:
        """Open the label's node where the sequence allows it."""
        depth = self._depth(index, label)
        if depth is None:
            return False
        self._open(index, label, depth)
        return True

    def _depth(self, index: int, label: Label) -> int | None:
        """The depth of the part that the label's node becomes a child of, None when the sequence does not allow it."""
        if label.family is Family.SCHEDULE:
            return 0
        line = self._lines[index]
        if self._parts.within(Role.SIGNATURE) and not self._goes_on_behind_signatures(line, label):
            return None
        going_on = self._parts.continues(label)
        if going_on is not None:
            return going_on
        if label.family is Family.ITEM:
            return self._depth_of_item(index, label)
        if len(label.value) > 1:
            return self._depth_of_decimal(index, label)
        return self._depth_of_number(index, label)

    def _goes_on_behind_signatures(self, line: BodyLine, label: Label) -> bool:
        """Whether a label is a clause although the signatures have come: terms on the back of an order."""
        if label.family is Family.ITEM or not line.gap:
            return False
        return line.full or (label.starts and is_capitals(line.text[label.end :]))

    def _depth_of_item(self, index: int, label: Label) -> int | None:
        line = self._lines[index]
        if label.starts:
            if not self._is_listed(index, label):
                return None
            top = self._parts.last
            again = self._parts.counting(label.style)
            return again if again is not None and top.role is Role.LABEL else self._parts.top()
        if line.gap and (depth := self._parts.continues(label, gap=2)) is not None:
            return depth
        if label.value == (2,) and (line.gap or not self._lines[index - 1].full):
            return self._find_first(index, label)
        return None

    def _is_listed(self, index: int, label: Label) -> bool:
        """Whether a first item starts a paragraph, or is followed by a second one that starts a line."""
        line = self._lines[index]
        return self._second_comes(index, label.style) or (line.gap and label.style[0] == "(")

    def _second_comes(self, index: int, style: str) -> bool:
        """Whether a second label of a style starts a line before another first one does."""
        for value, sure in self._coming(index, style):
            if value == (2,):
                return True
            if value == (1,) and sure:
                return False
        return False

    def _find_first(self, index: int, label: Label) -> int | None:
        """Open the first item of a list, where it stands inside the lead-in; the depth of its parent."""
        mark = re.compile(rf"(?<=[\s:;.,—–-]){re.escape(label.style)}(?=\s)")
        first = label.style if ")" not in label.style else f"({label.style.strip('()')})"
        top = self._parts.last
        for line in self._back_to(index, top.start):
            matches = [m for m in mark.finditer(line.text) if line.start + m.start() > top.start]
            if matches:
                depth = len(self._parts) - 1
                found = Label(label.family, label.style, (1,), first.strip("."), 0)
                self._parts.push(Node(line.start + matches[-1].start(), Role.LABEL, found), depth)
                return depth
        return None

    def _back_to(self, index: int, start: int) -> Iterator[BodyLine]:
        for line in reversed(self._lines[:index]):
            if line.start + len(line.text) <= start:
                return
            yield line

    def _depth_of_decimal(self, index: int, label: Label) -> int | None:
        line = self._lines[index]
        prefix = label.value[:-1]
        parent = self._parts.innermost(
            lambda node: node.label is not None and node.label.value == prefix and node.family is not Family.ITEM
        )
        if parent is not None and (label.value[-1] <= 3 or line.gap):
            return parent
        if (depth := self._parts.continues(label, gap=3)) is not None:
            return depth
        if not label.starts:
            return None
        same = self._parts.counting(label.style)
        if same is None:
            return self._scope(index, label) if prefix[0] <= 2 or line.gap else None
        before = self._parts[same].last[label.style]
        following = before[:-2] == prefix[:-1] and 1 <= prefix[-1] - before[-2] <= 2
        return same if following else None

    def _scope(self, index: int, label: Label) -> int:
        """The depth of what holds the first label of a style; numbers are recitals only right under their heading."""
        recital = self._parts.innermost(lambda node: node.role is Role.RECITAL)
        if label.family is Family.ARTICLE:
            return self._parts.part()
        if recital is None or (
            label.family is Family.NUMBER and len(label.value) == 1 and self._lists_recitals(index, label)
        ):
            return self._parts.scope()
        return self._parts.part()

    def _lists_recitals(self, index: int, label: Label) -> bool:
        """Whether a number stands right under the heading of the recitals, before words that are no heading."""
        rest = self._lines[index].text[label.end :]
        if not rest.strip() or heading_alone(rest) or heading_run_in(rest)[0]:
            return False
        return self._lines[index - 1].start == self._parts.last.start

    def _depth_of_number(self, index: int, label: Label) -> int | None:
        line = self._lines[index]
        scope = self._scope(index, label)
        alone = bool(heading_alone(line.text[label.end :]))
        if (line.gap or alone) and (depth := self._parts.continues(label, gap=3)) is not None:
            return depth
        carried = self._carried(label)
        if carried is not None:
            return carried
        if label.starts:
            return self._depth_of_first(index, label, scope)
        known = self._parts.counting(label.style) is not None
        return scope if not known and label.value[-1] <= 3 and line.gap and alone else None

    def _depth_of_first(self, index: int, label: Label, scope: int) -> int | None:
        again = self._parts.counting(label.style)
        if again is None:
            nested = self._parts.last.family is Family.ITEM and label.family is Family.NUMBER
            heads = bool(heading_alone(self._lines[index].text[label.end :]))
            return self._parts.top() if nested and not heads and not self._parts.within(Role.RECITAL) else scope
        if label.family is not Family.NUMBER:
            return again
        outer = self._parts[again].last[label.style][-1]
        coming = [value[-1] for value, _ in self._coming(index, label.style)]
        if coming[:1] != [2]:
            return None
        # Numbers that start anew are a list inside the clause when the outer count goes on behind them.
        return self._parts.top() if outer + 1 in coming[outer:] or (outer > 1 and outer + 1 in coming) else again

    def _carried(self, label: Label) -> int | None:
        """Numbers that go on from one article to the next."""
        article = self._parts.innermost(lambda node: node.family is Family.ARTICLE)
        if article is None or self._parts[article].last:
            return None
        before = self._parts[article - 1].children[-2:-1]
        if before and label.style in before[0].last and label.follows(before[0].last[label.style]):
            before[0].runs_on = self._parts[article].runs_on = True
            return article
        return None

    def _coming(self, index: int, style: str) -> Iterator[tuple[tuple[int, ...], bool]]:
        """The values of the labels of a style that start a line further on, and whether they can be no other style."""
        for ahead in range(index + 1, min(len(self._lines), index + _AHEAD)):
            labels = self._labels[ahead] if self._lines[ahead].fresh else ()
            yield from ((label.value, len(labels) == 1) for label in labels if label.style == style)

    def _open(self, index: int, label: Label, depth: int) -> None:
        line = self._lines[index]
        node = Node(line.start, Role.LABEL, label)
        self._parts.push(node, depth)
        self._clauses += 1
        rest = line.text[label.end :]
        skipped = 0
        node.heading = heading_alone(rest) if not line.full or is_capitals(rest) else ""
        if not node.heading:
            node.heading, skipped = heading_run_in(rest)
        if not node.heading and not rest.strip(" .:–—-"):
            node.heading = self._heading_below(index)
        self._open_inner(index, label.end + skipped)

    def _heading_below(self, index: int) -> str:
        """The heading on the line under a label that stands alone."""
        if index + 1 >= len(self._lines) or self._labels[index + 1]:
            return ""
        heading = heading_alone(self._lines[index + 1].text)
        if heading:
            self._taken = index + 1
        return heading

    def _open_inner(self, index: int, offset: int) -> None:
        """The first item of a list that starts in its parent's first line: "9.1 Fees. (a) The Supplier"."""
        line = self._lines[index]
        match = _INNER.match(line.text, offset)
        if match is None or match.start() == 0:
            return
        for label in read_labels(line.text[offset:]):
            if label.starts and self._second_comes(index, label.style):
                self._parts.push(Node(line.start + offset, Role.LABEL, label), len(self._parts) - 1)
                return

    def _read_unlabelled(self, index: int) -> None:
        line, parts = self._lines[index], self._parts
        if is_signature(self._lines, index):
            if not parts.within(Role.SIGNATURE):
                parts.push(Node(line.start, Role.SIGNATURE), parts.part())
        elif parts.within(Role.SIGNATURE):
            return
        elif is_recital(line.text):
            depth = parts.innermost(lambda node: node.role is Role.RECITAL and bool(node.heading))
            parts.push(Node(line.start, Role.RECITAL), parts.part() if depth is None else depth)
        elif is_recitals_heading(line.text):
            parts.push(Node(line.start, Role.RECITAL, heading=line.text.strip(" .:")), parts.part())
        elif self._agrees(line.text):
            parts.push(Node(line.start, Role.AGREED), parts.part())
        elif (term := defined_term(line.text)) and self._in_definitions():
            depth = parts.innermost(lambda node: node.role is Role.TERM)
            parts.push(Node(line.start, Role.TERM, heading=term), len(parts) - 1 if depth is None else depth - 1)
        elif self._heads(index):
            parts.push(Node(line.start, Role.HEADING, heading=line.text.strip(" .:")), self._depth_of_heading(index))

    def _agrees(self, text: str) -> bool:
        recited = self._parts.within(Role.RECITAL)
        return (recited or not self._clauses) and is_agreed(text, recited=recited)

    def _in_definitions(self) -> bool:
        return self._parts.innermost(lambda node: is_definitions_heading(node.heading)) is not None

    def _heads(self, index: int) -> bool:
        """Whether an unlabelled line is a heading over the lines that follow."""
        line = self._lines[index]
        if not is_heading_line(line.text) or line.full or index + 1 >= len(self._lines):
            return False
        if index < self._prose:
            return False
        below = self._lines[index + 1]
        if is_capitals(line.text):
            if not line.gap and index and self._lines[index - 1].text[-1:].isupper() and self._lines[index - 1].full:
                return False  # the last line of a paragraph in capitals
            return not (is_capitals(below.text) and not self._labels[index + 1])
        return line.gap and below.gap and below.full and below.text[0].isupper()

    def _depth_of_heading(self, index: int) -> int:
        """A heading stands beside the clause that comes next."""
        for ahead in range(index + 1, min(len(self._lines), index + _AHEAD)):
            for label in self._labels[ahead]:
                if self._lines[ahead].fresh and (depth := self._parts.continues(label)) is not None:
                    return depth
        return self._parts.part()
