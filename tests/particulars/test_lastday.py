"""The last day of a term, by what its words say of the first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.particulars.calendar import Day, Period
from lexassist.particulars.lastday import Counting, counting_in, last_day

MARCH = Day(2024, 3, 1)


@pytest.mark.parametrize(
    ("words", "before", "anniversary", "counting"),
    [
        ("for a term of five years from and including 1 March 2024", "for a term of ", False, Counting.FIRST_DAY_COUNTS),
        ("five years commencing on and including the Effective Date", "", False, Counting.FIRST_DAY_COUNTS),
        # To and including the last day says nothing of the first.
        ("five years from 1 March 2024 up to and including the last day", "", False, Counting.OPEN),
        ("for five years from 1 March 2024", "for ", False, Counting.OPEN),
        ("until the fifth anniversary of 1 March 2024", "until the ", True, Counting.ANNIVERSARY),
        ("until the day before the fifth anniversary", "until the day before the ", True, Counting.DAY_BEFORE),
        ("to but excluding the fifth anniversary", "to but excluding the ", True, Counting.DAY_BEFORE),
        # An anniversary is named, whatever is said of the beginning.
        ("from and including 1 March until its fifth anniversary", "from and including 1 March until its ", True, Counting.ANNIVERSARY),
    ],
)  # fmt: skip
def test_words_say_how_to_count(words: str, before: str, anniversary: bool, counting: Counting) -> None:
    assert counting_in(words, before, anniversary=anniversary) is counting


@pytest.mark.parametrize(
    ("start", "period", "counting", "iso"),
    [
        (MARCH, Period(5, "year"), Counting.FIRST_DAY_COUNTS, "2029-02-28"),
        (MARCH, Period(4, "year"), Counting.FIRST_DAY_COUNTS, "2028-02-29"),  # a leap year
        (MARCH, Period(5, "year"), Counting.ANNIVERSARY, "2029-03-01"),
        (MARCH, Period(5, "year"), Counting.DAY_BEFORE, "2029-02-28"),
        (MARCH, Period(5, "year"), Counting.OPEN, "2029-03-01"),
        # February has no 31st: its last day is the last of six months from and including 31 August.
        (Day(2023, 8, 31), Period(6, "month"), Counting.FIRST_DAY_COUNTS, "2024-02-29"),
        (Day(2024, 2, 29), Period(1, "year"), Counting.FIRST_DAY_COUNTS, "2025-02-28"),
        (MARCH, Period(2, "week"), Counting.FIRST_DAY_COUNTS, "2024-03-14"),
    ],
)
def test_the_last_day(start: Day, period: Period, counting: Counting, iso: str) -> None:
    end, says = last_day(start, period, counting)
    assert end.iso == iso
    assert end.told in says


def test_where_the_words_leave_it_open_both_days_are_told() -> None:
    assert "1 March 2029" in last_day(MARCH, Period(5, "year"), Counting.OPEN)[1]
    assert "28 February 2029" in last_day(MARCH, Period(5, "year"), Counting.OPEN)[1]


@given(st.dates(), st.integers(1, 40), st.sampled_from(["week", "month", "year"]))
def test_a_term_whose_first_day_counts_ends_no_later(day: object, number: int, unit: str) -> None:
    start = Day(*map(int, str(day).split("-")))
    if start.year > 9000:
        return
    counted, open_ = (
        last_day(start, Period(number, unit), how)[0] for how in (Counting.FIRST_DAY_COUNTS, Counting.OPEN)
    )
    assert counted.iso <= open_.iso
