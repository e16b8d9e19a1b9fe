from __future__ import annotations

from dataclasses import replace

import pytest

from lexassist.parsing.sentences import join_segments, split_segments, split_sentences
from lexassist.types import Clause, ClauseId, ClauseKind, Document, Span
from tests.parsing.writing import document_of


def whole(document: Document, heading: str = "") -> Clause:
    span = Span(0, len(document.text))
    return Clause(ClauseId("c"), document.id, "", (), heading, ClauseKind.OPERATIVE, span)


def sentences(text: str, heading: str = "", *, paged: bool = True) -> list[str]:
    document = replace(document_of(text), paged=paged)
    return [sentence.text for sentence in split_sentences(document, whole(document, heading))]


def introductions(text: str) -> list[tuple[str, list[str]]]:
    """Each segment with the segments that introduce it."""
    document = document_of(text)
    segments = split_segments(document, whole(document))
    return [(s.sentence.text, [segments[index].sentence.text for index in s.introduction]) for s in segments]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The Buyer pays. The Seller delivers.", 2),
        # abbreviations of companies, countries and references
        ("Mill Inc. and Quill Ltd. agree to it.", 1),
        ("Mill Inc. shall pay. It pays in U.S. Dollars.", 2),
        ("See No. 5 of the list, Art. 6 and J. Example's note.", 1),
        ("Goods, e.g. Paper, are sold.", 1),
        ("Reels, rolls etc. Paper of the second kind goes back.", 1),
        ("It is as in Mill v. Quill and as in Reg. No. 7 of the Board.", 1),
        ("Delivery is at 9 a.m. Monday to Friday.", 1),
        ("Mr. J. P. Example and Dr. Other sign.", 1),
        # the end of a reference ends a sentence
        ("It survives Section 2.1. The Buyer may end it.", 2),
        # a company's full stop before a word that starts sentences
        ("It is owned by Mill Inc. The Buyer knows that.", 2),
        # a label alone is no sentence
        ("9.2\nThe Buyer pays.", 1),
        ("9.2 The Buyer pays. (a) It pays well.", 2),
        # an initial
        ("It was signed by A. B. Example.", 1),
        # a figure with a point, a date, an amount
        ("The price is 2.5 per cent. It is fixed.", 2),
        ("It ends on 1.2.2030 at the latest.", 1),
        ("It costs $5.00 a ream. $2.00 is due at once.", 2),
        # an ellipsis goes on with a small letter and ends before a large one
        ("The Buyer ... pays. Words ... The rest is left out.", 3),
        ("Is it so? It is! Then \u201cit ends.\u201d The end.", 4),
        # closing brackets and quotation marks belong to the sentence that they close
        ("(The Buyer pays.) The Seller delivers.", 2),
        # a space before the stop, and none behind it, as scans and conversions leave them
        ("The Buyer pays . The Seller delivers .", 2),
        ("The Buyer pays.The Seller delivers.", 2),
        # but not in an address
        ("Write to office.Mill@example.test or see www.mill.Example today.", 1),
        # a name that starts with a small letter
        ("It is sold. iMill sells it.", 2),
        # a blank line ends a sentence, but not behind words that must go on
        ("Payment terms\n\nThe Buyer pays", 2),
        ("It is paid to the\n\nBuyer at once.", 1),
        ("The Seller,\n\nThe Buyer and others", 1),
    ],
)
def test_where_sentences_end(text: str, count: int):
    assert len(sentences(text)) == count, sentences(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # in a text without pages a line is a paragraph
        ("Payment\nThe Buyer pays", ["Payment", "The Buyer pays"]),
        ("Terms of payment, which the parties have agreed upon (in full)\nThe Buyer pays", None),
        # unless the next one starts within a sentence, as behind the foot of a page
        ("The Buyer pays the\nprice at once.", ["The Buyer pays the price at once."]),
        ("It is paid to the\nBuyer at once.", ["It is paid to the Buyer at once."]),
        # words that open a list of lines that nobody numbered
        ("The Buyer shall:\npay;\ntake it; and\nkeep it.", ["The Buyer shall:", "pay;", "take it; and", "keep it."]),
    ],
)
def test_lines_of_a_text_without_pages(text: str, expected: list[str] | None):
    assert sentences(text, paged=False) == (expected or text.split("\n"))


def test_a_line_on_a_page_is_no_paragraph():
    assert sentences("The Buyer pays\nMill Ltd the price.") == ["The Buyer pays Mill Ltd the price."]


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        # the heading is a segment of its own, with its label
        (
            "2.1 Orders. The Supplier delivers the paper.",
            "Orders",
            ["2.1 Orders.", "The Supplier delivers the paper."],
        ),
        # without a mark, where a label stands before it
        ("2 Orders (a) The Supplier delivers paper.", "Orders", ["2 Orders", "(a) The Supplier delivers paper."]),
        # a sentence of few words means nothing without its heading
        ("2.1 Orders. The Supplier delivers.", "Orders", ["2.1 Orders. The Supplier delivers."]),
        # a value belongs to its name
        ("Effective Date: the first day of May 2031.", "Effective Date", None),
        # a defined term is the subject of its sentence
        ('"Paper" means all paper that is sold here.', "Paper", None),
        ('"Paper". All paper that is sold here.', "Paper", None),
        # the heading's words are those of the sentence
        ("Orders are made in writing by the Buyer.", "Orders", None),
    ],
)
def test_headings(text: str, heading: str, expected: list[str] | None):
    assert sentences(text, heading) == (expected or [text])


