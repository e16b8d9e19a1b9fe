"""Last days to give notice, and the calendar that holds them (RFC 5545)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.review.deadlines import list_deadlines, subtract_period, write_calendar
from lexassist.types import Review, ValueKind

from .reviewed import review, valued


@pytest.mark.parametrize(
    ("day", "period", "last"),
    [
        (date(2026, 12, 31), "P30D", date(2026, 12, 1)),
        (date(2026, 12, 31), "P3M", date(2026, 9, 30)),  # September has no 31st
        (date(2028, 3, 31), "P1M", date(2028, 2, 29)),  # a leap year
        (date(2026, 1, 15), "P1M", date(2025, 12, 15)),  # over the turn of the year
        (date(2026, 1, 15), "P1Y", date(2025, 1, 15)),
        (date(2026, 1, 15), "P2W", date(2026, 1, 1)),
        (date(2026, 3, 31), "P1M1D", date(2026, 2, 27)),  # months before days
        (date(2026, 1, 15), "", None),  # left open
        (date(2026, 1, 15), "P", None),
        (date(2026, 1, 15), "PT5H", None),
        (date(2026, 1, 15), "perpetual", None),
        (date(2, 1, 15), "P30Y", None),  # before the first year
        (date(1, 1, 15), "P30D", None),
    ],
)
def test_a_period_is_counted_back(day: date, period: str, last: date | None) -> None:
    assert subtract_period(day, period) == last


@given(st.dates(min_value=date(100, 1, 1)), st.integers(0, 300), st.integers(0, 2000))
def test_notice_never_ends_after_the_expiry(day: date, months: int, days: int) -> None:
    last = subtract_period(day, f"P{months}M{days}D")
    assert last is not None
    assert last <= day


def reviewed(notice: str, told: str) -> Review:
    found = (
        valued("nda.pdf", "expiry", ValueKind.EXPIRY_DATE, "2027-02-28"),
        valued("nda.pdf", "renewal", ValueKind.RENEWAL_NOTICE, notice, told=told),
        valued("nda.pdf", "law", ValueKind.TERMINATION_NOTICE, "P10D", told="10 days"),
    )
    return replace(review(), rows=(replace(review().rows[0], findings=found),))


def test_the_last_day_comes_with_its_steps() -> None:
    notice, expiry = list_deadlines(reviewed("P90D", "90 days"))
    assert (notice.day, expiry.day) == (date(2026, 11, 30), date(2027, 2, 28))
    assert notice.steps == ("2027-02-28: as it stands", "28 February 2027 less 90 days: 30 November 2026")
    assert len(notice.citations) == 2  # the expiry's and the notice's


def test_business_days_are_counted_so_that_notice_is_not_late() -> None:
    notice, _ = list_deadlines(reviewed("P30D", "30 business days"))
    assert notice.day == date(2027, 1, 17)  # six weeks
    assert "public holidays are not counted" in notice.steps[-1]


def test_a_notice_that_is_left_open_gives_no_day() -> None:
    (expiry,) = list_deadlines(reviewed("", "a reasonable period"))
    assert expiry.what == "Contract expires"


def test_the_calendar_is_one_that_programs_read() -> None:
    written = write_calendar(reviewed("P90D", "90 days"))
    assert written.endswith(b"END:VCALENDAR\r\n")
    lines = written.split(b"\r\n")[:-1]
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is broken by a fold
    unfolded = re.sub(r"\r\n ", "", written.decode())
    assert unfolded.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261201" in unfolded
    assert "SUMMARY:Last day to give notice to prevent renewal (to be confirmed): nda.pdf" in unfolded
    assert unfolded.count("STATUS:TENTATIVE") == 2
    assert len(set(re.findall(r"UID:(.*)", unfolded))) == 2
    assert written == write_calendar(reviewed("P90D", "90 days"))


def test_words_that_mean_something_to_a_calendar_are_escaped() -> None:
    odd = replace(review().rows[0], file="a;b,c\\d\n.pdf")
    written = write_calendar(replace(review(), rows=(odd,))).decode().replace("\r\n ", "")
    assert "nda" not in re.findall(r"SUMMARY:.*", written)[0]
    assert re.findall(r"SUMMARY:.*: (.*)", written)[0].strip() == "a\\;b\\,c\\\\d\\n.pdf"
