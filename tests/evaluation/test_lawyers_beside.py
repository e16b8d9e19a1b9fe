"""What counts as the lawyers' answer in a model's prose."""

from __future__ import annotations

import pytest

from benchmarks.lawyers import read_reply
from lexassist.evaluation.lawyer_questions import LawyerQuestion, Wording

REPLIES = [
    ("Insurance", "Yes", "Yes, the supplier must insure.", True),
    ("Insurance", "No", "Yes, the supplier must insure.", False),
    ("Insurance", "No", "no.", True),
    # what begins with neither is no answer, and what says that the text does not tell is none either
    ("Insurance", "Yes", "The supplier must insure.", None),
    ("Insurance", "No", "No, it is not mentioned in the context.", None),
    ("Governing Law", "New York", "It is governed by the laws of the State of New York.", True),
    ("Governing Law", "New York", "It is governed by the laws of New York or Delaware.", False),
    ("Governing Law", "New York", "The law of the parties.", None),
]


@pytest.mark.parametrize(("category", "answer", "said", "right"), REPLIES)
def test_reply_is_read(category: str, answer: str, said: str, right: bool | None) -> None:
    question = LawyerQuestion(category, Wording.OURS, "Q?", answer)
    assert read_reply(question, said) is right
