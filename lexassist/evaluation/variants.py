"""Later versions of a contract, made from its own text, with what became of each clause known because we did it.

An edit is one that lawyers make: a figure or a modal verb is exchanged, words are struck out, a clause is taken out, put in,
or moved within its list or to another list; the lists it touches are numbered anew. Made by a seed: the same contract and
seed give the same version. Real negotiations do more at once, and rewrite further, than this does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from lexassist.review.citing import leaves_of
from lexassist.types import ChangeKind, Clause, ClauseId, Document

_NUMBER = re.compile(r"\s*((?:section\s+|article\s+)?(?:\d{1,3}(?:\.\d{1,3}){0,3}[.)]?|\([a-z]\)))\s", re.IGNORECASE)
_LAST = re.compile(r"(\d+|[a-z])(?=\W*$)", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,])")
_MODAL = re.compile(r"\b(shall|may|will|must)\b(?! not)")
_LEAST_WORDS = 12
_LEAST_RUN = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """The text of a leaf as its number and its body. ``source`` is the leaf of the earlier version, None for a new one."""

    number: str
    body: str
    source: ClauseId | None
    changed: bool = False
    moved: bool = False
    renumbered: bool = False

    @property
    def text(self) -> str:
        """The whole text."""
        return self.number + self.body

    @property
    def kinds(self) -> frozenset[ChangeKind]:
        """What became of the clause."""
        if self.source is None:
            return frozenset({ChangeKind.ADDED})
        signs = (
            (ChangeKind.CHANGED, self.changed),
            (ChangeKind.MOVED, self.moved),
            (ChangeKind.RENUMBERED, self.renumbered),
        )
        return frozenset(kind for kind, found in signs if found) or frozenset({ChangeKind.UNCHANGED})


@dataclass(frozen=True, slots=True)
class Variant:
    """A later version: its segments in order, and the leaves of the earlier one that it lacks."""

    segments: tuple[Segment, ...]
    removed: frozenset[ClauseId]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(segment.text for segment in self.segments)


@dataclass
class _Draft:
    """A version as it is made. ``free`` are the lists that no edit has touched: runs of numbered leaves, by first and last."""

    segments: list[Segment]
    random: Random
    free: list[tuple[int, int]]
    removed: set[ClauseId] = field(default_factory=set)

    def take(self, least: int = _LEAST_RUN) -> tuple[int, int] | None:
        """A list of at least so many members, the last in the text first, so that earlier places stay what they are."""
        fit = [run for run in self.free if run[1] - run[0] >= least]
        if not fit:
            return None
        run = self.random.choice(fit)
        self.free.remove(run)
        return run

    def put(self, run: tuple[int, int], members: Sequence[Segment]) -> None:
        """Replace a list by ``members``, numbered in their order."""
        before = self.segments[run[0] : run[1]]
        numbers = [segment.number for segment in before]
        while len(numbers) < len(members):
            numbers.append(_next(numbers[-1]))
        # The white space behind a clause is its place's: the last of a contract has none.
        spaces = [*([_space(before[0])] * (len(members) - 1)), _space(before[-1])]
        self.segments[run[0] : run[1]] = [
            replace(
                member,
                number=number,
                body=member.body.rstrip() + space,
                renumbered=member.renumbered or member.number.split() != number.split(),
            )
            for member, number, space in zip(members, numbers, spaces, strict=False)
        ]
        more = len(members) - (run[1] - run[0])
        self.free = [(a + more, b + more) if a >= run[1] else (a, b) for a, b in self.free]


def make_variant(document: Document, clauses: Sequence[Clause], new: Sequence[str], *, seed: int) -> Variant:
    """A version of a contract with one edit of each sort that its lists allow; ``new`` are texts of clauses to put in."""
    leaves = leaves_of(clauses)
    segments = [_segment(document, leaf) for leaf in leaves]
    draft = _Draft(segments, Random(seed), list(_runs(segments, leaves)))  # noqa: S311 - chance that can be repeated
    for edit in (_remove, _add, _move):
        edit(draft, new)
    for change in (_exchange, _exchange, _strike):
        _change(draft, change)
    return Variant(tuple(draft.segments), frozenset(draft.removed))


def _segment(document: Document, leaf: Clause) -> Segment:
    text = document.quote(leaf.span)
    match = _NUMBER.match(text)
    cut = match.end() if match else 0
    return Segment(text[:cut], text[cut:], leaf.id)


def _runs(segments: Sequence[Segment], leaves: Sequence[Clause]) -> Iterator[tuple[int, int]]:
    """Lists of leaves under one clause, numbered one after another."""
    start = 0
    for at in range(1, len(leaves) + 1):
        if at < len(leaves) and _same_list(leaves[start], leaves[at]) and _follows(segments[at - 1], segments[at]):
            continue
        if at - start >= _LEAST_RUN:
            yield start, at
        start = at


def _same_list(one: Clause, other: Clause) -> bool:
    return bool(one.label and other.label) and one.parent == other.parent


def _follows(one: Segment, other: Segment) -> bool:
    return bool(one.number and other.number) and _next(one.number).split() == other.number.split()


def _space(segment: Segment) -> str:
    return segment.body[len(segment.body.rstrip()) :]


def _next(number: str) -> str:
    """The number after this one: "2.9 " to "2.10 ", "(b) " to "(c) "."""
    stem = number.rstrip()
    match = _LAST.search(stem)
    if match is None:
        return number
    said = match[1]
    following = str(int(said) + 1) if said.isdigit() else chr(ord(said) + 1)
    return stem[: match.start()] + following + stem[match.end() :] + number[len(stem) :]


def _remove(draft: _Draft, _: Sequence[str]) -> None:
    if run := draft.take():
        members = draft.segments[run[0] : run[1]]
        gone = members.pop(draft.random.randrange(len(members) - 1))
        draft.removed.update({gone.source} if gone.source else ())
        draft.put(run, members)


def _add(draft: _Draft, new: Sequence[str]) -> None:
    run = draft.take()
    if run and new:
        members = draft.segments[run[0] : run[1]]
        members.insert(draft.random.randrange(1, len(members)), Segment("", draft.random.choice(new), None))
        draft.put(run, members)


def _move(draft: _Draft, _: Sequence[str]) -> None:
    """A member of a list goes at least two places on: of two that change places nobody can say which one moved."""
    if run := draft.take():
        members = draft.segments[run[0] : run[1]]
        at = draft.random.randrange(len(members) - 2)
        moved = replace(members.pop(at), moved=True)
        members.insert(draft.random.randrange(at + 2, len(members) + 1), moved)
        draft.put(run, members)


def _change(draft: _Draft, change: Callable[[str, Random], str]) -> None:
    fit = [
        at
        for at, s in enumerate(draft.segments)
        if s.kinds == {ChangeKind.UNCHANGED} and len(s.body.split()) >= _LEAST_WORDS
    ]
    draft.random.shuffle(fit)
    for at in fit:
        segment = draft.segments[at]
        if (body := change(segment.body, draft.random)) != segment.body:
            draft.segments[at] = replace(segment, body=body, changed=True)
            return


def _exchange(body: str, random: Random) -> str:
    """Another figure, or another modal verb."""
    if figures := list(_FIGURE.finditer(body)):
        match = random.choice(figures)
        return f"{body[: match.start()]}{int(match[0]) + random.randrange(1, 60)}{body[match.end() :]}"
    if modals := list(_MODAL.finditer(body)):
        match = random.choice(modals)
        return f"{body[: match.end()]} not{body[match.end() :]}"
    return body


def _strike(body: str, random: Random) -> str:
    """A quarter of the words less, in one place behind the first three, on one line."""
    words = list(re.finditer(r"\S+", body))
    number = len(words) // 4
    first = random.randrange(3, len(words) - number)
    start, end = words[first].start(), words[first + number - 1].end()
    return body if "\n" in body[start:end] else body[:start].rstrip(" ") + body[end:]
