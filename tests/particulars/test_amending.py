"""Amendments: which contract they amend, in what order, and what they say they change."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from lexassist.parsing.reading import read_document
from lexassist.particulars.amending import Opening, is_amendment, link_amendments
from lexassist.particulars.changes import Action, Change, read_changes
from lexassist.types import Document, DocumentId, Reading

CORPORA = Path(__file__).parents[2] / "corpora"


@cache
def sample(name: str) -> Reading:
    return read_document((CORPORA / "pdf" / f"{name}.pdf").read_bytes(), f"{name}.pdf")


def document(reading: Reading) -> Document:
    assert reading.document is not None
    return reading.document


def opening(name: str, title: str, text: str) -> Opening:
    return Opening(DocumentId(name), title, f"{name}.pdf", text)


def opening_of(one: Document) -> Opening:
    return Opening(one.id, one.title, one.source, one.text[:4000])


def read(reading: Reading) -> tuple[Change, ...]:
    return read_changes(document(reading), reading.clauses)


def amendment(words: str, heading: str = "CHANGES") -> Reading:
    return read_document(f"AMENDMENT\n\n1. {heading}\n\n1.1 {words}\n".encode(), "a.txt")


def test_the_samples_amendments_are_linked_to_what_they_amend() -> None:
    names = ("msa", "msa_amendment_1", "supply", "supply_amendment_1", "nda")
    links = link_amendments([opening_of(document(sample(name))) for name in names])
    assert links.amended_by == {
        document(sample("msa")).id: (document(sample("msa_amendment_1")).id,),
        document(sample("supply")).id: (document(sample("supply_amendment_1")).id,),
    }
    assert links.amends(document(sample("msa_amendment_1")).id) == (document(sample("msa")).id,)
    assert not links.doubts


BASE = opening(
    "base",
    "SUPPLY AGREEMENT",
    "This Supply Agreement is made on 1 May 2020 between Arden Mills Ltd and Brook Vale Ltd.",
)
SECOND = opening(
    "second", "SECOND AMENDMENT", "Second Amendment dated 1 June 2022 between Arden Mills Ltd and Brook Vale Ltd to the Supply Agreement."
)  # fmt: skip
FIRST = opening(
    "first", "AMENDMENT NO. 1", "Amendment dated 1 July 2021 between Arden Mills Ltd and Brook Vale Ltd to the Supply Agreement."
)  # fmt: skip


def test_amendments_are_in_the_order_of_their_dates() -> None:
    assert link_amendments([SECOND, BASE, FIRST]).amended_by == {"base": ("first", "second")}


def test_where_two_contracts_would_do_none_is_chosen() -> None:
    twin = opening("twin", BASE.title, BASE.text)
    links = link_amendments([BASE, twin, FIRST])
    assert not links.amended_by
    assert "base.pdf or twin.pdf" in links.doubts[FIRST.id]


def test_an_amendment_of_something_else_says_so() -> None:
    other = opening("other", "LEASE", "This Lease is made on 2 May 2019 between Cotter Farm Ltd and Dale Ltd.")
    assert "not among the documents" in link_amendments([other, FIRST]).doubts[FIRST.id]


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("AMENDMENT NO. 1 TO LICENCE", True),
        ("Deed of Variation", True),
        ("AMENDED AND RESTATED LICENCE", False),
        ("SERVICES AGREEMENT", False),
    ],
)
def test_a_title_tells_an_amendment(title: str, is_one: bool) -> None:
    assert is_amendment(opening("x", title, "This agreement.")) is is_one


def test_the_changes_of_a_sample_are_read() -> None:
    changes = read(sample("msa_amendment_1"))
    told = [(change.action, change.label) for change in changes]
    assert told == [
        (Action.WORDS, "2.1"),
        (Action.WHOLE, "8.3"),
        (Action.WORDS, "8.7"),
        (Action.WORDS, "13.4(a)"),
        (Action.WORDS, "13.4(b)"),
        (Action.ADDED, "13.7"),
        (Action.WORDS, "14.1"),
        (Action.WHOLE, "14.2"),
        # A table of a paragraph: what is left of the paragraph is not known.
        (Action.UNCLEAR, "Schedule 2, 1.1"),
        (Action.ADDED, "9.5"),
    ]
    assert (changes[0].old, changes[0].new) == ("three (3) years", "five (5) years")


@pytest.mark.parametrize(
    ("words", "action", "label"),
    [
        ('Section 7.2 of the Agreement is deleted and replaced with: "Rent is free."', Action.WHOLE, "7.2"),
        ('Section 7.2 is hereby amended to read in its entirety as follows: "Rent is free."', Action.WHOLE, "7.2"),
        ('Section 7.2 is amended by replacing "ten" with "twelve".', Action.WORDS, "7.2"),
        ('Section 7.2 is amended by substituting "twelve" for "ten".', Action.WORDS, "7.2"),
        (
            'Section 7.2 is amended by deleting the date "1 May" and inserting in its place "2 May".',
            Action.WORDS,
            "7.2",
        ),
        ("Section 7.2 is deleted in its entirety.", Action.DELETED, "7.2"),
        ('Section 7.2 is deleted and replaced with "[Reserved]".', Action.DELETED, "7.2"),
        ('A new Section 7.3 is added as follows: "Rent is free."', Action.ADDED, "7.3"),
        ("Section 7.2 is amended so that the rent follows the index.", Action.UNCLEAR, "7.2"),
    ],
)
def test_a_change_is_read(words: str, action: Action, label: str) -> None:
    (change,) = read(amendment(words))
    assert (change.action, change.label) == (action, label)


@pytest.mark.parametrize(
    "words", ["Except as amended, Section 7.2 stays.", "Section 12.4 of the Agreement applies to this Amendment."]
)
def test_what_changes_nothing_is_no_replacement(words: str) -> None:
    changes = read(amendment(words, "GENERAL"))
    assert {change.action for change in changes} <= {Action.UNCLEAR}


def test_a_clause_of_the_amendment_itself_is_none_that_it_changes() -> None:
    words = "Except as expressly modified by Section 1 of this First Amendment, the Agreement remains in force."
    assert not read(amendment(words, "GENERAL"))
