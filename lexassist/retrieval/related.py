"""What a hit depends on: the words that define its terms, and the provisions it refers to.

Promises: what comes along stands in the hit's document, in the clause named with it, nowhere inside the hit, in at most
500 characters; nothing comes twice over the hits of one search, and at most four with a hit. One step only: what the
definition of a definition says is a click away, and two steps from most hits lead to half of the contract. Terms that say
nothing of the hit (the contract, its parties, what every third clause speaks of), and references that point nowhere or out
of the contract, bring nothing. Knows neither queries nor scores.
"""

from __future__ import annotations

import re
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lexassist.retrieval.excerpts import defining_words, folded, place_of_term, target_words
from lexassist.types import (
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    DocumentId,
    Hit,
    Library,
    Reference,
    Related,
    RelationKind,
    Span,
)

MOST = 4
"""What comes with one hit, at most."""
_TOO_COMMON = 0.3
"""A term used in a larger part of the contract's clauses says nothing of one (seen on development contracts, docs/LOG.md)."""
_KEPT = 512
"""Documents whose terms and references are kept at hand, each in some 50 kB."""

_SAYS_NOTHING = frozenset({"agreement", "contract", "party", "parties"})
_POINTS_ELSEWHERE = re.compile(
    r"(?:shall have|has|have) the (?:respective )?meanings?\b|\b(?:is|are|as) defined (?:in|above|below)\b",
    re.IGNORECASE,
)
_POINTER = 250
"""Characters: a definition that points elsewhere and is longer says something by itself."""
_LEGAL_PERSON = re.compile(
    r"\b(?:Inc|Corp|Ltd|LLC|L\.L\.C|LLP|L\.P|GmbH|S\.A|N\.V|B\.V|plc|AG|Co|Limited|Incorporated|Corporation|Company|"
    r"Partnership|Individual|Trust|Association|Organi[sz]ed|Residing)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"”|\"(?=[\s),;])")
_FEW = 40
"""Characters: behind another name, so few words without a date give it a second one ("and with the Seller, the "Sellers"")."""
_OF_DEFINITIONS = re.compile(r"defin|glossar|interpret", re.IGNORECASE)


class Relations:
    """Knows what the hits of one matter depend on; the terms and references of a document are read once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._revision = 0
        self._books: OrderedDict[DocumentId, _Book] = OrderedDict()
        self._lock = threading.Lock()

    def relate(self, hits: Sequence[Hit], *, revision: int = 0) -> tuple[Hit, ...]:
        """The hits, each with what it depends on: definitions, the rarest term first, then references in text order.

        What several hits need comes with the first of them. ``revision`` is the store's: what was kept under another is
        read anew.

        Raises:
            UnknownDocument: the library does not hold the document of a hit.
        """
        seen: set[tuple[DocumentId, Span]] = set()
        related: list[Hit] = []
        for hit in hits:
            of, span = hit.chunk.document, hit.chunk.span
            book = self._book(of, revision)
            explained = _once(book.definitions(span), of, seen)
            referred = [one for one in _once(book.references(span), of, seen) if one.span not in _spans(explained)]
            # One place is left to a reference: what "subject to" points at can undo what the hit says.
            chosen = explained[: MOST - 1] if referred else explained[:MOST]
            chosen += referred[: MOST - len(chosen)]
            seen.update((of, one.span) for one in chosen)
            related.append(replace(hit, related=tuple(chosen)))
        return tuple(related)

    def _book(self, document: DocumentId, revision: int) -> _Book:
        with self._lock:
            if revision != self._revision:
                self._books.clear()
                self._revision = revision
            if document not in self._books:
                self._books[document] = _Reader(self._library, document).read()
                if len(self._books) > _KEPT:
                    self._books.popitem(last=False)
            self._books.move_to_end(document)
            return self._books[document]


def relate(library: Library, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits, each with what it depends on (see :meth:`Relations.relate`); nothing is kept for the next search."""
    return Relations(library).relate(hits)


def _once(found: Iterable[Related], of: DocumentId, seen: Collection[tuple[DocumentId, Span]]) -> list[Related]:
    """What has not come yet, each place with the first words that lead to it."""
    fresh: dict[Span, Related] = {}
    for one in found:
        if (of, one.span) not in seen:
            fresh.setdefault(one.span, one)
    return list(fresh.values())


def _spans(related: Iterable[Related]) -> set[Span]:
    return {one.span for one in related}


@dataclass(frozen=True, slots=True)
class _Place:
    """Words to read in ``clause``: ``span`` of ``whole``. ``part`` is the schedule in which its words hold, 0 for everywhere."""

    clause: ClauseId
    span: Span
    whole: Span
    part: int


