"""Which kind of answer a question asks for, and whether it asks for more than a type of clause."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.generation.asking import (
    Asked,
    asks_existence,
    asks_only,
    kind_of,
    stems_of,
    subject_of,
    term_of,
    understand,
)
from lexassist.particulars.quantities import Kind
from lexassist.types import QuestionKind, ValueKind

KINDS = [
    ("hello", QuestionKind.SMALL_TALK),
    ("Hi, how are you?", QuestionKind.SMALL_TALK),
    ("Thanks a lot!", QuestionKind.SMALL_TALK),
    ("What is the weather in Leeds?", QuestionKind.OUTSIDE),
    ("Which model are you?", QuestionKind.OUTSIDE),
    # talk of the same words that is about a contract
    ("Who are you allowed to assign the lease to?", QuestionKind.EXPLAIN),
    ("Does bad weather extend the time for completion?", QuestionKind.YES_NO),
    ("Thanks to which clause may the tenant leave?", QuestionKind.WHERE),
    ("May the tenant sublet?", QuestionKind.YES_NO),
    ("As signed in 2024, did the lease allow pets?", QuestionKind.YES_NO),
    ("Can the rent go up, and by how much?", QuestionKind.YES_NO),
    ("How much notice must the tenant give?", QuestionKind.VALUE),
    ("What is the interest rate?", QuestionKind.VALUE),
    ("Within what time must a breach be notified?", QuestionKind.VALUE),
    ("Which state's law governs?", QuestionKind.VALUE),
    ("Which obligations survive termination?", QuestionKind.LIST),
    ("On what grounds may consent be refused?", QuestionKind.LIST),
    ("What has to happen before disclosure?", QuestionKind.EXPLAIN),
    ("Compare the liability caps in the lease and the licence", QuestionKind.COMPARISON),
    ("Which of our contracts are governed by French law?", QuestionKind.COMPARISON),
    ("What is the notice period by contract?", QuestionKind.COMPARISON),
    ("What is the notice period in each agreement?", QuestionKind.COMPARISON),
    ("Can the place of delivery be changed by agreement?", QuestionKind.YES_NO),  # an idiom: no contracts are compared
    ("What does “Losses” mean?", QuestionKind.DEFINITION),
    ("Define Change of Control", QuestionKind.DEFINITION),
    ("Where does it say that notice must be in writing?", QuestionKind.WHERE),
    ("Which clause deals with a takeover?", QuestionKind.WHERE),
    ("termination for convenience", QuestionKind.EXPLAIN),
]


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_the_kind_follows_from_the_words(question: str, kind: QuestionKind) -> None:
    assert kind_of(question) is kind


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in QuestionKind


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What does “Good Industry Practice” mean in the MSA?", "Good Industry Practice"),
        ("What is meant by Losses?", "Losses"),
        ("Who counts as an Authorized User?", "Authorized User"),
        ("What is the Field of the licence?", "Field"),
        ("What is the tenant's share?", ""),
        ("May the tenant sublet?", ""),
    ],
)
def test_the_term_whose_meaning_is_asked_for(question: str, term: str) -> None:
    assert term_of(question) == term


VOCABULARY = stems_of("restriction on competing with the other party, non-compete, compete in a business")


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("Is there a restriction on competing?", True),
        ("Does the contract contain a non-compete clause?", True),
        ("Is the engineer barred from competing?", False),  # a person of its own
        ("Is there a restriction on competing in Wales?", False),  # a place of its own
        ("Is there a restriction on competing for 12 months?", False),  # a figure of its own
        ("Is there still a restriction on competing?", False),  # after something has changed
    ],
)
def test_a_question_that_asks_for_more_than_the_type_is_told_apart(question: str, only: bool) -> None:
    assert asks_only(question, VOCABULARY) is only


@pytest.mark.parametrize(
    ("question", "type_", "whole"),
    [
        ("Is there a restriction on assignment?", "Anti-Assignment", True),
        ("May a party assign the contract?", "Anti-Assignment", False),  # its presence says that they may not
        ("Can a party terminate without cause?", "Termination For Convenience", True),
        ("Is there no restriction on assignment?", "Anti-Assignment", False),
        ("Is the contract governed by English law?", "Governing Law", False),  # asks which
        ("Does the contract contain a choice of law?", "Governing Law", True),
    ],
)
def test_presence_answers_only_questions_that_ask_for_it(question: str, type_: str, whole: bool) -> None:
    assert asks_existence(question, Asked(QuestionKind.YES_NO, type_, 0.9, only=True)) is whole


def test_a_type_that_is_called_by_its_name_is_asked_for_whatever_its_share() -> None:
    types, shares = ("Termination For Convenience", "Insurance"), np.array([0.4, 0.3, 0.3], dtype=np.float32)
    for question, named in (("May a party terminate for convenience?", True), ("May a party leave at will?", False)):
        asked = understand(question, question, types, shares, stems_of(question))
        assert (asked.type == types[0]) is named


def test_a_type_with_a_value_is_asked_for_because_of_it() -> None:
    types, shares = ("Governing Law", "Insurance"), np.array([0.9, 0.05, 0.05], dtype=np.float32)
    asked = understand("The law that governs?", "The law that governs?", types, shares, stems_of("law that governs"))
    assert (asked.kind, asked.type, asked.value, asked.only) == (
        QuestionKind.VALUE,
        "Governing Law",
        ValueKind.GOVERNING_LAW,
        True,
    )


def test_a_question_of_no_known_type_has_none() -> None:
    asked = understand("How long?", "How long?", ("Insurance",), np.array([0.2, 0.8], dtype=np.float32))
    assert (asked.type, asked.only, asked.figures) == ("", False, (Kind.PERIOD,))


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("May the customer terminate for convenience?", "customer"),  # a clause on the supplier is no answer
        ("In the MSA, can the Supplier subcontract?", "Supplier"),
        ("May Halden assign the agreement?", "Halden"),  # a name may stand for one party
        ("May either party terminate?", ""),
        ("Does the agreement renew?", ""),
        ("Is there a cap?", ""),
    ],
)
def test_the_one_party_that_a_question_is_about(question: str, subject: str) -> None:
    assert subject_of(question) == subject
