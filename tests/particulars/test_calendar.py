"""Dates and periods as contracts write them, and the sum of a date and a period."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.particulars.calendar import Day, Period, later, read_dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("dated as of June 21, 1999", "1999-06-21"),
        ("this 5th day of May, 1999", "1999-05-05"),
        ("the 15 th day of July, 2010", "2010-07-15"),  # the ordinal was set higher on the page
        ("this first (1st) day of May, 2004", "2004-05-01"),  # words and figures
        ("the twenty-first day of May, 2001", "2001-05-21"),
        ("16 day of August. 2012", "2012-08-16"),  # a stop for a comma
        ("the thirtieth (30th) day of the month of January, 2012", "2012-01-30"),
        ("October 1,1996", "1996-10-01"),
        ("31 December 2020", "2020-12-31"),
        ("9/28/2004", "2004-09-28"),  # the month first, as in the United States
        ("28/9/2004", "2004-09-28"),  # which cannot be here
        ("2019-01-02", "2019-01-02"),
        ("signed 9/9/97", "1997-09-09"),
        ("JULY __, 2000", "2000-07"),  # the day is left blank
        ("as of the ___ day of _______, 2013", "2013"),
        ("as of [●], 2020", "2020"),
        ("in May 2013", "2013-05"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(text: str, iso: str) -> None:
    assert [dated.day.iso for dated in read_dates(text)] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "Section 4.12 of 2004 pages",  # no month
        "February 30, 2010",  # no such day
        "13/13/2013",
        "call 555-12-1234567",
        "in the year 2004",  # a year alone is no date
    ],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert read_dates(text) == ()


def test_a_date_that_could_be_read_both_ways_says_so() -> None:
    assert [dated.unsure for dated in read_dates("3/4/2017 and 3/14/2017 and 3 April 2017")] == [True, False, False]


@pytest.mark.parametrize(
    ("day", "period", "iso"),
    [
        (Day(2021, 3, 1), Period(5, "year"), "2026-03-01"),
        (Day(2024, 2, 29), Period(1, "year"), "2025-02-28"),  # no 29 February then
        (Day(2021, 1, 31), Period(1, "month"), "2021-02-28"),
        (Day(2021, 11, 15), Period(14, "month"), "2023-01-15"),
        (Day(2021, 12, 20), Period(2, "week"), "2022-01-03"),
        (Day(2020, 2, 1), Period(30, "day"), "2020-03-02"),
    ],
)
def test_a_period_later(day: Day, period: Period, iso: str) -> None:
    assert later(day, period).iso == iso


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 1, 1)), st.integers(1, 40))
def test_months_add_up_and_end_on_a_day_that_exists(start: datetime.date, number: int) -> None:
    day = Day(start.year, start.month, start.day)
    year, months = later(day, Period(number, "year")), later(day, Period(12 * number, "month"))
    assert year == months
    assert datetime.date(year.year, year.month, year.day) > start


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)))
def test_every_day_is_read_back_from_how_it_is_told(day: datetime.date) -> None:
    told = Day(day.year, day.month, day.day).told
    assert [dated.day.iso for dated in read_dates(f"on {told} at noon")] == [day.isoformat()]


@pytest.mark.parametrize(
    ("period", "iso", "told"),
    [
        (Period(30, "day"), "P30D", "30 days"),
        (Period(1, "year"), "P1Y", "1 year"),
        (Period(10, "day", business=True), "P10D", "10 business days"),
    ],
)
def test_a_period_is_told(period: Period, iso: str, told: str) -> None:
    assert (period.iso, period.told) == (iso, told)
