"""Which document of a review amends which, in what order, and what is in force then.

A document is an amendment where its title says so. It amends the one other document that has its parties and is named in it
by date or title; where several would do, none is chosen and it is told. Changes are applied in the order of the amendments'
dates. Promises that words in force come from an amendment only where it can be followed word for word: what contradicts
another amendment, or does not fit the contract, is marked as doubtful and never merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lexassist.particulars.quantities import fold
from lexassist.retrieval.dates import find_dates
from lexassist.retrieval.kinds import amendment_numbers, is_kind
from lexassist.retrieval.names import ROLES
from lexassist.retrieval.parties import find_parties
from lexassist.review.changes import Action, Change, read_changes
from lexassist.review.contract import Line, Passage, ReadContract, Replacement
from lexassist.telling import label_words, source_words
from lexassist.types import Clause, DocumentId, Span

OPENING = 4000
"""Characters of a document's beginning that are read for what it is."""
_TITLE = re.compile(
    r"\b(?:amendment|addendum|deed\s+of\s+variation|variation\s+agreement|supplemental\s+(?:agreement|deed))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"^\W*(?:second\s+|third\s+)?amended\s+(?:and|&)\s+restated", re.IGNORECASE)
_HEAD = 400
"""Characters in which a document says that it is an amendment, where its title does not."""
_OWN_DATE = 1500
_WORD = re.compile(r"\w+")
_KIND = re.compile(
    r"\b([A-Za-z-]+(?:\s+(?:and\s+)?[A-Za-z-]+){0,4}\s+(?:agreement|contract|lease|licence|license|deed))\b",
    re.IGNORECASE,
)
_LIKELY = 0.5
"""Probability from which new words of an amendment count as being of a type of clause."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is looked at to tell what a document is: its name and the beginning of its text."""

    id: DocumentId
    title: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Links:
    """``amended_by``: by document, those that change it, by date. ``doubts``: by amendment, why it changes none of them."""

    amended_by: Mapping[DocumentId, tuple[DocumentId, ...]]
    doubts: Mapping[DocumentId, str]

    def amends(self, document: DocumentId) -> tuple[DocumentId, ...]:
        """The documents that this one changes."""
        return tuple(base for base, changed_by in self.amended_by.items() if document in changed_by)


def link_amendments(openings: Sequence[Opening]) -> Links:
    """Which of the documents amend which others of them."""
    amendments = [opening for opening in openings if is_amendment(opening)]
    others = [opening for opening in openings if not is_amendment(opening)]
    linked: dict[DocumentId, list[tuple[str, int, DocumentId]]] = {}
    doubts: dict[DocumentId, str] = {}
    for amendment in amendments:
        scores = sorted(((_likeness(amendment, other), other) for other in others), key=lambda one: -one[0])
        best = [other for score, other in scores if score and score == scores[0][0]]
        if len(best) == 1:
            linked.setdefault(best[0].id, []).append((_own_date(amendment, best[0]), _number(amendment), amendment.id))
        elif best:
            named = " or ".join(source_words(other.source) for other in best)
            doubts[amendment.id] = f"It amends an agreement that may be {named}: nothing of it is counted there."
        else:
            doubts[amendment.id] = "It amends an agreement that is not among the documents of this review."
    ordered = {base: tuple(one for *_, one in sorted(found)) for base, found in linked.items()}
    return Links({o.id: ordered[o.id] for o in others if o.id in ordered}, doubts)


def is_amendment(opening: Opening) -> bool:
    """Whether a document's title, or its first words, say that it amends another."""
    head = opening.text[:_HEAD]
    if _NOT.match(opening.title) or _NOT.match(head):
        return False
    return bool(
        _TITLE.search(opening.title) or amendment_numbers(head) or re.match(rf"\W*{_TITLE.pattern}", head, re.I)
    )


def _likeness(amendment: Opening, other: Opening) -> int:
    """How much speaks for ``other`` being what is amended; 0 where its parties or both its date and title are not named."""
    theirs = f" {' '.join(_WORD.findall(other.text[:OPENING].casefold()))} "
    parties = {
        " ".join(_WORD.findall(" ".join(party.words).casefold())) for party in find_parties(amendment.text[:OPENING])
    }
    shared = sum(1 for party in parties if party and not _is_role(party) and f" {party} " in theirs)
    day = bool(_days(amendment.text[:OPENING]) & _days(other.text[:_OWN_DATE]))
    named = _kind_named(other)
    title = bool(named) and named in " ".join(amendment.text[:OPENING].casefold().split())
    return (min(shared, 3) + 3 * day + 2 * title) if shared and (day or title) else 0


def _is_role(party: str) -> bool:
    """Whether the words, lower case, are no name but a part that is played ("customer"), or a kind of contract."""
    return all(word in ROLES or is_kind(word) or len(word) < 3 for word in party.split())


def _days(text: str) -> frozenset[str]:
    return frozenset(mark for date in find_dates(text) for day in date.days for mark in day.marks() if len(mark) == 10)


def _kind_named(other: Opening) -> str:
    match = _KIND.search(other.title) or _KIND.search(other.text[:_HEAD])
    return " ".join(match[1].casefold().split()) if match else ""


def _own_date(amendment: Opening, base: Opening) -> str:
    """The amendment's own date, "" where it has none: the last of those in its beginning that are not the contract's."""
    others = _days(base.text[:_OWN_DATE])
    own = _days(amendment.text[:_OWN_DATE]) - others
    return max(own, default="")


def _number(amendment: Opening) -> int:
    numbers = amendment_numbers(f"{amendment.title}\n{amendment.text[:_HEAD]}")
    return numbers[0][0] if numbers else 0


def as_amended(base: ReadContract, amendments: Sequence[ReadContract]) -> ReadContract:
    """The contract with the changes of ``amendments``, which are in the order of their dates."""
    state = _State(base)
    for amendment in amendments:
        for change in read_changes(amendment.whole):
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
                self.by_label.setdefault(_key(clause.label), clause)

    def apply(self, change: Change, amendment: ReadContract) -> None:
        """Put one change over what was in force before it."""
        clause = self.by_label.get(_key(change.label))
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


def _key(label: str) -> str:
    return re.sub(r"^(?:section|clause|article|§)\s*", "", label.casefold()).replace(" ", "").rstrip(".")
