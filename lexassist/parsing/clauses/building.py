"""The clauses of a document: labels as a lawyer cites them, kinds, and spans that cover the text.

Promises: the leaves (clauses without children) are disjoint, ordered and cover ``document.text`` exactly; a child lies in
its parent; the words before a clause's first child are a leaf with its label, heading and kind. A text without numbers is
cut into groups of paragraphs, so that it can be cited. Pure; what opens a clause is decided in
:mod:`lexassist.parsing.clauses.outline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lexassist.parsing.clauses.bodylines import BodyLine, body_lines
from lexassist.parsing.clauses.numbering import Family, read_labels
from lexassist.parsing.clauses.outline import build_outline
from lexassist.parsing.clauses.tree import Node, Role, mark_introduction, mark_restarts
from lexassist.types import Clause, ClauseId, ClauseKind, Document, Span

GROUP = 1500
"""Characters after which unnumbered text is cut at the next paragraph."""
_HARD_GROUP = 3000
_QUOTE, _BEHIND_TERM, _BEHIND_HEADING = '"', " ", ", "
_INHERITED = frozenset({ClauseKind.SCHEDULE, ClauseKind.RECITAL, ClauseKind.DEFINITION, ClauseKind.PREAMBLE})
_DEFINES = re.compile(r"\bdefin(?:itions?|ed terms)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a clause takes from the clauses around it."""

    schedule: str
    inner: str
    """What is cited inside the schedule."""
    path: tuple[str, ...]
    kind: ClauseKind
    parent: ClauseId | None
    named: bool = False
    """``inner`` ends in a name, not in a number."""

    @property
    def label(self) -> str:
        """What is cited."""
        return ", ".join(part for part in (self.schedule, self.inner) if part)


def build_clauses(document: Document) -> tuple[Clause, ...]:
    """The clauses of the document in text order, a parent before its children."""
    if not document.text:
        return ()
    lines = body_lines(document)
    writer = _Writer(document, lines)
    root = build_outline(lines, len(document.text))
    mark_introduction(root)
    mark_restarts(root)
    writer.write_root(root)
    return tuple(writer.clauses)


