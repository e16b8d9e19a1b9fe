"""What types of clause are read with: learned from small contracts whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lexassist.particulars.clause_types import sigmoid
from lexassist.tuning.material import Draft, Material
from lexassist.tuning.type_training import make_lesson, report
from lexassist.tuning.types import (
    FALSE_ABSENCES,
    Judged,
    best_thresholds,
    false_absences,
    fit_types,
    low_thresholds,
)

from .small import studied

VECTORS = {"law": [1.0, 0.0, 0.0], "rent": [0.0, 1.0, 0.0]}
COUNT = 40


def encode(texts: object) -> dict[str, np.ndarray]:
    """A column for each subject, and one for all else."""
    return {
        text: np.array(
            next((row for word, row in VECTORS.items() if word in text.lower()), [0.0, 0.0, 1.0]), np.float32
        )
        for text in texts  # type: ignore[attr-defined]
    }


def lesson():  # type: ignore[no-untyped-def]
    """Every contract has a law, every other a rent; the third type is nowhere but in a draft."""
    contracts = []
    for number in range(COUNT):
        texts: list[tuple[str, set[str]]] = [(f"The law {number} governs.", {"Law"}), ("All else.", set())]
        texts += [(f"The rent is {number}.", {"Rent"})] if number % 2 else [("Nothing is owed.", set())]
        contracts.append(studied(texts, name=f"d{number}"))
    questions = {"Law": ("Which law?",), "Rent": ("What rent?",), "Boat": ("Whose boat?",)}
    drafts = [Draft(category="Boat", clauses=("The boat is mine.",), unlike=("No boat.",))]
    return make_lesson(contracts, Material(questions, ()), drafts, encode)


def test_what_the_contracts_show_is_learned() -> None:
    model, judged = fit_types(lesson())
    assert model.types == ("Law", "Rent", "Boat")
    has = judged.likely >= judged.present
    assert has[:, 1].tolist() == [bool(number % 2) for number in range(COUNT)]
    assert has[:, 0].all()
    assert (model.absent <= model.present).all()
    assert "rent" in model.terms  # in more than six contracts
    assert not any(term.startswith("d1") for term in model.terms)


def test_the_report_says_how_contracts_apart_are_told() -> None:
    _, judged = fit_types(lesson())
    table = report(lesson(), judged).tables[0]
    assert [row[:3] for row in table.rows[:2]] == [("Law", "40", "100.0"), ("Rent", "20", "100.0")]


def test_a_draft_is_of_its_type_and_what_is_unlike_it_of_none() -> None:
    drafts = lesson().drafts
    assert drafts is not None
    assert drafts.carried.tolist() == [[False, False, True], [False, False, False]]


@pytest.mark.parametrize(
    ("likely", "threshold"),
    [
        # three sure ones and three that are not: the sure ones
        ([0.9, 0.9, 0.9, 0.01, 0.01, 0.01], 0.455),
        # nothing is likely: the likeliest, since saying nothing finds nothing
        ([0.2, 0.05, 0.01], 0.125),
        # half of all have it, and nobody knows which: say yes to all
        ([0.5, 0.5, 0.5, 0.5], 0.25),
    ],
)
def test_yes_is_said_from_where_the_most_f1_is_expected(likely: list[float], threshold: float) -> None:
    assert best_thresholds(np.array(likely, dtype=np.float32)[:, None]).tolist() == pytest.approx([threshold])


LOGITS = arrays(np.float32, (30, 3), elements=st.floats(-6, 6, width=32))


@given(LOGITS, arrays(np.bool_, (30, 3)))
def test_no_more_is_told_as_absent_than_may_be(logits: np.ndarray, has: np.ndarray) -> None:
    has[0] = True
    likely = sigmoid(logits)
    low = low_thresholds(likely, has)
    assert (low <= best_thresholds(likely)).all()
    assert ((likely < low) & has).sum() <= FALSE_ABSENCES * has.sum()


def test_a_rare_type_has_the_rate_of_all_and_not_none() -> None:
    has = np.ones((100, 2), dtype=np.bool_)
    has[2:, 1] = False
    likely = np.full((100, 2), 0.9, dtype=np.float32)
    likely[:4, 0] = 0.1  # 4 of 100 are told as absent; of the other type none of 2
    rates = false_absences(Judged(likely, has, np.full((100, 2), 0.5), np.full((100, 2), 0.2)))
    assert rates[0] == pytest.approx(0.04, abs=0.001)
    assert 0.03 < rates[1] < 0.04
