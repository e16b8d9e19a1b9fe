"""Dates as they are written."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.dates import Day, find_dates


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # words, in American and British order, with ordinals and fillers
        ("dated as of March 3, 2017", [Day(2017, 3, 3)]),
        ("on 3rd of March, 2017", [Day(2017, 3, 3)]),
        ("this 12th day of May 2003", [Day(2003, 5, 12)]),
        ("Dec. 8, 2005", [Day(2005, 12, 8)]),
        ("31 December, 1996", [Day(1996, 12, 31)]),
        # a month, and a day that nobody filled in
        ("in June of 2003", [Day(2003, 6)]),
        ("this ____ day of ________, 2013", [Day(2013)]),
        # figures: both readings where both are dates, one where only one is
        ("12/1/98", [Day(1998, 1, 12), Day(1998, 12, 1)]),
        ("25.12.2019", [Day(2019, 12, 25)]),
        ("2017-03-03", [Day(2017, 3, 3)]),
        # two-figure years on both sides of the turn
        ("1/1/49", [Day(2049, 1, 1)]),
        ("1/1/50", [Day(1950, 1, 1)]),
        # file names
        ("ACME_06_29_2017-EX-10.1", [Day(2017, 6, 29)]),
        ("Acme_20190920_S-1", [Day(2019, 9, 20)]),
        # section numbers, amounts and impossible days are no dates
        ("Section 10.17", []),
        ("13/13/2019", []),
        ("12/1/98.5", []),
    ],
)
def test_a_date_is_read_in_any_form(text: str, days: list[Day]) -> None:
    assert [day for written in find_dates(text) for day in written.days] == days


def test_a_year_alone_counts_only_where_it_is_asked_for() -> None:
    assert find_dates("the 2019 lease") == ()
    (written,) = find_dates("the 2019 lease", bare_years=True)
    assert (written.days, written.start, written.end) == ((Day(2019),), 4, 8)


def test_an_amount_is_no_year() -> None:
    assert find_dates("$2,019 or 1.999 or $1999", bare_years=True) == ()


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_found_as_it_was_written(day: date) -> None:
    expected = Day(day.year, day.month, day.day)
    for form in ("%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d", "%b %d, %Y"):
        (written,) = find_dates(f"signed {day.strftime(form)} in Fells", bare_years=True)
        assert expected in written.days
        assert expected.marks() == (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}")


@given(st.text(alphabet="0123456789/.-_ MarchJune,ofday19 20", max_size=80))
def test_dates_stand_in_the_text_in_order_and_apart(text: str) -> None:
    found = find_dates(text, bare_years=True)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) and one.days for one in found)
