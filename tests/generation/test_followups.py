"""Follow-ups as the full questions that a reader would have put, and questions that stand alone, which stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.followups import full_question

SUBLET = "May the Tenant sublet?"
RENT = "What is the rent under the Penrose lease?"
NOTICE = "How much notice must the Tenant give?"
CAP = "Is there a cap on liability?"

FULL = [
    # another party
    (SUBLET, "and for the other party?", "May the Landlord sublet?"),
    (SUBLET, "And the Landlord?", "May the Landlord sublet?"),
    (SUBLET, "what about the landlord?", "May the landlord sublet?"),
    (SUBLET, "same for the Landlord?", "May the Landlord sublet?"),
    ("Must the Licensee indemnify the Licensor?", "And the other party?", "Must the Licensor indemnify the Licensee?"),
    ("Can the Buyer cancel?", "and the Seller?", "Can the Seller cancel?"),
    ("May the Company terminate?", "and the other side?", "May the other party terminate?"),
    (NOTICE, "And the Landlord?", "How much notice must the Landlord give?"),
    (SUBLET, "and both parties?", "May both parties sublet?"),
    # another thing
    ("What is the rent?", "and the deposit?", "What is the deposit?"),
    ("What is the rent?", "what about the service charge?", "What is the service charge?"),
    (RENT, "And the deposit?", "What is the deposit under the Penrose lease?"),
    (CAP, "and an indemnity?", "Is there an indemnity?"),
    ("Who is the Landlord?", "and the guarantor?", "Who is the guarantor?"),
    (SUBLET, "and assign?", "May the Tenant assign?"),
    (SUBLET, "or share it?", "May the Tenant share it?"),
    # a topic, for which the earlier frame has no place
    (NOTICE, "what about termination?", "What does the contract say about termination?"),
    (SUBLET, "and assignment?", "What does the contract say about assignment?"),
    (SUBLET, "how about insurance?", "What does the contract say about insurance?"),
    (
        "May the Tenant sublet under the Penrose lease?",
        "what about pets?",
        "What does the Penrose lease say about pets?",
    ),
    # another document
    ("What is the cap?", "and in the supply agreement?", "What is the cap under the supply agreement?"),
    (RENT, "and under the Mill Lane lease?", "What is the rent under the Mill Lane lease?"),
    (CAP, "and the NDA?", "Is there a cap on liability under the NDA?"),
    ("What is the cap?", "same in the amendment?", "What is the cap under the amendment?"),
    # "it" and "they"
    ("What is the term?", "how long is it?", "How long is the term?"),
    ("What is the licence fee?", "When is it due?", "When is the licence fee due?"),
    (RENT, "When is it due?", "When is the rent due under the Penrose lease?"),
    (CAP, "Does it cover negligence?", "Does the cap on liability cover negligence?"),
    (CAP, "What are its exceptions?", "What are the cap on liability's exceptions?"),
    (NOTICE, "Must it be in writing?", "Must the notice be in writing?"),
    (NOTICE, "Can they withdraw?", "Can the Tenant withdraw?"),
    ("What is the deposit?", "and when is it returned?", "When is the deposit returned?"),
    # what "it" is cannot be told: the earlier question goes in front
    (SUBLET, "Is it subject to consent?", "May the Tenant sublet: is it subject to consent?"),
    # nothing but a question word
    (SUBLET, "When?", "May the Tenant sublet, and when?"),
    (SUBLET, "why not?", "May the Tenant sublet, and why not?"),
    (SUBLET, "On what terms?", "May the Tenant sublet, and on what terms?"),
    ("Who insures the building?", "at whose cost?", "Who insures the building, and at whose cost?"),
    (SUBLET, "Where does it say that?", "Where does the contract say it: may the Tenant sublet?"),
]

ALONE = [
    # whole questions, though something was asked before
    "What is the notice period?",
    "Which law governs the lease?",
    "May the Landlord enter the premises?",
    "How long is the initial term?",
    "Who are the parties?",
    "List the obligations that survive termination.",
    # "and" before a whole question
    "What about it makes the clause a penalty that a court would refuse to enforce against the Tenant?",
    # "it" that stands for nothing, or for something in the same question
    "Is it possible to sublet?",
    "How long does it take to terminate?",
    "If the Tenant is late, must it pay interest?",
    "Does the contract say that notice must be written?",
    "When the Supplier assigns the contract, does it remain liable?",
    # "this" and "that" beside what they mean
    "Does this Agreement renew?",
    "Which clauses of that lease survive?",
    # talk
    "Thanks!",
    "ok",
    "Hello",
    "great, thank you",
]


@pytest.mark.parametrize(("earlier", "question", "full"), FULL)
def test_a_follow_up_becomes_a_full_question(earlier: str, question: str, full: str) -> None:
    assert full_question(question, [earlier]) == full


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_alone_stays(question: str) -> None:
    assert full_question(question, [SUBLET]) == question


@pytest.mark.parametrize("question", [question for _, question, _ in FULL] + ALONE)
def test_without_an_earlier_question_nothing_changes(question: str) -> None:
    assert full_question(question, []) == question
    assert full_question(question, ["Hello", "thanks"]) == question


def test_follow_ups_follow_each_other_and_talk_between_them_is_passed_over() -> None:
    said = ["What is the rent under the Penrose lease?", "and the deposit?", "thanks"]
    assert full_question("when is it returned?", said) == "When is the deposit returned under the Penrose lease?"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_taken(question: str, after: list[str]) -> None:
    full = full_question(question, after)
    assert full or not question.strip()
