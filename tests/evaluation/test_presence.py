"""What is measured of types that are told: on contracts of one's own head."""

from __future__ import annotations

import numpy as np
import pytest

from lexassist.evaluation.measures import Place
from lexassist.evaluation.presence import MEASURES, Told, area, as_grid, average_precision, f1, precision, recall
from lexassist.types import Presence, Span

HERE = (Place("a", Span(0, 10)),)
YES, NO, LOOK = Presence.PRESENT, Presence.ABSENT, Presence.UNCERTAIN


def told(contract: str, type_name: str, has: bool, presence: Presence, probability: float = 0.0) -> Told:
    likely = probability or {YES: 0.9, NO: 0.01, LOOK: 0.3}[presence]
    return Told(contract, type_name, has, presence, likely, 0.5, HERE if presence is YES else (), HERE if has else ())


GRID = as_grid(
    [
        told("a", "Law", True, YES), told("a", "Escrow", True, NO),
        told("b", "Law", True, YES), told("b", "Escrow", False, NO),
        told("c", "Law", False, YES), told("c", "Escrow", False, LOOK),
        told("d", "Law", True, LOOK), told("d", "Escrow", True, YES),
    ]
)  # fmt: skip


def test_by_type() -> None:
    # Law: said of a, b, c; a, b, d have it. Escrow: said of d; a and d have it.
    assert precision(GRID).tolist() == pytest.approx([2 / 3, 1])
    assert recall(GRID).tolist() == pytest.approx([2 / 3, 1 / 2])
    assert f1(GRID).tolist() == pytest.approx([2 / 3, 2 / 3])


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("macro F1", 2 / 3),
        ("clauses told as absent, all clauses", 1 / 5),  # Escrow of a, of five
        ("clauses told as absent, mean of the types", (0 / 3 + 1 / 2) / 2),
        ("absences that are wrong", 1 / 2),  # of a, not of b
        ("uncertain", 2 / 8),
        ("lacking and told as absent", 1 / 3),  # Escrow of b; not of c, nor the law of c
    ],
)
def test_of_all_types(measure: str, expected: float) -> None:
    assert MEASURES[measure](GRID) == pytest.approx(expected)


def test_a_contract_drawn_twice_counts_twice() -> None:
    twice = GRID.rows(np.array([0, 0, 3]))
    assert recall(twice).tolist() == pytest.approx([2 / 3, 1 / 3])


def test_order_is_measured_apart_from_thresholds() -> None:
    has, likely = np.array([True, False, True, False]), np.array([0.9, 0.8, 0.7, 0.1])
    assert average_precision(has, likely) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert area(has, likely) == pytest.approx(3 / 4)
    assert np.isnan(area(np.ones(2, dtype=np.bool_), np.zeros(2)))
    assert np.isnan(average_precision(np.zeros(2, dtype=np.bool_), np.zeros(2)))


def test_a_type_that_nobody_has_or_says_is_left_out_of_the_mean() -> None:
    grid = as_grid([told("a", "Law", True, YES), told("a", "Boat", False, NO)])
    assert np.isnan(f1(grid)[1])
    assert MEASURES["macro F1"](grid) == 1
