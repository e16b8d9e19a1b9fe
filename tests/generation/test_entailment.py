"""Judging statements: probabilities that sum to one, and an answer that is sure only from where it was right often enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.errors import ModelDamaged
from lexassist.generation.entailment import (
    FILE,
    NEVER,
    EntailmentModel,
    Settled,
    StatementJudge,
    load_entailment,
    save_entailment,
)
from lexassist.generation.scorer import WordVectors
from lexassist.generation.weighing import FEATURES
from lexassist.testing import WordEncoder

SECRET = "The Recipient shall not disclose the Confidential Information to any third party."
OTHER = "This Agreement is governed by the laws of Ruritania."


def weights(**by_name: float) -> tuple[float, ...]:
    return tuple(by_name.get(name, 0.0) for name in FEATURES)


def model(sure: float) -> EntailmentModel:
    return EntailmentModel(
        {
            Settled.ENTAILED: weights(near=4, same=3),
            Settled.CONTRADICTED: weights(near=4, opposed=3),
            Settled.NEITHER: weights(),
        },
        {Settled.ENTAILED: -4.0, Settled.CONTRADICTED: -4.0, Settled.NEITHER: 0.0},
        {Settled.ENTAILED: sure, Settled.CONTRADICTED: NEVER, Settled.NEITHER: NEVER},
    )


def judge(sure: float = NEVER) -> StatementJudge:
    return StatementJudge(WordVectors(WordEncoder()), model(sure), {})


@pytest.mark.parametrize(
    ("statement", "settled"),
    [
        # the same force
        ("The Recipient must not disclose Confidential Information to third parties.", Settled.ENTAILED),
        # permitted
        ("The Recipient may disclose the Confidential Information to any third party.", Settled.CONTRADICTED),
        # about something else
        ("The Lessee must paint its walls within a week.", Settled.NEITHER),
    ],
)
def test_force_decides_where_the_evidence_is_about_the_statement(statement: str, settled: Settled) -> None:
    assert judge().judge(statement, [OTHER, SECRET]).settled is settled


def test_no_evidence_settles_nothing() -> None:
    judgement = judge().judge("The Recipient may disclose it.", [])
    assert (judgement.settled, judgement.sure) == (Settled.NEITHER, False)


@pytest.mark.parametrize(("sure", "expected"), [(0.5, True), (NEVER, False)])
def test_an_answer_is_sure_from_a_learned_probability_on(sure: float, expected: bool) -> None:
    judgement = judge(sure).judge(SECRET, [SECRET])
    assert (judgement.settled, judgement.sure) == (Settled.ENTAILED, expected)


@given(st.lists(st.floats(-50, 50), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_probabilities_sum_to_one(features: list[float]) -> None:
    assert sum(model(NEVER).probabilities(features).values()) == pytest.approx(1.0)


def test_what_was_learned_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_entailment(model(0.9), tmp_path)
    assert load_entailment(tmp_path) == model(0.9)


def test_what_was_learned_with_other_features_is_refused(tmp_path: Path) -> None:
    save_entailment(model(0.9), tmp_path)
    file = tmp_path / FILE
    file.write_text(file.read_text().replace('"near"', '"nearness"'))
    with pytest.raises(ModelDamaged):
        load_entailment(tmp_path)