@dataclass(frozen=True, slots=True)
class _Term:
    """A term worth explaining: the part of the clauses that use it, and the places that define it."""

    share: float
    places: tuple[_Place, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The outermost clauses in text order: the start of each, and 0 or, of a schedule with terms of its own, its number."""

    starts: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    def at(self, position: int) -> int:
        index = bisect_right(self.starts, position) - 1
        return self.numbers[index] if index >= 0 else 0


@dataclass(frozen=True, slots=True)
class _Index:
    """Places in text order, to be found by span; each has a number that says what it is."""

    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    numbers: array[int] = field(default_factory=lambda: array("I"))

    def add(self, span: Span, number: int) -> None:
        self.starts.append(span.start)
        self.ends.append(span.end)
        self.numbers.append(number)

    def within(self, span: Span) -> Iterator[int]:
        """The numbers of the places that lie in ``span``."""
        for index in range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)):
            if self.ends[index] <= span.end:
                yield self.numbers[index]


@dataclass(frozen=True, slots=True)
class _Book:
    """The terms and references of one document, found by place. ``uses`` numbers ``terms``, ``mentions`` ``targets``."""

    parts: _Parts = field(default_factory=_Parts)
    uses: _Index = field(default_factory=_Index)
    terms: list[tuple[str, _Term]] = field(default_factory=list)
    mentions: _Index = field(default_factory=_Index)
    targets: list[tuple[str, _Place]] = field(default_factory=list)

    def definitions(self, hit: Span) -> Iterator[Related]:
        """The definitions of the terms used at ``hit``, the rarest first; not of one that is defined there."""
        used: dict[int, tuple[str, _Term]] = {}
        for number in self.uses.within(hit):
            words, term = self.terms[number]
            used.setdefault(id(term), (words, term))
        part = self.parts.at(hit.start)
        for words, term in sorted(used.values(), key=lambda one: one[1].share):
            # A schedule is often the form of another contract: its terms are its own.
            valid = [place for place in term.places if place.part in (part, 0)]
            if valid and not any(place.whole.overlap(hit) for place in term.places):
                place = min(valid, key=lambda place: place.part != part)
                yield Related(RelationKind.DEFINITION, words, place.clause, place.span)

    def references(self, hit: Span) -> Iterator[Related]:
        """What the references at ``hit`` point to, in text order; not the provision in which it stands itself."""
        for number in self.mentions.within(hit):
            words, place = self.targets[number]
            if not place.whole.contains(hit) and not place.span.overlap(hit):
                yield Related(RelationKind.REFERENCE, words, place.clause, place.span)


class _Reader:
    """Makes the book of one document."""

    def __init__(self, library: Library, document: DocumentId) -> None:
        self._document = library.document(document)
        self._definitions, self._references = library.definitions(document), library.references(document)
        clauses = library.clauses(document)
        parents = {clause.parent for clause in clauses}
        self._known = {clause.id: clause for clause in clauses}
        self._leaves = [clause.span.start for clause in clauses if clause.id not in parents]
        self._parts = self._outermost(clauses)

    def read(self) -> _Book:
        """The terms worth explaining and the references that point somewhere."""
        book = _Book(self._parts)
        numbers: dict[tuple[str, int], int] = {}
        uses = sorted(
            ((use, term) for term, used in self._terms() for use in used), key=lambda one: (one[0].start, one[0].end)
        )
        for use, term in uses:
            words = folded(self._document.quote(use))
            if (words, id(term)) not in numbers:
                numbers[words, id(term)] = len(book.terms)
                book.terms.append((words, term))
            book.uses.add(use, numbers[words, id(term)])
        for reference in self._references:
            if reference.target is not None and reference.target in self._known:
                book.mentions.add(reference.span, len(book.targets))
                book.targets.append((folded(self._document.quote(reference.span)), self._target(reference)))
        return book

    def _outermost(self, clauses: Sequence[Clause]) -> _Parts:
        roots = [clause for clause in clauses if clause.parent is None]
        numbers = [
            number if root.kind is ClauseKind.SCHEDULE and not _defines_for_all(root) else 0
            for number, root in enumerate(roots, start=1)
        ]
        return _Parts(tuple(root.span.start for root in roots), tuple(numbers))

    def _terms(self) -> Iterator[tuple[_Term, tuple[Span, ...]]]:
        """The terms worth explaining, each with where it is used."""
        named: dict[str, list[Definition]] = defaultdict(list)
        for definition in self._definitions:
            named[definition.term.casefold()].append(definition)
        for term, defined in named.items():
            used = {use.start: use for definition in defined for use in definition.uses}
            share = len({bisect_right(self._leaves, start) for start in used}) / max(1, len(self._leaves))
            if not used or len(term) < 2 or term in _SAYS_NOTHING or share > _TOO_COMMON:
                continue
            places = tuple(self._place(one) for one in defined if not self._points_elsewhere(one))
            if places and not any(self._names_party(one) for one in defined):
                yield _Term(share, places), tuple(used.values())

    def _names_party(self, definition: Definition) -> bool:
        """Whether the definition only says by what name the contract calls somebody.

        What the opening of a contract names, behind words that name a company or a person, is a party.
        """
        if self._known[definition.clause].kind is not ClauseKind.PREAMBLE:
            return False
        before = self._document.text[definition.span.start : place_of_term(self._document, definition)]
        *_, behind = _CLOSED.split(before)
        alias = behind != before and len(behind) < _FEW and not any(map(str.isdigit, behind))
        return alias or _LEGAL_PERSON.search(behind) is not None

    def _points_elsewhere(self, definition: Definition) -> bool:
        """Whether it only says where the term is defined."""
        short = len(definition.span) <= _POINTER
        return short and _POINTS_ELSEWHERE.search(self._document.quote(definition.span)) is not None

    def _place(self, definition: Definition) -> _Place:
        """Where to read a definition; one that goes on in the items of a list stands in the clause around them."""
        span, own = defining_words(self._document, definition), self._known[definition.clause]
        clause = own
        while not clause.span.contains(span) and clause.parent is not None:
            clause = self._known[clause.parent]
        if not clause.span.contains(span):
            clause, span = own, Span(span.start, min(span.end, own.span.end))
        return _Place(clause.id, span, definition.span, self._parts.at(definition.span.start))

    def _target(self, reference: Reference) -> _Place:
        assert reference.target is not None
        clause = self._known[reference.target]
        span = target_words(self._document, reference, clause)
        return _Place(clause.id, span, Span(span.start, clause.span.end), self._parts.at(span.start))


def _defines_for_all(schedule: Clause) -> bool:
    """Whether a schedule holds the definitions of the contract: "Annex 1, Definitions"."""
    return _OF_DEFINITIONS.search(f"{schedule.label} {schedule.heading}") is not None
