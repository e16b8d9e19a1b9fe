"""Constraints of a playbook, and figures as they compare."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.review.constraints import parse_constraint
from lexassist.review.measures import Unit, at_least, at_most, read_bound, read_fee_caps, read_measures


@pytest.mark.parametrize(
    ("constraint", "text", "holds"),
    [
        ("notice >= 30 days", "thirty (30) days", True),
        ("notice >= 30 days", "15 days", False),
        # Every month is as long as 28 days, none is longer than 31.
        ("notice >= 28 days", "one month", True),
        ("notice >= 31 days", "one month", None),
        ("notice >= 32 days", "one month", False),
        ("period <= 5 years", "60 months", True),
        ("period <= 5 years", "61 months", False),
        ("period <= 3 days", "72 hours", True),
        # Ten business days are ten days at the least, and about two weeks.
        ("notice >= 10 days", "ten (10) business days", True),
        ("notice >= 12 days", "ten (10) business days", None),
        ("amount <= GBP 50,000", "£50,000", True),
        # Two currencies are not compared.
        ("amount <= GBP 50,000", "$10", None),
        ("percentage <= 5%", "six per cent (6%)", False),
        ("period = 12 months", "1 year", True),
    ],
)
def test_a_figure_is_compared_with_its_bound(constraint: str, text: str, holds: bool | None) -> None:
    (measure,) = read_measures(text)
    assert parse_constraint(constraint).holds_for(measure) is holds


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("the fees paid or payable for the twelve (12) months preceding the event", 12),
        ("three (3) times the fees paid in the twelve (12) months before the claim", 36),
        ("one hundred and twenty-five per cent (125%) of the Charges paid and payable in that Contract Year", 15),
        ("150% of the annual charges payable in a year", 18),
        ("the price of the Products purchased in that year", 12),
        ("the fees paid in the preceding two years", 24),
    ],
)
def test_a_cap_in_fees_is_told_in_months(text: str, months: int) -> None:
    (cap,) = read_fee_caps(text)
    assert (cap.low, cap.unit) == (Decimal(months), Unit.MONTHS_OF_FEES)


def test_a_cap_that_speaks_of_no_fees_is_none_in_fees() -> None:
    assert read_fee_caps("the total liability shall not exceed £750,000 in a year") == ()


@pytest.mark.parametrize(
    "text",
    [
        "notice > 30 days",  # no such sign
        "notice >= soon",  # no figure
        "law >= 30 days",  # a name is not more or less
        "cap in [England]",  # a figure is not one of names
        "colour in [red]",  # no such subject
        "notice >= 10 to 20 days and 5 months",  # two figures
    ],
)
def test_what_is_no_constraint_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"notice >= 30 days"):
        parse_constraint(text)


def test_a_constraint_is_told_as_a_lawyer_says_it() -> None:
    assert parse_constraint("notice >= 30 days").told == "at least 30 days"
    assert parse_constraint("law in [England and Wales, New York]").told == "England and Wales or New York"
    assert parse_constraint("cap <= 150% of the annual fees").told == "at most 18 months' fees"


periods = st.tuples(st.integers(1, 400), st.sampled_from(["days", "months", "years", "business days", "weeks"]))


@given(periods, periods)
def test_more_and_less_never_contradict(one: tuple[int, str], other: tuple[int, str]) -> None:
    first, second = (read_bound(f"{number} {unit}") for number, unit in (one, other))
    assert first is not None
    assert second is not None
    more, less = at_least(first, second), at_most(first, second)
    assert (more, less) != (False, False)
    assert at_most(second, first) == more
