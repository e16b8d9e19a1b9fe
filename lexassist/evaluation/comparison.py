"""How well two versions of a contract are compared: against versions whose every change is known, because it was made.

The later version is read anew, as a file of its own, so what the reader makes of its numbers counts too. A clause is right
when it was aligned to the clause that it came from and told to be exactly what it is. Places are counted in characters that
are not white space: reading changes nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from lexassist.evaluation.experiment import Experiment, Table, write_experiment
from lexassist.evaluation.variants import Variant, make_variant
from lexassist.parsing.reading import read_document
from lexassist.review.citing import leaves_of
from lexassist.review.comparing import compare
from lexassist.types import ChangeKind, ClauseChange, ClauseId, Document, WholeDocument

_READINGS = 2
"""After so many, a text holds no more of what reading takes away."""
_LEAST_NEW, _MOST_NEW = 25, 120
"""Words of a clause that is put in from another contract."""


@dataclass
class Tally:
    """What was found against what is so. ``pairs`` counts clauses by what they are and what was told of them."""

    pairs: Counter[tuple[frozenset[ChangeKind], frozenset[ChangeKind]]] = field(default_factory=Counter)
    misaligned: int = 0
    unread: int = 0
    unsteady: int = 0
    versions: int = 0

    def rates(self, kind: ChangeKind) -> tuple[int, float, float]:
        """How many clauses are of a kind; the share of those told to be that are; the share of those that are told."""
        right = sum(n for (so, told), n in self.pairs.items() if kind in so and kind in told)
        told = sum(n for (_, said), n in self.pairs.items() if kind in said)
        are = sum(n for (so, _), n in self.pairs.items() if kind in so)
        return are, right / max(1, told), right / max(1, are)


def read_whole(text: str, name: str = "version.txt") -> WholeDocument:
    """A text read as a file of its own; nothing is encoded."""
    reading = read_document(text.encode(), name)
    if reading.document is None:
        raise ValueError("a text that holds words can be read")
    vectors = np.zeros((len(reading.chunks), 1), dtype=np.float32)
    found = (reading.document, reading.clauses, reading.definitions, reading.references, reading.chunks)
    return WholeDocument(*found, vectors)


def read_steady(text: str) -> WholeDocument | None:
    """A contract without its page numbers and running heads, which another version would have elsewhere; None where its
    own text is not read as the same clauses again, so that a difference would be the reader's."""
    for _ in range(_READINGS):
        document = read_whole(text).document
        text = "".join(document.text[start:end] for start, end in _between(_furniture(document), len(document.text)))
    whole = read_whole(text)
    return whole if _shape(whole) == _shape(read_whole(whole.document.text)) else None


def _shape(whole: WholeDocument) -> list[tuple[str, str]]:
    return [(leaf.label, _bare(whole.document.quote(leaf.span))) for leaf in leaves_of(whole.clauses)]


def _between(edges: Sequence[int], length: int) -> Iterable[tuple[int, int]]:
    return list(pairwise((0, *edges, length)))[::2]


def _furniture(document: Document) -> list[int]:
    spans = sorted(span for page in document.pages for span in page.furniture)
    return [edge for span in spans for edge in (span.start, span.end)]


def judge(before: WholeDocument, variant: Variant, tally: Tally) -> None:
    """Read a version, compare it, and count what was told of each clause against what became of it."""
    after = read_whole(variant.text)
    if _bare(after.document.text) != _bare(variant.text):
        tally.unread += 1
        return
    tally.versions += 1
    changes = compare(before, after)
    told = {change.after: change for change in changes if change.after}
    leaf_at = _finder(after)
    place = 0
    for segment in variant.segments:
        start = place + len(_bare(segment.number))
        place += len(_bare(segment.text))
        if start == place:
            continue
        change = told[leaf_at(start)]
        aligned = change.before == segment.source
        tally.misaligned += not aligned
        # A clause that was taken for another is told wrongly, whatever was told.
        tally.pairs[segment.kinds, change.kinds if aligned else frozenset()] += 1
    _judge_removed(variant, changes, tally)