class _Writer:
    """Turns the outline into clauses, numbering them as they come."""

    def __init__(self, document: Document, lines: tuple[BodyLine, ...]) -> None:
        self._document = document
        self._cuts = [line.start for line in lines if line.gap]
        self._soft_cuts = [line.start for line in lines if line.fresh]
        self.clauses: list[Clause] = []

    def write_root(self, root: Node) -> None:
        """The leaves before the first part, then every part."""
        length = len(self._document.text)
        first = root.children[0].start if root.children else length
        kind = ClauseKind.PREAMBLE if root.children else ClauseKind.OPERATIVE
        place = _Place("", "", (), kind, None)
        if first:
            self._write_leaves(0, first, place, "")
        for node, end in _with_ends(root.children, length):
            self._write(node, end, place, root)

    def _write(self, node: Node, end: int, around: _Place, parent: Node) -> None:
        place = _place(node, around, parent)
        if not node.children and not _needs_groups(node, end):
            self._add(place, node.heading, Span(node.start, end))
            return
        parent_id = self._add(place, node.heading, Span(node.start, end))
        inside = replace(place, parent=parent_id)
        below = _below(node, place, parent_id)
        first = node.children[0].start if node.children else end
        if first > node.start:
            if node.children:
                self._add(inside, node.heading, Span(node.start, first))
            else:
                self._write_leaves(node.start, end, inside, node.heading)
        for child, child_end in _with_ends(node.children, end):
            self._write(child, child_end, below, node)

    def _write_leaves(self, start: int, end: int, place: _Place, heading: str) -> None:
        for piece in self._groups(start, end):
            self._add(place, heading, piece)

    def _groups(self, start: int, end: int) -> Iterator[Span]:
        """Pieces of at most about GROUP characters, cut at paragraphs where there are any, else at lines."""
        borders = [cut for cut in self._cuts if start < cut < end]
        soft = [cut for cut in self._soft_cuts if start < cut < end]
        position = start
        while end - position > GROUP:
            cut = _last_before(borders, position, position + GROUP) or _last_before(soft, position, position + GROUP)
            cut = cut or next((c for c in soft if c > position + GROUP // 5), None)
            if cut is None:
                space = self._document.text.find(" ", position + _HARD_GROUP, end - 1)
                cut = space + 1 if space > 0 else None
            if cut is None:
                break
            yield Span(position, cut)
            position = cut
        yield Span(position, end)

    def _add(self, place: _Place, heading: str, span: Span) -> ClauseId:
        identity = ClauseId(f"{self._document.id}-c{len(self.clauses):04d}")
        self.clauses.append(
            Clause(identity, self._document.id, place.label, place.path, heading, place.kind, span, place.parent)
        )
        return identity


def _last_before(cuts: list[int], position: int, limit: int) -> int | None:
    """The last cut up to ``limit`` that leaves a piece worth citing."""
    return next((cut for cut in reversed(cuts) if position + GROUP // 5 < cut <= limit), None)


def _with_ends(nodes: list[Node], end: int) -> Iterator[tuple[Node, int]]:
    ends = [node.start for node in nodes[1:]] + [end]
    yield from zip(nodes, ends, strict=False)


def _needs_groups(node: Node, end: int) -> bool:
    """Long text without a number of its own is cut further, so that it can be cited; a table of contents is one thing."""
    if node.role is Role.CONTENTS:
        return False
    numbered = node.family in (Family.NUMBER, Family.SECTION, Family.ITEM)
    return not numbered and end - node.start > GROUP


def _place(node: Node, around: _Place, parent: Node) -> _Place:
    schedule, inner = around.schedule, around.inner
    if node.label is None:
        step = node.heading
    elif node.family is Family.SCHEDULE:
        schedule, inner = node.label.text, ""
        step = schedule
    else:
        inner = _cite(node, around, parent)
        step = inner
    path = (*around.path, step) if step else around.path
    named = around.named and node.label is None
    return _Place(schedule, inner, path, _kind(node, around), around.parent, named)


def _below(node: Node, place: _Place, parent: ClauseId) -> _Place:
    """The place of a node's children: those of a definition, and those whose numbers start anew, bear its name."""
    inner, named = place.inner, place.named
    if node.role is Role.TERM:
        inner, named = f'{inner} "{node.heading}"'.strip(), True
    elif node.role is Role.HEADING and not inner and (number := _number_in(node.heading)):
        inner = number
    elif node.restarts and not inner:
        inner, named = node.heading, True
    return _Place(place.schedule, inner, place.path, place.kind, parent, named)


def _number_in(heading: str) -> str:
    """The number that a heading bears although it is out of sequence: "2" of "2. GRANT"."""
    numbered = (Family.NUMBER, Family.SECTION)
    return next((label.text for label in read_labels(heading) if label.sure and label.family in numbered), "")


def _cite(node: Node, around: _Place, parent: Node) -> str:
    """The label as it is cited inside its schedule."""
    label = node.label
    assert label is not None
    if around.named:
        return f"{around.inner}{_BEHIND_TERM if around.inner.endswith(_QUOTE) else _BEHIND_HEADING}{label.text}"
    if parent.role is Role.RECITAL:
        return f"Recital {label.text}"
    if label.family is Family.ITEM:
        joined = around.inner and not label.text.startswith("(")
        return f"{around.inner}{'.' if joined else ''}{label.text}"
    if label.family in (Family.NUMBER, Family.SECTION) and len(label.value) == 1 and around.inner:
        if parent.family is Family.ARTICLE or label.family is Family.SECTION:
            return label.text if parent.runs_on else f"{around.inner}, {label.text}"
        return f"{around.inner}.{label.text}"
    return label.text


def _kind(node: Node, around: _Place) -> ClauseKind:
    if node.introduces:
        return ClauseKind.PREAMBLE
    if node.role in (Role.RECITAL, Role.SIGNATURE):
        return ClauseKind.RECITAL if node.role is Role.RECITAL else ClauseKind.SIGNATURE
    if node.family is Family.SCHEDULE:
        return ClauseKind.SCHEDULE
    if node.role is Role.TERM or _DEFINES.search(node.heading):
        return ClauseKind.DEFINITION
    if around.kind in _INHERITED and not (around.kind is ClauseKind.PREAMBLE and around.parent is None):
        return around.kind
    return ClauseKind.OPERATIVE
