"""Which documents amend which others, and in what order.

A document is an amendment where its title says so. It amends the one other document that has its parties and is named in it
by date or title; where several would do, none is chosen and it is told. What an amendment changes is read by
:mod:`lexassist.particulars.changes`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lexassist.particulars.changes import Change, read_changes
from lexassist.retrieval.dates import find_dates
from lexassist.retrieval.kinds import amendment_numbers, is_kind
from lexassist.retrieval.names import ROLES
from lexassist.retrieval.parties import find_parties
from lexassist.telling import source_words
from lexassist.types import DocumentId, Library

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


@dataclass(frozen=True, slots=True)
class Amending:
    """One change of a document by another of its matter."""

    amendment: DocumentId
    change: Change


def find_changes(
    library: Library, opening: Callable[[DocumentId, int], str]
) -> Mapping[DocumentId, tuple[Amending, ...]]:
    """What the amendments of a matter change, by the document that is changed, in the order of their dates.

    ``opening`` gives the first characters of a document's text: only amendments that change one of them are read whole.
    """
    openings = [Opening(card.id, card.title, card.source, opening(card.id, OPENING)) for card in library.documents()]
    return {
        base: tuple(
            Amending(amendment, change)
            for amendment in changed_by
            for change in read_changes(library.document(amendment), library.clauses(amendment))
        )
        for base, changed_by in link_amendments(openings).amended_by.items()
    }


def link_amendments(openings: Sequence[Opening]) -> Links:
    """Which of the documents amend which others of them."""
    amendments = [opening for opening in openings if is_amendment(opening)]
    others = [opening for opening in openings if not is_amendment(opening)]
    linked: dict[DocumentId, list[tuple[str, int, DocumentId]]] = {}
    doubts: dict[DocumentId, str] = {}
    words = [f" {' '.join(_WORD.findall(other.text[:OPENING].casefold()))} " for other in others] if amendments else []
    for amendment in amendments:
        parties = _names_of_parties(amendment)
        shared = [sum(f" {party} " in theirs for party in parties) for theirs in words]
        named = ((_likeness(amendment, o, n), o) for o, n in zip(others, shared, strict=True) if n)
        scores = sorted(named, key=lambda one: -one[0])
        best = [other for score, other in scores if score and score == scores[0][0]]
        if len(best) == 1:
            linked.setdefault(best[0].id, []).append((_own_date(amendment, best[0]), _number(amendment), amendment.id))
        elif best:
            either = " or ".join(source_words(other.source) for other in best)
            doubts[amendment.id] = f"It amends an agreement that may be {either}: nothing of it is counted there."
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


def _names_of_parties(amendment: Opening) -> frozenset[str]:
    """The names of its parties in lower case, without their parts in the contract."""
    found = find_parties(amendment.text[:OPENING])
    names = (" ".join(_WORD.findall(" ".join(party.words).casefold())) for party in found)
    return frozenset(name for name in names if name and not _is_role(name))


def _likeness(amendment: Opening, other: Opening, shared: int) -> int:
    """How much speaks for ``other``, which names ``shared`` of the parties, being what is amended; 0 without its date and its title."""
    day = bool(_days(amendment.text[:OPENING]) & _days(other.text[:_OWN_DATE]))
    named = _kind_named(other)
    title = bool(named) and named in " ".join(amendment.text[:OPENING].casefold().split())
    return (min(shared, 3) + 3 * day + 2 * title) if day or title else 0


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
