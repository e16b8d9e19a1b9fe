"""The words and colours of a review: complete, readable, and the same everywhere."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from lexassist.review.wording import (
    DEFECT_WORDS,
    STATUS_WORDS,
    absence_rows,
    cell_words,
    certificate_words,
    plain,
    quoted,
    row_note,
    shade_of,
    shorten_names,
    tell_findings,
    tell_review,
    unread_rows,
)
from lexassist.types import SEVERITIES, ColumnKind, DefectKind, ReadStatus, Severity, Verdict

from .reviewed import absent, cite, nda_row, review


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("verdict", "severity"), list(itertools.product(Verdict, SEVERITIES)))
def test_every_fill_bears_dark_text(verdict: Verdict, severity: Severity) -> None:
    contrast = (luminance(shade_of(verdict, severity).fill) + 0.05) / (luminance("1D2430") + 0.05)
    assert contrast >= 7


def test_every_verdict_has_a_mark_of_its_own() -> None:
    assert len({shade_of(verdict, Severity.HIGH).mark for verdict in Verdict}) == len(Verdict)


@pytest.mark.parametrize("verdict", [Verdict.DEVIATION, Verdict.MISSING])
def test_the_graver_is_the_darker(verdict: Verdict) -> None:
    shown = [luminance(shade_of(verdict, severity).fill) for severity in SEVERITIES]
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == len(shown)


def test_all_kinds_have_words() -> None:
    assert set(DEFECT_WORDS) == set(DefectKind)
    assert set(STATUS_WORDS) == set(ReadStatus)


def test_a_cell_says_verdict_answer_and_clause() -> None:
    law, expiry, _, renewal, control = nda_row().findings
    assert cell_words(law, ColumnKind.VERDICT) == "✗ Deviation (high) · cl. 13.1"
    # Where the column asks for a value, that comes first.
    assert cell_words(renewal, ColumnKind.PERIOD).startswith("3 months · ≈ Fallback")
    # The value as programs have it stands in where none is told.
    assert cell_words(expiry, ColumnKind.TEXT).startswith("2027-02-28 · ")
    # A missing clause has no place: those cited do not carry it.
    assert cell_words(control, ColumnKind.VERDICT) == "○ Missing (high)"


def test_absence_is_told_with_what_it_rests_on() -> None:
    (near,) = cite("nda.pdf", "confidential")
    assert certificate_words(absent("nda.pdf")).startswith("61 of 61 clauses checked; nearest: ")
    assert certificate_words(absent("nda.pdf")).endswith(f"p. {near.pages[0]} (0.31)")
    unknown = replace(absent("nda.pdf"), citations=())
    assert certificate_words(unknown) == "61 of 61 clauses checked; the nearest scores 0.31"
    ((title, words),) = absence_rows(review())
    assert title == "Change of control"
    assert "0.42" in words
    assert "2.1%" in words


def test_open_findings_come_first_and_the_gravest_first() -> None:
    told = [(one.finding.verdict.open, one.finding.severity) for one in tell_findings(review())]
    assert told[:3] == [(True, Severity.HIGH), (True, Severity.HIGH), (True, Severity.MEDIUM)]
    assert not any(is_open for is_open, _ in told[3:])


def test_a_row_says_how_it_was_read_and_what_amends_it() -> None:
    rows = review().rows
    assert row_note(rows[0], rows) == ""
    assert row_note(rows[1], rows) == "Read in part. Page 3 was not read. Amended by: amendment.pdf."
    assert row_note(rows[3], rows) == "Not read: needs a password. It opens only with a password."


def test_the_review_in_a_sentence() -> None:
    assert tell_review(review()) == (
        "3 documents reviewed against 5 rules. Open findings by severity: 2 high, 1 medium, 0 low. 1 file could not be read."
    )
    assert [file for file, _ in unread_rows(review())] == ["=cmd|' /C calc'!A0.pdf", "locked.pdf"]


def test_files_are_named_from_the_folder_that_they_share() -> None:
    one = review().rows[0]
    cases = [
        (["in/deals/a.pdf", "in/deals/b/c.pdf"], ["a.pdf", "b/c.pdf"]),
        (["in/deals/a.pdf"], ["a.pdf"]),
        (["/x/a.pdf", "b.pdf"], ["/x/a.pdf", "b.pdf"]),
        # An attachment stands in its mail as in a folder.
        (["in/o.eml", "in/o.eml/a.pdf"], ["o.eml", "o.eml/a.pdf"]),
    ]
    for files, told in cases:
        named = shorten_names(replace(review(), rows=tuple(replace(one, file=file) for file in files)))
        assert [row.file for row in named.rows] == told


def test_words_that_no_file_can_hold_are_dropped() -> None:
    assert plain("a\x00b\x0bc\ud800d\r\ne") == "abcd\ne"


def test_a_long_quotation_is_cut_at_a_word() -> None:
    assert quoted("Fee\tEUR 12\nTax\tnone") == "Fee | EUR 12\nTax | none"
    assert quoted("word " * 100, 22) == "word word word word …"
