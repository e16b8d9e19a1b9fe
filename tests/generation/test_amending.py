"""What amendments make of an answer: never the old words alone, nothing proven by them, the amendment's own behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import pytest

from lexassist.generation.amending import as_amended
from lexassist.generation.asking import Asked
from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, sentences_at
from lexassist.parsing.reading import read_document
from lexassist.particulars.amending import Amending, find_changes
from lexassist.types import (
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Presence,
    QuestionKind,
    Reading,
    ReadStatus,
    Reference,
    Routing,
    Search,
    SentenceStatus,
    Span,
    TypePresence,
    Value,
    ValueKind,
    YesNo,
)

BASE = """SERVICES AGREEMENT

This Services Agreement is made on 1 May 2020 between Arden Mills Ltd and Brook Vale Ltd.

1. TERM

1.1 This Agreement continues for three (3) years. It is not renewed.

1.2 Either party may end it on ninety (90) days' written notice.

2. LIABILITY

2.1 The liability of a party shall not exceed £100,000.

2.2 Rent is due every month.

2.3 "Business Day" means a day on which banks are open.

3. ASSIGNMENT

3.1 Neither party may assign this Agreement.
"""
CHANGING = """AMENDMENT NO. 1

This Amendment dated 1 July 2021 between Arden Mills Ltd and Brook Vale Ltd amends the Services Agreement dated 1 May 2020.

1. CHANGES

With effect from 1 August 2021 the Services Agreement is amended as follows:

(a) In Section 1.1 the words "three (3) years" are replaced by the words "five (5) years".

(b) The following is added as a new Section 2.4: "Section 2.1 does not apply to a breach of data protection."

(c) Section 3.1 is deleted in its entirety.

