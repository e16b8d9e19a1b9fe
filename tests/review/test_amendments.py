"""Amendments: found, put in order, and followed word for word or doubted."""

from __future__ import annotations

from functools import cache

import pytest

from lexassist.particulars.amending import Opening, is_amendment, link_amendments
from lexassist.particulars.changes import Action, Change, read_changes
from lexassist.review.amendments import as_amended
from lexassist.review.constraints import parse_constraint
from lexassist.review.contract import ReadContract
from lexassist.review.grading import grade
from lexassist.review.playbook import Demand, Position, Rule
from lexassist.types import DocumentId, Finding, Verdict, WholeDocument

from ..conftest import CORPORA
from .contracts import SERVICES, contract_of, nothing_found, read_contract, whole_of


@cache
def sample(name: str) -> ReadContract:
    return read_contract((CORPORA / "pdf" / f"{name}.pdf").read_bytes(), f"{name}.pdf")


def opening(name: str, title: str, text: str) -> Opening:
    return Opening(DocumentId(name), title, f"{name}.pdf", text)


def opening_of(contract: ReadContract) -> Opening:
    document = contract.whole.document
    return Opening(document.id, document.title, document.source, document.text[:4000])


def read(whole: WholeDocument) -> tuple[Change, ...]:
    return read_changes(whole.document, whole.clauses)


def graded(contract: ReadContract, clause: str, *constraints: str, demand: Demand = Demand.REQUIRED) -> Finding:
    standard = Position(constraints=tuple(map(parse_constraint, constraints)))
    return grade(Rule("r", "The point", clause, demand=demand, standard=standard), contract, nothing_found)


def test_the_samples_amendments_are_linked_to_what_they_amend() -> None:
    names = ("msa", "msa_amendment_1", "supply", "supply_amendment_1", "nda")
    links = link_amendments([opening_of(sample(name)) for name in names])
    assert links.amended_by == {
        sample("msa").id: (sample("msa_amendment_1").id,),
        sample("supply").id: (sample("supply_amendment_1").id,),
    }
    assert links.amends(sample("msa_amendment_1").id) == (sample("msa").id,)
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
    changes = read(sample("msa_amendment_1").whole)
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
    (change,) = read(whole_of(f"AMENDMENT\n\n1. CHANGES\n\n1.1 {words}\n".encode(), "a.txt"))
    assert (change.action, change.label) == (action, label)


@pytest.mark.parametrize(
    "words", ["Except as amended, Section 7.2 stays.", "Section 12.4 of the Agreement applies to this Amendment."]
)
def test_what_changes_nothing_is_no_replacement(words: str) -> None:
    changes = read(whole_of(f"AMENDMENT\n\n1. GENERAL\n\n1.1 {words}\n".encode(), "a.txt"))
    assert {change.action for change in changes} <= {Action.UNCLEAR}


def test_a_clause_of_the_amendment_itself_is_none_that_it_changes() -> None:
    words = "Except as expressly modified by Section 1 of this First Amendment, the Agreement remains in force."
    assert not read(whole_of(f"AMENDMENT\n\n1. GENERAL\n\n1.1 {words}\n".encode(), "a.txt"))


def test_words_in_force_are_the_amendments_and_both_are_cited() -> None:
    contract = as_amended(sample("msa"), [sample("msa_amendment_1")])
    before = graded(sample("msa"), "Termination For Convenience", "notice <= 90 days")
    after = graded(contract, "Termination For Convenience", "notice <= 90 days")
    assert before.verdict is Verdict.COMPLIANT
    assert after.verdict is not Verdict.COMPLIANT
    assert "180 days (cl. 14.1 as amended)" in after.reason.replace("one hundred and eighty (180) days", "180 days")
    assert {citation.source for citation in after.citations} == {"msa_amendment_1.pdf"}
    assert any("ninety (90) days" in citation.quote for citation in after.superseded)


def test_a_cap_is_that_of_the_amendment() -> None:
    contract = as_amended(sample("msa"), [sample("msa_amendment_1")])
    finding = graded(contract, "Cap On Liability", "cap >= 18 months' fees")
    assert (finding.verdict, "18 months' fees" in finding.reason) == (Verdict.COMPLIANT, True), finding.reason


def test_a_clause_that_was_deleted_is_gone() -> None:
    contract = as_amended(sample("supply"), [sample("supply_amendment_1")])
    gone = graded(contract, "Most Favored Nation", demand=Demand.FORBIDDEN)
    assert (gone.verdict, "deleted by an amendment" in gone.reason) == (Verdict.COMPLIANT, True), gone.reason
    assert gone.superseded[0].label == "5.7"
    assert graded(contract, "Most Favored Nation").verdict is Verdict.MISSING


def amended(*changes: str) -> ReadContract:
    texts = (f"AMENDMENT NO. {n}\n\n1. CHANGES\n\n1.1 {change}\n".encode() for n, change in enumerate(changes, start=1))
    return as_amended(contract_of(SERVICES), [read_contract(text, f"a{n}.txt") for n, text in enumerate(texts)])


NOTICE = ("Termination For Convenience", "notice >= 30 days")


def test_a_later_amendment_changes_what_an_earlier_one_made() -> None:
    first = 'In Section 1.2 the words "fifteen (15) days" are replaced by "twenty (20) days".'
    second = 'In Section 1.2 the words "twenty (20) days" are replaced by "forty (40) days".'
    assert graded(amended(first), *NOTICE).verdict is Verdict.DEVIATION
    both = graded(amended(first, second), *NOTICE)
    assert both.verdict is Verdict.COMPLIANT
    assert "fifteen (15) days" in both.superseded[0].quote


def test_words_that_do_not_stand_there_are_a_conflict_and_not_merged() -> None:
    first = 'In Section 1.2 the words "fifteen (15) days" are replaced by "twenty (20) days".'
    second = 'In Section 1.2 the words "fifteen (15) days" are replaced by "forty (40) days".'
    finding = graded(amended(first, second), *NOTICE)
    assert finding.verdict is Verdict.UNCERTAIN
    assert "does not stand there" in finding.reason


def test_a_change_that_cannot_be_followed_is_doubted() -> None:
    finding = graded(amended("Section 1.2 is amended so that the notice follows the season."), *NOTICE)
    assert finding.verdict is Verdict.UNCERTAIN
    assert finding.superseded


def test_a_clause_that_was_added_counts() -> None:
    contract = amended('A new Section 4.3 is added as follows: "The parties deal exclusively with each other."')
    assert graded(contract, "Exclusivity").verdict is Verdict.COMPLIANT
    assert graded(contract_of(SERVICES), "Exclusivity").verdict is Verdict.MISSING