LONG = "the Supplier fails to deliver the paper on the day that was agreed for it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # items after the words that introduce them, also short ones
        (
            "It ends if (a) it rains; (b) it snows; or (c) it hails.",
            ["It ends if", "(a) it rains;", "(b) it snows; or", "(c) it hails."],
        ),
        # half brackets, figures, commas
        ("Do this: 1) buy the paper, 2) sell the paper.", ["Do this:", "1) buy the paper,", "2) sell the paper."]),
        # an item whose first word is a number said twice
        (
            "The Buyer names (i) one (1) officer, and (ii) two (2) clerks.",
            ["The Buyer names", "(i) one (1) officer, and", "(ii) two (2) clerks."],
        ),
        # a list that goes on from the clause before
        ("(iii) paper of it; (iv) card of it.", ["(iii) paper of it;", "(iv) card of it."]),
        # the letter i after h is no roman one
        ("(h) the one thing, (i) the other thing.", ["(h) the one thing,", "(i) the other thing."]),
        # bullets at the start of lines
        ("These:\n* white paper\n* grey card", ["These:", "* white paper", "* grey card"]),
        # a page's number before an item on the next line is not part of its label
        ("They are (a) one thing; 6\n(b) another thing.", ["They are", "(a) one thing; 6", "(b) another thing."]),
        # a single label is no list
        ("The Buyer pays (i) the price.", None),
        # cross-references
        ("It is paid under Section 5 (a) and what clauses (a) and (b) of Schedule 1 say.", None),
        ("What is said in (a) or (b) above holds.", None),
        ("It follows 401(a) of the one and 402(b) of the other thing.", None),
        # numbers said again in digits
        ("It lasts one (1) year and is renewed for two (2) years at most.", None),
        # plurals and choices
        ("The owner(s) and the user(s) of the thing pay it.", None),
    ],
)
def test_items_inside_a_sentence(text: str, expected: list[str] | None):
    assert sentences(text) == (expected or [text])


def test_long_items_of_a_list_on_lines_are_segments():
    assert len(sentences(f"(a) {LONG};\n(b) {LONG}; and\n(c) {LONG}.")) == 3
    # without labels, long ones only
    assert len(sentences(f"{LONG};\n{LONG};\nit rains;\nit snows.")) == 3


def test_items_know_what_introduces_them():
    assert introductions(
        "The Buyer shall (a) pay at once; and (b) not (i) sell it or (ii) lend it. It may read it."
    ) == [
        ("The Buyer shall", []),
        ("(a) pay at once; and", ["The Buyer shall"]),
        ("(b) not", ["The Buyer shall"]),
        ("(i) sell it or", ["The Buyer shall", "(b) not"]),
        ("(ii) lend it.", ["The Buyer shall", "(b) not"]),
        ("It may read it.", []),
    ]
    # also behind an item that is a sentence of its own
    assert introductions("The Buyer shall: (1) Pay at once. (2) Take the paper.")[2][1] == ["The Buyer shall:"]
    # but not across the end of a sentence
    assert introductions("It is so. (a) The Buyer pays. (b) The Seller delivers.")[2][1] == []


def test_segments_of_one_sentence_are_one_again_when_joined():
    document = document_of("It ends if (a) it rains,\nor (b) it snows. It is dry.")
    segments = split_segments(document, whole(document))
    assert [segment.number for segment in segments] == [0, 0, 0, 1]
    joined = join_segments(document, [segment for segment in segments if segment.number == 0])
    assert joined.text == "It ends if (a) it rains, or (b) it snows."
    assert [document.quote(span) for span in joined.spans] == ["It ends if (a) it rains,\nor (b) it snows."]


TABLE = "The prices:\nQuality\tPrice\nPlain. Thin\t900\nLaid\t1,100\nThey are fixed."


def test_a_row_of_a_table_is_a_sentence_after_its_header():
    assert introductions(TABLE) == [
        ("The prices:", []),
        ("Quality | Price", []),
        ("Plain. Thin | 900", ["Quality | Price"]),
        ("Laid | 1,100", ["Quality | Price"]),
        ("They are fixed.", []),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # no column of figures below it
        "Buyer\tMill Ltd\nSeller\tQuill Ltd",
        # figures in it, other numbers of cells
        "Plain\t900\nLaid\t1,100",
        "Quality\tPrice\nPlain\tthin\t900",
        # names before values
        "Name:\tPlain\nPrice:\t900",
    ],
)
def test_a_first_row_that_is_no_header(text: str):
    assert all(introduction == [] for _, introduction in introductions(text))


def test_a_label_before_a_tab_is_no_cell():
    assert sentences("1.1\tThe Supplier sends it.\n1.2\tThe Buyer takes it.") == [
        "1.1 The Supplier sends it.",
        "1.2 The Buyer takes it.",
    ]


def test_white_space_has_no_sentence():
    assert sentences(" \n\n ") == []
