"""The tree of a contract's parts, from its lines: which lines open a clause, with which heading.

Where a label belongs is decided in :mod:`lexassist.parsing.clauses.placing`; labels as they are cited, kinds and spans are
:mod:`lexassist.parsing.clauses.building`' work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexassist.parsing.clauses.bodylines import BodyLine
from lexassist.parsing.clauses.contents import HEADING as CONTENTS
from lexassist.parsing.clauses.headings import (
    heading_in_sentence_case,
    heading_of_lines,
    heading_run_in,
    is_capitals,
    is_heading_line,
    is_set_apart,
    unquoted,
)
from lexassist.parsing.clauses.labelled import LabelledLines
from lexassist.parsing.clauses.numbering import Family, Label, read_labels
from lexassist.parsing.clauses.phrases import (
    defined_term,
    heads_schedule,
    is_agreed,
    is_definitions_heading,
    is_recital,
    is_recitals_heading,
    is_signature,
    names_contract,
    opens_clause,
)
from lexassist.parsing.clauses.placing import Placing
from lexassist.parsing.clauses.schedules import opens_schedule
from lexassist.parsing.clauses.tree import Node, OpenParts, Role, dissolve_single_items

_INNER = re.compile(r"\((?:a|i|A|1)\)\s")
_PROSE = 50
"""Characters of a line that can be running text under a heading, and not an entry of a form."""
_SENTENCE = 6
"""Words of a line in capitals that are a sentence, and no heading, when they end in a full stop."""
_NUMBERED = frozenset({Family.NUMBER, Family.SECTION, Family.ARTICLE})


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
        self._lines = LabelledLines(lines)
        self._length = length
        self._placing = Placing(self._parts, self._lines)
        self._clauses = 0
        behind = _behind_first_contents(self._lines)
        self._prose = next((index for index in range(behind, len(lines)) if lines[index].full), 0)
        """The first line of running text: before it stand the title and the names on the cover."""
        self._taken: set[int] = set()
        """The lines that have been read as headings of what stands above them."""
        self._starts: set[int] = set()
        """The lines that open a labelled part."""

    @property
    def root(self) -> Node:
        """The text as a whole."""
        return self._parts.root

    def read(self, index: int) -> None:
        """Open what the line opens, if anything."""
        line = self._lines[index]
        if index in self._lines.contents:
            self._read_contents(index)
            return
        if index not in self._taken and line.fresh and not self._read_labelled(index):
            self._read_unlabelled(index)
        if self._parts.last.role is Role.CONTENTS:
            self._parts.push(Node(line.start, Role.OPENING), len(self._parts) - 2)

    def _read_labelled(self, index: int) -> bool:
        """Open what the line's label opens; whether it opens anything."""
        return any(self._fits(index, label) and self._enter(index, label) for label in self._ranked(index))

    def _read_contents(self, index: int) -> None:
        if index - 1 not in self._lines.contents:
            node = Node(self._lines[index].start, Role.CONTENTS, heading=CONTENTS)
            self._parts.push(node, self._parts.part())

    def _ranked(self, index: int) -> tuple[Label, ...]:
        """The readings of the line's label; of "(i)" after "(h)", the one that the next label bears out first."""
        labels = self._lines.labels(index)
        if len(labels) < 2 or not labels[1].sure or self._parts.continues(labels[1]) is None:
            return labels
        if self._parts.continues(labels[0]) is None and not (
            labels[0].starts and self._lines.next_is_second(index, labels[0])
        ):
            return (labels[1], labels[0], *labels[2:])
        return labels

    def _fits(self, index: int, label: Label) -> bool:
        """Whether the words around the label are those of a clause."""
        line = self._lines[index]
        if label.family is not Family.SCHEDULE:
            return opens_clause(line, label) and not self._is_page_number(index, label)
        if not self._clauses and line.start < self._length // 3:
            return False  # the number of the file, or a list of schedules before the contract
        return heads_schedule(line, label) and opens_schedule(self._parts, self._lines, index, label)

    def _is_page_number(self, index: int, label: Label) -> bool:
        """Whether a number alone on its line is that of a page: what follows goes on with what stands above."""
        if label.family is not Family.NUMBER or len(label.value) > 1 or self._lines[index].text[label.end :]:
            return False
        if index + 1 == len(self._lines):
            return True
        below = self._lines.labels(index + 1)
        inside = bool(below) and below[0].family is Family.ITEM and not below[0].starts
        return inside or self._lines[index + 1].text[0].islower()

    def _enter(self, index: int, label: Label) -> bool:
        """Open the label's node where the sequence allows it."""
        depth = self._placing.depth(index, label)
        if depth is not None and label.starts and self._head_behind_signatures(index):
            depth = self._placing.depth(index, label)
        if depth is None:
            return False
        self._open(index, label, depth)
        return True

    def _head_behind_signatures(self, index: int) -> bool:
        """Open the heading over the first number behind the signatures: an attachment that is not called one."""
        if not self._parts.within(Role.SIGNATURE):
            return False
        for other in range(index - 1, max(0, index - 6), -1):
            line = self._lines[other]
            if line.start <= self._parts.last.start:
                break
            if (
                is_capitals(line.text)
                and is_heading_line(line.text)
                and not (line.row or is_recitals_heading(line.text))
            ):
                self._parts.push(Node(line.start, Role.HEADING, heading=line.text.strip(" .:")), self._parts.part())
                return True
        return False

    def _open(self, index: int, label: Label, depth: int) -> None:
        line = self._lines[index]
        node = Node(line.start, Role.LABEL, label)
        self._parts.push(node, depth)
        self._starts.add(index)
        self._clauses += label.family is not Family.ITEM
        rest = line.text[label.end :]
        if not rest.strip(" .:–—-_"):
            node.heading = self._heading_below(index)
            return
        node.heading, skipped = self._heading_behind(index, rest, label)
        node.certain = (line.gap and line.ended) or bool(node.heading)
        self._open_inner(index, label.end + skipped)

    def _heading_behind(self, index: int, rest: str, label: Label) -> tuple[str, int]:
        """The heading behind a label on its line, and where the clause's words start behind it on that line."""
        line, below = self._lines[index], self._below(index)
        run_in, skipped = heading_run_in(rest)
        whole = skipped >= len(rest)
        if not line.full or is_capitals(rest):
            heading, taken = heading_of_lines(rest, below)
            if heading and (skipped == 0 or whole or taken) and self._heads_item(index, label, taken):
                self._taken.update(range(index + 1, index + 1 + taken))
                return unquoted(heading), 0
        if not line.full and self._stands_alone(index, label) and (plain := heading_in_sentence_case(rest)):
            return plain, 0
        if run_in and not whole and (is_set_apart(run_in) or not self._parts.within(Role.RECITAL)):
            return run_in, skipped
        if term := defined_term(rest):
            return term, 0
        if below and rest[-1] not in ".;:,":
            run_in, skipped = heading_run_in(f"{rest} {below[0]}")
            if skipped > len(rest) + 1:
                return run_in, 0
        return "", 0

    def _stands_alone(self, index: int, label: Label) -> bool:
        """Whether the words behind a clause's number are a paragraph of their own over what it contains."""
        if label.family is Family.ITEM or index + 1 >= len(self._lines) or self._parts.within(Role.RECITAL):
            return False
        below = self._lines.labels(index + 1)
        goes_on = any(len(other.value) > len(label.value) or other.family is Family.ITEM for other in below)
        return goes_on or (self._lines[index + 1].gap and self._lines[index + 1].full and not below)

    def _heads_item(self, index: int, label: Label, taken: int) -> bool:
        """Whether words alone behind an item's label head anything: "(a) Europe" before "(b) Asia" is only an item."""
        following = index + 1 + taken
        if label.family is not Family.ITEM or label.style == "I.":
            return True
        if following >= len(self._lines):
            return False
        below = self._lines.labels(following)
        return not below or (below[0].family is Family.ITEM and below[0].starts and below[0].style != label.style)

    def _below(self, index: int, *, gaps: bool = False) -> list[str]:
        """The lines under a line that may go on with its heading: no label, and no white space between."""
        found: list[str] = []
        for other in range(index + 1, min(len(self._lines), index + 4)):
            line = self._lines[other]
            if self._lines.labels(other) or line.row or (line.gap and not (gaps and not found)):
                break
            found.append(line.text)
        return found

    def _heading_below(self, index: int) -> str:
        """The heading on the lines under a label that stands alone."""
        below = self._below(index, gaps=True)
        if not below or is_signature(self._lines.lines, index + 1):
            return ""
        heading, taken = heading_of_lines(below[0], below[1:])
        if heading and not (self._lines[index + 1].full and not is_capitals(below[0])):
            self._taken.update(range(index + 1, index + 2 + taken))
            return heading
        return heading_run_in(below[0])[0]

    def _open_inner(self, index: int, offset: int) -> None:
        """The first item of a list that starts in its parent's first line: "9.1 Fees. (a) The Supplier"."""
        line = self._lines[index]
        match = _INNER.match(line.text, offset)
        if match is None or match.start() == 0:
            return
        for label in read_labels(line.text[offset:]):
            if label.starts and self._lines.second_comes(index, label.style):
                self._parts.push(Node(line.start + offset, Role.LABEL, label), len(self._parts) - 1)
                return

    def _read_unlabelled(self, index: int) -> None:
        line, parts = self._lines[index], self._parts
        if is_signature(self._lines.lines, index):
            if not parts.within(Role.SIGNATURE):
                parts.push(Node(line.start, Role.SIGNATURE), parts.part())
        elif parts.within(Role.SIGNATURE):
            self._read_heading_behind_signatures(index)
        elif is_recitals_heading(line.text):
            parts.push(Node(line.start, Role.RECITAL, heading=line.text.strip(" .:;,-*")), parts.part())
        elif is_recital(line.text):
            depth = parts.innermost(lambda node: node.role is Role.RECITAL and bool(node.heading))
            parts.push(Node(line.start, Role.RECITAL), parts.part() if depth is None else depth)
        elif self._agrees(index):
            parts.push(Node(line.start, Role.AGREED), parts.part())
        elif (term := defined_term(line.text)) and self._in_definitions():
            depth = parts.innermost(lambda node: node.role is Role.TERM)
            parts.push(Node(line.start, Role.TERM, heading=term), len(parts) - 1 if depth is None else depth - 1)
        else:
            self._read_heading(index)

    def _agrees(self, index: int) -> bool:
        recited = self._parts.within(Role.RECITAL)
        line = self._lines[index]
        return line.ended and (recited or not self._clauses) and is_agreed(line.text, recited=recited)

    def _in_definitions(self) -> bool:
        return self._parts.innermost(lambda node: is_definitions_heading(node.heading)) is not None

    def _read_heading(self, index: int) -> None:
        """Open the part that an unlabelled heading heads, on lines of its own or before the words of a paragraph."""
        line = self._lines[index]
        if index < self._prose or line.row:
            return
        if not line.full and is_heading_line(line.text):
            below = self._below(index)
            heading, taken = heading_of_lines(line.text, below)
            entitles = names_contract(heading) and not self._begun
            if self._repeats(index, heading):
                self._taken.add(index)
            elif heading and not entitles and self._heads(index, taken):
                self._taken.update(range(index + 1, index + 1 + taken))
                self._parts.push(Node(line.start, Role.HEADING, heading=heading), self._placing.depth_of_heading(index))
        elif line.gap and not self._is_numbered():
            heading, skipped = heading_run_in(line.text)
            if heading and skipped < len(line.text) and (line.full or len(line.text) - skipped > _PROSE):
                node = Node(line.start, Role.HEADING, heading=heading, runs_in=True)
                self._parts.push(node, self._depth_of_run_in())

    def _repeats(self, index: int, heading: str) -> bool:
        """Whether a line says once more the heading of the clause that the line above it opens."""
        part = self._parts.last
        if part.role is not Role.LABEL or not heading or index - 1 not in self._starts | self._taken:
            return False
        return _letters(part.heading) == _letters(heading)

    def _read_heading_behind_signatures(self, index: int) -> None:
        """What follows the signatures without being called a schedule: a heading over running text."""
        line, below = self._lines[index], index + 1
        if below == len(self._lines) or not (line.gap and is_capitals(line.text)):
            return
        if self._lines[below].full and not is_capitals(self._lines[below].text):
            self._read_heading(index)

    @property
    def _begun(self) -> bool:
        """Whether a recital, the words of agreement or a clause has come: before, headings are the contract's title."""
        begins = (Role.LABEL, Role.RECITAL, Role.AGREED)
        return bool(self._clauses) or any(node.role in begins for node in self.root.children)

    def _is_numbered(self) -> bool:
        """Whether the clauses of this part bear numbers, so that words before a full stop head nothing of their own."""
        return self._parts.innermost(lambda node: node.family in _NUMBERED) is not None

    def _depth_of_run_in(self) -> int:
        """Under a heading that stands on a line of its own, beside one that stands before a paragraph."""
        depth = self._parts.innermost(lambda node: node.role is Role.HEADING)
        if depth is None:
            return self._parts.part()
        return depth - 1 if self._parts[depth].runs_in else depth

    def _heads(self, index: int, taken: int) -> bool:
        """Whether an unlabelled line, with the ``taken`` lines under it, is a heading over the lines that follow."""
        line, below = self._lines[index], index + taken + 1
        if below >= len(self._lines):
            return False
        if is_capitals(line.text):
            before = self._lines[index - 1] if index else None
            if before and not line.gap and is_capitals(before.text) and index - 1 not in self._starts | self._taken:
                return False  # a line of a paragraph in capitals
            if line.text.endswith(".") and len(line.text.split()) > _SENTENCE:
                return False
            return self._has_words(below) and not (taken == 0 and self._shouts(below))
        following = self._lines[below]
        return line.gap and following.gap and following.full and following.text[0].isupper()

    def _shouts(self, index: int) -> bool:
        return is_capitals(self._lines[index].text) and not self._lines.labels(index) and not self._lines[index].full

    def _has_words(self, index: int) -> bool:
        """Whether running text or a label comes within three lines: an address or a form has none."""
        for other in range(index, min(len(self._lines), index + 3)):
            if self._lines.labels(other) or len(self._lines[other].text) >= _PROSE:
                return True
        return False


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _behind_first_contents(lines: LabelledLines) -> int:
    """The line behind a table of contents that stands before the contract."""
    if not lines.contents:
        return 0
    index = min(lines.contents)
    if index > len(lines) // 4:
        return 0
    while index in lines.contents:
        index += 1
    return index
