"""Which questions ask for a value of a contract, and for nothing else."""

from __future__ import annotations

import pytest

from lexassist.generation.value_questions import value_asked
from lexassist.types import ValueKind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which law governs the Halden NDA?", ValueKind.GOVERNING_LAW),  # the name of the contract stands in it
        ("Under which law is the loan agreement?", ValueKind.GOVERNING_LAW),
        ("When does the lease end?", ValueKind.EXPIRY_DATE),
        ("Until when does it run?", ValueKind.EXPIRY_DATE),
        ("When does the initial term of the lease end?", ValueKind.EXPIRY_DATE),
        ("For how long does the agreement run?", ValueKind.TERM),
        ("How long is the term?", ValueKind.TERM),
        ("How long does the licence last?", ValueKind.TERM),
        ("What is the term?", ValueKind.TERM),  # what is left where the document is known
        ("When was the SaaS agreement signed?", ValueKind.AGREEMENT_DATE),
        ("When does the MSA take effect?", ValueKind.EFFECTIVE_DATE),
        ("What is the title of the licence agreement?", ValueKind.TITLE),
        ("Who are the parties to the lease?", ValueKind.PARTY),
        ("How long is each renewal?", ValueKind.RENEWAL_TERM),
        ("How much notice prevents renewal of the MSA?", ValueKind.RENEWAL_NOTICE),
        ("What is the notice period for termination of the NDA?", ValueKind.TERMINATION_NOTICE),
        ("Where are disputes under the loan agreement decided?", ValueKind.FORUM),
        ("Compare the liability caps", ValueKind.LIABILITY_CAP),
    ],
)
def test_a_question_for_a_value_is_known(question: str, kind: ValueKind) -> None:
    assert value_asked(question) is kind


@pytest.mark.parametrize(
    "question",
    [
        "When does the lease end if the tenant is insolvent?",  # a condition that a value would ignore
        "When does the licence fee end?",  # not the contract
        "When does the tenant's obligation in the lease end?",  # something in the contract
        "What is the date of the payment under the agreement?",
        "What is the name of the bank in the agreement?",
        "How long does the probation under the contract last?",
        "Does the lease end in 2030?",
    ],
)
def test_a_question_that_asks_more_is_not(question: str) -> None:
    assert value_asked(question) is None
