"""What is weighed of a statement against evidence: force, denial, exception, figure, and how near its words come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.reading import read_text
from lexassist.generation.scorer import WordVectors
from lexassist.generation.weighing import FEATURES, parts_of, statement_features, turn
from lexassist.testing import WordEncoder

SECRET = "The Recipient shall not disclose the Confidential Information to any third party."
OTHER = "This Agreement is governed by the laws of Ruritania."


def features(statement: str, *evidence: str) -> dict[str, float]:
    found = statement_features(statement, evidence, WordVectors(WordEncoder()), {})
    return dict(zip(FEATURES, found, strict=True))


@pytest.mark.parametrize(
    ("statement", "feature"),
    [
        ("The Recipient may disclose the Confidential Information.", "opposed"),
        ("The Recipient may not disclose the Confidential Information.", "same"),
        ("The Recipient may disclose the Confidential Information.", "permits_forbidden"),
        ("Disclosing the Confidential Information is banned.", "forbids_forbidden"),  # plain words
        ("The Recipient may disclose the Confidential Information.", "denied_apart"),
        ("The Recipient shall not disclose it for 5 years.", "figure_missing"),
        ("The Recipient shall not disclose it except to employees.", "exception_apart"),
        ("The Recipient shall disclose Confidential Information only.", "restriction_said"),
        ("The Recipient may always disclose Confidential Information.", "wide_over_none"),
        ("The Recipient shall not disclose the Confidential Information.", "doer_shared"),
    ],
)
def test_what_is_weighed(statement: str, feature: str) -> None:
    assert features(statement, OTHER, SECRET)[feature] == 1.0


def test_words_near_the_evidence_count_and_names_of_roles_do_not() -> None:
    other_role = features("The Receiving Party shall not disclose the Confidential Information.", SECRET)
    assert other_role["covered"] == pytest.approx(1.0)
    assert features("The Recipient shall paint the walls.", SECRET)["near"] < other_role["near"]


def test_evidence_in_another_order_weighs_the_same() -> None:
    said = "The Recipient may disclose the Confidential Information."
    assert features(said, SECRET, OTHER) == pytest.approx(features(said, OTHER, SECRET))


@pytest.mark.parametrize(
    ("statement", "turned"),
    [
        ("The tenant may sublet.", "The tenant may not sublet ."),
        ("The tenant may not sublet.", "The tenant may sublet ."),
        ("Notice arrives late.", "It is not so that Notice arrives late ."),
    ],
)
def test_a_statement_turned_round(statement: str, turned: str) -> None:
    assert turn(read_text(statement)) == turned


@given(st.text(alphabet="ab ,;", max_size=200))
def test_parts_are_runs_of_the_text(text: str) -> None:
    for part in parts_of(text):
        assert 5 <= len(part.split()) <= 24
        assert " ".join(part.split()) in " ".join(text.split())


@given(st.text(max_size=60), st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_any_text_can_be_weighed(statement: str, evidence: list[str]) -> None:
    assert len(features(statement, *evidence)) == len(FEATURES)
