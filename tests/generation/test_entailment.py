"""Judging statements: probabilities that sum to one, and features that see force, denial, exception and figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.entailment import (
    FEATURES,
    EntailmentModel,
    Settled,
    StatementJudge,
    load_entailment,
    save_entailment,
    statement_features,
)
from lexassist.generation.scorer import WordVectors
from lexassist.testing import WordEncoder

SECRET = "The Recipient shall not disclose the Confidential Information to any third party."
OTHER = "This Agreement is governed by the laws of Ruritania."


def weights(**by_name: float) -> tuple[float, ...]:
    return tuple(by_name.get(name, 0.0) for name in FEATURES)


MODEL = EntailmentModel(
    {
        Settled.ENTAILED: weights(covered=4, same_force=3),
        Settled.CONTRADICTED: weights(covered=4, opposite_force=3),
        Settled.NEITHER: weights(),
    },
    {Settled.ENTAILED: -4.0, Settled.CONTRADICTED: -4.0, Settled.NEITHER: 0.0},
)


def judge(statement: str, *evidence: str) -> Settled:
    return StatementJudge(WordVectors(WordEncoder()), MODEL).judge(statement, evidence).settled


@pytest.mark.parametrize(
    ("statement", "settled"),
    [
        (
            "The Recipient must not disclose Confidential Information to third parties.",
            Settled.ENTAILED,
        ),  # the same force
        (
            "The Recipient may disclose the Confidential Information to any third party.",
            Settled.CONTRADICTED,
        ),  # permitted
        ("The Lessee must paint its walls within a week.", Settled.NEITHER),  # about something else
    ],
)
def test_force_decides_where_the_evidence_is_about_the_statement(statement: str, settled: Settled) -> None:
    assert judge(statement, OTHER, SECRET) is settled


def test_no_evidence_settles_nothing() -> None:
    assert judge("The Recipient may disclose it.") is Settled.NEITHER


@pytest.mark.parametrize(
    ("statement", "feature", "value"),
    [
        ("The Recipient may disclose the Confidential Information.", "opposite_force", 1.0),
        ("The Recipient may not disclose the Confidential Information.", "same_force", 1.0),
        ("The Recipient may not disclose the Confidential Information.", "said_denies", 1.0),
        ("The Recipient may disclose the Confidential Information.", "said_permits", 1.0),
        ("The Recipient shall not disclose it for 5 years.", "figure_missing", 1.0),
        ("The Recipient shall not disclose it except to employees.", "exception_said", 1.0),
        ("The Recipient shall only disclose it.", "restriction_apart", 1.0),
    ],
)
def test_what_is_weighed(statement: str, feature: str, value: float) -> None:
    found = statement_features(statement, [SECRET], WordVectors(WordEncoder()))
    assert dict(zip(FEATURES, found, strict=True))[feature] == value


@given(st.lists(st.floats(-50, 50), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_probabilities_sum_to_one(features: list[float]) -> None:
    assert sum(MODEL.probabilities(features).values()) == pytest.approx(1.0)


def test_what_was_learned_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_entailment(MODEL, tmp_path)
    assert load_entailment(tmp_path) == MODEL
