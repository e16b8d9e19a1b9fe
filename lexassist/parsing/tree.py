"""The tree of a contract's parts while it grows, and which of its parts are open. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from lexassist.parsing.numbering import Family, Label


class Role(StrEnum):
    """What opened a node."""

    ROOT = "root"
    LABEL = "label"
    HEADING = "heading"
    RECITAL = "recital"
    AGREED = "agreed"
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
        while self._stack[depth].role in (Role.AGREED, Role.SIGNATURE):
            depth -= 1
        return depth

    def scope(self) -> int:
        """The depth of the innermost schedule, article, recitals or heading: what holds a first number."""
        part = self.part()

        def holds(node: Node) -> bool:
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
            kept.extend(child.children if single and node.role is not Role.ROOT else [child])
        node.children = kept
        waiting.extend(kept)
