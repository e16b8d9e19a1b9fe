"""Learning what signs weigh, from places whose value lawyers gave or did not."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from lexassist.particulars.weighing import BIAS, Found
from lexassist.tuning.values import Lesson, fit, write_weights
from lexassist.types import ClauseId, Span, Value, ValueKind


def place(*signs: str) -> Found:
    return Found(Value(ValueKind.TITLE, "x", "x", "x", ClauseId("c"), Span(0, 1)), frozenset(signs))


def test_a_sign_of_right_places_weighs_more_than_one_of_wrong_places() -> None:
    lessons = [Lesson((place("headed"), place("recital")), (True, False)) for _ in range(30)]
    weights = fit(lessons, ridge=0.5)
    assert weights["headed"] > 0.5 > -0.5 > weights["recital"]


def test_where_nothing_tells_places_apart_the_share_is_how_often_one_is_right() -> None:
    """With one place a contract and no signs, the share of the place is that of right ones: log odds of 3 in 4."""
    lessons = [Lesson((place(),), (n % 4 != 0,)) for n in range(40)]
    assert fit(lessons, ridge=1.0)[BIAS] == pytest.approx(math.log(3), abs=0.02)


def test_contracts_without_a_place_teach_nothing() -> None:
    lessons = [Lesson((place("headed"),), (True,)), Lesson((place("recital"),), (False,))]
    assert fit([*lessons, Lesson((), ())], ridge=1.0) == fit(lessons, ridge=1.0)


def test_weights_are_written_by_kind(tmp_path: Path) -> None:
    file = tmp_path / "weights.json"
    write_weights({ValueKind.TITLE: {"b": 1.0, "": -1.0}}, file)
    assert json.loads(file.read_text()) == {"title": {"": -1.0, "b": 1.0}}
