from __future__ import annotations

import pytest

from lexassist.parsing.clauses.mislabels import read_garbled
from lexassist.parsing.clauses.numbering import read_labels, roman, to_roman


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
        ("(aaaa) item", [("(a)", (79,), "(aaaa)")]),
        ("ARTICLE IV", [("article", (4,), "Article IV")]),
        ("ARTICLE \u2013 4", [("article", (4,), "Article 4")]),
        ("Article Two", [("article", (2,), "Article Two")]),
        ("Section 2.03 Payment", [("section.1", (2, 3), "Section 2.03")]),
        ("Section 1 \u2014 Definitions", [("section", (1,), "Section 1")]),
        ("\u00a7 3 Haftung", [("section", (3,), "Section 3")]),
        ("Clause 5", [("clause", (5,), "Clause 5")]),
        ("ITEM 125: Payment", [("item", (125,), "Item 125")]),
        ("Paragraph 2.1 Payment", [("paragraph.1", (2, 1), "Paragraph 2.1")]),
        ("SECTION TWENTY-TWO. LAW", [("section", (22,), "Section Twenty-two")]),
        ("CLAUSE FOURTH", [("clause", (4,), "Clause Fourth")]),
        ("Chapter 3", [("chapter", (3,), "Chapter 3")]),
        ("Section IV \u2014 Payment", [("section", (4,), "Section IV")]),
        ("II - WORK", [("I.", (2,), "II"), ("A.", (35,), "II")]),
        # the words follow the number at once, as in files made from scans
        ("1.1Term", [("1.1", (1, 1), "1.1")]),
        ("3.Use of it", [("1", (3,), "3")]),
        # a number without a point heads, or stands before a sentence, which only the sequence can tell
        ("2 Quality and Food Safety", [("1", (2,), "2")]),
        ("1.0 TERM", [("1", (1,), "1.0")]),
        # a clause that may be left out
        ("[4.2 Option]", [("1.1", (4, 2), "4.2")]),
        ("(xxviii) item", [("(i)", (28,), "(xxviii)")]),
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
        ("Section of it", []),
        ("Item of it", []),
        ("Paragraphs 5", []),
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


@pytest.mark.parametrize("value", range(1, 100))
def test_roman_numerals_round_trip(value: int):
    assert roman(to_roman(value)) == value


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        # letters for figures
        ("l.2 Payment", ["1.2"]),
        ("I.1 Payment", ["1.1"]),
        ("1O.2 Payment", ["10.2"]),
        # a comma for a point
        ("2,1 Payment", ["2.1"]),
        ("3, Payment", ["3"]),
        # letters for roman numerals, and figures for letters
        ("(li) item", ["(ii)"]),
        ("(1) item", ["(i)", "(l)"]),
        # a capital is no garbled small letter
        ("(B) item", []),
        ("(lv) item", ["(iv)"]),
        ("{b) item", []),
        # whatever may be read as it is written is left alone
        ("1.2 Payment", []),
        ("(a) item", []),
        ("Buyer pays", []),
        ("", []),
    ],
)
def test_garbled_labels(line: str, texts: list[str]):
    labels = read_garbled(line)
    assert sorted({label.text for label in labels}) == sorted(texts)
    assert not any(label.sure for label in labels)