(d) The definition of "Business Day" is replaced by "a day other than a Sunday".
"""


@cache
def read(text: str, name: str) -> Reading:
    return read_document(text.encode(), name)


@dataclass(frozen=True)
class Matter:
    """Two documents as they are read, and what is known of them."""

    readings: tuple[Reading, ...]
    known: tuple[tuple[str, TypePresence], ...] = ()

    def documents(self) -> tuple[DocumentCard, ...]:
        found = [r.document for r in self.readings if r.document is not None]
        return tuple(DocumentCard(d.id, d.title, d.source, 1, 1, ReadStatus.INDEXED) for d in found)

    def document(self, document: DocumentId, /) -> Document:
        return next(r.document for r in self.readings if r.document is not None and r.document.id == document)

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        return next(r.clauses for r in self.readings if r.document is not None and r.document.id == document)

    def clause(self, clause: ClauseId, /) -> Clause:
        return next(one for r in self.readings for one in r.clauses if one.id == clause)

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        return ()

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        return ()

    def types(self, document: DocumentId, /) -> tuple[TypePresence, ...]:
        return tuple(one for source, one in self.known if self.document(document).source == source)

    def values(self, document: DocumentId, /) -> tuple[Value, ...]:
        return ()

    def changes_to(self, document: DocumentId, /) -> tuple[Amending, ...]:
        return find_changes(self, lambda one, length: self.document(one).text[:length]).get(document, ())


MATTER = Matter((read(BASE, "base.txt"), read(CHANGING, "amendment_1.txt")))
CONTRACT = MATTER.documents()[0].id


def inquiry(matter: Matter = MATTER) -> Inquiry:
    search = Search("", (), Routing((CONTRACT,), ""), 2, 2, 0.0)
    asked = Asked(QuestionKind.YES_NO, "Anti-Assignment", 1.0, only=True)
    return Inquiry("", "", asked, search, matter, matter, lambda _, items: tuple(items))


def quoting(words: str, lead: str = "") -> Line:
    start = BASE.index(words)
    own = min(
        (c for c in MATTER.clauses(CONTRACT) if c.span.contains(Span(start, start + len(words)))),
        key=lambda c: len(c.span),
    )
    (item,) = sentences_at(MATTER, CONTRACT, own.id, Span(start, start + len(words)))
    return Line((item,), SentenceStatus.SUPPORTED, lead)


def shown(composed: Composed) -> list[str]:
    return [f"{line.lead}{line.text or ' '.join(item.sentence.text for item in line.items)}" for line in composed.lines]


def test_changed_words_are_as_signed_and_the_amendment_follows_with_what_introduces_it() -> None:
    made = as_amended(inquiry(), Composed((quoting("three (3) years", "Yes: "),), YesNo.YES))
    signed, amended = shown(made)
    assert signed.startswith("As signed: 1.1 This Agreement continues for three (3) years.")
    assert amended.startswith("As amended by amendment_1.txt: With effect from 1 August 2021")
    assert amended.endswith('replaced by the words "five (5) years".')
    assert made.verdict is YesNo.NONE
    assert not made.proven


@pytest.mark.parametrize(
    "words",
    [
        "It is not renewed",  # another sentence of the clause that is amended
        "ninety (90) days",  # another clause
        "Rent is due",  # a clause that the added one does not speak of
    ],
)
def test_words_that_no_amendment_changes_stay_as_they_are(words: str) -> None:
    composed = Composed((quoting(words),), YesNo.YES)
    assert as_amended(inquiry(), composed) is composed


def test_an_added_clause_that_names_the_quoted_one_may_take_it_back() -> None:
    made = as_amended(inquiry(), Composed((quoting("shall not exceed", "Yes: "),), YesNo.YES))
    assert made.verdict is YesNo.NONE
    assert made.lines[0].status is SentenceStatus.QUOTED
    assert "does not apply to a breach of data protection" in shown(made)[1]


def test_a_definition_is_amended_wherever_it_stands() -> None:
    made = as_amended(inquiry(), Composed((quoting("banks are open"),)))
    assert shown(made)[0].startswith("As signed:")
    assert "a day other than a Sunday" in shown(made)[1]


def test_a_deleted_clause_proves_nothing() -> None:
    made = as_amended(inquiry(), Composed((quoting("Neither party may assign", "base.txt: Yes: "),), YesNo.YES))
    assert shown(made)[0].startswith("base.txt: As signed: 3.1 Neither party")
    assert "Section 3.1 is deleted" in shown(made)[1]
    assert made.verdict is YesNo.NONE


def test_a_value_of_changed_words_is_none_of_the_answer() -> None:
    line = quoting("three (3) years")
    place = line.items[0].sentence
    value = Value(ValueKind.TERM, "P3Y", "3 years", "three (3) years", place.clause, place.spans[0])
    other = replace(
        value, clause=quoting("ninety").items[0].sentence.clause, span=quoting("ninety").items[0].sentence.spans[0]
    )
    made = as_amended(inquiry(), Composed((line,), values=(value, other)))
    assert made.values == (other,)


def test_the_amendment_is_told_once() -> None:
    amendment = MATTER.documents()[1].id
    leaf = next(
        c
        for c in MATTER.clauses(amendment)
        if "Section 3.1" in CHANGING[c.span.start : c.span.end] and c.label == "1(c)"
    )
    own = Line((evidence_at(MATTER, amendment, leaf.id, leaf.span),), SentenceStatus.QUOTED)
    made = as_amended(inquiry(), Composed((own, quoting("Neither party may assign"))))
    assert sum("Section 3.1 is deleted" in line for line in shown(made)) == 1


def absence(kind: Presence) -> TypePresence:
    return TypePresence("Anti-Assignment", kind, 0.5, (), 3, 3, 0.5, 0.02)


@pytest.mark.parametrize(("in_amendment", "verdict"), [(Presence.ABSENT, YesNo.NO), (Presence.UNCERTAIN, YesNo.NONE)])
def test_an_absence_is_proven_only_where_no_amendment_may_fill_it(in_amendment: Presence, verdict: YesNo) -> None:
    matter = Matter(MATTER.readings, (("amendment_1.txt", absence(in_amendment)),))
    proven = Composed(verdict=YesNo.NO, certificate=absence(Presence.ABSENT))
    assert as_amended(inquiry(matter), proven).verdict is verdict


def test_contracts_that_nothing_amends_are_not_read_whole() -> None:
    class Unread(Matter):
        def document(self, document: DocumentId, /) -> Document:
            raise AssertionError("no text is needed")

    assert find_changes(Unread((read(BASE, "base.txt"),)), lambda _, length: BASE[:length]) == {}
