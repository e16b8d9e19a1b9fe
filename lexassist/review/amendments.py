"""What is in force of a contract that other documents of a review amend.

Changes are applied in the order of the amendments' dates. Promises that words in force come from an amendment only where it
can be followed word for word: what contradicts another amendment, or does not fit the contract, is marked as doubtful and
never merged. Which document amends which is read by :mod:`lexassist.particulars.amending`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lexassist.particulars.changes import Action, Change, label_key, read_changes
from lexassist.particulars.quantities import fold
from lexassist.review.contract import Line, Passage, ReadContract, Replacement
from lexassist.telling import label_words, source_words
from lexassist.types import Clause, Span

_LIKELY = 0.5
"""Probability from which new words of an amendment count as being of a type of clause."""


def as_amended(base: ReadContract, amendments: Sequence[ReadContract]) -> ReadContract:
    """The contract with the changes of ``amendments``, which are in the order of their dates."""
    state = _State(base)
    for amendment in amendments:
        for change in read_changes(amendment.whole.document, amendment.whole.clauses):
            state.apply(change, amendment)
    return ReadContract(
        base.whole,
        base.types,
        base.values,
        amendments=tuple(amendment.whole for amendment in amendments),
        replaced=tuple(Replacement(old, tuple(lines)) for old, lines in sorted(state.lines.items())),
        added={name: tuple(passages) for name, passages in state.added.items()},
    )


@dataclass
class _State:
    """What is in force, change by change: ``lines`` by the span of the contract whose words they replace."""

    base: ReadContract
    lines: dict[Span, list[Line]] = field(default_factory=dict)
    added: dict[str, list[Passage]] = field(default_factory=dict)
    by_label: dict[str, Clause] = field(init=False)

    def __post_init__(self) -> None:
        self.by_label = {}
        for clause in self.base.whole.clauses:
            if clause.label:
                self.by_label.setdefault(label_key(clause.label), clause)

    def apply(self, change: Change, amendment: ReadContract) -> None:
        """Put one change over what was in force before it."""
        clause = self.by_label.get(label_key(change.label))
        if change.action is Action.ADDED:
            self._add(change, amendment)
        elif clause is None:
            return
        elif change.action is Action.WORDS:
            self._reword(change, clause, amendment)
        elif change.action is Action.UNCLEAR:
            self._doubt(change, clause, amendment, "in a way that could not be followed")
        else:
            self._replace(change, clause, amendment)

    def _replace(self, change: Change, clause: Clause, amendment: ReadContract) -> None:
        old = clause.span
        for inner in [span for span in self.lines if old.contains(span)]:
            del self.lines[inner]
        if change.new_span is None:
            line = Line("", amendment.id, clause.label, (change.span,), superseded=(old,), deleted=True)
            self.lines[old] = [line]
        else:
            self.lines[old] = list(_lines_at(amendment, change.new_span, clause.label, (old,)))
            self._type(change, amendment, self.lines[old], clause.label)

    def _reword(self, change: Change, clause: Clause, amendment: ReadContract) -> None:
        wanted = fold(change.old)
        for span, lines in self._lines_of(clause):
            for n, line in enumerate(lines):
                if wanted.casefold() in fold(line.text).casefold():
                    text = re.sub(re.escape(wanted), lambda _: change.new, fold(line.text), flags=re.IGNORECASE)
                    spans = (*line.spans, change.span) if line.document == amendment.id else (change.span,)
                    superseded = line.superseded or line.spans
                    new = replace(
                        line, text=text, document=amendment.id, spans=tuple(dict.fromkeys(spans)), superseded=superseded
                    )
                    self.lines[span] = [*lines[:n], new, *lines[n + 1 :]]
                    return
        self._doubt(change, clause, amendment, f"by replacing “{change.old}”, which does not stand there")

    def _doubt(self, change: Change, clause: Clause, amendment: ReadContract, why: str) -> None:
        said = f"{source_words(amendment.whole.document.source)} changes {label_words(clause.label)} {why}"
        for span, lines in list(self._lines_of(clause)):
            self.lines[span] = [
                replace(
                    line,
                    document=amendment.id,
                    spans=(change.span,),
                    superseded=line.superseded or line.spans,
                    doubt=said,
                )
                for line in lines
            ]

    def _lines_of(self, clause: Clause) -> Iterator[tuple[Span, list[Line]]]:
        """The lines of a clause as they are in force now, each with the span of the contract that they stand for."""
        done: set[Span] = set()
        for leaf in self.base.leaves:
            if not clause.span.contains(leaf.span):
                continue
            for line in self.base.lines_as_signed(leaf):
                own = Span(line.spans[0].start, line.spans[-1].end)
                span = next((old for old in self.lines if old.overlap(own)), own)
                if span not in done:
                    done.add(span)
                    yield span, self.lines.get(span, [line])

    def _add(self, change: Change, amendment: ReadContract) -> None:
        if change.new_span is not None:
            self._type(change, amendment, list(_lines_at(amendment, change.new_span, change.label, ())), change.label)

    def _type(self, change: Change, amendment: ReadContract, lines: Sequence[Line], label: str) -> None:
        """Note the new words under the types of clause that they are recognised as."""
        assert change.new_span is not None
        for name, seen in amendment.types.items():
            likely = [p.probability for p in seen.places if p.span.overlap(change.new_span)]
            if lines and likely and max(likely) >= _LIKELY:
                self.added.setdefault(name, []).append(Passage(label, tuple(lines), max(likely)))


def _lines_at(amendment: ReadContract, span: Span, label: str, superseded: Iterable[Span]) -> Iterator[Line]:
    """The sentences of an amendment at ``span``, cut to it, as lines of the clause that is called ``label``."""
    for leaf in amendment.leaves:
        if leaf.span.overlap(span):
            for line in amendment.lines_as_signed(leaf):
                cut = [Span(max(s.start, span.start), min(s.end, span.end)) for s in line.spans if s.overlap(span)]
                if cut:
                    text = " ".join(" ".join(amendment.whole.document.quote(one).split()) for one in cut)
                    yield Line(text, amendment.id, label, tuple(cut), superseded=tuple(superseded))
