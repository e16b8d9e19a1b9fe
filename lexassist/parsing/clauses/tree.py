"""The tree of a contract's parts while it grows, and which of its parts are open. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from lexassist.parsing.clauses.numbering import Family, Label


class Role(StrEnum):
    """What opened a node."""

    ROOT = "root"
    LABEL = "label"
    HEADING = "heading"
    RECITAL = "recital"
    AGREED = "agreed"
    OPENING = "opening"
    CONTENTS = "contents"
    TERM = "term"
    SIGNATURE = "signature"


@dataclass(slots=True)
class Node:
    """A part of the contract while the tree grows. ``last`` is the last value of each style among its children."""

    start: int
    role: Role
    label: Label | None = None
    heading: str = ""
    children: list[Node] = field(default_factory=list)
    last: dict[str, tuple[int, ...]] = field(default_factory=dict)
    certain: bool = True
    """It is a part even where its list has no other: white space or a heading sets it off."""
    runs_in: bool = False
    """Its heading stands before its words, not on a line of its own."""
    introduces: bool = False
    """It stands before the contract's recitals and clauses: a table of contents, the parties."""
    restarts: bool = False
    """Its numbers start anew, so that they are cited with its heading."""
    runs_on: bool = False
    """Its numbers go on through its articles instead of starting anew in each."""

    @property
    def family(self) -> Family | None:
        """The family of its label."""
        return self.label.family if self.label else None


class OpenParts:
    """The parts that are open, outermost first; no sequence of labels goes on beyond the schedule it stands in."""

    def __init__(self) -> None:
        self.root = Node(0, Role.ROOT)
        self._stack = [self.root]

    def __getitem__(self, depth: int) -> Node:
        return self._stack[depth]

    def __len__(self) -> int:
        return len(self._stack)

    @property
    def last(self) -> Node:
        """The innermost open part."""
        return self._stack[-1]

    def push(self, node: Node, depth: int) -> None:
        """Close what is deeper than ``depth`` and open ``node`` there."""
        del self._stack[depth + 1 :]
        parent = self._stack[-1]
        parent.children.append(node)
        if node.label:
            parent.last[node.label.style] = node.label.value
        self._stack.append(node)

    def continues(self, label: Label, *, gap: int = 1) -> int | None:
        """The depth of the innermost part in which the label is the next one."""

        def holds(node: Node) -> bool:
            before = node.last.get(label.style)
            if before is None or not label.follows(before, gap=gap):
                return False
            latest = node.children[-1].label
            # A list of items ends where its parent goes on with anything else that is numbered.
            return label.family is not Family.ITEM or latest is None or latest.style == label.style

        return self.innermost(holds)

    def counting(self, style: str) -> int | None:
        """The depth of the innermost part among whose children the style occurs."""
        return self.innermost(lambda node: style in node.last)

    def numbered(self, value: tuple[int, ...]) -> int | None:
        """The depth of the innermost part that bears the number ``value``."""

        def holds(node: Node) -> bool:
            if node.label is None or node.label.value != value:
                return False
            return node.family is not Family.ITEM or node.label.style == "I."

        return self.innermost(holds)

    def innermost(self, holds: Callable[[Node], bool]) -> int | None:
        """The depth of the innermost part of this schedule for which ``holds``."""
        depths = range(len(self._stack) - 1, self.part() - 1, -1)
        return next((depth for depth in depths if holds(self._stack[depth])), None)

    def within(self, role: Role) -> bool:
        """Whether a part of this role is open."""
        return any(node.role is role for node in self._stack)

    def part(self) -> int:
        """The depth of the schedule, or of the contract as a whole."""
        depth = len(self._stack) - 1
        while depth and self._stack[depth].family is not Family.SCHEDULE:
            depth -= 1
        return depth

    def top(self) -> int:
        """The depth of the innermost part that may have children."""
        depth = len(self._stack) - 1
        while self._stack[depth].role in (Role.AGREED, Role.SIGNATURE, Role.OPENING, Role.CONTENTS):
            depth -= 1
        return depth

    def scope(self) -> int:
        """The depth of the innermost schedule, article, recitals or heading: what holds a first number."""
        part = self.part()

        def holds(node: Node) -> bool:
            if node.label and node.label.style == "I.":
                return self._stack[part] is self._stack[self._stack.index(node) - 1]
            return node.role in (Role.HEADING, Role.RECITAL) or node.family is Family.ARTICLE

        depth = self.innermost(holds)
        if depth is None:
            return part
        node = self._stack[depth]
        # Clauses that follow lettered recitals are not part of them.
        return depth - 1 if node.role is Role.RECITAL and (node.last or not node.heading) else depth


def dissolve_single_items(root: Node) -> None:
    """Take out lists of one item: a letter or numeral that only happened to start a line."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        counts: dict[str, int] = {}
        for child in node.children:
            if child.label:
                counts[child.label.style] = counts.get(child.label.style, 0) + 1
        kept: list[Node] = []
        for child in node.children:
            single = child.family is Family.ITEM and child.label and counts[child.label.style] == 1
            doubtful = single and not (child.certain or child.children)
            kept.extend([] if doubtful and node.role is not Role.ROOT else [child])
        node.children = kept
        waiting.extend(kept)


def mark_introduction(root: Node) -> None:
    """Mark what stands before the recitals and clauses: tables of contents, the words behind one, numbered parties."""
    roles = [node.role for node in root.children]
    borders = [index for index, role in enumerate(roles) if role in (Role.RECITAL, Role.AGREED)]
    border = borders[0] if borders else 0
    if any(node.family in (Family.ARTICLE, Family.SECTION, Family.SCHEDULE) for node in root.children[:border]):
        border = 0
    for index, node in enumerate(root.children):
        opening = node.role is Role.OPENING and index + 1 < len(root.children)
        node.introduces = index < border or node.role is Role.CONTENTS or opening


def mark_restarts(root: Node) -> None:
    """Mark the headings whose numbers another part of the same schedule, or of the contract, has too."""
    for part in [root, *(node for node in root.children if node.family is Family.SCHEDULE)]:
        owners = [part, *(node for node in part.children if node.role is Role.HEADING)]
        seen: dict[tuple[str, tuple[int, ...]], int] = {}
        for owner in owners:
            for key in _numbers_of(owner):
                seen[key] = seen.get(key, 0) + 1
        for owner in owners[1:]:
            owner.restarts = any(seen[key] > 1 for key in _numbers_of(owner))


def _numbers_of(node: Node) -> set[tuple[str, tuple[int, ...]]]:
    labels = [child.label for child in node.children if child.label and child.family is not Family.SCHEDULE]
    return {(label.style, label.value) for label in labels if len(label.value) == 1}
