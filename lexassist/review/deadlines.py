"""Dates to be kept that a review has found, and the last days to give notice that follow from them, as a calendar.

A calendar file is RFC 5545 (iCalendar): each day is an all-day event, tentative, marked "to be confirmed" and free of the
machine's clock, so that equal reviews give equal bytes and an event that is loaded twice stands once. A last day is the
expiry less the notice, counted back in calendar days or months; whether the contract wants clear days, business days or
receipt is for a person to confirm. Does not know dates that no column of the review asked for.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lexassist.review.wording import TO_CONFIRM, place_of, plain, quoted
from lexassist.types import Citation, Review, ReviewedDocument, Value, ValueKind, Verdict

_PERIOD = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
_DAYS = re.compile(r"P(\d{1,5})D")
_WORKING = re.compile(r"business|working|banking", re.IGNORECASE)
_WIDEST = 75
"""Octets of a line (RFC 5545, 3.1)."""
_EPOCH = "19700101T000000Z"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day to be kept. ``steps`` are how it was worked out, each a sentence; ``citations`` where that stands."""

    row: ReviewedDocument
    day: date
    what: str
    steps: tuple[str, ...]
    citations: tuple[Citation, ...]


def list_deadlines(review: Review) -> tuple[Deadline, ...]:
    """The deadlines of a review, by day, then in the order of documents."""
    found: dict[tuple[str, str, date], Deadline] = {}
    for row in review.rows:
        for deadline in _of_row(row):
            found.setdefault((row.file, deadline.what, deadline.day), deadline)
    return tuple(sorted(found.values(), key=lambda deadline: deadline.day))


def subtract_period(day: date, period: str) -> date | None:
    """``day`` less an ISO 8601 period of years, months, weeks and days; None where it is none, or leads before year 1.

    Where the month has no such day, its last one: 30 March less one month is 28 February.

    >>> subtract_period(date(2026, 3, 30), "P1M"), subtract_period(date(2026, 3, 30), "P30D")
    (datetime.date(2026, 2, 28), datetime.date(2026, 2, 28))
    """
    match = _PERIOD.fullmatch(period)
    if not match or not any(match.groups()):
        return None
    years, months, weeks, days = (int(digits or 0) for digits in match.groups())
    index = day.year * 12 + day.month - 1 - 12 * years - months
    year, month = divmod(index, 12)
    if year < 1:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    try:
        return date(year, month + 1, min(day.day, last)) - timedelta(days=7 * weeks + days)
    except OverflowError:
        return None


def write_calendar(review: Review) -> bytes:
    """The deadlines of a review as an iCalendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//LexAssist//Review//EN", "CALSCALE:GREGORIAN"]
    for number, deadline in enumerate(list_deadlines(review), start=1):
        lines += _event(deadline, number)
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def _of_row(row: ReviewedDocument) -> Iterator[Deadline]:
    valued = [(f, f.value) for f in row.findings if f.value and f.verdict is not Verdict.MISSING]
    for finding, value in valued:
        expiry = _day(value) if value.kind is ValueKind.EXPIRY_DATE else None
        if expiry is None:
            continue
        steps = tuple(step.says for step in value.steps) or (f"“{quoted(value.words, 200)}”",)
        yield Deadline(row, expiry, "Contract expires", steps, finding.citations)
        for other, notice in valued:
            counted = _last_day(expiry, notice) if notice.kind is ValueKind.RENEWAL_NOTICE else None
            if counted is not None:
                last, says = counted
                cited = (*finding.citations, *other.citations)
                yield Deadline(row, last, "Last day to give notice to prevent renewal", (*steps, says), cited)


def _last_day(expiry: date, notice: Value) -> tuple[date, str] | None:
    """The expiry less a period of notice, and that step in words; None where the period is left open."""
    period, told = notice.normal, notice.told or notice.normal
    working = _DAYS.fullmatch(period) if _WORKING.search(told) else None
    if working:
        # Too early is safe, too late is not: five of them are a week, and holidays are for a person to add.
        days = 7 * -(-int(working[1]) // 5)
        period, told = f"P{days}D", f"{told} (counted as {days} days; public holidays are not counted)"
    last = subtract_period(expiry, period)
    return None if last is None else (last, f"{_say(expiry)} less {told}: {_say(last)}")


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(value.normal)
    except ValueError:
        return None


def _say(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _event(deadline: Deadline, number: int) -> list[str]:
    name = deadline.row.file
    places = [f"{place_of(citation)}: “{quoted(citation.quote, 300)}”" for citation in deadline.citations]
    checked = "Worked out by a program from the words below: confirm it against the contract before relying on it."
    told = "\n".join((f"File: {deadline.row.file}", checked, *deadline.steps, *places))
    stamp = f"{deadline.day:%Y%m%d}"
    return [
        "BEGIN:VEVENT",
        f"UID:{deadline.row.document or number}-{_slug(deadline.what)}-{stamp}@lexassist",
        f"DTSTAMP:{_EPOCH}",
        f"DTSTART;VALUE=DATE:{stamp}",
        f"DTEND;VALUE=DATE:{deadline.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(f'{deadline.what} ({TO_CONFIRM}): {name}')}",
        f"DESCRIPTION:{_escape(told)}",
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _slug(what: str) -> str:
    return "-".join(re.findall(r"[a-z]+", what.lower()))


def _escape(text: str) -> str:
    """RFC 5545, 3.3.11."""
    escaped = plain(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _fold(line: str) -> bytes:
    """A line in pieces of at most 75 octets, no character broken, each but the first behind a space."""
    pieces: list[bytes] = [b""]
    for character in line:
        encoded = character.encode()
        if len(pieces[-1]) + len(encoded) > _WIDEST:
            pieces.append(b" ")
        pieces[-1] += encoded
    return b"\r\n".join(pieces) + b"\r\n"