def _judge_removed(variant: Variant, changes: Iterable[ClauseChange], tally: Tally) -> None:
    removed = {change.before for change in changes if change.after is None}
    gone, none = frozenset({ChangeKind.REMOVED}), frozenset[ChangeKind]()
    tally.pairs[gone, gone] += len(removed & variant.removed)
    tally.pairs[gone, none] += len(variant.removed - removed)
    tally.pairs[none, gone] += len(removed - variant.removed)


class _finder:
    """Gives the leaf that holds a character, counted without white space."""

    def __init__(self, whole: WholeDocument) -> None:
        text = whole.document.text
        self._offsets = [at for at, character in enumerate(text) if not character.isspace()]
        self._leaves = leaves_of(whole.clauses)
        self._starts = [leaf.span.start for leaf in self._leaves]

    def __call__(self, place: int) -> ClauseId:
        return self._leaves[max(0, bisect_right(self._starts, self._offsets[place]) - 1)].id


def _bare(text: str) -> str:
    return "".join(text.split())


def new_clauses(documents: Sequence[WholeDocument]) -> tuple[str, ...]:
    """Bodies of clauses to be put into other contracts."""
    bodies = []
    for whole in documents:
        for leaf in leaves_of(whole.clauses):
            words = whole.document.quote(leaf.span).split()
            if leaf.label and _LEAST_NEW <= len(words) <= _MOST_NEW:
                bodies.append(" ".join(words[1:]) + "\n\n")
    return tuple(bodies)


def run_comparison(texts: Mapping[str, str], *, out: Path, command: str, seed: int = 0, versions: int = 3) -> Path:
    """Make ``versions`` of each contract, compare each with its contract, and write what came of it.

    ``texts`` are contracts by their id; the clauses that are put into one come from the others.
    """
    steady = {name: read_steady(text) for name, text in sorted(texts.items())}
    read = {name: whole for name, whole in steady.items() if whole is not None}
    tally = Tally(unsteady=len(steady) - len(read))
    for number, (name, whole) in enumerate(read.items()):
        new = new_clauses([other for key, other in read.items() if key != name][number % 7 :: 7])
        for version in range(versions):
            variant = make_variant(whole.document, whole.clauses, new, seed=seed + 1000 * number + version)
            judge(whole, variant, tally)
    return write_experiment(_experiment(tally, tuple(read), command, seed), out)


def _experiment(tally: Tally, contracts: tuple[str, ...], command: str, seed: int) -> Experiment:
    rates = {kind: tally.rates(kind) for kind in ChangeKind}
    rows = tuple(
        (kind.value, f"{are:,}", f"{100 * precision:.1f}", f"{100 * recall:.1f}")
        for kind, (are, precision, recall) in rates.items()
    )
    total, exact = sum(tally.pairs.values()), sum(n for (so, told), n in tally.pairs.items() if so == told)
    return Experiment(
        name="comparison",
        command=command,
        seed=seed,
        settings={"versions": tally.versions, "words_lost": tally.unread, "contracts_not_steady": tally.unsteady},
        contracts=contracts,
        figures={
            "clauses": total,
            "exact": exact,
            "misaligned": tally.misaligned,
            **{
                kind.value: {"clauses": are, "precision": precision, "recall": recall}
                for kind, (are, precision, recall) in rates.items()
            },
        },
        tables=(
            Table("What was told of clauses in made versions", ("kind", "clauses", "precision %", "recall %"), rows),
            Table(
                "Clauses told to be exactly what they are",
                ("versions", "clauses", "exactly right %", "aligned to another clause"),
                ((f"{tally.versions:,}", f"{total:,}", f"{100 * exact / max(1, total):.2f}", f"{tally.misaligned:,}"),),
            ),
        ),
        notes=(
            "Versions are made by program: one clause removed, one added, one moved within its list, three reworded, lists "
            "numbered anew. Real negotiations rewrite further.",
        ),
    )
