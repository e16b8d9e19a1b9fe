from __future__ import annotations

import pytest

from lexassist.parsing.numbering import read_labels, roman


@pytest.mark.parametrize(
    ("line", "readings"),
    [
        ("1. Term", [("1", (1,), "1")]),
        ("1.1 Term", [("1.1", (1, 1), "1.1")]),
        ("10.2.3. Term", [("1.1.1", (10, 2, 3), "10.2.3")]),
        # a number and a point apart, as some files have it
        ("5. 6. The basis", [("1.1", (5, 6), "5.6")]),
        ("(a) item", [("(a)", (1,), "(a)")]),
        ("(A) item", [("(A)", (1,), "(A)")]),
        ("(12) item", [("(1)", (12,), "(12)")]),
        ("a) item", [("a)", (1,), "(a)")]),
        # letters that are roman numerals too
        ("(v) item", [("(i)", (5,), "(v)"), ("(a)", (22,), "(v)")]),
        ("(bb) item", [("(a)", (28,), "(bb)")]),
        ("ARTICLE IV", [("article", (4,), "Article IV")]),
        ("ARTICLE \u2013 4", [("article", (4,), "Article 4")]),
        ("Article Two", [("article", (2,), "Article Two")]),
        ("Section 2.03 Payment", [("section.1", (2, 3), "Section 2.03")]),
        ("Section 1 \u2014 Definitions", [("section", (1,), "Section 1")]),
        ("\u00a7 3 Haftung", [("section", (3,), "Section 3")]),
        ("Clause 5", [("section", (5,), "Clause 5")]),
        ("SCHEDULE 3", [("schedule", (3,), "Schedule 3")]),
        ("Exhibit B", [("schedule", (2,), "Exhibit B")]),
        # words and figures that start a line and are no labels
        ("the Buyer", []),
        ("2004 was a year", []),
        ("1,000 tonnes", []),
        ("2.5% of it", []),
        ("(the Buyer) pays", []),
        ("(as amended)", []),
        ("section 5 of it", []),
        ("", []),
    ],
)
def test_readings(line: str, readings: list[tuple[str, tuple[int, ...], str]]):
    assert [(label.style, label.value, label.text) for label in read_labels(line)] == readings


@pytest.mark.parametrize(
    ("text", "value"), [("iv", 4), ("IX", 9), ("xl", 40), ("xcix", 99), ("iiii", None), ("", None)]
)
def test_roman(text: str, value: int | None):
    assert roman(text) == value
