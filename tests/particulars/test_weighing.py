"""Probabilities of values: those of one kind exclude each other, and places of one value stand together."""

from __future__ import annotations

import math

import pytest

from lexassist.particulars import weighing
from lexassist.particulars.weighing import Found, load_weights, rate_each, rate_one
from lexassist.types import ClauseId, Span, Value, ValueKind


@pytest.fixture(autouse=True)
def _weights(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {kind: {"": -1.0, "good": 2.0, "bad": -2.0} for kind in (ValueKind.TITLE, ValueKind.PARTY)}
    monkeypatch.setattr(weighing, "load_weights", lambda: weights)


def found(normal: str, *signs: str, kind: ValueKind = ValueKind.TITLE, at: int = 0) -> Found:
    return Found(Value(kind, normal, normal, normal, ClauseId("c"), Span(at, at + 1)), frozenset(signs))


def test_shares_are_of_all_places_and_of_there_being_none() -> None:
    first, second = rate_one([found("Bond", "bad"), found("Lease", "good")])
    total = 1 + math.exp(1) + math.exp(-3)
    assert (first.normal, second.normal) == ("Lease", "Bond")
    assert first.probability == pytest.approx(math.exp(1) / total)
    assert second.probability == pytest.approx(math.exp(-3) / total)


def test_places_of_one_value_are_added_and_the_best_is_given() -> None:
    (lease,) = rate_one([found("LEASE", at=5), found("Lease", "good", at=9)])
    assert lease.span.start == 9
    assert lease.probability == pytest.approx((math.exp(1) + math.exp(-1)) / (1 + math.exp(1) + math.exp(-1)))


def test_values_of_which_there_are_several_do_not_exclude_each_other() -> None:
    rated = rate_each([found("A", "good", kind=ValueKind.PARTY), found("B", "good", kind=ValueKind.PARTY)])
    assert [value.probability for value in rated] == [pytest.approx(1 / (1 + math.exp(-1)))] * 2


def test_a_sign_that_nothing_was_learned_of_weighs_nothing() -> None:
    assert rate_one([found("Lease", "odd")]) == rate_one([found("Lease")])


def test_the_shipped_weights_cover_every_kind_that_lawyers_answered() -> None:
    shipped = load_weights()
    kinds = {
        "title",
        "party",
        "agreement_date",
        "effective_date",
        "expiry_date",
        "renewal_term",
        "renewal_notice",
        "governing_law",
    }
    assert kinds <= {kind.value for kind in shipped}
    assert all("" in weights and all(map(math.isfinite, weights.values())) for weights in shipped.values())
