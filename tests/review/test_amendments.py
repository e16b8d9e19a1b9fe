"""Amendments: followed word for word or doubted."""

from __future__ import annotations

from functools import cache

from lexassist.review.amendments import as_amended
from lexassist.review.constraints import parse_constraint
from lexassist.review.contract import ReadContract
from lexassist.review.grading import grade
from lexassist.review.playbook import Demand, Position, Rule
from lexassist.types import Finding, Verdict

from ..conftest import CORPORA
from .contracts import SERVICES, contract_of, nothing_found, read_contract


@cache
def sample(name: str) -> ReadContract:
    return read_contract((CORPORA / "pdf" / f"{name}.pdf").read_bytes(), f"{name}.pdf")


def graded(contract: ReadContract, clause: str, *constraints: str, demand: Demand = Demand.REQUIRED) -> Finding:
    standard = Position(constraints=tuple(map(parse_constraint, constraints)))
    return grade(Rule("r", "The point", clause, demand=demand, standard=standard), contract, nothing_found)


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
