"""Verdicts: each with the words it rests on, and none where the words leave it open."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lexassist.review.constraints import Subject, parse_constraint
from lexassist.review.grading import grade
from lexassist.review.playbook import Demand, Position, Rule
from lexassist.types import Finding, Presence, TypedPlace, TypePresence, Verdict

from .contracts import SERVICES, contract_of, nothing_found

CONTRACT = contract_of(SERVICES)


def rule(clause: str, *values: str, **more: object) -> Rule:
    standard = Position(constraints=tuple(map(parse_constraint, values)))
    return replace(Rule(id="r", title="The point", clause=clause, standard=standard), **more)  # type: ignore[arg-type]


def wording(*phrases: str) -> Position:
    return Position(wording=phrases)


def values(*constraints: str) -> Position:
    return Position("milder", constraints=tuple(map(parse_constraint, constraints)))


def graded(asked: Rule, text: str = SERVICES) -> Finding:
    return grade(asked, CONTRACT if text is SERVICES else contract_of(text), nothing_found)


@pytest.mark.parametrize(
    ("asked", "verdict", "says"),
    [
        (rule("Governing Law", "law in [England and Wales]"), Verdict.COMPLIANT, "England and Wales (cl. 4.2)"),
        # Names are compared as places, not as words.
        (rule("Governing Law", "law in [England]"), Verdict.COMPLIANT, "England and Wales"),
        (rule("Governing Law", "law in [New York]"), Verdict.DEVIATION, "the playbook asks for New York"),
        (rule("Governing Law", "law not in [England and Wales]"), Verdict.DEVIATION, "cl. 4.2"),
        (
            rule("Termination For Convenience", "notice >= 30 days"),
            Verdict.DEVIATION,
            "Notice is 15 days (cl. 1.2); the playbook asks for at least 30 days.",
        ),
        (
            rule("Termination For Convenience", "notice >= 30 days", fallbacks=(values("notice >= 14 days"),)),
            Verdict.FALLBACK,
            "within the fallback (milder)",
        ),
        (rule("Cap On Liability", "cap >= 12 months' fees"), Verdict.DEVIATION, "6 months' fees (cl. 2.1)"),
        # A cap in fees and one in money cannot be compared.
        (rule("Cap On Liability", "cap >= GBP 1,000,000"), Verdict.UNCERTAIN, "cannot be compared"),
        (rule("Insurance", "amount >= GBP 1,000,000"), Verdict.COMPLIANT, "cl. 3.1"),
        # The clause is there, and nothing in it is a percentage.
        (rule("Insurance", "percentage <= 5%"), Verdict.UNCERTAIN, "could not be read from cl. 3.1"),
        (rule("Anti-Assignment", standard=wording("written consent")), Verdict.COMPLIANT, "cl. 4.1 says"),
        (rule("Anti-Assignment", standard=wording("sole discretion")), Verdict.DEVIATION, "does not say “sole discretion”"),
        (rule("Anti-Assignment", unacceptable=("without ... consent",)), Verdict.DEVIATION, "does not accept"),
        (rule("Anti-Assignment", unacceptable=("freely assign",)), Verdict.COMPLIANT, "cl. 4.1"),
        (rule("Anti-Assignment", demand=Demand.FORBIDDEN), Verdict.DEVIATION, "the playbook wants none"),
        (rule("Anti-Assignment", demand=Demand.NOTED), Verdict.COMPLIANT, "cl. 4.1"),
        (rule("Exclusivity"), Verdict.MISSING, "the playbook asks for one"),
        (rule("Exclusivity", demand=Demand.FORBIDDEN), Verdict.COMPLIANT, "no such clause"),
        (rule("Exclusivity", demand=Demand.NOTED), Verdict.COMPLIANT, "no such clause"),
        (rule("Nobody Knows"), Verdict.UNCERTAIN, "No type of clause is called"),
    ],
)  # fmt: skip
def test_a_rule_is_graded(asked: Rule, verdict: Verdict, says: str) -> None:
    finding = graded(asked)
    assert (finding.verdict, says.lower() in finding.reason.lower()) == (verdict, True), finding.reason
    assert re.fullmatch(r"[A-Z].*\.", finding.reason)


def test_a_finding_cites_the_words_it_rests_on() -> None:
    (citation,) = graded(rule("Termination For Convenience", "notice >= 30 days")).citations
    assert citation.label == "1.2"
    assert "fifteen (15) days" in citation.quote
    assert CONTRACT.whole.document.quote(citation.span) == citation.quote


def test_what_is_missing_comes_with_its_certificate_and_the_nearest_words() -> None:
    finding = graded(rule("Exclusivity"))
    assert finding.certificate is not None
    assert finding.certificate.checked == len(CONTRACT.leaves)
    assert finding.citations
    assert finding.answer == "No"


def test_what_may_be_there_is_for_a_person() -> None:
    text = SERVICES.replace("4.2 This", "4.2 The parties may perhaps deal exclusively with each other.\n\n4.3 This")
    for demand in Demand:
        assert graded(rule("Exclusivity", demand=demand), text).verdict is Verdict.UNCERTAIN


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.45, "Exclusivity: perhaps cl. 1.1 (probability of one 45%)"),  # it may well be there
        (
            0.02,
            "probably no such clause; nearest is cl. 1.1 (probability of one 2%)",
        ),  # it cannot be ruled out, no more
        (0.001, "(probability of one 1%)"),  # nothing is told to be impossible
    ],
)
def test_doubt_is_told_for_what_it_is(probability: float, said: str) -> None:
    contract = contract_of(SERVICES)
    place = TypedPlace(contract.leaves[2].id, contract.leaves[2].span, probability)
    types = {
        **contract.types,
        "Exclusivity": replace(
            contract.types["Exclusivity"], presence=Presence.UNCERTAIN, probability=probability, places=(place,)
        ),
    }
    finding = grade(rule("Exclusivity", title="Exclusivity"), replace(contract, types=types), nothing_found)
    assert finding.verdict is Verdict.UNCERTAIN
    assert re.sub(r"cl\. [\d.]+|p\. \d+", "cl. 1.1", finding.reason).find(said) >= 0, finding.reason


def test_values_that_disagree_are_not_chosen_from() -> None:
    text = SERVICES.replace(
        "3.1 The Supplier", "3.1 The Customer shall maintain insurance of GBP 500,000. The Supplier"
    )
    finding = graded(rule("Insurance", "amount >= GBP 1,000,000"), text)
    assert finding.verdict is Verdict.UNCERTAIN
    assert "it is not sure which counts" in finding.reason
    assert len(finding.citations) == 2


@pytest.mark.parametrize(
    ("cap", "verdict"),
    [
        ("the greater of (a) GBP 100 and (b) the fees paid in the preceding six (6) months", Verdict.DEVIATION),
        ("the lesser of (a) GBP 100 and (b) the fees paid in the preceding six (6) months", Verdict.UNCERTAIN),
        ("the lesser of (a) GBP 100 and (b) the fees paid in the preceding two (2) months", Verdict.COMPLIANT),
    ],
)  # fmt: skip
def test_of_two_limits_the_words_say_which_counts(cap: str, verdict: Verdict) -> None:
    text = SERVICES.replace("the fees paid in the preceding six (6) months", cap)
    assert graded(rule("Cap On Liability", "cap <= 3 months' fees"), text).verdict is verdict


def test_a_clause_that_grants_the_freedom_is_not_told_to_take_it() -> None:
    text = SERVICES.replace("4.2 This", "4.2 Nothing in this Agreement prevents a party from competing.\n\n4.3 This")
    text = text.replace("competing", "marketing products that compete")
    finding = graded(rule("Non-Compete", demand=Demand.FORBIDDEN), text)
    assert finding.verdict is Verdict.UNCERTAIN
    assert "may say the opposite" in finding.reason


def test_a_noted_clause_shows_its_value() -> None:
    finding = graded(rule("Termination For Convenience", demand=Demand.NOTED, shows=Subject.NOTICE))
    assert (finding.verdict, finding.answer) == (Verdict.COMPLIANT, "15 days")


def asked_at(label: str, presence: Presence, similarity: float) -> TypePresence:
    leaf = next(leaf for leaf in CONTRACT.leaves if leaf.label == label)
    place = TypedPlace(leaf.id, leaf.span, similarity)
    return TypePresence("?", presence, similarity, (place,), 9, 9, 0.45, 0.02)


@pytest.mark.parametrize(
    ("presence", "verdict", "answer"),
    [
        (Presence.PRESENT, Verdict.COMPLIANT, "The Supplier shall maintain insurance"),
        (Presence.UNCERTAIN, Verdict.UNCERTAIN, ""),
    ],
)
def test_a_question_shows_what_bears_on_it(presence: Presence, verdict: Verdict, answer: str) -> None:
    asked = Rule(id="q", title="Insured?", question="Is it insured?", demand=Demand.NOTED)
    finding = grade(asked, CONTRACT, lambda _: asked_at("3.1", presence, 0.5))
    assert finding.verdict is verdict
    assert answer in finding.answer
    assert [citation.label for citation in finding.citations] == ["3.1"]


def test_wording_that_a_question_did_not_find_may_stand_elsewhere() -> None:
    asked = Rule(id="q", title="Insured?", question="Is it insured?", standard=wording("public liability"))
    finding = grade(asked, CONTRACT, lambda _: asked_at("3.1", Presence.PRESENT, 0.5))
    assert finding.verdict is Verdict.UNCERTAIN


def test_what_would_be_missing_is_searched_for_in_words_too() -> None:
    finding = grade(rule("Exclusivity"), CONTRACT, lambda _: asked_at("3.1", Presence.PRESENT, 0.5))
    assert finding.verdict is Verdict.UNCERTAIN
    assert "cl. 3.1 is near to it" in finding.reason
    assert finding.certificate is not None
