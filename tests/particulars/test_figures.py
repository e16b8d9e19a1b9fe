"""The figures of a contract's words, with their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.particulars.quantities import place_quantities, read_quantities
from lexassist.particulars.values import figures_in
from lexassist.types import Span, ValueKind

from .contracts import SUPPLY, whole


@pytest.mark.parametrize(
    ("words", "kind", "normal", "told"),
    [
        ("$1,200,000", ValueKind.AMOUNT, "USD 1200000", "USD 1,200,000"),
        ("£2.5 million", ValueKind.AMOUNT, "GBP 2500000", "GBP 2,500,000"),
        ("thirty (30) days", ValueKind.PERIOD, "P30D", "30 days"),
        ("ten (10) business days", ValueKind.PERIOD, "P10D", "10 business days"),
        ("five percent (5%)", ValueKind.PERCENTAGE, "5%", "5%"),
        ("twenty-four (24) months", ValueKind.PERIOD, "P24M", "24 months"),
        ("48 hours", ValueKind.PERIOD, "PT48H", "48 hours"),
        ("March 3, 2021", ValueKind.DATE, "2021-03-03", "3 March 2021"),
        ("one-year", ValueKind.PERIOD, "P1Y", "1 year"),
    ],
)
def test_a_figure_is_normalised_with_its_words(words: str, kind: ValueKind, normal: str, told: str) -> None:
    document = whole(f"1. Terms. The parties agree on {words} for this.")
    (value,) = figures_in(document, document.clauses[-1].span)
    assert (value.kind, value.normal, value.told) == (kind, normal, told)
    assert value.words == words


def test_only_the_span_is_read() -> None:
    document = whole(SUPPLY)
    start = document.document.text.index("within thirty")
    values = figures_in(document, Span(start, start + 24))
    assert [value.normal for value in values] == ["P30D"]


def test_a_clause_number_is_no_figure() -> None:
    document = whole("1. Terms. As said in Section 30 and Schedule 2.")
    assert figures_in(document, document.clauses[-1].span) == ()


PIECES = st.sampled_from(
    [
        "thirty (30) days’ notice",
        "USD 5",
        "“two\n(2) years”",
        "five  per\ncent (5%)",
        "\u200bx",
        "1 May 2020",
        "Clause 4",
        "½",
        "and",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=8))
def test_placing_reads_what_reading_reads(pieces: list[str]) -> None:
    text = " ; ".join(pieces)
    placed = place_quantities(text)
    assert sorted(map(repr, (one for one, _, _ in placed))) == sorted(map(repr, read_quantities(text)[0]))
    assert all(0 <= start < end <= len(text) for _, start, end in placed)
