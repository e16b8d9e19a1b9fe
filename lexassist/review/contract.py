"""A contract as rules look at it: its types and values, its sentences, and which of them an amendment has changed.

Promises that a line's words are those in force, that its spans are where they stand, and that a superseded span is where the
words stood that they replace. Sentences are cut when they are first asked for. Does not know any rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from lexassist.parsing.sentences import split_segments
from lexassist.review.citing import cite_spans, leaves_of
from lexassist.telling import pinpoint
from lexassist.types import (
    Citation,
    Clause,
    ClauseId,
    DocumentId,
    Span,
    TypedPlace,
    TypePresence,
    Value,
    WholeDocument,
)

_LONGEST = 4000
"""Characters of a clause with its list that is read as one passage."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a contract as it is in force.

    ``document`` is the contract itself, or the amendment whose words these are. ``superseded`` are the spans of the contract
    whose words they replace. ``core`` says that it stands where the clause was recognised, not only around. ``doubt`` says
    what is unclear about its being in force, "" for nothing. ``deleted`` says that nothing is in force there any more: its
    text is "", and its spans are the words that delete.
    """

    text: str
    document: DocumentId
    label: str
    spans: tuple[Span, ...]
    core: bool = True
    superseded: tuple[Span, ...] = ()
    doubt: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause with the list that it introduces, sentence by sentence, and how surely it is what was looked for."""

    label: str
    lines: tuple[Line, ...]
    probability: float

    @property
    def core(self) -> tuple[Line, ...]:
        """The lines where it was recognised."""
        return tuple(line for line in self.lines if line.core)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What amendments make of the words at ``old`` in the contract: ``lines``, none where they are deleted."""

    old: Span
    lines: tuple[Line, ...]


@dataclass(eq=False)
class ReadContract:
    """One document of a review with what was read from it. ``amendments`` are those that change it, by date.

    ``replaced`` are their changes, in the order of the contract's text; ``added`` the clauses that they add, by type.
    """

    whole: WholeDocument
    types: Mapping[str, TypePresence]
    values: tuple[Value, ...]
    amendments: tuple[WholeDocument, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    added: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    _lines: dict[ClauseId, tuple[Line, ...]] = field(default_factory=dict)

    @property
    def id(self) -> DocumentId:
        """The document's id."""
        return self.whole.document.id

    @cached_property
    def clauses(self) -> Mapping[ClauseId, Clause]:
        """Its clauses by id."""
        return {clause.id: clause for clause in self.whole.clauses}

    @cached_property
    def leaves(self) -> tuple[Clause, ...]:
        """Its clauses without children, in text order."""
        return leaves_of(self.whole.clauses)

    def passages(self, places: Iterable[TypedPlace]) -> tuple[Passage, ...]:
        """The places with their clauses around them, best first, each clause once."""
        found: dict[ClauseId, tuple[list[Span], float]] = {}
        for place in places:
            root = self._root(place.clause)
            spans, probability = found.get(root.id, ([], 0.0))
            found[root.id] = ([*spans, place.span], max(probability, place.probability))
        return tuple(
            Passage(self.clauses[root].label, tuple(self._lines_under(self.clauses[root], spans)), probability)
            for root, (spans, probability) in found.items()
        )

    def added_like(self, type_: str) -> tuple[Passage, ...]:
        """The clauses of a type that amendments add."""
        return self.added.get(type_, ())

    def section(self, place: TypedPlace) -> tuple[Line, ...]:
        """The lines of the outermost clause around a place, where that is no longer than can be read as one."""
        clause = self.clauses[place.clause]
        best = clause
        while clause.parent is not None:
            clause = self.clauses[clause.parent]
            if len(clause.span) <= 3 * _LONGEST and clause.label:
                best = clause
        return tuple(self._lines_under(best, ()))

    def line_at(self, span: Span) -> Line | None:
        """The line in force in which a span of the contract starts; None where an amendment has replaced it."""
        leaf = next((leaf for leaf in self.leaves if leaf.span.start <= span.start < leaf.span.end), None)
        lines = self._lines_of(leaf) if leaf is not None else ()
        return next((line for line in lines if any(one.overlap(span) for one in line.spans)), None)

    def cite(self, lines: Sequence[Line]) -> tuple[Citation, ...]:
        """The lines as citations numbered from 1, each place once."""
        wholes = {whole.document.id: whole for whole in (self.whole, *self.amendments)}
        places = dict.fromkeys((line.document, span) for line in lines for span in line.spans)
        cited = [cite_spans(wholes[d].document, wholes[d].clauses, (span,))[0] for d, span in places]
        return tuple(replace(citation, n=n) for n, citation in enumerate(cited, start=1))

    def cite_old(self, lines: Sequence[Line]) -> tuple[Citation, ...]:
        """The words that ``lines`` have replaced, as citations numbered from 1."""
        spans = dict.fromkeys(span for line in lines for span in line.superseded)
        return cite_spans(self.whole.document, self.whole.clauses, spans)

    def where(self, line: Line) -> str:
        """Where a line stands, as a lawyer says it in a sentence: "cl. 9.2"; the page where it has no label."""
        if line.label:
            told = pinpoint(line.label, ())
        else:
            whole = next(w for w in (self.whole, *self.amendments) if w.document.id == line.document)
            document = whole.document
            paragraph = None if document.paged else document.paragraph_of(line.spans[0])
            told = pinpoint("", document.pages_of(line.spans[0]), paragraph)
        return f"{told} as amended" if line.document != self.id or line.superseded else told

    def _root(self, clause: ClauseId) -> Clause:
        """The clause whose sentence this one is a part of: that of a list's item or opening words, else itself."""
        here = self.clauses[clause]
        while here.parent is not None:
            parent = self.clauses[here.parent]
            part = here.label.endswith(")") or here.label == parent.label
            if not part or not parent.label or len(parent.span) > _LONGEST:
                break
            here = parent
        return here

    def _lines_under(self, clause: Clause, core: Sequence[Span]) -> Iterator[Line]:
        for leaf in self.leaves:
            if clause.span.contains(leaf.span):
                yield from (_marked(line, core) for line in self._lines_of(leaf))

    def _lines_of(self, leaf: Clause) -> tuple[Line, ...]:
        if leaf.id not in self._lines:
            self._lines[leaf.id] = tuple(self._in_force(leaf, self.lines_as_signed(leaf)))
        return self._lines[leaf.id]

    def lines_as_signed(self, leaf: Clause) -> tuple[Line, ...]:
        """The sentences of a clause without children, before any amendment."""
        document = self.whole.document
        segments = (segment for segment in split_segments(document, leaf) if not segment.is_heading)
        return tuple(Line(s.sentence.text, document.id, leaf.label, s.sentence.spans) for s in segments)

    def _in_force(self, leaf: Clause, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines with what replaces them: new words come once, where the first of the old ones stood."""
        given: set[Span] = set()
        for line in lines:
            change = next((c for c in self.replaced if any(c.old.overlap(span) for span in line.spans)), None)
            if change is None:
                yield line
            elif change.old not in given and leaf.span.start <= change.old.start:
                given.add(change.old)
                yield from change.lines


def _marked(line: Line, core: Sequence[Span]) -> Line:
    inside = not core or any(span.overlap(one) for one in core for span in (*line.spans, *line.superseded))
    return replace(line, core=inside)
