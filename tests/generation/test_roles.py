"""Questions with parties called as the contract calls them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.roles import in_roles, may_name
from lexassist.types import ClauseId, Span, Value, ValueKind


def party(name: str, role: str) -> Value:
    return Value(ValueKind.PARTY, name, name, name, ClauseId("c"), Span(0, 1), role=role)


PARTIES = (
    party("ORRINWICK SYSTEMS PLC", "Supplier"),
    party("Tessalune Holdings Limited", "Customer"),
    party("First Harbour Bank", "Lender"),
    party("HALDEN MARROWBY LIMITED", "Halden"),
)
TEXT = "The Supplier shall first tell the Customer of any holdings in the systems."


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("May Orrinwick suspend work?", "May the Supplier suspend work?"),
        ("May Orrinwick Systems Plc suspend work?", "May the Supplier suspend work?"),
        ("May Orrinwick Systems suspend work?", "May the Supplier suspend work?"),  # without its company form
        ("May the ORRINWICK staff work?", "May the Supplier staff work?"),
        ("Orrinwick's indemnity: what is outside?", "The Supplier's indemnity: what is outside?"),
        ("What does Tessalune owe Orrinwick?", "What does the Customer owe the Supplier?"),
        ("What did Tessalunex owe?", "What did Tessalunex owe?"),  # another word
        ("Must First Harbour Bank agree?", "Must the Lender agree?"),
        ("Must the bank agree First?", "Must the bank agree First?"),  # "first" is an ordinary word of the contract
        ("May Halden assign?", "May Halden assign?"),  # the contract calls it by its name
        ("may it be assigned?", "may it be assigned?"),
    ],
)
def test_a_party_is_called_by_its_part(question: str, spoken: str) -> None:
    assert in_roles(question, PARTIES, TEXT) == spoken


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("May it be assigned?", False),  # every question begins with a capital
        ("May Orrinwick assign it?", True),
        ("Orrinwick's duties?", True),
        ("What is the term?", False),
    ],
)
def test_parties_are_read_for_questions_that_may_name_one(question: str, may: bool) -> None:
    assert may_name(question) is may


@pytest.mark.parametrize("name", ["", " "])
def test_a_party_without_a_name_is_no_party(name: str) -> None:
    assert in_roles("May it work?", (party(name, "Supplier"),), TEXT) == "May it work?"


@given(st.text(max_size=60))
def test_without_parties_nothing_changes(question: str) -> None:
    assert in_roles(question, (), TEXT) == question


@given(st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_any_question_and_any_name_are_taken(question: str, name: str) -> None:
    assert isinstance(in_roles(f"May {question}", (party(name, "Supplier"),), TEXT), str)
